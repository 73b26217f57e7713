-- case exam-ddl-01 ordered
CREATE TABLE x1 (id INT, grp STRING, amt DECIMAL(8,2));
INSERT INTO x1 VALUES (1, 'a', 10), (2, 'b', 20.555), (3, 'a', NULL);
CREATE FUNCTION with_tax(amount DECIMAL(8,2), rate DOUBLE DEFAULT 0.2) RETURNS DOUBLE RETURN round(amount * (1 + rate), 2);
SELECT id, with_tax(amt), with_tax(amt, rate => 0) FROM x1 ORDER BY id;
-- case exam-ddl-02 ordered
SELECT grp, sum(with_tax(amt)) AS s, max(with_tax(amt, 0.5)) AS m FROM x1 GROUP BY grp ORDER BY grp;
-- case exam-ddl-03
SELECT count(*) AS n FROM x1 WHERE with_tax(amt) > 12 OR with_tax(amt) IS NULL;
-- case exam-ddl-04
CREATE FUNCTION bmi(w DOUBLE, h DOUBLE) RETURNS STRUCT<v: DOUBLE, label: STRING> RETURN named_struct('v', round(w / (h * h), 1), 'label', IF(w / (h * h) > 25, 'high', 'ok'));
SELECT bmi(90, 1.8).label AS l, bmi(70, 1.8) AS b;
-- case exam-ddl-05
CREATE FUNCTION div0(a INT, b INT) RETURNS DOUBLE RETURN a / b;
SELECT div0(1, 0);
-- case exam-ddl-06
SELECT div0(1, NULL) AS n, div0(b => 4, a => 1) AS q;
-- case exam-ddl-07
CREATE FUNCTION strlen2(s STRING) RETURNS INT RETURN length(s) + length(s);
SELECT strlen2(concat('a', 'bc')), strlen2('');
-- case exam-ddl-08 ordered
CREATE FUNCTION grp_rows(g STRING) RETURNS TABLE(id INT, amt DECIMAL(8,2)) RETURN SELECT id, amt FROM x1 WHERE grp = g;
SELECT g.grp, r.id FROM (SELECT DISTINCT grp FROM x1) g, LATERAL grp_rows(g.grp) r ORDER BY 1, 2;
-- case exam-ddl-09
SELECT sum(amt) AS s FROM grp_rows('a');
-- case exam-ddl-10
SELECT * FROM grp_rows('a', 'b');
-- case exam-ddl-11
SELECT * FROM grp_rows(gg => 'a');
-- case exam-ddl-12
CREATE FUNCTION noparen RETURNS INT RETURN 1;
-- case exam-ddl-13
CREATE FUNCTION badtype(x INTT) RETURNS INT RETURN 1;
-- case exam-ddl-14
CREATE FUNCTION badret(x ARRAY<INT>) RETURNS DATE RETURN x;
-- case exam-ddl-15
CREATE FUNCTION usesbad(x INT) RETURNS INT RETURN nosuch_function(x);
-- case exam-ddl-16
CREATE FUNCTION readsbad(x INT) RETURNS INT RETURN (SELECT max(id) FROM nosuch_table);
-- case exam-ddl-17
CREATE OR REPLACE TEMPORARY FUNCTION tf(x INT) RETURNS INT RETURN x + 1;
CREATE OR REPLACE TEMPORARY FUNCTION tf(x INT) RETURNS INT RETURN x + 2;
SELECT tf(1);
-- case exam-ddl-18
DROP TEMPORARY FUNCTION tf;
SELECT tf(1);
-- case exam-ddl-19
DROP FUNCTION IF EXISTS with_tax;
SELECT with_tax(1);
-- case exam-ddl-20
CREATE FUNCTION q2(a INT, b INT) RETURNS INT RETURN a - b;
SELECT q2(b => 1, 5);
-- case exam-ddl-21
SELECT q2(a => 1, a => 2);
-- case exam-ddl-22
SELECT q2(1);
-- case exam-ddl-23
SELECT filter(array(1, 5, 9), x -> x > q2(7, 4)) AS f;
-- case exam-ddl-24
SELECT q2(id, 1) AS d, row_number() OVER (ORDER BY q2(id, 10) DESC) AS r FROM x1 WHERE id = 2;
-- case exam-ddl-25
CREATE VIEW vv AS SELECT id, q2(id, 1) AS less FROM x1;
SELECT sum(less) AS s FROM vv;
-- case exam-ddl-26
DROP FUNCTION q2;
SELECT * FROM vv;
-- case exam-ddl-27
CREATE FUNCTION shout(s STRING) RETURNS STRING RETURN (SELECT upper(s) || '!');
SELECT shout('hey'), shout(NULL);
-- case exam-ddl-28
CREATE FUNCTION lookup_amt(k INT) RETURNS DECIMAL(8,2) RETURN SELECT first(amt) FROM x1 WHERE id = k;
SELECT lookup_amt(2), lookup_amt(99);
-- case exam-ddl-29 ordered
SELECT id, lookup_amt(id) AS l FROM x1 ORDER BY id;
-- case exam-ddl-30
CREATE FUNCTION ts_day(t TIMESTAMP) RETURNS STRING RETURN date_format(t, 'EEEE');
SELECT ts_day('2024-02-29'), ts_day(DATE'2024-03-01');
-- case exam-ddl-31
CREATE FUNCTION m(k STRING) RETURNS INT RETURN map('a', 1, 'b', 2)[k];
SELECT m('b'), m('z');
-- case exam-ddl-32
CREATE TABLE y1 (id INT NOT NULL, v STRING);
ALTER TABLE y1 ADD CONSTRAINT vlen CHECK (length(v) BETWEEN 1 AND 3);
INSERT INTO y1 VALUES (1, 'abc'), (2, '');
-- case exam-ddl-33
SELECT count(*) AS n FROM y1;
-- case exam-ddl-34
INSERT INTO y1 SELECT NULL, 'a';
-- case exam-ddl-35
INSERT INTO y1 VALUES (1, 'a');
MERGE INTO y1 t USING (SELECT 1 AS id, 'toolong' AS v) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET v = s.v;
-- case exam-ddl-36
MERGE INTO y1 t USING (SELECT 1 AS id, 'ok' AS v) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET *;
-- case exam-ddl-37
ALTER TABLE y1 ADD CONSTRAINT vlen2 CHECK (v <> 'ok');
-- case exam-ddl-38
ALTER TABLE y1 ALTER COLUMN id DROP NOT NULL;
INSERT INTO y1 VALUES (NULL, 'z');
SELECT count(*) AS n FROM y1 WHERE id IS NULL;
-- case exam-ddl-39
CREATE TABLE z1 (a INT, b STRING);
INSERT INTO z1 VALUES (1, 'x');
ALTER TABLE z1 ADD COLUMNS (c DOUBLE, d ARRAY<STRING>);
SELECT * FROM z1;
-- case exam-ddl-40
INSERT INTO z1 VALUES (2, 'y', 1.5, array('p'));
INSERT INTO z1 (d, a) VALUES (array('q', NULL), 3);
SELECT count(c) AS c, size(max(d)) AS s FROM z1;
-- case exam-ddl-41
ALTER TABLE z1 DROP COLUMN c;
-- case exam-ddl-42
ALTER TABLE z1 RENAME COLUMN b TO bb;
-- case exam-ddl-43
ALTER TABLE z1 ALTER COLUMN a TYPE STRING;
-- case exam-ddl-44
ALTER TABLE z1 ADD COLUMN a STRING;
-- case exam-ddl-45
ALTER TABLE nosuch_z ADD COLUMN a STRING;
-- case exam-ddl-46
CREATE TABLE z2 PARTITIONED BY (p) AS SELECT 1 AS id, 'k' AS p;
DESCRIBE z2;
-- case exam-ddl-47
CREATE TABLE z3 (id INT, p STRING) PARTITIONED BY (nosuch);
-- case exam-ddl-48
CREATE TABLE z4 (id INT, p STRING) PARTITIONED BY (id, p);
-- case exam-ddl-49
INSERT OVERWRITE z2 PARTITION (p = 'k') SELECT 5;
SELECT * FROM z2;
-- case exam-ddl-50
INSERT INTO z2 PARTITION (p) SELECT 6, 'm';
SELECT count(DISTINCT p) AS n FROM z2;
-- case exam-ddl-51
INSERT INTO z2 PARTITION (p = 'a', p = 'b') SELECT 6;
-- case exam-ddl-52
CREATE TABLE dd (id INT, at DATE DEFAULT DATE'2024-01-01', s STRING DEFAULT upper('abc')) TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported');
INSERT INTO dd (id) VALUES (1);
INSERT INTO dd VALUES (2, DEFAULT, 'q'), (3, DATE'2020-02-02', DEFAULT);
SELECT sum(id) AS i, min(at) AS a, max(s) AS s FROM dd;
-- case exam-ddl-53
CREATE TABLE de (id INT DEFAULT 'abc') TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported');
-- case exam-ddl-54
UPDATE dd SET s = DEFAULT, at = DEFAULT WHERE id = 3;
SELECT at, s FROM dd WHERE id = 3;
-- case exam-ddl-55
INSERT INTO dd (id, nosuch) VALUES (1, DEFAULT);
-- case exam-ddl-56
SHOW TBLPROPERTIES dd ('delta.feature.allowColumnDefaults');
-- case exam-ddl-57
DESCRIBE FUNCTION nosuch_f;
-- case exam-ddl-58
MERGE INTO z1 USING (SELECT 1 AS a, 'n' AS b) s ON z1.a = s.a WHEN MATCHED AND s.b = 'n' THEN UPDATE SET b = s.b || z1.b WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, s.b);
-- case exam-ddl-59
SELECT b FROM z1 WHERE a = 1;
-- case exam-ddl-60
DELETE FROM z1 WHERE b IS NULL OR a > 1;
