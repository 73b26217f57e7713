from pyspark.errors import AnalysisException, ParseException  # noqa: F401
