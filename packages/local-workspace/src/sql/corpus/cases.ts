import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A statement of the corpus and what its oracle answered. The files' format is in witness/spark/README.md. */
export interface CorpusCase {
  area: string;
  id: string;
  ordered: boolean;
  statements: string[];
  expected: Expected;
}

export type Expected = { oracle: string } & (
  | { schema: [name: string, type: string][]; rows: (string | null)[][] }
  | { error: { class: string | null; sqlState: string | null; message: string } }
);

export interface CorpusArea {
  area: string;
  setup: string[];
  cases: CorpusCase[];
}

const folder = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** Every area, or those named. */
export function readCorpus(areas: readonly string[] = []): CorpusArea[] {
  return readdirSync(folder("cases"))
    .filter((f) => f.endsWith(".sql"))
    .map((f) => f.slice(0, -4))
    .filter((area) => areas.length === 0 || areas.includes(area))
    .sort()
    .map(readArea);
}

function readArea(area: string): CorpusArea {
  const text = readFileSync(folder(`cases/${area}.sql`), "utf8");
  const recorded = JSON.parse(readFileSync(folder(`recorded/${area}.json`), "utf8")) as Record<
    string,
    Expected
  >;
  const setup: string[] = [];
  const cases: CorpusCase[] = [];
  for (const block of text.split(/^(?=-- (?:setup|case )\b)/m)) {
    const end = block.indexOf("\n");
    const head = block.slice(0, end);
    const body = block.slice(end + 1).replace(/^-- (?:expect|oracle): .*\n/gm, "");
    const statements = body
      .split(/;[ \t]*$/m)
      .map((s) => s.trim())
      .filter(Boolean);
    if (head.startsWith("-- setup")) setup.push(...statements);
    if (!head.startsWith("-- case ")) continue;
    const [id, ...flags] = head.slice(8).trim().split(/\s+/);
    const expected = recorded[id!];
    if (!expected)
      throw new Error(
        `The corpus has no record of ${area}/${id}. Record it: witness/spark/README.md says how.`,
      );
    cases.push({ area, id: id!, ordered: flags.includes("ordered"), statements, expected });
  }
  return { area, setup, cases };
}
