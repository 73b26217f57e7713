-- setup
CREATE TABLE emp (id INT, name STRING, dept STRING, sal DECIMAL(10,2), mgr INT, hired DATE);
INSERT INTO emp VALUES (1, 'Ann', 'eng', 100.00, NULL, DATE '2020-01-01'), (2, 'Bob', 'eng', 80.50, 1, DATE '2021-05-01'), (3, 'Cid', 'ops', 70.00, 1, DATE '2021-05-01'), (4, 'Dee', NULL, 60.00, 2, NULL), (5, 'Eve', 'ops', NULL, 3, DATE '2023-12-31');
CREATE TABLE sale (emp INT, q STRING, amt INT);
INSERT INTO sale VALUES (1, 'Q1', 10), (1, 'Q2', 20), (2, 'Q1', 5), (2, 'Q1', 7), (9, 'Q3', 1), (3, NULL, 4);
-- case ex2-query-1 ordered
SELECT dept, count(*), count(sal), sum(sal), avg(sal) FROM emp GROUP BY dept ORDER BY dept;

-- case ex2-query-2 ordered
SELECT dept, count(*) FROM emp GROUP BY dept ORDER BY dept DESC;

-- case ex2-query-3 ordered
SELECT dept, count(*) FROM emp GROUP BY dept ORDER BY dept NULLS LAST;

-- case ex2-query-4 ordered
SELECT name FROM emp ORDER BY dept DESC NULLS FIRST, sal ASC NULLS LAST;

-- case ex2-query-5 ordered
SELECT dept, sum(sal) AS s FROM emp GROUP BY ALL ORDER BY ALL;

-- case ex2-query-6 ordered
SELECT dept, upper(name), count(*) FROM emp GROUP BY ALL ORDER BY 1 DESC, 2;

-- case ex2-query-7 ordered
SELECT * FROM emp ORDER BY ALL DESC LIMIT 2;

-- case ex2-query-8 ordered
SELECT dept, grouping(dept), grouping_id(dept, name), count(*) FROM emp GROUP BY ROLLUP(dept, name) ORDER BY 1, 2, 3, 4;

-- case ex2-query-9 ordered
SELECT dept, hired, sum(sal) FROM emp GROUP BY CUBE(dept, hired) ORDER BY 1, 2, 3;

-- case ex2-query-10 ordered
SELECT dept, hired, count(*) FROM emp GROUP BY GROUPING SETS ((dept), (hired), ()) ORDER BY 1, 2, 3;

-- case ex2-query-11 ordered
SELECT dept, name, count(*) FROM emp GROUP BY dept, ROLLUP(name) ORDER BY ALL;

-- case ex2-query-12
SELECT dept, name, count(*) FROM emp GROUP BY dept WITH ROLLUP;

-- case ex2-query-13 ordered
SELECT dept, count(*) FROM emp GROUP BY dept WITH CUBE ORDER BY 2, 1;

-- case ex2-query-14
SELECT name, dept FROM emp GROUP BY dept;

-- case ex2-query-15
SELECT dept, sum(sal) FROM emp;

-- case ex2-query-16
SELECT dept, sum(sal) FROM emp WHERE sum(sal) > 1 GROUP BY dept;

-- case ex2-query-17
SELECT dept FROM emp HAVING count(*) > 1;

-- case ex2-query-18
SELECT count(*) FROM emp HAVING count(*) > 10;

-- case ex2-query-19 ordered
SELECT dept AS d, count(*) AS c FROM emp GROUP BY d HAVING c > 1 ORDER BY d;

-- case ex2-query-20 ordered
SELECT sal * 2 AS x, x + 1 AS y, y || '' AS z FROM emp WHERE id < 3 ORDER BY id;

-- case ex2-query-21
SELECT sal AS name, name FROM emp WHERE id = 1;

-- case ex2-query-22
SELECT id AS a, a + 1 AS a2 FROM emp WHERE a > 3;

-- case ex2-query-23 ordered
SELECT e.*, s.amt FROM emp e JOIN sale s ON e.id = s.emp ORDER BY e.id, s.amt;

-- case ex2-query-24 ordered
SELECT * EXCEPT (sal, hired) FROM emp ORDER BY id LIMIT 2;

-- case ex2-query-25
SELECT * EXCEPT (nope) FROM emp;

-- case ex2-query-26
SELECT e.* EXCEPT (mgr) FROM emp e WHERE id = 1;

-- case ex2-query-27
SELECT id, * FROM emp WHERE id = 1;

-- case ex2-query-28
SELECT s.* FROM (SELECT named_struct('a', 1, 'b', 'x') AS s);

-- case ex2-query-29
SELECT struct(*) FROM emp WHERE id = 1;

-- case ex2-query-30 ordered
SELECT array(id, mgr) FROM emp ORDER BY id;

-- case ex2-query-31
SELECT coalesce(*) FROM (SELECT NULL AS a, 2 AS b);

-- case ex2-query-32 ordered
SELECT name FROM emp e WHERE EXISTS (SELECT 1 FROM sale s WHERE s.emp = e.id) ORDER BY 1;

-- case ex2-query-33 ordered
SELECT name FROM emp e WHERE NOT EXISTS (SELECT 1 FROM sale s WHERE s.emp = e.id AND s.amt > 6) ORDER BY 1;

-- case ex2-query-34 ordered
SELECT name FROM emp WHERE id IN (SELECT emp FROM sale) ORDER BY 1;

-- case ex2-query-35
SELECT name FROM emp WHERE mgr NOT IN (SELECT mgr FROM emp);

-- case ex2-query-36
SELECT name FROM emp WHERE dept NOT IN (SELECT q FROM sale);

-- case ex2-query-37 ordered
SELECT name, (SELECT sum(amt) FROM sale s WHERE s.emp = e.id) AS t FROM emp e ORDER BY id;

-- case ex2-query-38 ordered
SELECT name, (SELECT amt FROM sale s WHERE s.emp = e.id) AS t FROM emp e ORDER BY id;

-- case ex2-query-39
SELECT (SELECT id FROM emp);

-- case ex2-query-40
SELECT (SELECT id, name FROM emp WHERE id = 1);

-- case ex2-query-41
SELECT (SELECT max(amt) FROM sale), (SELECT amt FROM sale WHERE amt > 1000);

-- case ex2-query-42
SELECT name FROM emp e WHERE sal > (SELECT avg(sal) FROM emp x WHERE x.dept = e.dept);

-- case ex2-query-43 ordered
SELECT name FROM emp WHERE (dept, mgr) IN (SELECT dept, mgr FROM emp WHERE mgr = 1) ORDER BY 1;

-- case ex2-query-44
SELECT name FROM emp WHERE sal > ALL (SELECT amt FROM sale);

-- case ex2-query-45
SELECT name FROM emp WHERE sal > ANY (SELECT amt FROM sale);

-- case ex2-query-46 ordered
SELECT e.name, m.name AS boss FROM emp e LEFT JOIN emp m ON e.mgr = m.id ORDER BY e.id;

-- case ex2-query-47 ordered
SELECT * FROM emp LEFT ANTI JOIN sale ON id = emp ORDER BY id;

-- case ex2-query-48 ordered
SELECT name FROM emp LEFT SEMI JOIN sale ON id = emp ORDER BY id;

-- case ex2-query-49 ordered
SELECT id, emp, q FROM emp FULL OUTER JOIN sale ON id = emp ORDER BY id, emp, q;

-- case ex2-query-50 ordered
SELECT id, amt FROM emp RIGHT JOIN sale ON id = emp AND amt > 5 ORDER BY amt;

-- case ex2-query-51 ordered
SELECT * FROM (SELECT id, name FROM emp) JOIN (SELECT emp AS id, amt FROM sale) USING (id) ORDER BY id, amt;

-- case ex2-query-52 ordered
SELECT * FROM (SELECT id, name FROM emp) FULL JOIN (SELECT emp AS id, amt FROM sale) USING (id) ORDER BY id, amt;

-- case ex2-query-53 ordered
SELECT * FROM (SELECT id, name FROM emp) NATURAL LEFT JOIN (SELECT emp AS id, amt FROM sale) ORDER BY id, amt;

-- case ex2-query-54
SELECT count(*) FROM emp CROSS JOIN sale;

-- case ex2-query-55
SELECT count(*) FROM emp, sale WHERE emp.id = sale.emp;

-- case ex2-query-56
SELECT id FROM emp JOIN sale ON emp.id = sale.emp JOIN emp ON true;

-- case ex2-query-57
SELECT emp.id FROM emp e;

-- case ex2-query-58
SELECT id FROM emp a JOIN emp b ON a.id = b.mgr;

-- case ex2-query-59
SELECT nme FROM emp;

-- case ex2-query-60
SELECT emp.nme FROM emp;

-- case ex2-query-61
SELECT * FROM empp;

-- case ex2-query-62
SELECT uper(name) FROM emp;

-- case ex2-query-63
SELECT s.x FROM (SELECT named_struct('a', 1) AS s);

-- case ex2-query-64 ordered
SELECT name FROM emp ORDER BY 3;

-- case ex2-query-65
SELECT name FROM emp GROUP BY 2;

-- case ex2-query-66
SELECT name FROM emp LIMIT -1;

-- case ex2-query-67
SELECT name FROM emp LIMIT 'a';

-- case ex2-query-68 ordered
SELECT id FROM emp ORDER BY id LIMIT 2 OFFSET 1;

-- case ex2-query-69 ordered
SELECT id FROM emp ORDER BY id OFFSET 3;

-- case ex2-query-70 ordered
SELECT id FROM emp ORDER BY id LIMIT ALL;

-- case ex2-query-71 ordered
SELECT id FROM emp UNION SELECT emp FROM sale ORDER BY id;

-- case ex2-query-72 ordered
SELECT id FROM emp UNION ALL SELECT amt FROM sale ORDER BY id;

-- case ex2-query-73 ordered
SELECT id FROM emp INTERSECT SELECT emp FROM sale ORDER BY 1;

-- case ex2-query-74 ordered
SELECT id FROM emp EXCEPT SELECT emp FROM sale ORDER BY 1;

-- case ex2-query-75 ordered
SELECT emp FROM sale EXCEPT ALL SELECT 1 ORDER BY 1;

-- case ex2-query-76 ordered
SELECT emp FROM sale INTERSECT ALL SELECT id FROM emp ORDER BY 1;

-- case ex2-query-77 ordered
SELECT id FROM emp MINUS SELECT 1 ORDER BY 1;

-- case ex2-query-78 ordered
SELECT 1 AS a UNION ALL SELECT 2.5 UNION ALL SELECT NULL ORDER BY a;

-- case ex2-query-79
SELECT 1 AS a UNION ALL SELECT 'x';

-- case ex2-query-80
SELECT 1 AS a UNION ALL SELECT '2';

-- case ex2-query-81 ordered
SELECT DATE '2024-01-01' AS a UNION ALL SELECT TIMESTAMP '2024-01-01 10:00:00' ORDER BY a;

-- case ex2-query-82
SELECT 1 UNION ALL SELECT 1, 2;

-- case ex2-query-83 ordered
SELECT array(1) AS a UNION ALL SELECT array(2.5) ORDER BY a;

-- case ex2-query-84
SELECT 1Y AS a UNION SELECT 1L;

-- case ex2-query-85 ordered
SELECT CAST(1 AS DECIMAL(5,2)) AS a UNION ALL SELECT CAST(2 AS DECIMAL(10,5)) UNION ALL SELECT 3 ORDER BY a;

-- case ex2-query-86 ordered
SELECT 1 UNION SELECT 2 INTERSECT SELECT 2 ORDER BY 1;

-- case ex2-query-87 ordered
(SELECT 1 AS a ORDER BY a LIMIT 1) UNION ALL (SELECT 2) ORDER BY a DESC;

-- case ex2-query-88 ordered
SELECT * FROM VALUES (1, 'a'), (2, NULL) AS t(x, y) ORDER BY x;

-- case ex2-query-89
VALUES (1, 'a'), (2, 'b');

-- case ex2-query-90
VALUES 1, 2.5, NULL;

-- case ex2-query-91
SELECT * FROM VALUES (1), ('a') AS t(x);

-- case ex2-query-92
SELECT * FROM VALUES (1, 2), (3) AS t;

-- case ex2-query-93
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b;

-- case ex2-query-94
WITH a(p, q) AS (SELECT 1, 2) SELECT p, q FROM a;

-- case ex2-query-95
WITH emp AS (SELECT 1 AS id) SELECT * FROM emp;

-- case ex2-query-96
WITH a AS (WITH b AS (SELECT 2 AS x) SELECT * FROM b) SELECT * FROM a;

-- case ex2-query-97 ordered
SELECT * FROM sale PIVOT (sum(amt) FOR q IN ('Q1', 'Q2')) ORDER BY emp;

-- case ex2-query-98 ordered
SELECT * FROM sale PIVOT (sum(amt) AS s, count(*) AS c FOR q IN ('Q1' AS one, 'Q2' AS two)) ORDER BY emp;

-- case ex2-query-99
SELECT * FROM (SELECT q, amt FROM sale) PIVOT (max(amt) FOR q IN ('Q1', 'Q2', NULL));

-- case ex2-query-100 ordered
SELECT * FROM (SELECT 1 AS id, 10 AS a, 20 AS b, NULL AS c) UNPIVOT (v FOR k IN (a, b, c)) ORDER BY k;

-- case ex2-query-101 ordered
SELECT * FROM (SELECT 1 AS id, 10 AS a, 20 AS b, NULL AS c) UNPIVOT INCLUDE NULLS (v FOR k IN (a AS 'x', b AS 'y', c AS 'z')) ORDER BY k;

-- case ex2-query-102 ordered
SELECT * FROM (SELECT 1 AS id, 1 AS a1, 2 AS a2, 3 AS b1, 4 AS b2) UNPIVOT ((p, q) FOR k IN ((a1, a2) AS 'a', (b1, b2) AS 'b')) ORDER BY k;

-- case ex2-query-103 ordered
SELECT id, x FROM emp LATERAL VIEW explode(array(1, 2)) t AS x WHERE id < 3 ORDER BY id, x;

-- case ex2-query-104 ordered
SELECT id, p, x FROM emp LATERAL VIEW OUTER posexplode(CASE WHEN id = 1 THEN array('a', 'b') END) t AS p, x ORDER BY id, p;

-- case ex2-query-105 ordered
SELECT id, k, v FROM emp LATERAL VIEW explode(map('a', 1, 'b', 2)) AS k, v WHERE id = 1 ORDER BY k;

-- case ex2-query-106 ordered
SELECT e.id, s.m FROM emp e, LATERAL (SELECT max(amt) AS m FROM sale s WHERE s.emp = e.id) s ORDER BY 1;

-- case ex2-query-107 ordered
SELECT e.id, s.amt FROM emp e LEFT JOIN LATERAL (SELECT amt FROM sale WHERE emp = e.id ORDER BY amt DESC LIMIT 1) s ORDER BY 1;

-- case ex2-query-108 ordered
SELECT id, col FROM emp, LATERAL explode(array(id, id * 10)) WHERE id < 3 ORDER BY 1, 2;

-- case ex2-query-109
SELECT explode(array(1, 2)), explode(array(3, 4));

-- case ex2-query-110
SELECT id, explode(array(1, 2)) AS x, id + 1 FROM emp WHERE id = 1;

-- case ex2-query-111
SELECT explode(array(1, 2)) + 1;

-- case ex2-query-112
SELECT stack(2, 1, 'a', 2, 'b'), 'z' AS z;

-- case ex2-query-113
SELECT inline(array(struct(1, 'a'), struct(2, 'b')));

-- case ex2-query-114
SELECT * FROM explode(array(1, 2)) AS t(x);

-- case ex2-query-115 ordered
SELECT * FROM range(3) ORDER BY id;

-- case ex2-query-116 ordered
SELECT * FROM range(5, 1, -2) ORDER BY id;

-- case ex2-query-117 ordered
FROM emp |> WHERE sal > 65 |> SELECT name, sal |> ORDER BY sal DESC;

-- case ex2-query-118 ordered
FROM emp |> AGGREGATE sum(sal) AS s, count(*) AS c GROUP BY dept |> ORDER BY dept;

-- case ex2-query-119
FROM emp |> EXTEND sal * 2 AS dbl |> DROP hired, mgr |> SET name = upper(name) |> LIMIT 2;

-- case ex2-query-120 ordered
FROM emp |> AS e |> JOIN sale s ON e.id = s.emp |> SELECT e.name, s.amt |> ORDER BY name, amt;

-- case ex2-query-121
FROM emp |> UNION ALL TABLE emp |> AGGREGATE count(*);

-- case ex2-query-122 ordered
FROM sale |> PIVOT (sum(amt) FOR q IN ('Q1', 'Q2')) |> ORDER BY emp;

-- case ex2-query-123
FROM emp |> SELECT id, name |> EXTEND id AS id2, length(name) AS n |> WHERE n = 3 |> AGGREGATE max(id2);

-- case ex2-query-124 ordered
TABLE emp |> SELECT id |> ORDER BY id |> LIMIT 1 OFFSET 1;

-- case ex2-query-125
SELECT count(*) FROM emp TABLESAMPLE (100 PERCENT);

-- case ex2-query-126
SELECT count(*) FROM emp TABLESAMPLE (2 ROWS);

-- case ex2-query-127
SELECT count(*) FROM emp TABLESAMPLE (0 PERCENT);

-- case ex2-query-128
SELECT /*+ BROADCAST(s) */ count(*) FROM emp e JOIN sale s ON e.id = s.emp;

-- case ex2-query-129
SELECT /* c1 /* nested */ still */ 1 -- tail;

-- case ex2-query-130
SELECT 'a\tb', r'raw\n', 'uni\u00e9', 'oct\101', 'a' 'b', 'pct\%', 'back\\slash', '\'q\'';

-- case ex2-query-131
SELECT 'é' < 'f', 'Z' < 'a', '' < 'a', 'a' < 'ab', length('😀'), upper('straße'), initcap('hello wORLD'), reverse('añb');

-- case ex2-query-132
SELECT `weird col`.`a.b` FROM (SELECT 1 AS `a.b`) AS `weird col`;

-- case ex2-query-133
SELECT 1 AS `back``tick`, 2 AS `select`;

-- case ex2-query-134
SELECT 1 select;

-- case ex2-query-135
SELECT 1 AS;

-- case ex2-query-136
SELECT FROM emp;

-- case ex2-query-137
SELECT * FRM emp;

-- case ex2-query-138
SELECT * FROM emp WHERE;

-- case ex2-query-139
SELECT (1 + 2;

-- case ex2-query-140
SELECT 'abc;

-- case ex2-query-141
SELECT 1 +;

-- case ex2-query-142
SELEC 1;

-- case ex2-query-143
SELECT 1; SELECT 2;

-- case ex2-query-144
SELECT count(*) FILTER (WHERE sal > 65), sum(DISTINCT amt) FROM emp LEFT JOIN sale ON id = emp;

-- case ex2-query-145 ordered
SELECT dept, collect_list(name), collect_set(dept), array_agg(sal) FROM emp GROUP BY dept ORDER BY dept;

-- case ex2-query-146
SELECT dept, listagg(name, ',') WITHIN GROUP (ORDER BY name DESC), string_agg(name) WITHIN GROUP (ORDER BY name) FROM emp GROUP BY dept ORDER BY dept;

-- case ex2-query-147
SELECT max_by(name, sal), min_by(name, sal), any_value(id > 0), mode(dept), median(sal) FROM emp;

-- case ex2-query-148
SELECT percentile(sal, 0.5), percentile(sal, array(0.25, 0.75)), percentile_approx(sal, 0.5), percentile_cont(0.25) WITHIN GROUP (ORDER BY sal), percentile_disc(0.5) WITHIN GROUP (ORDER BY sal DESC) FROM emp;

-- case ex2-query-149
SELECT stddev(sal), stddev_pop(sal), variance(sal), var_pop(sal), skewness(sal), kurtosis(sal), corr(sal, id), covar_samp(sal, id), covar_pop(sal, id) FROM emp;

-- case ex2-query-150
SELECT regr_slope(amt, emp), regr_intercept(amt, emp), regr_r2(amt, emp), regr_count(amt, emp), regr_avgx(amt, emp), regr_avgy(amt, emp), regr_sxx(amt, emp), regr_syy(amt, emp), regr_sxy(amt, emp) FROM sale;

-- case ex2-query-151
SELECT bool_and(sal > 50), bool_or(sal > 90), every(sal IS NULL), some(sal IS NULL), bit_and(id), bit_or(id), bit_xor(id), count_if(sal > 65), approx_count_distinct(dept) FROM emp;

-- case ex2-query-152
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), avg(sal) OVER (PARTITION BY dept), rank() OVER (ORDER BY hired), dense_rank() OVER (ORDER BY hired), percent_rank() OVER (ORDER BY hired), cume_dist() OVER (ORDER BY hired), ntile(2) OVER (ORDER BY id) FROM emp ORDER BY id;

-- case ex2-query-153
SELECT lag(sal) OVER w, lead(sal, 2, 0) OVER w, first_value(name) OVER w, last_value(name) OVER w, nth_value(name, 2) OVER w FROM emp WINDOW w AS (PARTITION BY dept ORDER BY id) ORDER BY id;

-- case ex2-query-154
SELECT sum(sal) OVER (ORDER BY hired RANGE BETWEEN INTERVAL 1 YEAR PRECEDING AND CURRENT ROW), lag(sal) IGNORE NULLS OVER (ORDER BY id DESC), last_value(sal) IGNORE NULLS OVER (ORDER BY id) FROM emp ORDER BY id;

-- case ex2-query-155
SELECT row_number() FROM emp;

-- case ex2-query-156
SELECT row_number() OVER () FROM emp;

-- case ex2-query-157
SELECT name FROM emp WHERE row_number() OVER (ORDER BY id) = 1;

-- case ex2-query-158
SELECT sum(max(sal)) FROM emp;

-- case ex2-query-159
SELECT sum(max(sal)) OVER (ORDER BY dept) FROM emp GROUP BY dept ORDER BY dept;

-- case ex2-query-160
DECLARE OR REPLACE VARIABLE v INT DEFAULT 5;
SELECT v + 1, session.v, system.session.v;

-- case ex2-query-161
DECLARE OR REPLACE VARIABLE v1 = 'x';
SET VAR v1 = 'y';
SELECT v1;

-- case ex2-query-162
DECLARE OR REPLACE VARIABLE v2 DATE;
SET VARIABLE (v2) = (SELECT max(hired) FROM emp);
SELECT v2;

-- case ex2-query-163
SET VAR nosuch = 1;

-- case ex2-query-164
EXECUTE IMMEDIATE 'SELECT ? + ?' USING 1, 2;

-- case ex2-query-165
EXECUTE IMMEDIATE 'SELECT * FROM emp WHERE id = :i' USING (3 AS i);

-- case ex2-query-166
SELECT * FROM IDENTIFIER('emp') WHERE IDENTIFIER('id') = 1;

-- case ex2-query-167
SELECT IDENTIFIER('upper')(name) FROM emp WHERE id = 1;

-- case ex2-query-168
SELECT IDENTIFIER('em' || 'p.id') FROM emp WHERE id = 1;

-- case ex2-query-169
SELECT mask(lowerChar => 'q', str => 'AbC-1');

-- case ex2-query-170 ordered
SELECT CASE WHEN id > 3 THEN 'hi' WHEN id > 1 THEN 'mid' END AS c, count(*) FROM emp GROUP BY c ORDER BY c;

-- case ex2-query-171 ordered
SELECT DISTINCT dept FROM emp ORDER BY dept;

-- case ex2-query-172 ordered
SELECT DISTINCT dept FROM emp ORDER BY name;

-- case ex2-query-173
SELECT count(DISTINCT dept, mgr), count(dept, mgr) FROM emp;

-- case ex2-query-174 ordered
SELECT name FROM emp WHERE name LIKE 'A%' OR name LIKE '_o_' OR name ILIKE 'EV%' ORDER BY 1;

-- case ex2-query-175
SELECT 'a%b' LIKE 'a\%b', 'a_b' LIKE 'a\\_b', 'axb' LIKE 'a#_b' ESCAPE '#', 'ab' LIKE ANY ('a%', 'z'), 'ab' LIKE ALL ('a%', '%b'), 'ab' NOT LIKE ALL ('x', 'y'), 'a\nb' LIKE 'a%b';

-- case ex2-query-176
SELECT 'ab' RLIKE '^a', 'ab' REGEXP 'B', 'AB' RLIKE '(?i)ab', 'a1' rlike '\\d';

-- case ex2-query-177
SELECT 1 BETWEEN 2 AND 0, 1 BETWEEN SYMMETRIC 2 AND 0, NULL BETWEEN 1 AND 2, 2 NOT BETWEEN 1 AND 3;

-- case ex2-query-178
SELECT true IS TRUE, NULL IS UNKNOWN, false IS NOT TRUE, 1 IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL;

-- case ex2-query-179
SELECT !true, NOT false, ~5, -(-3), +4, 7 & 3, 7 | 8, 7 ^ 2, 5 == 5, 5 <> 4, 5 != 4, 'a' || NULL;

-- case ex2-query-180
SELECT 2 + 3 * 4 - 6 / 2 % 2, NOT 1 = 2 AND true OR false, 1 | 2 & 3 ^ 4, 1 + 2 || '3';

-- case ex2-query-181
SELECT current_user() IS NOT NULL, current_database() IS NOT NULL, current_catalog() IS NOT NULL, version() IS NOT NULL, user() IS NOT NULL;
