import { raise } from "./define.ts";

const overflow = (what: string): string =>
  raise(
    "ARITHMETIC_OVERFLOW",
    "22003",
    `${what} overflow. Use functions with the try_ prefix to tolerate overflow and return NULL instead.`,
  );

const limits: [kind: string, engine: string, min: string, max: string][] = [
  ["tinyint", "TINYINT", "-128", "127"],
  ["smallint", "SMALLINT", "-32768", "32767"],
  ["int", "INTEGER", "-2147483648", "2147483647"],
  ["bigint", "BIGINT", "-9223372036854775808", "9223372036854775807"],
];

/** [signature, body] of each macro. */
export const mathMacros: [string, string][] = [
  ...limits.map(([kind, engine, min, max]): [string, string] => [
    `sp_to_${kind}(x)`,
    `CASE WHEN x < ${min}::HUGEINT OR x > ${max}::HUGEINT THEN ${overflow(kind)} ELSE CAST(x AS ${engine}) END`,
  ]),
  ...limits.map(([kind, engine, min, max]): [string, string] => [
    `sp_try_to_${kind}(x)`,
    `CASE WHEN x >= ${min}::HUGEINT AND x <= ${max}::HUGEINT THEN CAST(x AS ${engine}) END`,
  ]),
  // The digits of `n` that are valid in base `f`, as Java's unsigned 64-bit conversion reads them.
  [
    "sp_conv_digits(n, f)",
    "regexp_extract(upper(n), '^-?([' || left('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', abs(f)) || ']*)', 1)",
  ],
  [
    "sp_conv_value(n, f)",
    "list_transform([sp_conv_digits(n, f)], lambda s: list_reduce(list_transform(range(1, length(s) + 1), lambda i: CAST(instr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', substring(s, i, 1)) - 1 AS HUGEINT)), lambda a, x: least(a * abs(f) + x, 18446744073709551615::HUGEINT), 0::HUGEINT))[1]",
  ],
  [
    "sp_power(b, i)",
    "CASE WHEN i * log2(b) > 65 THEN 170141183460469231731687303715884105727::HUGEINT ELSE CAST(pow(b::DOUBLE, i::DOUBLE) AS HUGEINT) END",
  ],
  [
    "sp_conv_text(v, t)",
    "CASE WHEN v = 0 THEN '0' ELSE ltrim(array_to_string(list_reverse(list_transform(range(64), lambda i: substring('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', CAST((v // sp_power(abs(t), i)) % abs(t) AS BIGINT) + 1, 1))), ''), '0') END",
  ],
  [
    "sp_conv(n, f, t)",
    "CASE WHEN abs(f) NOT BETWEEN 2 AND 36 OR abs(t) NOT BETWEEN 2 AND 36 OR n IS NULL OR n = '' THEN NULL ELSE list_transform([CASE WHEN starts_with(n, '-') AND sp_conv_value(n, f) > 0 THEN 18446744073709551616::HUGEINT - sp_conv_value(n, f) ELSE sp_conv_value(n, f) END], lambda v: CASE WHEN t < 0 AND v >= 9223372036854775808::HUGEINT THEN '-' || sp_conv_text(18446744073709551616::HUGEINT - v, t) ELSE sp_conv_text(v, t) END)[1] END",
  ],
  [
    "sp_percentile_disc(l, p)",
    "list_transform([l], lambda s: s[greatest(1, CAST(ceil(len(s) * CAST(p AS DOUBLE)) AS BIGINT))])[1]",
  ],
  ["sp_sum_long(x)", "sp_to_bigint(x)"],
  [
    "sp_double_to_long(x)",
    "CASE WHEN isnan(x) THEN 0 WHEN x >= 9223372036854775807 THEN 9223372036854775807 WHEN x <= -9223372036854775808 THEN -9223372036854775808 ELSE CAST(x AS BIGINT) END",
  ],
  [
    "sp_wrap_long(x)",
    "list_transform([(x) % 18446744073709551616::HUGEINT], lambda r: CAST(CASE WHEN r >= 9223372036854775808::HUGEINT THEN r - 18446744073709551616::HUGEINT WHEN r < -9223372036854775808::HUGEINT THEN r + 18446744073709551616::HUGEINT ELSE r END AS BIGINT))[1]",
  ],
  [
    "sp_wrap_int(x)",
    "list_transform([(x) % 4294967296::HUGEINT], lambda r: CAST(CASE WHEN r >= 2147483648 THEN r - 4294967296 WHEN r < -2147483648 THEN r + 4294967296 ELSE r END AS INTEGER))[1]",
  ],
  ["sp_div_trunc(a, b)", "CASE WHEN (a < 0) = (b < 0) THEN abs(a) // abs(b) ELSE -(abs(a) // abs(b)) END"],
  [
    "sp_div_half_up(a, b)",
    "CASE WHEN (a < 0) = (b < 0) THEN abs(a) // abs(b) + CASE WHEN 2 * (abs(a) % abs(b)) >= abs(b) THEN 1 ELSE 0 END ELSE -(abs(a) // abs(b) + CASE WHEN 2 * (abs(a) % abs(b)) >= abs(b) THEN 1 ELSE 0 END) END",
  ],
  ["sp_half_even_step(q, r2, b)", "q + CASE WHEN r2 > b OR (r2 = b AND q % 2 = 1) THEN 1 ELSE 0 END"],
  [
    "sp_div_half_even(a, b)",
    "CASE WHEN a < 0 THEN -1 ELSE 1 END * sp_half_even_step(abs(a) // b, 2 * (abs(a) % b), b)",
  ],
  ["sp_div_floor(a, b)", "CASE WHEN a >= 0 THEN a // b ELSE -((-a + b - 1) // b) END"],
  ["sp_div_ceil(a, b)", "CASE WHEN a <= 0 THEN -(-a // b) ELSE (a + b - 1) // b END"],
  ["sp_round_exact(x, d)", "CAST(round(CAST(CAST(x AS VARCHAR) AS DECIMAL(38,20)), d) AS DOUBLE)"],
  // Java rounds the shortest decimal text of a double. Away from a tie plain arithmetic gives the same, much faster.
  [
    "sp_round_near(x, y, p, d)",
    "CASE WHEN abs(y) < 1e9::DOUBLE AND abs(abs(y - trunc(y)) - 0.5::DOUBLE) > 1e-6::DOUBLE THEN CASE WHEN round(y) = 0 THEN 0::DOUBLE ELSE round(y) / p END ELSE sp_round_exact(x, d) END",
  ],
  [
    "sp_round_double(x, d)",
    "CASE WHEN NOT isfinite(x) OR d > 15 OR (d >= 0 AND abs(x) >= 1e15) THEN x WHEN abs(x) >= 1e17 THEN round(x, d) ELSE sp_round_near(x, x * pow(10::DOUBLE, d::DOUBLE), pow(10::DOUBLE, d::DOUBLE), d) END",
  ],
  [
    "sp_bround_double(x, d)",
    "CASE WHEN NOT isfinite(x) OR abs(x) >= 1e17 OR d > 17 THEN x ELSE CAST(CAST(CASE WHEN d >= 0 THEN sp_div_half_even(CAST(replace(CAST(CAST(CAST(x AS VARCHAR) AS DECIMAL(38,20)) AS VARCHAR), '.', '') AS HUGEINT), CAST(pow(10::DOUBLE, 20 - d) AS HUGEINT)) END AS VARCHAR) || 'e' || (-d) AS DOUBLE) END",
  ],
  [
    "sp_pmod(a, b)",
    "list_transform([(a) % (b)], lambda r: CASE WHEN r < 0 THEN (r + (b)) % (b) ELSE r END)[1]",
  ],
  [
    "sp_bin(x)",
    "CASE WHEN x >= 0 THEN bin(x) ELSE right(bin(CAST(x AS HUGEINT) + 18446744073709551616::HUGEINT), 64) END",
  ],
  [
    "sp_width_bucket(v, lo, hi, n)",
    "CASE WHEN n <= 0 OR lo = hi OR isnan(v) OR NOT isfinite(lo) OR NOT isfinite(hi) THEN NULL WHEN lo < hi THEN CASE WHEN v < lo THEN 0 WHEN v >= hi THEN n + 1 ELSE CAST(floor(n * (v - lo) / (hi - lo)) AS BIGINT) + 1 END ELSE CASE WHEN v > lo THEN 0 WHEN v <= hi THEN n + 1 ELSE CAST(floor(n * (lo - v) / (lo - hi)) AS BIGINT) + 1 END END",
  ],
  [
    "sp_percentile_at(l, pos)",
    "CASE WHEN floor(pos) = ceil(pos) OR l[CAST(floor(pos) AS BIGINT) + 1] = l[CAST(ceil(pos) AS BIGINT) + 1] THEN l[CAST(floor(pos) AS BIGINT) + 1] ELSE (ceil(pos) - pos) * l[CAST(floor(pos) AS BIGINT) + 1] + (pos - floor(pos)) * l[CAST(ceil(pos) AS BIGINT) + 1] END",
  ],
  [
    "sp_percentile(l, p)",
    "list_transform([l], lambda s: CASE WHEN len(s) > 0 THEN sp_percentile_at(s, (len(s) - 1) * CAST(p AS DOUBLE)) END)[1]",
  ],
  [
    "sp_percentiles(l, ps)",
    "list_transform([l], lambda s: CASE WHEN len(s) > 0 THEN list_transform(ps, lambda p: sp_percentile_at(s, (len(s) - 1) * CAST(p AS DOUBLE))) END)[1]",
  ],
  [
    "sp_moment(l, k)",
    "list_transform([l], lambda s: list_transform([list_avg(s)], lambda m: list_sum(list_transform(s, lambda v: pow(v - m, k))))[1])[1]",
  ],
  [
    "sp_skewness(l)",
    "list_transform([l], lambda s: CASE WHEN len(s) > 0 THEN CASE WHEN sp_moment(s, 2) = 0 THEN NULL ELSE sqrt(len(s)) * sp_moment(s, 3) / sqrt(pow(sp_moment(s, 2), 3)) END END)[1]",
  ],
  [
    "sp_kurtosis(l)",
    "list_transform([l], lambda s: CASE WHEN len(s) > 0 THEN CASE WHEN sp_moment(s, 2) = 0 THEN NULL ELSE len(s) * sp_moment(s, 4) / (sp_moment(s, 2) * sp_moment(s, 2)) - 3 END END)[1]",
  ],
];
