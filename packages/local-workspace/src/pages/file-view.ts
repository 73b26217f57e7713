import { type Html, html } from "./html.ts";

/** How much of a file is read to be shown. */
export const HEAD_BYTES = 64 * 1024;
/** Pictures up to this size are shown whole. */
export const PICTURE_BYTES = 4 * 1024 * 1024;
const ROWS = 50;

const PICTURES: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
};

const extensionOf = (name: string) => /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

/** The media type of a picture that a browser can show, by its name. */
export const pictureType = (name: string): string | undefined => PICTURES[extensionOf(name)];

/** The beginning of a file, as what its name says it is. `whole` tells that `head` is all of it. */
export function fileView(name: string, head: Buffer, whole: boolean): Html {
  const picture = pictureType(name);
  if (picture && whole)
    return html`<p><img src="data:${picture};base64,${head.toString("base64")}" alt="${name}" style="max-width:100%"></p>`;
  if (isBinary(head)) return html`<p class="muted">The content is binary and is not shown.</p>`;
  const text = head.toString("utf8").replace(/\uFFFD$/, "");
  const rest = whole ? "" : html`<p class="muted">The first ${head.length.toLocaleString("en")} bytes.</p>`;
  const extension = extensionOf(name);
  if (extension === "csv" || extension === "tsv")
    return html`${rest}${csvTable(text, extension === "tsv" ? "\t" : ",")}`;
  return html`${rest}<pre>${extension === "json" && whole ? indented(text) : text}</pre>`;
}

const isBinary = (head: Buffer) => head.subarray(0, 8000).includes(0);

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function csvTable(text: string, separator: string): Html {
  const [first = [], ...rows] = csvRows(text, separator, ROWS + 1);
  return html`<div class="scroll"><table><tr>${first.map((cell) => html`<th>${cell}</th>`)}</tr>
${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</table></div>`;
}

/** The first rows of CSV text: fields may be quoted, and quotes in them doubled. */
export function csvRows(text: string, separator: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length && rows.length < most; at += 1) {
    const char = text[at]!;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') {
        field += char;
        at += 1;
      } else quoted = false;
    } else if (char === '"' && field === "") quoted = true;
    else if (char === separator) {
      row.push(field);
      field = "";
    } else if (char === "\n") {
      rows.push([...row, field.replace(/\r$/, "")]);
      row = [];
      field = "";
    } else field += char;
  }
  if (rows.length < most && (field !== "" || row.length > 0)) rows.push([...row, field]);
  return rows;
}
