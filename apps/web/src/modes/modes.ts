import type { PermissionMode } from "@lakehand/protocol";
import { BookOpen, ListChecks, type LucideIcon, MessageCircleQuestionMark, Zap } from "lucide-react";

export interface ModeWords {
  mode: PermissionMode;
  label: string;
  hint: string;
  icon: LucideIcon;
}

/** From the most careful that ends in work to the one that never changes a thing. */
export const modes: readonly ModeWords[] = [
  {
    mode: "plan",
    label: "Plan",
    hint: "Reads only, then proposes a plan for you to approve.",
    icon: ListChecks,
  },
  {
    mode: "ask",
    label: "Ask",
    hint: "Reads run; everything else asks you first.",
    icon: MessageCircleQuestionMark,
  },
  {
    mode: "auto",
    label: "Auto",
    hint: "Writes in its own schema and files run; what destroys, costs or leaves asks.",
    icon: Zap,
  },
  {
    mode: "read_only",
    label: "Read-only",
    hint: "Reads run; everything else is refused without asking.",
    icon: BookOpen,
  },
];

export const modeWords = (mode: PermissionMode): ModeWords => modes.find((m) => m.mode === mode)!;
