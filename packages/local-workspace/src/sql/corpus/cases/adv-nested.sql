-- case adv-nested-01
SELECT array(1, NULL, 3)[1] AS a, array('a','b')[0] AS b, element_at(map('a', 1), NULL) AS c, get(array(1,2), -1) AS d, get(array(1,2), NULL) AS e;
-- case adv-nested-02
SELECT array(1,2,3)[-1];
-- case adv-nested-03
SELECT size(array()) AS a, size(map()) AS b, array_size(NULL) AS c, cardinality(array(array(1), array(2))) AS d;
-- case adv-nested-04
SELECT array(1, 2.5, 3L) AS a, array(1, 'x') AS b, array(NULL, 1) AS c, array(true, NULL) AS d, array(DATE'2024-01-01') AS e, array(TIMESTAMP'2024-01-01 00:00:00') AS f;
-- case adv-nested-05
SELECT array_contains(array(1, 2), 1L) AS a, array_contains(array('a'), NULL) AS b, array_contains(NULL, 1) AS c, array_contains(array(1.5), 1) AS d;
-- case adv-nested-06
SELECT array_distinct(array('b', 'a', 'b')) AS a, array_union(array(1, NULL), array(NULL, 2)) AS b, array_except(array(1, NULL), array(NULL)) AS c, array_intersect(array(1, NULL, 2), array(NULL, 2)) AS d;
-- case adv-nested-07
SELECT array_join(array(), ',') AS a, array_join(array(NULL), ',') AS b, array_join(NULL, ',') AS c, array_join(array(1.5, 2), '|') AS d, array_join(array('a', NULL), NULL) AS e;
-- case adv-nested-08
SELECT array_position(array('a', NULL), 'z') AS a, array_position(NULL, 1) AS b, array_remove(array('a', 'b'), 'a') AS c, array_remove(array(1), NULL) AS d, array_repeat(NULL, 2) AS e, array_repeat('x', -1) AS f;
-- case adv-nested-09
SELECT sort_array(array('b', NULL, 'a')) AS a, sort_array(array(2, 1), true) AS b, array_sort(array(CAST('NaN' AS DOUBLE), 1.0D, NULL)) AS c, array_sort(array(3, 1, 2), (a, b) -> b - a) AS d, sort_array(array(struct(2, 'b'), struct(1, 'z'))) AS e;
-- case adv-nested-10
SELECT array_min(array('b', 'a')) AS a, array_max(array(DATE'2024-01-01', DATE'2023-01-01')) AS b, array_max(array(1.0D, CAST('NaN' AS DOUBLE))) AS c, array_max(CAST(array() AS ARRAY<INT>)) AS d;
-- case adv-nested-11
SELECT array_append(NULL, 1) AS a, array_append(array('a'), NULL) AS b, array_append(array(1), 2.5) AS c, array_prepend(array(1), NULL) AS d, array_insert(array(1,2), 1, 0) AS e, array_insert(array(1,2), -2, 9) AS f, array_insert(array(1), -4, 9) AS g, array_compact(array('a', NULL)) AS h;
-- case adv-nested-12
SELECT array_insert(array(1), 0, 5);
-- case adv-nested-13
SELECT slice(array(1,2,3), 2, 10) AS a, slice(array(1,2,3), -1, 1) AS b, slice(array(1,2,3), 5, 1) AS c, slice(array(1,2,3), 1, 0) AS d, slice(NULL, 1, 1) AS e;
-- case adv-nested-14
SELECT slice(array(1), 0, 1);
-- case adv-nested-15
SELECT flatten(array(array(1), NULL)) AS a, flatten(array(array('a', NULL), array('b'))) AS b, flatten(array(array(array(1)), array(array(2)))) AS c;
-- case adv-nested-16
SELECT sequence(1, 3, 1) AS a, sequence(0L, 10L, 5L) AS b, sequence(5, 1, -2) AS c, sequence(CAST(1 AS TINYINT), CAST(3 AS TINYINT)) AS d, typeof(sequence(1, 2L)) AS e, sequence(1, NULL) AS f;
-- case adv-nested-17
SELECT arrays_zip(array(1, 2), array('a')) AS a, arrays_zip(array(1)) AS b;
-- case adv-nested-18
SELECT arrays_zip(x, y) AS z FROM (SELECT array(1, 2) AS x, array('p', 'q') AS y);
-- case adv-nested-19
SELECT transform(array('a', NULL), x -> x || '!') AS a, transform(array(1, 2), x -> struct(x, x * 2)) AS b, transform(array(array(1), array(2, 3)), x -> size(x)) AS c, transform(array(1, 2), x -> transform(array(10, 20), y -> x + y)) AS d;
-- case adv-nested-20
SELECT filter(array(1, NULL, 3), x -> x IS NOT NULL) AS a, filter(array(1, 2, 3), x -> x > 1 AND x < 3) AS b, filter(array('apple', 'bob'), s -> s LIKE 'a%') AS c;
-- case adv-nested-21
SELECT exists(array(), x -> true) AS a, forall(array(), x -> false) AS b, exists(array(1, 2), x -> x IS NULL) AS c, forall(array(1, NULL), x -> x IS NOT NULL) AS d, exists(NULL, x -> x > 1) AS e;
-- case adv-nested-22
SELECT aggregate(array(1, 2, 3), CAST(0 AS BIGINT), (a, x) -> a + x) AS a, aggregate(array(), 5, (a, x) -> a + x) AS b, aggregate(array(1, NULL), 0, (a, x) -> a + x) AS c, aggregate(array('x', 'y'), map(), (m, x) -> m) IS NOT NULL AS d, reduce(array(1.0, 2.0), struct(CAST(0 AS DOUBLE) AS s, 0 AS n), (acc, x) -> struct(acc.s + x AS s, acc.n + 1 AS n), acc -> acc.s / acc.n) AS e;
-- case adv-nested-23 ordered
SELECT t.name, transform(t.scores, s -> s * t.w) AS w FROM VALUES ('a', array(1, 2), 10), ('b', array(3), 2) AS t(name, scores, w) ORDER BY name;
-- case adv-nested-24
SELECT map(1, 'a', 2, 'b') AS a, map('k', NULL) AS b, map('x', array(1)) AS c, map(DATE'2024-01-01', 1) AS d, map('a', 1, 'b', 2.5) AS e;
-- case adv-nested-25
SELECT map(NULL, 1);
-- case adv-nested-26
SELECT map_from_arrays(array('a', 'b'), array(1));
-- case adv-nested-27
SELECT map_keys(NULL) AS a, map_values(map()) AS b, map_contains_key(map('a', NULL), 'a') AS c, map_entries(map('x', 1, 'y', 2)) AS d, map_concat(map('a', 1), map('b', 2L)) AS e;
-- case adv-nested-28
SELECT map_concat(map('a', 1), map('a', 2));
-- case adv-nested-29
SELECT transform_values(map('a', 1, 'b', 2), (k, v) -> k || v) AS a, map_filter(map('a', 1, 'b', NULL), (k, v) -> v IS NOT NULL) AS b, transform_keys(map(1, 'x'), (k, v) -> k + 1) AS c, map_zip_with(map('a', 1, 'b', 2), map('b', 3, 'c', 4), (k, x, y) -> coalesce(x, 0) + coalesce(y, 0)) AS d;
-- case adv-nested-30
SELECT map('a', 1) = map('a', 1);
-- case adv-nested-31
SELECT m['a'] AS a, m.b AS b, element_at(m, 'c') AS c FROM (SELECT map('a', 1, 'b', 2) AS m);
-- case adv-nested-32
SELECT named_struct('a', 1, 'b', named_struct('c', array(1, 2))).b.c[1] AS a, struct('x' AS k).k AS b, named_struct('A', 1).a AS c;
-- case adv-nested-33
SELECT struct(1, 'a').col1 AS a, struct(x, x + 1 AS y) AS b FROM (SELECT 5 AS x);
-- case adv-nested-34
SELECT named_struct('a', 1).zz;
-- case adv-nested-35
SELECT s.a + 1 AS n FROM VALUES (named_struct('a', 1, 'b', 'x')), (named_struct('a', 2, 'b', 'y')) AS t(s) WHERE s.b = 'y';
-- case adv-nested-36
SELECT explode(array(struct(1 AS a, 'x' AS b), struct(2 AS a, 'y' AS b))) AS s;
-- case adv-nested-37
SELECT inline(array(struct(1 AS a, 'x' AS b), struct(2 AS a, 'y' AS b)));
-- case adv-nested-38
SELECT inline(array(struct(1 AS a, 'x' AS b))) AS (p, q);
-- case adv-nested-39
SELECT posexplode(map('a', 1, 'b', 2));
-- case adv-nested-40 ordered
SELECT id, v FROM VALUES (1, array(10, 20)), (2, NULL), (3, array()) AS t(id, arr) LATERAL VIEW OUTER explode(arr) AS v ORDER BY id, v;
-- case adv-nested-41 ordered
SELECT id, k, v FROM VALUES (1, map('a', 1, 'b', 2)) AS t(id, m) LATERAL VIEW explode(m) e AS k, v ORDER BY k;
-- case adv-nested-42 ordered
SELECT a, b FROM (SELECT array(1, 2) AS x, array('p', 'q') AS y) LATERAL VIEW explode(x) AS a LATERAL VIEW explode(y) AS b ORDER BY a, b;
-- case adv-nested-43 ordered
SELECT id, pos, col FROM VALUES (1, array('x', 'y')) AS t(id, arr), LATERAL posexplode(arr) ORDER BY pos;
-- case adv-nested-44
SELECT * FROM explode(array(1, 2, 3)) AS t(n) WHERE n > 1;
-- case adv-nested-45
SELECT explode(array()) AS x;
-- case adv-nested-46
SELECT explode_outer(array()) AS x, 1 AS y;
-- case adv-nested-47
SELECT explode(array(1)), explode(array(2));
-- case adv-nested-48
SELECT collect_list(struct(k, v)) AS a FROM (SELECT * FROM VALUES ('a', 1), ('b', 2) AS t(k, v) ORDER BY k);
-- case adv-nested-49
SELECT map_from_entries(collect_list(struct(k, v))) AS m FROM VALUES ('a', 1), ('b', 2) AS t(k, v);
-- case adv-nested-50
SELECT CAST(array(1, 2) AS ARRAY<STRING>) AS a, CAST(map('a', 1) AS MAP<STRING, DOUBLE>) AS b, CAST(named_struct('a', '1') AS STRUCT<x: INT>) AS c;
-- case adv-nested-51
SELECT CAST(array(1, NULL) AS STRING) AS a, CAST(map(1, array('x')) AS STRING) AS b, CAST(struct(1.50, NULL, true) AS STRING) AS c, CAST(array(DATE'2024-01-01') AS STRING) AS d;
-- case adv-nested-52
SELECT array(1, 2) || array(3) AS a, concat(array('a'), NULL) AS b, array(1) = array(1.0) AS c, array(1, 2) > array(1) AS d;
-- case adv-nested-53
SELECT str_to_map('a:1,b:2,c') AS a, map_keys(str_to_map('x=1&y=2', '&', '=')) AS b;
-- case adv-nested-54
SELECT shuffle(array(1)) AS a;
-- case adv-nested-55
SELECT array_agg(x) AS a FROM (SELECT * FROM VALUES (3), (1), (2) AS t(x));
-- case adv-nested-56
SELECT size(collect_set(struct(x, y))) AS n FROM VALUES (1, 'a'), (1, 'a'), (2, 'b') AS t(x, y);
-- case adv-nested-57
SELECT try_element_at(map('a', 1), 'b') AS a, try_element_at(array(1), 0);
