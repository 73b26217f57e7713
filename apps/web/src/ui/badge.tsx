import type { ReactNode } from "react";
import { cx } from "./cx.ts";

const tones = {
  neutral: "bg-sunken text-muted border-line",
  ok: "bg-ok-soft text-ok border-transparent",
  warn: "bg-warn-soft text-warn border-transparent",
  danger: "bg-danger-soft text-danger border-transparent",
  accent: "bg-accent-soft text-accent border-transparent",
} as const;

export type Tone = keyof typeof tones;

/** `raised`: for a ground that has the tone's own colour. */
export function Badge(props: { tone?: Tone; raised?: boolean; children: ReactNode }) {
  const { tone = "neutral", raised, children } = props;
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1 rounded-md border px-1.5 py-px text-2xs font-medium whitespace-nowrap",
        tones[tone],
        raised && "bg-surface!",
      )}
    >
      {children}
    </span>
  );
}
