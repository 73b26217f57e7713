import { z } from "zod";
import type { ToolOutput } from "../../types.ts";

export const lakebaseType = z.enum(["provisioned", "autoscale"]);

/** A name with further parts would mean something inside the database. */
export const databaseName = z
  .string()
  .regex(/^(projects\/)?[^/]+$/, "must be one name, or projects/<project>");

/** The full name of a project; models give its id alone too. */
export const projectName = (given: string): string =>
  given.startsWith("projects/") ? given : `projects/${given}`;

export const notThere = (what: string, name: string): ToolOutput => ({
  text: `There is no ${what} ${name}; nothing was deleted.`,
  structured: { name, status: "NOT_FOUND" },
});

/** PostgreSQL's port, which a workspace that uses it does not say. */
export const postgresPort = 5432;
export const defaultDatabase = "databricks_postgres";
