-- case queries-01 ordered
SELECT 1 AS n UNION SELECT 2 UNION SELECT 1 ORDER BY n;
-- case queries-02
SELECT 1 AS n UNION ALL SELECT 1;
-- case queries-03
SELECT * FROM VALUES (1), (2), (2), (3) AS t(x) INTERSECT SELECT * FROM VALUES (2), (3), (4) AS u(y);
-- case queries-04
SELECT * FROM VALUES (1), (2), (2), (3) AS t(x) EXCEPT SELECT 3;
-- case queries-05
SELECT * FROM VALUES (1), (2), (2), (3) AS t(x) EXCEPT ALL SELECT 2;
-- case queries-06
SELECT * FROM VALUES (1), (1), (2) AS t(x) MINUS SELECT 2;
-- case queries-07
SELECT 1 AS a UNION ALL SELECT 2.5;
-- case queries-08
SELECT 1, 2 UNION ALL SELECT 1;
-- case queries-09
SELECT CAST('2024-01-01' AS DATE) AS a UNION ALL SELECT NULL;
-- case queries-10
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT x, y FROM a, b;
-- case queries-11
WITH t(a, b) AS (SELECT 1, 'x') SELECT b, a FROM t;
-- case queries-12
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-cte
-- expect: {"schema": [["s", "bigint"]], "rows": [["15"]]}
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT sum(n) AS s FROM r;
-- case queries-13 ordered
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(id, name) ORDER BY id DESC;
-- case queries-14
VALUES (1, 'x'), (2, NULL);
-- case queries-15
SELECT col1, col2 FROM VALUES (1, 2);
-- case queries-16
SELECT * FROM range(3);
-- case queries-17 ordered
SELECT id * 2 AS d FROM range(1, 10, 3) ORDER BY d;
-- case queries-18 ordered
SELECT x FROM VALUES (3), (1), (NULL), (2) AS t(x) ORDER BY x;
-- case queries-19 ordered
SELECT x FROM VALUES (3), (1), (NULL), (2) AS t(x) ORDER BY x DESC;
-- case queries-20 ordered
SELECT x FROM VALUES (3), (1), (NULL), (2) AS t(x) ORDER BY x ASC NULLS LAST LIMIT 2 OFFSET 1;
-- case queries-21 ordered
SELECT CASE WHEN x > 2 THEN 'big' WHEN x > 1 THEN 'mid' ELSE 'small' END AS s, CASE x WHEN 1 THEN 'one' END AS o FROM VALUES (1), (2), (3) AS t(x) ORDER BY x;
-- case queries-22
SELECT coalesce(NULL, 2, 3) AS a, nvl(NULL, 'x') AS b, nvl2(NULL, 1, 2) AS c, nullif(1, 1) AS d, ifnull(NULL, 5) AS e, if(1 > 2, 'y', 'n') AS f, zeroifnull(NULL) AS h, nullifzero(0) AS i;
-- case queries-23
SELECT a AS x, x + 1 AS y FROM VALUES (1) AS t(a);
-- case queries-24 ordered
SELECT * FROM VALUES ('a', 'q1', 10), ('a', 'q2', 20), ('b', 'q1', 5) AS t(k, q, v) PIVOT (sum(v) FOR q IN ('q1', 'q2')) ORDER BY k;
-- case queries-25 ordered
SELECT * FROM VALUES ('a', 'q1', 10), ('a', 'q2', 20), ('b', 'q1', 5) AS t(k, q, v) PIVOT (sum(v) AS s, max(v) AS m FOR q IN ('q1' AS one, 'q2' AS two)) ORDER BY k;
-- case queries-26 ordered
SELECT * FROM VALUES ('a', 1, 2), ('b', 3, NULL) AS t(k, x, y) UNPIVOT (v FOR n IN (x, y)) ORDER BY k, n;
-- case queries-27 ordered
SELECT * FROM VALUES ('a', 1, 2), ('b', 3, NULL) AS t(k, x, y) UNPIVOT INCLUDE NULLS (v FOR n IN (x AS ex, y AS why)) ORDER BY k, n;
-- case queries-28 ordered
SELECT k, e FROM VALUES ('a', array(1,2)), ('b', array()) AS t(k, l) LATERAL VIEW explode(l) x AS e ORDER BY k, e;
-- case queries-29 ordered
SELECT k, e FROM VALUES ('a', array(1,2)), ('b', array()) AS t(k, l) LATERAL VIEW OUTER explode(l) x AS e ORDER BY k, e;
-- case queries-30 ordered
SELECT k, p, e FROM VALUES ('a', array('x','y')) AS t(k, l) LATERAL VIEW posexplode(l) x AS p, e ORDER BY p;
-- case queries-31 ordered
SELECT k, mk, mv FROM VALUES ('a', map('m', 1, 'n', 2)) AS t(k, m) LATERAL VIEW explode(m) x AS mk, mv ORDER BY mk;
-- case queries-32 ordered
SELECT t.k, e.col FROM VALUES ('a', array(1,2)) AS t(k, l), LATERAL explode(l) AS e ORDER BY e.col;
-- case queries-33 ordered
SELECT k, explode(l) AS e FROM VALUES ('a', array(1,2)), ('b', array(3)) AS t(k, l) ORDER BY e;
-- case queries-34
SELECT count(*) AS n FROM (SELECT * FROM range(100)) t WHERE id >= 50;
-- case queries-35
FROM range(3) SELECT id WHERE id > 0;
-- case queries-36 ordered
FROM range(5) |> WHERE id > 2 |> SELECT id * 10 AS x |> ORDER BY x;
-- case queries-37 ordered
SELECT id % 2 AS p, count(*) AS n FROM range(5) GROUP BY id % 2 ORDER BY p;
-- case queries-38
SELECT nosuch FROM range(3);
-- case queries-39
SELECT nosuchfn(1);
-- case queries-40
SELECT 1 +;
-- case queries-41
SELEC 1;
-- case queries-42
SELECT 1 AS `a b`, 2 AS `select`, 3 `x-y`;
-- case queries-43
SELECT upper('a', 'b');
-- case queries-44
SELECT length(1, 2, 3);
-- case queries-45
SELECT id FROM range(3) t WHERE t.id = 1;
-- case queries-46
SELECT -- comment;
-- case queries-47
1 /* inline */ AS x;
-- case queries-48
SELECT max(id) FROM range(10) WHERE id < (SELECT avg(id) FROM range(10));
-- case queries-49 ordered
SELECT * FROM (SELECT id AS a FROM range(2)) x CROSS JOIN (SELECT id AS b FROM range(2)) y ORDER BY a, b;
-- case queries-50
SELECT a FROM VALUES (1), (2) AS t(a) WHERE a > ALL (SELECT 1);
-- case queries-51
SELECT a.b FROM (SELECT 1 AS a);
-- case queries-52
SELECT TRUE AND NULL AS a, 1 = 1.0 AS b, NOT (1 > 2) AS c, 1 <> 2 AS d, 1 != 1 AS e, ! true AS f, 2 == 2 AS g;
-- case queries-53
SELECT count(*) AS n FROM VALUES (1, 2), (1, 2), (NULL, NULL) AS t(a, b) WHERE a IS NOT NULL;
-- case queries-54 ordered
SELECT DISTINCT a, b FROM VALUES (1, 2), (1, 2), (NULL, NULL), (NULL, NULL) AS t(a, b) ORDER BY a;
-- case queries-55
SELECT 1 AS x WHERE 1 = 0;
-- case queries-56
SELECT assert_true(1 > 2);
-- case queries-57
SELECT raise_error('boom');
-- case queries-58
SELECT current_user() IS NOT NULL AS a, current_database() AS b;
-- case queries-59
SELECT 1 LIMIT 0;
-- case queries-60
SELECT 1 GROUP BY ROLLUP(1);
-- case queries-61 ordered
SELECT x, count(*) AS n FROM VALUES ('a'), ('A'), ('a') AS t(x) GROUP BY x ORDER BY x;
-- case queries-62
SELECT ID, Name FROM VALUES (1, 'x') AS t(id, NAME);
