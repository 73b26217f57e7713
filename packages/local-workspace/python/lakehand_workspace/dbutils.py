"""`dbutils`: files, widgets, secrets, notebooks and task values."""

import os
import shutil

from . import channel, paths
from .errors import NotHere, PySparkException
from .types import Row


class NotebookExit(BaseException):
    """Ends a notebook with a value. Not an error, so `except Exception` does not hold it up."""

    def __init__(self, value):
        super().__init__(value)
        self.value = value


class FileInfo(Row):
    def __new__(cls, path, name, size, modificationTime):
        row = Row.of(["path", "name", "size", "modificationTime"], [path, name, size, modificationTime])
        row.__class__ = Row
        return row


class Files:
    def ls(self, path):
        place = paths.remote(path)
        shown = str(path).rstrip("/")
        if not os.path.exists(place):
            raise FileNotFoundError(f"No such file or directory: {path}")
        if os.path.isfile(place):
            return [self._info(place, shown)]
        return [self._info(os.path.join(place, name), f"{shown}/{name}") for name in sorted(os.listdir(place))]

    @staticmethod
    def _info(place, shown):
        stat = os.stat(place)
        folder = os.path.isdir(place)
        end = "/" if folder else ""
        text = shown if shown.startswith(("dbfs:", "file:")) else f"dbfs:{shown}"
        return FileInfo(text + end, os.path.basename(shown) + end, 0 if folder else stat.st_size, int(stat.st_mtime * 1000))

    def head(self, file, maxBytes=65536):
        with open(paths.remote(file), "rb") as opened:
            return opened.read(maxBytes).decode("utf-8", "replace")

    def put(self, file, contents, overwrite=False):
        place = paths.remote(file)
        if os.path.exists(place) and not overwrite:
            raise FileExistsError(f"{file} exists already; give overwrite=True to replace it.")
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8") as opened:
            opened.write(contents)
        return True

    def mkdirs(self, dir):
        os.makedirs(paths.remote(dir), exist_ok=True)
        return True

    def rm(self, dir, recurse=False):
        place = paths.remote(dir)
        if not os.path.exists(place):
            return False
        if os.path.isdir(place):
            if not recurse and os.listdir(place):
                raise OSError(f"{dir} is a folder that is not empty; give recurse=True to remove it.")
            shutil.rmtree(place)
        else:
            os.remove(place)
        return True

    def cp(self, source, to, recurse=False):
        first, second = paths.remote(source), paths.remote(to)
        if os.path.isdir(first):
            if not recurse:
                raise IsADirectoryError(f"{source} is a folder; give recurse=True to copy it.")
            shutil.copytree(first, second, dirs_exist_ok=True)
        else:
            if os.path.isdir(second):
                second = os.path.join(second, os.path.basename(first))
            os.makedirs(os.path.dirname(second), exist_ok=True)
            shutil.copyfile(first, second)
        return True

    def mv(self, source, to, recurse=False):
        self.cp(source, to, recurse)
        return self.rm(source, recurse)

    def mount(self, *_arguments, **_named):
        raise NotHere("dbutils.fs.mount; use a volume")

    def help(self):
        print("dbutils.fs: ls, head, put, mkdirs, rm, cp, mv")


class Widgets:
    def __init__(self, given):
        self._given = given
        self._defaults = {}

    def text(self, name, defaultValue="", label=None):
        self._defaults[name] = str(defaultValue)

    def _choice(self, name, defaultValue, choices, label=None):
        if defaultValue not in choices:
            raise ValueError(f"The default {defaultValue!r} of the widget {name} is none of its choices.")
        self._defaults[name] = str(defaultValue)

    dropdown = combobox = multiselect = _choice

    def get(self, name):
        if name in self._given:
            return self._given[name]
        if name in self._defaults:
            return self._defaults[name]
        raise PySparkException(f"[INPUT_WIDGET_NOT_DEFINED] No input widget named {name} is defined.")

    def getArgument(self, name, defaultValue=None):
        try:
            return self.get(name)
        except PySparkException:
            if defaultValue is None:
                raise
            return defaultValue

    def getAll(self):
        return {**self._defaults, **self._given}

    def remove(self, name):
        self._defaults.pop(name, None)

    def removeAll(self):
        self._defaults.clear()


class Secrets:
    def __init__(self, note):
        self._note = note

    def _value(self, scope, key):
        answer = channel.current().request("secret", scope=scope, key=key)
        if answer.get("error"):
            raise PySparkException(answer["error"])
        import base64

        return base64.b64decode(answer["value"])

    def get(self, scope, key):
        text = self._value(scope, key).decode("utf-8")
        self._note(text)
        return text

    def getBytes(self, scope, key):
        return self._value(scope, key)

    def list(self, scope):
        answer = channel.current().request("secrets", scope=scope)
        if answer.get("error"):
            raise PySparkException(answer["error"])
        return [Row(key=key) for key in answer["keys"]]

    def listScopes(self):
        return [Row(name=name) for name in channel.current().request("scopes")["scopes"]]


class Notebook:
    def exit(self, value=""):
        raise NotebookExit(str(value))

    def run(self, path, timeout_seconds=0, arguments=None):
        answer = channel.current().request(
            "notebook", path=path, timeout=timeout_seconds, arguments={k: str(v) for k, v in (arguments or {}).items()}
        )
        if answer.get("error"):
            raise PySparkException(answer["error"])
        return answer["value"]


class TaskValues:
    def set(self, key, value):
        answer = channel.current().request("set_task_value", key=key, value=value)
        if answer.get("error"):
            raise PySparkException(answer["error"])

    def get(self, taskKey, key, default=None, debugValue=None):
        answer = channel.current().request("get_task_value", task=taskKey, key=key)
        if answer.get("error"):
            # Outside a job there are no task values; debugValue stands for one.
            if answer.get("outside") and debugValue is not None:
                return debugValue
            if default is not None:
                return default
            raise PySparkException(answer["error"])
        return answer["value"]


class Jobs:
    def __init__(self):
        self.taskValues = TaskValues()


class Library:
    def restartPython(self):
        """Packages that were installed are found without a restart."""


class DBUtils:
    def __init__(self, spark=None, parameters=None, note_secret=lambda text: None):
        self.fs = Files()
        self.widgets = Widgets(parameters or {})
        self.secrets = Secrets(note_secret)
        self.notebook = Notebook()
        self.jobs = Jobs()
        self.library = Library()

    def help(self):
        print("dbutils: fs, widgets, secrets, notebook, jobs, library")
