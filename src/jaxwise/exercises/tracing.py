"""Checks of the exercises of the chapter on tracing and jit."""

import functools
import itertools

from jaxwise.exercises._exercise import (
    Crashed,
    Exercise,
    NeedsWork,
    call,
    close,
    function,
    require,
    returned,
)
from jaxwise.exercises._looks import compiles, counting_traces, jitted, numbers, recordings, say

_HANDED_OVER = {"stage", "convert_element_type", "copy"}  # what jnp.asarray and jnp.array may run


class _Work:
    """A context that counts what jax does inside it: `traced`, `compiled`.

    To hand a NumPy array over to jax takes a little program in some versions; that does not count.
    `programs` is the list that `compiles` returned.
    """

    def __init__(self, programs):
        self._programs = programs

    def __enter__(self):
        self._traces = counting_traces()
        self._traces.__enter__()
        self._programs.clear()
        return self

    def __exit__(self, *_):
        self._traces.__exit__()
        self.compiled = sum(name not in _HANDED_OVER for name in self._programs)
        self.traced = sum(name not in _HANDED_OVER for name in self._traces)

    def unlike(self, before):
        """How many traces are of functions that `before` did not trace.

        Another `jax.jit` of one function, given a JAX array where a NumPy array came before, is
        heard as a trace though no body runs.
        """
        return sum(name not in _HANDED_OVER | {*before._traces} for name in self._traces)

    def __bool__(self):
        return bool(self.traced or self.compiled)

    def __str__(self):
        return f"{self.traced} functions traced, {self.compiled} programs compiled"


def _runs_a_program(f, *args):
    """Does f(*args) call a program that was compiled by hand (`jax.stages.Compiled`)?"""
    import jax

    cls, seen = jax.stages.Compiled, []
    kept = cls.__call__

    def watched(self, *args, **kwargs):
        seen.append(self)
        return kept(self, *args, **kwargs)

    try:
        cls.__call__ = watched
        f(*args)
    except Exception:
        return False
    finally:
        cls.__call__ = kept
    return bool(seen)


def _is_compiled(f, *args):
    """Does any of f(*args) come from a jitted function, be it one of jax's own jitted again?"""
    code = getattr(f, "__code__", None)
    spoken = [getattr(f, "__globals__", {}).get(name) for name in getattr(code, "co_names", ())]
    cells = [cell.cell_contents for cell in getattr(f, "__closure__", None) or ()]
    if any(hasattr(g, "lower") and hasattr(g, "trace") for g in [f, *spoken, *cells]):
        return True
    return any(jitted(f, *args)) or _runs_a_program(f, *args)


def _in_64_bits(check):
    """The check as the chapter computes: in 64 bits."""

    @functools.wraps(check)
    def wide(answer, chapter):
        from jaxwise.compat import enable_x64

        with enable_x64(True):
            check(answer, chapter)

    return wide


# --- jit_equations


@_in_64_bits
def _equations_of(answer, chapter):
    import operator

    import jax
    import numpy as np

    from jaxwise import kepler

    f = function(answer, "equations_of")

    def recorded(steps, nights):
        newton = lambda M, e: kepler.eccentric_anomaly(M, e, steps)
        return len(jax.make_jaxpr(newton)(np.zeros(nights), np.float64(0.1)).eqns)

    def ask(steps, nights):
        given = returned(call(f, steps, nights), "equations_of")
        try:
            return operator.index(given.item() if np.ndim(given) == 0 and hasattr(given, "item")
                                  else given)  # fmt: skip
        except TypeError:
            raise NeedsWork(
                "A number of equations is an integer.",
                None,
                f"equations_of({steps}, {nights}) gave {say(given)}",
            ) from None

    asked = [(1, 12), (10, 12), (10, 12_000), (3, 1), (7, 500), (0, 5), (4, 0)]
    got = {pair: ask(*pair) for pair in asked}
    right = {pair: recorded(*pair) for pair in asked}
    with counting_traces() as traced:
        ask(4, 12)
    seen = f"equations_of(10, 12) gave {got[10, 12]}, and equations_of(10, 12000) {got[10, 12_000]}"
    require(
        got[10, 12] == got[10, 12_000],
        "Your count depends on the number of nights. An equation of the recording is about a whole "
        "array: more nights make its shape longer, not the recording.",
        None,
        seen,
    )
    seen = f"equations_of(1, 12) gave {got[1, 12]}, and equations_of(10, 12) {got[10, 12]}"
    require(
        got[1, 12] != got[10, 12],
        "Your count does not depend on the number of steps. The loop is a Python loop, and there "
        "is no loop in the recording: what does Python leave there each time around?",
        "M22",
        seen,
    )
    wrong = [pair for pair in asked if got[pair] != right[pair]]
    if wrong == [(0, 5)]:
        raise NeedsWork(
            "With no step at all the loop writes nothing down.",
            None,
            f"equations_of(0, 5) gave {got[0, 5]}",
        )
    if wrong == [(4, 0)]:
        raise NeedsWork(
            "An array of no nights is an array, of shape (0,), and what is done to it is written "
            "down like anything else.",
            None,
            f"equations_of(4, 0) gave {got[4, 0]}",
        )
    require(
        not wrong,
        "The count grows with the steps and not with the nights, as it should, but it is not the "
        "right one. Go through one step of the formula, operation by operation.",
        None,
        seen,
    )
    require(
        not traced,
        "The numbers are right, and they come from tracing. Here they are to be worked out.",
        None,
        f"jax traced {len(traced)} functions during equations_of(4, 12)",
    )


_EQUATIONS = Exercise(
    label="jit_equations",
    check=_equations_of,
    hints=(
        "Who runs the loop over the Newton steps: Python, or the compiled program? And what does "
        "one equation of a recording compute: a number, or an array?",
        "Write the formula of one step down, and count its operations, the sine and the cosine "
        "among them.",
        "def equations_of(steps, nights):\n    return ... * ...",
    ),
    why="Python runs the loop, and writes the equations of one step down each time. An equation is "
    "about a whole array, so the number of nights is in the shapes alone.",
    checked="seven pairs of steps and nights, against the recordings; nothing is traced",
    unchecked="a weak `e`, which adds two conversions to each step",
)


# --- jit_same_kind


def _kinds():
    """(what differs, misconception, first call, second call), in pairs that JAX itself judges."""
    import jax.numpy as jnp
    import numpy as np

    x, y = np.arange(3.0), np.ones(3)
    single = x.astype(np.float32)
    values, shape, dtype = "the values", "the shape", "the dtype"
    weak, tree = "a Python number and an array's number", "the tree"
    where = "by position or by keyword"
    rows = [
        (values, None, ((x,), {}), ((y,), {})),
        (values, None, ((1.0,), {}), ((2.5,), {})),
        (values, None, ((3,), {}), ((4,), {})),
        (values, None, ((x, 1.0), {}), ((y, -1.0), {})),
        (values, None, (([x, y],), {}), (([y, y],), {})),
        ("NumPy or JAX", None, ((x,), {}), ((jnp.asarray(x),), {})),
        ("the order of the keywords", None, ((), {"a": x, "b": 1}), ((), {"b": 2, "a": y})),
        ("the order of a dictionary", None, (({"a": x, "b": 1},), {}), (({"b": 2, "a": y},), {})),
        (shape, "M18", ((x,), {}), ((x[:2],), {})),
        (shape, "M18", ((x,), {}), ((x[None],), {})),
        (shape, "M18", ((np.ones((2, 3)),), {}), ((np.ones((3, 2)),), {})),
        (shape, "M18", ((), {"a": x}), ((), {"a": x[:1]})),
        (shape, "M18", ((1.0,), {}), ((np.ones(1),), {})),
        (dtype, "M19", ((x,), {}), ((single,), {})),
        (dtype, "M19", ((x,), {}), ((np.arange(3),), {})),
        (dtype, "M19", ((1.0,), {}), ((1,), {})),
        (dtype, "M19", ((1,), {}), ((True,), {})),
        (dtype, "M19", (({"a": x},), {}), (({"a": single},), {})),
        (weak, "M19", ((1.0,), {}), ((np.float64(1.0),), {})),
        (weak, "M19", ((x, 2.0), {}), ((x, jnp.sum(jnp.asarray(x))), {})),
        (weak, "M19", ((1,), {}), ((np.int64(1),), {})),
        ("a Python number and the weak array that JAX makes of it", "M19", ((1.0,), {}),
         ((jnp.asarray(2.0),), {})),
        ("a bool of Python's and one of NumPy's", None, ((True,), {}), ((np.True_,), {})),
        (where, "M19", ((x, y), {}), ((x,), {"y": y})),
        (where, "M19", ((x,), {}), ((), {"x": x})),
        ("the name of a keyword", "M19", ((), {"x": x}), ((), {"y": x})),
        ("the number of arguments", None, ((x,), {}), ((x, x), {})),
        (tree, None, (([x, x],), {}), (((x, x),), {})),
        (tree, None, (([1.0, 2.0],), {}), ((np.ones(2),), {})),
        (tree, None, (({"a": x},), {}), (({"b": x},), {})),
        (tree, None, (([x, y],), {}), (([x],), {})),
        (tree, None, ((x, []), {}), ((x, ()), {})),
    ]  # fmt: skip
    return rows


def _truth(first, second):
    import jax

    from jaxwise.measure import count_traces

    counted = count_traces(lambda *args, **kwargs: 0.0)
    f = jax.jit(counted)
    for args, kwargs in (first, second):
        f.trace(*args, **kwargs)
    return counted.count == 1


@_in_64_bits
def _same_kind(answer, chapter):
    import numpy as np

    f = function(answer, "same_kind")
    wrong = []
    for what, misconception, first, second in _kinds():
        given = returned(call(f, first, second), "same_kind")
        ok = np.ndim(given) == 0 and np.asarray(given).dtype.kind == "b"
        require(ok, "`same_kind` should say True or False.", None, f"it said {say(given)}")
        if bool(given) != (right := _truth(first, second)):
            wrong.append((what, misconception, first, second, right))
    if not wrong:
        for what, _, first, second in _kinds()[::5]:
            require(
                bool(call(f, second, first)) == _truth(second, first),
                f"The pairs are judged rightly in one order and not in the other: {what}.",
            )
        return
    what, misconception, first, second, right = wrong[0]
    seen = f"of {len(_kinds())} pairs {len(wrong)} are judged wrongly, such as {_said(first)} "
    seen += f"and {_said(second)}"
    require(
        not right,
        f"Two calls differ in {what}, and that makes no new recording; `same_kind` says that it "
        "does.",
        None,
        seen,
    )
    raise NeedsWork(
        f"Two calls differ in {what}, and JAX records anew for the second; `same_kind` says that "
        "they are of one kind.",
        misconception,
        seen,
    )


def _said(one):
    args, kwargs = one
    parts = [_plain(a) for a in args] + [f"{k}={_plain(v)}" for k, v in kwargs.items()]
    return f"f({', '.join(parts)})"


def _plain(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_plain(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inside = ", ".join(map(_plain, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if hasattr(value, "dtype"):
        weak = " weak" if getattr(value, "weak_type", False) else ""
        return f"{value.dtype}{list(value.shape)}{weak}"
    return repr(value)


_SAME_KIND = Exercise(
    label="jit_same_kind",
    check=_same_kind,
    hints=(
        "What belongs to the kind of a call? The chapter's eleven calls have all of it.",
        "`count_traces` counts the recordings of a function that you jit for the experiment; or "
        "compare `jax.tree.structure` and the `jax.typeof` of each leaf.",
        "def same_kind(first, second):\n    counted = count_traces(lambda *args, **kwargs: 0.0)\n"
        "    ...\n    return ...",
    ),
    why="JAX looks a recording up by the tree of the arguments, positions and keywords included, "
    "and by the shape, the dtype and the weakness of each leaf. Values are not looked at.",
    checked="thirty-two pairs of calls, each against what JAX does",
    unchecked="static arguments, and settings that change between two calls",
)


# --- jit_static_names


def _grid(low, high, n):
    import jax.numpy as jnp

    return jnp.linspace(low, high, n)


def _block_means(x, blocks):
    return x.reshape(blocks, -1).mean(axis=1)


def _power(x, k):
    return x**k


def _loss(d, norm):
    import jax.numpy as jnp

    return jnp.sum(d**2) if norm == "squares" else jnp.max(jnp.abs(d))


def _adjusted(x, options):
    return options["gain"] * x


def _repeated(f, x, times):
    for _ in range(times):
        x = f(x)
    return x


def _static_cases():
    """{name: (function, its calls, recordings that are needed, {argument: misconception if not static})}."""
    import jax.numpy as jnp
    import numpy as np

    x = np.arange(12.0)
    return {
        "grid": (_grid, [(0.0, 1.0, 5), (0.5, 2.0, 5), (-1.0, 3.0, 5)], 1, {"n": "M07"}),
        "block_means": (_block_means, [(x, 3), (x + 1, 3), (x, 4)], 2, {"blocks": "M07"}),
        "power": (_power, [(x, 2), (x, 3), (x + 1, 4)], 1, {}),
        "loss": (_loss, [(x, "squares"), (x + 1, "largest"), (x, "squares")], 2, {"norm": "M13"}),
        "adjusted": (_adjusted, [(x, {"gain": 2.0}), (x, {"gain": 3.0})], 1, {}),
        "repeated": (
            _repeated,
            [(jnp.sin, x, 3), (jnp.sin, x + 1, 3), (jnp.cos, x, 2)],
            2,
            {"f": "M13", "times": "M02"},
        ),
    }


_WHY_STATIC = {
    "M07": "`{arg}` of `{name}` decides a shape, and the shapes of a recording are fixed while it "
    "is made; a tracer has no value to make a shape of.",
    "M13": "`{arg}` of `{name}` is no array and no number, so JAX cannot make a tracer of it.",
    "M02": "`{arg}` of `{name}` is counted off by a Python loop while the recording is made; a "
    "tracer has no value to count to.",
}


@_in_64_bits
def _static_names(answer, chapter):
    import inspect

    f = function(answer, "static_names")
    table = returned(_unopened(f), "static_names")
    cases = _static_cases()
    require(
        hasattr(table, "keys") and hasattr(table, "__getitem__"),
        "`static_names()` should give a dictionary: a tuple of names for each function's name.",
        None,
        f"it gave {say(table)}",
    )
    require(
        all(isinstance(key, str) for key in table.keys()),
        "The keys of the dictionary are the names of the functions, and names are strings.",
        None,
        f"the keys are {say(list(table.keys()))}",
    )
    missing = [name for name in cases if name not in table.keys()]
    require(
        not missing, "The dictionary says nothing about some of the six functions.", None,
        ", ".join(missing),
    )  # fmt: skip
    for name, (g, calls, needed, must) in cases.items():
        names = _names(table[name], name)
        known = list(inspect.signature(g).parameters)
        strange = [n for n in names if n not in known]
        require(
            not strange,
            f"`{name}` has no such argument; a tuple of its arguments' names is asked for.",
            None,
            f"{name}: {say(names)}; its arguments are {', '.join(known)}",
        )
        for arg, misconception in must.items():
            require(
                arg in names,
                _WHY_STATIC[misconception].format(arg=arg, name=name),
                misconception,
                f"{name}: {say(names)}; jitted so, {_fault(g, names, calls[0])}",
            )
        fault = _fault(g, names, calls[0])
        extra = [n for n in names if n not in must]
        require(
            not fault,
            f"An argument of `{name}` that is static must have a hash, by which JAX finds its "
            "recording again; arrays and dictionaries have none, and need not be static.",
            "M12",
            f"{name}: {say(names)}; {fault}",
        )
        require(
            not extra,
            f"`{name}` runs with fewer static arguments, and then one recording serves more calls: "
            "what is static costs a recording for each of its values.",
            "M19",
            f"{name}: {say(names)}; {len(calls)} calls made {_cost(g, names, calls)} recordings, "
            f"where {needed} would do",
        )


def _unopened(f):
    """f(), not waited for: JAX would sort the keys of a dictionary, and functions have no order."""
    held = []

    @functools.wraps(f)
    def kept():
        held.append(f())

    call(kept)
    return held[0]


def _names(given, name):
    require(
        not isinstance(given, str),
        f"For `{name}` there is a string, which is no tuple: a tuple is made by the comma, not by "
        "the brackets.",
        None,
        f"{name}: {say(given)}",
    )
    require(
        isinstance(given, tuple),
        f"For `{name}` a tuple of names is asked for; where no argument is static it is empty.",
        None,
        f"{name}: {say(given)} is of the type {type(given).__name__}",
    )
    require(
        all(isinstance(n, str) for n in given),
        f"For `{name}` a tuple of names is asked for, and names are strings.",
        None,
        f"{name}: {say(given)}",
    )
    return given


def _fault(g, names, args):
    """The error of a call of g with these static names, in a line; empty if it runs."""
    import jax

    try:
        jax.block_until_ready(jax.jit(g, static_argnames=names)(*args))
    except Exception as error:
        return f"the call raises {type(error).__name__}: {str(error).splitlines()[0][:60]}"
    return ""


def _cost(g, names, calls):
    import jax

    from jaxwise.measure import count_traces

    counted = count_traces(g)
    for args in calls:
        jax.jit(counted, static_argnames=names).trace(*args)
    return counted.count


_STATIC_NAMES = Exercise(
    label="jit_static_names",
    check=_static_names,
    hints=(
        "For each argument: does Python need its value to write the recording down, or does the "
        "program need it to compute?",
        "Try: `jax.jit(f, static_argnames=...)`, the call of the comment, and a second one with "
        "another value; `count_traces` counts.",
        'def static_names():\n    return {"grid": (...,), "block_means": ..., ...}',
    ),
    why="Sizes, options that Python branches on, functions and the counts of Python loops decide "
    "the form of the program. Bounds, exponents and gains are numbers that it computes with, "
    "wherever they come from; a dictionary of numbers is a tree.",
    checked="that the calls run with your names, and that no name is static without need",
    unchecked="calls by keyword, and derivatives by the exponent",
)


# --- jit_rebuilt


def _nights(n, shift=0.0):
    """An orbit and n nights that it nearly fits, as NumPy arrays."""
    import numpy as np

    orbit = np.array([686.9 + shift, 0.0927, 5.738, 0.975])
    t = np.linspace(0.0, 8000.0, n) + shift
    longitude = (0.975 + 2 * np.pi * t / 686.9 + 0.1 * np.sin(t / 50.0)) % (2 * np.pi)
    return orbit, t, longitude


def _np_cost(orbit, t, longitude):
    """The sum of the squared misses, in NumPy."""
    import numpy as np

    P, e, varpi, L0 = np.asarray(orbit)
    M = L0 + 2 * np.pi * np.asarray(t) / P - varpi
    E = M
    for _ in range(10):
        E = E - (E - e * np.sin(E) - M) / (1 - e * np.cos(E))
    nu = 2 * np.arctan2(np.sqrt(1 + e) * np.sin(E / 2), np.sqrt(1 - e) * np.cos(E / 2))
    d = varpi + nu - np.asarray(longitude)
    return np.sum((np.degrees(np.arctan2(np.sin(d), np.cos(d))) * 60) ** 2)


@_in_64_bits
def _cost_service(answer, chapter):
    import jax.numpy as jnp

    f = function(answer, "cost_service")
    cases = [_nights(9), _nights(9, 3.0), _nights(1), _nights(40, -2.0)]
    cases.append(tuple(map(jnp.asarray, _nights(9, 7.0))))
    for case in cases:
        right = _np_cost(*case)
        seen = f"for {len(case[1])} nights"
        got = numbers(returned(call(f, *case), "cost_service"), "cost", seen)
        got = got.reshape(()) if got.size == 1 else got
        for factor, what in ((0.5, "half of it"), (1 / len(case[1]), "the mean of the squares")):
            require(
                len(case[1]) == 1 or not close(got, factor * right, 1e-6 * right),
                f"`serve_badly` gives the sum of the squared misses, and this is {what}.",
                None,
                f"{seen} cost_service gave {say(got)}",
            )
        require(
            case is not cases[1] or not close(got, _np_cost(case[0], *cases[0][1:]), 1e-6 * right),
            "The orbit is that of the request, and the nights are those of the request before: "
            "they are in the recording as constants.",
            "M24",
            f"{seen} cost_service gave {say(got)}, and NumPy gives {right:.6g}",
        )
        require(
            close(got, right, 1e-6 * right),
            "The result is not the number that `serve_badly` gives.",
            None,
            f"{seen} cost_service gave {say(got)}, and NumPy gives {right:.6g}",
        )
    new = [_nights(9, 0.5 + k) for k in range(4)]
    call(f, *new[0])
    counts = recordings(f, new[1:])
    again = recordings(f, new[1:])
    seen = f"{sum(map(bool, counts))} of {len(counts)} new requests of one kind were recorded anew"
    require(
        not any(again),
        "Each request is recorded anew, also one that was served before: the function that is "
        "jitted is made inside the request, and what was recorded is lost with it.",
        "M17",
        f"{seen}, and so were {sum(map(bool, again))} of the same requests again",
    )
    require(
        not any(counts),
        "A request is recorded once, and the next one, with other numbers, again: what the "
        "recording has of a request is in it as a constant, and does for no other.",
        "M24",
        f"{seen}; served again, none was",
    )
    orbits = [(orbit + 0.01 * k, *new[0][1:]) for k, (orbit, *_) in enumerate(new)]
    require(
        not any(recordings(f, orbits)),
        "Another orbit for the same nights makes a new recording.",
        "M24",
    )
    require(
        all(jitted(f, *cases[0])) or _runs_a_program(f, *cases[0]),
        "The numbers are right, and nothing is compiled: each operation is sent off by Python. "
        "The exercise asks for a jitted function.",
    )


_REBUILT = Exercise(
    label="jit_rebuilt",
    check=_cost_service,
    hints=(
        "How many function objects does `jax.jit` get to see in a hundred requests? And which "
        "numbers of a request are inputs of its recording?",
        "Whatever is an argument of the jitted function is an input. A function may be jitted "
        "before the first request.",
        "@jax.jit\ndef cost_service(orbit, t, longitude):\n    return ...",
    ),
    why="There is one function object, jitted once, and orbit and nights are its inputs: one "
    "recording for all requests with the same number of nights.",
    checked="values against NumPy for 1 to 40 nights; no new recording for new numbers of one "
    "shape, nor for a new orbit; it is jitted",
    unchecked="new numbers of nights, which make a recording each",
)


# --- jit_buckets


@_in_64_bits
def _rms(answer, chapter):
    import numpy as np

    f = function(answer, "rms")
    programs = compiles()
    draws = np.random.default_rng(5)
    # Of all orders the rising one finds most: what a longer one needs is not there before.
    order = range(1, 41)
    data = [draws.normal(size=n) * 10.0 ** draws.integers(-2, 4) + draws.normal() for n in order]
    busy, results = [], []
    for d in data:
        with _Work(programs) as work:
            results.append(returned(call(f, d.copy()), "rms"))
        busy.append(bool(work))
    for d, result in zip(data, results, strict=True):
        _mean_of_squares(d, result)
    require(
        sum(busy) <= 3,
        "Nearly each length makes JAX record something. A recording belongs to one shape; in how "
        "many shapes do the numbers reach JAX, the first time that it touches them?"
        if sum(busy) > 12
        else "More than three of the forty lengths make JAX record something.",
        "M18",
        f"of forty calls with the lengths 1, 2, ..., 40, {sum(busy)} made recordings; of eight "
        f"of them again {sum(_again(f, data[::5], programs))} did",
    )
    require(
        any(busy) or _is_compiled(f, data[0]),
        "The numbers are right, and JAX has no part in them. The exercise asks for a jitted "
        "function.",
    )
    for d in (np.zeros(7), np.full(3, -2.0), np.array([0.0, 0.0, 3.0])):
        _mean_of_squares(d, returned(call(f, d.copy()), "rms"))
    require(
        any(_is_compiled(f, d) for d in data[:2]),
        "The numbers are right, and nothing is compiled: each operation is sent off by Python. "
        "The exercise asks for a jitted function.",
    )


def _again(f, data, programs):
    found = []
    for d in data:
        with _Work(programs) as work:
            call(f, d.copy())
        found.append(bool(work))
    return found


def _mean_of_squares(d, result):
    import numpy as np

    right = float(np.sqrt(np.mean(d**2)))
    seen = f"for {len(d)} numbers rms gave {say(result)}; by NumPy it is {right:.6g}"
    got = numbers(result, "root mean square", seen)
    require(got.shape == (), "One number is asked for, or an array of shape ().", None, seen)
    tol = 1e-5 * max(right, 1e-12)
    if close(got, right, tol):
        return
    require(
        not np.isnan(got),
        "The result is NaN. A filling of NaN stays NaN under any weight, and 0 / 0 is NaN, too.",
        None,
        seen,
    )
    for size in (*range(len(d) + 1, 129), 256, 512, 1024):
        require(
            not close(got, right * np.sqrt(len(d) / size), tol),
            "The squares are added up rightly, and the mean is taken over the filling, too: how "
            "many numbers are there?",
            None,
            f"{seen}, which is that of {size} numbers, {size - len(d)} of them zero",
        )
        for filling, what in (
            (d[-1], "the last number"),
            (d[0], "the first number"),
            (1.0, "ones"),
        ):
            full = np.concatenate([d, np.full(size - len(d), filling)])
            require(
                not close(got, np.sqrt(np.mean(full**2)), tol),
                f"The filling counts: this is the root mean square of {size} numbers, of which "
                f"{size - len(d)} are {what}.",
                None,
                seen,
            )
    for other, what in (
        (np.mean(d**2), "the mean of the squares, without its root"),
        (np.sqrt(np.sum(d**2)), "the root of the sum of the squares, not of their mean"),
        (np.std(d), "the standard deviation, which takes the mean off first"),
        (np.mean(np.abs(d)), "the mean of the absolute values"),
    ):
        require(not close(got, other, tol), f"This is {what}.", None, seen)
    raise NeedsWork("This is not the root mean square of the numbers.", None, seen)


_BUCKETS = Exercise(
    label="jit_buckets",
    check=_rms,
    hints=(
        "How many shapes may reach JAX, if three recordings are to be enough? And what does a "
        "filling of zeros do to a sum, and to a mean?",
        "`np.pad` fills up without recording anything; `jnp.pad` is a program for each length. "
        "Weights tell the numbers from the filling.",
        "@jax.jit\ndef weighted(d, weight):\n    return ...\n\n"
        "def rms(d):\n    size = min(b for b in ... if b >= len(d))\n    return weighted(...)",
    ),
    why="JAX meets as many shapes as there are buckets, whatever the lengths. The filling adds "
    "nothing to the sum of the squares, and the number of numbers is passed in, as weights or as "
    "a count.",
    checked="values for all lengths from 1 to 40, in rising order; recordings and "
    "compilations in these forty calls; it is jitted",
    unchecked="how much is computed on the filling, and longer arrays",
)


# --- jit_ahead


@_in_64_bits
def _ahead(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    from jaxwise.measure import count_traces

    f = function(answer, "ahead")
    programs = compiles()
    draws = np.random.default_rng(11)
    functions = [
        (lambda x: jnp.sum(jnp.sin(x) * x), lambda x: np.sum(np.sin(x) * x)),
        (lambda x: jnp.cumsum(x.ravel())[::-1] + 0.125, lambda x: np.cumsum(x.ravel())[::-1] + 0.125),
    ]  # fmt: skip
    plans = [[(3,), (5,), (2, 4)], [(6,)]]
    for (g, right), shapes in itertools.product(functions, plans):
        counted = count_traces(g)
        with _Work(programs) as before:
            run = returned(call(f, counted, list(shapes)), "ahead")
        require(callable(run), "`ahead` should return a function, which is called later.")
        made = counted.count
        require(
            made > 0,
            "After `ahead` nothing has been recorded: the first request will wait for it. "
            "`jax.jit` alone does not make a program.",
            "M18",
            f"ahead(f, {shapes}) ran the body of f {made} times",
        )
        require(
            made >= len(shapes),
            "There are fewer recordings than shapes, and a recording has one shape.",
            "M18",
            f"ahead(f, {shapes}) ran the body of f {made} times",
        )
        for shape in [*shapes, *shapes[::-1]]:
            x = draws.normal(size=shape)
            with _Work(programs) as work:
                result = returned(call(run, x), "run")
            seen = f"run(x) for x of shape {shape}"
            require(
                counted.count == made,
                "A request of a shape that was announced is recorded again when it comes. Is what "
                "was compiled the thing that is called? A program belongs to the function object "
                "and to the very dtype that it was made for.",
                "M17",
                f"{seen} ran the body of f",
            )
            require(
                not work.compiled,
                "A request of a shape that was announced is still compiled when it comes: a "
                "recording is not yet a program.",
                None,
                f"{seen}: {work}",
            )
            require(
                not work.unlike(before),
                "A request of a shape that was announced makes JAX record something else.",
                "M17",
                f"{seen}: {work}",
            )
            require(
                close(numbers(result, "result", seen), right(x), 1e-9),
                "`run(x)` is not `f(x)`.",
                None,
                f"{seen} gave {say(result)}; f(x) is {say(right(x))}",
            )
        for shape in ((4,), (5, 1), (2, 3), (4, 2), (), (1, 6)):
            if shape in shapes:
                continue
            _refused(run, np.ones(shape), f"x of shape {shape}", "a shape that was not announced")
            require(
                counted.count == made,
                "A shape that was not announced is refused, after it was recorded.",
                "M18",
                f"run(x) for x of shape {shape}",
            )


def _refused(run, x, what, why):
    """Require that run(x) raises a ValueError."""
    try:
        result = call(run, x)
    except Crashed as crash:
        if isinstance(crash.error, ValueError):
            return
        raise NeedsWork(
            f"A ValueError is asked for where there is {why}; this is another error.",
            None,
            f"for {what} it raised {type(crash.error).__name__}: {str(crash.error)[:80]}",
        ) from None
    raise NeedsWork(
        f"What should be refused is served: {why}. A jitted function that meets it makes a program "
        "on the spot, without a word; who announces should also refuse.",
        "M18",
        f"for {what} it gave {say(result)}, and no ValueError",
    )


_AHEAD = Exercise(
    label="jit_ahead",
    check=_ahead,
    hints=(
        "Which of the four steps of a jitted call does `ahead` have to take, and what does each "
        "need to know about `x`?",
        "`jax.ShapeDtypeStruct(shape, np.float64)` stands for an array without numbers; "
        "`.lower(...)` and `.compile()` make the program. A dictionary can keep programs.",
        "def ahead(f, shapes):\n    programs = {shape: ... for shape in shapes}\n\n"
        "    def run(x):\n        ...\n\n    return run",
    ),
    why="The programs are there before the first request, one for each shape, and a request only "
    "picks one. What was not announced is refused, so nothing can be compiled by accident.",
    checked="two functions and two lists of shapes: recordings before, no recording and no "
    "compilation after; values; refusal of six other shapes",
    unchecked="other dtypes, and how long compiling takes",
)


# --- jit_service


@_in_64_bits
def _make_service(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    make = function(answer, "make_service")
    programs = compiles()
    draws = np.random.default_rng(21)
    for sizes, side in (([6, 12, 3], 40), ([8], 25)):
        table = draws.normal(size=(side, 2))
        bodies = []

        def f(table, x, weight):
            traced = isinstance(table, jax.core.Tracer)
            bodies.append((traced, [str(jnp.result_type(a)) for a in (table, x, weight)]))  # noqa: B023
            basis = jnp.tanh(table[:, 0][:, None] * x + table[:, 1][:, None])
            return {
                "response": basis @ (weight * jnp.cos(x)),
                "nights": jnp.sum(weight),
                "places": jnp.sum(weight * jnp.arange(x.size)),
                "filled": jnp.sum((1 - weight) * (1 + jnp.abs(x))),
            }

        def right(table, x):
            basis = np.tanh(table[:, 0][:, None] * x + table[:, 1][:, None])
            return basis @ np.cos(x)

        with _Work(programs) as before:
            serve = returned(call(make, f, table, list(sizes)), "make_service")
        require(callable(serve), "`make_service` should return a function, which is called later.")
        made = len(bodies)
        told = f"make_service(f, table, {sizes}) ran the body of f {made} times"
        require(
            made >= len(sizes),
            "Not everything is recorded when `make_service` returns: some request will wait.",
            "M18",
            told,
        )
        require(
            all(traced for traced, *_ in bodies),
            "`f` meets the table as an array with numbers in it while it is recorded, so the table "
            "becomes a constant of each program.",
            "M24",
            f"{told}; the table was a tracer in {sum(b[0] for b in bodies)} of them",
        )
        strange = [dtypes for _, dtypes in bodies if set(dtypes) != {"float64"}]
        require(
            not strange,
            "A program is made for one dtype of each argument. `f` takes three float64 arrays, and "
            "here it is recorded for something else.",
            None,
            f"f(table, x, weight) was recorded for {', '.join(strange[0])}" if strange else "",
        )
        for n in [*range(1, max(sizes) + 1), max(sizes), 1, 2]:
            x = draws.normal(size=n)
            x[2:3] = 0.0
            seen = f"serve(x) for {n} numbers, sizes {sizes}"
            with _Work(programs) as work:
                result = returned(call(serve, x.copy()), "serve")
            _served(len(bodies) > made, work, before, seen)
            _answered(result, right(table, x), x, sizes, seen)
        for n in (max(sizes) + 1, 2 * max(sizes)):
            _refused(serve, np.ones(n), f"{n} numbers, sizes {sizes}", "no size that holds x")


def _served(recorded, work, before, seen):
    require(
        not recorded,
        "A request is recorded when it comes. Either the function that is jitted is made anew, or "
        "what was made ahead was made for another kind of arguments.",
        "M17",
        f"{seen} ran the body of f",
    )
    require(
        not work.compiled,
        "A request makes JAX compile something when it comes, be it only for the filling up: its "
        "length is a shape, and each shape has a program.",
        "M18",
        f"{seen}: {work}",
    )
    require(
        not work.unlike(before),
        "A request makes JAX record something, beside `f`, when it comes.",
        "M18",
        f"{seen}: {work}",
    )


def _answered(result, right, x, sizes, seen):
    import numpy as np

    n = len(x)
    require(
        isinstance(result, dict) and set(result) == {"response", "nights", "places", "filled"},
        "`serve` should return what `f` returns, as it is.",
        None,
        f"{seen} gave {say(result)}",
    )
    got = numbers(result["response"], "response", seen)
    nights, filled = float(result["nights"]), float(result["filled"])
    size = min(s for s in sizes if s >= n)
    require(
        np.all(x) or abs(nights - np.count_nonzero(x)) > 1e-9,
        "A number of the request that happens to be zero is taken for filling.",
        None,
        f"{seen}, one of them zero: the weights add up to {nights:g}",
    )
    require(
        abs(nights - n) < 1e-9,
        "The weights do not add up to the length of the request: a place of its own has the "
        "weight 1, the filling 0.",
        None,
        f"{seen}: the weights add up to {nights:g}",
    )
    places = float(result["places"])
    require(
        abs(places - n * (n - 1) / 2) < 1e-9,
        "The filling goes at the end: the numbers of the request keep their places.",
        None,
        f"{seen}: the places with the weight 1 add up to {places:g}, not to {n * (n - 1) // 2}",
    )
    require(
        close(got, right, 1e-8),
        "The answer is not that for the request alone.",
        None,
        f"{seen}: the largest difference is {abs(got - right).max():.2g}"
        if got.shape == right.shape
        else seen,
    )
    require(
        abs(filled - (size - n)) < 1e-9,
        "The request is not filled up with zeros to the smallest of the sizes that holds it.",
        None,
        f"{seen}: expected {size - n} zeros with the weight 0, and found a filling of {filled:g}",
    )


_SERVICE = Exercise(
    label="jit_service",
    check=_make_service,
    hints=(
        "What does the program need that changes from request to request, what is the same but "
        "large, and what decides a shape?",
        "One compiled program for each size, made from shapes alone, and a dictionary of them. "
        "NumPy does the filling up.",
        "def make_service(f, table, sizes):\n    programs = {n: ... for n in sorted(sizes)}\n\n"
        "    def serve(x):\n        ...\n        return programs[...](table, ..., ...)\n\n"
        "    return serve",
    ),
    why="All programs are there before the first request, one for each size; the table is an input "
    "of each, and no request can bring a shape that JAX has not met.",
    checked="two lists of sizes, with all lengths: recordings and compilations before and after; "
    "that the table is a tracer while f is recorded; answers, weights and fillings; refusals",
    unchecked="your own function and its service",
)


EXERCISES = (
    _EQUATIONS,
    _SAME_KIND,
    _STATIC_NAMES,
    _REBUILT,
    _BUCKETS,
    _AHEAD,
    _SERVICE,
)
