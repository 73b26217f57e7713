const shape = /^(-?\d{1,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Seconds since 1970 of a date or timestamp as results carry it, fraction included; NaN for other text. Text
 * without a zone counts as UTC, so that values of one column stay comparable.
 */
export function instantSeconds(text: string): number {
  const m = shape.exec(text.trim());
  if (!m) return Number.NaN;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone] = m;
  const at = new Date(0);
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  at.setUTCHours(Number(hour), Number(minute), Number(second), 0);
  return at.getTime() / 1000 + Number(fraction) - zoneSeconds(zone);
}

function zoneSeconds(zone: string | undefined): number {
  if (!zone || zone === "Z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60;
  return zone.startsWith("-") ? -seconds : seconds;
}
