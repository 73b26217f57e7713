/** A name as Databricks takes it for an agent: letters, digits, `-` and `_`, which others become. */
export function agentName(given: string): string {
  const name = given
    .trim()
    .replace(/[^A-Za-z0-9_-]/g, "_")
    .replace(/[_-]{2,}/g, "_")
    .replace(/^[_-]+|[_-]+$/g, "");
  return name || "agent";
}
