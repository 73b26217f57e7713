import { engineTable } from "../sql/engine-name.ts";
import { duckType, quoteIdentifier } from "../sql/functions/duck-type.ts";
import type { ResultField } from "../sql/types.ts";
import type { CdcBody, ColumnChoice } from "./definitions.ts";
import { cdcFields, OPERATION, SEQUENCE } from "./graph.ts";
import type { AnalysedFlow, DatasetNode } from "./graph-nodes.ts";
import { changesTable } from "./progress.ts";

/*
 * A change feed keeps all its changes beside the target. What came late, or out of order, is right because the rows of
 * every key that the new changes name are worked out anew from all of that key's changes.
 */

const BATCH = "temp.main.lakehand_batch";
const TOUCHED = "temp.main.lakehand_touched";
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** DuckDB statements that take the batch (a query) into the target. To be run in one transaction. */
export function cdcStatements(
  node: DatasetNode,
  flow: AnalysedFlow,
  body: CdcBody,
  batch: string,
  generation: string,
): string[] {
  const { catalog, schema, name } = node.name;
  const target = engineTable(catalog, schema, name);
  const changes = changesTable(catalog, generation);
  const fields = flow.fields;
  const find = (wanted: string) => fields.find((field) => same(field.name, wanted)) as ResultField;
  const keys = body.keys.map((key) => quoteIdentifier(find(key).name));
  const data = cdcFields(flow, body).filter(
    (field) => field.name !== "__START_AT" && field.name !== "__END_AT",
  );
  const [sequence, operation] = [quoteIdentifier(SEQUENCE), quoteIdentifier(OPERATION)];
  const kept = fields.map((field) => quoteIdentifier(field.name)).join(", ");
  const untouched = keys.map((key) => `r.${key} IS NOT DISTINCT FROM t.${key}`).join(" AND ");
  const truncates =
    body.truncateWhen === undefined
      ? []
      : [
          // Every key is touched by what empties the table.
          `INSERT INTO ${TOUCHED} SELECT DISTINCT ${keys.join(", ")} FROM ${changes} WHERE EXISTS (SELECT 1 FROM ${BATCH} WHERE ${operation} = 2)`,
        ];
  const targetKeys = keys.every((key) => data.some((field) => quoteIdentifier(field.name) === key));
  const rows = body.scd === 1 ? latest(body, keys, data, changes) : history(body, keys, data, changes);
  const columns = [...data.map((field) => field.name), ...(body.scd === 2 ? ["__START_AT", "__END_AT"] : [])];
  return [
    `CREATE TABLE IF NOT EXISTS ${changes} (${fields.map((field) => `${quoteIdentifier(field.name)} ${duckType(field.type)}`).join(", ")}, __arrived BIGINT)`,
    `CREATE OR REPLACE TEMP TABLE lakehand_batch AS ${batch}`,
    `SELECT error('[AUTO_CDC_NULL_SEQUENCE] A change of ${name.replaceAll("'", "''")} has NULL for its SEQUENCE BY. SQLSTATE: 22004') FROM (SELECT 1 FROM ${BATCH} WHERE ${sequence} IS NULL LIMIT 1) AS n`,
    `INSERT INTO ${changes} SELECT ${kept}, (SELECT coalesce(max(__arrived), 0) FROM ${changes}) + row_number() OVER () FROM ${BATCH}`,
    `CREATE OR REPLACE TEMP TABLE lakehand_touched AS SELECT DISTINCT ${keys.join(", ")} FROM ${BATCH}`,
    ...truncates,
    `CREATE OR REPLACE TEMP TABLE lakehand_out AS ${rows}`,
    targetKeys
      ? `DELETE FROM ${target} AS t WHERE EXISTS (SELECT 1 FROM ${TOUCHED} AS r WHERE ${untouched})`
      : `DELETE FROM ${target}`,
    `INSERT INTO ${target} (${columns.map(quoteIdentifier).join(", ")}) SELECT ${columns.map(quoteIdentifier).join(", ")} FROM temp.main.lakehand_out`,
  ];
}

/** Changes of the touched keys; of several with one key and sequence, the last that came. */
function touchedChanges(keys: string[], changes: string): string {
  const [sequence, operation] = [quoteIdentifier(SEQUENCE), quoteIdentifier(OPERATION)];
  const match = keys.map((key) => `r.${key} IS NOT DISTINCT FROM c.${key}`).join(" AND ");
  return `SELECT c.* FROM ${changes} AS c WHERE ${operation} <> 2 AND EXISTS (SELECT 1 FROM ${TOUCHED} AS r WHERE ${match}) QUALIFY row_number() OVER (PARTITION BY ${keys.map((key) => `c.${key}`).join(", ")}, c.${sequence} ORDER BY c.__arrived DESC) = 1`;
}

/** With IGNORE NULL UPDATES a NULL leaves what the key had before, back to its last delete. */
function filled(body: CdcBody, keys: string[], data: ResultField[], changes: string): string {
  const base = touchedChanges(keys, changes);
  if (!body.ignoreNullUpdates) return base;
  const [sequence, operation] = [quoteIdentifier(SEQUENCE), quoteIdentifier(OPERATION)];
  const by = `PARTITION BY ${keys.join(", ")}`;
  const values = data
    .map((field) => quoteIdentifier(field.name))
    .filter((column) => !keys.includes(column))
    .map(
      (column) =>
        `last_value(${column} IGNORE NULLS) OVER (${by}, __life ORDER BY ${sequence} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS ${column}`,
    );
  const lives = `SELECT *, sum(CASE WHEN ${operation} = 1 THEN 1 ELSE 0 END) OVER (${by} ORDER BY ${sequence} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS __life FROM (${base}) AS b`;
  return `SELECT * REPLACE (${values.join(", ")}) FROM (${lives}) AS l`;
}

/** SCD 1: the last change of each key, unless it is a delete or older than the last truncation. */
function latest(body: CdcBody, keys: string[], data: ResultField[], changes: string): string {
  const [sequence, operation] = [quoteIdentifier(SEQUENCE), quoteIdentifier(OPERATION)];
  const source =
    body.truncateWhen === undefined
      ? filled(body, keys, data, changes)
      : `SELECT * FROM (${filled(body, keys, data, changes)}) AS s WHERE ${sequence} > (SELECT max(${sequence}) FROM ${changes} WHERE ${operation} = 2) IS NOT FALSE`;
  return `SELECT ${list(data)} FROM (SELECT * FROM (${source}) AS s QUALIFY row_number() OVER (PARTITION BY ${keys.join(", ")} ORDER BY ${sequence} DESC) = 1) AS l WHERE ${operation} = 0`;
}

/** SCD 2: a row for each stretch in which the tracked columns of a key stayed the same. */
function history(body: CdcBody, keys: string[], data: ResultField[], changes: string): string {
  const [sequence, operation] = [quoteIdentifier(SEQUENCE), quoteIdentifier(OPERATION)];
  const by = `PARTITION BY ${keys.join(", ")}`;
  const order = `${by} ORDER BY ${sequence}`;
  const tracked = chosen(data, body.trackHistory).map((field) => quoteIdentifier(field.name));
  const differs = tracked.map((column) => `${column} IS DISTINCT FROM lag(${column}) OVER (${order})`);
  const starts = `SELECT *, CASE WHEN ${operation} = 0 AND (coalesce(lag(${operation}) OVER (${order}), 1) = 1${differs.map((each) => ` OR ${each}`).join("")}) THEN 1 ELSE 0 END AS __starts FROM (${filled(body, keys, data, changes)}) AS f`;
  const edges = `SELECT *, sum(__starts) OVER (${order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS __version, min(CASE WHEN __starts = 1 OR ${operation} = 1 THEN ${sequence} END) OVER (${order} ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS __edge FROM (${starts}) AS s`;
  const values = data.map((field) => {
    const column = quoteIdentifier(field.name);
    return keys.includes(column)
      ? column
      : `last_value(${column}) OVER (${by}, __version ORDER BY ${sequence} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS ${column}`;
  });
  const versions = `SELECT ${values.join(", ")}, ${sequence} AS "__START_AT", __edge AS "__END_AT", __starts FROM (${edges}) AS e WHERE ${operation} = 0`;
  return `SELECT ${list(data)}, "__START_AT", "__END_AT" FROM (${versions}) AS v WHERE __starts = 1`;
}

const list = (data: ResultField[]) => data.map((field) => quoteIdentifier(field.name)).join(", ");

function chosen(data: ResultField[], { only, except }: ColumnChoice): ResultField[] {
  return data.filter(
    ({ name }) =>
      !except?.some((each) => same(each, name)) && (!only || only.some((each) => same(each, name))),
  );
}
