/** Macros that read intervals: their length, and their text in a result or when cast to STRING. */
export const INTERVAL_MACROS: [signature: string, body: string][] = [
  [
    "spark_interval_us(i)",
    "CAST(datepart('day', i) AS BIGINT) * 86400000000 + datepart('hour', i) * 3600000000 + datepart('minute', i) * 60000000 + datepart('microsecond', i)",
  ],
  ["spark_interval_months(i)", "datepart('year', i) * 12 + datepart('month', i)"],
  ["spark_sign(n)", "CASE WHEN n < 0 THEN '-' ELSE '' END"],
  ["spark_pad2(n)", "CASE WHEN n BETWEEN 0 AND 9 THEN '0' || n ELSE CAST(n AS VARCHAR) END"],
  [
    "spark_date_text(d)",
    "CASE WHEN d BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' OR d IS NULL THEN CAST(d AS VARCHAR) ELSE CASE WHEN year(d) < 0 THEN '-' WHEN year(d) > 9999 THEN '+' ELSE '' END || lpad(CAST(abs(year(d)) AS VARCHAR), CAST(greatest(4, length(CAST(abs(year(d)) AS VARCHAR))) AS INTEGER), '0') || strftime(d, '-%m-%d') END",
  ],
  [
    "spark_wire_year_month(i)",
    "spark_sign(spark_interval_months(i)) || (abs(spark_interval_months(i)) // 12) || '-' || (abs(spark_interval_months(i)) % 12)",
  ],
  [
    "spark_interval_ym_parts(i, f)",
    "CASE f WHEN 'YEAR' THEN CAST(spark_interval_months(i) // 12 AS VARCHAR) WHEN 'MONTH' THEN CAST(spark_interval_months(i) AS VARCHAR) ELSE spark_wire_year_month(i) END",
  ],
  ["spark_interval_ym_text(i, f)", "'INTERVAL ''' || spark_interval_ym_parts(i, f) || ''' ' || f"],
  [
    "spark_seconds_text(us)",
    "spark_pad2(us // 1000000) || CASE WHEN us % 1000000 = 0 THEN '' ELSE '.' || rtrim(lpad(CAST(us % 1000000 AS VARCHAR), 6, '0'), '0') END",
  ],
  [
    "spark_interval_dt_parts(us, f)",
    `CASE f
      WHEN 'DAY' THEN CAST(us // 86400000000 AS VARCHAR)
      WHEN 'HOUR' THEN spark_pad2(us // 3600000000)
      WHEN 'MINUTE' THEN spark_pad2(us // 60000000)
      WHEN 'SECOND' THEN spark_seconds_text(us)
      WHEN 'DAY TO HOUR' THEN (us // 86400000000) || ' ' || spark_pad2(us // 3600000000 % 24)
      WHEN 'DAY TO MINUTE' THEN (us // 86400000000) || ' ' || spark_pad2(us // 3600000000 % 24) || ':' || spark_pad2(us // 60000000 % 60)
      WHEN 'HOUR TO MINUTE' THEN spark_pad2(us // 3600000000) || ':' || spark_pad2(us // 60000000 % 60)
      WHEN 'HOUR TO SECOND' THEN spark_pad2(us // 3600000000) || ':' || spark_pad2(us // 60000000 % 60) || ':' || spark_seconds_text(us % 60000000)
      WHEN 'MINUTE TO SECOND' THEN spark_pad2(us // 60000000) || ':' || spark_seconds_text(us % 60000000)
      ELSE (us // 86400000000) || ' ' || spark_pad2(us // 3600000000 % 24) || ':' || spark_pad2(us // 60000000 % 60) || ':' || spark_seconds_text(us % 60000000) END`,
  ],
  [
    "spark_interval_dt_text(i, f)",
    "'INTERVAL ''' || spark_sign(spark_interval_us(i)) || spark_interval_dt_parts(abs(spark_interval_us(i)), f) || ''' ' || f",
  ],
];
