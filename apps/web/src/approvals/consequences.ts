import type { Consequence } from "@lakehand/protocol";
import type { Tone } from "../ui/badge.tsx";

export interface ConsequenceWords {
  /** Stands in the chip; never the colour alone. */
  word: string;
  /** Goes on from “calls that …”. */
  does: string;
  tone: Tone;
}

export const consequenceWords: Readonly<Record<Consequence, ConsequenceWords>> = {
  read: { word: "Reads", does: "only read", tone: "neutral" },
  write: { word: "Writes", does: "write in the project", tone: "accent" },
  write_out_of_scope: { word: "Writes elsewhere", does: "write outside the project", tone: "warn" },
  costs: { word: "Costs money", does: "cost money", tone: "warn" },
  leaves_workspace: { word: "Leaves the workspace", does: "leave the workspace", tone: "warn" },
  destructive: { word: "Destructive", does: "remove or replace what is there", tone: "danger" },
};
