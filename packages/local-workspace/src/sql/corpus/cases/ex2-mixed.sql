-- setup
CREATE TABLE t (id INT, y TINYINT, i INT, l BIGINT, d DOUBLE, m DECIMAL(10,2), n DECIMAL(20,5), s STRING, u STRING, a ARRAY<INT>, dt DATE, ts TIMESTAMP);
INSERT INTO t VALUES (1, 5, 10, 100, 2.25, 12.34, 123.45678, 'Hello World', '42', array(3, 1, 2), DATE '2024-02-29', TIMESTAMP '2024-02-29 13:45:59.123456'), (2, -7, -3, 5000000000, -1e10, -0.05, -99999.99999, 'a,b,,c', '-7', array(), DATE '1999-12-31', TIMESTAMP '1999-12-31 23:59:59'), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (5, 100, 2000000, -12345678901, 1e-5, 9999.99, 0.00001, 'ünïcödé 😀', '3.5', array(5, NULL), DATE '2023-12-25', TIMESTAMP '2023-12-25 01:02:03.5');
-- case ex2-mixed-1
SELECT id, avg(bround(n, 0)) OVER (ORDER BY id) AS x FROM t ORDER BY id;

-- case ex2-mixed-2
SELECT id, avg(floor(m, 1)) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS x FROM t ORDER BY id;

-- case ex2-mixed-3
SELECT id, avg(try_divide(m, 1.25)) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS x FROM t ORDER BY id;

-- case ex2-mixed-4 ordered
SELECT id, levenshtein(s, 'World') AS x, levenshtein('é', 'o') AS y FROM t ORDER BY id;

-- case ex2-mixed-5 ordered
SELECT id, soundex(mask(s)) AS x, soundex(s) AS y, soundex('Tymczak') AS z, soundex('Ashcroft') AS w, soundex('') AS v FROM t ORDER BY id;

-- case ex2-mixed-6
SELECT array_except(split('12', ','), sequence(1, 5));

-- case ex2-mixed-7 ordered
SELECT m * m AS a, n * n AS b, m * n AS c, n + m AS d, n / m AS e, m / 3 AS f, n % m AS g FROM t ORDER BY id;

-- case ex2-mixed-8 ordered
SELECT m * 99999999.99 AS a, CAST(999999999.999 AS DECIMAL(18,3)) + CAST(999999999999999.999 AS DECIMAL(18,3)) AS b, CAST(999999999999999999 AS DECIMAL(18,0)) * 9 AS c FROM t ORDER BY id;

-- case ex2-mixed-9
SELECT sum(m * n) AS a, avg(n * 3) AS b, max(m / 7) AS c FROM t;

-- case ex2-mixed-10
SELECT CAST('123456789012345678901234567890.12345678' AS DECIMAL(38,8)) * 1.5, CAST(1 AS DECIMAL(38,0)) / 3, CAST('0.00000000000000000001' AS DECIMAL(38,20)) * CAST('0.00000000000000000001' AS DECIMAL(38,20));

-- case ex2-mixed-11 ordered
SELECT hash(i, s, dt), xxhash64(i, s, dt), hash(ts, m), xxhash64(a), hash(named_struct('x', i, 'y', s)) FROM t ORDER BY id;

-- case ex2-mixed-12 ordered
SELECT sha2(s, 512), md5(s), crc32(s), base64(encode(s, 'UTF-16LE')) FROM t ORDER BY id;

-- case ex2-mixed-13 ordered
SELECT from_csv(s, 'a STRING, b STRING, c STRING, d STRING'), to_csv(struct(i, s, dt)) FROM t ORDER BY id;

-- case ex2-mixed-14 ordered
SELECT regexp_replace(s, '(?<=l)o', '0'), regexp_extract(s, '(\\w)\\1', 1), s RLIKE 'l(?!l)' FROM t ORDER BY id;

-- case ex2-mixed-15 ordered
SELECT format_number(m, '#,##0.000'), format_number(i, '0000'), format_number(n, '#.##') FROM t ORDER BY id;

-- case ex2-mixed-16
SELECT bitmap_count(bitmap_or_agg(b)) FROM (SELECT bitmap_construct_agg(bitmap_bit_position(id)) AS b FROM t GROUP BY id % 2);

-- case ex2-mixed-17 ordered
SELECT to_json(struct(i, dt), map('dateFormat', 'dd.MM.yy')), to_json(struct(i, s), map('ignoreNullFields', 'false')) FROM t ORDER BY id;

-- case ex2-mixed-18 ordered
SELECT v.key, v.value FROM (SELECT parse_json('{"b": [1, 2.50], "a": "x", "c": {"z": null}}') AS j), LATERAL variant_explode(j) AS v ORDER BY v.key;

-- case ex2-mixed-19
SELECT schema_of_variant(parse_json('{"a": [1, 2.5, null], "b": {"c": "x"}}')), CAST(parse_json('{"a": 1, "b": [true]}') AS STRUCT<a: BIGINT, b: ARRAY<BOOLEAN>>), CAST(parse_json('{"k": 1.5}') AS MAP<STRING, DOUBLE>), CAST(parse_json('2.7') AS INT), CAST(parse_json('true') AS INT);

-- case ex2-mixed-20
SELECT parse_json('{"a": 1, "a": 2}');

-- case ex2-mixed-21
SELECT parse_json('[1, 2');

-- case ex2-mixed-22
SELECT parse_json('{"x": 12345678901234567890123, "y": 0.10, "z": -0.0}');

-- case ex2-mixed-23
SELECT mask(str => 'AbC-12', digitChar => '#'), mask('AbC-12', otherChar => '*');

-- case ex2-mixed-24
SELECT mask(wrong => 'x');

-- case ex2-mixed-25
SELECT mask('a', str => 'b');

-- case ex2-mixed-26 ordered
SELECT conv(i, 10, 36), bin(y), hex(l), factorial(abs(y) % 10) FROM t WHERE id <> 3 ORDER BY id;

-- case ex2-mixed-27
SELECT left(X'010203', 2), substring(X'010203', -2, 1), lpad(X'01', 3, X'AB'), rpad(X'01', 2), contains(X'0102', X'02'), endswith(X'0102', X'02');

-- case ex2-mixed-28
SELECT encode('añ', 'ISO-8859-1'), decode(X'61F1', 'ISO-8859-1'), decode(encode('ñ', 'UTF-16'), 'UTF-16');

-- case ex2-mixed-29
SELECT CAST('25' AS INTERVAL HOUR), CAST('1 02:03' AS INTERVAL DAY TO MINUTE), CAST('-2-3' AS INTERVAL YEAR TO MONTH), INTERVAL '100' HOUR + INTERVAL '5' MINUTE;

-- case ex2-mixed-30
SELECT INTERVAL '1000' MINUTE, INTERVAL '12345' SECOND, INTERVAL '100:30' HOUR TO MINUTE, CAST(INTERVAL '1000' HOUR AS STRING);

-- case ex2-mixed-31
SELECT * FROM VALUES (1, 'a'), ('2', 'b') AS v(x, y);

-- case ex2-mixed-32
SELECT mode(x, true), mode() WITHIN GROUP (ORDER BY x DESC), mode() WITHIN GROUP (ORDER BY x) FROM VALUES (3), (1), (3), (1), (2) AS v(x);

-- case ex2-mixed-33
SELECT array(1, 2) = array(1L, 2L), array(1) < array(2L), array(array(1)) = array(array(1));

-- case ex2-mixed-34
SELECT 'a' COLLATE UTF8_BINARY = 'a', ('x' COLLATE UTF8_BINARY) || 'y';

-- case ex2-mixed-35
SELECT CAST(99999999.99 AS DECIMAL(10,2)) + CAST(1 AS INT), CAST(m AS TINYINT) FROM t WHERE id = 5;
