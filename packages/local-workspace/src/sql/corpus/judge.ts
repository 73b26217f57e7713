import { formatType } from "../index.ts";
import type { CorpusArea, CorpusCase } from "./cases.ts";
import { sameRows } from "./compare.ts";
import { type Answer, Desk } from "./desk.ts";

/**
 * right: the oracle's answer or its error · refused: an error that names what is not supported ·
 * failed: another error than the oracle's · wrong: an answer, and not the oracle's.
 */
export type Verdict = "right" | "refused" | "failed" | "wrong";

export interface Judgement {
  case: CorpusCase;
  verdict: Verdict;
  detail: string;
}

const family = (errorClass: string): string => errorClass.split(".")[0]!;
const refusals = ["UNSUPPORTED_BY_LOCAL_WORKSPACE", "UNSUPPORTED_FEATURE"];

export function judge(test: CorpusCase, answer: Answer): Judgement {
  const { expected } = test;
  const verdict = (v: Verdict, detail = ""): Judgement => ({ case: test, verdict: v, detail });
  if ("error" in answer) {
    const { errorClass, sqlState, message } = answer.error;
    if ("error" in expected) {
      const same =
        expected.error.class === null ||
        !expected.error.sqlState ||
        family(expected.error.class) === family(errorClass) ||
        expected.error.sqlState === sqlState;
      if (same) return verdict("right");
    }
    const wanted = "error" in expected ? String(expected.error.class) : "rows";
    return verdict(
      refusals.includes(family(errorClass)) ? "refused" : "failed",
      `expected ${wanted}, got ${message}`,
    );
  }
  const shown = JSON.stringify({
    schema: answer.fields.map((f) => [f.name, formatType(f.type)]),
    rows: answer.rows,
  });
  if ("error" in expected)
    return verdict("wrong", `expected the error ${expected.error.class}, got ${shown}`);
  const types = expected.schema.map(([, type]) => type);
  const ours = answer.fields.map((f) => formatType(f.type).replaceAll("`", ""));
  const same =
    JSON.stringify(ours) === JSON.stringify(types) &&
    answer.fields.every((f, i) => f.name === expected.schema[i]![0]) &&
    sameRows(types, expected.rows, answer.rows, test.ordered);
  return same
    ? verdict("right")
    : verdict(
        "wrong",
        `expected ${JSON.stringify({ schema: expected.schema, rows: expected.rows })}, got ${shown}`,
      );
}

/** Runs an area in a workspace of its own. */
export async function judgeArea({ area, setup, cases }: CorpusArea): Promise<Judgement[]> {
  const desk = await Desk.open();
  try {
    for (const sql of setup) {
      const answer = await desk.run(sql);
      if ("error" in answer)
        return cases.map((c) => ({
          case: c,
          verdict: "failed",
          detail: `the set-up of ${area} failed: ${sql}: ${answer.error.message}`,
        }));
    }
    const out: Judgement[] = [];
    for (const test of cases) out.push(await judgeCase(desk, test));
    return out;
  } finally {
    desk.close();
  }
}

async function judgeCase(desk: Desk, test: CorpusCase): Promise<Judgement> {
  const before = test.statements.slice(0, -1);
  for (const sql of before) {
    const answer = await desk.run(sql);
    if ("error" in answer) {
      const refused = refusals.includes(family(answer.error.errorClass));
      return {
        case: test,
        verdict: refused ? "refused" : "failed",
        detail: `${sql}: ${answer.error.message}`,
      };
    }
  }
  return judge(test, await desk.run(test.statements.at(-1)!));
}

/** The table by area, then each case that is not right. */
export function summary(judgements: readonly Judgement[], verbose = true): string {
  const verdicts: Verdict[] = ["right", "refused", "failed", "wrong"];
  const areas = [...new Set(judgements.map((j) => j.case.area))];
  const line = (name: string, of: readonly Judgement[]): string =>
    [
      name.padEnd(14),
      ...verdicts.map((v) => String(of.filter((j) => j.verdict === v).length).padStart(8)),
    ].join("");
  const head = ["area".padEnd(14), ...verdicts.map((v) => v.padStart(8))].join("");
  const bad = judgements.filter((j) => j.verdict !== "right");
  const details = verbose
    ? bad.map(
        (j) =>
          `${j.verdict.toUpperCase()} ${j.case.area}/${j.case.id}\n  ${j.case.statements.at(-1)}\n  ${j.detail}`,
      )
    : bad.map((j) => `${j.verdict} ${j.case.id}`);
  const share = judgements.length - bad.length;
  return [
    head,
    ...areas.map((a) =>
      line(
        a,
        judgements.filter((j) => j.case.area === a),
      ),
    ),
    line("all", judgements),
    `${share} of ${judgements.length} right (${((100 * share) / judgements.length).toFixed(1)} %)`,
    ...details,
  ].join("\n");
}
