"""What an exercise is, and how a check says what an answer shows."""

import contextlib
import dataclasses
import functools
import importlib
import json
from collections.abc import Callable
from importlib.resources import files


class NeedsWork(Exception):
    """Raised by a check: the answer shows a misunderstanding.

    Attributes:
        diagnosis: what the answer shows, in a sentence or two, without the answer itself.
        misconception: its number in the catalogue, or None.
        evidence: what was seen: a call and its values.
    """

    def __init__(self, diagnosis, misconception=None, evidence=""):
        super().__init__(diagnosis)
        self.diagnosis, self.misconception, self.evidence = diagnosis, misconception, evidence


class Crashed(Exception):
    """The answer raised an exception; `error` is it."""

    def __init__(self, error, call):
        super().__init__(str(error))
        self.error, self.call = error, call


class NotAttempted(Exception):
    """The answer is still the starter."""


class ChapterMissing(Exception):
    """A name of the chapter that the check needs is not there; its text is the name."""


@dataclasses.dataclass(frozen=True)
class Exercise:
    """What stands behind an exercise beside its text.

    Attributes:
        label: the exercise's label in its chapter, such as "rng_vmap_noise".
        check: ``check(answer, chapter)``; raises `NeedsWork` if the answer is wrong.
        hints: three of them: a question, a tool, a skeleton.
        why: why a right answer is right; shown when the check passes.
        checked: what the check looked at, in a few words.
        unchecked: what it did not look at.
    """

    label: str
    check: Callable
    hints: tuple[str, str, str]
    why: str
    checked: str
    unchecked: str


@dataclasses.dataclass(frozen=True)
class Text:
    """What the chapter says about an exercise; made by the build from the chapter's source.

    Attributes: label, chapter (as "foundations/purity"), title, name (of what the reader defines),
    statement, starter, solution (its code), remark (its prose), misconceptions.
    """

    label: str
    chapter: str
    title: str
    name: str
    statement: str
    starter: str
    solution: str
    remark: str
    misconceptions: tuple[str, ...]


@functools.cache
def texts():
    """{label: Text} of all exercises, in the order of the book."""
    raw = files("jaxwise.data").joinpath("exercises.json").read_text(encoding="utf-8")
    return {
        row["label"]: Text(**{**row, "misconceptions": tuple(row["misconceptions"])})
        for row in json.loads(raw)
    }


@functools.cache
def exercises():
    """{label: Exercise} of all exercises: a chapter's checks are in the module of its name."""
    found = {}
    for chapter in dict.fromkeys(text.chapter for text in texts().values()):
        name = chapter.rpartition("/")[2].replace("-", "_")
        module = importlib.import_module(f"jaxwise.exercises.{name}")
        found |= {exercise.label: exercise for exercise in module.EXERCISES}
    return found


class Chapter:
    """The names of the chapter that a check may use: ``chapter["heliocentric_longitude"]``."""

    def __init__(self, names):
        self.names = names

    def __getitem__(self, name):
        if name not in self.names:
            raise ChapterMissing(name)
        return self.names[name]


# --- what checks are made of


def call(f, *args, **kwargs):
    """``f(*args, **kwargs)``, waited for; an exception becomes `Crashed`, a starter's `NotAttempted`."""
    import jax

    with _theirs(f, args, kwargs):
        return jax.block_until_ready(f(*args, **kwargs))


@contextlib.contextmanager
def _theirs(f, args, kwargs):
    from jaxwise.probes._subject import describe, name_of

    try:
        yield
    except (NeedsWork, Crashed, NotAttempted, ChapterMissing):
        raise
    except Exception as error:
        if isinstance(error, NotImplementedError) and not error.args:  # with words it is jax's
            raise NotAttempted from error
        parts = [describe(a) for a in args] + [f"{k}={describe(v)}" for k, v in kwargs.items()]
        name = name_of(f) if callable(f) else repr(f)[:40]
        raise Crashed(error, f"{name}({', '.join(parts)})") from error


def require(condition, diagnosis, misconception=None, evidence=""):
    """Raise `NeedsWork` unless the condition holds."""
    if not condition:
        raise NeedsWork(diagnosis, misconception, evidence)


def close(a, b, tol):
    """Are two results equal in shape, and in value to within `tol` (absolute)?  Never raises."""
    import numpy as np

    try:
        a, b = np.asarray(a), np.asarray(b)
        return a.shape == b.shape and bool(np.all(np.abs(a - b) <= tol))
    except (TypeError, ValueError):
        return False


def function(answer, name):
    """The answer, which has to be something that can be called."""
    require(
        callable(answer),
        f"`{name}` is {_kind(answer)}; the exercise asks for a function, which is called later.",
    )
    return answer


def _kind(value):
    if value is None:
        return "None"
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"an array of shape {tuple(value.shape)}"
    return f"a {type(value).__name__}"


def returned(value, name):
    """The value, which must not be None: a function without `return` gives that."""
    require(value is not None, f"`{name}` returns None: is there a `return`?")
    return value


def pair(value, name, what):
    """The value as a tuple of two; `what` says what the two are."""
    returned(value, name)
    ok = isinstance(value, (tuple, list)) and len(value) == 2
    require(ok, f"`{name}` returns {_kind(value)}; a pair is asked for: {what}.")
    return tuple(value)
