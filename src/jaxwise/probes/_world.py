"""What a function can reach beside its arguments: globals, closures, attributes, and what is in them.

`reach(f)` finds the places; `Snapshot` remembers what stands there, says what has changed, and puts
it back.
"""

import collections
import contextlib
import dataclasses
import functools
import inspect
import logging
import random
import threading
import types

import jax
import numpy as np

from jaxwise.probes._source import is_installed, is_ours

MOST_PLACES = 20_000
_LOCKS = (type(threading.Lock()), type(threading.RLock()), threading.Condition, threading.Event)
_LEFT_ALONE = (
    *(types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.CodeType),
    *(logging.Logger, logging.Handler, *_LOCKS),
)


@dataclasses.dataclass(frozen=True)
class Place:
    """Something that a function reads by name.

    Attributes:
        kind: "global", "closure", "attribute", "default" or "module".
        path: the names, ("G",) or ("self", "k").
        owner: the dict, cell or object that holds it.
        function: the function that reads it.
    """

    kind: str
    path: tuple[str, ...]
    owner: object
    function: object

    @property
    def name(self):
        return ".".join(self.path)

    def get(self):
        if self.kind == "closure":
            return self.owner.cell_contents
        if self.kind in ("global", "default"):
            return self.owner[self.path[-1]]
        return getattr(self.owner, self.path[-1])

    def set(self, value):
        if self.kind == "closure":
            self.owner.cell_contents = value
        elif self.kind in ("global", "default"):
            self.owner[self.path[-1]] = value
        else:
            object.__setattr__(self.owner, self.path[-1], value)


def functions_of(f):
    """The plain functions that calling `f` runs first, through partial, jit, methods, wrappers."""
    seen, found, waiting = set(), [], [f]
    while waiting:
        g = waiting.pop()
        if id(g) in seen:
            continue
        seen.add(id(g))
        if isinstance(g, functools.partial):
            waiting += [g.func, *g.args, *g.keywords.values()]
        elif inspect.ismethod(g):
            waiting.append(g.__func__)
        elif hasattr(g, "__wrapped__") and callable(g):
            waiting.append(g.__wrapped__)
            if inspect.isfunction(g):
                found.append(g)
        elif inspect.isfunction(g):
            found.append(g)
        elif callable(g) and not inspect.isclass(g) and not inspect.isbuiltin(g):
            call = inspect.getattr_static(type(g), "__call__", None)
            waiting += [call] if inspect.isfunction(call) else []
    return found


def receiver(f):
    """The object whose method `f` is, or `f` itself where it is a callable object; else None."""
    while True:
        if isinstance(f, functools.partial):
            f = f.func
        elif inspect.ismethod(f):
            return f.__self__
        elif inspect.isfunction(f) or inspect.isbuiltin(f) or inspect.isclass(f):
            return None
        elif hasattr(f, "__wrapped__"):
            f = f.__wrapped__
        else:
            return f if hasattr(f, "__dict__") else None


def reach(f):
    """The `Place`s that `f`, its inner functions and its helpers read by name, as a list.

    Helpers are functions outside installed packages, or of the package that `f` itself is in.
    """
    home = {(g.__module__ or "").partition(".")[0] for g in functions_of(f)}
    seen, found, waiting = set(), [], list(functions_of(f))
    me = receiver(f)
    while waiting:
        g = waiting.pop()
        if id(g.__code__) in seen or is_ours(g.__code__.co_filename):
            continue
        seen.add(id(g.__code__))
        codes = [g.__code__]
        for code in codes:
            codes += [part for part in code.co_consts if inspect.iscode(part)]
        names = {name for code in codes for name in code.co_names}
        places = []
        for name, cell in zip(g.__code__.co_freevars, g.__closure__ or (), strict=True):
            try:
                cell.cell_contents  # noqa: B018  an empty cell raises
            except ValueError:
                continue
            places.append(Place("closure", (name,), cell, g))
        places += [
            Place("global", (name,), g.__globals__, g)
            for name in sorted(names & set(g.__globals__))
            if not name.startswith("__")
        ]
        defaults = dict(g.__kwdefaults__ or {})
        if g.__defaults__:
            count = g.__code__.co_argcount
            last = g.__code__.co_varnames[count - len(g.__defaults__) : count]
            defaults |= dict(zip(last, g.__defaults__, strict=True))
        places += [Place("default", (name,), defaults, g) for name in defaults]
        for place in places:
            value = place.get()
            waiting += [h for h in _helpers(value) if _is_near(h, home)]
            if inspect.ismodule(value) and not is_installed(getattr(value, "__file__", None) or ""):
                inside = sorted(names & set(vars(value))) if hasattr(value, "__file__") else []
                for name in inside:
                    inner = vars(value)[name]
                    if isinstance(inner, types.ModuleType) or inspect.isclass(inner):
                        continue
                    if callable(inner):
                        waiting += [h for h in _helpers(inner) if _is_near(h, home)]
                    else:
                        found.append(Place("module", (*place.path, name), value, g))
            elif _is_user_object(value):
                found.append(place)
                for name in sorted(names & set(getattr(value, "__dict__", {}))):
                    found.append(Place("attribute", (*place.path, name), value, g))
            else:
                found.append(place)
        if me is not None:
            for name in sorted(names & set(getattr(me, "__dict__", {}))):
                found.append(Place("attribute", ("self", name), me, g))
            for name in sorted(names):
                method = inspect.getattr_static(type(me), name, None)
                waiting += [h for h in _helpers(method) if _is_near(h, home)]
    return found


def _helpers(value):
    if isinstance(value, (classmethod, staticmethod, property)):
        value = value.fget if isinstance(value, property) else value.__func__
    if inspect.isclass(value):
        return []
    return functions_of(value) if callable(value) else []


def _is_near(g, home):
    """Is this function a part of the user's program, or of the package under audit?"""
    file = g.__code__.co_filename
    if is_ours(file):
        return False
    if not is_installed(file):
        return True
    return (g.__module__ or "?").partition(".")[0] in home - {"jax", "numpy"}


def _is_user_object(value):
    """An instance of a class of the user's own, whose attributes are worth a look."""
    if isinstance(value, (*_LEFT_ALONE, type, jax.Array, np.ndarray)) or callable(value):
        return False
    if not hasattr(value, "__dict__"):
        return False
    module = inspect.getmodule(type(value))
    return not is_installed(getattr(module, "__file__", None) or "")


_UNSEEN = object()


class Snapshot:
    """What stood at some roots: {label: value} of leaves, and copies of the containers.

    Arguments:
        roots: {label: object}.
    """

    def __init__(self, roots):
        self.leaves, self.copies, self.tracers = {}, [], []
        self.whole = True
        self._seen = set()
        self._kept = []  # so that no id is used again while we look
        for label, value in roots.items():
            self._walk(label, value)

    def _walk(self, label, value):
        if len(self.leaves) > MOST_PLACES:
            self.whole = False
            return
        if isinstance(value, jax.core.Tracer):
            self.tracers.append((label, value))
            self.leaves[label] = ("tracer", id(value))
            return
        if isinstance(value, (bool, int, float, complex, str, bytes, type(None), np.generic)):
            self.leaves[label] = value
            return
        if id(value) in self._seen or isinstance(value, _LEFT_ALONE):
            return
        if isinstance(value, jax.Array):
            self._kept.append(value)
            self.leaves[label] = ("array", id(value))
            return
        self._seen.add(id(value))
        self._kept.append(value)
        self._into(label, value)

    def _into(self, label, value):
        if isinstance(value, np.ndarray):
            self.copies.append((value, value.copy()))
            if value.dtype == object:
                for i, item in enumerate(value.ravel()):
                    self._walk(f"{label}[{i}]", item)
            else:
                self.leaves[label] = ("ndarray", value.shape, value.dtype.str, value.tobytes())
        elif isinstance(value, np.random.Generator):
            state = value.bit_generator.state
            self.copies.append((value, state))
            self.leaves[label] = ("generator", repr(state))
        elif isinstance(value, np.random.RandomState):
            self.copies.append((value, value.get_state()))
            self.leaves[label] = ("generator", repr(value.get_state()))
        elif isinstance(value, random.Random):
            self.copies.append((value, value.getstate()))
            self.leaves[label] = ("generator", repr(value.getstate()))
        elif isinstance(value, (list, collections.deque)):
            self.copies.append((value, list(value)))
            self.leaves[f"len({label})"] = len(value)
            for i, item in enumerate(list(value)):
                self._walk(f"{label}[{i}]", item)
        elif isinstance(value, tuple):
            for i, item in enumerate(value):
                self._walk(f"{label}[{i}]", item)
        elif isinstance(value, (set, bytearray)):
            self.copies.append((value, value.copy()))
            self.leaves[label] = (type(value).__name__, repr(value))
        elif isinstance(value, dict):
            self.copies.append((value, dict(value)))
            for key, item in list(value.items()):
                self._walk(f"{label}[{key!r}]", item)
        elif isinstance(value, functools.partial):
            self._walk(f"{label}.args", value.args)
            self._walk(f"{label}.keywords", value.keywords)
        elif inspect.isclass(value):
            if not is_installed(getattr(inspect.getmodule(value), "__file__", None) or ""):
                for name, item in list(vars(value).items()):
                    if not name.startswith("__") and not callable(item):
                        if not isinstance(item, (property, classmethod, staticmethod)):
                            self._walk(f"{label}.{name}", item)
                            self.copies.append((_Attribute(value, name), item))
        elif hasattr(value, "__dict__") and not _is_ours(value):
            self.copies.append((_Attributes(value), dict(vars(value))))
            for name, item in list(vars(value).items()):
                self._walk(f"{label}.{name}", item)
            for name in _slots(type(value)):
                item = getattr(value, name, _UNSEEN)
                if item is not _UNSEEN:
                    self._walk(f"{label}.{name}", item)

    def changes(self, later):
        """[(label, before, after)] of the leaves that differ in `later`, another Snapshot."""
        found = []
        for label in {**self.leaves, **later.leaves}:
            before, after = self.leaves.get(label, _UNSEEN), later.leaves.get(label, _UNSEEN)
            if not _same(before, after):
                found.append((label, before, after))
        return found

    def restore(self):
        """Put back what stood in the containers when the snapshot was taken, where they allow it."""
        for container, content in self.copies:
            with contextlib.suppress(Exception):
                _put_back(container, content)


def _is_ours(value):
    return type(value).__module__.partition(".")[0] == "jaxwise"


def _slots(cls):
    names = []
    for base in cls.__mro__:
        slots = base.__dict__.get("__slots__", ())
        names += [slots] if isinstance(slots, str) else list(slots)
    return [name for name in names if name not in ("__dict__", "__weakref__")]


@dataclasses.dataclass(frozen=True)
class _Attributes:
    """Stands for the attributes of an object."""

    owner: object


@dataclasses.dataclass(frozen=True)
class _Attribute:
    """Stands for one attribute of a class."""

    owner: object
    name: str


def _put_back(container, content):
    if isinstance(container, np.ndarray):
        if container.flags.writeable and not np.array_equal(container, content, equal_nan=False):
            container[...] = content
    elif isinstance(container, np.random.Generator):
        container.bit_generator.state = content
    elif isinstance(container, np.random.RandomState):
        container.set_state(content)
    elif isinstance(container, random.Random):
        container.setstate(content)
    elif isinstance(container, (list, bytearray)):
        if len(container) != len(content) or any(
            a is not b for a, b in zip(container, content, strict=True)
        ):
            container[:] = content
    elif isinstance(container, (set, collections.deque)):
        container.clear()
        container.update(content) if isinstance(container, set) else container.extend(content)
    elif isinstance(container, dict):
        if container.keys() != content.keys() or any(
            container[k] is not content[k] for k in content
        ):
            container.clear()
            container.update(content)
    elif isinstance(container, _Attribute):
        if getattr(container.owner, container.name, None) is not content:
            setattr(container.owner, container.name, content)
    else:
        now = vars(container.owner)
        # Past a frozen dataclass; a threading.local lets nobody past.
        free = not isinstance(container.owner, threading.local)
        remove, write = (object.__delattr__, object.__setattr__) if free else (delattr, setattr)
        for name in [name for name in now if name not in content]:
            remove(container.owner, name)
        for name, value in content.items():
            if now.get(name, _UNSEEN) is not value:
                write(container.owner, name, value)


def _same(a, b):
    if a is b:
        return True
    numbers = (bool, int, float, complex, np.number)
    if isinstance(a, numbers) and isinstance(b, numbers):
        return bool(a == b) or (a != a and b != b)
    if type(a) is not type(b):
        return False
    return bool(a == b)


def roots_of(f):
    """{label: object} from which everything that `f` can reach hangs, for a Snapshot."""
    roots = {}
    for place in reach(f):
        label = f"{place.name} (default)" if place.kind == "default" else place.name
        if place.kind != "attribute":
            roots.setdefault(label, place.get())
    me = receiver(f)
    if me is not None:
        roots["self"] = me
    return roots


def say(value):
    """A leaf of a snapshot in a few words."""
    if value is _UNSEEN:
        return "nothing"
    if isinstance(value, tuple) and value and value[0] in ("tracer", "array", "generator"):
        return {"tracer": "a tracer", "array": "an array", "generator": "a random state"}[value[0]]
    if isinstance(value, tuple) and value and value[0] == "ndarray":
        array = np.frombuffer(value[3], dtype=value[2]).reshape(value[1])
        return f"array {np.array2string(array, threshold=6, edgeitems=2)}".replace("\n", "")
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
