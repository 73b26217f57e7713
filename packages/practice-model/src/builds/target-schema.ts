import { quoteName } from "../catalog/table.ts";
import type { FlowContext } from "../plan/flow.ts";

export interface Target {
  catalog: string;
  schema: string;
}

const READ_ONLY = new Set(["samples", "system"]);

/** Where a build may put its tables, best first: as the message says, as selected, else `main.practice`. */
export function targets({ text, selection }: FlowContext, catalogs: readonly string[]): Target[] {
  const writable = catalogs.filter((name) => !READ_ONLY.has(name.toLowerCase()));
  const told = /\b(?:into|in|to)\s+`?(\w+)`?\.`?(\w+)`?(?![\w.])/i.exec(text);
  // Where the conversation works: writes there need nobody's leave in a mode that lets writes run.
  const schema =
    selection.schema && !/^information_schema$/i.test(selection.schema) ? selection.schema : "practice";
  const wanted = [
    ...(told && !READ_ONLY.has(told[1]!.toLowerCase()) ? [{ catalog: told[1]!, schema: told[2]! }] : []),
    ...(selection.catalog && !READ_ONLY.has(selection.catalog.toLowerCase())
      ? [{ catalog: selection.catalog, schema }]
      : []),
    ...["main", "workspace"]
      .filter((name) => writable.includes(name))
      .map((catalog) => ({ catalog, schema: "practice" })),
    ...writable.map((catalog) => ({ catalog, schema: "practice" })),
  ];
  const seen = new Set<string>();
  return wanted.filter(({ catalog }) => !seen.has(catalog) && seen.add(catalog)).slice(0, 3);
}

export function targetName({ catalog, schema }: Target): string {
  return `${quoteName(catalog)}.${quoteName(schema)}`;
}
