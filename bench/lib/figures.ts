/** The value below which the share `p` (0 to 1) of the values lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}
export const median = (values: readonly number[]): number => percentile(values, 0.5);
export const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

interface Line {
  what: string;
  ok?: boolean;
}
const lines: Line[] = [];

/** Prints one figure, and whether it meets its target. */
export function report(what: string, value: string, target?: { says: string; ok: boolean }): void {
  lines.push({ what, ...(target ? { ok: target.ok } : {}) });
  console.log(
    `${target === undefined ? " " : target.ok ? "✓" : "✗"} ${what.padEnd(62)} ${value.padStart(14)}  ${target?.says ?? ""}`,
  );
}

export const missedTargets = (): string[] =>
  lines.filter((line) => line.ok === false).map((line) => line.what.trim());
