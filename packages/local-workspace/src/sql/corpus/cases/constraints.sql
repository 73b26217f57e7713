-- case con-01
CREATE TABLE c1 (id INT, v STRING);
ALTER TABLE c1 ADD CONSTRAINT pos CHECK (id > 0);
INSERT INTO c1 VALUES (1, 'a');
INSERT INTO c1 VALUES (-1, 'a');
-- case con-02
INSERT INTO c1 VALUES (NULL, 'a');
-- case con-03
UPDATE c1 SET id = -5;
-- case con-04
ALTER TABLE c1 ADD CONSTRAINT pos CHECK (id > 1);
-- case con-05
ALTER TABLE c1 ADD CONSTRAINT big CHECK (id > 100);
-- case con-06
ALTER TABLE c1 ADD CONSTRAINT bad CHECK (nosuch > 100);
-- case con-07
ALTER TABLE c1 ADD CONSTRAINT bad2 CHECK (id);
-- case con-08
MERGE INTO c1 USING (SELECT -3 AS id, 'q' AS v) s ON c1.id = s.id WHEN NOT MATCHED THEN INSERT *;
-- case con-09
ALTER TABLE c1 DROP CONSTRAINT nope;
-- case con-10 ordered
ALTER TABLE c1 DROP CONSTRAINT IF EXISTS nope;
ALTER TABLE c1 DROP CONSTRAINT POS;
INSERT INTO c1 VALUES (-1, 'a');
SELECT id FROM c1 ORDER BY id;
-- case con-11
CREATE TABLE c4 (id INT, v STRING) TBLPROPERTIES ('delta.columnMapping.mode'='name');
ALTER TABLE c4 ADD CONSTRAINT k CHECK (id > 0);
ALTER TABLE c4 DROP COLUMN id;
-- case con-12
ALTER TABLE c4 RENAME COLUMN id TO id2;
-- case con-13
ALTER TABLE c4 RENAME COLUMN v TO w;
ALTER TABLE c4 DROP COLUMN w;
ALTER TABLE c4 ADD COLUMN z INT FIRST;
ALTER TABLE c4 ADD COLUMNS (y INT AFTER z, x STRING COMMENT 'xx');
DESCRIBE c4;
-- case con-14
INSERT INTO c4 VALUES (1, 2, 3, 'x');
SELECT * FROM c4;
-- case con-15
ALTER TABLE c4 ALTER COLUMN x AFTER z;
SELECT * FROM c4;
-- case con-16
ALTER TABLE c4 ALTER COLUMN y COMMENT 'why';
ALTER TABLE c4 CHANGE COLUMN y y INT COMMENT 'why2';
DESCRIBE c4;
-- case con-17
ALTER TABLE c4 CHANGE y y BIGINT;
-- case con-18
ALTER TABLE c4 ALTER COLUMN y TYPE BIGINT;
-- case con-19
ALTER TABLE c4 ADD COLUMN z INT;
-- case con-20
ALTER TABLE c4 DROP COLUMN nosuch;
-- case con-21
ALTER TABLE c4 ALTER COLUMN nosuch COMMENT 'x';
-- case con-22
INSERT INTO c4 VALUES (1, 'x', 3, 0);
-- case con-23
CREATE TABLE c5 (id INT, price DECIMAL(6,2), qty INT);
ALTER TABLE c5 ADD CONSTRAINT total CHECK (price * qty < 1000);
ALTER TABLE c5 ADD CONSTRAINT known CHECK (qty IN (1, 2, 3) AND price IS NOT NULL);
INSERT INTO c5 VALUES (1, 10.5, 2), (2, 900, 1);
SELECT count(*) AS n FROM c5;
-- case con-24
INSERT INTO c5 VALUES (3, 500, 3);
-- case con-25
INSERT INTO c5 VALUES (3, 5, 4);
-- case con-26
INSERT INTO c5 (id, qty) VALUES (3, 1);
-- case con-27
UPDATE c5 SET qty = qty + 1 WHERE id = 2;
-- case con-28
SELECT * FROM c5 WHERE id = 2;
-- case con-29
INSERT OVERWRITE c5 SELECT 9, 999.99, 2;
-- case con-30
SELECT count(*) AS n FROM c5;
-- case con-31
ALTER TABLE c5 ADD CONSTRAINT agg CHECK (sum(qty) > 0);
-- case con-32
ALTER TABLE c5 DROP CONSTRAINT total;
ALTER TABLE c5 DROP CONSTRAINT total;
-- case con-34
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-aux-show-tblproperties
-- expect: {"schema": [["key", "string"], ["value", "string"]], "rows": [["nosuch", "Table main.witness.c5 does not have property: nosuch"]]}
SHOW TBLPROPERTIES c5 ('nosuch');
-- case con-35
ALTER TABLE nosuch_c ADD CONSTRAINT k CHECK (a > 0);
-- case con-36
CREATE OR REPLACE TABLE c6 (d DATE, s STRING);
ALTER TABLE c6 ADD CONSTRAINT dd CHECK (d >= '2020-01-01' AND length(s) < 3);
INSERT INTO c6 VALUES (DATE'2019-12-31', 'a');
-- case con-37
INSERT INTO c6 VALUES (DATE'2024-12-31', 'abcd');
-- case con-38
INSERT INTO c6 VALUES (DATE'2024-12-31', 'ab');
SELECT * FROM c6;
-- case con-39
DELETE FROM c6;
-- case con-40
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-create-table-constraint
-- expect: {"schema": [["constraint_name", "string"], ["constraint_type", "string"]], "rows": [["persons_pk", "PRIMARY KEY"]]}
CREATE TABLE persons (first_name STRING NOT NULL, last_name STRING NOT NULL, nickname STRING, CONSTRAINT persons_pk PRIMARY KEY (first_name, last_name));
SELECT constraint_name, constraint_type FROM information_schema.table_constraints WHERE table_name = 'persons';
-- case con-41
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-create-table-constraint
-- expect: {"schema": [["constraint_name", "string"], ["unique_constraint_name", "string"]], "rows": [["pets_persons_fk", "persons_pk"]]}
CREATE TABLE pets (name STRING, owner_first_name STRING, owner_last_name STRING, CONSTRAINT pets_persons_fk FOREIGN KEY (owner_first_name, owner_last_name) REFERENCES persons);
SELECT constraint_name, unique_constraint_name FROM information_schema.referential_constraints WHERE constraint_schema = 'witness';
-- case con-42
-- oracle: https://docs.databricks.com/aws/en/error-messages/error-classes
-- expect: {"error": {"class": "UC_PRIMARY_KEY_ON_NULLABLE_COLUMN", "sqlState": "42000", "message": ""}}
CREATE TABLE nullable_key (id INT);
ALTER TABLE nullable_key ADD CONSTRAINT k PRIMARY KEY (id);
-- case con-43 ordered
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/information-schema/key_column_usage
-- expect: {"schema": [["column_name", "string"], ["ordinal_position", "int"]], "rows": [["first_name", "1"], ["last_name", "2"]]}
SELECT column_name, ordinal_position FROM information_schema.key_column_usage WHERE constraint_name = 'persons_pk' ORDER BY ordinal_position;
-- case con-44
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-alter-table-drop-constraint
-- expect: {"schema": [["n", "bigint"]], "rows": [["0"]]}
ALTER TABLE pets DROP FOREIGN KEY IF EXISTS (owner_first_name, owner_last_name);
ALTER TABLE persons DROP PRIMARY KEY CASCADE;
SELECT count(*) AS n FROM information_schema.table_constraints WHERE table_schema = 'witness' AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY');
