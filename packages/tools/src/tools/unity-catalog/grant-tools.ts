import { z } from "zod";
import { defineTool } from "../../define-tool.ts";
import { nameParts } from "../../sql/full-name.ts";
import type { PathLevel } from "../../sql/object-path.ts";
import { quoteFullName, quoteName } from "../../sql/quote.ts";
import type { ToolDefinition } from "../../types.ts";
import { changes, readsOnly } from "../annotations.ts";
import { judgeRead } from "../judge-read.ts";
import { badSqlInput } from "../sql/sql-input.ts";
import { judgeAsSql } from "./judge-as-sql.ts";
import { listText } from "./shown-securable.ts";
import { dottedName, type Place } from "./uc-names.ts";

const mostListed = 1000;

const types: Record<string, PathLevel> = {
  catalog: "catalog",
  schema: "schema",
  table: "object",
  volume: "object",
  function: "object",
  metastore: "catalog",
  storage_credential: "catalog",
  credential: "catalog",
  external_location: "catalog",
  connection: "catalog",
};
const same: Record<string, string> = {
  view: "table",
  materialized_view: "table",
  metric_view: "table",
  database: "schema",
  registered_model: "function",
  model: "function",
};

const securable = {
  securable_type: z
    .string()
    .min(1)
    .describe(`One of: ${Object.keys(types).join(", ")}; a view is a table, a model a function.`),
  full_name: z.string().min(1).describe("Its full name, e.g. catalog.schema.table."),
};
const principal = z.string().min(1).describe("User, group or service principal (its application id).");
const privileges = z
  .array(z.string().min(1).max(64))
  .min(1)
  .describe("Privileges, e.g. SELECT, MODIFY, USE_CATALOG, USE_SCHEMA, READ_VOLUME, ALL_PRIVILEGES.");

function typeOf(given: unknown): { type: string; level: PathLevel } {
  const plain = String(given)
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
  const type = Object.hasOwn(same, plain) ? (same[plain] as string) : plain;
  const level = Object.hasOwn(types, type) ? types[type] : undefined;
  if (!level)
    throw badSqlInput(
      `There is no securable_type ${JSON.stringify(String(given).slice(0, 80))} here.`,
      `Use one of: ${Object.keys(types).join(", ")}. Shares have rights of their own.`,
    );
  return { type, level };
}

const named = (input: { securable_type: string; full_name: string }, place: Place) => {
  const { type, level } = typeOf(input.securable_type);
  return { type, name: dottedName(input.full_name, level, place) };
};

/** As the API writes privileges: USE CATALOG is USE_CATALOG. */
const privilegeName = (name: string): string => name.trim().toUpperCase().replace(/\s+/g, "_");

const changing = (word: "GRANT" | "REVOKE") =>
  judgeAsSql((input) => {
    const what =
      String(input.securable_type ?? "")
        .replace(/[^A-Za-z ]/g, " ")
        .trim() || "TABLE";
    const name = quoteFullName(...(nameParts(input.full_name) ?? ["?"]));
    const whom = quoteName(String(input.principal ?? "?"));
    const asked = Array.isArray(input.privileges)
      ? input.privileges.map((one) => quoteName(String(one)))
      : [];
    const rights = asked.map((one) => one.replace(/[^A-Za-z_ ]/g, "")).join(", ") || "ALL PRIVILEGES";
    return `${word} ${rights} ON ${what.toUpperCase()} ${name} ${word === "GRANT" ? "TO" : "FROM"} ${whom}`;
  });

function change(action: "grant" | "revoke"): ToolDefinition {
  const gives = action === "grant";
  return defineTool({
    name: `${action}_privileges`,
    area: "unity_catalog",
    title: gives ? "Give rights" : "Take rights away",
    description: gives
      ? "Gives a user or group privileges on a thing of Unity Catalog; what they have already stays."
      : "Takes privileges on a thing of Unity Catalog away from a user or group.",
    input: { ...securable, principal, privileges },
    searchHint: `unity catalog ${action} permission privilege access rights`,
    annotations: changes,
    judge: changing(gives ? "GRANT" : "REVOKE"),
    async handler(input, { workspace, signal, defaults }) {
      const { type, name } = named(input, defaults);
      const names = input.privileges.map(privilegeName);
      const changes = [{ principal: input.principal, ...(gives ? { add: names } : { remove: names }) }];
      const after = await workspace.securables.changePermissions(type, name, changes, { signal });
      return {
        text: `${gives ? "Gave" : "Took"} ${names.join(", ")} on ${type} ${name} ${gives ? "to" : "from"} ${input.principal}.`,
        structured: {
          status: gives ? "granted" : "revoked",
          securable_type: type,
          full_name: name,
          principal: input.principal,
          privileges: names,
          privilege_assignments: after,
        },
      };
    },
  });
}

function look(effective: boolean): ToolDefinition {
  return defineTool({
    name: effective ? "get_effective_grants" : "get_grants",
    area: "unity_catalog",
    title: effective ? "Who has which rights, with inherited ones" : "Who was given which rights",
    description: effective
      ? "Lists who may do what with a thing of Unity Catalog, with what they have from its catalog and schema."
      : "Lists the privileges that were given on a thing of Unity Catalog itself.",
    input: { ...securable, principal: principal.optional() },
    searchHint: "unity catalog grants permissions privileges show access",
    annotations: readsOnly,
    judge: judgeRead,
    async handler(input, { workspace, signal, defaults }) {
      const { type, name } = named(input, defaults);
      const { items, truncated } = await workspace.securables.permissions(type, name, {
        principal: input.principal,
        effective,
        limit: mostListed,
        signal,
      });
      return {
        text: listText(items, truncated, `Nobody was given rights on ${type} ${name}.`),
        structured: { securable_type: type, full_name: name, privilege_assignments: items, truncated },
      };
    },
  });
}

export const grantTools: Record<string, ToolDefinition> = {
  grant: change("grant"),
  revoke: change("revoke"),
  get: look(false),
  get_effective: look(true),
};
