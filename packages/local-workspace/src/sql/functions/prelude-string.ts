import { raise } from "./define.ts";

const url = String.raw`'^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://(([^/?#@]*)@)?(([^/?#:]*)(?::[0-9]+)?))?([^?#]*)(\?([^#]*))?(#.*)?$'`;

function crcTable(): number[] {
  return Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
}

/** [signature, body] of each macro. */
export const stringMacros: [string, string][] = [
  [
    "spark_fraction_text(s)",
    "CASE WHEN starts_with(s, '.') THEN '0' || s WHEN starts_with(s, '-.') THEN '-0' || substring(s, 2) ELSE s END",
  ],
  [
    "sp_split_regex_limit(s, p, n)",
    "list_transform([s], lambda v: list_transform([struct_pack(a := string_split_regex(v, p), d := regexp_extract_all(v, p, 0))], lambda x: CASE WHEN len(x.a) <= n THEN x.a ELSE list_concat(x.a[1:n - 1], [array_to_string(list_transform(range(n, len(x.a) + 1), lambda i: x.a[i] || coalesce(x.d[i], '')), '')]) END)[1])[1]",
  ],
  ["sp_count(n)", "CASE WHEN n IS NOT NULL THEN greatest(0, n) END"],
  ["sp_pad_left(s, n)", "CASE WHEN length(s) >= n THEN s ELSE lpad(s, n, ' ') END"],
  ["sp_pad_right(s, n)", "CASE WHEN length(s) >= n THEN s ELSE rpad(s, n, ' ') END"],
  [
    "sp_pad_zero(s, n)",
    "CASE WHEN length(s) >= n THEN s WHEN regexp_matches(s, '^[-+ ]') THEN left(s, 1) || lpad(substring(s, 2), n - 1, '0') ELSE lpad(s, n, '0') END",
  ],
  // '-1234567.50' with 2 places gives '-1,234,567.50'.
  [
    "sp_group_digits(s, d)",
    "list_transform([CASE WHEN starts_with(s, '.') THEN '0' || s WHEN starts_with(s, '-.') THEN '-0' || substring(s, 2) ELSE s END], lambda t: format('{:,}', CAST(string_split(t, '.')[1] AS HUGEINT)) || CASE WHEN d > 0 THEN '.' || string_split(t, '.')[2] ELSE '' END)[1]",
  ],
  [
    "sp_hex_bytes(b)",
    "list_transform(range(octet_length(b)), lambda i: CAST('0x' || substring(hex(b), CAST(i * 2 + 1 AS BIGINT), 2) AS BIGINT))",
  ],
  [
    "sp_crc32(b)",
    `CASE WHEN b IS NOT NULL THEN xor(list_reduce(sp_hex_bytes(b), lambda c, v: xor(c >> 8, ([${crcTable().join(",")}]::BIGINT[])[(xor(c, v) & 255) + 1]), 4294967295::BIGINT), 4294967295::BIGINT) END`,
  ],
  [
    "sp_join(l, sep)",
    "CASE WHEN sep IS NOT NULL THEN coalesce(array_to_string(list_filter(l, lambda v: v IS NOT NULL), sep), '') END",
  ],
  [
    "sp_initcap(s)",
    "array_to_string(list_transform(string_split(lower(s), ' '), lambda w: upper(w[1]) || w[2:]), ' ')",
  ],
  ["sp_substring_start(s, p)", "CASE WHEN p > 0 THEN p - 1 WHEN p < 0 THEN length(s) + p ELSE 0 END"],
  [
    "sp_substring_from(s, p)",
    "CASE WHEN p IS NOT NULL THEN substring(s, greatest(0, sp_substring_start(s, p)) + 1) END",
  ],
  [
    "sp_substring(s, p, n)",
    "CASE WHEN p IS NOT NULL AND n IS NOT NULL THEN substring(s, greatest(0, sp_substring_start(s, p)) + 1, greatest(0, sp_substring_start(s, p) + n::BIGINT - greatest(0, sp_substring_start(s, p)))) END",
  ],
  [
    "sp_substring_index(s, d, n)",
    "CASE WHEN s IS NULL OR d IS NULL OR n IS NULL THEN NULL WHEN n = 0 OR d = '' THEN '' WHEN n > 0 THEN array_to_string(string_split(s, d)[1:n], d) ELSE array_to_string(string_split(s, d)[greatest(1, len(string_split(s, d)) + n + 1):], d) END",
  ],
  [
    "sp_characters(s)",
    "CASE WHEN s = '' THEN [''] ELSE list_transform(range(1, length(s) + 1), lambda i: substring(s, i, 1)) END",
  ],
  [
    "sp_split_limit(parts, d, n)",
    "CASE WHEN len(parts) <= n THEN parts ELSE list_concat(parts[1:n - 1], [array_to_string(parts[n:], d)]) END",
  ],
  [
    "sp_split_part(s, d, n)",
    `CASE WHEN n = 0 THEN ${raise("INVALID_INDEX_OF_ZERO", "22003", "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).")} WHEN s IS NULL OR d IS NULL OR n IS NULL THEN NULL WHEN d = '' THEN CASE WHEN n IN (1, -1) THEN s ELSE '' END ELSE coalesce(string_split(s, d)[n], '') END`,
  ],
  [
    "sp_regexp_instr(s, p)",
    "CASE WHEN s IS NULL OR p IS NULL THEN NULL WHEN NOT regexp_matches(s, p) THEN 0 ELSE CAST(length(regexp_extract(s, '(?s)^(.*?)(?:' || p || ')', 1)) + 1 AS INTEGER) END",
  ],
  [
    "sp_locate(sub, s, f)",
    "CASE WHEN f IS NULL THEN 0 WHEN s IS NULL OR sub IS NULL THEN NULL WHEN f < 1 THEN 0 WHEN sub = '' THEN CASE WHEN f <= length(s) + 1 THEN f ELSE 0 END WHEN instr(substring(s, f), sub) = 0 THEN 0 ELSE CAST(instr(substring(s, f), sub) + f - 1 AS INTEGER) END",
  ],
  [
    "sp_lpad(s, n, p)",
    "CASE WHEN s IS NULL OR n IS NULL OR p IS NULL THEN NULL WHEN n <= 0 THEN '' WHEN length(s) >= n THEN left(s, n) WHEN p = '' THEN s ELSE lpad(s, n, p) END",
  ],
  [
    "sp_rpad(s, n, p)",
    "CASE WHEN s IS NULL OR n IS NULL OR p IS NULL THEN NULL WHEN n <= 0 THEN '' WHEN length(s) >= n THEN left(s, n) WHEN p = '' THEN s ELSE rpad(s, n, p) END",
  ],
  [
    "sp_overlay(s, r, p, n)",
    "sp_substring(s, 1, p - 1) || r || sp_substring_from(s, p + CASE WHEN n >= 0 THEN n ELSE length(r) END)",
  ],
  [
    "sp_levenshtein_within(a, b, most)",
    "CASE WHEN js_levenshtein(a, b) <= most THEN js_levenshtein(a, b) WHEN a IS NULL OR b IS NULL OR most IS NULL THEN NULL ELSE -1 END",
  ],
  ["sp_chr(n)", "CASE WHEN n < 0 THEN '' WHEN n IS NULL THEN NULL ELSE chr(CAST(n % 256 AS INTEGER)) END"],
  [
    "sp_unhex(s)",
    "CASE WHEN NOT regexp_full_match(s, '[0-9A-Fa-f]*') THEN NULL WHEN length(s) % 2 = 1 THEN unhex('0' || s) ELSE unhex(s) END",
  ],
  [
    "sp_mask_one(c, u, l, d, o)",
    "CASE WHEN regexp_matches(c, '\\p{Lu}') THEN coalesce(u, c) WHEN regexp_matches(c, '\\p{Ll}') THEN coalesce(l, c) WHEN regexp_matches(c, '[0-9]') THEN coalesce(d, c) ELSE coalesce(o, c) END",
  ],
  [
    "sp_mask(s, u, l, d, o)",
    "CASE WHEN s = '' THEN '' ELSE array_to_string(list_transform(range(1, length(s) + 1), lambda i: sp_mask_one(substring(s, i, 1), u, l, d, o)), '') END",
  ],
  ["sp_url_encode(s)", "replace(replace(replace(url_encode(s), '%20', '+'), '~', '%7E'), '%2A', '*')"],
  ["sp_url_protocol(s)", `nullif(regexp_extract(s, ${url}, 1), '')`],
  ["sp_url_authority(s)", `nullif(regexp_extract(s, ${url}, 2) || regexp_extract(s, ${url}, 4), '')`],
  ["sp_url_userinfo(s)", `nullif(regexp_extract(s, ${url}, 3), '')`],
  ["sp_url_host(s)", `nullif(regexp_extract(s, ${url}, 5), '')`],
  ["sp_url_path(s)", `regexp_extract(s, ${url}, 6)`],
  ["sp_url_query(s)", `CASE WHEN regexp_extract(s, ${url}, 7) <> '' THEN regexp_extract(s, ${url}, 8) END`],
  [
    "sp_url_ref(s)",
    `CASE WHEN regexp_extract(s, ${url}, 9) <> '' THEN substring(regexp_extract(s, ${url}, 9), 2) END`,
  ],
  ["sp_url_file(s)", `regexp_extract(s, ${url}, 6) || regexp_extract(s, ${url}, 7)`],
  [
    "sp_url_query_value(s, k)",
    `list_transform(list_filter(string_split(regexp_extract(s, ${url}, 8), '&'), lambda p: starts_with(p, k || '=')), lambda p: substring(p, length(k) + 2))[1]`,
  ],
  [
    "sp_find_in_set(s, l)",
    "CASE WHEN s IS NULL OR l IS NULL THEN NULL WHEN contains(s, ',') THEN 0 ELSE CAST(coalesce(list_position(string_split(l, ','), s), 0) AS INTEGER) END",
  ],
  [
    "sp_elt(l, n)",
    `CASE WHEN n < 1 OR n > len(l) THEN ${raise("INVALID_ARRAY_INDEX", "22003", "The index is out of bounds. The array has fewer elements. Use the SQL function `get()` to tolerate accessing element at invalid index and return NULL instead.")} ELSE l[n] END`,
  ],
  [
    "sp_luhn(s)",
    "CASE WHEN s IS NULL THEN NULL WHEN NOT regexp_full_match(s, '[0-9]+') THEN false ELSE list_sum(list_transform(range(0, length(s)), lambda i: list_transform([CAST(substring(s, length(s) - i, 1) AS INTEGER) * CASE WHEN i % 2 = 1 THEN 2 ELSE 1 END], lambda v: CASE WHEN v > 9 THEN v - 9 ELSE v END)[1])) % 10 = 0 END",
  ],
];
