const quoted = (value: string | null) =>
  value === null ? "" : /[",\r\n]/.test(value) || value === "" ? `"${value.replaceAll('"', '""')}"` : value;

const line = (values: (string | null)[]) => `${values.map(quoted).join(",")}\r\n`;

/** CSV (RFC 4180) of one chunk's JSON rows. A null is an empty field, an empty text a quoted one. */
export async function* csvOf(
  json: AsyncIterable<string | Buffer>,
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
