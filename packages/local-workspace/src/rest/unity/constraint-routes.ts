import { Hono } from "hono";
import { z } from "zod";
import { keyOf, type TableRecord } from "../../catalog/records.ts";
import type { CatalogChange, CatalogConstraint } from "../../sql/types.ts";
import { ApiError, invalidParameter, notImplemented } from "../api-error.ts";
import { booleanText, jsonBody, queryParams } from "../parse.ts";
import type { CatalogAccess } from "./catalog-access.ts";
import { showConstraint } from "./shapes.ts";

const columns = z.array(z.string().min(1)).min(1).max(64);
const constraintBody = z.object({
  primary_key_constraint: z
    .object({ name: z.string().min(1), child_columns: columns })
    .loose()
    .optional(),
  foreign_key_constraint: z
    .object({
      name: z.string().min(1),
      child_columns: columns,
      parent_table: z.string().min(1),
      parent_columns: columns,
    })
    .loose()
    .optional(),
  named_table_constraint: z.object({ name: z.string() }).loose().optional(),
});
const createBody = z.object({ full_name_arg: z.string().min(1), constraint: constraintBody }).loose();

/** Primary and foreign keys: informational, as on Databricks. Mount at `/constraints`. */
export function constraintRoutes(access: CatalogAccess): Hono {
  const app = new Hono({ strict: false });

  app.post("/", async (c) => {
    const { full_name_arg: fullName, constraint } = await jsonBody(c, createBody);
    const made = constraintOf(access, fullName, constraint);
    await edit(access, fullName, (table, constraints) => {
      if (constraints.some(({ name }) => keyOf(name) === keyOf(made.name)))
        throw new ApiError(
          409,
          "CONSTRAINT_ALREADY_EXISTS",
          `Constraint '${made.name}' already exists on '${fullName}'.`,
        );
      check(access, table, constraints, made);
      return [...constraints, made];
    });
    return c.json(showConstraint(made));
  });
  app.delete("/:full", async (c) => {
    const { constraint_name: name, cascade } = queryParams(
      c,
      z.object({ constraint_name: z.string().min(1), cascade: booleanText.default(false) }).loose(),
    );
    const fullName = c.req.param("full");
    const children = referring(access, access.findTable(fullName), name);
    const [child] = children;
    if (child && !cascade)
      throw new ApiError(
        400,
        "CONSTRAINT_IN_USE",
        `The key '${name}' is used by a foreign key of ${nameOf(child)}. Set cascade, or drop that one first.`,
      );
    const table = access.findTable(fullName);
    for (const each of children)
      await edit(access, nameOf(each), (_, constraints) =>
        constraints.filter((constraint) => !refersTo(constraint, table)),
      );
    await edit(access, fullName, (_, constraints) => {
      const rest = constraints.filter((each) => keyOf(each.name) !== keyOf(name));
      if (rest.length === constraints.length)
        throw new ApiError(
          404,
          "CONSTRAINT_DOES_NOT_EXIST",
          `Constraint '${name}' does not exist on '${fullName}'.`,
        );
      return rest;
    });
    return c.json({});
  });
  return app;
}

async function edit(
  access: CatalogAccess,
  fullName: string,
  change: (table: TableRecord, constraints: CatalogConstraint[]) => CatalogConstraint[],
): Promise<void> {
  const put = (constraints?: CatalogConstraint[]): CatalogChange => {
    const { createdAt: _a, createdBy: _b, updatedAt: _c, ...table } = access.findTable(fullName);
    return { op: "put_table", table: { ...table, ...(constraints ? { constraints } : {}) } };
  };
  await access.redefine([put()], async () => {
    const table = access.findTable(fullName);
    if (table.kind === "view") throw invalidParameter(`${fullName} is a view and cannot have constraints.`);
    return { changes: [put(change(table, table.constraints ?? []))], engine: [] };
  });
}

function constraintOf(
  access: CatalogAccess,
  fullName: string,
  body: z.infer<typeof constraintBody>,
): CatalogConstraint {
  access.findTable(fullName);
  const { primary_key_constraint: primary, foreign_key_constraint: foreign } = body;
  if (primary) return { kind: "primary_key", name: primary.name, columns: primary.child_columns };
  if (foreign) {
    const { catalog, schema, name: table } = access.findTable(foreign.parent_table);
    const references = { catalog, schema, table, columns: foreign.parent_columns };
    return { kind: "foreign_key", name: foreign.name, columns: foreign.child_columns, references };
  }
  if (body.named_table_constraint)
    throw notImplemented("A CHECK constraint made over REST (ALTER TABLE … ADD CONSTRAINT does it), which");
  throw invalidParameter("'constraint': give primary_key_constraint or foreign_key_constraint");
}

/** Throws ApiError where the key does not fit its table, or the one it refers to. */
function check(
  access: CatalogAccess,
  table: TableRecord,
  constraints: CatalogConstraint[],
  made: CatalogConstraint,
): void {
  if (made.kind === "check") return;
  const column = (of: TableRecord, name: string) =>
    of.columns.find((each) => keyOf(each.name) === keyOf(name)) ??
    fail(`There is no column '${name}' in ${of.catalog}.${of.schema}.${of.name}.`);
  const found = made.columns.map((name) => column(table, name));
  if (new Set(made.columns.map(keyOf)).size < made.columns.length) fail("A column is named twice.");
  if (made.kind === "primary_key") {
    if (constraints.some(({ kind }) => kind === "primary_key"))
      throw new ApiError(409, "CONSTRAINT_ALREADY_EXISTS", "The table has a primary key already.");
    const open = found.find(({ nullable }) => nullable);
    if (open)
      fail(
        `Cannot create the primary key '${made.name}': its column '${open.name}' may be NULL. Use NOT NULL.`,
      );
    return;
  }
  const { catalog, schema, table: parentName, columns: parentColumns } = made.references;
  const parent = access.findTable(`${catalog}.${schema}.${parentName}`);
  if (parentColumns.length !== made.columns.length)
    fail("child_columns and parent_columns must have the same number of columns.");
  for (const name of parentColumns) column(parent, name);
  const key = (parent.constraints ?? []).find(({ kind }) => kind === "primary_key");
  const same =
    key?.kind === "primary_key" &&
    key.columns.length === parentColumns.length &&
    key.columns.every((name) => parentColumns.map(keyOf).includes(keyOf(name)));
  if (!same) fail(`The parent_columns are not the primary key of ${catalog}.${schema}.${parentName}.`);
}

function fail(message: string): never {
  throw invalidParameter(message);
}

const nameOf = (table: TableRecord) => `${table.catalog}.${table.schema}.${table.name}`;

const refersTo = (constraint: CatalogConstraint, table: TableRecord) =>
  constraint.kind === "foreign_key" &&
  keyOf(constraint.references.catalog) === keyOf(table.catalog) &&
  keyOf(constraint.references.schema) === keyOf(table.schema) &&
  keyOf(constraint.references.table) === keyOf(table.name);

/** Tables with a foreign key to this table's primary key; none when `name` is another constraint. */
function referring(access: CatalogAccess, table: TableRecord, name: string): TableRecord[] {
  const key = table.constraints?.find((each) => keyOf(each.name) === keyOf(name));
  if (key?.kind !== "primary_key") return [];
  return [...access.catalog.entries.values()]
    .flatMap(({ schemas }) => [...schemas.values()])
    .flatMap(({ tables }) => [...tables.values()])
    .filter((other) => other.constraints?.some((each) => refersTo(each, table)));
}
