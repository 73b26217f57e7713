import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Place } from "./object-path.ts";
import { analyseScript, type PlannedStatement, planGroups, unknownNames } from "./plan-groups.ts";
import { splitStatements } from "./split-statements.ts";

/** A name as written: with or without its schema, or in full. */
interface Name {
  schema?: "default" | "s1" | "s2";
  full?: boolean;
  name: "a" | "b" | "v";
}
type Op =
  | { op: "create"; target: Name; replace: boolean }
  | { op: "ctas"; target: Name; source: Name }
  | { op: "drop" | "truncate" | "select" | "update"; target: Name }
  | { op: "insert"; target: Name; value: number }
  | { op: "insertSelect"; target: Name; source: Name }
  | { op: "merge"; target: Name; source: Name }
  | { op: "view"; target: Name; source: Name }
  | { op: "rename"; target: Name; to: Name }
  | { op: "join"; target: Name; source: Name }
  | { op: "createSchema" | "dropSchema" }
  | { op: "use"; schema: "default" | "s2" }
  | { op: "show" };

type Entry = { rows: number[] } | { viewOf: string };
interface State {
  schemas: Set<string>;
  entries: Map<string, Entry>;
}

const sqlName = ({ schema, full, name }: Name): string =>
  schema ? `${full ? "main." : ""}${schema}.${name}` : name;
const key = ({ schema, name }: Name, place: Place): string => `${schema ?? place.schema}.${name}`;

function sqlOf(op: Op): string {
  switch (op.op) {
    case "create":
      return `CREATE ${op.replace ? "OR REPLACE TABLE" : "TABLE IF NOT EXISTS"} ${sqlName(op.target)} (x INT)`;
    case "ctas":
      return `CREATE TABLE ${sqlName(op.target)} AS SELECT x FROM ${sqlName(op.source)}/* not; -- here */`;
    case "drop":
      return `DROP TABLE IF EXISTS ${sqlName(op.target)}`;
    case "truncate":
      return `TRUNCATE TABLE ${sqlName(op.target)}`;
    case "select":
      return `SELECT 'x;y' AS s, x FROM ${sqlName(op.target)}`;
    case "update":
      return `UPDATE ${sqlName(op.target)} SET x = x * 2 + 1`;
    case "insert":
      return `INSERT INTO ${sqlName(op.target)} VALUES (${op.value})`;
    case "insertSelect":
      return `WITH q AS (SELECT x FROM ${sqlName(op.source)}) INSERT INTO ${sqlName(op.target)} SELECT * FROM q`;
    case "merge":
      return `MERGE INTO ${sqlName(op.target)} t USING ${sqlName(op.source)} s ON t.x = s.x WHEN NOT MATCHED THEN INSERT *`;
    case "view":
      return `CREATE OR REPLACE VIEW ${sqlName(op.target)} AS SELECT x FROM ${sqlName(op.source)}`;
    case "rename":
      return `ALTER TABLE ${sqlName(op.target)} RENAME TO ${sqlName(op.to)}`;
    case "join":
      return `SELECT count(*) FROM ${sqlName(op.target)} p, ${sqlName(op.source)} q`;
    case "createSchema":
      return "CREATE SCHEMA IF NOT EXISTS s1";
    case "dropSchema":
      return "DROP SCHEMA IF EXISTS s1 CASCADE";
    case "use":
      return `USE SCHEMA ${op.schema}`;
    case "show":
      return "SHOW TABLES IN s1";
  }
}

function read(state: State, name: string, depth = 0): number[] | undefined {
  const entry = state.entries.get(name);
  if (!entry || depth > 5) return undefined;
  return "rows" in entry ? entry.rows : read(state, entry.viewOf, depth + 1);
}

/** Runs one operation in place; gives what its caller would see. */
function run(state: State, op: Op, place: Place): string {
  const put = (name: string, entry: Entry): string => {
    if (!state.schemas.has(name.split(".")[0] ?? "")) return "no such schema";
    state.entries.set(name, entry);
    return "ok";
  };
  switch (op.op) {
    case "createSchema":
      state.schemas.add("s1");
      return "ok";
    case "dropSchema":
      for (const name of state.entries.keys()) if (name.startsWith("s1.")) state.entries.delete(name);
      state.schemas.delete("s1");
      return "ok";
    case "use":
      return "ok";
    case "show":
      return [...state.entries.keys()]
        .filter((name) => name.startsWith("s1."))
        .sort()
        .join();
  }
  const target = key(op.target, place);
  const entry = state.entries.get(target);
  const own = entry && "rows" in entry ? entry : undefined;
  switch (op.op) {
    case "create":
      return !entry || (op.replace && own) ? put(target, { rows: [] }) : "exists";
    case "ctas": {
      const rows = read(state, key(op.source, place));
      return rows && !entry ? put(target, { rows: [...rows] }) : "failed";
    }
    case "select":
      return String(read(state, target)?.toSorted());
    case "join":
      return `${read(state, target)?.length} × ${read(state, key(op.source, place))?.length}`;
    case "view": {
      const source = key(op.source, place);
      return !own && read(state, source) && source !== target ? put(target, { viewOf: source }) : "failed";
    }
  }
  if (!own) return "no such table";
  switch (op.op) {
    case "drop":
      state.entries.delete(target);
      return "ok";
    case "truncate":
      return put(target, { rows: [] });
    case "update":
      return put(target, { rows: own.rows.map((x) => (x * 2 + 1) % 1009) });
    case "insert":
      return put(target, { rows: [...own.rows, op.value] });
    case "insertSelect":
    case "merge": {
      const rows = read(state, key(op.source, place));
      if (!rows) return "failed";
      return put(target, {
        rows: [...own.rows, ...(op.op === "merge" ? rows.filter((x) => !own.rows.includes(x)) : rows)].slice(
          0,
          50,
        ),
      });
    }
    case "rename": {
      const to = key(op.to, place);
      if (state.entries.has(to) || !state.schemas.has(to.split(".")[0] ?? "")) return "failed";
      state.entries.delete(target);
      return put(to, own);
    }
  }
}

function initial(): State {
  return {
    schemas: new Set(["default", "s1", "s2"]),
    entries: new Map<string, Entry>([
      ["default.a", { rows: [1, 2] }],
      ["s1.a", { rows: [3] }],
      ["s2.b", { rows: [4, 5, 6] }],
      ["default.v", { viewOf: "default.a" }],
      ["s2.v", { viewOf: "s1.a" }],
    ]),
  };
}

function outcome(state: State, results: readonly string[]): string {
  const sorted = [...state.entries].map(([name, entry]) => [
    name,
    "rows" in entry ? entry.rows.toSorted() : entry,
  ]);
  return JSON.stringify({ results, schemas: [...state.schemas].sort(), entries: sorted.sort() });
}

function inOrder(ops: readonly Op[]): string {
  const state = initial();
  let place: Place = { catalog: "main", schema: "default" };
  const results = ops.map((op) => {
    const seen = run(state, op, place);
    if (op.op === "use") place = { ...place, schema: op.schema };
    return seen;
  });
  return outcome(state, results);
}

function inGroups(
  ops: readonly Op[],
  groups: readonly (readonly PlannedStatement[])[],
  random: () => number,
): string {
  const state = initial();
  const results: string[] = [];
  for (const group of groups) {
    const shuffled = group.map((statement) => ({ statement, at: random() })).sort((a, b) => a.at - b.at);
    for (const { statement } of shuffled)
      results[statement.index] = run(state, ops[statement.index] as Op, statement.place);
  }
  return outcome(state, results);
}

function plan(ops: readonly Op[]): PlannedStatement[] {
  const planned = analyseScript(splitStatements(ops.map(sqlOf).join(";\n")), {
    catalog: "main",
    schema: "default",
  });
  if (!Array.isArray(planned)) throw new Error("unreadable USE");
  return planned;
}

/** What a look into the workspace before the run would say. */
function opaqueNames(planned: readonly PlannedStatement[]): (string | null)[][] {
  const before = initial();
  const isView = (path: readonly (string | null)[]): boolean => {
    const entry = before.entries.get(`${path[1]}.${path[2]}`);
    return entry !== undefined && "viewOf" in entry;
  };
  return (unknownNames(planned)?.relations ?? []).filter(isView).map((path) => [...path]);
}

const name: fc.Arbitrary<Name> = fc.record(
  {
    schema: fc.constantFrom("default", "s1", "s2"),
    full: fc.boolean(),
    name: fc.constantFrom("a", "b", "v"),
  },
  { requiredKeys: ["name"] },
);
const op: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ op: fc.constant("create"), target: name, replace: fc.boolean() }),
  fc.record({ op: fc.constantFrom("drop", "truncate", "update"), target: name }),
  fc.record({ op: fc.constant("select"), target: name }),
  fc.record({ op: fc.constant("insert"), target: name, value: fc.integer({ min: 0, max: 9 }) }),
  fc.record({
    op: fc.constantFrom("ctas", "insertSelect", "merge", "view", "join"),
    target: name,
    source: name,
  }),
  fc.record({ op: fc.constant("rename"), target: name, to: name }),
  fc.record({ op: fc.constantFrom("createSchema", "dropSchema", "show") }),
  fc.record({ op: fc.constant("use"), schema: fc.constantFrom("default", "s2") }),
) as fc.Arbitrary<Op>;
const scripts = fc.array(op, { minLength: 2, maxLength: 14 });

function property(planner: (planned: PlannedStatement[]) => PlannedStatement[][]) {
  return fc.property(
    scripts,
    fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
    (ops, numbers) => {
      const random = (): number => numbers.next().value ?? 0;
      return inGroups(ops, planner(plan(ops)), random) === inOrder(ops);
    },
  );
}

describe("planGroups, on random scripts", () => {
  it("gives what the script gives from top to bottom, in whatever order a group runs", () => {
    fc.assert(
      property((planned) => planGroups(planned, opaqueNames(planned))),
      { numRuns: 4_000 },
    );
  });

  it("would be found wrong if it ignored what stands behind a view, or every conflict", () => {
    const blind = fc.check(
      property((planned) =>
        planGroups(
          planned.map((p) => ({ ...p, effects: { ...p.effects, opaque: [] } })),
          [],
        ),
      ),
      { numRuns: 4_000 },
    );
    expect(blind.failed).toBe(true);
    expect(fc.check(property((planned) => [planned])).failed).toBe(true);
  });

  it("finds something to do at once", () => {
    const sizes = fc
      .sample(scripts, 200)
      .flatMap((ops) => planGroups(plan(ops)).map((group) => group.length));
    expect(Math.max(...sizes)).toBeGreaterThan(3);
  });
});
