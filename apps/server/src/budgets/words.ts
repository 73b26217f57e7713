import type { ActionRequest } from "@lakehand/protocol";

export type ScopeName = Extract<ActionRequest, { kind: "budget" }>["scope"];

const NAMES: Record<ScopeName, string> = {
  conversation: "This conversation",
  project: "This project",
  user: "All your work",
};
export const scopeName = (scope: ScopeName): string => NAMES[scope];

/** Cents, or as many digits as a smaller sum needs. */
export function dollars(usd: number): string {
  const digits = usd === 0 || usd >= 0.01 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(usd)));
  return `$${usd.toFixed(digits)}`;
}
