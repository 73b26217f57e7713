import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const folder = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** What a case gave: rows with their schema, a value, or an error. */
const given = z.union([
  z.object({ schema: z.string(), rows: z.array(z.array(z.unknown())) }),
  z.object({ value: z.unknown() }),
  z.object({ error: z.string(), message: z.string() }),
]);
export type Given = z.infer<typeof given>;

export interface PySparkCase {
  id: string;
  ordered: boolean;
  code: string;
  /** What Apache Spark gave. */
  expected: Given;
}

/** Python that defines `run_case`, the same for Spark and for the local workspace. */
export const harness = (): string => readFileSync(folder("harness.py"), "utf8");

/** The files of cases: each is run in a context of its own, after its set-up. */
export function readCases(): { file: string; setup: string; cases: PySparkCase[] }[] {
  return readdirSync(folder("cases"))
    .filter((name) => name.endsWith(".py"))
    .map((name) => {
      const recorded = z
        .record(z.string(), given)
        .parse(JSON.parse(readFileSync(folder(`recorded/${name.replace(".py", ".json")}`), "utf8")));
      const cases: PySparkCase[] = [];
      let setup = "";
      for (const block of readFileSync(folder(`cases/${name}`), "utf8").split(/^(?=# (?:setup|case )\b)/m)) {
        const end = block.indexOf("\n");
        const [, kind, id = "", ...flags] = block.slice(0, end).split(/\s+/);
        if (kind === "setup") setup += block.slice(end + 1);
        if (kind !== "case") continue;
        const expected = recorded[id];
        if (!expected) throw new Error(`${name}/${id} is not recorded: witness/pyspark/README.md says how.`);
        cases.push({ id, ordered: flags.includes("ordered"), code: block.slice(end + 1), expected });
      }
      return { file: name, setup, cases };
    });
}

export const parseGiven = (text: string): Given => given.parse(JSON.parse(text));
