import { z } from "zod";
import { orThere } from "../../client/http/if-there.ts";
import type { SecurableKind } from "../../client/securables/api.ts";
import { defineTool, given } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import type { PathLevel } from "../../sql/object-path.ts";
import { quoteName, quoteString } from "../../sql/quote.ts";
import type { Judgement, ToolContext, ToolDefinition } from "../../types.ts";
import { readsOnly, takesNothing } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import { badSqlInput } from "../sql/sql-input.ts";
import { judgeAsSql } from "./judge-as-sql.ts";
import { listText, shownBriefly, shownFields } from "./shown-securable.ts";
import { completeName, needed, type Place } from "./uc-names.ts";

type ObjectType = "catalog" | "schema" | "volume" | "function";
type Input = Readonly<Record<string, unknown>>;

const kinds: Record<ObjectType, SecurableKind> = {
  catalog: "catalogs",
  schema: "schemas",
  volume: "volumes",
  function: "functions",
};
const levels: Record<ObjectType, PathLevel> = {
  catalog: "catalog",
  schema: "schema",
  volume: "object",
  function: "object",
};
const mostListed = 1000;

const nameShape = (type: ObjectType) => ({
  full_name: z.string().optional().describe("Full name: catalog, catalog.schema, or catalog.schema.name."),
  name: z.string().optional().describe("The name alone, where full_name is not given."),
  ...placeShape(type),
});
function placeShape(type: ObjectType): Record<string, z.ZodType> {
  const catalog_name = z.string().optional().describe("Catalog it is in. Default: the selected one.");
  const schema_name = z.string().optional().describe("Schema it is in. Default: the selected one.");
  return type === "catalog" ? {} : type === "schema" ? { catalog_name } : { catalog_name, schema_name };
}
const comment = z.string().optional().describe("A comment for people.");
const properties = z.record(z.string(), z.string()).optional().describe("Properties by name.");
const force = z.boolean().default(false).describe("Delete also what is in it.");

/** The place that a call names; another catalog drops the selected schema. */
function placeOf(input: Input, place: Place): Place {
  const catalog = given(text(input.catalog_name)) ?? place.catalog;
  const schema = given(text(input.schema_name)) ?? (catalog === place.catalog ? place.schema : undefined);
  return { catalog, schema };
}
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function partsOf(type: ObjectType, input: Input, place: Place): string[] {
  const full = given(text(input.full_name));
  if (full) return completeName(full, levels[type], placeOf(input, place));
  const name = needed(given(text(input.name)), "full_name", `This action on a ${type}`);
  return completeName(quoteIfBare(name), levels[type], placeOf(input, place), "name");
}
/** `name` may be a full name too, as models write it. */
const quoteIfBare = (name: string): string => (/^[\w.`-]+$/.test(name) ? name : quoteName(name));

const sqlName = (parts: readonly string[]) => parts.map(quoteName).join(".");

function announce({ workspace, emit }: ToolContext, type: ObjectType, fullName: string): string {
  const url = resourceUrl(workspace.host, type, fullName);
  emit({ kind: "resource", resource_type: type, name: fullName, id: fullName, url });
  return url;
}

const judgeCreation =
  (type: ObjectType) =>
  (input: Input, scope: Place): Judgement => {
    const root = given(text(input.storage_root)) ?? given(text(input.storage_location));
    if (root)
      return {
        consequence: "leaves_workspace",
        reason: `makes a ${type} whose data is kept at ${said(root)}`,
      };
    return judgeAsSql(
      (asked, place) => `CREATE ${type.toUpperCase()} ${sqlName(partsOf(type, asked, place))}`,
    )(input, scope);
  };

function creation(
  type: "catalog" | "schema" | "volume",
  extra: z.ZodRawShape,
  body: (input: Input) => object,
): ToolDefinition {
  return defineTool({
    name: `create_${type}`,
    area: "unity_catalog",
    title: `Create a ${type}`,
    description: `Makes a ${type} of Unity Catalog. One of this name is left as it is and given back, so a repeated call does nothing.`,
    input: {
      name: z.string().min(1).describe("Name of the new one."),
      ...placeShape(type),
      comment,
      ...extra,
    } as z.ZodRawShape,
    searchHint: `unity catalog ${type} create make`,
    annotations: takesNothing,
    judge: judgeCreation(type),
    async handler(raw, context) {
      const input: Input = raw;
      const { workspace, signal } = context;
      const parts = partsOf(type, input, context.defaults);
      const [catalog_name, schema_name] = parts;
      const where =
        type === "catalog" ? {} : type === "schema" ? { catalog_name } : { catalog_name, schema_name };
      const said = given(text(input.comment));
      const fullName = parts.join(".");
      const { thing: made, exists } = await orThere(
        workspace.securables.create(
          kinds[type],
          { name: parts.at(-1), ...where, ...(said ? { comment: said } : {}), ...body(input) },
          { signal },
        ),
        () => workspace.securables.get(kinds[type], fullName, { signal }),
      );
      const url = announce(context, type, fullName);
      return {
        text: exists
          ? `There is a ${type} ${fullName} already; it was left as it is: ${url}`
          : `Made the ${type} ${fullName}: ${url}`,
        structured: { ...shownFields(made), full_name: fullName, already_exists: exists, url },
      };
    },
  });
}

function look(type: ObjectType): ToolDefinition {
  return defineTool({
    name: `get_${type}`,
    area: "unity_catalog",
    title: `Look at a ${type}`,
    description: `Gives what Unity Catalog knows of a ${type}: owner, comment, place, times.`,
    input: nameShape(type) as z.ZodRawShape,
    searchHint: `unity catalog ${type} get details`,
    annotations: readsOnly,
    judge: judgeRead,
    async handler(input, { workspace, signal, defaults }) {
      const fullName = partsOf(type, input, defaults).join(".");
      const found = shownFields(await workspace.securables.get(kinds[type], fullName, { signal }));
      const structured = { ...found, full_name: fullName, url: resourceUrl(workspace.host, type, fullName) };
      return { text: bounded(JSON.stringify(structured)), structured };
    },
  });
}

function listing(type: ObjectType): ToolDefinition {
  return defineTool({
    name: `list_${type}s`,
    area: "unity_catalog",
    title: `List ${type}s`,
    description: `Lists the ${type}s of Unity Catalog that you can see, to the end, ${mostListed} at most.`,
    input: placeShape(type) as z.ZodRawShape,
    searchHint: `unity catalog ${type} list`,
    annotations: readsOnly,
    judge: judgeRead,
    async handler(input, { workspace, signal, defaults }) {
      const { catalog, schema } = placeOf(input, defaults);
      const query =
        type === "catalog"
          ? {}
          : type === "schema"
            ? { catalog_name: needed(catalog, "catalog_name", "A list of schemas") }
            : {
                catalog_name: needed(catalog, "catalog_name", `A list of ${type}s`),
                schema_name: needed(schema, "schema_name", `A list of ${type}s`),
              };
      const { items, truncated } = await workspace.securables.list(kinds[type], query, {
        limit: mostListed,
        signal,
      });
      const shown = items.map(shownBriefly);
      return {
        text: listText(shown, truncated, `There are no ${type}s.`),
        structured: { items: shown, count: shown.length, truncated },
      };
    },
  });
}

function change(type: "catalog" | "schema" | "volume", extra: z.ZodRawShape): ToolDefinition {
  const sqlOf = (input: Input, place: Place): string => {
    const kind = type.toUpperCase();
    const name = sqlName(partsOf(type, input, place));
    const lines = [
      input.owner ? `ALTER ${kind} ${name} OWNER TO ${quoteName(String(input.owner))}` : "",
      input.properties ? `ALTER ${kind} ${name} SET DBPROPERTIES ('a' = 'b')` : "",
      input.comment === undefined
        ? ""
        : `COMMENT ON ${kind} ${name} IS ${quoteString(String(input.comment))}`,
      input.new_name
        ? `ALTER ${kind} ${name} RENAME TO ${sqlName([...partsOf(type, input, place).slice(0, -1), String(input.new_name)])}`
        : "",
    ].filter(Boolean);
    return lines.join(";\n") || `DESCRIBE ${kind} ${name}`;
  };
  return defineTool({
    name: `update_${type}`,
    area: "unity_catalog",
    title: `Change a ${type}`,
    description: `Changes the comment, owner or name of a ${type} of Unity Catalog; what you do not name stays.`,
    input: {
      ...nameShape(type),
      new_name: z.string().optional().describe("Its new name, without what it is in."),
      comment,
      owner: z.string().optional().describe("User or group that is to own it."),
      ...extra,
    } as z.ZodRawShape,
    searchHint: `unity catalog ${type} update rename owner comment`,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    judge(input, scope) {
      if (input.isolation_mode)
        return { consequence: "destructive", reason: "changes which workspaces may use a catalog" };
      return judgeAsSql(sqlOf)(input, scope);
    },
    async handler(raw, context) {
      const input: Input = raw;
      const parts = partsOf(type, input, context.defaults);
      const fields = ["new_name", "comment", "owner", ...Object.keys(extra)]
        .map((key) => [key, input[key]] as const)
        .filter(([key, value]) => value !== undefined && (key === "comment" || value !== ""));
      if (fields.length === 0)
        throw badSqlInput(
          `Nothing of the ${type} is named that should change.`,
          "Give comment, owner or new_name.",
        );
      const { workspace, signal } = context;
      const after = await workspace.securables.update(
        kinds[type],
        parts.join("."),
        Object.fromEntries(fields),
        { signal },
      );
      const fullName = [...parts.slice(0, -1), given(text(input.new_name)) ?? parts.at(-1)].join(".");
      const url = announce(context, type, fullName);
      return {
        text: `Changed ${fields.map(([key]) => key).join(", ")} of the ${type} ${fullName}: ${url}`,
        structured: { ...shownFields(after), full_name: fullName, url },
      };
    },
  });
}

function removal(type: ObjectType): ToolDefinition {
  const all = type === "volume" ? {} : { force };
  return defineTool({
    name: `delete_${type}`,
    area: "unity_catalog",
    title: `Delete a ${type}`,
    description: `Deletes a ${type} of Unity Catalog; without force only one that is empty and not in use.`,
    input: { ...nameShape(type), ...all } as z.ZodRawShape,
    searchHint: `unity catalog ${type} delete drop remove`,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    judge: judgeAsSql(
      (input, place) =>
        `DROP ${type.toUpperCase()} ${sqlName(partsOf(type, input, place))}${input.force === true ? " CASCADE" : ""}`,
      `deletes a ${type}`,
    ),
    async handler(input, { workspace, signal, defaults }) {
      const fullName = partsOf(type, input, defaults).join(".");
      await workspace.securables.delete(kinds[type], fullName, { force: input.force === true, signal });
      return {
        text: `Deleted the ${type} ${fullName}.`,
        structured: { status: "deleted", object_type: type, full_name: fullName },
      };
    },
  });
}

const rooted = {
  storage_root: z.string().optional().describe("Address of cloud storage for its managed data."),
  properties,
};
const kept = (keys: readonly string[]) => (input: Input) =>
  Object.fromEntries(
    keys.filter((key) => input[key] !== undefined && input[key] !== "").map((key) => [key, input[key]]),
  );

/** By object type and action, as the seed's tool chooses them. */
export const objectTools: Record<string, ToolDefinition> = {
  "catalog.create": creation("catalog", rooted, kept(["storage_root", "properties"])),
  "catalog.get": look("catalog"),
  "catalog.list": listing("catalog"),
  "catalog.update": change("catalog", {
    properties,
    isolation_mode: z.enum(["OPEN", "ISOLATED"]).optional().describe("Whether all workspaces may use it."),
  }),
  "catalog.delete": removal("catalog"),
  "schema.create": creation("schema", rooted, kept(["storage_root", "properties"])),
  "schema.get": look("schema"),
  "schema.list": listing("schema"),
  "schema.update": change("schema", { properties }),
  "schema.delete": removal("schema"),
  "volume.create": creation(
    "volume",
    {
      volume_type: z.enum(["MANAGED", "EXTERNAL"]).optional().describe("MANAGED unless told."),
      storage_location: z.string().optional().describe("Address of cloud storage, for EXTERNAL."),
    },
    (input) => ({ volume_type: "MANAGED", ...kept(["volume_type", "storage_location"])(input) }),
  ),
  "volume.get": look("volume"),
  "volume.list": listing("volume"),
  "volume.update": change("volume", {}),
  "volume.delete": removal("volume"),
  "function.get": look("function"),
  "function.list": listing("function"),
  "function.delete": removal("function"),
};
