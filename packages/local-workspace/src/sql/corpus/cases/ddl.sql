-- case ddl-01 ordered
CREATE OR REPLACE TABLE d1 (id INT NOT NULL, name STRING COMMENT 'the name', amt DECIMAL(10,2)) COMMENT 'tbl';
INSERT INTO d1 VALUES (1, 'a', 1.5), (2, 'b', 2);
SELECT * FROM d1 ORDER BY id;
-- case ddl-02 ordered
CREATE OR REPLACE TABLE d2 AS SELECT id, id * 2 AS dbl FROM range(3);
SELECT * FROM d2 ORDER BY id;
-- case ddl-03 ordered
CREATE OR REPLACE TABLE d3 (id INT, v STRING);
INSERT INTO d3 (v, id) VALUES ('x', 1);
INSERT INTO d3 SELECT 2, 'y';
SELECT * FROM d3 ORDER BY id;
-- case ddl-04
CREATE OR REPLACE TABLE d4 (id INT NOT NULL);
INSERT INTO d4 VALUES (NULL);
-- case ddl-05
CREATE OR REPLACE TABLE d5 (id INT);
INSERT INTO d5 VALUES (1, 2);
-- case ddl-06
CREATE OR REPLACE TABLE d6 (id INT);
INSERT INTO d6 VALUES ('abc');
-- case ddl-07 ordered
CREATE OR REPLACE TABLE d7 (id INT, v STRING);
INSERT INTO d7 VALUES (1,'a'),(2,'b'),(3,'c');
UPDATE d7 SET v = upper(v) WHERE id > 1;
SELECT * FROM d7 ORDER BY id;
-- case ddl-08 ordered
CREATE OR REPLACE TABLE d8 (id INT, v STRING);
INSERT INTO d8 VALUES (1,'a'),(2,'b'),(3,'c');
DELETE FROM d8 WHERE id = 2;
SELECT * FROM d8 ORDER BY id;
-- case ddl-09
CREATE OR REPLACE TABLE d9 (id INT, v STRING);
INSERT INTO d9 VALUES (1,'a'),(2,'b'),(3,'c');
UPDATE d9 SET v = 'z' WHERE id >= 2;
-- case ddl-10
CREATE OR REPLACE TABLE d10 (id INT, v STRING);
INSERT INTO d10 VALUES (1,'a'),(2,'b');
DELETE FROM d10 WHERE id = 2;
-- case ddl-11 ordered
CREATE OR REPLACE TABLE d11 (id INT, v STRING);
INSERT INTO d11 VALUES (1,'a'),(2,'b');
MERGE INTO d11 t USING (SELECT * FROM VALUES (2,'B'),(3,'C') AS s(id, v)) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.v = s.v WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, s.v);
SELECT * FROM d11 ORDER BY id;
-- case ddl-12 ordered
CREATE OR REPLACE TABLE d12 (id INT, v STRING);
INSERT INTO d12 VALUES (1,'a'),(2,'b');
MERGE INTO d12 AS t USING (SELECT 2 AS id, 'B' AS v UNION ALL SELECT 3, 'C') AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;
SELECT * FROM d12 ORDER BY id;
-- case ddl-13 ordered
CREATE OR REPLACE TABLE d13 (id INT, v STRING);
INSERT INTO d13 VALUES (1,'a'),(2,'b');
MERGE INTO d13 t USING (SELECT 2 AS id) s ON t.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED BY SOURCE THEN UPDATE SET v = 'orphan';
SELECT * FROM d13 ORDER BY id;
-- case ddl-14
CREATE OR REPLACE TABLE d14 (id INT, v STRING);
INSERT INTO d14 VALUES (1,'a'),(2,'b');
MERGE INTO d14 t USING (SELECT 2 AS id, 'B' AS v UNION ALL SELECT 3, 'C') s ON t.id = s.id WHEN MATCHED AND s.v = 'B' THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT *;
-- case ddl-15
CREATE OR REPLACE TABLE d15 (id INT, v STRING);
INSERT INTO d15 VALUES (1,'a');
MERGE INTO d15 t USING (SELECT 1 AS id, 'x' AS v UNION ALL SELECT 1, 'y') s ON t.id = s.id WHEN MATCHED THEN UPDATE SET v = s.v;
-- case ddl-16 ordered
CREATE OR REPLACE TABLE d16 (id INT);
INSERT INTO d16 VALUES (1);
INSERT OVERWRITE d16 VALUES (5), (6);
SELECT * FROM d16 ORDER BY id;
-- case ddl-17
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-truncate-table
-- expect: {"schema": [["n", "bigint"]], "rows": [["0"]]}
CREATE OR REPLACE TABLE d17 (id INT);
INSERT INTO d17 VALUES (1);
TRUNCATE TABLE d17;
SELECT count(*) AS n FROM d17;
-- case ddl-18
CREATE OR REPLACE TABLE d18 (id INT);
ALTER TABLE d18 ADD COLUMNS (v STRING COMMENT 'new', w DOUBLE);
INSERT INTO d18 VALUES (1, 'x', 2.5);
SELECT * FROM d18;
-- case ddl-19
CREATE TABLE IF NOT EXISTS d19 (id INT);
CREATE TABLE IF NOT EXISTS d19 (other STRING);
SELECT * FROM d19;
-- case ddl-20
CREATE TABLE d20 (id INT);
CREATE TABLE d20 (id INT);
-- case ddl-21
DROP TABLE d21_missing;
-- case ddl-22
DROP TABLE IF EXISTS d21_missing;
SELECT 1 AS ok;
-- case ddl-23 ordered
CREATE OR REPLACE VIEW v1 AS SELECT id, id + 1 AS nxt FROM range(2);
SELECT * FROM v1 ORDER BY id;
-- case ddl-24
CREATE OR REPLACE VIEW v2 (a, b COMMENT 'bee') AS SELECT 1, 'x';
SELECT * FROM v2;
-- case ddl-25
CREATE OR REPLACE TEMPORARY VIEW tv AS SELECT 42 AS answer;
SELECT * FROM tv;
-- case ddl-26
CREATE OR REPLACE TABLE d22 (id INT, v STRING);
DESCRIBE TABLE d22;
-- case ddl-27
CREATE OR REPLACE TABLE d23 (a ARRAY<INT>, m MAP<STRING, DOUBLE>, s STRUCT<x: INT, y: STRING>);
INSERT INTO d23 SELECT array(1,2), map('k', 1.5D), named_struct('x', 1, 'y', 'z');
SELECT a[1] AS a1, m['k'] AS mk, s.y AS sy, a, m, s FROM d23;
-- case ddl-28
CREATE OR REPLACE TABLE d24 (t TINYINT, s SMALLINT, i INT, b BIGINT, f FLOAT, d DOUBLE, x BOOLEAN, dt DATE, ts TIMESTAMP, n TIMESTAMP_NTZ, bin BINARY, de DECIMAL(12,4));
INSERT INTO d24 VALUES (1, 2, 3, 4, 1.5, 2.5, true, '2024-01-01', '2024-01-01 10:00:00', TIMESTAMP_NTZ'2024-01-01 10:00:00', X'01', 1.23456);
SELECT * FROM d24;
-- case ddl-29
CREATE OR REPLACE TABLE d25 (id INT, p STRING) USING DELTA PARTITIONED BY (p) TBLPROPERTIES ('k' = 'v');
INSERT INTO d25 VALUES (1, 'x');
SELECT * FROM d25;
-- case ddl-30
CREATE SCHEMA IF NOT EXISTS other_s;
CREATE OR REPLACE TABLE other_s.t1 AS SELECT 1 AS x;
SELECT x FROM other_s.t1;
-- case ddl-31
CREATE OR REPLACE TABLE d26 (id INT);
INSERT INTO d26 VALUES (1), (2);
INSERT INTO d26 TABLE d26;
SELECT count(*) AS n FROM d26;
-- case ddl-32
CREATE OR REPLACE TABLE d27 (id TINYINT);
INSERT INTO d27 VALUES (300);
-- case ddl-33
-- oracle: https://docs.databricks.com/aws/en/delta/generated-columns
-- expect: {"schema": [["id", "int"], ["full", "string"]], "rows": [["7", "n7"]]}
CREATE OR REPLACE TABLE d28 (id INT, full STRING GENERATED ALWAYS AS (concat('n', id)));
INSERT INTO d28 (id) VALUES (7);
SELECT * FROM d28;
-- case ddl-34
CREATE OR REPLACE TABLE d29 (id INT, v STRING);
INSERT INTO d29 VALUES (1, 'a');
ALTER TABLE d29 RENAME TO d29b;
SELECT * FROM d29b;
;
-- case ddl-35
CREATE OR REPLACE TABLE d30 (id INT) COMMENT 'hi';
COMMENT ON TABLE d30 IS 'new';
SELECT count(*) AS n FROM d30;
-- case ddl-36
INSERT INTO nosuch_t VALUES (1);
-- case ddl-37 ordered
CREATE OR REPLACE TABLE d31 (id INT, v INT);
INSERT INTO d31 VALUES (1, 10), (2, 20);
UPDATE d31 SET v = v + (SELECT max(v) FROM d31), id = id * 10;
SELECT * FROM d31 ORDER BY id;
-- case ddl-38
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/delta-delete-from
-- expect: {"schema": [["id", "int"]], "rows": [["2"]]}
CREATE OR REPLACE TABLE d32 (id INT);
INSERT INTO d32 VALUES (1), (2), (3);
DELETE FROM d32 WHERE id IN (SELECT 1 UNION SELECT 3);
SELECT * FROM d32;
-- case ddl-39
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-dml-insert-into
-- expect: {"schema": [["num_affected_rows", "bigint"], ["num_inserted_rows", "bigint"]], "rows": [["1", "1"]]}
CREATE OR REPLACE TABLE d33 (id INT);
WITH s AS (SELECT 5 AS id) INSERT INTO d33 SELECT * FROM s;
-- case ddl-40
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-aux-show-tables
-- expect: {"schema": [["database", "string"], ["tableName", "string"], ["isTemporary", "boolean"]], "rows": []}
SHOW TABLES LIKE 'nothing_here*';
