import { defineConfig } from "drizzle-kit";

// `npm run migration -- --name <what_changes>` in this folder writes the next migration.
export default defineConfig({
  dialect: "postgresql",
  schema: "./src/schema.ts",
  out: "./migrations",
  schemaFilter: ["lakehand"],
});
