"""Does a function depend on its arguments alone, and change nothing?"""

import contextlib
import re
from types import FunctionType

import jax
import numpy as np

from jaxwise.compat import inner_jaxprs, open_jaxpr
from jaxwise.probes import _world
from jaxwise.probes._compare import identical, show
from jaxwise.probes._findings import Finding, Witness
from jaxwise.probes._interpret import equations
from jaxwise.probes._source import (
    definition,
    dropped_updates,
    frames_of,
    hands_back,
    is_installed,
    is_jax,
    line_of,
    lines_of,
    writers,
)


def probe(subject):
    """The parts; see `jaxwise.probes.purity`."""
    before = list(subject.runs)
    first = _observed(subject)
    second = _observed(subject)
    traced = _observed(subject, trace=True)
    parts = [
        lambda: _changes(subject, first),
        lambda: _arguments(subject, first),
        lambda: _leaks(subject, [*before, traced.run]),
        lambda: _randomness(subject, first, second),
        lambda: _configuration(subject, first),
        lambda: _statements(subject),
    ]
    if subject.traceable:
        parts += [
            lambda: _frozen(subject),
            lambda: _stale(subject),
            lambda: _unused(subject),
            lambda: _printed(traced),
        ]
    return parts


class _Observed:
    """A guarded call and what it did: its result, and the state it changed by itself and again."""


def _observed(subject, trace=False):
    """Call (or trace) the function twice in one guard; the second call shows what repeats."""
    seen = _Observed()
    with contextlib.suppress(Exception), subject.guard():
        _ = subject.jaxpr  # it tells whether the call donates its arguments
    with subject.guard() as run:
        try:
            seen.result = _trace(subject) if trace else subject.as_written()
        except Exception as error:
            seen.result, seen.error = None, error
        else:
            seen.error = None
        # What a second call changes of what the first one left.
        between = _world.Snapshot(_world.roots_of(subject.body))
        seen.again = ()
        if not trace and seen.error is None:
            try:
                subject.as_written()
            except Exception as error:
                seen.error = error
            later = _world.Snapshot(_world.roots_of(subject.body))
            seen.again = tuple(between.changes(later))
    seen.run = run
    return seen


def _trace(subject):
    return jax.make_jaxpr(subject.flat())(*subject.arrays())


MOST_STEPS = 3000
_KEY_ADDED = re.compile(r"\[[^\]]*\]$")


def _changes(subject, first):
    """State that a plain call changes: each time, once for all, or by filling a cache."""
    again = {_stem(label) for label, _, _ in first.again}
    done = set()
    for label, before, after in first.run.changes:
        stem = _stem(label)
        if stem in done or _is_random(before) or _is_random(after):
            continue
        done.add(stem)
        repeats = stem in again
        filled = not repeats and (before is _world._UNSEEN or before is None)
        if _is_tracer(after):
            continue
        places = _places(subject)
        if _also_compiled(subject, stem):
            yield Finding(
                "changed-state", "note",
                f"a callback changes {stem}, also when the function runs compiled",
                misconception="M09",
            )  # fmt: skip
            continue
        if not repeats and (filled or label.startswith("len(")):
            yield Finding(
                "remembers", "note", f"the first call fills {stem}; the second leaves it alone",
                misconception="M09",
            )  # fmt: skip
            continue
        if _in_library(subject, stem):
            yield Finding(
                "changed-state", "note",
                f"a call changes {stem}, which belongs to an installed package",
                misconception="M09",
            )  # fmt: skip
            continue
        how = "each call changes" if repeats else "a call changes"
        yield _at(
            subject, places,
            "changed-state", "error",
            f"{how} {label}, which is no argument; a compiled function does that once, while it "
            "is recorded",
            Witness(
                subject.call_text(), f"{label} stays {_world.say(before)}",
                f"{label} is {_world.say(after)}",
                lambda stem=stem: any(_stem(c[0]) == stem for c in _observed(subject).run.changes),
            ),
            "M09",
        )  # fmt: skip


def _in_library(subject, stem):
    """Is this state that only code of an installed package reads?"""
    names = re.split(r"[.\[]", stem)[0]
    readers = [p.function for p in _world.reach(subject.body) if p.path[0] == names]
    return bool(readers) and all(is_installed(g.__code__.co_filename) for g in readers)


def _also_compiled(subject, stem):
    """Does the compiled function change this state at every run, by a callback?"""
    if not subject.traceable:
        return False
    closed, _ = subject.jaxpr
    if not any("callback" in eqn.primitive.name for eqn, _ in equations(closed)):
        return False
    try:
        with subject.guard():
            program, arguments = subject.jitted(), subject.arrays()
            jax.block_until_ready(program(*arguments))
            jax.effects_barrier()
            between = _world.Snapshot(_world.roots_of(subject.body))
            jax.block_until_ready(program(*arguments))
            jax.effects_barrier()
            after = _world.Snapshot(_world.roots_of(subject.body))
    except Exception:
        return False
    return any(_stem(label) == stem for label, _, _ in between.changes(after))


def _stem(label):
    """What a changed leaf belongs to: `history` for `history[3]` and for `len(history)`."""
    if label.startswith("len("):
        return label[4:-1]
    return _KEY_ADDED.sub("", label) if not label.endswith("']") else label


def _is_random(value):
    return isinstance(value, tuple) and value[:1] == ("generator",)


def _is_tracer(value):
    return isinstance(value, tuple) and value[:1] == ("tracer",)


def _places(subject):
    """Where comments about the function as a whole may stand: its definition, and its own lines."""
    found = []
    for g in _world.functions_of(subject.f):
        found += definition(g)
    return found


def _at(subject, places, code, severity, evidence, witness, misconception):
    file, line = places[-1] if places else (None, None)
    return Finding(code, severity, evidence, witness, misconception, file=file, line=line)


def _arguments(subject, first):
    for label, before, after in first.run.argument_changes:
        if _is_random(before):
            continue  # told by _randomness
        stem = _stem(label)
        yield _at(
            subject, _places(subject), "changed-argument", "error",
            f"a call changes its argument {stem} in place; a jax array cannot be changed, and a "
            "caller does not expect it",
            Witness(
                subject.call_text(), f"{label} stays {_world.say(before)}",
                f"it is {_world.say(after)}",
                lambda: bool(_observed(subject).run.argument_changes),
            ),
            "M28",
        )  # fmt: skip
        return


def _leaks(subject, runs):
    for label, tracer in [found for run in runs for found in run.tracers][:1]:
        yield _at(
            subject, _places(subject), "leaked-tracer", "error",
            f"after tracing, {label} holds a tracer of shape {tracer.aval.str_short()}: the "
            "stand-in for a value, whose recording has ended",
            Witness(
                f"jax.make_jaxpr of {subject.call_text()}", f"{label} holds no tracer",
                f"it holds a {type(tracer).__name__}",
                lambda: _leaks_again(subject),
            ),
            "M09",
        )  # fmt: skip


def _leaks_again(subject):
    if _observed(subject, trace=True).run.tracers:
        return True
    jax.clear_caches()  # a checkpoint or a scan traces its body once, and remembers
    return bool(_observed(subject, trace=True).run.tracers)


def _randomness(subject, first, second):
    random = list(first.run.random)
    generators = [
        label for label, before, _ in (*first.run.changes, *first.run.argument_changes)
        if _is_random(before)
    ]  # fmt: skip
    if first.error is not None or second.error is not None:
        return
    if random or generators:
        source = (
            f"{random[0]}'s global random state" if random else f"the generator {generators[0]}"
        )
        yield _at(
            subject, _places(subject), "host-random", "error",
            f"a call draws from {source}; compiled, it draws once, while it is recorded, and "
            "repeats that number ever after",
            Witness(
                subject.call_text(), f"{source} is left alone", "it has moved on",
                lambda: _draws(_observed(subject)),
            ),
            "M53",
        )  # fmt: skip
    elif not identical(first.result, second.result):
        yield _at(
            subject, _places(subject), "not-repeatable", "error",
            "two equal calls give two results: something beside the arguments goes in (a clock, a "
            "fresh generator, a set's order); compiled, it is frozen",
            Witness(
                f"{subject.call_text()}, twice", show(first.result), show(second.result),
                lambda: not identical(_observed(subject).result, _observed(subject).result),
            ),
            "M53",
        )  # fmt: skip


def _draws(seen):
    changes = (*seen.run.changes, *seen.run.argument_changes)
    return bool(seen.run.random) or any(_is_random(before) for _, before, _ in changes)


def _configuration(subject, first):
    for name, before in first.run.config.items():
        yield _at(
            subject, _places(subject), "changed-config", "error",
            f"a call changes the setting {name} of jax, for the whole process",
            Witness(
                subject.call_text(), f"{name} stays {before!r}", "it is changed",
                lambda: bool(_observed(subject).run.config),
            ),
            "M31" if "x64" in name else None,
        )  # fmt: skip


# --- frozen reads


def _frozen(subject):
    """State that the function reads, that the rest of the program writes, and that jit freezes."""
    jit_is_meant = subject.settings is not None
    done = set()
    for place in _world.reach(subject.body):
        if place.kind == "default" or place.name in done or subject.deadline.left <= 0:
            continue
        if is_installed(place.function.__code__.co_filename):
            continue
        try:
            value = place.get()
        except (AttributeError, KeyError, ValueError):
            continue
        done.add(place.name)
        for path, container, key, current in _movable(place, value):
            written = writers(place, value)
            if not written:
                continue
            found = _shown_frozen(subject, place, container, key, current)
            if found is None:
                continue
            before, after = found
            file, line = written[0]
            name = "".join(path)
            static_self = place.path[0] == "self"
            yield Finding(
                "frozen-read", "error" if jit_is_meant else "warning",
                f"it reads {name}, which the program writes in line {line}; jax.jit reads it once, "
                "while the function is recorded",
                Witness(
                    f"jax.jit({subject.name}), then a new {name}, then again",
                    f"{show(after)} (plain Python)", f"{show(before)} (compiled)",
                    lambda p=place, c=container, k=key, v=current: (
                        _shown_frozen(subject, p, c, k, v) is not None
                    ),
                ),
                "M11" if static_self else "M14",
                file=file, line=line,
            )  # fmt: skip
            return


def _movable(place, value):
    """(path as text parts, container or None, key, value) of numbers at a place that can be moved."""
    name = (place.name,)
    if _moved(value) is not None:
        yield name, None, None, value
    elif isinstance(value, dict):
        for key, item in list(value.items())[:20]:
            if _moved(item) is not None:
                yield (*name, f"[{key!r}]"), value, key, item
    elif isinstance(value, list):
        for i, item in enumerate(value[:20]):
            if _moved(item) is not None:
                yield (*name, f"[{i}]"), value, i, item


def _moved(value):
    """Another value of the same kind; None for what is no number."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, np.integer)):
        return type(value)(value + 1)
    if isinstance(value, (float, np.floating)):
        return type(value)(value * 1.5 + 1)
    if isinstance(value, (np.ndarray, jax.Array)) and value.size:
        if jax.dtypes.issubdtype(value.dtype, jax.dtypes.extended):
            return None
        if np.issubdtype(value.dtype, np.floating):
            return value * 1.5 + 1
        if getattr(value.dtype, "kind", "") in "iu":
            return value + 1
    return None


def _shown_frozen(subject, place, container, key, value):
    """(compiled result, plain result) after the value is moved, if only the plain one follows."""
    try:
        with subject.guard():
            program = subject.jitted()
            arguments = subject.arrays()
            old = jax.block_until_ready(program(*arguments))
            try:
                if container is None:
                    place.set(_moved(value))
                else:
                    container[key] = _moved(value)
                compiled = jax.block_until_ready(program(*arguments))
                plain = _afresh(subject)
            finally:
                if container is None:
                    place.set(value)
                else:
                    container[key] = value
    except Exception:
        return None
    follows = not identical(old, plain) and _far(old, plain)
    return (compiled, plain) if identical(old, compiled) and follows else None


def _afresh(subject):
    """The plain result, loops run by Python where they are short.

    jax remembers how it recorded the body of a loop, also in a plain call.
    """
    closed, _ = subject.jaxpr
    loops = [e for e, _ in equations(closed) if e.primitive.name in ("scan", "while", "cond")]
    if not loops or _steps(closed) > MOST_STEPS:
        return subject.eager()
    with jax.disable_jit():
        return subject.eager()


def _steps(closed):
    """Roughly how many operations a program performs: those in a scan once a step."""
    total = 0
    for _, path in equations(closed):
        steps = 1
        for outer in path:
            steps *= {"scan": outer.params.get("length", 1), "while": 100}.get(
                outer.primitive.name, 1
            )
        total += steps
    return total


def _far(a, b):
    from jaxwise.probes._compare import distance

    return max(distance(a, b), default=0.0) > 1e-4


def _stale(subject):
    """A compiled function that was used before: does it still say what a new recording says?"""
    if subject.settings is None or subject.settings.donate_argnums:
        return
    if not getattr(subject.f, "_cache_size", lambda: 1)():
        return
    try:
        with subject.guard():
            old = subject.as_given()
        with subject.guard():
            new = jax.block_until_ready(subject.jitted()(*subject.arrays()))
        if not _beyond_rounding(subject, old, new):
            with subject.guard():
                new = _afresh(subject)
    except Exception:
        return
    if not _beyond_rounding(subject, old, new):
        return
    owner = _world.receiver(subject.f)

    def again():
        with subject.guard():
            a = subject.as_given()
        with subject.guard():
            b = jax.block_until_ready(subject.jitted()(*subject.arrays()))
        if not _far(a, b):
            with subject.guard():
                b = _afresh(subject)
        return _far(a, b)

    yield _at(
        subject, _places(subject), "stale-recording", "error",
        "the compiled function answers with what some state was when it was first recorded; a new "
        "recording gives another result",
        Witness(subject.call_text(), f"{show(new)} (recorded now)", f"{show(old)} (as compiled)", again),
        "M11" if owner is not None or _static_object(subject) else "M14",
    )  # fmt: skip


def _beyond_rounding(subject, a, b):
    from jaxwise.probes._agreement import _differ

    return not identical(a, b) and _far(a, b) and _differ(subject, a, b, subject.arrays())


def _static_object(subject):
    """Is an object with attributes among the static arguments?"""
    values = [getattr(leaf, "value", None) for leaf in subject.leaves]
    return any(hasattr(v, "__dict__") and not isinstance(v, (type, FunctionType)) for v in values)


# --- updates thrown away, and what is printed


def _statements(subject):
    """`x.at[i].set(v)` as a statement."""
    for g in _world.functions_of(subject.f):
        for line, text in dropped_updates(g):
            file = g.__code__.co_filename
            yield Finding(
                "update-dropped", "error",
                f"the array that `{text}` makes is thrown away, and the old one is unchanged",
                Witness(text, "a name that takes the new array", "none",
                        lambda g=g: bool(dropped_updates(g))),
                "M29", file=file, line=line,
            )  # fmt: skip


def _unused(subject):
    """Updates whose result has a name that nothing uses."""
    told = {
        (g.__code__.co_filename, line)
        for g in _world.functions_of(subject.f)
        for line, _ in dropped_updates(g)
    }
    with subject.guard():
        closed, _ = subject.jaxpr
    own = _world.functions_of(subject.f)
    for file, line in _unused_updates(closed):
        if (file, line) not in told:
            # What a helper hands back may be of use to other callers.
            here = any(_is_line_of(g, file, line) for g in own) or not hands_back(file, line)
            yield Finding(
                "update-dropped", "error" if here else "note",
                "an .at[...] update is computed and nothing uses its result"
                + ("" if here else " in this call"),
                Witness(f"jax.make_jaxpr of {subject.call_text()}", "every update is used",
                        "the result of one is not",
                        lambda: bool(_unused_updates(_guarded_trace(subject)))),
                "M29", file=file, line=line,
            )  # fmt: skip


def _is_line_of(function, file, line):
    first, last = lines_of(function)
    return file == function.__code__.co_filename and first <= line <= last


def _guarded_trace(subject):
    with subject.guard():
        return _trace(subject)


_UPDATES = {"set", "add", "subtract", "multiply", "mul", "divide", "power", "min", "max", "apply"}


def _unused_updates(closed):
    """[(file, line)] of the user's `.at[...]` updates in a recording that nothing uses."""
    used, updates = set(), []
    used |= {id(v) for v in open_jaxpr(closed).outvars}
    for eqn, path in equations(closed):
        used |= {id(v) for v in eqn.invars}
        for inner in inner_jaxprs(eqn):
            used |= {id(v) for v in open_jaxpr(inner).outvars}
        if eqn.primitive.name.startswith("scatter"):
            updates.append((eqn, path))
    found = []
    for eqn, path in updates:
        file, line = line_of(eqn, path)
        by_at = any(is_jax(f) and name.split(".")[-1] in _UPDATES for f, _, name in frames_of(eqn))
        unused = not any(id(v) in used for v in eqn.outvars)
        if by_at and unused and file is not None and not is_installed(file):
            found.append((file, line))
    return found


def _printed(traced):
    if traced.run.printed:
        first = traced.run.text.strip().partition("\n")[0][:60]
        yield Finding(
            "prints-once", "note",
            f"it prints {traced.run.printed} characters while it is recorded ({first!r}), and "
            "nothing when it runs compiled; jax.debug.print prints at every run",
            misconception="M15",
        )  # fmt: skip
