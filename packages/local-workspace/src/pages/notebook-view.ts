import { cellOf, notebookCells } from "../notebooks/cells.ts";
import type { WorkspaceObject } from "../objects/object-store.ts";
import { type Html, html } from "./html.ts";

export const NOTEBOOK_STYLE = `
.cell { border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; padding: .2rem .6rem; }
.cell > p { margin: 0; font-size: .8rem; } .note { white-space: pre-wrap; }`;

/** The cells of a notebook, text as text and code as code. */
export function notebookView(object: WorkspaceObject, source: string): Html {
  const language = object.language ?? "PYTHON";
  const cells = notebookCells(source, language);
  const own = cellOf("", language).language;
  return html`${cells.map((cell) =>
    cell.language === "md"
      ? html`<section class="cell"><div class="note">${cell.code}</div></section>`
      : html`<section class="cell"><p class="muted">${cell.language === own ? own : `%${cell.language}`}</p><pre>${cell.code}</pre></section>`,
  )}${cells.length === 0 ? html`<p>The notebook is empty.</p>` : ""}`;
}
