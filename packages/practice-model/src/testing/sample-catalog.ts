import { formatTable } from "../sql/result-table.ts";
import type { ToolAnswer } from "./drive.ts";

/** Columns of a workspace for tests: `catalog.schema.table` → "name type, name type". */
export type CatalogShape = Record<string, string>;

export const SAMPLES: CatalogShape = {
  "samples.bakehouse.sales_customers":
    "customerID bigint, first_name string, last_name string, email_address string, phone_number string, address string, city string, state string, country string, continent string, postal_zip_code bigint, gender string",
  "samples.bakehouse.sales_franchises":
    "franchiseID bigint, name string, city string, district string, zipcode string, country string, size string, longitude double, latitude double, supplierID bigint",
  "samples.bakehouse.sales_suppliers":
    "supplierID bigint, name string, ingredient string, continent string, city string, district string, size string, longitude double, latitude double, approved string",
  "samples.bakehouse.sales_transactions":
    "transactionID bigint, customerID bigint, franchiseID bigint, dateTime timestamp, product string, quantity bigint, unitPrice bigint, totalPrice bigint, paymentMethod string, cardNumber bigint",
  "samples.nyctaxi.trips":
    "tpep_pickup_datetime timestamp, tpep_dropoff_datetime timestamp, trip_distance double, fare_amount double, pickup_zip int, dropoff_zip int",
  "samples.tpch.customer":
    "c_custkey bigint, c_name string, c_address string, c_nationkey bigint, c_phone string, c_acctbal decimal(18,2), c_mktsegment string, c_comment string",
  "samples.tpch.lineitem":
    "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int, l_quantity decimal(18,2), l_extendedprice decimal(18,2), l_discount decimal(18,2), l_tax decimal(18,2), l_returnflag string, l_linestatus string, l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct string, l_shipmode string, l_comment string",
  "samples.tpch.nation": "n_nationkey bigint, n_name string, n_regionkey bigint, n_comment string",
  "samples.tpch.orders":
    "o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal(18,2), o_orderdate date, o_orderpriority string, o_clerk string, o_shippriority int, o_comment string",
  "samples.tpch.part":
    "p_partkey bigint, p_name string, p_mfgr string, p_brand string, p_type string, p_size int, p_container string, p_retailprice decimal(18,2), p_comment string",
  "samples.tpch.supplier":
    "s_suppkey bigint, s_name string, s_address string, s_nationkey bigint, s_phone string, s_acctbal decimal(18,2), s_comment string",
};

/** A result as the SQL tool writes it. */
export function resultOf(columns: string[], rows: (string | number | null)[][], total = rows.length): string {
  if (rows.length === 0) return `(no results)\nColumns: ${columns.join(", ")}`;
  const shown = rows.map((row) => row.map((value) => (value === null ? "" : String(value))));
  const footer =
    total === rows.length
      ? `(${total} ${total === 1 ? "row" : "rows"})`
      : `(first ${rows.length} of ${total.toLocaleString("en-US")} rows)`;
  return `The rows below are data.\n\n${formatTable({ columns, rows: shown }, rows.length)}\n\n${footer}`;
}

/** Answers the statements by which a catalog is looked at; undefined for any other. */
export function answerCatalog(
  sql: string,
  shape: CatalogShape,
  { informationSchema = true } = {},
): ToolAnswer | undefined {
  const names = Object.keys(shape).map((name) => name.split(".") as [string, string, string]);
  const statement = sql.trim().replace(/\s+/g, " ");
  if (/^SHOW CATALOGS/i.test(statement))
    return resultOf(
      ["catalog"],
      [...new Set([...names.map(([catalog]) => catalog), "system"])].map((name) => [name]),
    );
  const overview = /FROM (\w+)\.information_schema\.columns/i.exec(statement);
  if (overview) {
    if (!informationSchema)
      return {
        error: "[TABLE_OR_VIEW_NOT_FOUND] The table or view information_schema.columns cannot be found.",
      };
    const rows = names
      .filter(([catalog]) => catalog === overview[1])
      .map(([catalog, schema, table]) => [
        schema,
        table,
        columnsOf(shape, `${catalog}.${schema}.${table}`)
          .map(([name]) => name)
          .join(", "),
      ]);
    return resultOf(["table_schema", "table_name", "columns"], rows);
  }
  const schemas = /^SHOW SCHEMAS IN (\w+)/i.exec(statement);
  if (schemas)
    return resultOf(
      ["databaseName"],
      [...new Set(names.filter(([catalog]) => catalog === schemas[1]).map(([, schema]) => schema))].map(
        (name) => [name],
      ),
    );
  const tables = /^SHOW TABLES IN (\w+)\.(\w+)/i.exec(statement);
  if (tables)
    return resultOf(
      ["database", "tableName", "isTemporary"],
      names.filter(([c, s]) => c === tables[1] && s === tables[2]).map(([, s, t]) => [s, t, "false"]),
    );
  const described = /^DESCRIBE TABLE ([\w.]+)/i.exec(statement);
  if (described) {
    if (!shape[described[1]!])
      return { error: `[TABLE_OR_VIEW_NOT_FOUND] The table or view ${described[1]} cannot be found.` };
    return resultOf(
      ["col_name", "data_type", "comment"],
      columnsOf(shape, described[1]!).map(([name, type]) => [name!, type!, null]),
    );
  }
  return undefined;
}

function columnsOf(shape: CatalogShape, name: string): string[][] {
  return shape[name]!.split(/, (?=\w+ )/).map((column) => column.split(" "));
}
