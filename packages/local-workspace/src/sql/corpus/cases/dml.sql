-- case dml-01 ordered
CREATE TABLE d1 (id INT, v STRING DEFAULT 'dd', n INT DEFAULT 1 + 1) TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported');
INSERT INTO d1 VALUES (1, DEFAULT, DEFAULT);
INSERT INTO d1 (id) VALUES (2);
INSERT INTO d1 (id, v) VALUES (3, DEFAULT), (4, 'x');
SELECT * FROM d1 ORDER BY id;
-- case dml-02
INSERT INTO d1 VALUES (5);
-- case dml-03
INSERT INTO d1 VALUES (5, 'q');
-- case dml-04
INSERT INTO d1 BY NAME SELECT 6 AS id, 9 AS n;
SELECT * FROM d1 WHERE id = 6;
-- case dml-05
INSERT INTO d1 BY NAME SELECT 6 AS id, 9 AS nn;
-- case dml-06
INSERT INTO d1 SELECT 7, DEFAULT, DEFAULT;
SELECT * FROM d1 WHERE id = 7;
-- case dml-07
INSERT INTO d1 VALUES (8, DEFAULT || 'x', 1);
-- case dml-08
UPDATE d1 SET v = DEFAULT WHERE id = 4;
-- case dml-09 ordered
ALTER TABLE d1 ALTER COLUMN n SET DEFAULT 77;
ALTER TABLE d1 ALTER COLUMN v DROP DEFAULT;
INSERT INTO d1 (id) VALUES (9);
INSERT INTO d1 VALUES (10, DEFAULT, DEFAULT);
SELECT * FROM d1 WHERE id > 8 ORDER BY id;
-- case dml-10 ordered
CREATE TABLE p1 (id INT, p STRING, q INT) PARTITIONED BY (p, q);
INSERT INTO p1 PARTITION (p = 'a', q = 1) VALUES (1);
INSERT INTO p1 PARTITION (p = 'b', q) SELECT 2, 5;
INSERT INTO p1 PARTITION (p, q) VALUES (3, 'c', 7);
INSERT OVERWRITE p1 PARTITION (p = 'a', q = 1) VALUES (10);
SELECT * FROM p1 ORDER BY id;
-- case dml-11 ordered
INSERT OVERWRITE p1 PARTITION (p = 'b', q) VALUES (20, 5), (21, 6);
SELECT * FROM p1 ORDER BY id;
-- case dml-12
INSERT INTO p1 PARTITION (nosuch = 1) VALUES (1, 'z', 1);
-- case dml-13
INSERT INTO p1 PARTITION (id = 1) VALUES ('z', 1);
-- case dml-14
INSERT INTO p1 PARTITION (p = 'z') (q, id) VALUES (4, 44);
SELECT * FROM p1 WHERE p = 'z';
-- case dml-15
INSERT INTO p1 REPLACE WHERE p = 'c' SELECT 33, 'd', 8;
-- case dml-16 ordered
INSERT INTO p1 REPLACE WHERE p = 'c' SELECT 33, 'c', 8;
INSERT INTO p1 REPLACE WHERE id > 20 SELECT 50, 'x', 1;
SELECT * FROM p1 ORDER BY id;
-- case dml-17 ordered
INSERT OVERWRITE p1 (id, p, q) VALUES (1, 'o', 2);
INSERT OVERWRITE p1 BY NAME SELECT 3 AS q, 'n' AS p, 5 AS id;
SELECT * FROM p1 ORDER BY id;
-- case dml-18
DESCRIBE p1;
-- case dml-19
SHOW COLUMNS IN p1;
-- case dml-20
CREATE TABLE e1 (id INT, v STRING);
INSERT INTO e1 VALUES (1, 'a'), (2, 'b'), (3, 'c');
MERGE INTO e1 USING (SELECT 1 AS id, 'z' AS v) s ON e1.id = s.id WHEN MATCHED THEN UPDATE SET v = s.v WHEN MATCHED THEN DELETE;
-- case dml-21
MERGE INTO e1 USING (SELECT 1 AS id) s ON e1.id = s.id;
-- case dml-22
MERGE INTO e1 t USING (SELECT 1 AS id UNION ALL SELECT 1) s ON t.id = s.id WHEN MATCHED THEN DELETE;
-- case dml-23
MERGE INTO e1 USING (SELECT 99 AS id) s ON false WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id) WHEN NOT MATCHED BY SOURCE AND id > 2 THEN UPDATE SET v = 'gone' WHEN NOT MATCHED BY SOURCE THEN DELETE;
-- case dml-24 ordered
SELECT * FROM e1 ORDER BY id;
-- case dml-25
MERGE INTO e1 USING (SELECT 1 AS id) s ON e1.id = s.id WHEN MATCHED THEN UPDATE SET nosuch = 1;
-- case dml-26
MERGE INTO e1 USING (SELECT 1 AS id) s ON e1.id = s.id WHEN NOT MATCHED THEN INSERT (id, v) VALUES (1);
-- case dml-27
MERGE INTO e1 USING (SELECT 1 AS id) s ON e1.id = s.id WHEN NOT MATCHED THEN INSERT *;
-- case dml-28
MERGE INTO e1 USING (SELECT 1 AS id) s ON e1.id = max(s.id) WHEN MATCHED THEN DELETE;
-- case dml-29
MERGE INTO e1 USING (SELECT 3 AS id UNION ALL SELECT 3) s ON e1.id = s.id WHEN MATCHED THEN UPDATE SET v = 'twice';
-- case dml-30
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/delta-merge-into
-- expect: {"schema": [["num_affected_rows", "bigint"], ["num_updated_rows", "bigint"], ["num_deleted_rows", "bigint"], ["num_inserted_rows", "bigint"]], "rows": [["0", "0", "0", "0"]]}
MERGE INTO e1 USING (SELECT 3 AS id UNION ALL SELECT 3) s ON e1.id = s.id WHEN MATCHED AND e1.v = 'nothing' THEN UPDATE SET v = 'twice' WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id);
-- case dml-31 ordered
-- oracle: https://docs.databricks.com/aws/en/delta/update-schema
-- expect: {"schema": [["id", "int"], ["v", "string"], ["extra", "int"]], "rows": [["1", "a", null], ["2", "B", "9"], ["3", "C", "8"]]}
CREATE TABLE e2 (id INT, v STRING);
INSERT INTO e2 VALUES (1, 'a'), (2, 'b');
MERGE WITH SCHEMA EVOLUTION INTO e2 USING (SELECT 2 AS id, 'B' AS v, 9 AS extra UNION ALL SELECT 3, 'C', 8) s ON e2.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;
SELECT * FROM e2 ORDER BY id;
-- case dml-32 ordered
-- oracle: https://docs.databricks.com/aws/en/delta/update-schema
-- expect: {"schema": [["id", "int"], ["v", "string"], ["extra", "int"]], "rows": [["1", "a", "7"], ["2", "B", "9"], ["3", "C", "8"], ["4", null, "7"]]}
MERGE WITH SCHEMA EVOLUTION INTO e2 USING (SELECT 1 AS id, 7 AS extra UNION ALL SELECT 4, 7) s ON e2.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;
SELECT * FROM e2 ORDER BY id;
-- case dml-33 ordered
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-create-table-using
-- expect: {"schema": [["id", "bigint"], ["v", "string"]], "rows": [["1", "a"], ["2", "b"]]}
CREATE TABLE i1 (id BIGINT GENERATED ALWAYS AS IDENTITY, v STRING);
INSERT INTO i1 (v) SELECT v FROM VALUES ('a'), ('b') AS t(v) ORDER BY v;
SELECT * FROM i1 ORDER BY id;
-- case dml-34
-- oracle: https://docs.databricks.com/aws/en/error-messages/error-classes
-- expect: {"error": {"class": "DELTA_IDENTITY_COLUMNS_EXPLICIT_INSERT_NOT_SUPPORTED", "sqlState": "42808", "message": ""}}
INSERT INTO i1 (id, v) VALUES (5, 'x');
-- case dml-35 ordered
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-create-table-using
-- expect: {"schema": [["id", "bigint"], ["v", "string"]], "rows": [["7", "b"], ["100", "a"], ["110", "c"]]}
CREATE TABLE i2 (id BIGINT GENERATED BY DEFAULT AS IDENTITY (START WITH 100 INCREMENT BY 10), v STRING);
INSERT INTO i2 (v) VALUES ('a');
INSERT INTO i2 (id, v) VALUES (7, 'b');
INSERT INTO i2 (v) VALUES ('c');
SELECT * FROM i2 ORDER BY id;
-- case dml-36
-- oracle: https://docs.databricks.com/aws/en/delta/generated-columns
-- expect: {"schema": [["a", "int"], ["b", "int"], ["d", "date"]], "rows": [["3", "6", "2024-01-02"]]}
CREATE TABLE g1 (a INT, b INT GENERATED ALWAYS AS (a * 2), d DATE GENERATED ALWAYS AS (CAST(ts AS DATE)), ts TIMESTAMP);
INSERT INTO g1 (a, ts) VALUES (3, TIMESTAMP'2024-01-02 03:04:05');
SELECT a, b, d FROM g1;
-- case dml-37
-- oracle: https://docs.databricks.com/aws/en/delta/generated-columns
-- expect: {"error": {"class": "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES", "sqlState": "23001", "message": ""}}
INSERT INTO g1 (a, b, ts) VALUES (3, 7, TIMESTAMP'2024-01-02 03:04:05');
-- case dml-38 ordered
-- oracle: https://docs.databricks.com/aws/en/delta/generated-columns
-- expect: {"schema": [["a", "int"], ["b", "int"]], "rows": [["3", "6"], ["4", "8"]]}
INSERT INTO g1 (a, b, ts) VALUES (4, 8, TIMESTAMP'2024-01-02 03:04:05');
SELECT a, b FROM g1 ORDER BY a;
-- case dml-39
-- oracle: https://docs.databricks.com/aws/en/delta/generated-columns
-- expect: {"schema": [["a", "int"], ["b", "int"]], "rows": [["10", "20"]]}
UPDATE g1 SET a = 10 WHERE a = 3;
SELECT a, b FROM g1 WHERE a = 10;
-- case dml-40
CREATE TABLE k1 (id INT, s STRING) PARTITIONED BY (s);
INSERT INTO k1 PARTITION (s = NULL) VALUES (1);
INSERT INTO k1 PARTITION (s = 5) VALUES (2);
SELECT id, s FROM k1 WHERE s IS NULL OR s = '5';
-- case dml-41
INSERT INTO k1 PARTITION (s = 'a') VALUES (1, 2);
-- case dml-42
INSERT INTO k1 PARTITION (s = 'a') (s, id) VALUES ('b', 2);
-- case dml-43
CREATE TABLE l1 (a INT, b INT, c INT);
INSERT INTO l1 (b, b) VALUES (1, 2);
-- case dml-44
INSERT INTO l1 (c, a) SELECT 1, 2;
INSERT INTO l1 (A, C, B) VALUES (7, 8, 9);
SELECT * FROM l1 WHERE a = 7 OR c = 1;
-- case dml-45
INSERT INTO l1 VALUES (1, 2, 3), (4, 5);
-- case dml-46
INSERT INTO l1 BY NAME SELECT 1 AS a, 2 AS a, 3 AS b;
-- case dml-47
INSERT INTO l1 REPLACE WHERE nosuch = 1 SELECT 1, 2, 3;
-- case dml-48 ordered
CREATE TABLE r1 AS SELECT * FROM VALUES (1, 'a'), (2, 'b'), (3, NULL) AS t(id, k);
INSERT INTO r1 REPLACE WHERE k = 'b' SELECT id + 10, k FROM r1 WHERE k = 'b';
SELECT * FROM r1 ORDER BY id;
-- case dml-49
UPDATE r1 SET id = 'abc';
-- case dml-50
UPDATE r1 SET id = 1, id = 2;
-- case dml-51
DELETE FROM r1 WHERE nosuch = 1;
-- case dml-52
DELETE FROM r1 WHERE id;
-- case dml-54
TRUNCATE TABLE nosuch_r;
-- case dml-56
CACHE TABLE r1;
-- case dml-57
UNCACHE TABLE nosuch_r;
-- case dml-58
UNCACHE TABLE IF EXISTS nosuch_r;
-- case dml-59
REFRESH TABLE nosuch_r;
-- case dml-60
ANALYZE TABLE nosuch_r COMPUTE STATISTICS;
-- case dml-61 ordered
CREATE TABLE s1 AS SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(id, k);
INSERT OVERWRITE s1 SELECT id * 10, k FROM s1 WHERE id = 2;
SELECT * FROM s1 ORDER BY id;
-- case dml-62 ordered
CREATE TABLE s2 (id INT, p STRING) PARTITIONED BY (p);
INSERT INTO s2 VALUES (1, 'a'), (2, 'b');
INSERT OVERWRITE s2 PARTITION (p = 'a') SELECT id + 100 FROM s2;
SELECT * FROM s2 ORDER BY id;
