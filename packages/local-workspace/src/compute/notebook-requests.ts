import type { SecretStore } from "../secrets/secret-store.ts";
import type { RequestHandler } from "./python-process.ts";

/** What `dbutils` asks of the workspace: secrets here, and what `others` answer. */
export function notebookRequests(secrets: SecretStore, others?: RequestHandler): RequestHandler {
  return async (kind, fields) => {
    const scope = String(fields.scope ?? "");
    switch (kind) {
      case "secret": {
        const value = secrets.scope(scope) ? secrets.get(scope, String(fields.key)) : undefined;
        return value
          ? { value: value.toString("base64") }
          : { error: `Secret does not exist with scope: ${scope} and key: ${String(fields.key)}` };
      }
      case "secrets":
        return secrets.scope(scope)
          ? { keys: secrets.list(scope).map(({ key }) => key) }
          : { error: `Scope ${scope} does not exist!` };
      case "scopes":
        return { scopes: secrets.scopes().map(({ name }) => name) };
      default:
        if (others) return others(kind, fields);
        return { error: `[NOT_IN_LOCAL_WORKSPACE] ${kind} is only there in a job.`, outside: true };
    }
  };
}
