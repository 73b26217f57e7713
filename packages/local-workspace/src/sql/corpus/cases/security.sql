-- setup
CREATE SCHEMA sec;
CREATE TABLE sec.t (id INT, ssn STRING);
CREATE FUNCTION sec.f(x INT) RETURNS INT COMMENT 'doubles' RETURN x * 2;
CREATE FUNCTION sec.tf(n INT DEFAULT 3) RETURNS TABLE(a INT, b DECIMAL(5,2)) RETURN SELECT n, 1.5;
-- case sec-01 ordered
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/security-show-grant
-- expect: {"schema": [["Principal", "string"], ["ActionType", "string"], ["ObjectType", "string"], ["ObjectKey", "string"]], "rows": [["alf@melmak.et", "SELECT", "TABLE", "main.sec.t"], ["alf@melmak.et", "USE SCHEMA", "SCHEMA", "main.sec"]]}
GRANT USE SCHEMA ON SCHEMA sec TO `alf@melmak.et`;
GRANT SELECT, MODIFY ON TABLE sec.t TO `alf@melmak.et`;
REVOKE MODIFY ON TABLE sec.t FROM `alf@melmak.et`;
SHOW GRANTS `alf@melmak.et` ON TABLE sec.t;
-- case sec-02
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/security-show-grant
-- expect: {"schema": [["Principal", "string"], ["ActionType", "string"], ["ObjectType", "string"], ["ObjectKey", "string"]], "rows": []}
SHOW GRANTS `nobody` ON TABLE sec.t;
-- case sec-03
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/information-schema/table_tags
-- expect: {"schema": [["tag_name", "string"], ["tag_value", "string"]], "rows": [["cost", ""], ["team", "data"]]}
ALTER TABLE sec.t SET TAGS ('team' = 'data', 'cost', 'old' = 'x');
ALTER TABLE sec.t UNSET TAGS ('old');
SELECT tag_name, tag_value FROM information_schema.table_tags WHERE table_name = 't' AND schema_name = 'sec';
-- case sec-04
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/information-schema/column_tags
-- expect: {"schema": [["column_name", "string"], ["tag_name", "string"], ["tag_value", "string"]], "rows": [["ssn", "pii", "yes"]]}
ALTER TABLE sec.t ALTER COLUMN ssn SET TAGS ('pii' = 'yes', 'tmp' = '1');
ALTER TABLE sec.t ALTER COLUMN ssn UNSET TAGS ('tmp');
SELECT column_name, tag_name, tag_value FROM information_schema.column_tags;
-- case sec-05
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-set-tag
-- expect: {"schema": [["schema_name", "string"], ["tag_value", "string"]], "rows": [["sec", "gold"]]}
SET TAG ON SCHEMA sec tier = gold;
SELECT schema_name, tag_value FROM information_schema.schema_tags WHERE tag_name = 'tier';
-- case sec-06
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/information-schema/table_privileges
-- expect: {"schema": [["grantee", "string"], ["privilege_type", "string"], ["inherited_from", "string"]], "rows": [["alf@melmak.et", "SELECT", "NONE"], ["alf@melmak.et", "USE SCHEMA", "SCHEMA"]]}
SELECT grantee, privilege_type, inherited_from FROM information_schema.table_privileges WHERE table_name = 't' AND table_schema = 'sec';
-- case sec-07 ordered
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/information-schema/routines
-- expect: {"schema": [["routine_name", "string"], ["routine_type", "string"], ["full_data_type", "string"], ["is_deterministic", "string"], ["comment", "string"]], "rows": [["f", "FUNCTION", "int", "YES", "doubles"], ["tf", "FUNCTION", "TABLE", "YES", null]]}
SELECT routine_name, routine_type, full_data_type, is_deterministic, comment FROM information_schema.routines WHERE routine_schema = 'sec' ORDER BY 1;
-- case sec-08 ordered
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/information-schema/parameters
-- expect: {"schema": [["specific_name", "string"], ["parameter_name", "string"], ["full_data_type", "string"], ["parameter_default", "string"]], "rows": [["f", "x", "int", null], ["tf", "n", "int", "3"]]}
SELECT specific_name, parameter_name, full_data_type, parameter_default FROM information_schema.parameters WHERE specific_schema = 'sec' ORDER BY 1;
-- case sec-09
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/security-grant
-- expect: {"error": {"class": "TABLE_OR_VIEW_NOT_FOUND", "sqlState": "42P01", "message": ""}}
GRANT SELECT ON TABLE sec.nosuch TO bob;
-- case sec-10
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-privileges
-- expect: {"error": {"class": "INVALID_PARAMETER_VALUE", "sqlState": "22023", "message": ""}}
GRANT EXECUTE ON TABLE sec.t TO bob;
-- case sec-11
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-alter-schema
-- expect: {"schema": [["schema_owner", "string"]], "rows": [["carol@example.com"]]}
ALTER SCHEMA sec SET OWNER TO `carol@example.com`;
SELECT schema_owner FROM information_schema.schemata WHERE schema_name = 'sec';
-- case sec-12
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/security-revoke
-- expect: {"schema": [["Principal", "string"], ["ActionType", "string"], ["ObjectType", "string"], ["ObjectKey", "string"]], "rows": []}
GRANT ALL PRIVILEGES ON TABLE sec.t TO dave;
REVOKE ALL PRIVILEGES ON TABLE sec.t FROM dave;
SHOW GRANTS dave ON sec.t;
-- case sec-13
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-comment
-- expect: {"schema": [["comment", "string"]], "rows": [["about t"]]}
COMMENT ON TABLE sec.t IS 'about t';
SELECT comment FROM information_schema.tables WHERE table_schema = 'sec' AND table_name = 't';
-- case sec-14
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-comment
-- expect: {"schema": [["col_name", "string"], ["data_type", "string"], ["comment", "string"]], "rows": [["id", "int", null], ["ssn", "string", "secret"]]}
COMMENT ON COLUMN sec.t.ssn IS 'secret';
DESCRIBE sec.t;
-- case sec-15
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-comment
-- expect: {"schema": [["col_name", "string"], ["data_type", "string"], ["comment", "string"]], "rows": [["id", "int", null], ["ssn", "string", null]]}
COMMENT ON COLUMN sec.t.ssn IS NULL;
DESCRIBE sec.t;
-- case sec-16
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-comment
-- expect: {"error": {"class": "UNRESOLVED_COLUMN.WITH_SUGGESTION", "sqlState": "42703", "message": ""}}
COMMENT ON COLUMN sec.t.nosuch IS 'x';
