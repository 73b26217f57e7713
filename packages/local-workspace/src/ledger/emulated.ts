/**
 * Endpoints that answer as Databricks does and whose effect is less than there; what is less is said in one sentence.
 * Patterns are beginnings of `METHOD /path` or of `/path`; the longest that fits counts. All others that succeed are real.
 */
export const EMULATED: Record<string, string> = {
  "/api/2.1/unity-catalog/storage-credentials": "A record; the cloud behind it is never used.",
  "/api/2.1/unity-catalog/credentials": "A record; the cloud behind it is never used.",
  "/api/2.1/unity-catalog/external-locations": "A record; the cloud behind it is never used.",
  "/api/2.1/unity-catalog/connections": "A record; the other system is never asked.",
  "/api/2.1/unity-catalog/shares": "A record; nothing is shared.",
  "/api/2.1/unity-catalog/recipients": "A record; nothing is shared.",
  "/api/2.1/unity-catalog/permissions": "Kept and given back, not enforced.",
  "/api/2.1/unity-catalog/effective-permissions": "Kept and given back, not enforced.",
  "/api/2.0/workspace-conf": "Kept and given back, without effect.",
  "/api/2.0/lakeview/dashboards/:id/schedules": "Kept; none is run and nothing is sent.",
  "/api/2.0/sql/alerts": "Kept; the older alerts are not evaluated.",
  "/api/2.0/alerts": "Evaluated on their schedules; nobody is notified.",
  "/api/2.0/preview/scim/v2/Users": "Kept, not enforced: whoever holds a token acts as the one user.",
  "/api/2.0/preview/scim/v2/Groups": "Kept, not enforced: whoever holds a token acts as the one user.",
  "/api/2.0/clusters": "Every cluster is this machine; sizes and Spark settings have no effect.",
  "/api/2.1/clusters": "Every cluster is this machine; sizes and Spark settings have no effect.",
  "/api/2.0/sql/warehouses": "Every warehouse runs on the one engine; sizes have no effect.",
  "/api/2.0/permissions": "Kept and given back, not enforced.",
  "/api/2.0/secrets/acls": "Kept and given back, not enforced.",
  "/api/2.0/serving-endpoints":
    "Every endpoint is answered by the one model of the workspace, or by lexical embeddings; rate limits and notifications have no effect.",
  "/serving-endpoints":
    "Answered by the one model that the workspace was started with, whatever the endpoint's name; embeddings are lexical.",
  "/api/2.0/vector-search/endpoints":
    "Every endpoint is this process; its type tells the filters that it takes.",
};

/** Endpoints whose only answer is a refusal in the API's own words (400), as `METHOD /path`. */
export const ALWAYS_REFUSED: string[] = [
  // There is one read-write endpoint to a branch, and it goes with its branch.
  "DELETE /api/2.0/postgres/projects/:project/branches/:branch/endpoints/:endpoint",
];

/** Beginnings of paths of things that cannot be made here, so that asking for one always finds none. */
export const ABSENT: string[] = [
  "/api/2.0/database/tables/",
  "/api/2.0/feature-engineering/",
  "/api/2.0/fs/create-",
  "/api/2.0/git-credentials/",
  "/api/2.0/global-init-scripts/",
  "/api/2.0/instance-pools/",
  "/api/2.0/instance-profiles/",
  "/api/2.0/ip-access-lists/",
  "/api/2.0/mlflow/unity-catalog/",
  "/api/2.0/notification-destinations/",
  "/api/2.0/online-tables/",
  "/api/2.0/policies/clusters/get",
  "/api/2.0/policy-families/",
  "/api/2.0/quality-monitors/",
  "/api/2.0/repos/",
  "/api/2.1/unity-catalog/policies/",
  "/api/2.1/unity-catalog/providers/",
  "/api/2.1/unity-catalog/tables/:table/monitor",
  "/api/3.0/mlflow/datasets/",
  "/api/3.0/mlflow/prompt-optimization/",
];
