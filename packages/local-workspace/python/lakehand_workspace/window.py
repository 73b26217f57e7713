"""Window specifications."""

from .column import by_name


class WindowSpec:
    def __init__(self, partition=(), order=(), frame=None):
        self._partition, self._order, self._frame = tuple(partition), tuple(order), frame

    def partitionBy(self, *columns):
        return WindowSpec(_flat(columns), self._order, self._frame)

    def orderBy(self, *columns):
        return WindowSpec(self._partition, _flat(columns), self._frame)

    def rowsBetween(self, start, end):
        return WindowSpec(self._partition, self._order, ("ROWS", start, end))

    def rangeBetween(self, start, end):
        return WindowSpec(self._partition, self._order, ("RANGE", start, end))

    def _sql(self, resolve):
        parts = []
        if self._partition:
            parts.append("PARTITION BY " + ", ".join(each._sql(resolve) for each in self._partition))
        if self._order:
            parts.append("ORDER BY " + ", ".join(each._ordered(resolve) for each in self._order))
        if self._frame:
            kind, start, end = self._frame
            parts.append(f"{kind} BETWEEN {_bound(start)} AND {_bound(end)}")
        return " ".join(parts)


def _flat(columns):
    if len(columns) == 1 and isinstance(columns[0], (list, tuple)):
        columns = columns[0]
    return [by_name(column) for column in columns]


def _bound(value):
    if value <= Window.unboundedPreceding:
        return "UNBOUNDED PRECEDING"
    if value >= Window.unboundedFollowing:
        return "UNBOUNDED FOLLOWING"
    if value == 0:
        return "CURRENT ROW"
    return f"{-value} PRECEDING" if value < 0 else f"{value} FOLLOWING"


class Window:
    unboundedPreceding = -(2**63)
    unboundedFollowing = 2**63 - 1
    currentRow = 0

    @staticmethod
    def partitionBy(*columns):
        return WindowSpec().partitionBy(*columns)

    @staticmethod
    def orderBy(*columns):
        return WindowSpec().orderBy(*columns)

    @staticmethod
    def rowsBetween(start, end):
        return WindowSpec().rowsBetween(start, end)

    @staticmethod
    def rangeBetween(start, end):
        return WindowSpec().rangeBetween(start, end)
