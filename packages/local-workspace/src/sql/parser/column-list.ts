import type { SparkType } from "../types.ts";
import { Cursor } from "./cursor.ts";
import { parseDataType } from "./type.ts";

/** `a INT, b STRING COMMENT 'x'`: the schema text of readers. */
export function parseColumnList(text: string): { name: string; type: SparkType }[] {
  const c = new Cursor(text);
  const fields = c.list(() => {
    const name = c.name();
    c.acceptOp(":");
    const type = parseDataType(c);
    if (c.acceptWord("NOT")) c.expectWord("NULL");
    if (c.acceptWord("COMMENT")) c.string();
    return { name, type };
  });
  if (!c.done) throw c.error();
  return fields;
}
