from lakehand_workspace.errors import AnalysisException, ParseException, PySparkException, SparkRuntimeException

__all__ = ["AnalysisException", "ParseException", "PySparkException", "SparkRuntimeException"]
