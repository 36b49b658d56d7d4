"""Checks of the exercises of the chapter on pytrees and state."""

import contextlib
import functools
import math

from jaxwise.exercises._exercise import (
    Exercise,
    NeedsWork,
    call,
    close,
    function,
    pair,
    require,
    returned,
)
from jaxwise.exercises._looks import jit_of, jitted, numbers, recordings, say

# --- tree_leaves

_COUNTS = [3, 1, 3, 1, 0, 2, 1]


def _leaves_of(answer, chapter):
    import numpy as np

    f = function(answer, "leaves_of")
    found = returned(call(f), "leaves_of")
    seen = f"leaves_of() gave {say(found)}"
    try:
        counts = [int(n) for n in found]
        whole = [float(n) for n in found] == counts
    except (TypeError, ValueError):
        counts, whole = [], False
    require(whole, "`leaves_of` should return a list of integers.", None, seen)
    require(len(counts) == 7, f"There are {len(counts)} numbers; seven are asked for.", None, seen)
    wrong = np.flatnonzero(np.array(counts) != _COUNTS)
    if not wrong.size:
        return
    require(
        counts[1] == 1 and counts[4] == 0,
        "A None is counted as a leaf. What does `jax.tree.leaves` put into its list for it?",
        "M36",
        seen,
    )
    require(
        counts[2] == 3,
        "The dictionary of shapes is counted wrongly: what kind of Python object is a shape, and "
        "what does JAX do with that kind?",
        "M37",
        seen,
    )
    told = {
        0: "The first is counted wrongly: the leaves of inner containers count, and an empty "
        "container has none.",
        3: "An array is not a container, however many numbers it has.",
        5: "A text is not a container of letters, and not nothing, though no array.",
        6: "`Plain` is not registered; JAX cannot look into an object of it, and does not drop it.",
    }
    raise NeedsWork(told[int(wrong[0])], None, seen)


_LEAVES_OF = Exercise(
    label="tree_leaves",
    check=_leaves_of,
    hints=(
        "Which of these kinds can JAX take apart: tuple, dict, list, array, None, text, your class?",
        "`jax.tree.leaves(tree)` is the list of leaves; it has a length.",
        "def leaves_of():\n    return [..., ..., ..., ..., ..., ..., ...]",
    ),
    why="Tuples, lists and dictionaries are taken apart, to the last one; None is an empty one, "
    "and a shape is a tuple. All the rest is one leaf each, array or not.",
    checked="the seven numbers",
    unchecked="whether you decided before you ran it",
)


# --- tree_none


def _zeros_of(answer, chapter):
    f = function(answer, "zeros_of")
    cases = (
        {"w": (3, 4), "b": (4,)},
        {"w": (2, 3), "turn": None},
        {"scale": (), "inner": {"J": (12, 4), "r": (12,), "mask": None}},
        {"a": {"b": {"c": (1,), "d": None}, "e": (2, 2, 2)}, "f": (0,), "g": {"h": None}},
        {"only": None},
    )
    for shapes in cases:
        before = repr(shapes)
        result = returned(call(f, shapes), "zeros_of")
        seen = f"zeros_of({before}) gave {_brief(result)}"
        require(repr(shapes) == before, "It changes the dictionary that it is given.", None, seen)
        _same_zeros(shapes, result, seen)


def _brief(value):
    """A tree in words: arrays as their dtype and shape."""
    import jax

    def word(leaf):
        shape = getattr(leaf, "shape", None)
        return leaf if shape is None else _Word(f"{leaf.dtype}{list(shape)}")

    with contextlib.suppress(Exception):
        return repr(jax.tree.map(word, value))[:200]
    return repr(value)[:200]


class _Word(str):
    def __repr__(self):
        return str(self)


def _same_zeros(shapes, result, seen):
    import jax.numpy as jnp
    import numpy as np

    if isinstance(shapes, dict):
        require(isinstance(result, dict), "In place of a dictionary there is none.", None, seen)
        lost = [k for k in shapes if k not in result]
        require(
            not any(shapes[k] is None for k in lost),
            "A key whose value was None is gone. None is an empty container, and the key stays.",
            "M36",
            seen,
        )
        require(set(shapes) == set(result), "The keys are not those that went in.", None, seen)
        for key in shapes:
            _same_zeros(shapes[key], result[key], seen)
    elif shapes is None:
        require(
            result is None,
            "Something stands where None was. None has no leaf, so nothing was to be put there.",
            "M36",
            seen,
        )
    else:
        require(
            not isinstance(result, (tuple, list)),
            "In place of a shape there is a tuple of arrays: the shape was taken apart, and each "
            "of its integers was taken for a shape.",
            "M37",
            seen,
        )
        require(
            hasattr(result, "shape") and hasattr(result, "dtype"),
            "In place of a shape there is no array.",
            "M36" if result is None else None,
            seen,
        )
        require(
            tuple(result.shape) == shapes, "An array has not the shape that was asked.", None, seen
        )
        require(jnp.issubdtype(result.dtype, jnp.floating), "The zeros are no floats.", None, seen)
        require(not np.any(np.asarray(result)), "An array is not all zeros.", None, seen)


_ZEROS_OF = Exercise(
    label="tree_none",
    check=_zeros_of,
    hints=(
        "At what does `jax.tree.map` stop by itself: at a shape, or at the integers in it?",
        "`is_leaf` is a function of a node that says where to stop. A None has no leaves, so "
        "nothing is called for it.",
        "def zeros_of(shapes):\n    return jax.tree.map(..., shapes, is_leaf=lambda node: ...)",
    ),
    why="`is_leaf` stops at each tuple, so a shape comes to `jnp.zeros` in one piece; the None is "
    "part of the structure and comes back with it.",
    checked="five dictionaries, with inner ones, empty shapes and None; the argument is unchanged",
    unchecked="which floating-point type the zeros have",
)


# --- tree_register


def _make_bank(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    make = function(answer, "make_bank")
    bank = returned(call(make, 0.5, 2), "make_bank")
    for name in ("rate", "times", "grow"):
        require(
            hasattr(bank, name), f"What `make_bank` returns has no `{name}`.", None, repr(bank)[:80]
        )
    require(callable(bank.grow), "`grow` is no method: it cannot be called.")

    def grow(x, bank=bank):
        return returned(call(bank.grow, x), "grow")

    def right(rate, times, x):
        return np.asarray(x, float) * (1 + rate / times) ** times

    first = grow(2.0)
    require(
        close(first, 3.125, 1e-5),
        "The result is not x multiplied `times` times by 1 + rate / times.",
        None,
        f"rate 0.5, times 2: grow(2.0) gave {say(first)}, and 2 * 1.25 * 1.25 is 3.125",
    )
    for name, value, expected in (("rate", 1.0, 4.5), ("times", 1, 4.0)):
        _assign(bank, name, value)
        then = grow(2.0)
        seen = f"`{name}` was set to {value}: grow(2.0) gave {say(then)}, and before {say(first)}"
        if close(then, first, 1e-6):
            follows = close(grow(jnp.full(5, 2.0)), np.full(5, expected), 1e-4)
            raise NeedsWork(
                f"`{name}` was assigned anew, and `grow` does not notice: it was read while `grow` "
                "was recorded, and is a constant since. "
                + (
                    "For an array of a new length, a new recording, the new one is used."
                    if follows
                    else "Not even a new recording sees the new one."
                ),
                "M11" if follows else "M14",
                seen,
            )
        require(close(then, expected, 1e-4), f"With a new `{name}` it is wrong.", None, seen)
        first = then
    _bank_tree(bank)
    cases = [(0.0, 3, 1.5), (0.25, 4, -2.0), (-0.5, 1, 8.0), (0.12, 12, 100.0)]
    cases += [(0.3, 2, jnp.arange(3.0)), (1.0, 3, jnp.ones((2, 2)))]
    for rate, times, x in [*cases, (0.5, 3, 4), (0.2, 2, jnp.arange(4))]:
        _assign(bank, "rate", rate)
        _assign(bank, "times", times)
        result = grow(x)
        require(
            close(result, right(rate, times, x), 2e-5 * max(1.0, float(np.max(np.abs(x)))) * 3),
            "The result is not x multiplied `times` times by 1 + rate / times.",
            None,
            f"rate {rate}, times {times}: grow({say(x)}) gave {say(result)}",
        )
    _assign(bank, "rate", 0.5)
    _assign(bank, "times", 2)

    def at(rate):
        _assign(bank, "rate", rate)
        return bank.grow(2.0)

    call(at, 0.75)
    call(at, 0.5)
    rates = [(0.1,), (0.2,), (0.3,), (0.4,)]
    counts = recordings(at, rates)
    if any(counts):
        again = all(recordings(at, rates))
        raise NeedsWork(
            "It records at every call: the compiled function is built anew each time."
            if again
            else "Each rate has a recording of its own: JAX has to tell rates apart by their "
            "values. A rate that is an input of the recording needs none.",
            "M17" if again else "M19",
            f"{sum(map(bool, counts))} of {len(counts)} new rates made a new recording",
        )
    _assign(bank, "rate", 0.5)
    slope = call(lambda bank: jax.grad(lambda b: b.grow(2.0))(bank), bank)
    leaf = getattr(slope, "rate", None)
    require(
        close(leaf, 2.5, 1e-4),
        "The gradient with respect to the object does not have the derivative as its `rate`.",
        None,
        f"rate 0.5, times 2, x 2: the slope's rate is {say(leaf)}, and 2 * (1 + 0.25) is 2.5",
    )
    other = call(make, 0.0, 1)
    require(
        close(grow(2.0, other), 2.0, 1e-5) and close(grow(2.0), 3.125, 1e-4),
        "Two banks share what should be their own.",
        None,
        f"after make_bank(0.0, 1), the first gives {say(grow(2.0))}",
    )
    require(
        all(jitted(lambda x: bank.grow(x), 2.0)),
        "The numbers are right, and nothing is compiled. The exercise asks for a jitted method.",
    )


def _assign(bank, name, value):
    try:
        setattr(bank, name, value)
    except Exception as error:
        raise NeedsWork(
            f"The attribute `{name}` cannot be assigned; the exercise asks for one that can.",
            None,
            f"bank.{name} = {value} raised {type(error).__name__}: {error}"[:200],
        ) from error


def _bank_tree(bank):
    """Require that the bank is a pytree whose one leaf is its rate."""
    import jax

    leaves = jax.tree.leaves(bank)
    seen = f"jax.tree.leaves gave {say(leaves)}"
    require(
        not (len(leaves) == 1 and leaves[0] is bank),
        "JAX cannot look into the object: to it, the whole is one leaf, which is no array.",
        "M10",
        seen,
    )
    require(
        leaves,
        "The rate is not among the leaves, so it belongs to the structure: a new rate is a new "
        "structure, which needs a new recording, and has no derivative.",
        "M19",
        seen,
    )
    require(
        len(leaves) == 1,
        "There are other leaves beside the rate. What says how often a Python loop runs has to be "
        "known while it is recorded: it is part of the structure.",
        None,
        seen,
    )
    require(close(leaves[0], bank.rate, 1e-6), "The leaf is not the rate.", None, seen)


_MAKE_BANK = Exercise(
    label="tree_register",
    check=_make_bank,
    hints=(
        "`self` is an argument of `grow`. Which of its two attributes is a number in the program, "
        "and which decides how long the program is?",
        "`jax.tree_util.register_dataclass` and `field(metadata=dict(static=True))`; a dataclass "
        "that is not frozen lets you assign.",
        "@jax.tree_util....\n@dataclass\nclass Bank:\n    rate: float\n    times: int = "
        "field(metadata=...)\n\n    @jax.jit\n    def grow(self, x):\n        ...",
    ),
    why="The rate is an input of the recording, so any rate goes in and a slope comes out; the "
    "number of times is static, compared at each call, so a change of it is noticed, at the price "
    "of a new recording. A static `self` is compared by identity, and notices nothing.",
    checked="values, also for integers; both attributes can be assigned and are followed; one leaf, the rate; new "
    "rates make no new recording; the gradient; it is jitted",
    unchecked="whether the recording grows with `times`",
)


# --- tree_momentum


def _descend(answer, chapter):
    import jax
    import jax.numpy as jnp

    f = function(answer, "descend")
    tracers = _tracers()
    trees = [
        {"a": jnp.array([1.0, -2.0, 0.5]), "b": jnp.array(3.0)},
        [jnp.ones((2, 3)), (jnp.array(-1.0), {"c": jnp.arange(4.0)})],
        jnp.array([2.0, -1.0]),
        {"free": jnp.array(1.5), "fixed": None},
        (jnp.array(0.5), jnp.array(-0.25)),
        {"short": jnp.array([1.0, 0.5], jnp.float32), "wide": jnp.array(2.0)},
    ]

    def bowl(x):
        """Half of the sum of k x^2, with the stiffness k = 1, 2, ... from leaf to leaf, plus x."""
        return sum(
            jnp.sum(0.5 * (i + 1) * leaf**2 + leaf) for i, leaf in enumerate(jax.tree.leaves(x))
        )

    twice = [pair(call(f, bowl, trees[0], 2), "descend", "x and v") for _ in range(2)]
    first, second = (jax.tree.leaves(result) for result in twice)
    require(
        len(first) == len(second)
        and all(close(a, b, 1e-6) for a, b in zip(first, second, strict=True)),
        "Two equal calls give two results: something is kept outside, from call to call.",
        "M09",
        f"{say(tuple(first))}, then {say(tuple(second))}",
    )
    for i, x in enumerate(trees):
        for steps in (1, 2, 9) if i < 2 else (3,):
            asked = f"descend(f, x, {steps}) for x = {_brief(x)}"
            result = pair(call(f, bowl, x, steps), "descend", "the tree x and the tree v")
            _descended(x, steps, result, asked)
    x = trees[0]
    compiled = jit_of(lambda x: f(bowl, x, 9), "descend")
    _descended(x, 9, pair(call(compiled, x), "descend", "x and v"), "jitted, for nine steps,")
    require(
        _tracers() <= tracers,
        "While it is recorded it stores something outside of itself, and what is stored there is a "
        "tracer: the stand-in for a value, not the value.",
        "M09",
        f"after the recording {_tracers() - tracers} tracers are still there",
    )


def _tracers():
    """How many tracers there are; after a recording there should be no more than before it."""
    import gc

    import jax

    gc.collect()
    return sum(issubclass(type(thing), jax.core.Tracer) for thing in gc.get_objects())


def _descended(start, steps, result, asked):
    """Require that result is (x, v) after so many steps from the start; the reference is NumPy's."""
    import jax
    import numpy as np

    kind = jax.tree.structure(start)
    for name, tree in zip(("x", "v"), result, strict=True):
        require(
            jax.tree.structure(tree) == kind,
            f"The {name} that comes back has not the structure of the x that went in.",
            None,
            f"{asked} it gave {name} = {_brief(tree)}",
        )
        same = all(
            np.shape(a) == np.shape(b)
            for a, b in zip(jax.tree.leaves(tree), jax.tree.leaves(start), strict=True)
        )
        require(same, f"The leaves of {name} have other shapes than those of x.", None, asked)
    leaves = [np.asarray(leaf, float) for leaf in jax.tree.leaves(start)]
    got = [[numbers(leaf, name) for leaf in jax.tree.leaves(tree)]
           for name, tree in zip("xv", result, strict=True)]  # fmt: skip

    def run(law, steps=steps):
        xs, vs = [x.copy() for x in leaves], [np.zeros_like(x) for x in leaves]
        for _ in range(steps):
            for i, (x, v) in enumerate(zip(xs, vs, strict=True)):
                xs[i], vs[i] = law(x, v, lambda x, i=i: (i + 1) * x + 1)
        return xs, vs

    def fits(law, steps=steps, got=got):
        right = run(law, steps)
        return all(
            close(a, b, 2e-5 * (1 + np.max(np.abs(b), initial=0)))
            for tree, other in zip(got, right, strict=True)
            for a, b in zip(tree, other, strict=True)
        )

    def x_fits(law, steps=steps):
        return all(
            close(a, b, 2e-5 * (1 + np.max(np.abs(b), initial=0)))
            for a, b in zip(got[0], run(law, steps)[0], strict=True)
        )

    def momentum(x, v, slope):
        v = 0.9 * v - 0.1 * slope(x)
        return x + v, v

    if fits(momentum):
        return
    seen = f"{asked} it gave x = {say(tuple(got[0]))}, v = {say(tuple(got[1]))}"
    require(
        not fits(momentum, got=got[::-1]),
        "Both trees are there, the other way round: x comes first.",
        None,
        seen,
    )
    require(
        steps == 1 or not x_fits(lambda x, v, slope: (x - 0.1 * slope(x), v)),
        "This is descent without momentum: the velocity of one step does not reach the next. It "
        "is state, and has to go in again.",
        "M57",
        seen,
    )
    told = (
        (
            lambda x, v, slope: (x + v, 0.9 * v - 0.1 * slope(x)),
            "x moves by the old velocity; the exercise moves it by the new one.",
        ),
        (
            lambda x, v, slope: (lambda w: (x + w, w))(0.9 * v - 0.1 * slope(x + 0.9 * v)),
            "The slope is taken at a point ahead of x; the exercise takes it at x.",
        ),
        (
            lambda x, v, slope: (lambda w: (x + w, w))(0.9 * v + 0.1 * slope(x)),
            "It climbs: the slope has the wrong sign.",
        ),
        (
            lambda x, v, slope: (lambda w: (x - w, w))(0.9 * v + 0.1 * slope(x)),
            "x is right, and v has the other sign: x moves by +v in the exercise.",
        ),
        (
            lambda x, v, slope: (lambda w: (x + 0.1 * w, w))(0.9 * v - slope(x)),
            "x is right, and v is another: the factor 0.1 stands in v, not before it.",
        ),
        (
            lambda x, v, slope: (lambda w: (x + w, w))(0.9 * v - slope(x)),
            "The factor 0.1 before the slope is missing.",
        ),
    )
    for law, text in told:
        require(not fits(law), text, None, seen)
    require(
        not any(fits(momentum, steps + n) for n in (-1, 1)),
        "There is one step too many, or one too few.",
        None,
        seen,
    )
    require(
        math.isfinite(sum(float(np.sum(leaf)) for leaf in got[0])), "x is not finite.", None, seen
    )
    raise NeedsWork(
        "x and v are not those of gradient descent with momentum.",
        None,
        f"{seen}; they should be {say(tuple(map(tuple, run(momentum))))}",
    )


_DESCEND = Exercise(
    label="tree_momentum",
    check=_descend,
    hints=(
        "What does one step need from the step before? All of it is state.",
        "`jax.tree.map` takes several trees of one structure. `jax.lax.scan` carries a pair; "
        "`jnp.zeros_like` makes the first velocity, leaf by leaf.",
        "def descend(f, x, steps):\n    def step(state, _):\n        x, v = state\n        slope = "
        "jax.grad(f)(x)\n        ...\n        return (x, v), None\n    ...",
    ),
    why="Position and velocity go in and come out together, leaf by leaf, so nothing is lost "
    "between two steps and nothing is kept outside.",
    checked="x and v for six kinds of trees, one with 32-bit leaves, against NumPy; jitted; called "
    "again; no side effect",
    unchecked="whether the recording grows with the number of steps",
)


# --- tree_in_axes


def _longitudes(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "longitudes")
    orbit_class = chapter["Orbit"]
    x64 = jnp.zeros(1).dtype == np.float64
    draws = np.random.default_rng(21)
    names = ("P", "e", "varpi", "L0")
    base = {"P": 687.0, "e": 0.09, "varpi": 5.7, "L0": 1.0}
    cases = [(("P",), 3, 5), (("e", "varpi"), 4, 4), (names, 3, 3), (("L0",), 1, 6),
             (("P", "e", "L0"), 2, 1), (("varpi",), 5, 2), (("P", "L0"), 6, 6)]  # fmt: skip
    for arrays in (False, True):
        for mapped, n, m in cases:
            values = {k: base[k] * draws.uniform(0.8, 1.2, n) if k in mapped else base[k]
                      for k in names}  # fmt: skip
            t = np.sort(draws.uniform(0.0, 3000.0, m))
            made = {k: jnp.asarray(v) if arrays or k in mapped else v for k, v in values.items()}
            orbit = orbit_class(**made, newton=8 if arrays else 6)
            result = returned(call(f, orbit, jnp.asarray(t)), "longitudes")
            seen = f"{n} orbits with arrays for {', '.join(mapped)}, and {m} dates"
            _longitude_values(values, t, n, result, seen, 1e-8 if x64 else 5e-4)
    _longitude_steps(f, orbit_class)


def _longitude_steps(f, orbit_class):
    """Require that an orbit of one Newton step is one: far from the solution, that is seen."""
    import jax.numpy as jnp
    import numpy as np

    t, periods = jnp.array([50.0, 100.0, 250.0, 400.0]), (600.0, 687.0, 750.0)

    def rows(newton):
        columns = jnp.array(periods)[:, None]
        return np.asarray(orbit_class(columns, 0.7, 5.7, 1.0, newton=newton).longitude(t))

    orbit = orbit_class(jnp.array(periods), 0.7, 5.7, 1.0, newton=1)
    result = numbers(returned(call(f, orbit, t), "longitudes"), "result")
    right = rows(1)
    if close(np.sin(result - right), 0 * right, 1e-4):
        return
    raise NeedsWork(
        "The number of Newton steps is not that of the orbit. What is static is no leaf, and "
        "belongs to the orbit all the same."
        if any(close(np.sin(result - rows(n)), 0 * right, 1e-4) for n in (4, 8))
        else "These are not the longitudes of the orbits on the dates.",
        None,
        f"for an orbit with newton = 1 the first row is {say(result[0])}, and it should be "
        f"{say(right[0])}",
    )


def _longitude_values(values, t, n, result, seen, tol):
    import numpy as np

    P, e, varpi, L0 = (
        np.broadcast_to(values[k], (n,)).astype(float)[:, None] for k in ("P", "e", "varpi", "L0")
    )
    M = L0 + 2 * np.pi * t / P - varpi
    E = M.copy()
    for _ in range(40):
        E = E - (E - e * np.sin(E) - M) / (1 - e * np.cos(E))
    nu = 2 * np.arctan2(np.sqrt(1 + e) * np.sin(E / 2), np.sqrt(1 - e) * np.cos(E / 2))
    right = varpi + nu
    got = numbers(result, "result", seen)
    seen = f"{seen}: the result has the shape {got.shape}"

    def same(a, b):
        return a.shape == b.shape and bool(
            np.all(np.abs((a - b + np.pi) % (2 * np.pi) - np.pi) < tol)
        )

    if same(got, right):
        return
    require(
        got.shape != (n,) or got.shape == right.shape,
        "Orbits and dates are taken in pairs, one date for each orbit. The dates have an axis of "
        "their own, which all orbits share.",
        "M38",
        seen,
    )
    require(
        not same(got, right.T) or n == 1,
        "The axes are the other way round: an orbit is a row.",
        None,
        seen,
    )
    require(got.shape == right.shape, f"It should be {right.shape}.", None, seen)
    require(
        n == 1 or not same(got, np.broadcast_to(right[0], right.shape)),
        "Every row is that of the first orbit.",
        None,
        seen,
    )
    raise NeedsWork(
        "These are not the longitudes of the orbits on the dates.",
        None,
        f"{seen}; the first row is {say(got[0])}, and it should be {say(right[0])}",
    )


_LONGITUDES = Exercise(
    label="tree_in_axes",
    check=_longitudes,
    hints=(
        "Which leaves of the orbit have an axis for the orbits, and which have none? Who can tell?",
        "`jax.tree.map` over the orbit makes an orbit of axes: 0 or None for each leaf. It is one "
        "entry of the tuple `in_axes`.",
        "def longitudes(orbit, t):\n    axes = jax.tree.map(lambda leaf: ..., orbit)\n"
        "    return jax.vmap(lambda o, t: ..., in_axes=(axes, ...))(orbit, t)",
    ),
    why="A tree of axes says for each leaf what is mapped; the dates are shared by all orbits, so "
    "their axis is None, and comes out as the second.",
    checked="seven choices of arrays and sizes, n equal to m among them, against NumPy; an orbit "
    "of another number of Newton steps",
    unchecked="whether you used vmap",
)


# --- tree_free


def _free_slope(answer, chapter):
    import jax.numpy as jnp

    f = function(answer, "free_slope")
    a, came = jnp.array([1.0, -2.0]), []

    def mixed(tree):
        scale = {"square": 1.0, "double": 2.0}[tree["kind"]]
        came.append(tree["n"])
        return scale * jnp.sum(tree["a"] ** 2) * tree["n"] + 3.0 * tree["b"]

    def nested(tree):
        (x, y), inner = tree["pair"], tree["inner"]
        return x * y + jnp.sin(inner["z"]) * x**2

    nest = {"pair": (2.0, 5.0), "inner": {"z": 0.5}}
    cases = [
        (nested, {"pair": (True, False), "inner": {"z": True}}, nest,
         {"pair": (5.0 + 4.0 * math.sin(0.5), None), "inner": {"z": 4.0 * math.cos(0.5)}}),
        (nested, {"pair": (False, True), "inner": {"z": False}}, nest,
         {"pair": (None, 2.0), "inner": {"z": None}}),
        (nested, {"pair": (True, True), "inner": {"z": True}}, nest,
         {"pair": (5.0 + 4.0 * math.sin(0.5), 2.0), "inner": {"z": 4.0 * math.cos(0.5)}}),
        (mixed, {"a": True, "n": False, "b": False, "kind": False},
         {"a": a, "n": 3, "b": 0.5, "kind": "square"},
         {"a": 6.0 * a, "n": None, "b": None, "kind": None}),
        (mixed, {"a": False, "n": False, "b": True, "kind": False},
         {"a": a, "n": jnp.array(2), "b": jnp.array(0.5), "kind": "double"},
         {"a": None, "n": None, "b": 3.0, "kind": None}),
        (lambda tree: tree[0] ** 3 + tree[1], [True, True], [2.0, 1.0], [12.0, 1.0]),
    ]  # fmt: skip
    for cost, free, tree, right in cases:
        result = call(f, cost, free, tree)
        seen = f"free = {free}, tree = {_brief(tree)}: it gave {_brief(result)}"
        _slopes(free, result, right, seen)
        require(
            all(map(_counts, came)),
            "An integer that is not free comes to `f` as something else, which cannot say how often "
            "a loop runs. What is fixed needs no change, since nothing is differentiated by it.",
            None,
            f"{seen.partition(': ')[0]}: `f` got {say(came[-1])} as n" if came else "",
        )
    orbit = chapter["Orbit"](2.0, 0.1, 1.0, 3.0)
    free = chapter["Orbit"](True, False, False, True)
    result = call(f, lambda o: o.P**2 + o.L0 * o.e, free, orbit)
    right = chapter["Orbit"](4.0, None, None, 0.1)
    _slopes(free, result, right, f"for an Orbit it gave {_brief(result)}")


def _counts(n):
    """Can this say how often a loop runs?"""
    try:
        return range(n) is not None
    except TypeError:  # a tracer's error is one, too
        return False


def _slopes(free, result, right, seen):
    import jax
    import numpy as np

    returned(result, "free_slope")

    def gaps(tree):
        return jax.tree.flatten(tree, is_leaf=lambda node: node is None)

    (wanted, kind), (got, other) = gaps(right), gaps(result)
    require(
        kind == other,
        "The result is not a tree like `tree`: each leaf keeps its place, and where it is not "
        "free, None stands there.",
        "M36" if len(got) < len(wanted) else None,
        seen,
    )
    for w, g in zip(wanted, got, strict=True):
        if w is None:
            require(
                g is None,
                "A leaf that is not free has a slope. Zero is a number, too, and a leaf; None "
                "says that there is none.",
                "M36",
                seen,
            )
        else:
            require(g is not None, "A free leaf has no slope.", "M36", seen)
            require(
                close(g, w, 2e-5 * (1 + np.max(np.abs(w)))),
                "A slope is not the derivative by its leaf.",
                None,
                f"{seen}; one is {say(g)}, and should be {say(w)}",
            )


_FREE_SLOPE = Exercise(
    label="tree_free",
    check=_free_slope,
    hints=(
        "`jax.grad` looks at every leaf of its argument, also at one that you will throw away. "
        "What may its argument contain?",
        "`split` and `merge` of this chapter: differentiate a function of the free leaves alone, "
        "that has the others from outside.",
        "def free_slope(f, free, tree):\n    x, fixed = ...\n"
        "    return jax.grad(lambda x: f(...))(x)",
    ),
    why="What is fixed never meets `jax.grad`, so it may be an integer or a text; what has no slope "
    "is None, which has no leaf, so nothing downstream takes it for a number.",
    checked="seven trees, with integers and a text among the fixed leaves, against derivatives by "
    "hand; integers stay integers",
    unchecked="whether a slope that nobody wants was computed all the same",
)


# --- tree_resume


@functools.cache  # compiled once
def _walk_step():
    """A jitted step of a state with a key, a float, an integer, a boolean and two more keys."""
    import jax
    import jax.numpy as jnp

    @jax.jit
    def step(state):
        key, now = jax.random.split(state["key"])
        move = jax.random.randint(now, state["x"].shape, -9, 10).astype(jnp.float32)  # exact
        keys = jax.vmap(lambda k: jax.random.fold_in(k, 1))(state["keys"])
        return {
            "key": key,
            "x": state["x"] + move,
            "n": state["n"] + jnp.int32(1),
            "up": move.sum() > 0,
            "keys": keys,
            "none": None,
        }

    def start(i):
        return {
            "key": jax.random.key(100 + i),
            "x": jnp.full(3, 10.0 * i, jnp.float32),
            "n": jnp.int32(50 * i),
            "up": jnp.array(False),
            "keys": jax.random.split(jax.random.key(i), 2),
            "none": None,
        }

    return step, start


@functools.cache
def _tangle_step():
    """A step of a state whose leaves are easily confused: all move alike, from other places."""
    import jax
    import jax.numpy as jnp

    @jax.jit
    def step(state):
        key, now = jax.random.split(state["key"])
        draw = jax.random.randint(now, (), 0, 100).astype(jnp.int32)
        moved = jax.tree.map(lambda x: x + jnp.float32(1), state["parts"])
        return {"key": key, "draw": draw, "parts": moved, "seed": state["seed"]}

    def start(i):
        first, second = jnp.full(2, 1000.0 + i, jnp.float32), jnp.full(2, 2000.0 + i, jnp.float32)
        many = [jnp.array(100.0 * n + 50 * i, jnp.float32) for n in range(12)]
        return {
            "key": jax.random.key(i, impl="rbg"),
            "draw": jnp.array(-1, jnp.int32),
            "parts": {"first": {"w": first}, "second": {"w": second}, "many": many},
            "seed": jnp.array([7, i], jnp.uint32),
        }

    return step, start


def _advance(answer, chapter):
    import shutil
    import tempfile
    from pathlib import Path

    import jax.numpy as jnp

    f = function(answer, "advance")
    step, start = _walk_step()
    runs = [(step, start)]
    runs.append((lambda s: (s[0] * jnp.float32(0.5) + s[1], s[1]),
                 lambda i: (jnp.full(2, i, jnp.float32), jnp.array([1.0, 2.0], jnp.float32))))  # fmt: skip
    runs.append(_tangle_step())
    with tempfile.TemporaryDirectory() as folder:
        for i, (step, start) in enumerate(runs):
            made = []

            def counted(state, step=step, made=made):
                made.append(1)
                return step(state)

            file, copy = Path(folder) / f"run{i}.npz", Path(folder) / f"copy{i}.npz"
            right = [start(1)]
            for _ in range(15):
                right.append(step(right[-1]))

            def go(total, file, given, made=made, counted=counted):
                made.clear()
                return call(f, counted, given, total, file)

            result = go(5, file, start(1))
            _arrived(right, 5, result, "a new run of 5 steps")
            require(
                file.exists(),
                "There is no file after the call, so nothing can go on from it.",
                None,
                f"it was to be named {file.name}",
            )
            shutil.copy(file, copy)
            result = go(12, copy, start(2))
            _arrived(right, 12, result, "5 steps, then up to 12 from a copy of the file",
                     start(2), step)  # fmt: skip
            require(
                len(made) <= 7,
                "The state is right, and the steps were made again from the beginning: the run "
                "is to go on from the file.",
                None,
                f"{len(made)} steps were made from 5 to 12",
            )
            result = go(12, copy, start(3))
            _arrived(right, 12, result, "12 steps, then up to 12 again", start(3), step)
            done = call(f, lambda state, start=start: start(40), start(3), 12, copy)
            require(
                _same(done, right[12]),
                "The file was not up to date when a call that went on from it had returned: steps "
                "that were made already are made once more.",
                None,
                f"up to 5, up to 12 from a copy of the file, and twice up to 12 again: the last "
                f"should make no step, and gave {_brief(done)}",
            )
            for total in (6, 7):
                result = go(total, file, start(2))
                _arrived(right, total, result, f"one step at a time, up to {total}", start(2),
                         step)  # fmt: skip


def _arrived(right, total, result, what, given=None, step=None):
    """Require that the state has the bits of right[total]; say where it comes from otherwise."""
    import jax
    import jax.numpy as jnp

    returned(result, "advance")
    want = right[total]

    def is_key(leaf):
        return hasattr(leaf, "dtype") and jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key)

    seen = f"{what}: it gave {_brief(result)}"
    require(
        jax.tree.structure(result) == jax.tree.structure(want),
        "What comes back has not the structure of the state.",
        None,
        seen,
    )
    leaves = list(zip(jax.tree.leaves(result), jax.tree.leaves(want), strict=True))
    for got, wanted in leaves:
        require(
            is_key(got) or not is_key(wanted),
            "In place of a random key there are its numbers. They are the key's data, and no key: "
            "it has to be made into one again.",
            "M54",
            seen,
        )
        require(
            is_key(wanted) or not is_key(got),
            "An array of integers has become a random key. The numbers do not say which leaves are "
            "keys; the leaf of the state that you are given does.",
            "M54",
            seen,
        )
        require(
            not is_key(got) or got.dtype == wanted.dtype,
            "A random key has become one of another generator, which makes other draws.",
            "M54",
            f"{seen}; one leaf should be {_brief(wanted)}",
        )
        require(
            jnp.shape(got) == jnp.shape(wanted)
            and (is_key(got) or jnp.asarray(got).dtype == wanted.dtype),
            "A leaf has another shape or type than it had.",
            None,
            f"{seen}; one leaf should be {_brief(wanted)}",
        )
    if _same(result, want):
        return
    for n, other in enumerate(right):
        require(
            not _same(result, other),
            "`total` is how many steps there are in all, with those of earlier calls.",
            None,
            f"{seen}, the state after {n} steps of {total}",
        )
    longer = right[-1]
    for n in range(len(right), 2 * total if step else 0):
        longer = step(longer)
        require(
            not _same(result, longer),
            "`total` is how many steps there are in all, with those of earlier calls.",
            None,
            f"{seen}, the state after {n} steps of {total}",
        )
    if given is not None:
        state = given
        for _ in range(total):
            require(
                not _same(result, state := step(state)),
                "It begins at the `state` that it is given, though there is a file to go on from.",
                None,
                seen,
            )
        mixed = [not _equal(g, w) for g, w in leaves if is_key(w)]
        require(
            not any(mixed),
            "After the break the random key is another one than in a run without a break: it was "
            "not saved, or not used. The draws are then others, or the old ones again.",
            "M51",
            seen,
        )
    astray = [i for i, (g, w) in enumerate(leaves) if not _equal(g, w)]
    require(
        not all(any(_bits(leaves[i][0]) == _bits(w) for _, w in leaves) for i in astray),
        "The leaves are mixed up: one has come back in the place of another. Each needs a place of "
        "its own in the file, and finds it again.",
        None,
        f"{seen}; one leaf is {say(leaves[astray[0]][0])} and should be {say(leaves[astray[0]][1])}",
    )
    raise NeedsWork(
        "The state has not the bits of a run without a break.",
        None,
        f"{seen}, and it should be {_brief(want)}",
    )


def _bits(leaf):
    """The type, the shape and the bytes of a leaf."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    leaf = jnp.asarray(leaf)
    key = jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key)
    data = np.asarray(jax.random.key_data(leaf) if key else leaf)
    return str(leaf.dtype), data.shape, data.tobytes()


def _equal(a, b):
    return _bits(a) == _bits(b)


def _same(a, b):
    import jax

    return all(map(_equal, jax.tree.leaves(a), jax.tree.leaves(b)))


_ADVANCE = Exercise(
    label="tree_resume",
    check=_advance,
    hints=(
        "What does the second call have to know, beside the state, to make the right number of "
        "steps?",
        "`arrays_of` and `restore` of this chapter work on any tree, also on one that holds the "
        "state and a count. An opened file is written where you say, whatever its name.",
        'def advance(step, state, total, file):\n    run = {"done": ..., "state": state}\n'
        "    if file.exists():\n        run = ...\n    for _ in range(...):\n        ...\n    ...",
    ),
    why="The file has the leaves, the key's data among them, and the count of steps; the structure "
    "comes from the state that you pass. So a run with a break is the run without one, bit for bit.",
    checked="new runs, resumed runs and finished ones, from a copy of the file, for two "
    "dictionaries with keys and a tuple; every bit, and how many steps were made",
    unchecked="your own program, and what happens if it dies while it writes",
)


EXERCISES = (
    _LEAVES_OF,
    _ZEROS_OF,
    _MAKE_BANK,
    _DESCEND,
    _LONGITUDES,
    _FREE_SLOPE,
    _ADVANCE,
)
