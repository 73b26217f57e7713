"""Declaring datasets and flows of a pipeline: `from pyspark import pipelines as dp`, and `dlt` before it.

Functions are only noted here. The workspace asks for the query of each when it knows what the query reads.
"""

import json

from .column import Column, quote_name
from .dataframe import DataFrame
from .dbutils import NotebookExit
from .errors import AnalysisException, NotHere
from .reader import Reader, _ddl, _path
from .types import as_type, quote_string
from .workspace_modules import install

_declared = []
_functions = {}
_spark = None


class PipelineError(Exception):
    """A declaration that cannot be understood."""


def begin(spark, modules=None):
    """Called before each source; at the first with the modules that sources may import, path → text."""
    global _spark
    if modules:
        install(modules)
    _spark = spark
    spark._pipeline = True
    _declared.clear()


def collect():
    """Leaves with what the source has declared."""
    raise NotebookExit(json.dumps([each() for each in _declared]))


def evaluate(number):
    """Leaves with the query of a function, or with the word that it has to wait."""
    function = _functions[number]
    try:
        frame = function()
    except AnalysisException as error:
        if "[PIPELINE_DATASET_PENDING]" in str(error):
            raise NotebookExit(json.dumps({"waiting": True})) from None
        raise
    if not isinstance(frame, DataFrame):
        raise PipelineError(
            f"[PIPELINE_DATASET_NOT_A_DATAFRAME] The function {function.__name__} must return a DataFrame; it returned {type(frame).__name__}."
        )
    raise NotebookExit(json.dumps({"sql": frame._query()}))


def _inside():
    if _spark is None:
        raise NotHere("Declaring datasets outside a pipeline; add this source to the libraries of one. Running it here")


def _note(function):
    number = f"{len(_functions) + 1}:{function.__name__}"
    _functions[number] = function
    return number


def _refuse(where, options):
    given = [name for name, value in options.items() if value not in (None, False)]
    if given:
        raise NotHere(f"{where}({given[0]}=…)")


def _expectations_of(function):
    return getattr(function, "_lakehand_expectations", [])


def _dataset(kind, name, function, comment, schema, properties, expectations):
    _inside()
    number = _note(function) if function is not None else None
    title = name or (function.__name__ if function is not None else None)
    if not title:
        raise PipelineError("[PIPELINE_DATASET_WITHOUT_NAME] A dataset needs a name.")
    text = None
    if schema is not None:
        text = schema if isinstance(schema, str) else _ddl(as_type(schema))

    def told():
        own = expectations if expectations is not None else []
        return {
            "kind": "dataset",
            "type": kind,
            "name": title,
            "schema": text,
            "comment": comment,
            "properties": {key: _plain(value) for key, value in properties.items()},
            "expectations": [*own, *(_expectations_of(function) if function is not None else [])],
            "function": number,
        }

    _declared.append(told)


def _plain(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def _decorator(kind):
    def declare(
        query_function=None,
        *,
        name=None,
        comment=None,
        schema=None,
        table_properties=None,
        spark_conf=None,
        partition_cols=None,
        cluster_by=None,
        cluster_by_auto=None,
        path=None,
        temporary=False,
        private=False,
        row_filter=None,
        format=None,
        refresh_policy=None,
    ):
        _refuse("table", {"path": path, "temporary": temporary, "private": private, "row_filter": row_filter})
        if format not in (None, "delta"):
            raise NotHere(f"A table in the format {format}")
        properties = dict(table_properties or {})
        if partition_cols:
            properties["partitionColumns"] = ",".join(partition_cols)
        if cluster_by or cluster_by_auto:
            properties["clusteringColumns"] = ",".join(cluster_by or ["AUTO"])

        def take(function):
            _dataset(kind, name, function, comment, schema, properties, None)
            return function

        return take(query_function) if callable(query_function) else take

    return declare


table = _decorator("AUTO")
create_table = table
materialized_view = _decorator("MATERIALIZED_VIEW")
temporary_view = _decorator("TEMPORARY_VIEW")
view = temporary_view


def _expect(action, conditions):
    def take(function):
        noted = getattr(function, "_lakehand_expectations", None)
        if noted is None:
            noted = function._lakehand_expectations = []
        # Decorators run from the function upwards; they are told from the top.
        noted[:0] = [{"name": name, "sql": _text(sql), "action": action} for name, sql in conditions.items()]
        return function

    return take


def expect(name, condition):
    return _expect("warn", {name: condition})


def expect_or_drop(name, condition):
    return _expect("drop", {name: condition})


def expect_or_fail(name, condition):
    return _expect("fail", {name: condition})


def expect_all(expectations):
    return _expect("warn", expectations)


def expect_all_or_drop(expectations):
    return _expect("drop", expectations)


def expect_all_or_fail(expectations):
    return _expect("fail", expectations)


def create_streaming_table(
    name,
    comment=None,
    spark_conf=None,
    table_properties=None,
    partition_cols=None,
    path=None,
    schema=None,
    expect_all=None,
    expect_all_or_drop=None,
    expect_all_or_fail=None,
    cluster_by=None,
    cluster_by_auto=None,
    row_filter=None,
    format=None,
):
    _refuse("create_streaming_table", {"path": path, "row_filter": row_filter})
    properties = dict(table_properties or {})
    if partition_cols:
        properties["partitionColumns"] = ",".join(partition_cols)
    if cluster_by or cluster_by_auto:
        properties["clusteringColumns"] = ",".join(cluster_by or ["AUTO"])
    expectations = [
        {"name": each, "sql": _text(sql), "action": action}
        for action, group in (("warn", expect_all), ("drop", expect_all_or_drop), ("fail", expect_all_or_fail))
        for each, sql in (group or {}).items()
    ]
    _dataset("STREAMING_TABLE", name, None, comment, schema, properties, expectations)


create_target_table = create_streaming_live_table = create_streaming_table


def append_flow(query_function=None, *, target=None, name=None, comment=None, spark_conf=None, once=False):
    def take(function):
        _inside()
        number, title = _note(function), name or function.__name__
        if not target:
            raise PipelineError(f"[PIPELINE_FLOW_WITHOUT_TARGET] The flow {title} needs a target.")
        _declared.append(
            lambda: {
                "kind": "flow",
                "name": title,
                "target": target,
                "once": bool(once),
                "function": number,
                "cdc": None,
            }
        )
        return function

    return take(query_function) if callable(query_function) else take


def create_auto_cdc_flow(
    target,
    source,
    keys,
    sequence_by,
    ignore_null_updates=False,
    apply_as_deletes=None,
    apply_as_truncates=None,
    column_list=None,
    except_column_list=None,
    stored_as_scd_type=1,
    track_history_column_list=None,
    track_history_except_column_list=None,
    name=None,
    once=False,
    ignore_null_updates_column_list=None,
    ignore_null_updates_except_column_list=None,
):
    _inside()
    _refuse(
        "create_auto_cdc_flow",
        {
            "ignore_null_updates_column_list": ignore_null_updates_column_list,
            "ignore_null_updates_except_column_list": ignore_null_updates_except_column_list,
            "once": once,
        },
    )
    if str(stored_as_scd_type) not in ("1", "2"):
        raise PipelineError("[INVALID_SCD_TYPE] stored_as_scd_type must be 1 or 2.")
    told = {
        "kind": "flow",
        "name": name or target,
        "target": target,
        "once": False,
        "function": None,
        "cdc": {
            "source": f"STREAM({source})",
            "keys": [_name(key) for key in keys],
            "sequenceBy": _text(sequence_by),
            "deleteWhen": None if apply_as_deletes is None else _text(apply_as_deletes),
            "truncateWhen": None if apply_as_truncates is None else _text(apply_as_truncates),
            "ignoreNullUpdates": bool(ignore_null_updates),
            "columns": _choice(column_list, except_column_list),
            "scd": int(stored_as_scd_type),
            "trackHistory": _choice(track_history_column_list, track_history_except_column_list),
        },
    }
    _declared.append(lambda: told)


apply_changes = create_auto_cdc_flow


def create_auto_cdc_from_snapshot_flow(*_arguments, **_named):
    raise NotHere("AUTO CDC from snapshots")


apply_changes_from_snapshot = create_auto_cdc_from_snapshot_flow


def create_sink(*_arguments, **_named):
    raise NotHere("A sink of a pipeline")


def foreach_batch_sink(*_arguments, **_named):
    raise NotHere("A sink of a pipeline")


def on_event_hook(*_arguments, **_named):
    raise NotHere("An event hook of a pipeline")


def read(name):
    return _spark.table(name)


def read_stream(name):
    return _spark.readStream.table(name)


def _text(expression):
    if isinstance(expression, Column):
        return expression._sql()
    return str(expression)


def _name(column):
    text = column._sql() if isinstance(column, Column) else str(column)
    return text.replace("`", "")


def _choice(only, without):
    if only is not None and without is not None:
        raise PipelineError("[PIPELINE_COLUMN_LISTS] Give the columns to take or those to leave out, not both.")
    choice = {}
    if only is not None:
        choice["only"] = [_name(each) for each in only]
    if without is not None:
        choice["except"] = [_name(each) for each in without]
    return choice


class DataStreamReader(Reader):
    """`spark.readStream` in a pipeline: a query with STREAM in it."""

    def table(self, tableName):
        for key in self._options:
            if key.lower() in ("skipchangecommits", "ignorechanges", "ignoredeletes", "readchangefeed", "readchangedata"):
                raise NotHere(f"The option {key} of a stream")
        return self._made(f"SELECT * FROM STREAM({tableName})")

    def load(self, path=None, format=None, schema=None, **options):
        self._options.update(options)
        kind = format or self._format or "delta"
        given = {key.lower(): value for key, value in self._options.items()}
        auto_loader = kind.lower() == "cloudfiles"
        if auto_loader:
            kind = given.pop("cloudfiles.format", None)
            if kind is None:
                raise AnalysisException("[CF_MISSING_FORMAT] Auto Loader needs the option cloudFiles.format.")
        if kind.lower() == "delta":
            raise NotHere("A stream of a Delta folder by its path; use spark.readStream.table(name)")
        if path is None:
            raise AnalysisException("[PATH_NOT_GIVEN] load() needs a path, e.g. /Volumes/main/default/files.")
        arguments = [quote_string(_path(path)), f"format => {quote_string(kind.lower())}"]
        if schema is not None or self._schema is not None:
            wanted = schema if schema is not None else self._schema
            text = wanted if isinstance(wanted, str) else _ddl(as_type(wanted))
            arguments.append(f"schema => {quote_string(text)}")
        elif "cloudfiles.infercolumntypes" not in given and "inferschema" not in given:
            # Auto Loader reads what JSON and CSV hold as text unless it is told to look.
            arguments.append("inferColumnTypes => 'false'")
        for key, value in given.items():
            arguments.append(f"{quote_name(key.removeprefix('cloudfiles.'))} => {quote_string(_plain(value))}")
        return self._made(f"SELECT * FROM STREAM(read_files({', '.join(arguments)}))")

    def csv(self, path, **options):
        return self.load(path, "csv", **options)

    def json(self, path, **options):
        return self.load(path, "json", **options)

    def parquet(self, path, **options):
        return self.load(path, "parquet", **options)

    def text(self, path, **options):
        return self.load(path, "text", **options)

    def _made(self, sql):
        frame = DataFrame(self._session, sql)
        frame.schema  # What is wrong is refused here, as Spark does.
        return frame
