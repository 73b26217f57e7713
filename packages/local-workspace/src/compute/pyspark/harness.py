"""Runs one case and says what it gave, as JSON: the same for Spark and for the local workspace."""

import datetime
import decimal
import json
import math


def _plain(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return "nan" if math.isnan(value) else float(f"{value:.10g}")
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    if isinstance(value, datetime.timedelta):
        return str(value)
    if hasattr(value, "asDict"):
        return {name: _plain(each) for name, each in zip(value.__fields__, value)}
    if isinstance(value, dict):
        return [[_plain(key), _plain(each)] for key, each in sorted(value.items(), key=str)]
    if isinstance(value, (list, tuple, set)):
        return [_plain(each) for each in value]
    if hasattr(value, "item"):
        return _plain(value.item())
    return repr(value)


def run_case(names, code, ordered):
    try:
        exec(code, names)
        out = names.pop("out")
        if hasattr(out, "collect"):
            rows = [[_plain(each) for each in row] for row in out.collect()]
            if not ordered:
                rows.sort(key=lambda row: json.dumps(row, sort_keys=True))
            return {"schema": out.schema.simpleString(), "rows": rows}
        return {"value": _plain(out)}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)[:300]}
