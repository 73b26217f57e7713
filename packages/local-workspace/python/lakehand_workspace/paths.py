"""Where the workspace's files lie for this process: at /Volumes and /dbfs in the sandbox, elsewhere without one."""

import os
import urllib.parse


def local(path):
    """The path of `dbfs:/…`, `/Volumes/…`, `file:/…` or a plain path, for Python's own file functions."""
    text = str(path)
    if text.startswith("file:"):
        return "/" + text[5:].lstrip("/")
    if text.startswith("dbfs:"):
        text = "/" + text[5:].lstrip("/")
        if not text.startswith("/Volumes/"):
            return os.environ.get("LAKEHAND_DBFS", "/dbfs") + text
    if text == "/Volumes" or text.startswith("/Volumes/"):
        return _volume(text)
    return text


def remote(path):
    """The same for dbutils.fs, where a plain path is one of DBFS."""
    text = str(path)
    if text.startswith(("file:", "dbfs:", "/Volumes")):
        return local(text)
    return local("dbfs:" + (text if text.startswith("/") else "/" + text))


def _volume(text):
    root = os.environ.get("LAKEHAND_VOLUMES", "/Volumes")
    parts = [part for part in text.split("/")[2:] if part]
    # Catalog, schema and volume have names on disk that no name can break out of.
    names = [
        urllib.parse.quote(part.lower(), safe="!'()~-_").replace(".", "%2E") if at < 3 else part
        for at, part in enumerate(parts)
    ]
    return "/".join([root, *names])
