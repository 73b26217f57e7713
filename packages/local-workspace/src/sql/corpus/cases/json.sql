-- case json-01
SELECT get_json_object('{"a":{"b":[1,2,{"c":"x"}]}}', '$.a.b[0]') AS a, get_json_object('{"a":{"b":[1,2,{"c":"x"}]}}', '$.a.b[2].c') AS b, get_json_object('{"a":1}', '$.z') AS c, get_json_object('{"a":{"b":1}}', '$.a') AS d, get_json_object('bad', '$.a') AS e;
-- case json-02
SELECT get_json_object('{"a":[{"b":1},{"b":2}]}', '$.a[*].b') AS a, get_json_object('{"a":"s"}', '$.a') AS b, get_json_object('{"a":true}', '$.a') AS c, get_json_object('{"a":null}', '$.a') AS d, get_json_object('[1,2]', '$[1]') AS e;
-- case json-03
SELECT from_json('{"a":1,"b":"x"}', 'a INT, b STRING') AS s, from_json('{"a":1,"b":"x"}', 'a INT, b STRING').b AS b;
-- case json-04
SELECT from_json('[1,2,3]', 'array<int>') AS a, from_json('{"x":{"y":2.5}}', 'x STRUCT<y: DOUBLE>').x.y AS b, from_json('{"k":1}', 'map<string,int>') AS c;
-- case json-05
SELECT from_json('not json', 'a INT') AS a, from_json('{"a":"x"}', 'a INT') AS b, from_json('{"A":1}', 'a INT') AS c;
-- case json-06
SELECT to_json(named_struct('a', 1, 'b', 'x')) AS a, to_json(map('k', 1.5)) AS b, to_json(array(named_struct('a', 1))) AS c, to_json(named_struct('a', CAST(NULL AS INT), 'b', 2)) AS d, to_json(named_struct('d', DATE'2024-01-02', 't', TIMESTAMP'2024-01-02 03:04:05')) AS e;
-- case json-07
SELECT json_array_length('[1,2,3]') AS a, json_array_length('{"a":1}') AS b, json_object_keys('{"a":1,"b":2}') AS c, json_array_length('bad') AS d;
-- case json-08
SELECT schema_of_json('{"a":1,"b":[1.5],"c":{"d":"x"}}') AS a;
-- case json-09
SELECT json_tuple('{"a":1,"b":"x"}', 'a', 'b');
-- case json-10
SELECT j.* FROM (SELECT '{"a":1,"b":2}' AS js) t LATERAL VIEW json_tuple(t.js, 'a', 'b') j AS a, b;
-- case json-11
SELECT parse_json('{"a":1,"b":[1,2]}') AS v, variant_get(parse_json('{"a":{"b":5}}'), '$.a.b', 'int') AS b, variant_get(parse_json('{"a":"x"}'), '$.a', 'string') AS c, try_variant_get(parse_json('{"a":"x"}'), '$.a', 'int') AS d;
-- case json-12
SELECT parse_json('{bad');
-- case json-13
SELECT try_parse_json('{bad') AS a, is_variant_null(parse_json('null')) AS b, schema_of_variant(parse_json('{"a":1}')) AS c;
-- case json-14
SELECT to_json(parse_json('{"b":1,"a":[1,"x",null]}')) AS a, CAST(parse_json('5') AS INT) AS b;
-- case json-15
SELECT from_json(js, 'id INT, tags ARRAY<STRING>').tags[0] AS t FROM VALUES ('{"id":1,"tags":["x","y"]}'), ('{"id":2,"tags":[]}') AS d(js) WHERE from_json(js, 'id INT').id = 1;
-- case json-16
SELECT from_csv('1,abc', 'a INT, b STRING') AS a;
-- case json-17
SELECT explode(from_json('[{"a":1},{"a":2}]', 'array<struct<a:int>>')).a AS a;
