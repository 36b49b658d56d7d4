"""Files of the user's that hide a library: a `random.py` or `jax.py` beside the notebook.

This module imports nothing but `os` and `sys`, which are loaded before any file of the user's can
hide them; it can therefore still speak when everything else would import the wrong file.
"""

import os
import sys

PACKAGES = ("jax", "jaxlib", "numpy", "scipy", "matplotlib", "flax", "optax", "numpyro", "diffrax")

# Standard modules that importing jax, NumPy and matplotlib loads, and that a scientist may well
# choose as the name of a script.  A test holds that each is really loaded.
STANDARD = (
    "argparse", "array", "ast", "bisect", "calendar", "collections", "contextlib", "copy",
    "dataclasses", "datetime", "decimal", "email", "enum", "fractions", "functools", "glob",
    "hashlib", "heapq", "html", "inspect", "json", "keyword", "locale", "logging", "math",
    "numbers", "operator", "pathlib", "pickle", "platform", "random", "re", "secrets", "select",
    "selectors", "shutil", "signal", "socket", "string", "struct", "subprocess", "tempfile",
    "textwrap", "threading", "token", "tokenize", "traceback", "types", "typing", "uuid",
    "warnings", "weakref",
)  # fmt: skip

_STANDARD_DIR = os.path.dirname(os.path.realpath(os.__file__))


def _is_library(directory: str) -> bool:
    directory = os.path.realpath(directory)
    return (
        directory.startswith(_STANDARD_DIR)
        or directory.endswith(".zip")
        or os.path.basename(directory) in ("site-packages", "dist-packages")
    )


def _listing(directory: str) -> list[str]:
    try:
        return os.listdir(directory or os.curdir)
    except OSError:
        return []


def _has_package(directory: str, name: str) -> bool:
    return os.path.isfile(os.path.join(directory, name, "__init__.py"))


def find() -> list[tuple[str, str]]:
    """Return `(name, file)` for each file that hides a library from `import name`.

    Looked at are the working directory and those directories of `sys.path` that come before the
    standard library and belong to neither it nor an installation.  A folder counts only if it is
    a package that is not installed there and hides one that is installed elsewhere.
    """
    before = []
    for directory in sys.path:
        if os.path.realpath(directory or os.curdir) == _STANDARD_DIR:
            break
        before.append(directory)
    users = {os.path.realpath(d or os.curdir): None for d in ["", *before] if not _is_library(d)}
    libraries = [d for d in sys.path if _is_library(d)]
    found = []
    for directory in users:
        entries = set(_listing(directory))
        for name in (*PACKAGES, *STANDARD):
            if name + ".py" in entries and name not in sys.builtin_module_names:
                found.append((name, os.path.join(directory, name + ".py")))
        for name in PACKAGES:
            installed_here = any(
                e.startswith(name + "-") and e.endswith((".dist-info", ".egg-info"))
                for e in entries
            )
            if name in entries and _has_package(directory, name) and not installed_here:
                if any(_has_package(library, name) for library in libraries):
                    found.append((name, os.path.join(directory, name)))
    return found


class set_aside:
    """Within `with set_aside():`, directories that hold such a file come last on `sys.path`."""

    def __enter__(self):
        self.before = list(sys.path)
        guilty = {os.path.dirname(path) for _, path in find()}
        sys.path.sort(key=lambda d: os.path.realpath(d or os.curdir) in guilty)  # a stable sort

    def __exit__(self, *_):
        sys.path[:] = self.before
