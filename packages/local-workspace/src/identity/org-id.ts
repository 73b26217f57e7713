/** The workspace's id, as the header `x-databricks-org-id` tells it. */
export const ORG_ID = "1";
