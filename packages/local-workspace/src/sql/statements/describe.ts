import { unknownFunction } from "../analyse/call.ts";
import { isBuiltIn } from "../analyse/routine.ts";
import { type StoredView, VIEW_PREFIX } from "../analyse/table.ts";
import { DialectError, unsupported } from "../dialect-error.ts";
import { isKnownDatabricksFunction, lookupFunction } from "../functions/registry.ts";
import type { Cursor } from "../parser/cursor.ts";
import { Cursor as TextCursor } from "../parser/cursor.ts";
import { parseQuery, startsQuery } from "../parser/query.ts";
import { finish } from "../plan.ts";
import { formatType } from "../spark-type.ts";
import type { CatalogTable, Plan } from "../types.ts";
import { describeOwn, ownFunction } from "./describe-function.ts";
import { describeDetail, describeHistory } from "./history.ts";
import { parseName, schemaOf, volumePath } from "./namespace.ts";
import { catalogNotFound, type Planner, rowsPlan, schemaNotFound } from "./planner.ts";

const COLUMNS = ["col_name", "data_type", "comment"];

export async function describe(c: Cursor, planner: Planner): Promise<Plan> {
  const at = c.next().offset;
  const next = (...words: string[]): boolean =>
    words.some((w) => c.isWord(w) && !c.isOp(".", 1) && c.peek().kind !== "end" && c.acceptWord(w));
  if (next("CATALOG")) return describeCatalog(c, planner);
  if (next("SCHEMA", "DATABASE")) return describeSchema(c, planner);
  if (next("VOLUME")) return describeVolume(c, planner);
  if (next("FUNCTION")) return describeFunction(c, planner);
  if (next("DETAIL")) return describeDetail(c, planner);
  if (next("HISTORY")) return describeHistory(c, planner);
  if (next("QUERY") || (startsQuery(c) && !c.isWord("TABLE"))) {
    const query = parseQuery(c);
    finish(c);
    const relation = planner.relation(query, await planner.session(c));
    return rowsPlan(
      "DESCRIBE",
      COLUMNS,
      relation.columns.map((col) => [col.name, formatType(col.type), null]),
    );
  }
  next("TABLE");
  const extended = next("EXTENDED", "FORMATTED");
  const parts = parseName(c, planner);
  if (c.isWord("PARTITION")) throw unsupported("DESCRIBE_PARTITION", "DESCRIBE … PARTITION", c.offset);
  if (c.isWord("AS", "JSON")) throw unsupported("DESCRIBE_AS_JSON", "DESCRIBE … AS JSON", c.offset);
  const column = c.isName() ? c.dottedName() : undefined;
  finish(c);
  const temporary =
    parts.length === 1
      ? planner.context.settings[VIEW_PREFIX + (parts[0] as string).toLowerCase()]
      : undefined;
  if (temporary !== undefined) return describeTemporary(JSON.parse(temporary) as StoredView, planner);
  const table = await planner.anyTable({ parts, at });
  if (column) {
    const found = table.columns.find((col) => col.name.toLowerCase() === (column[0] as string).toLowerCase());
    if (!found)
      throw new DialectError(
        "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
        "42703",
        `A column, variable, or function parameter with name \`${column.join("`.`")}\` cannot be resolved.`,
        at,
      );
    return rowsPlan(
      "DESCRIBE",
      ["info_name", "info_value"],
      [
        ["col_name", found.name],
        ["data_type", formatType(found.type)],
        ["comment", found.comment ?? "NULL"],
      ],
    );
  }
  return rowsPlan("DESCRIBE", COLUMNS, [
    ...table.columns.map((col) => [col.name, formatType(col.type), col.comment ?? null]),
    ...layoutRows(table, "Partition", table.partitionColumns),
    ...layoutRows(table, "Clustering", table.clusterColumns),
    ...(extended
      ? details(
          table,
          (await planner.context.catalog.details?.("table", [table.catalog, table.schema, table.name]))
            ?.owner,
        )
      : []),
  ]);
}

async function describeTemporary(view: StoredView, planner: Planner): Promise<Plan> {
  const cursor = new TextCursor(view.sql);
  const query = parseQuery(cursor);
  const relation = planner.relation(query, await planner.session(cursor));
  return rowsPlan(
    "DESCRIBE",
    COLUMNS,
    relation.columns.map((col, i) => [view.columns[i] ?? col.name, formatType(col.type), null]),
  );
}

function constraintRows(table: CatalogTable): (string | null)[][] {
  const keys = (table.constraints ?? []).map((each): (string | null)[] => {
    if (each.kind === "check") return [each.name, `CHECK (${each.expression})`, ""];
    const own = each.columns.map((n) => `\`${n}\``).join(", ");
    if (each.kind === "primary_key") return [each.name, `PRIMARY KEY (${own})`, ""];
    const { catalog, schema, table: parent, columns } = each.references;
    return [
      each.name,
      `FOREIGN KEY (${own}) REFERENCES \`${catalog}\`.\`${schema}\`.\`${parent}\` (${columns.map((n) => `\`${n}\``).join(", ")})`,
      "",
    ];
  });
  return keys.length ? [["", "", ""], ["# Constraints", "", ""], ...keys] : [];
}

function layoutRows(table: CatalogTable, what: string, names: string[] | undefined): (string | null)[][] {
  if (!names?.length) return [];
  return [
    [`# ${what} Information`, "", ""],
    ["# col_name", "data_type", "comment"],
    ...names.map((name) => {
      const col = table.columns.find((each) => each.name === name);
      return [name, col ? formatType(col.type) : "", col?.comment ?? null];
    }),
  ];
}

function details(table: CatalogTable, owner: string | undefined): (string | null)[][] {
  const view = table.kind === "view";
  const properties = Object.entries(table.properties ?? {})
    .map(([k, v]) => `${k}=${v}`)
    .join(",");
  const rows: [string, string | undefined][] = [
    ["Catalog", table.catalog],
    ["Database", table.schema],
    ["Table", table.name],
    ["Created Time", table.createdAt],
    ["Last Access", "UNKNOWN"],
    ["Created By", table.createdBy],
    ["Type", view ? "VIEW" : (table.pipeline?.type ?? "MANAGED")],
    ["Comment", table.comment],
    ["View Text", view ? table.viewSql : undefined],
    [
      "View Catalog and Namespace",
      view ? `${table.viewCatalog ?? table.catalog}.${table.viewSchema ?? table.schema}` : undefined,
    ],
    ["Provider", view ? undefined : "delta"],
    ["Owner", owner ?? table.createdBy],
    ["Statistics", table.analyzedRows === undefined ? undefined : `${table.analyzedRows} rows`],
    ["Table Properties", view && !properties ? undefined : `[${properties}]`],
  ];
  return [
    ["", "", ""],
    [view ? "# Detailed View Information" : "# Detailed Table Information", "", ""],
    ...rows.flatMap(([k, v]) => (v === undefined ? [] : [[k, v, ""]])),
    ...constraintRows(table),
  ];
}

async function describeCatalog(c: Cursor, planner: Planner): Promise<Plan> {
  const at = c.offset;
  c.acceptWord("EXTENDED");
  const name = parseName(c, planner)[0] as string;
  finish(c);
  const found = (await planner.context.catalog.catalogs()).find(
    (n) => n.toLowerCase() === name.toLowerCase(),
  );
  if (found === undefined) throw catalogNotFound(name, at);
  const known = await planner.context.catalog.details?.("catalog", [found]);
  return rowsPlan(
    "DESCRIBE",
    ["info_name", "info_value"],
    [
      ["Catalog Name", found],
      ["Comment", known?.comment ?? ""],
      ["Owner", known?.owner ?? planner.context.currentUser],
      ["Catalog Type", "MANAGED"],
    ],
  );
}

async function describeSchema(c: Cursor, planner: Planner): Promise<Plan> {
  const at = c.offset;
  const extended = c.acceptWord("EXTENDED");
  const { catalog, name } = schemaOf(parseName(c, planner), planner, at);
  finish(c);
  const schemas = await planner.context.catalog.schemas(catalog);
  if (!schemas) throw catalogNotFound(catalog, at);
  const found = schemas.find((s) => s.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw schemaNotFound(catalog, name, at);
  const known = await planner.context.catalog.details?.("schema", [catalog, found]);
  return rowsPlan(
    "DESCRIBE",
    ["database_description_item", "database_description_value"],
    [
      ["Catalog Name", catalog],
      ["Namespace Name", found],
      ["Comment", known?.comment ?? ""],
      ["Location", ""],
      ["Owner", known?.owner ?? planner.context.currentUser],
      ...(extended
        ? [
            [
              "Properties",
              `(${Object.entries(known?.properties ?? {})
                .map(([k, v]) => `(${k},${v})`)
                .join(", ")})`,
            ],
          ]
        : []),
    ],
  );
}

async function describeVolume(c: Cursor, planner: Planner): Promise<Plan> {
  const at = c.offset;
  const path = volumePath(parseName(c, planner), planner, at);
  finish(c);
  const volume = (await planner.context.catalog.volumes(path.catalog, path.schema))?.find(
    (v) => v.name.toLowerCase() === path.name.toLowerCase(),
  );
  if (!volume)
    throw new DialectError(
      "VOLUME_NOT_FOUND",
      "42704",
      `The volume \`${path.catalog}\`.\`${path.schema}\`.\`${path.name}\` cannot be found.`,
      at,
    );
  const known = await planner.context.catalog.details?.("volume", [path.catalog, path.schema, volume.name]);
  return rowsPlan(
    "DESCRIBE",
    ["info_name", "info_value"],
    [
      ["Volume Name", volume.name],
      ["Catalog Name", path.catalog],
      ["Schema Name", path.schema],
      ["Volume Type", "MANAGED"],
      ["Comment", volume.comment ?? ""],
      ["Owner", known?.owner ?? planner.context.currentUser],
    ],
  );
}

async function describeFunction(c: Cursor, planner: Planner): Promise<Plan> {
  const at = c.offset;
  const extended = c.acceptWord("EXTENDED");
  const parts = c.token.kind === "string" ? [c.string()] : parseName(c, planner);
  finish(c);
  const name = (parts.at(-1) as string).toLowerCase();
  if (parts.length > 1 || !isBuiltIn(name)) {
    const own = await ownFunction(parts, planner, at);
    if (own) return rowsPlan("DESCRIBE", ["function_desc"], describeOwn(own, extended));
  }
  const spec = lookupFunction(name);
  if (!spec && !isKnownDatabricksFunction(name)) throw unknownFunction(name, { at });
  const [min, max] = spec?.arity ?? [0, 0];
  const rows = [[`Function: ${name}`]];
  rows.push([
    spec
      ? `Usage: ${name}(${min === max ? `${min} argument${min === 1 ? "" : "s"}` : `${min} to ${max === Number.POSITIVE_INFINITY ? "any number of" : max} arguments`}) - a built-in ${spec.kind} function.`
      : "Not available in the local workspace.",
  ]);
  return rowsPlan("DESCRIBE", ["function_desc"], rows);
}
