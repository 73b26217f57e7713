"""The Python side of a compute context: a driver that runs commands, and `spark` and `dbutils` for them."""
