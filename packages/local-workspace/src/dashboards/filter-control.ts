import { type Html, html } from "../pages/html.ts";
import type { Filter } from "./filters.ts";

export const FORM = "filters";

/** The inputs of a filter; they belong to the page's one form and take effect when it is applied. */
export function filterControl(filter: Filter, choices: string[]): Html {
  const name = `f.${filter.widget.name}`;
  const { kind, selection, title } = filter;
  const values = selection?.kind === "values" ? selection.values : [];
  const range = selection?.kind === "range" ? selection : { min: undefined, max: undefined };
  switch (kind) {
    case "dates":
    case "number": {
      const type = kind === "dates" ? "date" : "number";
      const field = (edge: "min" | "max", label: string) =>
        html`<input type="${type}" form="${FORM}" name="${name}.${edge}" value="${kind === "dates" ? range[edge]?.slice(0, 10) : range[edge]}" aria-label="${title}: ${label}"${kind === "number" ? html` step="any" placeholder="${choices[edge === "min" ? 0 : 1] ?? ""}"` : ""}>`;
      return html`<div class="range">${field("min", "from")}<span>–</span>${field("max", "to")}</div>`;
    }
    case "date":
      return html`<input type="date" form="${FORM}" name="${name}" value="${values[0]?.slice(0, 10)}" aria-label="${title}">`;
    case "text":
      return html`<input type="text" form="${FORM}" name="${name}" value="${values[0]}" aria-label="${title}">`;
    case "single":
      return html`<select form="${FORM}" name="${name}" aria-label="${title}"><option value="">All</option>${withChosen(
        choices,
        values,
      ).map(
        (value) =>
          html`<option value="${value}"${values.includes(value) ? html` selected` : ""}>${value}</option>`,
      )}</select>`;
    default:
      return html`<details class="many"><summary>${values.length === 0 ? "All" : values.length <= 2 ? values.join(", ") : `${values.length} chosen`}</summary><div class="choices">${withChosen(
        choices,
        values,
      ).map(
        (value) =>
          html`<label><input type="checkbox" form="${FORM}" name="${name}" value="${value}"${values.includes(value) ? html` checked` : ""}> ${value}</label>`,
      )}</div></details>`;
  }
}

const withChosen = (choices: string[], values: string[]) => [
  ...values.filter((value) => !choices.includes(value)),
  ...choices,
];
