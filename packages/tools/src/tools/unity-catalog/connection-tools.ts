import { z } from "zod";
import { nameParts } from "../../sql/full-name.ts";
import { quoteName, quoteString } from "../../sql/quote.ts";
import type { ToolDefinition } from "../../types.ts";
import { takesNothing } from "../annotations.ts";
import {
  changeOne,
  deleteOne,
  judgeAlways,
  listAll,
  lookAt,
  makeOne,
  type Named,
  saidName,
} from "./named-tools.ts";
import { quotedName } from "./uc-names.ts";
import { defineUcSqlTool } from "./uc-sql-tool.ts";

const connection: Named = {
  kind: "connections",
  what: "connection",
  type: "connection",
  page: (name) => `/explore/connections/${encodeURIComponent(name)}`,
};
const options = z
  .record(z.string(), z.string())
  .describe(
    "Options of its type: host, port, user, password … A password is best given as secret('scope','key').",
  );

const createForeignCatalog = defineUcSqlTool({
  name: "create_foreign_catalog",
  title: "Make a foreign catalog",
  description:
    "Makes a catalog that shows the tables of another database over a connection; one that is there stays.",
  input: {
    catalog_name: z.string().min(1).describe("Name of the new catalog."),
    connection_name: z.string().min(1).describe("Name of the connection."),
    catalog_options: z
      .record(z.string(), z.string())
      .optional()
      .describe("Options, e.g. {database: 'shop'}."),
  },
  searchHint: "foreign catalog federation connection create",
  annotations: takesNothing,
  sql({ catalog_name, connection_name, catalog_options }) {
    const pairs = Object.entries(catalog_options ?? {}).map(
      ([key, value]) => `${quoteString(key)} ${quoteString(String(value))}`,
    );
    const rest = pairs.length > 0 ? ` OPTIONS (${pairs.join(", ")})` : "";
    const connected =
      nameParts(connection_name)?.length === 1 ? connection_name : quoteName(String(connection_name));
    return `CREATE FOREIGN CATALOG IF NOT EXISTS ${quotedName(catalog_name, "catalog", {}, "catalog_name")} USING CONNECTION ${quotedName(connected, "catalog", {}, "connection_name")}${rest}`;
  },
  done: ({ catalog_name }) => ({ text: `${catalog_name} is there.`, structured: { catalog_name } }),
});

const door = (does: string) =>
  judgeAlways(
    "leaves_workspace",
    ({ name }) => `${does} the connection ${saidName(name)}, a way out of the workspace`,
  );

export const connectionTools: Record<string, ToolDefinition> = {
  create: makeOne(connection, {
    input: {
      connection_type: z
        .string()
        .min(1)
        .describe("POSTGRESQL, MYSQL, SNOWFLAKE, SQLSERVER, BIGQUERY, HTTP …"),
      options,
    },
    judge: door("makes"),
    body: ({ connection_type, options: given }) => ({
      connection_type: connection_type.trim().toUpperCase(),
      options: given,
    }),
  }),
  get: lookAt(connection),
  list: listAll(connection),
  update: changeOne(connection, {
    input: { options: options.optional() },
    judge: door("changes"),
    body: ({ options: given }) => (given ? { options: given } : {}),
  }),
  delete: deleteOne(connection, false),
  create_foreign_catalog: createForeignCatalog,
};
