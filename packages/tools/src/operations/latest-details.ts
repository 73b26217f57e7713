import type { ToolDetails } from "@lakehand/protocol";

/** As in the person's card: the same thing told again replaces what was told before. */
function key(details: ToolDetails): string {
  if (details.kind === "sql_result") return `sql_result:${details.index ?? 0}`;
  if (details.kind === "resource") return `resource:${details.resource_type}:${details.id ?? details.name}`;
  return details.kind;
}

/** What a call has told the person, as it stands. */
export class LatestDetails {
  readonly #kept = new Map<string, ToolDetails>();
  readonly #most: number;
  last: ToolDetails | undefined;

  /** Things beyond `most` are left out. */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  add(details: ToolDetails): void {
    this.last = details;
    const name = key(details);
    if (this.#kept.has(name) || this.#kept.size < this.#most) this.#kept.set(name, details);
  }

  list(): ToolDetails[] {
    return [...this.#kept.values()];
  }
}
