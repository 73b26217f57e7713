import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const schema = z
  .object({
    command: z.array(scalar).min(1).optional(),
    env: z
      .array(
        z.object({ name: z.string().min(1), value: scalar.optional(), valueFrom: z.string().optional() }),
      )
      .default([]),
  })
  .loose();
export type AppConfig = z.infer<typeof schema>;

/** `app.yaml` of an app's folder, or nothing. Throws an Error for people. */
export function readAppYaml(folder: string): AppConfig {
  const name = ["app.yaml", "app.yml"].find((each) => existsSync(join(folder, each)));
  if (!name) return { env: [] };
  let value: unknown;
  try {
    value = parse(readFileSync(join(folder, name), "utf8"), { maxAliasCount: 100 });
  } catch (error) {
    throw new Error(`${name} is not valid YAML: ${(error as Error).message.split("\n")[0]}`);
  }
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${name}: '${issue?.path.join(".")}': ${issue?.message}`);
  }
  for (const { name: variable, value: given, valueFrom } of parsed.data.env)
    if ((given === undefined) === (valueFrom === undefined))
      throw new Error(`${name}: give '${variable}' either a value or a valueFrom.`);
  return parsed.data;
}

/** What is started when the app does not say: Node.js where there is a package.json, else the first Python file. */
export function defaultCommand(folder: string): string[] {
  if (existsSync(join(folder, "package.json"))) return ["npm", "run", "start"];
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".py"))
    .sort();
  const first = files.includes("app.py") ? "app.py" : files[0];
  if (!first)
    throw new Error(
      "There is nothing to start: the folder has no app.yaml with a command, no package.json and no Python file.",
    );
  return ["python", first];
}

/** No shell runs the command; the port is the one variable that is put in. */
export const withPort = (command: string[], port: number): string[] =>
  command.map((word) => word.replace(/\$\{?DATABRICKS_APP_PORT\}?/g, String(port)));
