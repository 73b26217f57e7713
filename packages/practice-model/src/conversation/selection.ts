/** What the person has picked on the page, as the application adds it to a message. */
export interface Selection {
  warehouse?: string;
  catalog?: string;
  schema?: string;
  folder?: string;
}

const BLOCK = /<selection>([\s\S]*?)<\/selection>/gi;

const KEYS: Record<string, keyof Selection> = {
  warehouse: "warehouse",
  warehouse_id: "warehouse",
  sql_warehouse: "warehouse",
  catalog: "catalog",
  default_catalog: "catalog",
  schema: "schema",
  default_schema: "schema",
  folder: "folder",
  workspace_folder: "folder",
};

/** Splits a message into what was typed and the selection. Lines are `key: value`, or the block is JSON. */
export function takeSelection(message: string): { text: string; selection: Selection } {
  const selection: Selection = {};
  const text = message.replace(BLOCK, (_whole, body: string) => {
    for (const [key, value] of pairs(body)) {
      const name =
        KEYS[
          key
            .trim()
            .toLowerCase()
            .replace(/[\s-]+/g, "_")
        ];
      const clean = value.trim().replace(/^[`"']|[`"'],?$/g, "");
      if (name && clean && !/^(none|null|-)$/i.test(clean)) selection[name] = clean;
    }
    return "";
  });
  return { text: text.trim(), selection };
}

function pairs(body: string): [string, string][] {
  try {
    const parsed: unknown = JSON.parse(body);
    if (parsed && typeof parsed === "object")
      return Object.entries(parsed).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      );
  } catch {
    // Not JSON: lines, elements or attributes.
  }
  const elements = [...body.matchAll(/<([\w-]+)>([^<]*)<\/\1>/g)].map((m): [string, string] => [
    m[1]!,
    m[2]!,
  ]);
  if (elements.length > 0) return elements;
  return body
    .split("\n")
    .map((line) => /^\s*[-*]?\s*([\w -]+?)\s*[:=]\s*(.+)$/.exec(line))
    .filter((m) => m !== null)
    .map((m): [string, string] => [m[1]!, m[2]!]);
}
