"""`df.write.csv` and `df.write.json`: a folder with one part file, as Spark leaves it."""

import os
import shutil

from . import paths
from .column import quote_name
from .errors import AnalysisException


def write_files(frame, path, kind, mode, options):
    place = paths.remote(path)
    if os.path.exists(place) and mode in ("error", "ignore"):
        if mode == "ignore":
            return
        raise AnalysisException(f"[PATH_ALREADY_EXISTS] Path {path} already exists. Set mode as 'overwrite'. SQLSTATE: 42K04")
    lines = _json_lines(frame) if kind == "json" else _csv_lines(frame, options)
    fresh = f"{place}.writing"
    shutil.rmtree(fresh, ignore_errors=True)
    os.makedirs(fresh)
    number = 0
    if mode == "append" and os.path.isdir(place):
        number = sum(name.startswith("part-") for name in os.listdir(place))
    name = f"part-{number:05d}.{kind}"
    with open(os.path.join(fresh, name), "w", encoding="utf-8", newline="") as file:
        file.writelines(lines)
    with open(os.path.join(fresh, "_SUCCESS"), "w", encoding="utf-8"):
        pass
    if mode == "append" and os.path.isdir(place):
        os.replace(os.path.join(fresh, name), os.path.join(place, name))
        shutil.rmtree(fresh)
        return
    if os.path.isdir(place):
        shutil.rmtree(place)
    elif os.path.exists(place):
        os.remove(place)
    os.replace(fresh, place)


def _json_lines(frame):
    for text in frame.toJSON().collect():
        yield f"{text}\n"


def _csv_lines(frame, options):
    nested = [field.name for field in frame.schema if field.dataType.simpleString().startswith(("array", "map", "struct"))]
    if nested:
        raise AnalysisException(
            f"[UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE] The CSV datasource does not support the column `{nested[0]}`. "
            "SQLSTATE: 0A000"
        )
    separator = str(options.get("sep", options.get("delimiter", ",")))
    empty = str(options.get("nullValue", ""))

    def cell(text):
        if text is None:
            return empty
        if text == "":
            return '""'
        if any(char in text for char in (separator, '"', "\n", "\r")):
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return text

    if str(options.get("header", "false")).lower() == "true":
        yield separator.join(cell(name) for name in frame.columns) + "\n"
    texts = [
        f"date_format({quote_name(field.name)}, \"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\") AS {quote_name(field.name)}"
        if field.dataType.simpleString() == "timestamp"
        else f"CAST({quote_name(field.name)} AS string) AS {quote_name(field.name)}"
        for field in frame.schema
    ]
    for row in frame._derive(frame._select(texts)).collect():
        yield separator.join(cell(value) for value in row) + "\n"
