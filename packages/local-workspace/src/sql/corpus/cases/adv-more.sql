-- case adv-more-01 ordered
SELECT nth_value(x, 2) OVER (ORDER BY x) AS a, x FROM VALUES (1), (2), (3) AS t(x) ORDER BY x;
-- case adv-more-02
SELECT regr_slope(y, x) AS a, regr_intercept(y, x) AS b, regr_r2(y, x) AS c, regr_avgx(y, x) AS d FROM VALUES (1, 2), (2, 4), (3, 7) AS t(x, y);
-- case adv-more-03
SELECT array_agg(DISTINCT x) AS a FROM VALUES (1), (1) AS t(x);
-- case adv-more-04
SELECT first(x) AS a, last(x) AS b, first(x, true) AS c, last(x, true) AS d FROM VALUES (NULL) AS t(x);
-- case adv-more-05
SELECT bool_and(x) AS a, bool_or(x) AS b, every(x) AS c FROM VALUES (true), (NULL) AS t(x);
-- case adv-more-06
SELECT max_by(x, y) AS a, min_by(x, y) AS b FROM VALUES ('a', NULL), ('b', 2), (NULL, 3) AS t(x, y);
-- case adv-more-07
SELECT count(*) AS n, count(NULL) AS z, sum(NULL) AS s, max(NULL) AS m, avg(NULL) AS a FROM VALUES (1), (2) AS t(x);
-- case adv-more-08
SELECT CAST(10 AS STRING) || CAST(2.50 AS STRING) AS a, CAST('2024-01-01' AS TIMESTAMP) AS b, CAST(' true ' AS BOOLEAN) AS c, CAST(1e2 AS INT) AS d;
-- case adv-more-09
SELECT nullif('a', 'a') AS a, nullif(NULL, 1) AS b, nvl2('x', 1, 2.5) AS c, coalesce(NULL, NULL) AS d, if(NULL, 1, 2) AS e;
-- case adv-more-10
SELECT typeof(nvl2(1, 1, 2.5)) AS a, typeof(if(true, 1, '2')) AS b, typeof(coalesce(1, 2.5D)) AS c, typeof(CASE WHEN true THEN 1 ELSE 2L END) AS d, typeof(nullif(1, 2)) AS e;
-- case adv-more-11
SELECT CASE WHEN 1 = 1 THEN 'a' ELSE 5 END AS a, coalesce(1, '2') AS b;
-- case adv-more-12
SELECT initcap('ELT pipeline_name') AS a, reverse(array('a', 'b')) AS b, length('') AS c, upper(NULL) AS d, trim('  ') = '' AS e;
-- case adv-more-13
SELECT date_add('2024-02-28', 2) AS a, date_sub('2024-03-01', 1) AS b, add_months('2024-08-31', 6) AS c, last_day('2023-02-03') AS d, next_day('2024-05-05', 'SUN') AS e;
-- case adv-more-14
SELECT to_date('20240131', 'yyyyMMdd') AS a, to_timestamp('31.01.2024 13:05', 'dd.MM.yyyy HH:mm') AS b, date_format(to_date('2024-12-01'), 'MMMM') AS c, to_date('Jan 5 2024', 'MMM d yyyy') AS d;
-- case adv-more-15
SELECT array_sort(array('b', 'A', 'a')) AS a, array_max(array('b', 'A')) AS b, array_union(array('x'), array('y', 'x')) AS c, array_position(array('x', 'y'), 'y') AS d, array_join(array(true, NULL, false), ',') AS e;
-- case adv-more-16
SELECT named_struct('x', 1, 'y', array(named_struct('z', 'q'))).y[0].z AS a, map('a', map('b', 2))['a']['b'] AS b, array(map('k', 'v'))[0]['k'] AS c;
-- case adv-more-18
SELECT 'x' AS a WHERE 'abc' BETWEEN 'aaa' AND 'b' AND 5 NOT IN (1, 2) AND 'A' ILIKE 'a' AND NOT false;
-- case adv-more-19
SELECT CAST(-1.5 AS INT) AS a, CAST(1.5 AS BIGINT) AS b, CAST('1.5' AS FLOAT) AS c, CAST(127 AS TINYINT) AS d, CAST('0x1' AS STRING) AS e;
-- case adv-more-20
SELECT CAST(128 AS TINYINT);
-- case adv-more-21
SELECT CAST('99999999999' AS INT);
-- case adv-more-22
SELECT CAST(1e20D AS BIGINT);
-- case adv-more-23
SELECT CAST('12.345' AS DECIMAL(4,2)) AS a, CAST(99.995 AS DECIMAL(4,2));
-- case adv-more-24
SELECT 1 + CAST('2' AS INT) AS a, CAST(1 AS DECIMAL(10,2)) + CAST(1 AS DECIMAL(5,4)) AS b, CAST(1 AS DECIMAL(10,2)) * 3 AS c, 2 * 0.5 AS d;
-- case adv-more-25 ordered
SELECT x, y FROM VALUES (1, 'a') AS t(x, y) UNION SELECT 2, 'b' UNION ALL SELECT 1, 'a' ORDER BY x, y;
-- case adv-more-26 ordered
SELECT a.k, b.v FROM VALUES (1), (2) AS a(k) LEFT JOIN VALUES (1, 'x') AS b(k, v) USING (k) ORDER BY a.k;
-- case adv-more-27
SELECT bit_length('abc') AS a, ascii('€') AS b, hex(X'FF00') AS c, length(X'FF00') AS d, X'6162' = CAST('ab' AS BINARY) AS e;
-- case adv-more-28
SELECT json_object_keys('{"a":1}')[0] AS a, get_json_object('{"a":{"b":"c"}}', '$.a.b') AS b, from_json('{"a":[1,2]}', 'a ARRAY<INT>').a[1] AS c, to_json(map('a', array(1))) AS d;
-- case adv-more-29
SELECT date_part('year', DATE'2024-05-06') AS a, extract(week FROM DATE'2024-05-06') AS b, extract(day FROM TIMESTAMP'2024-05-06 01:02:03') AS c;
-- case adv-more-30
SELECT approx_percentile(x, 0.5) AS a, percentile(x, 0.75) AS b, median(x) AS c, mode(x) AS d FROM VALUES (1.5), (2.5), (2.5), (10.0) AS t(x);
