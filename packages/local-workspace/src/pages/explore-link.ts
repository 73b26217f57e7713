import { type Html, html } from "./html.ts";

export const explorePath = (...path: string[]) => `/explore/data/${path.map(encodeURIComponent).join("/")}`;

/** A link to an object's page, named by the last part of its path, or by all for a table. */
export function explore(...path: string[]): Html {
  const label = path.length === 3 ? path.join(".") : path.at(-1);
  return html`<a href="${explorePath(...path)}">${label}</a>`;
}
