-- case maps-01
SELECT map('a', 1, 'b', 2) AS a, map() AS b, map(1, 'x')[1] AS c, map('a', 1)['zz'] AS d, element_at(map('a', 1), 'a') AS e, element_at(map('a', 1), 'q') AS f;
-- case maps-02
SELECT map_keys(map('a', 1, 'b', 2)) AS a, map_values(map('a', 1, 'b', 2)) AS b, map_entries(map('a', 1)) AS c, map_contains_key(map('a', 1), 'a') AS d;
-- case maps-03
SELECT map_from_arrays(array('x','y'), array(1,2)) AS a, map_from_entries(array(struct('a', 1), struct('b', 2))) AS b, map_concat(map('a', 1), map('b', 2)) AS c, str_to_map('a:1,b:2') AS d, str_to_map('a=1;b=2', ';', '=') AS e;
-- case maps-04
SELECT map('a', 1, 'a', 2);
-- case maps-05
SELECT map_filter(map('a', 1, 'b', 2), (k, v) -> v > 1) AS a, transform_values(map('a', 1), (k, v) -> v + 1) AS b, transform_keys(map('a', 1), (k, v) -> upper(k)) AS c, map_zip_with(map('a', 1), map('a', 10), (k, x, y) -> x + y) AS d;
-- case maps-06
SELECT named_struct('a', 1, 'b', 'x') AS a, struct(1, 'y') AS b, named_struct('a', 1, 'b', 'x').b AS c, struct(1 AS p, 2 AS q).q AS d;
-- case maps-07
SELECT s.a, s.b.c FROM (SELECT named_struct('a', 1, 'b', named_struct('c', 'deep')) AS s);
-- case maps-08
SELECT s.* FROM (SELECT named_struct('a', 1, 'b', 'x') AS s);
-- case maps-09
SELECT named_struct('a', 1) = named_struct('a', 1) AS a, struct(1, 2) < struct(1, 3) AS b;
-- case maps-10
SELECT typeof(map('a', array(1))) AS a, typeof(named_struct('a', 1, 'b', map('k', 1.5))) AS b, typeof(struct('x', 1)) AS c;
-- case maps-11
SELECT map_keys(m) AS k, m['b'] AS b FROM (SELECT map_from_arrays(array('a', 'b'), array(1.5, 2.5)) AS m);
-- case maps-12
SELECT aggregate(map_values(map('a', 1, 'b', 5)), 0, (s, x) -> s + x) AS a, cardinality(map('a', 1)) AS b;
-- case maps-13
SELECT struct(a, b) AS s, to_json(struct(a, b)) AS j FROM VALUES (1, 'x') AS t(a, b);
