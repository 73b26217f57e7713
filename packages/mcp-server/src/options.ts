import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface McpOptions {
  workspace: "local" | "databricks";
  /** The only folder whose files may be uploaded. */
  projectDir: string;
  warehouse?: string;
  catalog?: string;
  schema?: string;
  /** After how many milliseconds a call goes on as an operation; 0: never. */
  longCallMs: number;
  help: boolean;
}

export const usage = `lakehand-mcp: Databricks tools over the Model Context Protocol (stdio)

  --workspace local|databricks  default: databricks when DATABRICKS_HOST or a profile is set, else local
  --project <folder>            the only folder whose files may be uploaded; default: the current one
  --warehouse, --catalog, --schema <name>   used where a call names none
  --help

LONG_CALL_SECONDS (30): a call that lasts longer answers with an operation id to ask about; 0 waits for every call.
`;

const mostSeconds = 3600;

/** Reads the command line. Throws an Error with a sentence for a wrong one. */
export function readOptions(
  args: readonly string[],
  hasDatabricks: boolean,
  env: Readonly<Record<string, string | undefined>> = {},
): McpOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      workspace: text,
      project: text,
      warehouse: text,
      catalog: text,
      schema: text,
      help: { type: "boolean" },
    },
  });
  const workspace = values.workspace ?? (hasDatabricks ? "databricks" : "local");
  if (workspace !== "local" && workspace !== "databricks")
    throw new Error(`--workspace is "local" or "databricks", not ${JSON.stringify(workspace)}.`);
  const longCallMs = Number(env.LONG_CALL_SECONDS?.trim() || 30) * 1000;
  if (!(longCallMs >= 0 && longCallMs <= mostSeconds * 1000))
    throw new Error(
      `LONG_CALL_SECONDS is a number between 0 and ${mostSeconds}, not ${JSON.stringify(env.LONG_CALL_SECONDS)}.`,
    );
  return {
    workspace,
    longCallMs,
    projectDir: resolve(values.project ?? "."),
    help: values.help ?? false,
    ...(values.warehouse ? { warehouse: values.warehouse } : {}),
    ...(values.catalog ? { catalog: values.catalog } : {}),
    ...(values.schema ? { schema: values.schema } : {}),
  };
}
