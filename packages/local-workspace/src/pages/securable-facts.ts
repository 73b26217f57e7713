import type { Stamps } from "../catalog/records.ts";
import type { CatalogConstraint } from "../sql/types.ts";
import { explore } from "./explore-link.ts";
import { type Html, html } from "./html.ts";

/** Owner, tags and grants of an object of a catalog. */
export function securableFacts({ owner, tags = {}, grants = {}, createdAt, updatedAt }: Stamps): Html {
  const day = (time: string) => time.replace("T", " ").slice(0, 19);
  const granted = Object.entries(grants);
  return html`<p class="muted">Owned by ${owner}, made ${day(createdAt)}, changed ${day(updatedAt)} UTC</p>
${pairs("Tags", tags)}
${
  granted.length > 0
    ? html`<h2>Grants</h2><p class="muted">Kept, not enforced: the workspace has one user.</p>
<table><tr><th>Principal</th><th>Privileges</th></tr>${granted.map(([who, held]) => html`<tr><td>${who}</td><td class="text">${held.join(", ")}</td></tr>`)}</table>`
    : ""
}`;
}

/** A titled table of names and values; nothing when there are none. */
export const pairs = (title: string, values: Record<string, string>): Html | string =>
  Object.keys(values).length === 0
    ? ""
    : html`<h2>${title}</h2><table>${Object.entries(values).map(([name, value]) => html`<tr><th>${name}</th><td class="text">${value}</td></tr>`)}</table>`;

export function constraintList(constraints: CatalogConstraint[]): Html | string {
  if (constraints.length === 0) return "";
  const rule = (each: CatalogConstraint): Html => {
    if (each.kind === "check") return html`CHECK <code>${each.expression}</code>`;
    const columns = each.columns.join(", ");
    if (each.kind === "primary_key") return html`PRIMARY KEY (${columns})`;
    const { catalog, schema, table, columns: parents } = each.references;
    return html`FOREIGN KEY (${columns}) REFERENCES ${explore(catalog, schema, table)} (${parents.join(", ")})`;
  };
  return html`<h2>Constraints</h2><table>${constraints.map((each) => html`<tr><th>${each.name}</th><td class="text">${rule(each)}</td></tr>`)}</table>`;
}
