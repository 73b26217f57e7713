-- setup
CREATE TABLE t1 AS SELECT * FROM VALUES (1,'a'),(2,'b'),(3,'c') AS t(id, v);
CREATE FUNCTION plus1(x INT) RETURNS INT RETURN x + 1;
CREATE FUNCTION add2(x INT, y INT DEFAULT 10) RETURNS BIGINT COMMENT 'adds' RETURN x + y;
CREATE FUNCTION tf1(lo INT) RETURNS TABLE(id INT, v STRING COMMENT 'vv') RETURN SELECT id, v FROM t1 WHERE id >= lo;
CREATE FUNCTION maxv(id INT) RETURNS STRING RETURN SELECT max(v) FROM t1 WHERE t1.id = maxv.id;
-- case udf-01
SELECT plus1(1);
-- case udf-02
SELECT plus1('7') AS a, plus1(2.7) AS b, plus1(NULL) AS c;
-- case udf-03
SELECT plus1('abc');
-- case udf-04
SELECT plus1(1, 2);
-- case udf-05
SELECT plus1();
-- case udf-06
SELECT add2(1), add2(1, 2), add2(y => 3, x => 4), add2(1, y => 5);
-- case udf-07
SELECT add2(1, x => 5);
-- case udf-08
SELECT add2(z => 5, x => 1);
-- case udf-09
SELECT add2(y => 5);
-- case udf-10
SELECT add2(x => 5, 1);
-- case udf-11
CREATE FUNCTION bad1(x INT) RETURNS INT RETURN x + zz;
-- case udf-12
CREATE FUNCTION noret(x INT) RETURN x * 2.5;
SELECT noret(3);
-- case udf-13 ordered
SELECT id, maxv(id) FROM t1 ORDER BY id;
-- case udf-14
CREATE FUNCTION shadow(id INT) RETURNS STRING RETURN SELECT max(v) FROM t1 WHERE id = id;
SELECT shadow(1) AS s;
-- case udf-15 ordered
SELECT * FROM tf1(2) ORDER BY id;
-- case udf-16
SELECT t.v FROM tf1(lo => 3) AS t;
-- case udf-17 ordered
SELECT a.id, b.id AS bid FROM t1 a, LATERAL tf1(a.id) b ORDER BY 1, 2;
-- case udf-18
SELECT tf1(1);
-- case udf-19
SELECT * FROM plus1(1);
-- case udf-20 ordered
CREATE FUNCTION tf2() RETURNS TABLE RETURN SELECT id AS q FROM range(2);
SELECT * FROM tf2() ORDER BY q;
-- case udf-21
CREATE FUNCTION selfish(x INT) RETURNS INT RETURN selfish(x - 1);
-- case udf-22
CREATE FUNCTION trunc_(x DOUBLE) RETURNS INT RETURN x;
SELECT trunc_(2.7) AS r;
-- case udf-23
CREATE FUNCTION tiny(x INT) RETURNS TINYINT RETURN x;
SELECT tiny(300);
-- case udf-24
CREATE FUNCTION toint(s STRING) RETURNS INT RETURN s;
SELECT toint('12') AS a, toint('q') AS b;
-- case udf-25
CREATE FUNCTION plus1(x INT) RETURNS INT RETURN x;
-- case udf-26
CREATE FUNCTION IF NOT EXISTS plus1(x INT) RETURNS INT RETURN x * 100;
SELECT plus1(1) AS r;
-- case udf-27
CREATE OR REPLACE FUNCTION rep(x INT) RETURNS INT RETURN x;
CREATE OR REPLACE FUNCTION rep(x INT) RETURNS STRING RETURN concat(x, '!');
SELECT rep(9);
-- case udf-28
SELECT sum(plus1(id)), plus1(count(*)) FROM t1;
-- case udf-29 ordered
SELECT plus1(id) AS k, count(*) FROM t1 GROUP BY plus1(id) ORDER BY 1;
-- case udf-30
SELECT * FROM t1 WHERE plus1(id) = 3;
-- case udf-31
DROP FUNCTION nope;
-- case udf-32
DROP TEMPORARY FUNCTION nope;
-- case udf-33
CREATE FUNCTION todrop(x INT) RETURNS INT RETURN x;
DROP FUNCTION todrop;
SELECT todrop(1);
-- case udf-34
CREATE FUNCTION dup(x INT, x INT) RETURNS INT RETURN x;
-- case udf-35
CREATE FUNCTION agg(x INT) RETURNS INT RETURN sum(x);
-- case udf-36
CREATE FUNCTION badpos(x INT DEFAULT 5, y INT) RETURNS INT RETURN x;
-- case udf-37
CREATE FUNCTION total(a ARRAY<INT>) RETURNS INT RETURN aggregate(a, 0, (acc, x) -> acc + x);
SELECT total(array(1,2,3));
-- case udf-38
CREATE FUNCTION abs(x INT) RETURNS INT RETURN 99;
SELECT abs(-1), witness.abs(-1);
-- case udf-39
CREATE TEMPORARY FUNCTION lower(x INT) RETURNS INT RETURN 99;
-- case udf-40
SELECT nope_fn(1);
-- case udf-41
CREATE FUNCTION mk(x INT) RETURNS STRUCT<a: INT, b: STRING> RETURN named_struct('a', x, 'b', 'z');
SELECT mk(1).a, mk(2), mk(3).b AS bb;
-- case udf-42
CREATE FUNCTION up(x STRING) RETURNS STRING LANGUAGE SQL DETERMINISTIC CONTAINS SQL RETURN upper(x);
SELECT up('q'), up(1), up(true);
-- case udf-43
CREATE FUNCTION nextday(x DATE) RETURNS DATE RETURN x + INTERVAL 1 DAY;
SELECT nextday('2024-01-01'), nextday(TIMESTAMP'2024-01-01 10:00:00');
-- case udf-44
CREATE FUNCTION nd(x INT) RETURNS DOUBLE NOT DETERMINISTIC RETURN rand() * 0 + x;
SELECT nd(4);
-- case udf-45
CREATE FUNCTION sub(x INT) RETURNS INT RETURN (SELECT x + 1);
SELECT sub(4);
-- case udf-46
SELECT plus1(DISTINCT 1);
-- case udf-47
SELECT plus1(1) OVER ();
-- case udf-48
SELECT plus1(1) FILTER (WHERE true);
-- case udf-49
CREATE FUNCTION few(x INT) RETURNS TABLE(a INT, b INT) RETURN SELECT 1;
-- case udf-50
CREATE FUNCTION twocols(x INT) RETURNS INT RETURN SELECT 1, 2;
-- case udf-51
CREATE FUNCTION manyrows(x INT) RETURNS INT RETURN SELECT id FROM t1;
SELECT manyrows(1);
-- case udf-52
CREATE FUNCTION dupret(x INT) RETURNS TABLE(a INT, a INT) RETURN SELECT 1, 2;
-- case udf-53
CREATE FUNCTION sqr(x INT) RETURNS INT RETURN x * x;
CREATE FUNCTION quad(x INT) RETURNS INT RETURN sqr(sqr(x));
SELECT quad(3), sqr(plus1(2));
-- case udf-54
SELECT x - y AS zero FROM (SELECT add2(id, id) AS x, id + id AS y FROM t1 WHERE id = 2);
-- case udf-55
CREATE FUNCTION twice(x DOUBLE) RETURNS DOUBLE RETURN x - x;
SELECT twice(rand()) AS z;
-- case udf-56
CREATE TEMPORARY FUNCTION tmpf(x INT, s STRING DEFAULT 'q') RETURNS STRING RETURN repeat(s, x);
SELECT tmpf(3), tmpf(2, 'ab'), tmpf(s => 'z', x => 1);
-- case udf-57
CREATE TEMPORARY FUNCTION tmpg(x INT) RETURNS INT RETURN x;
CREATE FUNCTION perm(x INT) RETURNS INT RETURN tmpg(x);
-- case udf-58
CREATE TEMPORARY FUNCTION tmph(x INT) RETURNS INT RETURN x;
CREATE VIEW uses_tmp AS SELECT tmph(1) AS a;
-- case udf-59
CREATE VIEW uses_fn AS SELECT id, plus1(id) AS p FROM t1;
SELECT sum(p) AS s FROM uses_fn;
-- case udf-60
CREATE FUNCTION ov(x INT) RETURNS INT RETURN x * 1000000;
SELECT ov(1000000);
-- case udf-61
CREATE FUNCTION dec(x DECIMAL(5,2)) RETURNS DECIMAL(5,1) RETURN x;
SELECT dec(1.255), dec(999.99);
-- case udf-62
CREATE FUNCTION cased(x INT) RETURNS STRING RETURN CASE WHEN x > 10 THEN 'big' WHEN x IS NULL THEN 'none' ELSE 'small' END;
SELECT cased(11), cased(NULL), cased(1);
-- case udf-63 ordered
CREATE FUNCTION pair(n INT) RETURNS TABLE(a INT, b STRING) RETURN SELECT n, 'x' UNION ALL SELECT n + 1, 'y';
SELECT * FROM pair(5) ORDER BY a;
-- case udf-64
CREATE FUNCTION noargs() RETURNS STRING RETURN 'fixed';
SELECT noargs(), noargs() || '!';
-- case udf-65
CREATE FUNCTION winf(x INT) RETURNS INT RETURN row_number() OVER (ORDER BY x);
-- case udf-66
CREATE FUNCTION cnt(lim INT) RETURNS BIGINT RETURN (SELECT count(*) FROM t1 WHERE id <= lim);
SELECT cnt(2), cnt(99);
-- case udf-67
CREATE OR REPLACE FUNCTION cyc(x INT) RETURNS INT RETURN x;
CREATE OR REPLACE FUNCTION cyc(x INT) RETURNS INT RETURN cyc(x) + 1;
-- case udf-68
CREATE FUNCTION vdef(x INT DEFAULT plus1(1)) RETURNS INT RETURN x;
-- case udf-69
CREATE FUNCTION inl(s STRING) RETURNS BOOLEAN RETURN s IN ('a', 'b') AND s LIKE 'a%';
SELECT inl('a'), inl('c'), inl(NULL);
-- case udf-70
CREATE FUNCTION vdate(d STRING) RETURNS DATE RETURN to_date(d, 'yyyy-MM-dd');
SELECT vdate('2024-02-30');
-- case udf-71
SELECT main_x.plus1(1);
-- case udf-72
CREATE FUNCTION q1(x INT) RETURNS INT RETURN x + q1.x;
SELECT q1(4);
-- case udf-73 ordered
SELECT t1.id, f.v FROM t1 JOIN LATERAL tf1(t1.id) f ON f.id = 3 ORDER BY 1;
-- case udf-74
SELECT * FROM tf1(1) WHERE v = 'b';
-- case udf-75
SELECT count(*) AS n FROM tf1(1) x JOIN tf1(2) y ON x.id = y.id;
-- case udf-76
SELECT * FROM tf1();
-- case udf-77
SELECT * FROM tf1('z');
-- case udf-78
CREATE FUNCTION IF NOT EXISTS bothx(x INT) RETURNS INT RETURN x;
CREATE OR REPLACE FUNCTION IF NOT EXISTS bothx(x INT) RETURNS INT RETURN x;
-- case udf-80
CREATE FUNCTION arr(n INT) RETURNS ARRAY<INT> RETURN sequence(1, n);
SELECT arr(3), arr(2)[0] AS first, size(arr(4)) AS n;
-- case udf-81
CREATE TEMPORARY FUNCTION s.tmp(x INT) RETURNS INT RETURN x;
-- case udf-82
CREATE FUNCTION nosuch_schema.f(x INT) RETURNS INT RETURN x;
-- case udf-83
SELECT max(plus1(id)) OVER () AS m, id FROM t1 WHERE id = 1;
-- case udf-84
CREATE FUNCTION nn(x STRING) RETURNS STRING RETURN coalesce(nullif(trim(x), ''), 'empty');
SELECT nn('  '), nn(' a '), nn(NULL);
-- case udf-85
UPDATE t1 SET v = up2(v) WHERE id = 1;
-- case udf-86
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-create-sql-function
-- expect: {"schema": [["hex", "string"]], "rows": [["537061726b2053514c"]]}
CREATE FUNCTION to_hex_(x STRING COMMENT 'Any string') RETURNS STRING COMMENT 'Returns a string' RETURN lower(hex(x));
SELECT to_hex_('Spark SQL') AS hex;
-- case udf-87
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-create-sql-function
-- expect: {"schema": [["hi", "string"]], "rows": [["hello world"]]}
CREATE FUNCTION hello() RETURNS STRING LANGUAGE SQL CONTAINS SQL DETERMINISTIC RETURN 'hello world';
SELECT hello() AS hi;
-- case udf-88
CREATE TABLE t2 (id INT, p INT);
INSERT INTO t2 SELECT id, plus1(id) FROM t1;
SELECT sum(p) AS s, count(*) AS n FROM t2;
-- case udf-89
WITH c AS (SELECT plus1(id) AS k FROM t1) SELECT sum(k) AS s FROM c;
-- case udf-90
SELECT plus1(plus1(plus1(id))) AS x FROM t1 WHERE id = (SELECT max(plus1(id)) - 1 FROM t1);
-- case udf-91 ordered
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-aux-show-functions
-- expect: {"schema": [["function", "string"]], "rows": [["main.udfs.f_one"], ["main.udfs.f_two"]]}
CREATE SCHEMA udfs;
CREATE FUNCTION udfs.f_two(x INT) RETURNS INT RETURN x;
CREATE FUNCTION udfs.f_one(x INT) RETURNS INT RETURN x;
CREATE FUNCTION udfs.other(x INT) RETURNS INT RETURN x;
SHOW USER FUNCTIONS IN udfs LIKE 'f_*';
-- case udf-92
DESCRIBE FUNCTION nope_at_all;
-- case udf-93
-- oracle: https://spark.apache.org/docs/4.2.0/sql-ref-syntax-aux-describe-function.html
-- expect: {"schema": [["r", "int"]], "rows": [["42"]]}
CREATE SCHEMA udf3;
CREATE TABLE udf3.t AS SELECT 42 AS x;
USE udf3;
CREATE FUNCTION inner_t() RETURNS INT RETURN (SELECT max(x) FROM t);
USE witness;
SELECT udf3.inner_t() AS r;
