import type { EngineFunction } from "./define.ts";

/** The fields of one CSV record. An empty field without quotes is NULL. */
export function csvFields(
  line: string,
  separator: string,
  quote: string,
  escaping: string,
): (string | null)[] {
  const out: (string | null)[] = [];
  let at = 0;
  for (;;) {
    let field = "";
    let quoted = false;
    if (quote && line[at] === quote) {
      quoted = true;
      at += 1;
      while (at < line.length) {
        if (
          escaping &&
          line[at] === escaping &&
          at + 1 < line.length &&
          (escaping !== quote || line[at + 1] === quote)
        ) {
          const next = line[at + 1] as string;
          field += next === quote || next === escaping ? next : escaping + next;
          at += 2;
        } else if (line[at] === quote) {
          at += 1;
          break;
        } else field += line[at++];
      }
    }
    const end = line.indexOf(separator, at);
    field += line.slice(at, end < 0 ? line.length : end);
    out.push(field === "" && !quoted ? null : field);
    if (end < 0) return out;
    at = end + separator.length;
  }
}

export const csv: EngineFunction[] = [
  {
    name: "js_csv_fields",
    parameters: ["text", "text", "text", "text"],
    returns: "texts",
    run: ([line, separator, quote, escaping]) =>
      csvFields(line as string, separator as string, quote as string, escaping as string),
  },
];
