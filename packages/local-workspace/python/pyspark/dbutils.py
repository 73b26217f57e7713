def DBUtils(_spark=None):
    """The context's own `dbutils`."""
    return _lakehand_dbutils  # noqa: F821
