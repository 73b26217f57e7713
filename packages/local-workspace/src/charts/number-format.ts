/** How a number is written. */
export interface NumberFormat {
  kind: "plain" | "currency" | "percent";
  currency?: string;
  compact?: boolean;
  /** Exactly so many decimal places, or at most. */
  places?: { exact: boolean; count: number };
  grouping?: boolean;
}

export const PLAIN: NumberFormat = { kind: "plain" };

/** The number as text, in English as the rest of the pages. */
export function formatNumber(value: number, format: NumberFormat = PLAIN): string {
  if (!Number.isFinite(value)) return String(value);
  const { kind, compact, places } = format;
  const size = Math.abs(value);
  const most = places?.count ?? (kind === "percent" ? 1 : compact ? 1 : size >= 1000 ? 1 : size >= 1 ? 2 : 4);
  const least = places?.exact ? most : kind === "currency" && !places && !compact ? 2 : 0;
  const options: Intl.NumberFormatOptions = {
    minimumFractionDigits: Math.min(least, 20),
    maximumFractionDigits: Math.min(Math.max(most, least), 20),
    useGrouping: format.grouping !== false,
    ...(compact ? { notation: "compact" } : {}),
    ...(kind === "percent" ? { style: "percent" } : {}),
    ...(kind === "currency"
      ? { style: "currency", currency: knownCurrency(format.currency), currencyDisplay: "narrowSymbol" }
      : {}),
  };
  return new Intl.NumberFormat("en", options).format(value).replace("-", "−");
}

/** The same for the ticks of an axis that ends at `most`: short, and all of one kind. */
export function tickFormat(format: NumberFormat, step: number, most: number): NumberFormat {
  const shown = format.kind === "percent" ? step * 100 : step;
  const compact = format.kind !== "percent" && most >= 10_000;
  const unit = compact ? 1000 ** Math.floor(Math.log10(Math.max(most, 1)) / 3) : 1;
  const count = Math.max(0, Math.min(6, -Math.floor(Math.log10(shown / unit) + 1e-9)));
  return { ...format, compact, places: { exact: !compact, count } };
}

function knownCurrency(code: string | undefined): string {
  if (!code || !/^[A-Za-z]{3}$/.test(code)) return "USD";
  return code.toUpperCase();
}
