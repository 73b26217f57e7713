const NARROW = /[ijlI.,:;'|!ftr()[\]\s-]/;
const WIDE = /[mwMW@%&]/;

/** About how wide a text is, in the page's sans-serif. There is no font to measure with on the server. */
export function textWidth(text: string, size: number): number {
  let units = 0;
  for (const char of text)
    units += NARROW.test(char) ? 0.36 : WIDE.test(char) ? 0.9 : char > "\u2e80" ? 1 : 0.61;
  return units * size;
}

/** The text, cut with an ellipsis where it would be wider. */
export function fitText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const chars = [...text];
  while (chars.length > 1 && textWidth(`${chars.join("")}…`, size) > width) chars.pop();
  return `${chars.join("").trimEnd()}…`;
}
