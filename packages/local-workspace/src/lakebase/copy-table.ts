import pg from "pg";
import type { CatalogTable } from "../sql/types.ts";
import { readRows } from "../statements/read-rows.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { postgresType } from "./postgres-type.ts";

export interface CopyParts {
  statements: StatementService;
  userName: string;
}

export interface CopyTarget {
  schema: string;
  table: string;
  keys: string[];
  timeseriesKey?: string | undefined;
  /** Who owns what is made. */
  owner: string;
  createSchema: boolean;
}

const ROWS_AT_ONCE = 5000;
/** Rows are held in memory on their way. */
export const MOST_ROWS = 2_000_000;
const quoted = pg.escapeIdentifier;

/**
 * Puts all rows of a catalog table into a PostgreSQL table in one transaction: readers see the old rows until the new
 * ones are all there. Gives the number of rows. Throws an Error with a sentence for people.
 */
export async function copyTable(
  parts: CopyParts,
  source: CatalogTable,
  client: pg.Client,
  target: CopyTarget,
): Promise<number> {
  const rows = await rowsOf(parts, source, target);
  const columns = source.columns.map(({ name, type }) => ({ name, type: postgresType(type) }));
  const place = `${quoted(target.schema)}.${quoted(target.table)}`;
  await client.query("begin");
  try {
    if (target.createSchema)
      await client.query(
        `create schema if not exists ${quoted(target.schema)} authorization ${quoted(target.owner)}`,
      );
    const definition = [
      ...columns.map(({ name, type }) => `${quoted(name)} ${type}`),
      ...(target.keys.length > 0 ? [`primary key (${target.keys.map(quoted).join(", ")})`] : []),
    ];
    await client.query(`create table if not exists ${place} (${definition.join(", ")})`);
    await client.query(`alter table ${place} owner to ${quoted(target.owner)}`);
    await client.query(`truncate ${place}`);
    const names = columns.map(({ name }) => quoted(name)).join(", ");
    const values = columns.map(({ type }, at) => `v${at}::${type}`).join(", ");
    const arrays = columns.map((_, at) => `$${at + 1}::text[]`).join(", ");
    const aliases = columns.map((_, at) => `v${at}`).join(", ");
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      const some = rows.slice(at, at + ROWS_AT_ONCE);
      await client.query(
        `insert into ${place} (${names}) select ${values} from unnest(${arrays}) as u(${aliases})`,
        columns.map(({ type }, column) => some.map((row) => textFor(type, row[column] ?? null))),
      );
    }
    await client.query("commit");
    return rows.length;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

/** bytea is read as base64 by the statement API, and written in hex. */
const textFor = (type: string, value: string | null) =>
  value === null || type !== "bytea" ? value : `\\x${Buffer.from(value, "base64").toString("hex")}`;

async function rowsOf(
  { statements, userName }: CopyParts,
  source: CatalogTable,
  target: CopyTarget,
): Promise<(string | null)[][]> {
  const name = (part: string) => `\`${part.replaceAll("`", "``")}\``;
  const from = [source.catalog, source.schema, source.name].map(name).join(".");
  // Of rows with one key the latest by the time series key counts.
  const latest =
    target.timeseriesKey === undefined
      ? ""
      : ` QUALIFY row_number() OVER (PARTITION BY ${target.keys.map(name).join(", ")} ORDER BY ${name(target.timeseriesKey)} DESC) = 1`;
  const statement = statements.submit({
    statement: `SELECT ${source.columns.map((column) => name(column.name)).join(", ")} FROM ${from}${latest}`,
    warehouseId: "synced-table",
    catalog: source.catalog,
    schema: source.schema,
    disposition: "EXTERNAL_LINKS",
    format: "JSON_ARRAY",
    rowLimit: MOST_ROWS + 1,
    parameters: [],
    userName,
  });
  await statement.done;
  if (statement.state !== "SUCCEEDED")
    throw new Error(statement.error?.message ?? "The source table could not be read.");
  if (statement.truncated || statement.rowCount > MOST_ROWS)
    throw new Error(`A synced table may have at most ${MOST_ROWS} rows here; the source has more.`);
  return readRows(statements, statement);
}
