-- case adv-ddl-01 ordered
CREATE OR REPLACE TABLE a1 (id BIGINT, v STRING);
INSERT INTO a1 VALUES (1, 'a'), (2, 'b');
MERGE INTO a1 USING (SELECT 1 AS id, 'z' AS v UNION ALL SELECT 5, 'n') AS src ON a1.id = src.id WHEN MATCHED AND src.v = 'q' THEN DELETE WHEN MATCHED THEN UPDATE SET v = concat(a1.v, src.v) WHEN NOT MATCHED AND src.id > 3 THEN INSERT (id, v) VALUES (src.id, upper(src.v)) WHEN NOT MATCHED BY SOURCE AND a1.id = 2 THEN DELETE;
SELECT * FROM a1 ORDER BY id;
-- case adv-ddl-02
CREATE OR REPLACE TABLE a2 (id INT, amt DECIMAL(6,2));
INSERT INTO a2 VALUES (1, 12345.678);
-- case adv-ddl-03
CREATE OR REPLACE TABLE a3 (id INT, amt DECIMAL(6,2), d DATE);
INSERT INTO a3 SELECT '7', 1.005, '2024-01-02';
SELECT * FROM a3;
-- case adv-ddl-04
CREATE OR REPLACE TABLE a4 (id INT, v STRING);
INSERT INTO a4 (id) VALUES (1);
SELECT * FROM a4;
-- case adv-ddl-05
CREATE OR REPLACE TABLE a5 (id INT, v STRING);
INSERT INTO a5 (id, nosuch) VALUES (1, 'x');
-- case adv-ddl-06
CREATE OR REPLACE TABLE a6 (id INT);
UPDATE a6 SET nosuch = 1;
-- case adv-ddl-07
CREATE OR REPLACE TABLE a7 AS SELECT 1 AS id, CAST(NULL AS STRING) AS s, array(1) AS l;
UPDATE a7 SET l = array(2, 3), s = 'x' WHERE id = 1;
SELECT * FROM a7;
-- case adv-ddl-08
CREATE OR REPLACE TABLE a8 (id INT);
INSERT INTO a8 VALUES (1), (2), (3);
DELETE FROM a8 WHERE id > 1;
SELECT count(*) AS n FROM a8;
-- case adv-ddl-09
CREATE OR REPLACE TABLE a9 (id INT);
INSERT INTO a9 VALUES (1);
DELETE FROM a9;
SELECT count(*) AS n FROM a9;
-- case adv-ddl-10
CREATE OR REPLACE TABLE a10 (id INT);
ALTER TABLE a10 ADD COLUMN v STRING;
INSERT INTO a10 VALUES (1, 'x');
SELECT * FROM a10;
-- case adv-ddl-11
CREATE OR REPLACE TABLE a11 (s STRUCT<a: INT, b: STRING>, n INT);
INSERT INTO a11 VALUES (named_struct('a', 1, 'b', 'x'), 2);
SELECT s.b, n FROM a11;
-- case adv-ddl-12
CREATE OR REPLACE VIEW av1 AS SELECT 1 AS a;
CREATE VIEW av1 AS SELECT 2 AS a;
-- case adv-ddl-13
CREATE OR REPLACE TABLE a12 (id INT);
DROP TABLE a12;
SELECT * FROM a12;
-- case adv-ddl-14
CREATE OR REPLACE TABLE a13 (id INT) TBLPROPERTIES ('a' = 'b');
ALTER TABLE a13 SET TBLPROPERTIES ('c' = 'd');
INSERT INTO a13 VALUES (9);
SELECT * FROM a13;
-- case adv-ddl-15
CREATE OR REPLACE TABLE a14 (id INT, ts TIMESTAMP);
INSERT INTO a14 VALUES (1, current_timestamp());
SELECT id, ts IS NOT NULL AS ok FROM a14;
-- case adv-ddl-16 ordered
CREATE OR REPLACE TABLE a15 AS SELECT * FROM VALUES (1, 'x'), (2, 'y') AS t(id, v);
CREATE OR REPLACE TABLE a15 AS SELECT v FROM a15;
SELECT * FROM a15 ORDER BY v;
-- case adv-ddl-17
CREATE OR REPLACE TABLE a16 (a INT, a STRING);
-- case adv-ddl-18
CREATE OR REPLACE TABLE a17 (id INT);
INSERT INTO a17 SELECT 1, 2;
-- case adv-ddl-19
CREATE OR REPLACE TABLE a18 AS SELECT 1 AS `my col`, 2 AS `Ünï`;
-- case adv-ddl-20
CREATE OR REPLACE TABLE a19 (id INT, p STRING) PARTITIONED BY (p);
INSERT INTO a19 VALUES (1, 'a'), (2, 'b');
INSERT OVERWRITE TABLE a19 SELECT 3, 'c';
SELECT * FROM a19;
-- case adv-ddl-21
DROP VIEW IF EXISTS nosuch_view;
DROP VIEW nosuch_view;
-- case adv-ddl-22
DROP SCHEMA nosuch_schema;
-- case adv-ddl-23
USE nosuch_schema;
-- case adv-ddl-24 ordered
CREATE OR REPLACE TABLE a20 (id INT, v INT);
INSERT INTO a20 VALUES (1, 1), (2, 2);
MERGE INTO a20 t USING a20 s ON t.id = s.id WHEN MATCHED THEN UPDATE SET v = t.v + s.v;
SELECT * FROM a20 ORDER BY id;
-- case adv-ddl-25
CREATE OR REPLACE TABLE a21 (id INT NOT NULL, v STRING);
INSERT INTO a21 VALUES (1, 'a');
UPDATE a21 SET id = NULL;
-- case adv-ddl-26
CREATE OR REPLACE TABLE a22 (id INT);
INSERT INTO a22 VALUES (1);
DESCRIBE a22;
-- case adv-ddl-27
CREATE OR REPLACE TABLE a23 (id INT);
INSERT INTO a23 VALUES ('12'), (' 13 ');
SELECT sum(id) AS s FROM a23;
-- case adv-ddl-28
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-dml-insert-into
-- expect: {"schema": [["num_affected_rows", "bigint"], ["num_inserted_rows", "bigint"]], "rows": [["1", "1"]]}
CREATE OR REPLACE TABLE a24 (b BOOLEAN, i INT);
INSERT INTO a24 VALUES (1, true);
-- case adv-ddl-29
CREATE OR REPLACE TABLE a25 (id INT, arr ARRAY<STRUCT<k: STRING, v: INT>>);
INSERT INTO a25 SELECT 1, array(named_struct('k', 'x', 'v', 5));
SELECT id, e.k, e.v FROM a25 LATERAL VIEW explode(arr) t AS e;
-- case adv-ddl-30
CREATE OR REPLACE TEMP VIEW atv AS SELECT * FROM VALUES (1, 'a') AS t(id, v);
SELECT v FROM atv WHERE id = 1;
-- case adv-ddl-31
SELECT * FROM nosuch_schema.t;
-- case adv-ddl-32
CREATE OR REPLACE TABLE a26 (id INT DEFAULT 5, v STRING);
