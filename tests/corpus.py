"""Load the corpora: programs with planted faults, near misses, foreign functions, answers."""

import importlib.util
import itertools
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
_number = itertools.count()


def load(path):
    """A program of a corpus as a module of its own, loaded afresh at each call."""
    name = f"corpus_{path.parent.name}_{path.stem}_{next(_number)}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def facts(path):
    """{key: value} of the lines `key: value` in a program's docstring."""
    head = path.read_text(encoding="utf-8").split('"""')[1]
    return dict(re.findall(r"^(\w[\w ]*): +(.*?) *$", head, re.M))


def needs(path):
    """The names of what a program needs beyond jax: ("diffrax",), or ("jax 0.12",)."""
    words = facts(path).get("needs", "")
    return tuple(word.strip() for word in words.split(",") if word.strip())


def planted(kind=None):
    """The paths of the planted faults, of one kind ("probe", "explain", "flag") or all."""
    paths = sorted((HERE / "planted").glob("m*/*.py"))
    return [p for p in paths if kind is None or facts(p)["kind"] == kind]


def near_misses():
    """The paths of the near misses."""
    return sorted((HERE / "near_misses").glob("*.py"))


def call_of(module):
    """(f, args, kwargs, options) of a program."""
    from jaxwise.probes import Options

    options = Options(
        calls=tuple((tuple(a), dict(k)) for a, k in getattr(module, "calls", ())),
        reference=getattr(module, "reference", None),
        seconds=900,  # a busy machine is slow
    )
    return module.f, tuple(module.args), dict(getattr(module, "kwargs", {})), options
