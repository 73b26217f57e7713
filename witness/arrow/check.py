"""Arrow streams of a local workspace, read and validated by pyarrow. One line per check; the exit code says whether all held."""

import base64
import datetime
import json
import os
import urllib.request
from decimal import Decimal

import pyarrow as pa

from checks import check

host = os.environ["DATABRICKS_HOST"]
token = os.environ["DATABRICKS_TOKEN"]


def call(method, path, body=None):
    request = urllib.request.Request(
        host + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


warehouse = call("GET", "/api/2.0/sql/warehouses")["warehouses"][0]["id"]


def execute(statement, **more):
    answer = call(
        "POST",
        "/api/2.0/sql/statements/",
        {"statement": statement, "warehouse_id": warehouse, "wait_timeout": "50s", "format": "ARROW_STREAM", **more},
    )
    assert answer["status"]["state"] == "SUCCEEDED", answer["status"]
    return answer


def read(stream):
    table = pa.ipc.open_stream(stream).read_all()
    table.validate(full=True)
    return table


def linked(statement, **more):
    """All chunks, following the internal links; the data itself is fetched without the token."""
    answer = execute(statement, disposition="EXTERNAL_LINKS", **more)
    tables = []
    result = answer["result"]
    while True:
        link = result["external_links"][0]
        with urllib.request.urlopen(link["external_link"]) as chunk:
            table = read(chunk.read())
        assert table.num_rows == link["row_count"], (table.num_rows, link)
        tables.append(table)
        following = link.get("next_chunk_internal_link")
        if not following:
            break
        result = call("GET", following)
    assert len(tables) == answer["manifest"]["total_chunk_count"]
    return pa.concat_tables(tables)


def json_rows(statement):
    answer = execute(statement, format="JSON_ARRAY", disposition="INLINE")
    rows, result = list(answer["result"]["data_array"]), answer["result"]
    while "next_chunk_internal_link" in result:
        result = call("GET", result["next_chunk_internal_link"])
        rows += result["data_array"]
    return rows


@check("types of every kind of column")
def _():
    table = linked(
        """SELECT true b, 1Y t, 2S s, 3 i, 4L l, CAST(1.5 AS FLOAT) f, 2.5D d, CAST(-12.34 AS DECIMAL(18,2)) m,
           CAST('-12345678901234567890123456789.12' AS DECIMAL(38,2)) big, 'text' str, X'00FF' bin, DATE'2024-02-29' dt,
           TIMESTAMP'2024-02-29 12:34:56.789012' ts, TIMESTAMP_NTZ'1969-12-31 23:59:59.999999' ntz,
           INTERVAL '-1 02:03:04.5' DAY TO SECOND ds, array(1, NULL) a, map('a', 1) mp, named_struct('x', 1, 'y', 'z') st,
           parse_json('{"a":1}') v, NULL n"""
    )
    types = {field.name: str(field.type) for field in table.schema}
    assert types == {
        "b": "bool", "t": "int8", "s": "int16", "i": "int32", "l": "int64", "f": "float", "d": "double",
        "m": "decimal128(18, 2)", "big": "decimal128(38, 2)", "str": "string", "bin": "binary", "dt": "date32[day]",
        "ts": "timestamp[us, tz=UTC]", "ntz": "timestamp[us]", "ds": "duration[us]", "a": "list<element: int32>",
        "mp": "map<string, int32>", "st": "struct<x: int32, y: string>", "v": "string", "n": "null",
    }, types
    row = table.to_pylist()[0]
    assert row["m"] == Decimal("-12.34") and row["big"] == Decimal("-12345678901234567890123456789.12"), row
    assert row["ts"] == datetime.datetime(2024, 2, 29, 12, 34, 56, 789012, tzinfo=datetime.timezone.utc), row
    assert row["ntz"] == datetime.datetime(1969, 12, 31, 23, 59, 59, 999999), row
    assert row["ds"] == -datetime.timedelta(days=1, hours=2, minutes=3, seconds=4.5), row
    assert (row["a"], row["mp"], row["st"]) == ([1, None], [("a", 1)], {"x": 1, "y": "z"}), row
    assert (row["bin"], row["dt"], row["v"], row["n"]) == (b"\x00\xff", datetime.date(2024, 2, 29), '{"a":1}', None)


@check("each field names its SQL type")
def _():
    field = linked("SELECT CAST(1 AS DECIMAL(9,2)) AS d").schema.field("d")
    assert field.metadata[b"Spark:DataType:SqlName"] == b"DECIMAL(9,2)", field.metadata


@check("half a million rows in chunks, nulls and nested values, as JSON_ARRAY has them")
def _():
    sql = """SELECT id, IF(id % 7 = 0, NULL, id * 3) n, IF(id % 5 = 0, NULL, concat('number ', id, ' of many')) s,
             IF(id % 13 = 0, NULL, array(id, NULL)) a, named_struct('k', IF(id % 2 = 0, NULL, CAST(id AS STRING))) st
             FROM range({}) ORDER BY id"""
    table = linked(sql.format(500_000))
    assert table.num_rows == 500_000 and table.column("id").num_chunks > 1
    assert table.column("n").null_count == len(range(0, 500_000, 7))
    assert table.slice(499_999).to_pylist() == [
        {"id": 499_999, "n": 1_499_997, "s": "number 499999 of many", "a": [499_999, None], "st": {"k": "499999"}}
    ]
    first = table.slice(0, 20_000).to_pylist()
    for arrow, text in zip(first, json_rows(sql.format(20_000)), strict=True):
        assert str(arrow["id"]) == text[0]
        assert (None if arrow["n"] is None else str(arrow["n"])) == text[1]
        assert arrow["s"] == text[2]
        nested = None if text[3] is None else [None if x is None else int(x) for x in json.loads(text[3])]
        assert arrow["a"] == nested, (arrow, text)
        assert arrow["st"] == json.loads(text[4]), (arrow, text)


@check("an attachment of an inline result")
def _():
    answer = execute("SELECT id FROM range(1000)", disposition="INLINE")
    table = read(base64.b64decode(answer["result"]["attachment"]))
    assert table.column("id").to_pylist() == list(range(1000))


@check("an empty result has its columns")
def _():
    table = linked("SELECT 1 AS a, 'x' AS b WHERE false")
    assert (table.num_rows, table.column_names) == (0, ["a", "b"])


@check("a sample table, counted and summed as SQL does")
def _():
    table = linked("SELECT * FROM samples.nyctaxi.trips")
    import pyarrow.compute as pc

    [[rows, fares]] = json_rows("SELECT count(*), CAST(sum(fare_amount) AS DECIMAL(18,2)) FROM samples.nyctaxi.trips")
    assert table.num_rows == int(rows)
    assert abs(pc.sum(table.column("fare_amount")).as_py() - float(fares)) < 0.01
