"""Python functions over columns. The engine cannot call them, so a step that uses one asks for the different arguments
first, calls the function here, and joins its answers back to the rows."""

import contextlib
import inspect
import traceback

from .column import Column, by_name, plain_reference, quote_name
from .errors import NotHere, PythonException
from .types import MapType, StringType, as_type, literal

#: Most different arguments of one function in one step: its answers travel as SQL.
MOST_ARGUMENTS = 50_000

_steps = []


class PythonCalls:
    """The calls that one step uses."""

    def __init__(self):
        self.calls = []

    def add(self, function, return_type, arguments):
        """The name of the column that will hold the answers; a call written twice is one."""
        for at, known in enumerate(self.calls):
            if known[0] is function and known[2] == arguments:
                return f"__py{at}"
        self.calls.append((function, return_type, arguments))
        return f"__py{len(self.calls) - 1}"

    def source(self, session, query):
        """The step's rows with the answers beside them."""
        for at, (function, return_type, arguments) in enumerate(self.calls):
            query = _with_answers(session, query, at, function, return_type, arguments)
        return query


def _with_answers(session, query, at, function, return_type, arguments):
    keys = [f"__py{at}_{place}" for place in range(len(arguments))]
    given = ", ".join(f"{text} AS {key}" for text, key in zip(arguments, keys))
    if not arguments:
        return f"SELECT t.*, {literal(_called(function, ()), return_type)} AS __py{at} FROM ({query}) AS t"
    result = session._run(
        f"SELECT DISTINCT {given} FROM ({query}) AS t", limit=MOST_ARGUMENTS + 1
    )
    if any(isinstance(field.dataType, MapType) for field in result.schema):
        raise NotHere("A map as an argument of a Python function; give it the map's keys or values")
    rows = result.rows()
    if len(rows) > MOST_ARGUMENTS:
        raise NotHere(f"A Python function over more than {MOST_ARGUMENTS:,} different arguments; use SQL functions")
    kinds = [field.dataType for field in result.schema]
    lines = [
        "("
        + ", ".join(
            [literal(value, kind) for value, kind in zip(row, kinds)]
            + [literal(_converted(_called(function, tuple(row)), return_type), return_type)]
        )
        + ")"
        for row in rows
    ]
    if not lines:
        return f"SELECT t.*, {literal(None, return_type)} AS __py{at} FROM ({query}) AS t"
    test = " AND ".join(f"t.{key} <=> m.{key}k" for key in keys)
    names = ", ".join([f"{key}k" for key in keys] + [f"__py{at}"])
    return (
        f"SELECT t.*, m.__py{at} FROM (SELECT *, {given} FROM ({query}) AS t) AS t "
        f"LEFT JOIN (SELECT * FROM VALUES {', '.join(lines)} AS v({names})) AS m ON {test}"
    )


def _called(function, arguments):
    try:
        return function(*arguments)
    except Exception as cause:
        text = "".join(traceback.format_exception(type(cause), cause, cause.__traceback__.tb_next))
        raise PythonException(f"An exception was thrown from the Python worker.\n{text}") from cause


def _converted(value, return_type):
    """As Spark takes a function's value: one of another type than declared is NULL, and a text is made of anything."""
    if value is None:
        return None
    if isinstance(return_type, StringType):
        return value if isinstance(value, str) else str(value)
    accepted = _ACCEPTED.get(return_type.simpleString())
    if accepted and (not isinstance(value, accepted) or isinstance(value, bool) and bool not in accepted):
        return None
    return value


_ACCEPTED = {
    "boolean": (bool,),
    "tinyint": (int,),
    "smallint": (int,),
    "int": (int,),
    "bigint": (int,),
    "float": (float,),
    "double": (float,),
}


@contextlib.contextmanager
def python_calls():
    """Collects the Python functions that columns written inside it call."""
    calls = PythonCalls()
    _steps.append(calls)
    try:
        yield calls
    finally:
        _steps.pop()


def user_function(function, return_type):
    """What `udf` gives: called with columns it makes a column."""
    kind = as_type(return_type)
    name = getattr(function, "__name__", type(function).__name__)

    def call(*columns):
        given = [by_name(each) for each in columns]
        shown = ", ".join(each._name or each._sql(plain_reference).replace("`", "") for each in given)

        def write(resolve):
            if not _steps:
                raise NotHere("A Python function in this place; put its value into a column with withColumn() first")
            return quote_name(_steps[-1].add(function, kind, [each._sql(resolve) for each in given]))

        return Column(write, f"{name}({shown})")

    call.__name__ = name
    call.__doc__ = inspect.getdoc(function)
    call.func, call.returnType = function, kind
    return call
