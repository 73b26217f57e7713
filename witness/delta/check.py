"""Writes tables over SQL, then compares each version as delta-rs reads it with what the warehouse says of it."""

import base64
import datetime
import decimal
import json
import os
import urllib.request

import pyarrow
from deltalake import DeltaTable, QueryBuilder

from checks import check

HOST, TOKEN = os.environ["DATABRICKS_HOST"], os.environ["DATABRICKS_TOKEN"]

SCRIPT = """
CREATE TABLE people (id INT, name STRING);
INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob');
INSERT INTO people VALUES (3, NULL);
UPDATE people SET name = 'Bobby' WHERE id = 2;
DELETE FROM people WHERE id = 1;
MERGE INTO people t USING (SELECT 3 AS id, 'Cy' AS name UNION ALL SELECT 4, 'Dee') s ON t.id = s.id
  WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;
ALTER TABLE people ADD COLUMN age INT;
INSERT INTO people VALUES (8, 'Hal', 40);
OPTIMIZE people;
RESTORE TABLE people TO VERSION AS OF 2;
CREATE TABLE chosen AS SELECT id, id * 1.5 AS d FROM range(1000);
CREATE OR REPLACE TABLE chosen AS SELECT 'x' AS only;
CREATE TABLE cloned DEEP CLONE people VERSION AS OF 1;
CREATE TABLE kinds (b BOOLEAN, t TINYINT, s SMALLINT, l BIGINT, f FLOAT, d DOUBLE, n DECIMAL(38, 10), v VARCHAR(5), x BINARY,
  dt DATE, ts TIMESTAMP, a ARRAY<INT>, m MAP<STRING, DECIMAL(5, 2)>, st STRUCT<x: INT, y: ARRAY<STRING>>);
INSERT INTO kinds VALUES (true, -128Y, 32767S, 9223372036854775807L, 1.5F, 0.1D, 1234567890123456789012345678.0123456789, 'abc',
  X'00FF', DATE'2024-02-29', TIMESTAMP'2024-02-29 12:34:56.789', array(1, NULL), map('k', 1.25), named_struct('x', 1, 'y', array('p')));
INSERT INTO kinds (b) VALUES (NULL);
CREATE TABLE local_times (n INT, tn TIMESTAMP_NTZ);
INSERT INTO local_times VALUES (1, TIMESTAMP_NTZ'2024-02-29 12:34:56.789');
CREATE TABLE mapped (a INT, b STRING) TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
INSERT INTO mapped VALUES (1, 'one');
ALTER TABLE mapped RENAME COLUMN b TO c;
INSERT INTO mapped VALUES (2, 'two');
ALTER TABLE mapped DROP COLUMN a
"""
TABLES = ["people", "chosen", "cloned", "kinds", "local_times", "mapped"]


def call(method, path, body=None):
    request = urllib.request.Request(HOST + path, method=method, headers={"Authorization": f"Bearer {TOKEN}"})
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(request, data) as response:
        return json.load(response)


WAREHOUSE = call("GET", "/api/2.0/sql/warehouses")["warehouses"][0]["id"]


def run(statement):
    answer = call(
        "POST",
        "/api/2.0/sql/statements",
        {"statement": statement, "warehouse_id": WAREHOUSE, "wait_timeout": "50s", "catalog": "main", "schema": "default"},
    )
    if answer["status"]["state"] != "SUCCEEDED":
        raise RuntimeError(f"{statement}: {answer['status']['error']['message']}")
    return answer


def wire(value):
    """A value of delta-rs as a result in JSON_ARRAY shows it; maps and structs as plain dicts."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        text = value.isoformat(timespec="milliseconds").replace("+00:00", "")
        return text + ("Z" if value.tzinfo else "")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, list):
        pairs = bool(value) and all(isinstance(each, tuple) for each in value)
        return {wire(k): wire(v) for k, v in value} if pairs else [wire(each) for each in value]
    if isinstance(value, dict):
        return {key: wire(each) for key, each in value.items()}
    return str(value)


def said(cell, kind):
    return json.loads(cell) if cell is not None and kind in ("ARRAY", "MAP", "STRUCT") else cell


def by_text(rows):
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def read(table, version):
    found = QueryBuilder().register("t", DeltaTable(table, version=version)).execute("SELECT * FROM t").read_all()
    rows = pyarrow.table(found).to_pylist()
    return by_text([[wire(each) for each in row.values()] for row in rows])


def compare(name):
    location = call("GET", f"/api/2.1/unity-catalog/tables/main.default.{name}")["storage_location"]
    history = run(f"DESCRIBE HISTORY {name}")["result"]["data_array"]
    for version in sorted(int(row[0]) for row in history):
        answer = run(f"SELECT * FROM {name} VERSION AS OF {version}")
        kinds = [column["type_name"] for column in answer["manifest"]["schema"]["columns"]]
        rows = answer.get("result", {}).get("data_array") or []
        expected = by_text([[said(cell, kind) for cell, kind in zip(row, kinds)] for row in rows])
        found = read(location, version)
        @check(f"{name} version {version}: {len(found)} rows")
        def _(found=found, expected=expected):
            assert found == expected, f"delta-rs {found[:3]}, warehouse {expected[:3]}"



for statement in SCRIPT.split(";\n"):
    run(statement)
for table in TABLES:
    compare(table)
