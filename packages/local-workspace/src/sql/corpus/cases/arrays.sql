-- case arrays-01
SELECT array(1,2,3) AS a, array() AS b, array('a', NULL) AS c, array(array(1), array(2,3)) AS d;
-- case arrays-02
SELECT array(1,2,3)[0] AS a, element_at(array(1,2,3), 1) AS b, element_at(array(1,2,3), -1) AS c, get(array(1,2), 5) AS d, try_element_at(array(1,2), 5) AS e;
-- case arrays-03
SELECT array(1,2,3)[3];
-- case arrays-04
SELECT element_at(array(1,2,3), 5);
-- case arrays-05
SELECT element_at(array(1,2,3), 0);
-- case arrays-06
SELECT size(array(1,2)) AS a, cardinality(array(1)) AS b, array_size(array(1,2,3)) AS c, size(map('a',1)) AS d, size(NULL) AS e;
-- case arrays-07
SELECT array_contains(array(1,2,3), 2) AS a, array_contains(array(1,NULL), 2) AS b, array_contains(array(1,NULL), 1) AS c;
-- case arrays-08
SELECT array_distinct(array(3,1,3,NULL,1,NULL)) AS a, array_union(array(1,2,2), array(3,2)) AS b, array_intersect(array(3,2,1,2), array(1,2)) AS c, array_except(array(1,2,2,3), array(2)) AS d;
-- case arrays-09
SELECT array_join(array('a',NULL,'c'), ',') AS a, array_join(array('a',NULL,'c'), ',', '?') AS b, array_join(array(1,2), '-') AS c;
-- case arrays-10
SELECT array_position(array(3,2,1,2), 2) AS a, array_position(array(1), 5) AS b, array_remove(array(1,2,NULL,2), 2) AS c, array_repeat('x', 3) AS d, array_repeat(1, 0) AS e;
-- case arrays-11
SELECT array_sort(array(3,1,NULL,2)) AS a, sort_array(array(3,1,NULL,2)) AS b, sort_array(array(3,1,NULL,2), false) AS c;
-- case arrays-12
SELECT array_sort(array('bb','a','ccc'), (l, r) -> CASE WHEN length(l) < length(r) THEN 1 WHEN length(l) > length(r) THEN -1 ELSE 0 END) AS a;
-- case arrays-13
SELECT array_min(array(3,1,NULL)) AS a, array_max(array(3,1,NULL)) AS b, array_min(array()) AS c;
-- case arrays-14
SELECT array_append(array(1,2), 3) AS a, array_prepend(array(1,2), 0) AS b, array_insert(array(1,2,3), 2, 9) AS c, array_insert(array(1,2,3), -1, 9) AS d, array_compact(array(1,NULL,2)) AS e, array_insert(array(1), 4, 9) AS f;
-- case arrays-15
SELECT arrays_overlap(array(1,2), array(2,3)) AS a, arrays_overlap(array(1,2), array(3)) AS b, arrays_overlap(array(1,NULL), array(2)) AS c, arrays_zip(array(1,2), array('a','b')) AS d;
-- case arrays-16
SELECT flatten(array(array(1,2), array(3), array())) AS a, slice(array(1,2,3,4), 2, 2) AS b, slice(array(1,2,3,4), -2, 2) AS c, reverse(array(1,2,3)) AS d, concat(array(1), array(2,3)) AS e;
-- case arrays-17
SELECT sequence(1,5) AS a, sequence(5,1) AS b, sequence(1,10,3) AS c, sequence(1,1) AS d;
-- case arrays-18
SELECT sequence(1, 5, -1);
-- case arrays-19
SELECT transform(array(1,2,3), x -> x * 10) AS a, transform(array(1,2,3), (x, i) -> x + i) AS b, filter(array(1,2,3,4), x -> x % 2 = 0) AS c, filter(array('a','b'), (x, i) -> i > 0) AS d;
-- case arrays-20
SELECT exists(array(1,2,3), x -> x > 2) AS a, forall(array(1,2,3), x -> x > 0) AS b, exists(array(1,NULL), x -> x > 2) AS c, forall(array(1,NULL), x -> x > 0) AS d;
-- case arrays-21
SELECT aggregate(array(1,2,3), 0, (acc, x) -> acc + x) AS a, aggregate(array(1,2,3), 0, (acc, x) -> acc + x, acc -> acc * 10) AS b, reduce(array(1.5, 2.5), CAST(0 AS DOUBLE), (acc, x) -> acc + x) AS c, aggregate(array('a','b'), '', (acc, x) -> concat(acc, x)) AS d;
-- case arrays-22
SELECT zip_with(array(1,2), array('a','b'), (x, y) -> concat(x, y)) AS a, zip_with(array(1,2,3), array(10), (x, y) -> x + y) AS b;
-- case arrays-23
SELECT transform(array(named_struct('n', 'a', 'v', 1), named_struct('n', 'b', 'v', 2)), s -> s.v) AS a;
-- case arrays-24
SELECT explode(array(1,2,3)) AS x;
-- case arrays-25
SELECT posexplode(array('a','b')) AS (p, v);
-- case arrays-26
SELECT explode(map('a', 1, 'b', 2)) AS (k, v);
-- case arrays-27
SELECT inline(array(struct(1, 'a'), struct(2, 'b')));
-- case arrays-28
SELECT explode_outer(CAST(NULL AS ARRAY<INT>)) AS x;
-- case arrays-29
SELECT stack(2, 1, 'a', 2, 'b') AS (n, s);
-- case arrays-30
SELECT array(1, 2) = array(1, 2) AS a, array(1, 2) < array(1, 3) AS b, array_contains(array('a'), 'a') AS c;
-- case arrays-31
SELECT transform(filter(array(5, 1, 9), x -> x > 3), y -> y + size(array(1))) AS a, array_sort(transform(array('b', 'a'), s -> upper(s))) AS b;
