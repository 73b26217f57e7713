import { BINARY, type Built, constant, STRING, unsupported } from "./define.ts";
import type { Argument, Call } from "./spec.ts";

/** to_binary(text[, format]): hex unless told otherwise. */
export function toBinary([value, format]: Argument[], call: Call, lenient: boolean): Built {
  const name = format ? constant(format, call, "format") : "hex";
  if (name === null) return { sql: "CAST(NULL AS BLOB)", type: BINARY };
  const source = call.coerce(value!, STRING).sql;
  const failed = lenient
    ? "NULL"
    : `error('[CONVERSION_INVALID_INPUT] The value ''' || v || ''' cannot be converted to "BINARY" because it is malformed. SQLSTATE: 22018')`;
  const read = (valid: string, bytes: string): Built => ({
    sql: `list_transform([${source}], lambda v: CASE WHEN v IS NULL THEN NULL WHEN ${valid} THEN ${bytes} ELSE ${failed} END)[1]`,
    type: BINARY,
  });
  switch (String(name).toLowerCase()) {
    case "utf-8":
    case "utf8":
      return { sql: `encode(${source})`, type: BINARY };
    case "hex":
      return read("sp_unhex(v) IS NOT NULL", "sp_unhex(v)");
    case "base64":
      return read(
        "regexp_full_match(v, '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?')",
        "from_base64(v)",
      );
    default:
      return unsupported(call, `${call.name} with the format ${String(name)}`);
  }
}
