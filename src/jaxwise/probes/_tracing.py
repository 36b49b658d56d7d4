"""What makes JAX trace again, and what tracing makes too large."""

import collections
import contextlib
import dataclasses
import itertools

import jax
import numpy as np

from jaxwise.compat import inner_jaxprs
from jaxwise.probes import _world
from jaxwise.probes._findings import Finding, Witness
from jaxwise.probes._interpret import count_equations, equations
from jaxwise.probes._source import definition, frames_of, is_installed, is_jax, line_of
from jaxwise.probes._subject import _jitted_within, jit_settings, name_of

UNROLLED = 32  # copies of one line's operation from which an unrolled loop is a warning
LONG = 100  # and from which it is an error
CONSTANT = 2**20  # bytes of a captured array from which it is a warning
LARGE = 10 * 2**20  # and from which it is an error
# What jax itself traces anew at each plain call: loops whose bodies are new functions.
_LOOPS = {"scan", "while", "cond", "fori_loop", "switch", "map", "while_loop"}


def probe(subject):
    """The parts; see `jaxwise.probes.tracing`."""
    if not subject.traceable:
        return [lambda: _rebuilt(subject)]
    with subject.guard():
        closed, _ = subject.jaxpr
    return [
        lambda: _statics(subject),
        lambda: _calls(subject),
        lambda: _rebuilt(subject),
        lambda: _unrolled(subject, closed),
        lambda: _constants(subject, closed),
    ]


def _first_place(subject):
    for g in _world.functions_of(subject.f):
        places = definition(g)
        if places:
            return places[-1]
    return None, None


# --- static floats


def _statics(subject):
    """A jitted function with a float among its static arguments records anew for each value."""
    if subject.settings is None:
        return
    for i, (leaf, traced) in enumerate(zip(subject.leaves, subject.traced, strict=True)):
        leaf = getattr(leaf, "value", leaf)
        if traced or isinstance(leaf, bool) or not isinstance(leaf, (float, np.floating)):
            continue
        values = [leaf * (1 + step / 8) + step / 8 for step in range(4)]
        count = _traces_with(subject, i, values)
        if count is None or count < len(values):
            continue
        file, line = _first_place(subject)
        yield Finding(
            "static-float", "error",
            f"the static argument {leaf!r} is a float: each of its values is a recording and a "
            f"compilation of its own ({len(values)} values, {count} recordings)",
            Witness(
                f"{subject.name} with {len(values)} values for {leaf!r}", "1 recording",
                f"{count} recordings",
                lambda i=i, v=values: _traces_with(subject, i, v) == len(v),
            ),
            "M19", file=file, line=line,
        )  # fmt: skip


def _traces_with(subject, position, values):
    """How many recordings the values of one static leaf cause; None where it cannot be called."""
    count = 0

    def body(*args, **kwargs):
        nonlocal count
        count += 1
        return subject.body(*args, **kwargs)

    try:
        program = _same_jit(subject, body)
        with subject.guard():
            for value in values:
                args, kwargs = _with_static(subject, position, value)
                program.trace(*args, **kwargs)
    except Exception:
        return None
    return count


def _with_static(subject, position, value):
    """(args, kwargs) with another value for one static leaf."""
    leaves = list(subject.leaves)
    old = leaves[position]
    leaves[position] = dataclasses.replace(old, value=type(old.value)(value))
    args, kwargs = jax.tree.unflatten(subject.tree, leaves)
    bare = [getattr(a, "value", a) if type(a) is type(old) else a for a in args]
    return bare, {k: v.value if type(v) is type(old) else v for k, v in kwargs.items()}


def _same_jit(subject, body):
    """`body` jitted as the audited function is."""
    import functools

    body = functools.wraps(subject.body)(body)
    settings = subject.settings
    if settings is None:
        return jax.jit(body)
    return jax.jit(
        body, static_argnums=settings.static_argnums or None,
        static_argnames=settings.static_argnames or None,
    )  # fmt: skip


# --- further calls


def _calls(subject):
    """The recordings that the program's own calls cause, and what sets them apart."""
    if not subject.options.calls:
        return
    more = [_jitted_within(subject.given, *call)[1:] for call in subject.options.calls]
    calls = [(subject.args, subject.kwargs), *more]
    counted = _record_all(subject, calls)
    if counted is None:
        return
    keys = [key for key, new in counted if new]
    shapes = {tuple(shape for shape, _ in key) for key in keys}
    file, line = _first_place(subject)
    if len(shapes) >= 4:
        yield Finding(
            "retraces-for-shapes", "warning" if len(shapes) < 8 else "error",
            f"{len(calls)} calls have {len(shapes)} different shapes, and each shape is a "
            "recording and a compilation of its own; pad to a few sizes",
            Witness(
                f"{subject.name} in {len(calls)} calls", "a few recordings",
                f"{len(keys)} recordings",
                lambda: sum(new for _, new in _record_all(subject, calls) or ()) >= 4,
            ),
            "M18", file=file, line=line,
        )  # fmt: skip
    by_shape = collections.defaultdict(list)
    for key in keys:
        by_shape[tuple(shape for shape, _ in key)].append(key)
    for same in by_shape.values():
        if len(same) < 2:
            continue
        count = len(same)
        yield Finding(
            "retraces-for-types", "warning",
            f"arguments of equal shapes cause {len(same)} recordings: {_difference(same)}",
            Witness(
                f"{subject.name} in {len(calls)} calls", "1 recording for equal shapes",
                f"{len(same)} recordings",
                lambda n=count: sum(new for _, new in _record_all(subject, calls) or ()) >= n,
            ),
            "M19", file=file, line=line,
        )  # fmt: skip
        break


def _record_all(subject, calls):
    """[(key, new)] for each call: the kind of its arguments, and whether it was recorded anew."""
    count = 0

    def body(*args, **kwargs):
        nonlocal count
        count += 1
        return subject.body(*args, **kwargs)

    program, found = _same_jit(subject, body), []
    try:
        with subject.guard():
            for args, kwargs in calls:
                before = count
                program.trace(*args, **kwargs)
                found.append((_kind(args, kwargs), count > before))
    except Exception:
        return None
    return found


def _kind(args, kwargs):
    """((shape, type), ...) of the leaves of a call; the type says weak, strong, keyword, value."""
    parts = []
    for where, value in [*(("", a) for a in args), *((f"{k}=", v) for k, v in kwargs.items())]:
        for leaf in jax.tree.leaves(value, is_leaf=lambda x: x is None):
            if isinstance(leaf, (bool, int, float, complex)):
                parts.append(((), f"{where}Python {type(leaf).__name__} {leaf!r}"))
            elif hasattr(leaf, "dtype") and hasattr(leaf, "shape"):
                weak = " weak" if getattr(leaf, "weak_type", False) else ""
                parts.append((tuple(leaf.shape), f"{where}{leaf.dtype}{weak}"))
            else:
                parts.append(((), f"{where}{leaf!r}"[:60]))
    return tuple(parts)


def _difference(keys):
    a, b = keys[0], keys[1]
    for (_, x), (_, y) in itertools.zip_longest(a, b, fillvalue=((), "nothing")):
        if x != y:
            return f"once {x}, once {y}"
    return "the arguments are given in another order or under other names"


# --- jit rebuilt

_events = []
_listening = False


def _listen():
    """Count recordings by jax's own monitoring; registered once, for good."""
    global _listening
    if not _listening:
        _listening = True

        def note(event, duration, **details):
            if event.endswith("jaxpr_trace_duration"):
                _events.append(details.get("fun_name"))

        jax.monitoring.register_event_duration_secs_listener(note)


def _rebuilt(subject):
    """An un-jitted function that builds and traces a jitted one at every call."""
    if subject.settings is not None:
        return
    names = _traced_again(subject)
    helpers = {name_of(helper) for helper in jitted_helpers(subject)}
    if not names or not (_builds_jit(subject) or helpers & set(names)):
        return
    file, line = _first_place(subject)
    yield Finding(
        "jit-rebuilt", "error",
        f"called again with equal arguments, jax traces {', '.join(sorted(set(map(str, names))))} "
        "again: a jitted function that is made anew at each call remembers nothing, and one that "
        "gets a new function as a static argument knows it not",
        Witness(
            f"{subject.call_text()}, a third time", "no recording", f"{len(names)} recordings",
            lambda: bool(_traced_again(subject)),
        ),
        "M17", file=file, line=line,
    )  # fmt: skip


def _traced_again(subject):
    """The names of what is traced by jax.jit in a repeated plain call, loops left out."""
    _listen()
    try:
        with subject.guard():
            for _ in range(2):
                subject.eager(subject.natural())
            _events.clear()
            subject.eager(subject.natural())
            return [name for name in _events if name not in _LOOPS]
    except Exception:
        return []


def jitted_helpers(subject):
    """The jitted functions that the function, or a helper of it, reads by name."""
    found = []
    for place in _world.reach(subject.body):
        with contextlib.suppress(Exception):
            value = place.get()
            if jit_settings(value) is not None:
                found.append(value)
    return found


def _builds_jit(subject):
    """Does the function's own code, or a helper's, mention jit?"""
    for g in {place.function for place in _world.reach(subject.body)} | set(
        _world.functions_of(subject.body)
    ):
        codes = [g.__code__, *(c for c in g.__code__.co_consts if hasattr(c, "co_names"))]
        if any("jit" in name for code in codes for name in code.co_names):
            return True
    return False


# --- unrolled loops and captured constants


def _unrolled(subject, closed):
    """Many copies of an operation that one line of a Python loop made."""
    counts, sample = _copies(closed, _is_library(subject))
    counts = collections.Counter({key: n for key, n in counts.items() if _lines(key)})
    if not counts:
        return
    key, most = counts.most_common(1)[0]
    if most < UNROLLED:
        return
    total = count_equations(closed)
    file, line = line_of(*sample[key])
    in_library = file and is_installed(file) and not _is_library(subject)
    # A function that is not jitted, and calls jitted ones in a loop, drives them from Python.
    drives = subject.settings is None and bool(jitted_helpers(subject))
    severity = "error" if most >= LONG and not in_library and not drives else "warning"
    yield Finding(
        "unrolled-loop", severity,
        f"one line made {most} copies of {key[2]!r}, of {total} equations in all: a Python loop "
        "is written out in the recording, and compile time grows with it; jax.lax.scan and "
        "fori_loop record a body once",
        Witness(
            f"jax.make_jaxpr of {subject.call_text()}", "one copy of each line", f"{most} copies",
            lambda: _most_copies(subject) >= UNROLLED,
        ),
        "M22", file=file, line=line,
    )  # fmt: skip


def _home(subject):
    return [place for g in _world.functions_of(subject.f) for place in definition(g)]


def _is_library(subject):
    return any(is_installed(file) for file, _ in _home(subject))


def _most_copies(subject):
    with subject.guard():
        return most_copies(jax.make_jaxpr(subject.flat())(*subject.arrays()), subject)


def most_copies(closed, subject):
    """The largest number of equations of one kind that one line, called one way, made."""
    return max(_copies(closed, _is_library(subject))[0].values(), default=0)


def _copies(closed, library):
    """(how many equations of one kind one line made, called one way; an equation and path of each).

    The loops within a call of an installed package are its own affair: where the package's lines
    are not all repeated, they count once.  `library`: is the audited function itself of a package?
    """
    counts, sample, calls = collections.Counter(), {}, collections.defaultdict(list)
    for eqn, path in equations(closed):
        if any(e.primitive.name == "pallas_call" for e in path):
            continue
        # The same stack, line by line, in the same recording: one line of a loop, again and again.
        lines = tuple((f, n) for f, n, _ in frames_of(eqn))
        key = (tuple(id(e) for e in path), lines, eqn.primitive.name)
        counts[key] += 1
        if key not in sample:
            sample[key] = (eqn, path)
            own = _lines(key)
            if own and is_installed(own[0][0]) and not library:
                call = [line for line in own if not is_installed(line[0])]
                calls[key[0], tuple(call)].append(key)
    for keys in calls.values():
        once = min(counts[key] for key in keys)
        counts.update({key: once - counts[key] for key in keys})
    return counts, sample


def _lines(key):
    """The lines outside jax of a key of `_copies`, innermost first."""
    return [(file, line) for file, line in key[1] if not is_jax(file)]


def _constants(subject, closed):
    """Large arrays that the function closes over: they become a part of the program."""
    sizes = _constant_sizes(closed)
    total = sum(size for size, _, _ in sizes)
    if total < CONSTANT:
        return
    size, shape, dtype = max(sizes)
    file, line = _first_place(subject)
    yield Finding(
        "captured-constant", "error" if total >= LARGE else "warning",
        f"{total / 2**20:.1f} MiB of arrays that are no arguments are part of the program, the "
        f"largest {dtype}{list(shape)}: they are compiled in and kept twice; pass them in",
        Witness(
            f"jax.make_jaxpr of {subject.call_text()}", "large arrays among the arguments",
            f"{total} bytes of constants", lambda: _constant_bytes(subject) >= CONSTANT,
        ),
        "M24", file=file, line=line,
    )  # fmt: skip


def _constant_sizes(closed):
    """[(bytes, shape, dtype)] of the arrays that a jaxpr holds, each once."""
    sizes = {}
    for jaxpr in [closed, *(j for e, _ in equations(closed) for j in inner_jaxprs(e))]:
        for const in getattr(jaxpr, "consts", ()):
            const = getattr(const, "val", const)  # jax 0.7.2 wraps a NumPy array
            if hasattr(const, "nbytes"):
                sizes[id(const)] = (int(const.nbytes), tuple(const.shape), str(const.dtype))
    return list(sizes.values())


def _constant_bytes(subject):
    with subject.guard():
        closed = jax.make_jaxpr(subject.flat())(*subject.arrays())
    return sum(size for size, _, _ in _constant_sizes(closed))
