"""DataFrames: queries that are put together here and run in the workspace."""

from .column import Column, Reference, by_name, next_number, plain_reference, quote_name, reference, to_column
from .errors import AnalysisException, NotHere
from .python_call import python_calls
from .statistics import StatFunctions, summary
from .types import Row, StructField, StructType, literal

_JOINS = {
    "inner": "INNER JOIN",
    "cross": "CROSS JOIN",
    "outer": "FULL OUTER JOIN",
    "full": "FULL OUTER JOIN",
    "fullouter": "FULL OUTER JOIN",
    "full_outer": "FULL OUTER JOIN",
    "left": "LEFT JOIN",
    "leftouter": "LEFT JOIN",
    "left_outer": "LEFT JOIN",
    "right": "RIGHT JOIN",
    "rightouter": "RIGHT JOIN",
    "right_outer": "RIGHT JOIN",
    "semi": "LEFT SEMI JOIN",
    "leftsemi": "LEFT SEMI JOIN",
    "left_semi": "LEFT SEMI JOIN",
    "anti": "LEFT ANTI JOIN",
    "leftanti": "LEFT ANTI JOIN",
    "left_anti": "LEFT ANTI JOIN",
}


def _flat(values):
    values = [each for value in values for each in (value if isinstance(value, ManyColumns) else [value])]
    if len(values) == 1 and isinstance(values[0], (list, tuple)):
        return list(values[0])
    return list(values)


class DataFrame:
    def __init__(self, session, sql, result=None, origins=(), aliases=None, hidden=None):
        self._session, self._sql, self._result = session, sql, result
        self._number = next_number()
        #: DataFrames that this one was made from by steps that keep their columns' names.
        self._origins = frozenset([self._number, *origins])
        self._aliases = aliases or {}
        #: After a join: (number of a side's DataFrame, name) → the name that its column has here.
        self._hidden = hidden or {}
        #: Of a selection: the DataFrame that it was made from, and its items.
        self._before = None

    # -- SQL -----------------------------------------------------------------------------------------------------

    def _query(self):
        if self._sql is not None:
            return self._sql
        names = self._result.schema.names
        kinds = [field.dataType for field in self._result.schema]
        rows = self._result.rows()
        if not names:
            return "SELECT 1 WHERE false"
        if not rows:
            empty = ", ".join(f"{literal(None, kind)} AS {quote_name(name)}" for name, kind in zip(names, kinds))
            return f"SELECT {empty} WHERE false"
        values = ", ".join(f"({', '.join(literal(v, k) for v, k in zip(row, kinds))})" for row in rows)
        return f"SELECT * FROM VALUES {values} AS t({', '.join(quote_name(name) for name in names)})"

    def _resolve(self, ref):
        """How a reference is written over this DataFrame alone."""
        if ref.origin is not None and (ref.origin, ref.name) in self._hidden:
            return quote_name(self._hidden[(ref.origin, ref.name)])
        head, _, rest = ref.name.partition(".")
        if rest and head in self._aliases:
            return quote_name(self._hidden.get((self._aliases[head], rest), rest)) if rest != "*" else "*"
        return plain_reference(ref)

    def _derive(self, sql, keep=True):
        return DataFrame(
            self._session,
            sql,
            origins=self._origins if keep else (),
            aliases=self._aliases if keep else None,
            hidden=self._hidden if keep else None,
        )

    def _select(self, items, rest="", calls=None):
        """A query over this one; `calls` are the Python functions that its items use."""
        query = self._query()
        if calls is not None and calls.calls:
            query = calls.source(self._session, query)
            all_of_them = ", ".join(quote_name(name) for name in self.columns)
            items = [all_of_them if item == "*" else item for item in items]
        return f"SELECT {', '.join(items)} FROM ({query}) AS t{rest}"

    # -- What it is ------------------------------------------------------------------------------------------------

    @property
    def schema(self):
        if self._result is not None:
            return self._result.schema
        return self._session._schema_of(self._sql)

    @property
    def columns(self):
        return self.schema.names

    @property
    def dtypes(self):
        return [(field.name, field.dataType.simpleString()) for field in self.schema]

    @property
    def sparkSession(self):
        return self._session

    @property
    def write(self):
        from .reader import DataFrameWriter

        return DataFrameWriter(self)

    @property
    def writeStream(self):
        raise NotHere("df.writeStream: streams run in pipelines (CREATE STREAMING TABLE)")

    def withWatermark(self, eventTime, delayThreshold):
        raise NotHere("df.withWatermark: no row of a stream is too late here")

    @property
    def rdd(self):
        raise NotHere("df.rdd, as on serverless compute; use DataFrame operations")

    @property
    def na(self):
        return NaFunctions(self)

    @property
    def stat(self):
        return StatFunctions(self)

    def writeTo(self, table):
        from .reader import DataFrameWriterV2

        return DataFrameWriterV2(self, table)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self.columns:
            raise AttributeError(f"'DataFrame' object has no attribute '{name}'")
        return reference(name, self._number)

    def __getitem__(self, key):
        if isinstance(key, str):
            if key != "*" and "." not in key and key.lower() not in [name.lower() for name in self.columns]:
                raise AnalysisException(
                    f"[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `{key}` "
                    f"cannot be resolved. Did you mean one of the following? "
                    f"[{', '.join(quote_name(name) for name in self.columns[:5])}]. SQLSTATE: 42703"
                )
            return reference(key, self._number)
        if isinstance(key, Column):
            return self.filter(key)
        if isinstance(key, (list, tuple)):
            return self.select(*key)
        return reference(self.columns[key], self._number)

    def __repr__(self):
        return f"DataFrame[{', '.join(f'{name}: {kind}' for name, kind in self.dtypes)}]"

    # -- Steps -----------------------------------------------------------------------------------------------------

    def select(self, *columns):
        with python_calls() as calls:
            items = [self._item(each) for each in _flat(columns)]
        frame = self._checked(self._derive(self._select(items, calls=calls)))
        if not calls.calls:
            frame._before = (self, items)
        return frame

    def _item(self, column):
        """A name such as `s.*` takes a struct apart."""
        if isinstance(column, str) and column.endswith(".*") and column[:-2] not in self._aliases:
            return f"{plain_reference(Reference(column[:-2]))}.*"
        return by_name(column)._named(self._resolve)

    def _checked(self, frame):
        """A name that is not there is refused where it is written, as Spark does."""
        frame.schema
        return frame

    def selectExpr(self, *texts):
        return self._checked(self._derive(self._select(_flat(texts))))

    def filter(self, condition):
        with python_calls() as calls:
            text = condition if isinstance(condition, str) else condition._sql(self._resolve)
        frame = self._derive(self._select(["*"], f" WHERE {text}", calls))
        try:
            return self._checked(frame)
        except AnalysisException as error:
            # A column that the selection before has left out can still be asked for.
            if self._before is None or "UNRESOLVED_COLUMN" not in str(error):
                raise
            source, items = self._before
            try:
                return self._checked(self._derive(source.filter(condition)._select(items)))
            except AnalysisException:
                raise error from None

    where = filter

    def withColumn(self, name, column):
        return self.withColumns({name: column})

    def withColumns(self, columns):
        left = {name.lower(): (name, column) for name, column in columns.items()}
        with python_calls() as calls:
            items = []
            for present in self.columns:
                name, column = left.pop(present.lower(), (None, None))
                if column is None:
                    items.append(quote_name(present))
                else:
                    items.append(f"{to_column(column)._sql(self._resolve)} AS {quote_name(name)}")
            items += [
                f"{to_column(column)._sql(self._resolve)} AS {quote_name(name)}" for name, column in left.values()
            ]
        return self._checked(self._derive(self._select(items, calls=calls)))

    def withColumnRenamed(self, existing, new):
        return self.withColumnsRenamed({existing: new})

    def withColumnsRenamed(self, names):
        lower = {old.lower(): new for old, new in names.items()}
        items = [
            f"{quote_name(name)} AS {quote_name(lower[name.lower()])}" if name.lower() in lower else quote_name(name)
            for name in self.columns
        ]
        return self._derive(self._select(items))

    def toDF(self, *names):
        items = [f"{quote_name(old)} AS {quote_name(new)}" for old, new in zip(self.columns, _flat(names))]
        return self._derive(self._select(items), keep=False)

    def drop(self, *columns):
        gone = set()
        for each in _flat(columns):
            gone.add(self._resolve_name(each).lower())
        kept = [quote_name(name) for name in self.columns if name.lower() not in gone]
        return self._derive(self._select(kept or ["1 AS nothing"]))

    def _resolve_name(self, column):
        if isinstance(column, str):
            return column
        return column._sql(self._resolve).strip("`")

    def orderBy(self, *columns, ascending=True):
        parts = []
        given = _flat(columns)
        flags = ascending if isinstance(ascending, (list, tuple)) else [ascending] * len(given)
        for each, up in zip(given, flags):
            if isinstance(each, int):
                each = self.columns[abs(each) - 1]
            column = by_name(each)
            if column._sort is None:
                column = column.asc() if up else column.desc()
            parts.append(column._ordered(self._resolve))
        return self._checked(self._derive(self._select(["*"], f" ORDER BY {', '.join(parts)}")))

    sort = orderBy

    def sortWithinPartitions(self, *columns, **named):
        return self.orderBy(*columns, **named)

    def limit(self, count):
        # A sorted query loses its order inside another one, so the limit goes beside the ORDER BY.
        if self._sql is not None and self._sql.startswith("SELECT * FROM (") and " AS t ORDER BY " in self._sql:
            return self._derive(f"{self._sql} LIMIT {int(count)}")
        return self._derive(self._select(["*"], f" LIMIT {int(count)}"))

    def offset(self, count):
        return self._derive(self._select(["*"], f" OFFSET {int(count)}"))

    def distinct(self):
        return self._derive(f"SELECT DISTINCT * FROM ({self._query()}) AS t")

    def dropDuplicates(self, subset=None, *more):
        if not subset:
            return self.distinct()
        by = [subset, *more] if isinstance(subset, str) else list(subset)
        keys = ", ".join(quote_name(name) for name in by)
        names = ", ".join(quote_name(name) for name in self.columns)
        return self._derive(
            f"SELECT {names} FROM (SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY {keys}) AS __row "
            f"FROM ({self._query()}) AS t) AS n WHERE __row = 1"
        )

    drop_duplicates = dropDuplicates

    def sample(self, withReplacement=None, fraction=None, seed=None):
        if fraction is None and isinstance(withReplacement, float):
            fraction = withReplacement
        return self._derive(self._select(["*"], f" WHERE rand() < {float(fraction)}"))

    def randomSplit(self, weights, seed=None):
        """Rows are told apart by a number that is drawn once, so that every row is in exactly one part."""
        import random

        rows, kinds = self.collect(), self.schema
        draw, whole = random.Random(seed), sum(weights)
        ends, so_far = [], 0.0
        for weight in weights:
            so_far += weight / whole
            ends.append(so_far)
        parts = [[] for _ in weights]
        for row in rows:
            number = draw.random()
            at = next((i for i, end in enumerate(ends) if number < end), len(weights) - 1)
            parts[at].append(row)
        return [self._session.createDataFrame(part, kinds) for part in parts]

    def unpivot(self, ids, values, variableColumnName, valueColumnName):
        def names(given):
            each = [given] if isinstance(given, str) or isinstance(given, Column) else list(given)
            return [self._resolve_name(one) for one in each]

        kept = names(ids)
        wanted = names(values) if values is not None else [name for name in self.columns if name not in kept]
        parts = ", ".join(quote_name(name) for name in wanted)
        heads = ", ".join(quote_name(name) for name in [*kept, *wanted])
        items = [*[quote_name(name) for name in kept], quote_name(variableColumnName), quote_name(valueColumnName)]
        return self._checked(
            self._derive(
                f"SELECT {', '.join(items)} FROM (SELECT {heads} FROM ({self._query()}) AS t) "
                f"UNPIVOT INCLUDE NULLS ({quote_name(valueColumnName)} FOR {quote_name(variableColumnName)} IN ({parts}))",
                keep=False,
            )
        )

    melt = unpivot

    def colRegex(self, colName):
        import re

        pattern = re.compile(colName.strip("`"))
        return ManyColumns([name for name in self.columns if pattern.fullmatch(name)])

    def alias(self, name):
        frame = self._derive(self._query())
        frame._aliases = {**self._aliases, name: frame._number}
        return frame

    def transform(self, function, *arguments, **named):
        return function(self, *arguments, **named)

    def hint(self, *_arguments):
        return self

    def cache(self):
        """Nothing is cached: the engine reads its own tables."""
        return self

    def persist(self, *_arguments):
        return self

    def unpersist(self, *_arguments):
        return self

    def checkpoint(self, *_arguments):
        return self

    def repartition(self, *_arguments):
        return self

    def coalesce(self, *_arguments):
        return self

    # -- Several DataFrames ------------------------------------------------------------------------------------------

    def join(self, other, on=None, how="inner"):
        kind = _JOINS.get(how.lower().replace(" ", ""))
        if kind is None:
            raise AnalysisException(f"[UNSUPPORTED_JOIN_TYPE] The join {how} is not known.")
        if on is None:
            return self._joined(other, "CROSS JOIN" if how == "inner" else kind, None)
        if isinstance(on, str):
            on = [on]
        if isinstance(on, (list, tuple)) and all(isinstance(each, str) for each in on):
            return self._joined_using(other, kind, list(on))
        if isinstance(on, (list, tuple)):
            condition = on[0]
            for each in on[1:]:
                condition = condition & each
            on = condition
        return self._joined(other, kind, on)

    def crossJoin(self, other):
        return self._joined(other, "CROSS JOIN", None)

    def _joined_using(self, other, kind, names):
        using = ", ".join(quote_name(name) for name in names)
        lower = {name.lower() for name in names}
        if "SEMI" in kind or "ANTI" in kind:
            items = "l.*"
        else:
            keys = [f"coalesce(l.{quote_name(n)}, r.{quote_name(n)}) AS {quote_name(n)}" if "FULL" in kind
                    else f"{'r' if 'RIGHT' in kind else 'l'}.{quote_name(n)}" for n in names]
            taken = set(lower)
            hidden = {}
            rest = self._side("l", self, lower, taken, hidden) + self._side("r", other, lower, taken, hidden)
            condition = " AND ".join(f"l.{quote_name(n)} = r.{quote_name(n)}" for n in names)
            frame = self._both(
                other,
                f"SELECT {', '.join(keys + rest)} FROM ({self._query()}) AS l {kind} ({other._query()}) AS r "
                f"ON {condition}",
            )
            frame._hidden.update(hidden)
            return frame
        return self._derive(f"SELECT {items} FROM ({self._query()}) AS l {kind} ({other._query()}) AS r USING ({using})")

    @staticmethod
    def _side(letter, frame, skipped, taken, hidden):
        items = []
        for name in frame.columns:
            if name.lower() in skipped:
                continue
            shown = name
            if name.lower() in taken:
                shown = f"{name}__{frame._number}"
                for origin in frame._origins:
                    hidden[(origin, name)] = shown
            taken.add(shown.lower())
            items.append(f"{letter}.{quote_name(name)} AS {quote_name(shown)}")
        return items

    def _both(self, other, sql):
        frame = DataFrame(
            self._session,
            sql,
            origins=self._origins | other._origins,
            aliases={**self._aliases, **other._aliases},
            hidden={**self._hidden, **other._hidden},
        )
        return frame

    def _joined(self, other, kind, condition):
        def resolve(ref):
            head, _, rest = ref.name.partition(".")
            for letter, side in (("l", self), ("r", other)):
                if ref.origin is not None and ref.origin in side._origins:
                    if side is self and ref.origin in other._origins and ref.origin == other._number:
                        continue
                    return f"{letter}.{side._resolve(ref)}"
                if ref.origin is None and rest and head in side._aliases:
                    return f"{letter}.{side._resolve(ref)}"
            if ref.origin is None:
                mine = ref.name.lower() in [name.lower() for name in self.columns]
                theirs = ref.name.lower() in [name.lower() for name in other.columns]
                if mine and theirs:
                    raise AnalysisException(
                        f"[AMBIGUOUS_REFERENCE] Reference {quote_name(ref.name)} is ambiguous: both sides of the join "
                        "have it. SQLSTATE: 42704"
                    )
                if mine or theirs:
                    return f"{'l' if mine else 'r'}.{plain_reference(ref)}"
            return plain_reference(ref)

        on = f" ON {condition._sql(resolve)}" if condition is not None else ""
        if "SEMI" in kind or "ANTI" in kind:
            return self._checked(
                self._derive(f"SELECT l.* FROM ({self._query()}) AS l {kind} ({other._query()}) AS r{on}")
            )
        hidden, taken = {}, set()
        items = self._side("l", self, set(), taken, hidden) + self._side("r", other, set(), taken, hidden)
        frame = self._both(
            other, f"SELECT {', '.join(items)} FROM ({self._query()}) AS l {kind} ({other._query()}) AS r{on}"
        )
        frame._hidden.update(hidden)
        return self._checked(frame)

    def union(self, other):
        return self._derive(f"SELECT * FROM ({self._query()}) UNION ALL SELECT * FROM ({other._query()})")

    unionAll = union

    def unionByName(self, other, allowMissingColumns=False):
        mine = {name.lower(): name for name in self.columns}
        theirs = {name.lower(): name for name in other.columns}
        if not allowMissingColumns and set(mine) != set(theirs):
            missing = sorted(set(mine) ^ set(theirs))
            raise AnalysisException(f"[UNRESOLVED_COLUMN] Not in both: {', '.join(missing)}. SQLSTATE: 42703")
        names = [*mine, *[name for name in theirs if name not in mine]]
        show = {**theirs, **mine}

        def items(present):
            return ", ".join(
                quote_name(present[name]) if name in present else f"NULL AS {quote_name(show[name])}" for name in names
            )

        return self._derive(
            f"SELECT {items(mine)} FROM ({self._query()}) UNION ALL SELECT {items(theirs)} FROM ({other._query()})"
        )

    def intersect(self, other):
        return self._derive(f"SELECT * FROM ({self._query()}) INTERSECT SELECT * FROM ({other._query()})")

    def subtract(self, other):
        return self._derive(f"SELECT * FROM ({self._query()}) EXCEPT SELECT * FROM ({other._query()})")

    def exceptAll(self, other):
        return self._derive(f"SELECT * FROM ({self._query()}) EXCEPT ALL SELECT * FROM ({other._query()})")

    # -- Groups --------------------------------------------------------------------------------------------------------

    def groupBy(self, *columns):
        return GroupedData(self, [by_name(each) for each in _flat(columns)])

    groupby = groupBy

    def rollup(self, *columns):
        return GroupedData(self, [by_name(each) for each in _flat(columns)], "ROLLUP")

    def cube(self, *columns):
        return GroupedData(self, [by_name(each) for each in _flat(columns)], "CUBE")

    def agg(self, *expressions):
        return self.groupBy().agg(*expressions)

    # -- Answers -------------------------------------------------------------------------------------------------------

    def _rows(self, limit=None):
        if self._result is not None:
            rows = self._result.rows()
            return rows if limit is None else rows[:limit]
        return self._session._run(self._sql, **({"limit": limit} if limit is not None else {})).rows()

    def collect(self):
        return self._rows()

    def take(self, count):
        return self._rows(int(count))

    def head(self, n=None):
        if n is None:
            return self.first()
        return self.take(n)

    def first(self):
        rows = self.take(1)
        return rows[0] if rows else None

    def tail(self, num):
        return self._rows()[-num:]

    def count(self):
        if self._result is not None:
            return len(self._result.rows())
        return self._session._run(f"SELECT count(*) FROM ({self._sql})").rows()[0][0]

    def isEmpty(self):
        return self.first() is None

    def toLocalIterator(self, prefetchPartitions=False):
        return iter(self.collect())

    def foreach(self, function):
        for row in self.collect():
            function(row)

    def toJSON(self):
        text = self._derive(
            f"SELECT to_json(struct(*)) AS value FROM ({self._query()}) AS t", keep=False
        )
        return Texts(text)

    def toPandas(self):
        try:
            import pandas
        except ImportError as cause:
            raise ImportError("toPandas() needs pandas, which is not installed here: %pip install pandas") from cause
        return pandas.DataFrame([tuple(row) for row in self.collect()], columns=self.columns)

    def createOrReplaceTempView(self, name):
        self._session.sql(f"CREATE OR REPLACE TEMPORARY VIEW {quote_name(name)} AS {self._query()}")

    registerTempTable = createOrReplaceTempView

    def createTempView(self, name):
        self._session.sql(f"CREATE TEMPORARY VIEW {quote_name(name)} AS {self._query()}")

    def createOrReplaceGlobalTempView(self, name):
        raise NotHere("A global temporary view")

    def printSchema(self, level=None):
        print("root")
        _print_fields(self.schema.fields, 1)
        print()

    def explain(self, extended=None, mode=None):
        print(self._session._run(f"EXPLAIN {self._query()}").rows()[0][0])

    def show(self, n=20, truncate=True, vertical=False):
        rows = self.take(n + 1)
        more = len(rows) > n
        width = 20 if truncate is True else int(truncate) if truncate else 0
        print(_table(self.columns, rows[:n], width))
        if more:
            print(f"only showing top {n} row{'s' if n != 1 else ''}\n")

    def describe(self, *columns):
        numeric = ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal", "string")
        wanted = _flat(columns) or [name for name, kind in self.dtypes if kind.startswith(numeric)]
        parts = []
        for label, pattern in (
            ("count", "count({0})"),
            ("mean", "avg(TRY_CAST({0} AS double))"),
            ("stddev", "stddev(TRY_CAST({0} AS double))"),
            ("min", "min({0})"),
            ("max", "max({0})"),
        ):
            items = [f"CAST({pattern.format(quote_name(name))} AS string) AS {quote_name(name)}" for name in wanted]
            parts.append(f"SELECT '{label}' AS summary, {', '.join(items)} FROM ({self._query()}) AS t")
        return self._derive(" UNION ALL ".join(parts), keep=False)

    def fillna(self, value, subset=None):
        return self.na.fill(value, subset)

    def dropna(self, how="any", thresh=None, subset=None):
        return self.na.drop(how, thresh, subset)

    def replace(self, to_replace, value=None, subset=None):
        return self.na.replace(to_replace, value, subset)

    def summary(self, *statistics):
        return summary(self, _flat(statistics))

    def corr(self, col1, col2, method=None):
        return self.stat.corr(col1, col2)

    def cov(self, col1, col2):
        return self.stat.cov(col1, col2)

    def crosstab(self, col1, col2):
        return self.stat.crosstab(col1, col2)

    def approxQuantile(self, col, probabilities, relativeError):
        return self.stat.approxQuantile(col, probabilities, relativeError)

    def sampleBy(self, col, fractions, seed=None):
        return self.stat.sampleBy(col, fractions, seed)

    def foreachPartition(self, function):
        function(iter(self.collect()))

    def mapInPandas(self, *_arguments, **_named):
        raise NotHere("mapInPandas(): work on toPandas() and give the result to createDataFrame()")

    mapInArrow = mapInPandas


class ManyColumns(list):
    """The columns that colRegex() has found; select() takes them all."""


class Texts:
    """The lines of toJSON(), of which an RDD's reading methods are there."""

    def __init__(self, frame):
        self._frame = frame

    def collect(self):
        return [row[0] for row in self._frame.collect()]

    def take(self, count):
        return [row[0] for row in self._frame.take(count)]

    def first(self):
        return self._frame.first()[0]

    def count(self):
        return self._frame.count()


def _print_fields(fields, depth):
    for field in fields:
        kind = field.dataType
        name = kind.simpleString().split("<")[0] if "<" in kind.simpleString() else kind.simpleString()
        shown = {"int": "integer", "bigint": "long", "smallint": "short", "tinyint": "byte"}.get(name, name)
        print(f"{' |   ' * (depth - 1)} |-- {field.name}: {shown} (nullable = {str(field.nullable).lower()})")
        if isinstance(kind, StructType):
            _print_fields(kind.fields, depth + 1)


def _cell(value):
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)) and not isinstance(value, str):
        inside = ", ".join(_cell(each) for each in value)
        return f"{{{inside}}}" if isinstance(value, Row) else f"[{inside}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_cell(key)} -> {_cell(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (bytes, bytearray)):
        return "[" + " ".join(f"{byte:02X}" for byte in value) + "]"
    return str(value)


def _table(names, rows, width):
    def cut(text):
        return f"{text[: width - 3]}..." if width > 3 and len(text) > width else text[:width] if width else text

    cells = [[cut(_cell(value)) for value in row] for row in rows]
    heads = [cut(name) for name in names]
    widths = [max([3, len(head), *[len(row[at]) for row in cells]]) for at, head in enumerate(heads)]
    line = "+" + "+".join("-" * size for size in widths) + "+"

    def shown(values):
        aligned = [value.rjust(size) if width else value.ljust(size) for value, size in zip(values, widths)]
        return "|" + "|".join(aligned) + "|"

    return "\n".join([line, shown(heads), line, *[shown(row) for row in cells], line, ""])


class NaFunctions:
    def __init__(self, frame):
        self._frame = frame

    def fill(self, value, subset=None):
        frame = self._frame
        items = []
        for name, kind in frame.dtypes:
            chosen = value.get(name) if isinstance(value, dict) else value
            if chosen is None or (subset is not None and name not in ([subset] if isinstance(subset, str) else subset)):
                items.append(quote_name(name))
                continue
            fits = isinstance(value, dict) or isinstance(chosen, str) == (kind == "string")
            if isinstance(chosen, bool):
                fits = kind == "boolean"
            elif isinstance(chosen, (int, float)) and not isinstance(value, dict):
                fits = kind.startswith(("tinyint", "smallint", "int", "bigint", "float", "double", "decimal"))
            column = quote_name(name)
            items.append(f"coalesce({column}, CAST({literal(chosen)} AS {kind})) AS {column}" if fits else column)
        return frame._derive(frame._select(items))

    def replace(self, to_replace, value=None, subset=None):
        frame = self._frame
        if isinstance(to_replace, dict):
            pairs = list(to_replace.items())
        elif isinstance(to_replace, (list, tuple)):
            values = value if isinstance(value, (list, tuple)) else [value] * len(to_replace)
            pairs = list(zip(to_replace, values))
        else:
            pairs = [(to_replace, value)]
        chosen = [subset] if isinstance(subset, str) else subset
        items = []
        for name, kind in frame.dtypes:
            fitting = [pair for pair in pairs if _comparable(pair[0], kind)]
            if not fitting or (chosen is not None and name not in chosen):
                items.append(quote_name(name))
                continue
            column = quote_name(name)
            branches = " ".join(
                f"WHEN {column} = CAST({literal(old)} AS {kind}) THEN CAST({literal(new)} AS {kind})"
                for old, new in fitting
            )
            items.append(f"CASE {branches} ELSE {column} END AS {column}")
        return frame._derive(frame._select(items))

    def drop(self, how="any", thresh=None, subset=None):
        frame = self._frame
        names = [subset] if isinstance(subset, str) else list(subset or frame.columns)
        given = [f"CAST({quote_name(name)} IS NOT NULL AS int)" for name in names]
        least = thresh if thresh is not None else len(names) if how == "any" else 1
        return frame._derive(frame._select(["*"], f" WHERE {' + '.join(given)} >= {least}"))


def _comparable(value, kind):
    """Whether replace() looks for the value in a column of this type."""
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, (int, float)):
        return kind.startswith(("tinyint", "smallint", "int", "bigint", "float", "double", "decimal"))
    return isinstance(value, str) and kind == "string"


class GroupedData:
    def __init__(self, frame, keys, grouping=None, pivot=None):
        self._frame, self._keys, self._grouping, self._pivot = frame, keys, grouping, pivot

    def pivot(self, column, values=None):
        if values is None:
            name = quote_name(column)
            query = f"SELECT DISTINCT {name} FROM ({self._frame._query()}) ORDER BY 1"
            values = [row[0] for row in self._frame._session._run(query).rows()]
        return GroupedData(self._frame, self._keys, self._grouping, (column, values))

    def agg(self, *expressions):
        if len(expressions) == 1 and isinstance(expressions[0], dict):
            expressions = [
                _named_call(function, name) for name, function in expressions[0].items()
            ]
        frame = self._frame
        with python_calls() as calls:
            return self._aggregated(frame, expressions, calls)

    def applyInPandas(self, *_arguments, **_named):
        raise NotHere("applyInPandas(): work on toPandas() and give the result to createDataFrame()")

    apply = applyInArrow = applyInPandas

    def _aggregated(self, frame, expressions, calls):
        resolve = frame._resolve
        keys = [key._named(resolve) for key in self._keys]
        if self._pivot is None:
            items = keys + [each._named(resolve) for each in expressions]
        else:
            column, values = self._pivot
            items = list(keys)
            for value in values:
                for each in expressions:
                    test = f"{quote_name(column)} <=> {literal(value)}"
                    name = str(value) if len(expressions) == 1 else f"{value}_{each._name or each._sql(resolve)}"
                    value_here = f"{each._sql(resolve)} FILTER (WHERE {test})"
                    # Spark leaves a cell without any row empty, even where a count would say 0.
                    items.append(f"CASE WHEN count_if({test}) > 0 THEN {value_here} END AS {quote_name(name)}")
        by = ", ".join(key._sql(resolve) for key in self._keys)
        if self._grouping and by:
            by = f"{self._grouping}({by})"
        return frame._checked(frame._derive(frame._select(items, f" GROUP BY {by}" if by else "", calls)))

    def count(self):
        return self.agg(Column(lambda r: "count(*)", "count"))

    def _each(self, function, columns):
        numeric = ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal")
        keys = {key._sql().strip("`").lower() for key in self._keys}
        wanted = _flat(columns) or [
            name for name, kind in self._frame.dtypes if kind.startswith(numeric) and name.lower() not in keys
        ]
        return self.agg(*[_named_call(function, name) for name in wanted])

    def sum(self, *columns):
        return self._each("sum", columns)

    def avg(self, *columns):
        return self._each("avg", columns)

    mean = avg

    def min(self, *columns):
        return self._each("min", columns)

    def max(self, *columns):
        return self._each("max", columns)


def _named_call(function, name):
    target = "*" if name == "*" else quote_name(name)
    return Column(lambda r: f"{function}({target})", f"{function}({'1' if name == '*' else name})")


def schema_of(pairs):
    return StructType([StructField(name, kind) for name, kind in pairs])
