import type { FromOf } from "../ast.ts";
import { DialectError, unsupported } from "../dialect-error.ts";
import { convert } from "./convert.ts";
import type { Env, Relation } from "./env.ts";
import { analyse } from "./expression.ts";

/** Table functions that are no generators; nothing when `name` is none of them. */
export function tableFunction(item: FromOf<"function">, name: string, env: Env): Relation | undefined {
  if (name === "range") return range(item, env);
  if (name === "read_files")
    throw new DialectError(
      "REQUIRED_PARAMETER_NOT_FOUND",
      "4274K",
      "Cannot invoke routine `read_files` because the parameter named `path` is required, but the routine call did not supply a value.",
      item.at,
    );
  const known = [
    "read_kafka",
    "read_kinesis",
    "read_pubsub",
    "read_pulsar",
    "table_changes",
    "event_log",
    "cloud_files_state",
    "ai_forecast",
    "vector_search",
    "list_secrets",
    "remote_query",
    "sql_keywords",
    "collations",
    "read_statestore",
  ];
  if (known.includes(name))
    throw unsupported("TABLE_VALUED_FUNCTION", `the table function ${name}()`, item.at);
  return undefined;
}

function range(item: FromOf<"function">, env: Env): Relation {
  if (item.args.length < 1 || item.args.length > 4)
    throw new DialectError(
      "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
      "42605",
      `The \`range\` requires [1, 2, 3, 4] parameters but the actual number is ${item.args.length}.`,
      item.at,
    );
  const empty: Env = { session: env.session, columns: [], ctes: env.ctes };
  const args = item.args.map((a) => convert(analyse(a, empty), { kind: "bigint" }, env, "range"));
  const [first, second, third] = args;
  const step = third?.sql ?? "CAST(1 AS BIGINT)";
  const [start, end] = second ? [first?.sql, second.sql] : ["CAST(0 AS BIGINT)", first?.sql];
  const sql = `SELECT CAST(r AS BIGINT) AS id FROM range(CAST(${start} AS BIGINT), CAST(${end} AS BIGINT), CAST(${step} AS BIGINT)) AS t_range(r)`;
  return { sql, columns: [{ name: "id", type: { kind: "bigint" }, alias: "id" }] };
}
