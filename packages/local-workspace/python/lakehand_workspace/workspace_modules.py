"""Modules that lie in the workspace tree, for a pipeline's sources to import: those below its root folder."""

import importlib.abc
import importlib.util
import linecache
import sys


class WorkspaceModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, files):
        #: Dotted name → path, source, and whether it is a package's own module.
        self._modules = {}
        for path, source in files.items():
            parts = path.removesuffix(".py").split("/")
            package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if package else parts)
            if name and all(part.isidentifier() for part in name.split(".")):
                self._modules[name] = (path, source, package)
        for name in list(self._modules):
            # Folders need no __init__.py.
            while "." in name:
                name = name.rpartition(".")[0]
                self._modules.setdefault(name, (name.replace(".", "/"), "", True))

    def find_spec(self, fullname, path=None, target=None):
        found = self._modules.get(fullname)
        if found is None:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=found[0], is_package=found[2])

    def exec_module(self, module):
        path, source, _ = self._modules[module.__name__]
        linecache.cache[path] = (len(source), None, source.splitlines(True), path)
        # What every source has, its helpers have too.
        import builtins

        module.__dict__.setdefault("spark", getattr(builtins, "_lakehand_spark", None))
        exec(compile(source, path, "exec"), module.__dict__)


def install(files):
    """After the machine's own modules, so that none of those is hidden."""
    sys.meta_path.append(WorkspaceModules(files))
