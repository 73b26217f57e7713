from lakehand_workspace.column import Column
from lakehand_workspace.dataframe import DataFrame, GroupedData
from lakehand_workspace.reader import DataFrameReader, DataFrameWriter
from lakehand_workspace.session import SparkSession as _Session
from lakehand_workspace.types import Row
from lakehand_workspace.window import Window, WindowSpec


class _Builder:
    """Whatever is asked for, there is one session: the context's."""

    def __getattr__(self, _name):
        return lambda *_arguments, **_named: self

    def getOrCreate(self):
        return _lakehand_spark  # noqa: F821


class SparkSession(_Session):
    builder = _Builder()

    @staticmethod
    def getActiveSession():
        return _lakehand_spark  # noqa: F821


__all__ = [
    "Column",
    "DataFrame",
    "DataFrameReader",
    "DataFrameWriter",
    "GroupedData",
    "Row",
    "SparkSession",
    "Window",
    "WindowSpec",
]
