"""Runs the commands of one context, one after the other, in one namespace that stays."""

import ast
import io
import linecache
import os
import sys
import traceback

from . import channel
from .column import Column
from .dataframe import DataFrame
from .dbutils import DBUtils, NotebookExit
from .session import SparkSession

#: Most that one command may print; the rest is counted.
MOST_OUTPUT = 1_000_000
#: Most rows of a table that is shown.
MOST_SHOWN = 10_000


class Output(io.TextIOBase):
    """What a command prints, without the secrets in it."""

    def __init__(self, secrets):
        self._parts, self._size, self._secrets = [], 0, secrets

    def writable(self):
        return True

    def write(self, text):
        self._size += len(text)
        if self._size <= MOST_OUTPUT:
            self._parts.append(text)
        return len(text)

    def text(self):
        text = "".join(self._parts)
        if self._size > MOST_OUTPUT:
            text += f"\n… {self._size - MOST_OUTPUT} more characters were left out"
        for secret in self._secrets:
            text = text.replace(secret, "[REDACTED]")
        return text


class Driver:
    def __init__(self, link):
        self._link = link
        self._secrets = set()
        self.spark = SparkSession()
        self.dbutils = DBUtils(self.spark, {}, lambda text: text.strip() and self._secrets.add(text))
        self._shown = []
        self.names = {
            "__name__": "__main__",
            "__builtins__": __builtins__,
            "spark": self.spark,
            "dbutils": self.dbutils,
            "display": self.display,
            "displayHTML": self.display_html,
            "sqlContext": self.spark,
            "table": self.spark.table,
            "sql": self.spark.sql,
            "getArgument": self.dbutils.widgets.getArgument,
        }
        # `from pyspark.sql import SparkSession; SparkSession.builder.getOrCreate()` is this one.
        import builtins

        builtins._lakehand_spark = self.spark
        builtins._lakehand_dbutils = self.dbutils

    def display(self, value=None, *_more, **_options):
        if isinstance(value, DataFrame):
            self._shown.append(self._table_of(value))
        elif hasattr(value, "to_dict") and hasattr(value, "columns"):
            self._shown.append(self._table_of(self.spark.createDataFrame(value)))
        elif isinstance(value, list) and value and hasattr(value[0], "__fields__"):
            self._shown.append(self._table_of(self.spark.createDataFrame(value)))
        elif value is not None:
            print(value)

    def display_html(self, text, **_options):
        self._shown.append({"kind": "html", "html": str(text)})

    def _table_of(self, frame):
        if frame._result is not None:
            schema, rows = frame._result.schema, frame._result._rows[: MOST_SHOWN + 1]
        else:
            result = self.spark._run(frame._sql, MOST_SHOWN + 1)
            schema, rows = result.schema, result._rows
        return {
            "kind": "table",
            "columns": [{"name": field.name, "type": field.dataType.simpleString()} for field in schema],
            "rows": rows[:MOST_SHOWN],
            "truncated": len(rows) > MOST_SHOWN,
        }

    def run(self, command):
        self._shown = []
        self.dbutils.widgets._given.update(command.get("parameters") or {})
        output = Output(self._secrets)
        outcome = {"status": "ok"}
        before = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = output
        try:
            if self._link.begin(command["id"]):
                self._execute(command["code"], command.get("name") or "<command>")
            else:
                outcome = {"status": "cancelled"}
        except NotebookExit as leaving:
            outcome = {"status": "exit", "value": leaving.value}
        except SystemExit as leaving:
            if leaving.code not in (None, 0):
                outcome = {"status": "error", "summary": f"SystemExit: {leaving.code}", "cause": ""}
        except KeyboardInterrupt:
            outcome = {"status": "cancelled"}
        except BaseException as error:
            outcome = {"status": "error", **self._told(error)}
        finally:
            sys.stdout, sys.stderr = before
            self._finish()
        for shown in self._shown:
            for secret in self._secrets:
                if shown["kind"] == "table":
                    shown["rows"] = [[None if v is None else str(v).replace(secret, "[REDACTED]") for v in row] for row in shown["rows"]]
        return {"type": "done", "id": command["id"], "output": output.text(), "shown": self._shown, **outcome}

    def _finish(self):
        # An interrupt may have come in the moment in which the command ended.
        while True:
            try:
                self._link.end()
                return
            except KeyboardInterrupt:
                continue

    def _execute(self, code, name):
        tree = ast.parse(code, name)
        # So that a traceback shows the command's own lines.
        linecache.cache[name] = (len(code), None, code.splitlines(True), name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), self.names)
        if last is None:
            return
        value = eval(compile(ast.Expression(last.value), name, "eval"), self.names)
        if value is None:
            return
        self.names["_"] = value
        if isinstance(value, Column):
            print(repr(value))
        else:
            print(repr(value))

    def _told(self, error):
        kind = type(error).__name__
        text = str(error)
        for secret in self._secrets:
            text = text.replace(secret, "[REDACTED]")
        if isinstance(error, SyntaxError):
            trace = "".join(traceback.format_exception_only(type(error), error))
        else:
            # Our own frames tell the person nothing.
            here = os.path.dirname(os.path.abspath(__file__))
            frames = [
                frame
                for frame in traceback.extract_tb(error.__traceback__)
                if not os.path.abspath(frame.filename).startswith(here)
            ]
            trace = "Traceback (most recent call last):\n" + "".join(traceback.format_list(frames)) + f"{kind}: {text}"
        for secret in self._secrets:
            trace = trace.replace(secret, "[REDACTED]")
        return {"summary": f"{kind}: {text}", "cause": trace}


def limit():
    """Keeps one runaway command from taking the machine along."""
    try:
        import resource
    except ImportError:
        return
    for name, value in (("RLIMIT_AS", 8 * 1024**3), ("RLIMIT_FSIZE", 4 * 1024**3), ("RLIMIT_CORE", 0)):
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        try:
            _, hard = resource.getrlimit(kind)
            resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
        except (ValueError, OSError):
            pass


def main():
    limit()
    link = channel.connect(3, 4)
    # Programs that commands start must not hold the line to the workspace open, nor write on it.
    for number in (3, 4):
        os.set_inheritable(number, False)
    driver = Driver(link)
    site = os.environ.get("LAKEHAND_SITE")
    if site:
        sys.path.insert(0, site)
    sys.path.insert(0, os.getcwd())
    link.send({"type": "ready", "python": sys.version.split()[0]})
    while True:
        try:
            command = link.commands.get()
        except KeyboardInterrupt:
            continue
        link.send(driver.run(command))


if __name__ == "__main__":
    main()
