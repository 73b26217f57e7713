"""Errors with the names that code written for Spark expects."""


class PySparkException(Exception):
    """A failure of Spark; its text begins with the error class in brackets."""

    def getErrorClass(self):
        text = str(self)
        return text[1:].split("]")[0] if text.startswith("[") else None

    getCondition = getErrorClass

    def getSqlState(self):
        marker = "SQLSTATE: "
        text = str(self)
        return text.rsplit(marker, 1)[1][:5] if marker in text else None


class AnalysisException(PySparkException):
    """A statement that cannot be understood: a name that is not there, a type that does not fit."""


class ParseException(AnalysisException):
    """A text that is no SQL."""


class SparkRuntimeException(PySparkException):
    """A statement that failed while it ran."""


class PythonException(PySparkException):
    """A Python function over columns raised; its text has the traceback."""


class NotHere(NotImplementedError):
    """Something that Databricks has and the local workspace does not. Its text names it."""

    def __init__(self, what):
        super().__init__(f"[NOT_IN_LOCAL_WORKSPACE] {what} is not part of the local workspace.")


def of_statement(message):
    """The exception of a failed statement, told by its error class."""
    if message.startswith("[PARSE_SYNTAX_ERROR") or message.startswith("[PARSE_EMPTY"):
        return ParseException(message)
    state = message.rsplit("SQLSTATE: ", 1)[1][:5] if "SQLSTATE: " in message else ""
    if state[:2] in ("42", "0A", "56"):
        return AnalysisException(message)
    return SparkRuntimeException(message)
