"""The part of PySpark that the local workspace has, under the names that code imports."""

__version__ = "4.0.0"


class SparkContext:
    def __init__(self, *_arguments, **_named):
        from lakehand_workspace.errors import NotHere

        raise NotHere("SparkContext, as on serverless compute; use spark")


class StorageLevel:
    MEMORY_ONLY = MEMORY_AND_DISK = DISK_ONLY = None
