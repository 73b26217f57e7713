import { type Effects, effectsOf } from "./effects.ts";
import { everything, type ObjectPath, overlap, type Place } from "./object-path.ts";
import type { ScriptStatement } from "./split-statements.ts";
import { placeAfter } from "./use-statement.ts";

export interface PlannedStatement {
  /** Position in the script, from 0. */
  index: number;
  text: string;
  /** Where it runs: the call's place, changed by the USE statements before it. */
  place: Place;
  effects: Effects;
}

/** `undefined` place: a USE whose target cannot be read from the script. */
export function analyseScript(
  script: readonly ScriptStatement[],
  start: Place,
): PlannedStatement[] | { unreadableUse: number } {
  const planned: PlannedStatement[] = [];
  let place = start;
  for (const [index, { text, tokens }] of script.entries()) {
    planned.push({ index, text, place, effects: effectsOf(tokens, place) });
    const next = placeAfter(tokens, place);
    if (!next) return { unreadableUse: index };
    place = next;
  }
  return planned;
}

function anyOverlap(a: readonly ObjectPath[], b: readonly ObjectPath[]): boolean {
  return a.some((x) => b.some((y) => overlap(x, y)));
}

/** Whether changing the order of the two could change what they do: RAW, WAR or WAW. */
export function conflict(a: Effects, b: Effects): boolean {
  if (a.barrier || b.barrier) return true;
  return anyOverlap(a.writes, b.reads) || anyOverlap(a.reads, b.writes) || anyOverlap(a.writes, b.writes);
}

/**
 * Names read or called: they may stand for a view or a function that is there already. `undefined`
 * when a statement may make views in a way that cannot be seen, so that any name may be one.
 */
export function unknownNames(
  planned: readonly PlannedStatement[],
): { relations: ObjectPath[]; calls: ObjectPath[] } | undefined {
  if (planned.some(({ effects }) => effects.barrier === "unknown")) return undefined;
  const relations = new Map<string, ObjectPath>();
  const calls = new Map<string, ObjectPath>();
  for (const { effects } of planned) {
    for (const path of effects.relations) relations.set(path.join("."), path);
    for (const path of effects.calls) calls.set(path.join("."), path);
  }
  return { relations: [...relations.values()], calls: [...calls.values()] };
}

/**
 * Groups to run one after another; statements of one group may run in any order or at once. Running them so gives
 * what running the script from top to bottom gives. `opaque` are names known to be views or functions.
 */
export function planGroups(
  planned: readonly PlannedStatement[],
  opaque: readonly ObjectPath[] = [],
): PlannedStatement[][] {
  const behind = [...opaque, ...planned.flatMap(({ effects }) => effects.opaque)];
  const seen = planned.map((statement) => {
    const { effects } = statement;
    const opens = anyOverlap(behind, [...effects.relations, ...effects.calls]);
    return opens ? { ...effects, reads: [...effects.reads, everything] } : effects;
  });
  const levels: number[] = [];
  const groups: PlannedStatement[][] = [];
  for (const [i, statement] of planned.entries()) {
    let level = 0;
    for (let j = 0; j < i; j++) {
      if ((levels[j] ?? 0) >= level && conflict(seen[j] as Effects, seen[i] as Effects))
        level = (levels[j] ?? 0) + 1;
    }
    levels.push(level);
    groups[level] = [...(groups[level] ?? []), statement];
  }
  return groups;
}
