/**
 * Endpoints that answer as Databricks does and whose effect is less than there; what is less is said in one sentence.
 * Patterns are beginnings of `METHOD /path` or of `/path`; the longest that fits counts. All others that succeed are real.
 */
export const EMULATED: Record<string, string> = {
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
