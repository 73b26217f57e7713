import { type Html, html } from "../pages/html.ts";

/** A small, safe part of Markdown: headings, paragraphs, lists, rules, emphasis, code and links. HTML stays text. */
export function markdown(text: string): Html {
  const blocks: Html[] = [];
  let list: { ordered: boolean; items: Html[] } | undefined;
  let paragraph: string[] = [];
  const flush = () => {
    if (paragraph.length > 0)
      blocks.push(
        html`<p>${paragraph.map((line, index) => html`${index > 0 ? html`<br>` : ""}${inline(line)}`)}</p>`,
      );
    paragraph = [];
    if (list) {
      const items = list.items.map((item) => html`<li>${item}</li>`);
      blocks.push(list.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`);
    }
    list = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
    const item = /^\s*(?:([-*+])|(\d{1,4})[.)])\s+(.*)$/.exec(line);
    if (heading) {
      flush();
      const [level, words] = [heading[1]!.length, inline(heading[2]!)];
      blocks.push(
        level === 1
          ? html`<h2 class="big">${words}</h2>`
          : level === 2
            ? html`<h3 class="big">${words}</h3>`
            : html`<h4>${words}</h4>`,
      );
    } else if (/^\s*(?:-{3,}|\*{3,})\s*$/.test(line)) {
      flush();
      blocks.push(html`<hr>`);
    } else if (item) {
      const ordered = item[2] !== undefined;
      if (paragraph.length > 0 || (list && list.ordered !== ordered)) flush();
      list ??= { ordered, items: [] };
      list.items.push(inline(item[3]!));
    } else if (line.trim() === "") flush();
    else {
      if (list) flush();
      paragraph.push(line.trim());
    }
  }
  flush();
  return html`${blocks}`;
}

const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|\*(.+?)\*|(?<![\w])_(.+?)_(?![\w])|\[([^\]]+)\]\(([^()\s]+)\)/;

function inline(text: string): Html {
  const match = INLINE.exec(text);
  if (!match) return html`${text}`;
  const [whole, code, strong, strong2, em, em2, label, address] = match;
  const inner =
    code !== undefined
      ? html`<code>${code}</code>`
      : (strong ?? strong2) !== undefined
        ? html`<strong>${inline((strong ?? strong2)!)}</strong>`
        : (em ?? em2) !== undefined
          ? html`<em>${inline((em ?? em2)!)}</em>`
          : link(label!, address!);
  return html`${text.slice(0, match.index)}${inner}${inline(text.slice(match.index + whole.length))}`;
}

function link(label: string, address: string): Html {
  const target = safeAddress(address);
  return target ? html`<a href="${target}" rel="noreferrer noopener">${label}</a>` : html`${label}`;
}

/** An address that a link may have: of the web, of a mail, or within this server. */
export const safeAddress = (address: string): string | undefined =>
  /^(?:https?:\/\/|mailto:|\/(?!\/)|#)/i.test(address.trim()) && !/[\p{Cc}\\]/u.test(address)
    ? address.trim()
    : undefined;
