/** Text that is already HTML. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeText = (text: string) => text.replace(/[&<>"']/g, (char) => ESCAPES[char]!);

type Part = string | number | null | undefined | Html | Part[];
const render = (part: Part): string =>
  part instanceof Html
    ? part.text
    : Array.isArray(part)
      ? part.map(render).join("")
      : part === null || part === undefined
        ? ""
        : escapeText(String(part));

/** A template whose inserted values are escaped unless they are Html. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]) =>
  new Html(strings.map((text, index) => text + (index < parts.length ? render(parts[index]) : "")).join(""));

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto 3rem; padding: 0 1rem; }
body > header { border-bottom: 1px solid var(--line); margin-bottom: 1.2rem; padding: .7rem 0; }
body > header nav { display: flex; flex-wrap: wrap; gap: .2rem 1rem; } body > header a { text-decoration: none; } body > header a:first-child { font-weight: 600; }
table { border-collapse: collapse; width: 100%; } .scroll, main { overflow-x: auto; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
td.text { white-space: normal; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { background: var(--soft); padding: .6rem; overflow-x: auto; white-space: pre-wrap; margin: .2rem 0; }
.muted { opacity: .65; } h1, p, li { overflow-wrap: anywhere; } h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }`;

export interface PageOptions {
  /** Rules after the pages' common ones. */
  style?: string;
  /** Pictures that are written into the page itself. */
  pictures?: boolean;
  /** Forms that ask this server again; nothing may be sent elsewhere in any case. */
  forms?: boolean;
}

/** Links of every page's header, by address: where everything starts. */
const navigation = new Map([
  ["/", "Local workspace"],
  ["/explore/data", "Catalog"],
  ["/workspace", "Workspace"],
  ["/sql/history", "Queries"],
  ["/jobs", "Jobs"],
  ["/pipelines", "Pipelines"],
]);

/** Adds an area's pages to the header. */
export const addToHeader = (prefix: string, title: string) => void navigation.set(prefix, title);

/** A whole document of its own, without the workspace's header. */
export const documentText = (title: string, body: Html, style = ""): string =>
  html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${new Html(STYLE + style)}</style></head><body>${body}</body></html>`.text;

/** A page that loads nothing and runs no script; its headers hold the browser to that. */
export function page(title: string, body: Html, status = 200, options: PageOptions = {}): Response {
  const links = [...navigation].map(([address, name]) => html`<a href="${address}">${name}</a>`);
  const text = documentText(
    title,
    html`<header><nav>${links}</nav></header><main>${body}</main>`,
    options.style,
  );
  return new Response(text, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'unsafe-inline';${options.pictures ? " img-src data:;" : ""} base-uri 'none'; form-action ${options.forms ? "'self'" : "'none'"}; frame-ancestors 'none'`,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cache-control": "no-store",
    },
  });
}

/** A page that only says something, for a link that leads nowhere. */
export const messagePage = (status: number, message: string): Response =>
  page("Local workspace", html`<p>${message}</p>`, status);
