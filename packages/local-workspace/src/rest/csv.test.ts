import { expect, test } from "vitest";
import { csvOf } from "./csv.ts";

async function text(rows: (string | null)[][], header?: string[]): Promise<string> {
  const json = JSON.stringify(rows);
  const pieces = (async function* () {
    for (let start = 0; start < json.length; start += 7) yield json.slice(start, start + 7);
  })();
  let csv = "";
  for await (const part of csvOf(pieces, header)) csv += part;
  return csv;
}

test("quotes what needs it and tells null from the text and from empty", async () => {
  expect(await text([["a,b", 'say "x"', null, "null", "", "two\nlines", "ä"]])).toBe(
    '"a,b","say ""x""",null,"null","","two\nlines",ä\r\n',
  );
});

test("a header when asked for", async () => {
  expect(await text([["1"]], ["the, name"])).toBe('"the, name"\r\n1\r\n');
});
