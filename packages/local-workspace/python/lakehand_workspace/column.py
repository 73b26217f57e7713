"""Expressions over columns, kept as SQL that is written when it is known what they are used on."""

import itertools

from .types import as_type, literal, quote_string

_numbers = itertools.count(1)


def quote_name(name):
    return "`" + name.replace("`", "``") + "`"


class Reference:
    """A column of a DataFrame: `origin` is the DataFrame's number when it was asked for through one."""

    def __init__(self, name, origin=None):
        self.name, self.origin = name, origin


def plain_reference(reference):
    """How a column is written where only one DataFrame is in sight."""
    if reference.name == "*":
        return "*"
    if "`" in reference.name:
        return reference.name
    return ".".join(quote_name(part) for part in reference.name.split("."))


class Column:
    """`write(resolve)` gives the SQL; `resolve` turns a Reference into it."""

    def __init__(self, write, name=None, sort=None, parts=None):
        self._write, self._name, self._sort = write, name, sort
        #: Of a CASE: its branches so far.
        self._parts = parts

    def _sql(self, resolve=plain_reference):
        return self._write(resolve)

    def _named(self, resolve=plain_reference):
        text = self._sql(resolve)
        return f"{text} AS {quote_name(self._name)}" if self._name else text

    def _ordered(self, resolve=plain_reference):
        return self._sql(resolve) + (f" {self._sort}" if self._sort else "")

    def _with(self, write):
        return Column(write)

    def _binary(self, operator, other, swapped=False):
        right = to_column(other)
        first, second = (right, self) if swapped else (self, right)
        return Column(lambda r: f"({first._sql(r)} {operator} {second._sql(r)})")

    def __add__(self, other):
        return self._binary("+", other)

    def __radd__(self, other):
        return self._binary("+", other, True)

    def __sub__(self, other):
        return self._binary("-", other)

    def __rsub__(self, other):
        return self._binary("-", other, True)

    def __mul__(self, other):
        return self._binary("*", other)

    def __rmul__(self, other):
        return self._binary("*", other, True)

    def __truediv__(self, other):
        return self._binary("/", other)

    def __rtruediv__(self, other):
        return self._binary("/", other, True)

    def __mod__(self, other):
        return self._binary("%", other)

    def __rmod__(self, other):
        return self._binary("%", other, True)

    def __pow__(self, other):
        right = to_column(other)
        return Column(lambda r: f"power({self._sql(r)}, {right._sql(r)})", None)

    def __neg__(self):
        return Column(lambda r: f"negative({self._sql(r)})")

    def __eq__(self, other):
        return self._binary("=", other)

    def __ne__(self, other):
        return self._binary("!=", other)

    def __lt__(self, other):
        return self._binary("<", other)

    def __le__(self, other):
        return self._binary("<=", other)

    def __gt__(self, other):
        return self._binary(">", other)

    def __ge__(self, other):
        return self._binary(">=", other)

    def __and__(self, other):
        return self._binary("AND", other)

    def __rand__(self, other):
        return self._binary("AND", other, True)

    def __or__(self, other):
        return self._binary("OR", other)

    def __ror__(self, other):
        return self._binary("OR", other, True)

    def __invert__(self):
        return Column(lambda r: f"(NOT {self._sql(r)})")

    def __bool__(self):
        raise ValueError(
            "[CANNOT_CONVERT_COLUMN_INTO_BOOL] A column is no truth value: use & for and, | for or, ~ for not, "
            "with brackets around each comparison."
        )

    def __hash__(self):
        return id(self)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self.substr(key.start, key.stop)
        return self.getItem(key)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self.getField(name)

    def getField(self, name):
        return Column(lambda r: f"{self._sql(r)}.{quote_name(name)}", name)

    def getItem(self, key):
        if isinstance(key, str):
            return Column(lambda r: f"{self._sql(r)}[{quote_string(key)}]")
        index = to_column(key)
        return Column(lambda r: f"{self._sql(r)}[{index._sql(r)}]")

    def alias(self, *names, metadata=None):
        return Column(self._write, names[0], self._sort)

    name = alias

    def cast(self, data_type):
        text = as_type(data_type).simpleString()
        return Column(lambda r: f"CAST({self._sql(r)} AS {text})", self._name or self._own_name())

    astype = cast

    def try_cast(self, data_type):
        text = as_type(data_type).simpleString()
        return Column(lambda r: f"TRY_CAST({self._sql(r)} AS {text})", self._name or self._own_name())

    def _own_name(self):
        found = []

        def note(reference):
            found.append(reference.name)
            return plain_reference(reference)

        text = self._sql(note)
        return found[0].split(".")[-1] if len(found) == 1 and text == plain_reference(Reference(found[0])) else None

    def isNull(self):
        return Column(lambda r: f"({self._sql(r)} IS NULL)")

    def isNotNull(self):
        return Column(lambda r: f"({self._sql(r)} IS NOT NULL)")

    def isNaN(self):
        return Column(lambda r: f"isnan({self._sql(r)})")

    def eqNullSafe(self, other):
        return self._binary("<=>", other)

    def isin(self, *values):
        if len(values) == 1 and isinstance(values[0], (list, tuple, set)):
            values = tuple(values[0])
        if not values:
            return Column(lambda r: "false")
        inside = [to_column(value) for value in values]
        return Column(lambda r: f"({self._sql(r)} IN ({', '.join(each._sql(r) for each in inside)}))")

    def between(self, low, high):
        low, high = to_column(low), to_column(high)
        return Column(lambda r: f"({self._sql(r)} BETWEEN {low._sql(r)} AND {high._sql(r)})")

    def like(self, pattern):
        return Column(lambda r: f"({self._sql(r)} LIKE {quote_string(pattern)})")

    def ilike(self, pattern):
        return Column(lambda r: f"({self._sql(r)} ILIKE {quote_string(pattern)})")

    def rlike(self, pattern):
        return Column(lambda r: f"({self._sql(r)} RLIKE {quote_string(pattern)})")

    def _call(self, function, *others):
        given = [to_column(other) for other in others]
        return Column(lambda r: f"{function}({', '.join(each._sql(r) for each in [self, *given])})")

    def startswith(self, other):
        return self._call("startswith", other)

    def endswith(self, other):
        return self._call("endswith", other)

    def contains(self, other):
        return self._call("contains", other)

    def substr(self, start, length):
        return self._call("substr", start, length)

    def bitwiseAND(self, other):
        return self._binary("&", other)

    def bitwiseOR(self, other):
        return self._binary("|", other)

    def asc(self):
        return Column(self._write, self._name, "ASC NULLS FIRST")

    asc_nulls_first = asc

    def asc_nulls_last(self):
        return Column(self._write, self._name, "ASC NULLS LAST")

    def desc(self):
        return Column(self._write, self._name, "DESC NULLS LAST")

    desc_nulls_last = desc

    def desc_nulls_first(self):
        return Column(self._write, self._name, "DESC NULLS FIRST")

    def over(self, window):
        return Column(lambda r: f"{self._sql(r)} OVER ({window._sql(r)})", self._name)

    def when(self, condition, value):
        if self._parts is None:
            raise TypeError("[INVALID_WHEN_USAGE] when() follows only F.when() or another when().")
        return case([*self._parts, (condition, to_column(value))])

    def otherwise(self, value):
        if self._parts is None:
            raise TypeError("[INVALID_WHEN_USAGE] otherwise() follows only when().")
        return case(self._parts, to_column(value))

    def __repr__(self):
        return f"Column<'{self._sql()}'>"


def case(parts, default=None):
    def write(resolve):
        branches = " ".join(f"WHEN {test._sql(resolve)} THEN {value._sql(resolve)}" for test, value in parts)
        rest = f" ELSE {default._sql(resolve)}" if default is not None else ""
        return f"CASE {branches}{rest} END"

    return Column(write, parts=None if default is not None else parts)


def reference(name, origin=None):
    target = Reference(name, origin)
    return Column(lambda resolve: resolve(target))


def to_column(value):
    """A Column as it is; any other value as a literal."""
    if isinstance(value, Column):
        return value
    text = literal(value)
    return Column(lambda resolve: text)


def by_name(value):
    """A Column as it is; a text as the name of a column; any other value as a literal."""
    return reference(value) if isinstance(value, str) else to_column(value)


def next_number():
    return next(_numbers)
