"""Records what Apache Spark answers to the corpus. See README.md beside this file."""

import atexit
import base64
import datetime
import decimal
import json
import os
import pathlib
import re
import shutil
import struct
import sys
import tempfile
import time

os.environ["TZ"] = "UTC"
time.tzset()

from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import SparkSession, types as T  # noqa: E402

CORPUS = pathlib.Path(__file__).resolve().parents[2] / "packages/local-workspace/src/sql/corpus"


def parse_cases(text):
    """The file's setup statements and its cases, in order."""
    setup, cases, current = [], [], None
    for block in re.split(r"^(?=-- (?:setup|case )\b)", text, flags=re.M):
        head, _, body = block.partition("\n")
        expect = re.search(r"^-- expect: (.*)$", body, flags=re.M)
        oracle = re.search(r"^-- oracle: (.*)$", body, flags=re.M)
        body = re.sub(r"^-- (?:expect|oracle): .*\n", "", body, flags=re.M)
        statements = [s.strip() for s in re.split(r";[ \t]*$", body, flags=re.M) if s.strip()]
        if head.startswith("-- setup"):
            setup += statements
        elif head.startswith("-- case "):
            words = head.split()[2:]
            current = {"id": words[0], "ordered": "ordered" in words[1:], "statements": statements}
            if oracle:
                current["oracle"] = oracle.group(1)
                current["expect"] = json.loads(expect.group(1))
            cases.append(current)
    return setup, cases


def float32_text(value):
    for digits in range(1, 10):
        text = f"%.{digits}g" % value
        if struct.pack("f", float(text)) == struct.pack("f", value):
            return float(text)
    return value


def wire(value, kind):
    """A value as the Statement Execution API's JSON_ARRAY shows it; nested values as plain lists and dicts of strings."""
    if value is None:
        return None
    if isinstance(kind, T.BooleanType):
        return "true" if value else "false"
    if isinstance(kind, (T.FloatType, T.DoubleType)):
        if value != value:
            return "NaN"
        if value in (float("inf"), float("-inf")):
            return "Infinity" if value > 0 else "-Infinity"
        return repr(float(float32_text(value) if isinstance(kind, T.FloatType) else value))
    if isinstance(kind, T.DecimalType):
        return format(decimal.Decimal(value), "f")
    if isinstance(kind, T.BinaryType):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(kind, T.TimestampType):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(kind, T.TimestampNTZType):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%f")
    if isinstance(kind, T.ArrayType):
        return [wire(v, kind.elementType) for v in value]
    if isinstance(kind, T.MapType):
        return {str(wire(k, kind.keyType)): wire(v, kind.valueType) for k, v in value.items()}
    if isinstance(kind, T.StructType):
        return {f.name: wire(v, f.dataType) for f, v in zip(kind.fields, value)}
    if isinstance(kind, T.VariantType):
        return value.toJson()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def top(value, kind):
    out = wire(value, kind)
    return json.dumps(out, ensure_ascii=False, separators=(",", ":")) if isinstance(out, (list, dict)) else out


def is_interval(kind):
    return isinstance(kind, (T.DayTimeIntervalType, T.YearMonthIntervalType, T.CalendarIntervalType))


def answer(spark, sql):
    frame = spark.sql(sql)
    # The session catalog of Spark stands for the catalog `main`: it is part of the names of calls of own functions.
    schema = [[f.name.replace("spark_catalog.", "main."), f.dataType.simpleString()] for f in frame.schema.fields]
    kinds = [f.dataType for f in frame.schema.fields]
    if any(is_interval(k) for k in kinds):
        names = [f"c{i}" for i in range(len(kinds))]
        flat = frame.toDF(*names)
        frame = flat.selectExpr(*[f"cast({n} as string)" if is_interval(k) else n for n, k in zip(names, kinds)])
    rows = []
    for row in frame.collect():
        out = []
        for value, kind in zip(row, kinds):
            text = value if is_interval(kind) else top(value, kind)
            if is_interval(kind) and text is not None:
                text = re.sub(r"^INTERVAL '(.*)' .*$", r"\1", text)
            out.append(text)
        rows.append(out)
    return {"schema": schema, "rows": rows}


def failure(error):
    if not isinstance(error, PySparkException):
        return {"error": {"class": type(error).__name__, "sqlState": None, "message": str(error)[:300]}}
    return {"error": {"class": error.getCondition(), "sqlState": error.getSqlState(), "message": str(error).split("\n")[0][:300]}}


def attempt(spark, statements):
    """The last statement's answer. An earlier one must succeed."""
    *before, last = statements
    for sql in before:
        spark.sql(sql).collect()
    try:
        return answer(spark, last)
    except Exception as error:  # what Spark says is the record
        return failure(error)


def session():
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    warehouse = tempfile.mkdtemp(prefix="spark-witness-")
    atexit.register(shutil.rmtree, warehouse, ignore_errors=True)
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars.packages", "io.delta:delta-spark_2.13:4.0.0")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.sources.default", "delta")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .config("spark.sql.warehouse.dir", warehouse)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    return spark


def record(spark, area):
    setup, cases = parse_cases((CORPUS / "cases" / f"{area}.sql").read_text())
    spark.sql("DROP SCHEMA IF EXISTS witness CASCADE")
    spark.sql("CREATE SCHEMA witness")
    spark.sql("USE witness")
    for sql in setup:
        spark.sql(sql).collect()
    out = {}
    for case in cases:
        if case["id"] in out:
            raise SystemExit(f"{area}: the id {case['id']} is used twice")
        if "expect" in case:
            out[case["id"]] = {"oracle": case["oracle"], **case["expect"]}
            continue
        try:
            out[case["id"]] = {"oracle": f"Apache Spark {spark.version}"}
            out[case["id"]].update(attempt(spark, case["statements"]))
        except Exception as error:
            print(f"{area}/{case['id']}: left out, its set-up failed: {str(error)[:300]}")
            del out[case["id"]]
    target = CORPUS / "recorded" / f"{area}.json"
    body = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in out.items())
    target.write_text("{\n" + body + "\n}\n")
    print(f"{area}: {len(out)} recorded, {sum('error' in v for v in out.values())} of them errors")


def main():
    areas = sys.argv[1:] or sorted(p.stem for p in (CORPUS / "cases").glob("*.sql"))
    spark = session()
    for area in areas:
        record(spark, area)
    spark.stop()


if __name__ == "__main__":
    main()
