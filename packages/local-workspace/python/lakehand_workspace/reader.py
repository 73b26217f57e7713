"""`spark.read` and `df.write`."""

from .column import quote_name
from .dataframe import DataFrame
from .errors import AnalysisException, NotHere
from .types import as_type, quote_string
from .write_files import write_files

_FORMATS = {"csv", "json", "parquet", "text"}


class Options:
    """What readers and writers are told before they read or write."""

    def __init__(self, format):
        self._format, self._options = format, {}

    def format(self, name):
        self._format = name.lower()
        return self

    def option(self, key, value):
        self._options[key] = value
        return self

    def options(self, **options):
        self._options.update(options)
        return self


class Reader(Options):
    def __init__(self, session):
        super().__init__(None)
        self._session, self._schema = session, None

    def schema(self, schema):
        self._schema = schema
        return self


class DataFrameReader(Reader):
    def table(self, name):
        return self._session.table(name)

    def load(self, path=None, format=None, schema=None, **options):
        self._options.update(options)
        kind = (format or self._format or "delta").lower()
        if kind == "delta":
            raise NotHere("Reading a Delta folder by its path; use spark.table(name)")
        if kind not in _FORMATS:
            raise NotHere(f"Reading the format {kind}")
        schema = schema or self._schema
        arguments = [quote_string(_path(path)), f"format => {quote_string(kind)}"]
        if schema is not None:
            text = schema if isinstance(schema, str) else _ddl(as_type(schema))
            arguments.append(f"schema => {quote_string(text)}")
        for key, value in self._options.items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            if key == "inferSchema":
                # read_files infers unless it is told not to.
                if text == "false" and schema is None:
                    arguments.append("inferSchema => false")
                continue
            if key == "sep":
                key = "delimiter"
            arguments.append(f"{key} => {quote_string(text)}")
        frame = DataFrame(self._session, f"SELECT * FROM read_files({', '.join(arguments)})")
        # read_files adds what it could not read; spark.read does not.
        if "_rescued_data" in frame.columns:
            names = ", ".join(quote_name(name) for name in frame.columns if name != "_rescued_data")
            frame = DataFrame(self._session, f"SELECT {names} FROM ({frame._sql})")
        return frame

    def csv(self, path, schema=None, sep=None, header=None, inferSchema=None, **options):
        for key, value in (("sep", sep), ("header", header), ("inferSchema", inferSchema)):
            if value is not None:
                options[key] = value
        # Spark's own default; read_files takes the first line for names.
        options.setdefault("header", self._options.get("header", False))
        return self.load(path, "csv", schema, **options)

    def json(self, path, schema=None, **options):
        return self.load(path, "json", schema, **options)

    def parquet(self, *paths, **options):
        if len(paths) != 1:
            raise NotHere("Reading several Parquet paths at once; give their folder")
        return self.load(paths[0], "parquet", **options)

    def text(self, path, **options):
        return self.load(path, "text", **options)


def _path(path):
    if path is None:
        raise AnalysisException("[PATH_NOT_GIVEN] load() needs a path, e.g. /Volumes/main/default/files/a.csv.")
    return str(path).removeprefix("dbfs:")


def _ddl(schema):
    return ", ".join(f"{quote_name(field.name)} {field.dataType.simpleString()}" for field in schema.fields)


class DataFrameWriter(Options):
    def __init__(self, frame):
        super().__init__("delta")
        self._frame, self._mode = frame, "error"
        self._partition, self._cluster = [], []

    def mode(self, name):
        name = {"errorifexists": "error", "default": "error"}.get(name.lower(), name.lower())
        if name not in ("append", "overwrite", "error", "ignore"):
            raise AnalysisException(f"[INVALID_SAVE_MODE] The save mode {name} is not known.")
        self._mode = name
        return self

    def partitionBy(self, *columns):
        self._partition = list(columns)
        return self

    def clusterBy(self, *columns):
        self._cluster = list(columns)
        return self

    def saveAsTable(self, name, format=None, mode=None, partitionBy=None, **options):
        if mode:
            self.mode(mode)
        if (format or self._format) not in ("delta", "parquet"):
            raise NotHere(f"A table in the format {format or self._format}")
        session, sql = self._frame._session, self._frame._query()
        exists = session.catalog.tableExists(name)
        if exists and self._mode == "ignore":
            return
        if exists and self._mode == "append":
            if str(options.get("mergeSchema", self._options.get("mergeSchema", ""))).lower() == "true":
                known = {column.lower() for column in session.table(name).columns}
                for field in self._frame.schema.fields:
                    if field.name.lower() not in known:
                        session.sql(f"ALTER TABLE {name} ADD COLUMN {quote_name(field.name)} {field.dataType.simpleString()}")
            columns = ", ".join(quote_name(column) for column in self._frame.columns)
            session.sql(f"INSERT INTO {name} ({columns}) {sql}")
            return
        create = "CREATE OR REPLACE TABLE" if self._mode == "overwrite" else "CREATE TABLE"
        by = partitionBy or self._partition
        by = [by] if isinstance(by, str) else by
        clause = f" PARTITIONED BY ({', '.join(quote_name(each) for each in by)})" if by else ""
        if self._cluster:
            clause += f" CLUSTER BY ({', '.join(quote_name(each) for each in self._cluster)})"
        session.sql(f"{create} {name}{clause} AS {sql}")

    def insertInto(self, name, overwrite=False):
        verb = "INSERT OVERWRITE" if overwrite or self._mode == "overwrite" else "INSERT INTO"
        self._frame._session.sql(f"{verb} {name} {self._frame._query()}")

    def save(self, path=None, format=None, mode=None, **options):
        kind = (format or self._format).lower()
        if kind not in ("csv", "json"):
            raise NotHere(f"Writing {kind} files; use saveAsTable(), or the formats csv and json")
        if mode:
            self.mode(mode)
        self._options.update(options)
        write_files(self._frame, _path(path), kind, self._mode, self._options)

    def csv(self, path, mode=None, header=None, sep=None, **options):
        for key, value in (("header", header), ("sep", sep)):
            if value is not None:
                options[key] = value
        self.save(path, "csv", mode, **options)

    def json(self, path, mode=None, **options):
        self.save(path, "json", mode, **options)

    def parquet(self, path, mode=None, **options):
        self.save(path, "parquet", mode, **options)


class DataFrameWriterV2:
    """`df.writeTo(table)`."""

    def __init__(self, frame, table):
        self._frame, self._table, self._by = frame, table, []

    def using(self, provider):
        if provider.lower() not in ("delta", "parquet"):
            raise NotHere(f"A table in the format {provider}")
        return self

    def partitionedBy(self, column, *more):
        self._by = [column, *more]
        return self

    def tableProperty(self, _name, _value):
        return self

    option = tableProperty

    def _create(self, verb):
        by = ", ".join(each._sql() if hasattr(each, "_sql") else quote_name(each) for each in self._by)
        clause = f" PARTITIONED BY ({by})" if by else ""
        self._frame._session.sql(f"{verb} {self._table}{clause} AS {self._frame._query()}")

    def create(self):
        self._create("CREATE TABLE")

    def replace(self):
        if not self._frame._session.catalog.tableExists(self._table):
            raise AnalysisException(
                f"[TABLE_OR_VIEW_NOT_FOUND] The table {self._table} cannot be found; use createOrReplace(). SQLSTATE: 42P01"
            )
        self._create("CREATE OR REPLACE TABLE")

    def createOrReplace(self):
        self._create("CREATE OR REPLACE TABLE")

    def append(self):
        self._frame._session.sql(f"INSERT INTO {self._table} BY NAME {self._frame._query()}")

    def overwrite(self, condition):
        text = condition if isinstance(condition, str) else condition._sql()
        self._frame._session.sql(f"INSERT INTO {self._table} REPLACE WHERE {text} {self._frame._query()}")

    def overwritePartitions(self):
        raise NotHere("writeTo().overwritePartitions(); use overwrite(condition)")
