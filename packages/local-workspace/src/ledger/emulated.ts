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
};
