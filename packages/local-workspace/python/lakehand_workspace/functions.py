"""`pyspark.sql.functions`: each makes the call of the SQL function of its name."""

from .column import Column, by_name, case, reference, to_column
from .errors import NotHere
from .types import DataType as _DataType


def col(name):
    return reference(name)


column = col


def lit(value):
    return to_column(value)


def expr(text):
    return Column(lambda resolve: text)


def when(condition, value):
    return case([(condition, to_column(value))])


def _call(function, arguments):
    return Column(lambda r: f"{function}({', '.join(each._sql(r) for each in arguments)})")


def _plain(name, columns, function=None):
    """A function whose first `columns` arguments are columns (texts are names) and whose others are values."""

    def made(*arguments, **named):
        given = [*arguments, *named.values()]
        return _call(
            function or name,
            [by_name(each) if at < columns else to_column(each) for at, each in enumerate(given) if each is not None],
        )

    made.__name__ = name
    return made


#: Functions of columns alone.
_COLUMNS = """
abs acos acosh asin asinh atan atan2 atanh cbrt ceil ceiling cos cosh cot csc degrees exp expm1 factorial floor
hypot ln log10 log1p log2 negative positive radians rint sec signum sign sin sinh sqrt tan tanh pow power pmod
ascii base64 bit_length char_length character_length initcap length lower lcase octet_length reverse trim ltrim
rtrim unbase64 upper ucase soundex md5 sha sha1 crc32 hex unhex xxhash64 hash bin
year quarter month day dayofmonth dayofweek dayofyear hour minute second weekofyear weekday last_day to_date
to_timestamp unix_timestamp unix_date unix_micros unix_millis unix_seconds date_from_unix_date timestamp_seconds
timestamp_millis timestamp_micros datediff date_diff make_date
avg mean count max min sum stddev stddev_pop stddev_samp std var_pop var_samp variance skewness kurtosis median mode
collect_list collect_set array_agg first_value last_value any_value bool_and bool_or every some count_if max_by
min_by corr covar_pop covar_samp product sum_distinct bit_and bit_or bit_xor approx_count_distinct regr_slope
regr_intercept listagg string_agg try_sum try_avg
row_number rank dense_rank percent_rank cume_dist
array map named_struct array_distinct array_max array_min array_size array_compact array_union array_except
array_intersect arrays_overlap arrays_zip array_sort cardinality flatten size map_keys map_values map_entries
map_from_arrays map_from_entries map_concat explode explode_outer posexplode posexplode_outer inline inline_outer
coalesce greatest least ifnull nvl nvl2 nullif nullifzero zeroifnull isnan isnull isnotnull nanvl equal_null
current_date current_timestamp now localtimestamp current_user user current_catalog current_database current_schema
rand randn uuid monotonically_increasing_id input_file_name typeof e pi
bitwise_not url_encode url_decode to_json is_variant_null schema_of_json to_variant_object
""".split()

#: Functions whose first argument is a column and whose others are values.
_FIRST = """
add_months date_add dateadd date_sub date_format from_unixtime to_utc_timestamp from_utc_timestamp trunc
lpad rpad repeat regexp_extract regexp_extract_all regexp_count regexp_instr regexp_substr split split_part
substring substr left right replace translate round bround conv ntile lag lead nth_value
array_contains array_position array_remove array_repeat array_join array_append array_prepend element_at slice
get get_json_object from_json from_csv json_array_length schema_of_csv sha2 format_number shiftleft shiftright
percentile percentile_approx approx_percentile try_element_at map_contains_key parse_json try_parse_json
variant_get try_variant_get try_to_number to_number to_char to_varchar sort_array try_to_timestamp
make_dt_interval overlay find_in_set btrim
""".split()

for _name in _COLUMNS:
    globals()[_name] = _plain(_name, 1000)
for _name in _FIRST:
    globals()[_name] = _plain(_name, 1)

_renamed = {
    "toDegrees": "degrees",
    "toRadians": "radians",
    "dayofmonth": "day",
    "mean": "avg",
    "sign": "signum",
    "pow": "power",
}
for _name, _target in _renamed.items():
    globals()[_name] = _plain(_name, 1000, _target)

def instr(text, part):
    return _call("instr", [by_name(text), to_column(part)])


def locate(part, text, pos=1):
    return _call("locate", [to_column(part), by_name(text), to_column(pos)])


def log(first, second=None):
    if second is None:
        return _call("ln", [by_name(first)])
    return _call("log", [to_column(first), by_name(second)])


def concat(*columns):
    return _call("concat", [by_name(each) for each in columns])


def concat_ws(separator, *columns):
    return _call("concat_ws", [to_column(separator), *[by_name(each) for each in columns]])


def format_string(pattern, *columns):
    return _call("format_string", [to_column(pattern), *[by_name(each) for each in columns]])


def regexp_replace(text, pattern, replacement):
    return _call("regexp_replace", [by_name(text), to_column(pattern), to_column(replacement)])


def rlike(text, pattern):
    return _call("rlike", [by_name(text), to_column(pattern)])


def date_trunc(unit, timestamp):
    return _call("date_trunc", [to_column(unit), by_name(timestamp)])


def months_between(first, second, roundOff=True):
    return _call("months_between", [by_name(first), by_name(second), to_column(roundOff)])


def next_day(date, day):
    return _call("next_day", [by_name(date), to_column(day)])


def to_date(column, format=None):
    return _call("to_date", [by_name(column), *([to_column(format)] if format else [])])


def to_timestamp(column, format=None):
    return _call("to_timestamp", [by_name(column), *([to_column(format)] if format else [])])


def unix_timestamp(timestamp=None, format=None):
    given = [by_name(timestamp)] if timestamp is not None else []
    return _call("unix_timestamp", [*given, *([to_column(format)] if format else [])])


def struct(*columns):
    if len(columns) == 1 and isinstance(columns[0], (list, tuple)):
        columns = columns[0]
    parts = [by_name(each) for each in columns]
    return Column(lambda r: f"struct({', '.join(each._named(r) for each in parts)})")


def create_map(*columns):
    if len(columns) == 1 and isinstance(columns[0], (list, tuple)):
        columns = columns[0]
    return _call("map", [by_name(each) for each in columns])


def count(column):
    if isinstance(column, str) and column == "*":
        return Column(lambda r: "count(*)")
    return _call("count", [by_name(column)])


def countDistinct(column, *columns):
    parts = [by_name(each) for each in [column, *columns]]
    return Column(lambda r: f"count(DISTINCT {', '.join(each._sql(r) for each in parts)})")


count_distinct = countDistinct


def sumDistinct(column):
    part = by_name(column)
    return Column(lambda r: f"sum(DISTINCT {part._sql(r)})")


sum_distinct = sumDistinct
approxCountDistinct = globals()["approx_count_distinct"]


def first(column, ignorenulls=False):
    return _call("first", [by_name(column), *([to_column(True)] if ignorenulls else [])])


def last(column, ignorenulls=False):
    return _call("last", [by_name(column), *([to_column(True)] if ignorenulls else [])])


def asc(column):
    return by_name(column).asc()


def desc(column):
    return by_name(column).desc()


def asc_nulls_last(column):
    return by_name(column).asc_nulls_last()


def desc_nulls_first(column):
    return by_name(column).desc_nulls_first()


def sort_array(column, asc=True):
    return _call("sort_array", [by_name(column), to_column(asc)])


def from_json(column, schema, options=None):
    text = schema if isinstance(schema, str) else _schema_text(schema)
    return _call("from_json", [by_name(column), to_column(text)])


def _schema_text(schema):
    fields = getattr(schema, "fields", None)
    if fields is None:
        return schema.simpleString()
    return ", ".join(f"`{field.name}` {field.dataType.simpleString()}" for field in fields)


def broadcast(frame):
    """A hint for a cluster; one engine has nothing to send anywhere."""
    return frame


def window(timeColumn, windowDuration, slideDuration=None, startTime=None):
    others = [each for each in (windowDuration, slideDuration, startTime) if each is not None]
    return _call("window", [by_name(timeColumn), *[to_column(each) for each in others]])


_lambda_names = ("x", "y", "z")


def _lambda(function):
    import inspect

    names = _lambda_names[: len(inspect.signature(function).parameters)]
    body = function(*[Column(lambda r, name=name: name) for name in names])
    heads = names[0] if len(names) == 1 else f"({', '.join(names)})"
    return Column(lambda r: f"{heads} -> {to_column(body)._sql(r)}")


def _higher(name):
    def made(column, *functions):
        return _call(
            name, [by_name(column), *[_lambda(each) if callable(each) else to_column(each) for each in functions]]
        )

    made.__name__ = name
    return made


for _name in ("transform", "filter", "exists", "forall", "map_filter", "transform_keys", "transform_values"):
    globals()[_name] = _higher(_name)


def aggregate(column, initial, merge, finish=None):
    parts = [by_name(column), to_column(initial), _lambda(merge), *([_lambda(finish)] if finish else [])]
    return _call("aggregate", parts)


reduce = aggregate


def zip_with(left, right, function):
    return _call("zip_with", [by_name(left), by_name(right), _lambda(function)])


def udf(f=None, returnType="string", *, useArrow=None):
    from .python_call import user_function

    if f is None or isinstance(f, (str, _DataType)) or isinstance(f, type) and issubclass(f, _DataType):
        kind = returnType if f is None else f
        return lambda function: user_function(function, kind)
    return user_function(f, returnType)


def pandas_udf(*_arguments, **_named):
    raise NotHere("pandas_udf(): use udf(), which gets one row at a time")


arrow_udf = pandas_udf


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    # A function that was not listed: the workspace knows whether it exists.
    return _plain(name, 1000)
