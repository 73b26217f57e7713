"""`spark`: statements run in the session that the workspace keeps for this context."""

from . import channel
from .column import quote_name
from .dataframe import DataFrame
from .errors import NotHere, of_statement
from .reader import DataFrameReader
from .types import Row, StructField, StructType, as_type, from_wire, infer, literal, parse_type, NullType

#: Most rows that one collect() brings over.
MOST_ROWS = 1_000_000


class Result:
    def __init__(self, columns, rows):
        self.schema = StructType([StructField(column["name"], parse_type(column["type"])) for column in columns])
        self._rows = rows

    def rows(self):
        names = self.schema.names
        types = [field.dataType for field in self.schema]
        return [Row.of(names, [from_wire(text, kind) for text, kind in zip(row, types)]) for row in self._rows]


class SparkSession:
    version = "4.0.0"

    def __init__(self):
        self._schemas = {}
        #: Set while the sources of a pipeline run.
        self._pipeline = False

    def _run(self, sql, limit=MOST_ROWS, parameters=None):
        answer = channel.current().request("sql", statement=sql, limit=limit, parameters=parameters or [])
        if answer.get("error"):
            called = next((name for name in registered if f"`{name}`" in answer["error"].lower()), None)
            if called and "UNRESOLVED_ROUTINE" in answer["error"]:
                raise NotHere(f"The Python function {called}() in a text of SQL; call what udf.register() gave on columns")
            raise of_statement(answer["error"])
        return Result(answer["columns"], answer["rows"])

    def _schema_of(self, sql):
        """The columns of a query, without its rows."""
        known = self._schemas.get(sql)
        if known is None:
            known = self._run(f"SELECT * FROM ({sql}) LIMIT 0").schema
            if len(self._schemas) > 1000:
                self._schemas.clear()
            self._schemas[sql] = known
        return known

    def sql(self, sqlQuery, args=None, **named):
        if named:
            # `{df}` is a DataFrame's query, `{value}` a value.
            sqlQuery = sqlQuery.format(
                **{
                    name: f"({value._query()})" if isinstance(value, DataFrame) else _inserted(value)
                    for name, value in named.items()
                }
            )
        parameters = [
            {"name": name, "value": None if value is None else str(value), "type": infer(value).simpleString()}
            for name, value in (args or {}).items()
        ]
        text = sqlQuery.strip().rstrip(";").strip()
        first = text.lstrip("( \n\t").split(None, 1)
        word = first[0].upper() if first else ""
        if word in ("SELECT", "WITH", "VALUES", "FROM", "TABLE") and not parameters:
            frame = DataFrame(self, text)
            frame.schema  # A wrong query is refused where it is written, as Spark does.
            return frame
        # Everything else takes effect now, once; its rows are kept.
        self._schemas.clear()
        result = self._run(text, parameters=parameters)
        return DataFrame(self, None, result)

    def table(self, name):
        frame = DataFrame(self, f"SELECT * FROM {name}")
        frame.schema
        return frame

    def range(self, start, end=None, step=1, numPartitions=None):
        first, last = (0, start) if end is None else (start, end)
        return DataFrame(self, f"SELECT id FROM range({first}, {last}, {step})")

    @property
    def read(self):
        return DataFrameReader(self)

    @property
    def readStream(self):
        if not self._pipeline:
            raise NotHere("spark.readStream: streams run in pipelines (CREATE STREAMING TABLE)")
        from .pipelines import DataStreamReader

        return DataStreamReader(self)

    @property
    def sparkContext(self):
        raise NotHere("SparkContext and RDDs, as on serverless compute; use DataFrames")

    @property
    def udf(self):
        return UserFunctions()

    @property
    def catalog(self):
        return Catalog(self)

    @property
    def conf(self):
        return Conf(self)

    def stop(self):
        """The context ends with its owner."""

    def createDataFrame(self, data, schema=None, samplingRatio=None, verifySchema=True):
        if hasattr(data, "to_dict") and hasattr(data, "columns"):
            names = [str(name) for name in data.columns]
            data = [tuple(_plain(value) for value in row) for row in data.itertuples(index=False, name=None)]
            schema = schema if schema is not None else names
        rows = list(data)
        if schema is not None and not isinstance(schema, (list, tuple)):
            schema = as_type(schema)
            if not isinstance(schema, StructType):
                schema = StructType([StructField("value", schema)])
                rows = [(row,) for row in rows]
        names, rows = _shape(rows, schema)
        if isinstance(schema, StructType):
            types = [field.dataType for field in schema]
        else:
            if not rows:
                raise ValueError("[CANNOT_INFER_EMPTY_SCHEMA] Give a schema: there are no rows to infer it from.")
            types = [_common([row[at] for row in rows], name) for at, name in enumerate(names)]
        columns = ", ".join(quote_name(name) for name in names)
        if not rows:
            empty = ", ".join(f"{literal(None, kind)} AS {quote_name(name)}" for name, kind in zip(names, types))
            return DataFrame(self, f"SELECT {empty} WHERE false")
        values = ", ".join(
            "(" + ", ".join(literal(value, kind) for value, kind in zip(row, types)) + ")" for row in rows
        )
        return DataFrame(self, f"SELECT * FROM VALUES {values} AS t({columns})")


def _plain(value):
    """A value of pandas or numpy as Python's own."""
    if value is None or value != value:
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def _shape(rows, schema):
    if isinstance(schema, StructType):
        names = schema.names
    elif schema is not None:
        names = list(schema)
    else:
        names = None
    first = rows[0] if rows else ()
    if isinstance(first, dict):
        keys = list(dict.fromkeys(key for row in rows for key in row))
        names = names if isinstance(schema, StructType) else names or sorted(keys)
        return names, [tuple(row.get(name) for name in names) for row in rows]
    if isinstance(first, Row) and names is None:
        names = list(first.__fields__)
    elif rows and not isinstance(first, (list, tuple)):
        raise TypeError("[CANNOT_INFER_SCHEMA_FOR_TYPE] Rows must be tuples, lists, dicts or Row objects.")
    if names is None:
        names = [f"_{at + 1}" for at in range(len(first))]
    for row in rows:
        if len(row) != len(names):
            raise ValueError(
                f"[AXIS_LENGTH_MISMATCH] A row has {len(row)} values, the schema has {len(names)} columns."
            )
    return names, [tuple(row) for row in rows]


def _common(values, name):
    kinds = [infer(value) for value in values if value is not None]
    if not kinds:
        return NullType()
    texts = {kind.simpleString() for kind in kinds}
    if len(texts) == 1 or "void" in str(texts):
        return next((kind for kind in kinds if "void" not in kind.simpleString()), kinds[0])
    if texts <= {"bigint", "double"}:
        return as_type("double")
    if all(text.startswith("decimal") or text == "bigint" for text in texts):
        return as_type("decimal(38,18)")
    raise TypeError(f"[CANNOT_MERGE_TYPE] The column {name} has values of different types: {', '.join(sorted(texts))}.")


def _inserted(value):
    from .column import Column

    return value._sql() if isinstance(value, Column) else literal(value)


class UserFunctions:
    """`spark.udf`: a registered function can be used on columns, not in a text of SQL."""

    def register(self, name, f, returnType="string"):
        from .python_call import user_function

        function, kind = getattr(f, "func", f), getattr(f, "returnType", returnType)
        made = user_function(function, kind)
        made.__name__ = name
        registered[name.lower()] = made
        return made


#: Registered Python functions by name, for a clear refusal where SQL calls one.
registered = {}


class Conf:
    def __init__(self, session):
        self._session = session

    def set(self, key, value):
        self._session.sql(f"SET {key} = {str(value).lower() if isinstance(value, bool) else value}")

    def get(self, key, default=None):
        rows = self._session.sql(f"SET {key}").collect()
        value = rows[0][1] if rows else None
        if value in (None, "<undefined>"):
            if default is None:
                raise KeyError(f"[SQL_CONF_NOT_FOUND] The setting {key} is not set.")
            return default
        return value

    def unset(self, key):
        self._session.sql(f"RESET {key}")


class Catalog:
    def __init__(self, session):
        self._session = session

    def currentCatalog(self):
        return self._session.sql("SELECT current_catalog()").first()[0]

    def currentDatabase(self):
        return self._session.sql("SELECT current_schema()").first()[0]

    def setCurrentCatalog(self, name):
        self._session.sql(f"USE CATALOG {quote_name(name)}")

    def setCurrentDatabase(self, name):
        self._session.sql(f"USE SCHEMA {quote_name(name)}")

    def listCatalogs(self):
        return [Row(name=row[0]) for row in self._session.sql("SHOW CATALOGS").collect()]

    def listDatabases(self):
        return [Row(name=row[0]) for row in self._session.sql("SHOW SCHEMAS").collect()]

    def listTables(self, dbName=None):
        rows = self._session.sql("SHOW TABLES" + (f" IN {dbName}" if dbName else "")).collect()
        return [Row(name=row["tableName"], isTemporary=bool(row["isTemporary"])) for row in rows]

    def tableExists(self, tableName, dbName=None):
        name = f"{dbName}.{tableName}" if dbName else tableName
        try:
            self._session._run(f"SELECT * FROM {name} LIMIT 0")
            return True
        except Exception as error:
            if "NOT_FOUND" in str(error) or "NO_SUCH" in str(error):
                return False
            raise

    def databaseExists(self, dbName):
        return any(row[0] == dbName.split(".")[-1] for row in self._session.sql("SHOW SCHEMAS").collect())

    def dropTempView(self, viewName):
        self._session.sql(f"DROP VIEW IF EXISTS {quote_name(viewName)}")
        return True

    def clearCache(self):
        """Nothing is cached."""

    def refreshTable(self, tableName):
        """Nothing is cached."""
