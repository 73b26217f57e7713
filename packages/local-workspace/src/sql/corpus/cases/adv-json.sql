-- case adv-json-01
SELECT get_json_object('{"a":[{"b":1}]}', '$.a[*].b') AS a, get_json_object('[{"x":"p"},{"x":"q"}]', '$[*].x') AS b, get_json_object('{"a":[1,2]}', '$.a[*]') AS c, get_json_object('{"a":["x"]}', '$.a[*]') AS d, get_json_object('{"a":{"b":[]}}', '$.a.b[*]') AS e;
-- case adv-json-02
SELECT get_json_object('{"a b":1}', '$.a b') AS a, get_json_object('{"a.b":1}', "$['a.b']") AS b, get_json_object('{"a":1}', '$') AS c, get_json_object('{"a":1}', 'a') AS d, get_json_object('{"A":1}', '$.a') AS e, get_json_object(NULL, '$.a') AS f;
-- case adv-json-03
SELECT get_json_object('{"a":1.0}', '$.a') AS a, get_json_object('{"a":1e3}', '$.a') AS b, get_json_object('{"a":{"x": 1, "y" : [1, 2]}}', '$.a') AS c, get_json_object('{"a":"q\\"u\\n"}', '$.a') AS d, get_json_object('{"a":123456789012345678901234567890}', '$.a') AS e, get_json_object('{"a":0.10}', '$.a') AS f;
-- case adv-json-04
SELECT from_json('{"a":1,"b":"2","c":true,"d":1.5,"e":null}', 'a STRING, b STRING, c STRING, d STRING, e STRING') AS s;
-- case adv-json-05
SELECT from_json('{"a":"1"}', 'a INT') AS a, from_json('{"a":1.5}', 'a INT') AS b, from_json('{"a":1}', 'a DOUBLE') AS c, from_json('{"a":1}', 'a BOOLEAN') AS d, from_json('{"a":99999999999}', 'a INT') AS e, from_json('{"a":"x","b":2}', 'a INT, b INT') AS f;
-- case adv-json-06
SELECT from_json('{"d":"2024-01-02","t":"2024-01-02T03:04:05Z","n":12.345}', 'd DATE, t TIMESTAMP, n DECIMAL(10,2)') AS s;
-- case adv-json-07
SELECT from_json('{"a":{"b":[{"c":1},{"c":2}]}}', 'a STRUCT<b: ARRAY<STRUCT<c: INT>>>').a.b[1].c AS x, from_json('{"a":[1,"x",3]}', 'a ARRAY<INT>') AS y;
-- case adv-json-08
SELECT from_json('', 'a INT') AS a, from_json(NULL, 'a INT') AS b, from_json('[]', 'a INT') AS c, from_json('[{"a":1},{"a":2}]', 'a INT') AS d, from_json('5', 'a INT') AS e, from_json('{"a":1}', 'array<int>') AS f;
-- case adv-json-09
SELECT from_json('{"x":1,"y":2}', 'MAP<STRING, INT>') AS m, from_json('{"x":{"y":1}}', 'MAP<STRING, MAP<STRING, INT>>')['x']['y'] AS n, from_json('{"s":{"k":1}}', 's STRING').s AS o;
-- case adv-json-10
SELECT from_json('{"time":"26/08/2015"}', 'time Timestamp', map('timestampFormat', 'dd/MM/yyyy')) AS a;
-- case adv-json-11
SELECT to_json(struct(1 AS a, 'x"y' AS b, NULL AS c, array(1, NULL) AS d, map('k', NULL) AS e)) AS j;
-- case adv-json-12
SELECT to_json(named_struct('d', 1.50, 'f', 1.5D, 'b', true, 'n', CAST('NaN' AS DOUBLE), 'l', 5L)) AS j, to_json(array(1, 2)) AS k, to_json(map(1, 'a')) AS l;
-- case adv-json-13
SELECT to_json(named_struct('ts', TIMESTAMP'2024-01-02 03:04:05.678', 'd', DATE'2024-01-02', 'n', TIMESTAMP_NTZ'2024-01-02 03:04:05')) AS j, to_json(named_struct('s', 'é/\t')) AS k;
-- case adv-json-14
SELECT to_json(struct(struct(1 AS x) AS s, array(struct('a' AS y)) AS l)) AS j;
-- case adv-json-15
SELECT json_array_length('[]') AS a, json_array_length('[1,[2,3],{"a":1}]') AS b, json_array_length(NULL) AS c, json_object_keys('{}') AS d, json_object_keys('[1]') AS e, json_object_keys('{"a":{"b":1},"c":2}') AS f;
-- case adv-json-16
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/functions/colonsign
-- expect: {"schema": [["x", "string"], ["y", "int"], ["z", "int"]], "rows": [["x", "5", null]]}
SELECT parse_json('{"a":{"b":[1,2,{"c":"x"}]}}'):a.b[2].c::string AS x, parse_json('{"a":5}'):a::int AS y, parse_json('{"a":5}'):zz::int AS z;
-- case adv-json-17
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/functions/colonsign
-- expect: {"schema": [["n", "string"], ["t", "string"], ["d", "double"]], "rows": [["Ann", "x", "1.5"]]}
SELECT v:name::string AS n, v:tags[0]::string AS t, v:n::double AS d FROM (SELECT parse_json('{"name":"Ann","tags":["x","y"],"n":1.5}') AS v);
-- case adv-json-18
SELECT variant_get(parse_json('{"a":1}'), '$.a') AS a, variant_get(parse_json('{"a":1}'), '$.b', 'int') AS b, variant_get(parse_json('{"a":"2024-01-01"}'), '$.a', 'date') AS c, try_variant_get(parse_json('{"a":"zz"}'), '$.a', 'double') AS d;
-- case adv-json-19
SELECT variant_get(parse_json('{"a":"zz"}'), '$.a', 'int');
-- case adv-json-20
SELECT CAST(parse_json('"abc"') AS STRING) AS a, CAST(parse_json('[1,2]') AS ARRAY<INT>) AS b, CAST(parse_json('true') AS BOOLEAN) AS c, CAST(parse_json('1.5') AS DOUBLE) AS d, CAST(parse_json('null') AS INT) AS e;
-- case adv-json-21
SELECT schema_of_json('[{"a":1},{"a":2.5,"b":"x"}]') AS a, schema_of_json('{"a":null,"b":[]}') AS b, schema_of_json('5') AS c;
-- case adv-json-22
SELECT schema_of_variant(parse_json('{"a":1,"b":[1.5,"x"]}')) AS a;
-- case adv-json-23
SELECT json_tuple('{"a":1,"b":{"c":2},"d":"s"}', 'a', 'b', 'zz', 'd') AS (w, x, y, z);
-- case adv-json-24 ordered
SELECT k, count(*) AS n FROM (SELECT get_json_object(js, '$.k') AS k FROM VALUES ('{"k":"a"}'), ('{"k":"b"}'), ('{"k":"a"}'), ('{}') AS t(js)) GROUP BY k ORDER BY k NULLS LAST;
-- case adv-json-25 ordered
SELECT pos, key, value FROM variant_explode(parse_json('[10,"x"]')) ORDER BY pos;
-- case adv-json-26
SELECT to_json(parse_json('{"z":1,"a":{"y":2,"b":3}}')) AS a, parse_json('1.50') AS b, parse_json('{"a": 1e2}') AS c, parse_json(' [1, 2] ') AS d;
