"""`DeltaTable`: each call is the statement that says the same."""

from .column import quote_name
from .errors import NotHere
from .types import as_type, literal


def _text(value):
    """A condition or value: SQL as text, or a Column."""
    return value if isinstance(value, str) else value._sql() if hasattr(value, "_sql") else literal(value)


def _target(name):
    return name if isinstance(name, str) else name._sql()


def _quoted(name):
    return name if name.startswith("`") else ".".join(quote_name(part) for part in name.split("."))


class DeltaTable:
    def __init__(self, session, name, alias=None):
        self._session, self._table, self._alias = session, name, alias

    @classmethod
    def forName(cls, sparkSession, tableOrViewName):
        sparkSession.table(tableOrViewName)
        return cls(sparkSession, tableOrViewName)

    @classmethod
    def forPath(cls, sparkSession, path, hadoopConf=None):
        raise NotHere("DeltaTable.forPath(); tables have names here: DeltaTable.forName(spark, name)")

    @classmethod
    def isDeltaTable(cls, sparkSession, identifier):
        return sparkSession.catalog.tableExists(identifier)

    @classmethod
    def create(cls, sparkSession):
        return DeltaTableBuilder(sparkSession, "CREATE TABLE")

    @classmethod
    def createIfNotExists(cls, sparkSession):
        return DeltaTableBuilder(sparkSession, "CREATE TABLE IF NOT EXISTS")

    @classmethod
    def createOrReplace(cls, sparkSession):
        return DeltaTableBuilder(sparkSession, "CREATE OR REPLACE TABLE")

    @classmethod
    def replace(cls, sparkSession):
        return DeltaTableBuilder(sparkSession, "REPLACE TABLE")

    def toDF(self):
        frame = self._session.table(self._table)
        return frame.alias(self._alias) if self._alias else frame

    def alias(self, aliasName):
        return DeltaTable(self._session, self._table, aliasName)

    def delete(self, condition=None):
        where = f" WHERE {_text(condition)}" if condition is not None else ""
        self._session.sql(f"DELETE FROM {self._table}{self._as()}{where}")

    def update(self, condition=None, set=None):
        if set is None and isinstance(condition, dict):
            condition, set = None, condition
        changes = ", ".join(f"{_quoted(_target(name))} = {_text(value)}" for name, value in set.items())
        where = f" WHERE {_text(condition)}" if condition is not None else ""
        self._session.sql(f"UPDATE {self._table}{self._as()} SET {changes}{where}")

    def merge(self, source, condition):
        return DeltaMergeBuilder(self, source, condition)

    def history(self, limit=None):
        return self._session.sql(f"DESCRIBE HISTORY {self._table}" + (f" LIMIT {int(limit)}" if limit else ""))

    def detail(self):
        return self._session.sql(f"DESCRIBE DETAIL {self._table}")

    def restoreToVersion(self, version):
        return self._session.sql(f"RESTORE TABLE {self._table} TO VERSION AS OF {int(version)}")

    def restoreToTimestamp(self, timestamp):
        return self._session.sql(f"RESTORE TABLE {self._table} TO TIMESTAMP AS OF {literal(timestamp)}")

    def vacuum(self, retentionHours=None):
        hours = f" RETAIN {retentionHours} HOURS" if retentionHours is not None else ""
        return self._session.sql(f"VACUUM {self._table}{hours}")

    def optimize(self):
        return DeltaOptimizeBuilder(self)

    def _as(self):
        return f" AS {quote_name(self._alias)}" if self._alias else ""


class DeltaOptimizeBuilder:
    def __init__(self, table):
        self._table, self._where = table, ""

    def where(self, partitionFilter):
        self._where = f" WHERE {partitionFilter}"
        return self

    def executeCompaction(self):
        return self._table._session.sql(f"OPTIMIZE {self._table._table}{self._where}")

    def executeZOrderBy(self, *columns):
        names = columns[0] if len(columns) == 1 and isinstance(columns[0], (list, tuple)) else columns
        by = ", ".join(quote_name(name) for name in names)
        return self._table._session.sql(f"OPTIMIZE {self._table._table}{self._where} ZORDER BY ({by})")


class DeltaMergeBuilder:
    def __init__(self, table, source, condition):
        self._target, self._source, self._condition = table, source, condition
        self._clauses, self._evolves = [], False

    def withSchemaEvolution(self):
        self._evolves = True
        return self

    def _when(self, kind, condition, action):
        test = f" AND {_text(condition)}" if condition is not None else ""
        self._clauses.append(f"WHEN {kind}{test} THEN {action}")
        return self

    @staticmethod
    def _set(values):
        return "UPDATE SET " + ", ".join(f"{_quoted(_target(name))} = {_text(value)}" for name, value in values.items())

    def whenMatchedUpdate(self, condition=None, set=None):
        return self._when("MATCHED", condition, self._set(set))

    def whenMatchedUpdateAll(self, condition=None):
        return self._when("MATCHED", condition, "UPDATE SET *")

    def whenMatchedDelete(self, condition=None):
        return self._when("MATCHED", condition, "DELETE")

    def whenNotMatchedInsert(self, condition=None, values=None):
        names = ", ".join(_quoted(_target(name)) for name in values)
        given = ", ".join(_text(value) for value in values.values())
        return self._when("NOT MATCHED", condition, f"INSERT ({names}) VALUES ({given})")

    def whenNotMatchedInsertAll(self, condition=None):
        return self._when("NOT MATCHED", condition, "INSERT *")

    def whenNotMatchedBySourceUpdate(self, condition=None, set=None):
        return self._when("NOT MATCHED BY SOURCE", condition, self._set(set))

    def whenNotMatchedBySourceDelete(self, condition=None):
        return self._when("NOT MATCHED BY SOURCE", condition, "DELETE")

    def execute(self):
        alias = next(
            (name for name, number in self._source._aliases.items() if number in self._source._origins), None
        )
        evolve = "WITH SCHEMA EVOLUTION " if self._evolves else ""
        source = f"({self._source._query()})" + (f" AS {quote_name(alias)}" if alias else "")
        return self._target._session.sql(
            f"MERGE {evolve}INTO {self._target._table}{self._target._as()} USING {source} "
            f"ON {_text(self._condition)} {' '.join(self._clauses)}"
        )


class DeltaTableBuilder:
    def __init__(self, session, verb):
        self._session, self._verb = session, verb
        self._name, self._comment, self._columns, self._by, self._cluster = None, None, [], [], []
        self._properties = {}

    def tableName(self, identifier):
        self._name = identifier
        return self

    def comment(self, comment):
        self._comment = comment
        return self

    def addColumn(self, colName, dataType=None, nullable=True, generatedAlwaysAs=None, comment=None):
        text = f"{quote_name(colName)} {as_type(dataType).simpleString()}"
        if not nullable:
            text += " NOT NULL"
        if generatedAlwaysAs:
            text += f" GENERATED ALWAYS AS ({generatedAlwaysAs})"
        if comment:
            text += f" COMMENT {literal(comment)}"
        self._columns.append(text)
        return self

    def addColumns(self, cols):
        for field in cols.fields:
            self.addColumn(field.name, field.dataType, field.nullable)
        return self

    def partitionedBy(self, *cols):
        self._by = list(cols)
        return self

    def clusterBy(self, *cols):
        self._cluster = list(cols)
        return self

    def property(self, key, value):
        self._properties[key] = value
        return self

    def location(self, location):
        raise NotHere("A table at a place of its own; leave location() out")

    def execute(self):
        text = f"{self._verb} {self._name} ({', '.join(self._columns)})"
        if self._comment:
            text += f" COMMENT {literal(self._comment)}"
        if self._by:
            text += f" PARTITIONED BY ({', '.join(quote_name(name) for name in self._by)})"
        if self._cluster:
            text += f" CLUSTER BY ({', '.join(quote_name(name) for name in self._cluster)})"
        if self._properties:
            pairs = ", ".join(f"{literal(key)} = {literal(value)}" for key, value in self._properties.items())
            text += f" TBLPROPERTIES ({pairs})"
        self._session.sql(text)
        return DeltaTable(self._session, self._name)
