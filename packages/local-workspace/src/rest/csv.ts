const quoted = (value: string | null) =>
  value === null
    ? "null"
    : /[",\r\n]/.test(value) || value === "" || value === "null"
      ? `"${value.replaceAll('"', '""')}"`
      : value;

const line = (values: (string | null)[]) => `${values.map(quoted).join(",")}\r\n`;

/** CSV (RFC 4180) of one chunk's JSON rows. A null is `null`, as a SQL warehouse writes it; the text null is quoted. */
export async function* csvOf(
  json: AsyncIterable<string | Uint8Array>,
  header: string[] | undefined,
): AsyncGenerator<string> {
  const parts: Buffer[] = [];
  for await (const part of json) parts.push(Buffer.from(part));
  const rows = JSON.parse(Buffer.concat(parts).toString("utf8")) as (string | null)[][];
  if (header) yield line(header);
  for (let start = 0; start < rows.length; start += 1000) {
    yield rows
      .slice(start, start + 1000)
      .map(line)
      .join("");
  }
}
