from lakehand_workspace import functions as _functions

# Every name, also those that Python has itself (sum, min, max, abs …), as PySpark has them.
globals().update({name: value for name, value in vars(_functions).items() if not name.startswith("_")})


def __getattr__(name):
    return getattr(_functions, name)
