import type { Consequence } from "@lakehand/protocol";
import { Coins, Eye, type LucideIcon, OctagonAlert, PencilLine, SquareArrowOutUpRight } from "lucide-react";
import { Badge } from "../ui/badge.tsx";
import { consequenceWords } from "./consequences.ts";

const icons: Record<Consequence, LucideIcon> = {
  read: Eye,
  write: PencilLine,
  write_out_of_scope: PencilLine,
  costs: Coins,
  leaves_workspace: SquareArrowOutUpRight,
  destructive: OctagonAlert,
};

/** What a call can do, as a sign, a word and a colour. `raised`: on a ground of that colour. */
export function ConsequenceChip({ consequence, raised }: { consequence: Consequence; raised?: boolean }) {
  const { word, tone } = consequenceWords[consequence];
  const Icon = icons[consequence];
  return (
    <Badge tone={tone} raised={raised ?? false}>
      <Icon aria-hidden className="size-3" />
      {word}
    </Badge>
  );
}
