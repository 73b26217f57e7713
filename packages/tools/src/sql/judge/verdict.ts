import { type Consequence, worstConsequence } from "@lakehand/protocol";

/** What one statement can do. */
export interface Verdict {
  consequence: Consequence;
  /** In a few words that go on from "it": `removes main.default.orders`. */
  reason: string;
  /** Full names that it would replace, and what it does where they are not there. */
  replaces?: { names: string[]; otherwise: Verdict };
  /** It can give a name to something that was there before, so looking a name up beforehand says nothing. */
  moves?: boolean;
}

export const reads: Verdict = { consequence: "read", reason: "only reads" };

/** The worst of several; the first of equals. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  const top = worstConsequence(verdicts.map(({ consequence }) => consequence));
  return verdicts.find(({ consequence }) => consequence === top) ?? reads;
}

/** Both at once: the worse one, and what becomes of it where nothing is replaced. */
export function both(main: Verdict, extra: Verdict): Verdict {
  const verdict = worst([main, extra]);
  if (!main.replaces) return { ...verdict, ...(main.moves ? { moves: true } : {}) };
  return {
    ...verdict,
    ...(verdict === main
      ? { replaces: { names: main.replaces.names, otherwise: both(main.replaces.otherwise, extra) } }
      : {}),
  };
}
