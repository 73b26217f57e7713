"""Spark's data types, their texts, and values between Python and the workspace."""

import base64
import datetime
import decimal
import json


class DataType:
    _name = "void"

    def simpleString(self):
        return self._name

    def jsonValue(self):
        """As Spark writes a schema: the names of its own types, not those of SQL."""
        text = self.simpleString()
        return {"int": "integer", "bigint": "long", "smallint": "short", "tinyint": "byte"}.get(text, text)

    def json(self):
        return json.dumps(self.jsonValue(), separators=(",", ":"), sort_keys=True)

    def typeName(self):
        return self._name

    def __eq__(self, other):
        return isinstance(other, DataType) and self.simpleString() == other.simpleString()

    def __hash__(self):
        return hash(self.simpleString())

    def __repr__(self):
        return f"{type(self).__name__}()"


def _plain(class_name, text):
    return type(class_name, (DataType,), {"_name": text})


NullType = _plain("NullType", "void")
BooleanType = _plain("BooleanType", "boolean")
ByteType = _plain("ByteType", "tinyint")
ShortType = _plain("ShortType", "smallint")
IntegerType = _plain("IntegerType", "int")
LongType = _plain("LongType", "bigint")
FloatType = _plain("FloatType", "float")
DoubleType = _plain("DoubleType", "double")
StringType = _plain("StringType", "string")
BinaryType = _plain("BinaryType", "binary")
DateType = _plain("DateType", "date")
TimestampType = _plain("TimestampType", "timestamp")
TimestampNTZType = _plain("TimestampNTZType", "timestamp_ntz")
VariantType = _plain("VariantType", "variant")


class OtherType(DataType):
    """A type known by its text alone, such as an interval."""

    def __init__(self, text):
        self._name = text


class DecimalType(DataType):
    def __init__(self, precision=10, scale=0):
        self.precision, self.scale = precision, scale

    def simpleString(self):
        return f"decimal({self.precision},{self.scale})"

    def __repr__(self):
        return f"DecimalType({self.precision},{self.scale})"


class ArrayType(DataType):
    def __init__(self, elementType, containsNull=True):
        self.elementType, self.containsNull = elementType, containsNull

    def jsonValue(self):
        return {
            "type": "array",
            "elementType": self.elementType.jsonValue(),
            "containsNull": self.containsNull,
        }

    def simpleString(self):
        return f"array<{self.elementType.simpleString()}>"

    def __repr__(self):
        return f"ArrayType({self.elementType!r}, {self.containsNull})"


class MapType(DataType):
    def __init__(self, keyType, valueType, valueContainsNull=True):
        self.keyType, self.valueType, self.valueContainsNull = keyType, valueType, valueContainsNull

    def jsonValue(self):
        return {
            "type": "map",
            "keyType": self.keyType.jsonValue(),
            "valueType": self.valueType.jsonValue(),
            "valueContainsNull": self.valueContainsNull,
        }

    def simpleString(self):
        return f"map<{self.keyType.simpleString()},{self.valueType.simpleString()}>"

    def __repr__(self):
        return f"MapType({self.keyType!r}, {self.valueType!r}, {self.valueContainsNull})"


class StructField(DataType):
    def __init__(self, name, dataType, nullable=True, metadata=None):
        self.name, self.dataType, self.nullable = name, as_type(dataType), nullable
        self.metadata = metadata or {}

    def jsonValue(self):
        return {
            "name": self.name,
            "type": self.dataType.jsonValue(),
            "nullable": self.nullable,
            "metadata": self.metadata,
        }

    def simpleString(self):
        return f"{self.name}:{self.dataType.simpleString()}"

    def __repr__(self):
        return f"StructField('{self.name}', {self.dataType!r}, {self.nullable})"


class StructType(DataType):
    def __init__(self, fields=None):
        self.fields = list(fields or [])

    def add(self, field, data_type=None, nullable=True, metadata=None):
        if not isinstance(field, StructField):
            field = StructField(field, data_type, nullable, metadata)
        self.fields.append(field)
        return self

    @property
    def names(self):
        return [field.name for field in self.fields]

    fieldNames = lambda self: self.names  # noqa: E731

    def jsonValue(self):
        return {"type": "struct", "fields": [field.jsonValue() for field in self.fields]}

    def simpleString(self):
        return f"struct<{','.join(field.simpleString() for field in self.fields)}>"

    def __iter__(self):
        return iter(self.fields)

    def __len__(self):
        return len(self.fields)

    def __getitem__(self, key):
        if isinstance(key, str):
            return next(field for field in self.fields if field.name == key)
        return self.fields[key]

    def __repr__(self):
        return f"StructType([{', '.join(map(repr, self.fields))}])"


def _from_json_value(value):
    if isinstance(value, str):
        return parse_type(value)
    if value["type"] == "array":
        return ArrayType(_from_json_value(value["elementType"]), value.get("containsNull", True))
    if value["type"] == "map":
        return MapType(_from_json_value(value["keyType"]), _from_json_value(value["valueType"]))
    return StructType(
        [
            StructField(each["name"], _from_json_value(each["type"]), each.get("nullable", True), each.get("metadata"))
            for each in value["fields"]
        ]
    )


StructType.fromJson = staticmethod(_from_json_value)

_PLAIN = {
    each._name: each
    for each in (
        NullType,
        BooleanType,
        ByteType,
        ShortType,
        IntegerType,
        LongType,
        FloatType,
        DoubleType,
        StringType,
        BinaryType,
        DateType,
        TimestampType,
        TimestampNTZType,
        VariantType,
    )
}
_PLAIN.update(
    {
        "byte": ByteType,
        "short": ShortType,
        "integer": IntegerType,
        "long": LongType,
        "real": FloatType,
        "null": NullType,
        "str": StringType,
        "bool": BooleanType,
        "timestamp_ltz": TimestampType,
    }
)
_OF_PYTHON = {bool: BooleanType, int: LongType, float: DoubleType, str: StringType, bytes: BinaryType}


def as_type(given):
    """A type from a type, its text, or a Python class."""
    if isinstance(given, DataType):
        return given
    if isinstance(given, type) and given in _OF_PYTHON:
        return _OF_PYTHON[given]()
    if isinstance(given, type) and issubclass(given, DataType):
        return given()
    return parse_type(str(given))


def _split(text):
    """The parts of a list at its commas, those within brackets left alone."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in "<(":
            depth += 1
        elif char in ">)":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def _field(text):
    for separator in (":", " "):
        depth = 0
        for at, char in enumerate(text):
            depth += (char in "<(") - (char in ">)")
            if char == separator and depth == 0 and at > 0:
                return StructField(text[:at].strip().strip("`"), parse_type(text[at + 1 :]))
    raise ValueError(f"[PARSE_SYNTAX_ERROR] {text!r} is not a name with a type.")


def parse_type(text):
    text = text.strip()
    for suffix in (" not null", " NOT NULL"):
        text = text.removesuffix(suffix)
    lower = text.lower()
    if lower in _PLAIN:
        return _PLAIN[lower]()
    if lower.startswith("decimal") or lower.startswith("numeric") or lower.startswith("dec"):
        inside = text[text.find("(") + 1 : text.rfind(")")].split(",") if "(" in text else []
        return DecimalType(*[int(part) for part in inside])
    if lower.startswith(("varchar", "char")):
        return StringType()
    if lower.startswith("array<"):
        return ArrayType(parse_type(text[6:-1]))
    if lower.startswith("map<"):
        key, value = _split(text[4:-1])
        return MapType(parse_type(key), parse_type(value))
    if lower.startswith("struct<"):
        return StructType([_field(part) for part in _split(text[7:-1])])
    if ":" in text or " " in text and not lower.startswith("interval"):
        return StructType([_field(part) for part in _split(text)])
    return OtherType(lower)


class Row(tuple):
    """Values by position and by name."""

    def __new__(cls, *values, **named):
        if values and named:
            raise ValueError("A Row takes values by position or by name, not both.")
        row = super().__new__(cls, named.values() if named else values)
        row.__fields__ = list(named) if named else [f"_{i + 1}" for i in range(len(values))]
        return row

    @classmethod
    def of(cls, names, values):
        row = tuple.__new__(cls, values)
        row.__fields__ = list(names)
        return row

    def __call__(self, *values):
        return Row.of([str(value) for value in self], values)

    def asDict(self, recursive=False):
        def plain(value):
            if not recursive:
                return value
            if isinstance(value, Row):
                return value.asDict(True)
            if isinstance(value, list):
                return [plain(each) for each in value]
            if isinstance(value, dict):
                return {key: plain(each) for key, each in value.items()}
            return value

        return {name: plain(value) for name, value in zip(self.__fields__, self)}

    def __getitem__(self, key):
        if isinstance(key, str):
            if key not in self.__fields__:
                raise KeyError(key)
            return tuple.__getitem__(self, self.__fields__.index(key))
        return tuple.__getitem__(self, key)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self.__fields__:
            raise AttributeError(name)
        return tuple.__getitem__(self, self.__fields__.index(name))

    def __contains__(self, item):
        return item in self.__fields__ or tuple.__contains__(self, item)

    def __reduce__(self):
        return (Row.of, (self.__fields__, tuple(self)))

    def __repr__(self):
        return f"Row({', '.join(f'{name}={value!r}' for name, value in zip(self.__fields__, self))})"


def from_wire(text, data_type):
    """A value as the Statement Execution API sends it (text or null) in Python."""
    if text is None:
        return None
    if isinstance(data_type, (ArrayType, MapType, StructType)):
        return from_json(json.loads(text, parse_float=decimal.Decimal), data_type)
    return _scalar(text, data_type)


def _scalar(text, data_type):
    if isinstance(data_type, BooleanType):
        return text in (True, "true", "True")
    if isinstance(data_type, (ByteType, ShortType, IntegerType, LongType)):
        return int(text)
    if isinstance(data_type, (FloatType, DoubleType)):
        return float(text)
    if isinstance(data_type, DecimalType):
        return decimal.Decimal(str(text))
    if isinstance(data_type, DateType):
        return datetime.date.fromisoformat(str(text))
    if isinstance(data_type, (TimestampType, TimestampNTZType)):
        return _instant(str(text))
    if isinstance(data_type, BinaryType):
        return bytearray(base64.b64decode(text))
    return text


def _instant(text):
    text = text.replace(" ", "T").replace("Z", "")
    if "+" in text:
        text = text[: text.index("+")]
    if "." in text:
        whole, fraction = text.split(".")
        text = f"{whole}.{fraction[:6].ljust(6, '0')}"
    return datetime.datetime.fromisoformat(text)


def from_json(value, data_type):
    if value is None:
        return None
    if isinstance(data_type, ArrayType):
        return [from_json(each, data_type.elementType) for each in value]
    if isinstance(data_type, MapType):
        return {
            _scalar(key, data_type.keyType): from_json(each, data_type.valueType)
            for key, each in value.items()
        }
    if isinstance(data_type, StructType):
        return Row.of(
            data_type.names,
            [from_json(value.get(field.name), field.dataType) for field in data_type.fields],
        )
    return _scalar(value, data_type)


def infer(value):
    """The type that Spark infers for a Python value."""
    if value is None:
        return NullType()
    if isinstance(value, bool):
        return BooleanType()
    if isinstance(value, int):
        return LongType()
    if isinstance(value, float):
        return DoubleType()
    if isinstance(value, decimal.Decimal):
        return DecimalType(38, 18)
    if isinstance(value, datetime.datetime):
        return TimestampType()
    if isinstance(value, datetime.date):
        return DateType()
    if isinstance(value, (bytes, bytearray)):
        return BinaryType()
    if isinstance(value, str):
        return StringType()
    if isinstance(value, Row):
        return StructType([StructField(name, infer(each)) for name, each in zip(value.__fields__, value)])
    if isinstance(value, dict):
        pairs = [(key, each) for key, each in value.items() if each is not None]
        if not pairs:
            return MapType(StringType(), NullType())
        return MapType(infer(pairs[0][0]), infer(pairs[0][1]))
    if isinstance(value, (list, tuple)):
        known = [each for each in value if each is not None]
        return ArrayType(infer(known[0]) if known else NullType())
    raise TypeError(f"[UNSUPPORTED_DATA_TYPE] A value of {type(value).__name__} cannot be put into a DataFrame.")


def quote_string(text):
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"


def literal(value, data_type=None):
    """A value as SQL."""
    if value is None:
        return f"CAST(NULL AS {data_type.simpleString()})" if data_type and data_type._name != "void" else "NULL"
    if data_type is not None and not isinstance(data_type, (NullType, OtherType)):
        if isinstance(data_type, ArrayType):
            inside = ", ".join(literal(each, data_type.elementType) for each in value)
            return f"array({inside})" if value else f"CAST(array() AS {data_type.simpleString()})"
        if isinstance(data_type, MapType):
            pairs = ", ".join(
                f"{literal(key, data_type.keyType)}, {literal(each, data_type.valueType)}"
                for key, each in value.items()
            )
            return f"map({pairs})" if value else f"CAST(map() AS {data_type.simpleString()})"
        if isinstance(data_type, StructType):
            given = value if isinstance(value, dict) else dict(zip(data_type.names, value))
            fields = ", ".join(
                f"{quote_string(field.name)}, {literal(given.get(field.name), field.dataType)}"
                for field in data_type.fields
            )
            return f"named_struct({fields})"
        return f"CAST({literal(value)} AS {data_type.simpleString()})"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value}" if -(2**31) <= value < 2**31 else f"{value}L"
    if isinstance(value, float):
        if value != value:
            return "double('NaN')"
        if value in (float("inf"), float("-inf")):
            return f"double('{'-' if value < 0 else ''}Infinity')"
        return f"{value!r}D"
    if isinstance(value, decimal.Decimal):
        return f"{value:f}BD"
    if isinstance(value, datetime.datetime):
        return f"TIMESTAMP '{value.strftime('%Y-%m-%d %H:%M:%S.%f')}'"
    if isinstance(value, datetime.date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, (bytes, bytearray)):
        return f"X'{bytes(value).hex()}'"
    if isinstance(value, str):
        return quote_string(value)
    return literal(value, infer(value))
