import { type Found, firstColumn } from "../catalog/discover.ts";
import type { Flow, FlowContext } from "../plan/flow.ts";
import { formatTable } from "../sql/result-table.ts";
import { type ReplyBlock, text } from "../wire/reply.ts";
import { count, joinWords } from "../words/numbers.ts";
import { explainError, sqlCall } from "./run-sql.ts";

export function* listCatalogs(context: FlowContext): Flow {
  const [outcome] = yield [text("I'll ask the workspace."), sqlCall("SHOW CATALOGS", context)];
  if (outcome!.isError) return [text(explainError(outcome!.text))];
  const names = firstColumn(outcome!);
  return [
    text(`You can see ${count(names.length, "catalog")}: ${joinWords(names.map((name) => `\`${name}\``))}.`),
  ];
}

export function listSchemas(found: Found): ReplyBlock[] {
  const schemas = new Map<string, number>();
  for (const { catalog, schema } of found.tables)
    schemas.set(`${catalog}.${schema}`, (schemas.get(`${catalog}.${schema}`) ?? 0) + 1);
  if (schemas.size === 0) return [text("I found no schema with tables.")];
  const rows = [...schemas].map(([name, tables]) => [`\`${name}\``, String(tables)]);
  return [
    text(
      [
        `There are ${count(rows.length, "schema")} with tables.`,
        formatTable({ columns: ["schema", "tables"], rows }, 40),
      ].join("\n\n"),
    ),
  ];
}

export function listTables(found: Found): ReplyBlock[] {
  if (found.tables.length === 0)
    return [
      text(
        `I found no tables${found.catalogs.length > 0 ? `; the catalogs I can see are ${joinWords(found.catalogs)}` : ""}.`,
      ),
    ];
  const rows = found.tables.map((table) => [
    `\`${table.catalog}.${table.schema}.${table.name}\``,
    String(table.columns.length || ""),
    table.columns
      .slice(0, 5)
      .map((column) => column.name)
      .join(", ") + (table.columns.length > 5 ? ", …" : ""),
  ]);
  const empty = found.looked.filter((name) => !found.tables.some((table) => table.catalog === name));
  const others = found.catalogs.filter((name) => !found.looked.includes(name));
  return [
    text(
      [
        `There are ${count(rows.length, "table")}.`,
        formatTable({ columns: ["table", "columns", "among them"], rows }, 50),
        ...(empty.length > 0
          ? [`${quoted(empty)} ${empty.length === 1 ? "has" : "have"} no tables yet.`]
          : []),
        ...(others.length > 0 ? [`I did not list ${quoted(others)}; ask for one by name.`] : []),
      ].join("\n\n"),
    ),
  ];
}

function quoted(names: readonly string[]): string {
  return joinWords(names.map((name) => `\`${name}\``));
}
