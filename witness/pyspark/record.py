"""Records what Apache Spark answers to the cases of the DataFrame API. See README.md beside this file."""

import json
import pathlib
import re
import sys
import tempfile

from delta import configure_spark_with_delta_pip
from pyspark.sql import SparkSession

HERE = pathlib.Path(__file__).resolve().parents[2] / "packages/local-workspace/src/compute/pyspark"
sys.path.insert(0, str(HERE))
from harness import run_case  # noqa: E402

place = tempfile.mkdtemp()
builder = (
    SparkSession.builder.master("local[1]")
    .config("spark.sql.ansi.enabled", "true")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.warehouse.dir", place + "/warehouse")
    .config("spark.hadoop.javax.jdo.option.ConnectionURL", f"jdbc:derby:{place}/meta;create=true")
    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
    .config("spark.sql.sources.default", "delta")
)
spark = configure_spark_with_delta_pip(builder).getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
for file in sorted((HERE / "cases").glob("*.py")):
    if sys.argv[1:] and file.stem not in sys.argv[1:]:
        continue
    names, recorded = {"spark": spark}, {}
    for block in re.split(r"^(?=# (?:setup|case )\b)", file.read_text(), flags=re.M):
        head, _, code = block.partition("\n")
        if head.startswith("# setup"):
            exec(code, names)
        elif head.startswith("# case "):
            words = head.split()[2:]
            recorded[words[0]] = run_case(names, code, "ordered" in words[1:])
    (HERE / f"recorded/{file.stem}.json").write_text(
        "{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in recorded.items()) + "\n}\n"
    )
    print(file.stem, len(recorded), [k for k, v in recorded.items() if "error" in v])
