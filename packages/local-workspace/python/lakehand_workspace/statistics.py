"""`df.stat`, and what DataFrames offer of it."""

from .column import quote_name
from .types import literal


class StatFunctions:
    def __init__(self, frame):
        self._frame = frame

    def _one(self, expression):
        frame = self._frame
        return frame._session._run(f"SELECT {expression} FROM ({frame._query()}) AS t").rows()[0][0]

    def corr(self, col1, col2, method=None):
        return self._one(f"corr({quote_name(col1)}, {quote_name(col2)})")

    def cov(self, col1, col2):
        return self._one(f"covar_samp({quote_name(col1)}, {quote_name(col2)})")

    def approxQuantile(self, col, probabilities, relativeError):
        """Exact here: the smallest value with at least that share of the rows at or below it."""
        if isinstance(col, (list, tuple)):
            return [self.approxQuantile(each, probabilities, relativeError) for each in col]
        value = f"CAST({quote_name(col)} AS double)"
        found = [
            self._one(f"percentile_disc({float(each)!r}D) WITHIN GROUP (ORDER BY {value})") for each in probabilities
        ]
        return [] if found and found[0] is None else found

    def crosstab(self, col1, col2):
        frame = self._frame
        values = [
            row[0]
            for row in frame._session._run(
                f"SELECT DISTINCT CAST({quote_name(col2)} AS string) AS v FROM ({frame._query()}) AS t ORDER BY v"
            ).rows()
        ]
        counts = ", ".join(
            f"count_if(CAST({quote_name(col2)} AS string) <=> {literal(value)}) AS "
            f"{quote_name('null' if value is None else value)}"
            for value in sorted(values, key=lambda each: "null" if each is None else each)
        )
        key = f"coalesce(CAST({quote_name(col1)} AS string), 'null')"
        return frame._derive(
            f"SELECT {key} AS {quote_name(f'{col1}_{col2}')}, {counts} FROM ({frame._query()}) AS t GROUP BY {key}",
            keep=False,
        )

    def sampleBy(self, col, fractions, seed=None):
        tests = " OR ".join(
            f"({quote_name(col) if isinstance(col, str) else col._sql()} = {literal(value)} AND rand() < {float(share)})"
            for value, share in fractions.items()
        )
        return self._frame._derive(self._frame._select(["*"], f" WHERE {tests or 'false'}"))


#: What summary() says, by name; `{0}` is the column.
SUMMARY = {
    "count": "count({0})",
    "mean": "avg(TRY_CAST({0} AS double))",
    "stddev": "stddev(TRY_CAST({0} AS double))",
    "min": "min({0})",
    "max": "max({0})",
    "count_distinct": "count(DISTINCT {0})",
    "approx_count_distinct": "approx_count_distinct({0})",
}


def summary(frame, wanted):
    numeric = ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal")
    columns = [(name, kind) for name, kind in frame.dtypes if kind.startswith(numeric) or kind == "string"]
    parts = []
    for name in wanted or ("count", "mean", "stddev", "min", "25%", "50%", "75%", "max"):
        items = []
        for column, kind in columns:
            quoted = quote_name(column)
            if name.endswith("%"):
                share = float(name[:-1]) / 100
                value = (
                    f"CAST(percentile_disc({share!r}D) WITHIN GROUP (ORDER BY {quoted}) AS {kind})"
                    if kind.startswith(numeric)
                    else "NULL"
                )
            elif name in SUMMARY:
                value = SUMMARY[name].format(quoted)
            else:
                raise ValueError(f"[UNKNOWN_STATISTIC] summary() does not know {name!r}.")
            items.append(f"CAST({value} AS string) AS {quoted}")
        parts.append(f"SELECT {literal(name)} AS summary, {', '.join(items)} FROM ({frame._query()}) AS t")
    return frame._derive(" UNION ALL ".join(parts), keep=False)
