"""Checks of the exercises of the chapter on loops and branches."""

import itertools

from jaxwise.exercises._exercise import Exercise, call, close, function, pair, require, returned
from jaxwise.exercises._looks import jit_of, numbers, say, x64

# --- what several checks ask


def _floats():
    """The kinds of floats to try: 32 bits, and 64 where JAX computes in them."""
    import jax.numpy as jnp

    return (jnp.float32, jnp.float64) if x64() else (jnp.float32,)


def _jit(f, name):
    return jit_of(lambda *args: f(*args), name)


def _one(value, name, seen):
    """The value as a float; it has to be one number."""
    array = numbers(returned(value, name), f"result of `{name}`", seen)
    require(
        array.shape == (),
        f"`{name}` returns an array of shape {array.shape}, and one number is asked for.",
        None,
        seen,
    )
    return float(array)


def _primitives(f, name, *args):
    """The names of the equations in the recording of f(*args), those inside of loops as well."""
    import jax

    from jaxwise.probes._interpret import equations

    def record(*args):
        return jax.make_jaxpr(lambda *args: f(*args))(*args)

    record.__name__ = record.__qualname__ = f"jax.make_jaxpr of {name}"
    return [eqn.primitive.name for eqn, _ in equations(call(record, *args))]


def _does_not_grow(few, many, what, small, large):
    """Require that two recordings, for few and for many turns, are equally long."""
    require(
        len(many) <= len(few) + 3,
        f"The numbers are right, and the recording grows with the number of {what}: a Python loop "
        "runs while JAX records, and every turn of it is written out.",
        "M22",
        f"{len(few)} equations for {small} {what}, {len(many)} for {large}",
    )


# --- loop_huber


def _huber(answer, chapter):
    import jax
    import numpy as np

    f = function(answer, "huber")
    laws = {  # what an answer may compute, and what that says
        "right": (lambda r, d: r * r / 2 if abs(r) <= d else d * (abs(r) - d / 2), ""),
        "signed": (
            lambda r, d: r * r / 2 if r <= d else d * (abs(r) - d / 2),
            "A large negative miss is still squared: beyond `delta` lie both signs.",
        ),
        "signed line": (
            lambda r, d: r * r / 2 if abs(r) <= d else d * (r - d / 2),
            "For a large negative `r` the cost is negative: the line beyond `delta` rises on both "
            "sides.",
        ),
        "swapped": (
            lambda r, d: r * r / 2 if abs(r) > d else d * (abs(r) - d / 2),
            "The two branches have changed places: small misses get the line, large ones the "
            "square.",
        ),
        "jump": (
            lambda r, d: r * r / 2 if abs(r) <= d else d * abs(r),
            "The two pieces do not meet: the line beyond `delta` lies too high.",
        ),
        "no half": (
            lambda r, d: r * r if abs(r) <= d else d * (abs(r) - d / 2),
            "The square for small `r` is twice too large.",
        ),
        "square": (lambda r, d: r * r / 2, "Every miss is squared; `delta` makes no difference."),
        "line": (
            lambda r, d: d * (abs(r) - d / 2),
            "Small misses are not squared: the line is used everywhere.",
        ),
        "unit": (
            lambda r, d: r * r / 2 if abs(r) <= 1 else abs(r) - 0.5,
            "The bend is always at one: the `delta` that comes in is not used.",
        ),
    }
    right = laws["right"][0]
    misses = (0.0, 0.3, -0.3, 1.5, -1.5, 4.0, -4.0, 30.0, -30.0, 0.5, -2.0)
    cases = list(itertools.product(misses, (0.5, 1.0, 2.0, 7.5)))
    jitted = _jit(f, "huber")
    got = [_one(call(jitted, r, d), "huber", f"jitted, huber({r}, {d})") for r, d in cases]

    def fits(law):
        return all(
            abs(g - law(r, d)) <= 2e-5 * (1 + abs(law(r, d)))
            for g, (r, d) in zip(got, cases, strict=True)
        )

    if not fits(right):
        g, (r, d) = max(zip(got, cases, strict=True), key=lambda gc: _off(gc[0], right(*gc[1])))
        seen = f"huber({r}, {d}) gave {g:.6g}, and it should be {right(r, d):.6g}"
        for law, text in laws.values():
            require(not (text and fits(law)), text, None, seen)
        require(False, "The cost is not that of Huber.", None, seen)
    many = tuple(np.array(side) for side in zip(*cases, strict=True))
    wanted = np.array([right(*case) for case in cases])
    lanes = call(jax.vmap(lambda r, d: f(r, d)), *many)
    require(
        close(lanes, wanted, 2e-5 * (1 + wanted.max())),
        "It is right for one number, and wrong under `vmap`.",
        None,
        f"vmap over {len(cases)} lanes gave {say(lanes)}",
    )
    slopes = jit_of(jax.grad(lambda r, d: f(r, d), argnums=(0, 1)), "gradient of huber")
    for r, d in cases:
        found = [_one(s, "huber", "its gradient") for s in call(slopes, r, d)]
        exact = (max(-d, min(r, d)), max(abs(r) - d, 0.0))
        seen = f"the derivatives at r = {r}, delta = {d} are {found}, and should be {exact}"
        require(
            np.all(np.isfinite(found)),
            "The values are right, and the gradient is not finite: zero times something infinite, "
            "from a branch that was not picked or from a root at zero.",
            "M40",
            seen,
        )
        require(
            close(found, np.array(exact), 2e-4 * (1 + abs(r))),
            "The values are right, and the gradient is not theirs.",
            None,
            seen,
        )


def _off(got, wanted):
    """How far apart two numbers are; infinitely far if one is not finite."""
    import math

    return abs(got - wanted) if math.isfinite(got) else math.inf


_HUBER = Exercise(
    label="loop_huber",
    check=_huber,
    hints=(
        "Can you compute both formulas for every `r`, whichever is wanted?",
        "`jnp.where(condition, a, b)` picks; so does `jax.lax.cond`, given two functions. The "
        "condition has to see both signs of `r`.",
        "def huber(r, delta):\n    size = ...\n    return jnp.where(size <= delta, ..., ...)",
    ),
    why="The choice is an operation of the recording. Both formulas are finite for every `r`, so "
    "the one that is not picked harms neither the value nor the gradient.",
    checked="values under jit and vmap, for both signs and several delta; both derivatives",
    unchecked="which of the ways to branch you chose",
)


# --- loop_good_mean


def _good_mean(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    plain = function(answer, "good_mean")
    jitted = _jit(plain, "good_mean")
    draws = np.random.default_rng(21)
    cases = []
    for n, kind in itertools.product((1, 2, 5, 12), _floats()):
        x = 3 + draws.normal(size=n)
        masks = [draws.random(n) < 0.5 for _ in range(3)] + [np.ones(n, bool), np.zeros(n, bool)]
        cases += [(x.astype(kind), good, False) for good in masks]
        cases += [(np.where(good, x, np.nan).astype(kind), good, True) for good in masks]
    for jit in (True, False):
        results = []
        tried = cases if jit else cases[::3]
        for x, good, _ in tried:
            seen = f"good_mean({say(x)}, {say(good)})"
            args = jnp.asarray(x), jnp.asarray(good)
            if jit:
                value = call(jitted, *args)
            else:  # here the compiler cannot make a choice of a product
                with jax.disable_jit():
                    value = call(plain, *args)
            results.append(_one(value, "good_mean", seen))
        _judge_means(tried, results)


def _judge_means(cases, results):

    def fits(law, some):
        return all(
            _off(g, law(x, good)) <= 1e-5
            for (x, good, _), g in zip(cases, results, strict=True)
            if some(x, good, _)
        )

    def right(x, good):
        return float(x[good].astype(float).mean()) if good.any() else 0.0

    everywhere = lambda x, good, nan: True
    if fits(right, everywhere):
        return
    (x, good, _), got = max(
        zip(cases, results, strict=True), key=lambda cg: _off(cg[1], right(*cg[0][:2]))
    )
    seen = f"good_mean({say(x)}, {say(good)}) gave {got:.6g}, and it should be {right(x, good):.6g}"
    whole = lambda x, good, nan: not nan and good.any()
    require(
        not fits(lambda x, good: float(x[good].sum()) / len(x), whole) or fits(right, whole),
        "The sum is that of the good entries, and it is divided by the number of all.",
        None,
        seen,
    )
    require(
        not fits(lambda x, good: float(x.mean()), whole) or fits(right, whole),
        "The mask makes no difference: this is the mean of all entries.",
        None,
        seen,
    )
    require(
        not fits(
            lambda x, good: float(x[~good].mean()) if not good.all() else 0.0,
            lambda x, good, nan: not nan and good.any() and not good.all(),
        )
        or fits(right, whole),
        "This is the mean of the entries that are not good.",
        None,
        seen,
    )
    require(
        fits(right, whole),
        "This is not the mean of the good entries.",
        None,
        seen,
    )
    require(
        fits(right, lambda x, good, nan: good.any()),
        "A NaN that the mask should keep out is in the result: NaN times zero is NaN, unless the "
        "compiler happens to make a choice of the product.",
        None,
        seen,
    )
    require(False, "If no entry is good, the mean should be 0.", None, seen)


_GOOD_MEAN = Exercise(
    label="loop_good_mean",
    check=_good_mean,
    hints=(
        "How many entries does `x[good]` have, and when is that known?",
        "Keep all n entries. `jnp.where(good, x, 0.0)` puts a harmless number in the place of "
        "what is not wanted; what do you have to divide by?",
        "def good_mean(x, good):\n    total = jnp.where(good, x, ...).sum()\n"
        "    return total / jnp.maximum(..., 1)",
    ),
    why="The array keeps its length, which the recording knows; the mask decides what counts, in "
    "the sum and in the number it is divided by. `where` keeps NaN out, a product does not.",
    checked="values with and without jit, with and without NaN where the mask is false; no good "
    "entry",
    unchecked="its gradient",
)


# --- loop_worst_nights


def _bad_nights(answer, chapter):
    import numpy as np

    f = _jit(function(answer, "bad_nights"), "bad_nights")
    arrays = [
        np.array([1.0, -40.0, 2.0, 35.0, 0.5]),
        np.array([50.0, 1.0, -60.0, 2.0, 70.0, -80.0, 3.0, 90.0]),
        np.array([-31.0, 4.0, 5.0]),
        np.array([5.0, 3.0, -2.0, 30.0]),
        np.array([90.0, -80.0, 70.0, 60.0, 10.0, 50.0]),
    ]
    cases = list(itertools.product(arrays, (30.0, 4.5, 1000.0, 65.0)))
    found = []
    for miss, limit in cases:
        seen = f"bad_nights({say(miss)}, {limit})"
        which, count = pair(
            call(f, miss, limit), "bad_nights", "three numbers of nights, and how many in all"
        )
        require(
            not (isinstance(which, tuple) and len(which) == 1),
            "The first of the pair is a tuple: `jnp.nonzero` returns one array for each axis, in "
            "a tuple, also for one axis.",
            None,
            seen,
        )
        for value, shape, what in ((which, (3,), "numbers"), (count, (), "count")):
            array = numbers(value, what, seen)
            require(
                array.shape == shape,
                f"The {what} should have the shape {shape}, and have {array.shape}; are the two "
                "in the order that is asked for?",
                None,
                seen,
            )
            require(
                np.asarray(value).dtype.kind in "iu",
                f"The {what} should be of integers.",
                None,
                f"{seen}: {np.asarray(value).dtype}",
            )
        found.append((np.asarray(which).astype(int), int(count)))
    _judge_nights(cases, found)


def _judge_nights(cases, found):
    import numpy as np

    def law(bad=lambda miss, limit: np.abs(miss) > limit, fill=-1, order=None, cap=None):
        def result(miss, limit):
            hits = np.flatnonzero(bad(miss, limit))
            count = min(len(hits), cap) if cap else len(hits)
            if order:
                hits = np.array(sorted(hits, key=lambda i: order(miss, i)), int)
            gap = len(miss) if fill == "n" else fill
            return np.append(hits, [gap] * 3)[:3], count

        return result

    laws = {
        "": law(),
        "Only misses on one side are found: a night that is missed by a negative amount counts, "
        "too.": law(lambda miss, limit: miss > limit),
        "A night that misses by the limit itself is counted; only those above it are asked for.": law(
            lambda miss, limit: np.abs(miss) >= limit
        ),
        "The nights within the limit are found, not those above it.": law(
            lambda miss, limit: np.abs(miss) <= limit
        ),
        "What is missing is filled up with 0, and 0 is the number of a night.": law(fill=0),
        "What is missing is filled up with n and not with -1.": law(fill="n"),
        "The nights are in the order of their misses; asked for are the first ones, in the order "
        "of their numbers.": law(order=lambda miss, i: -abs(miss[i])),
        "The last nights are given, and not the first.": law(order=lambda miss, i: -i),
        "The count stops at three: it has to say how many there are in all, so that the caller "
        "sees what was cut off.": law(cap=3),
    }

    def fits(law, part=slice(None)):
        return all(
            all(np.array_equal(a, b) for a, b in list(zip(law(*case), got, strict=True))[part])
            for case, got in zip(cases, found, strict=True)
        )

    right = laws[""]
    if fits(right):
        return
    (miss, limit), got = next(
        (case, got)
        for case, got in zip(cases, found, strict=True)
        if not (np.array_equal(right(*case)[0], got[0]) and right(*case)[1] == got[1])
    )
    wanted = right(miss, limit)
    seen = f"bad_nights({say(miss)}, {limit}) gave {say(got)}, and it should be {say(wanted)}"
    for text, other in laws.items():
        require(not (text and fits(other)), text, None, seen)
    require(not fits(right, slice(1)), "The nights are right, and their number is not.", None, seen)
    require(not fits(right, slice(1, 2)), "The count is right, and the nights are not the first "
            "three above the limit.", None, seen)  # fmt: skip
    require(False, "These are not the nights above the limit.", None, seen)


_BAD_NIGHTS = Exercise(
    label="loop_worst_nights",
    check=_bad_nights,
    hints=(
        "What length has the result, whatever the values are?",
        "`jnp.nonzero` takes `size=` and `fill_value=`, and returns a tuple with one array for "
        "each axis. The number of all hits is a sum.",
        "def bad_nights(miss, limit):\n    bad = ...\n"
        "    return jnp.nonzero(bad, size=..., fill_value=...)[0], ...",
    ),
    why="The result has three places whatever comes in; places that are not needed say so with "
    "-1, and the count tells the caller when three were too few.",
    checked="no, one, three and more hits, both signs, a miss equal to the limit, under jit",
    unchecked="more than three places",
)


# --- loop_tally


def _tally(answer, chapter):
    import numpy as np

    f = function(answer, "tally")
    jitted = _jit(f, "tally")
    draws = np.random.default_rng(4)
    arrays = [np.array([1.0, -2.0, 0.0, 3.5])]
    arrays += [draws.normal(size=n) for n in (1, 2, 7, 30)]
    arrays += [-np.ones(4), np.zeros(3), np.arange(1.0, 9.0), np.full(300, 0.5)]
    found = []
    for kind, values in itertools.product(_floats(), arrays):
        x = values.astype(kind)
        seen = f"tally of {say(x)}, {x.dtype}"
        count, total = pair(call(jitted, x), "tally", "the count, and the sum")
        for value, what in ((count, "count"), (total, "sum")):
            shape = numbers(value, what, seen).shape
            require(
                shape == (), f"The {what} is one number, and has the shape {shape}.", None, seen
            )
        wanted = int((x > 0).sum()), float(x[x > 0].astype(float).sum())
        found.append((x, (np.asarray(count), np.asarray(total)), wanted))
    _judge_tallies(found)
    _judge_types(found)
    x = np.ones(40, _floats()[-1])
    few, many = (_primitives(f, "tally", x[:n]) for n in (8, 40))
    _does_not_grow(few, many, "entries", 8, 40)
    require(
        {"scan", "while"} & set(many),
        "The numbers are right, and there is no loop in the recording; the exercise is about what "
        "a loop of `jax.lax` carries.",
        None,
        f"the recording holds {', '.join(sorted(set(many)))}",
    )


def _judge_tallies(found):
    """Require that the counts and the sums are right, to the digits of 32 bits."""

    def same(a, b):
        return abs(float(a) - b) <= 1e-5 * (1 + abs(b))

    wrong = [(x, g, w) for x, g, w in found if not (same(g[0], w[0]) and same(g[1], w[1]))]
    if not wrong:
        return
    x, got, wanted = wrong[0]
    seen = f"tally({say(x)}) gave {say(got)}, and it should be {say(wanted)}"
    told = (
        ("The count and the sum have changed places.",
         lambda x, g, w: same(g[0], w[1]) and same(g[1], w[0])),
        ("Zeros are counted; a positive number is above zero.",
         lambda x, g, w: g[0] == (x >= 0).sum()),
        ("Short arrays are counted right, and long ones not: how far does the type of the count go?",
         lambda x, g, w: len(x) > 100),
        ("Every entry is counted, not only the positive ones.", lambda x, g, w: g[0] == len(x)),
        ("Every entry is in the sum, not only the positive ones.",
         lambda x, g, w: same(g[0], w[0]) and same(g[1], float(x.astype(float).sum()))),
        ("The count is right, and the sum is not that of the positive entries.",
         lambda x, g, w: same(g[0], w[0])),
    )  # fmt: skip
    for text, fits in told:
        require(not all(fits(*case) for case in wrong), text, None, seen)
    require(False, "The count of the positive entries is not right.", None, seen)


def _judge_types(found):
    """Require an integer count, and a sum in the dtype of x and as exact as that allows."""
    import numpy as np

    for x, (count, total), (_, wanted) in found:
        seen = f"tally of {say(x)}, {x.dtype}"
        require(
            count.dtype.kind in "iu",
            "The count is a floating-point number, and an integer is asked for: the two parts of "
            "the carry need not have one type.",
            "M49",
            f"{seen}: the count is {count.dtype}",
        )
        require(
            total.dtype == x.dtype,
            "The sum does not have the dtype of `x`: it began in another one, and the carry keeps "
            "the type that comes out of the body.",
            "M49",
            f"{seen}: the sum is {total.dtype}",
        )
        off = abs(float(total) - wanted)
        require(
            x.dtype == np.float32 or off <= 1e-11 * (1 + wanted),
            "The sum of 64-bit numbers was made in fewer bits.",
            "M49",
            f"{seen}: off by {off:.1e}",
        )


_TALLY = Exercise(
    label="loop_tally",
    check=_tally,
    hints=(
        "What type does each part of the carry have after one turn, and what type did you start "
        "it with?",
        "`x.dtype` is known while JAX records. A tuple can carry an integer and a float.",
        "def tally(x):\n    def step(carry, value):\n        count, total = carry\n"
        "        return (..., ...), None\n\n"
        "    return jax.lax.scan(step, (jnp.int32(0), jnp.zeros((), ...)), x)[0]",
    ),
    why="One recording of the body serves all turns, so what goes in and what comes out have one "
    "type. Each part of a carry has its own, and starts in the one that it keeps.",
    checked="values and dtypes for 32 and, where they are on, 64 bits; one recording for all "
    "lengths, with a loop in it",
    unchecked="an array without entries",
)


# --- loop_rnn


def _batch_rnn(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "batch_rnn")
    draws = np.random.default_rng(8)
    kind = jnp.zeros(1).dtype

    def made(batch, time, features, hidden):
        shapes = ((hidden, hidden), (features, hidden), (batch, time, features))
        return tuple(jnp.asarray(draws.normal(size=shape), kind) for shape in shapes)

    def rnn(W, U, x):
        h = np.zeros((x.shape[0], x.shape[1] + 1, len(W)))
        for t in range(x.shape[1]):
            h[:, t + 1] = np.tanh(h[:, t] @ W + x[:, t] @ U)
        return h[:, 1:]

    for sizes in (
        (4, 4, 2, 3),
        (3, 5, 2, 4),
        (1, 6, 3, 2),
        (5, 1, 1, 2),
        (6, 2, 4, 4),
        (2, 9, 1, 1),
    ):
        W, U, x = made(*sizes)
        result = returned(call(f, W, U, x), "batch_rnn")
        _judge_rnn(result, rnn, *(np.asarray(a, float) for a in (W, U, x)))
    for what, small, large in (
        ("times", (3, 6, 2, 4), (3, 30, 2, 4)),
        ("sequences", (3, 6, 2, 4), (15, 6, 2, 4)),
    ):
        few, many = (_primitives(f, "batch_rnn", *made(*sizes)) for sizes in (small, large))
        axis = 1 if what == "times" else 0
        _does_not_grow(few, many, what, small[axis], large[axis])


def _judge_rnn(result, rnn, W, U, x):
    import numpy as np

    require(
        not isinstance(result, (tuple, list)),
        "A pair comes back: `scan` returns the last carry and the stacked outputs, and only the "
        "outputs are asked for.",
    )
    result, right = numbers(result, "result of `batch_rnn`"), rnn(W, U, x)
    batch, time, hidden = right.shape
    seen = f"for x of shape {x.shape} the result has the shape {result.shape}"
    seen += f", and {right.shape} is asked for"
    tol = 1e-3
    if close(result, right, tol):
        return
    turned = right.swapaxes(0, 1)
    along_batch = rnn(W, U, x.swapaxes(0, 1)).swapaxes(0, 1)
    require(
        not close(result, along_batch, tol) or batch == 1 or time == 1,
        "The recurrence runs along the batch: each sequence goes on from the state of the one "
        "before it, at the same time. `scan` takes its rows from the first axis.",
        None,
        f"{seen}; with as many sequences as times, no shape gives it away",
    )
    require(
        not close(result, turned, tol),
        "The states are right, with time before batch: `scan` stacks its outputs along the first "
        "axis.",
        None,
        seen,
    )
    require(
        not close(result, right[:, -1], tol),
        "Only the last state of each sequence comes back; all of them are asked for.",
        None,
        seen,
    )
    before = np.concatenate([np.zeros((batch, 1, hidden)), right[:, :-1]], axis=1)
    require(
        not close(result, before, tol) and not close(result, before.swapaxes(0, 1), tol),
        "Each output is the state before its step: it begins with the zeros, and the last state "
        "is missing.",
        None,
        seen,
    )
    with_start = np.concatenate([np.zeros((batch, 1, hidden)), right], axis=1)
    require(
        not close(result, with_start, tol),
        "The zeros of the start come back as well; the first state that is asked for is h_1.",
        None,
        seen,
    )
    others = {
        "`W` is used turned over: the formula has h W, with h a row.": rnn(W.T, U, x),
        "The recurrence is missing: each state depends on its own x alone.": rnn(0 * W, U, x),
        "The inputs are gone through from the last time to the first.": rnn(W, U, x[:, ::-1])[
            :, ::-1
        ],
    }
    for text, other in others.items():
        require(not close(result, other, tol), text, None, seen)
    require(
        result.shape == right.shape,
        "The shape is not the one that is asked for.",
        None,
        seen,
    )
    b, t, _ = np.unravel_index(np.argmax(np.abs(result - right)), right.shape)
    require(
        False,
        "The states are not those of the recurrence.",
        None,
        f"x of shape {x.shape}: in sequence {b} at time {t} the state is {say(result[b, t])}, and "
        f"it should be {say(right[b, t])}",
    )


_BATCH_RNN = Exercise(
    label="loop_rnn",
    check=_batch_rnn,
    hints=(
        "Along which axis of `x` does `scan` walk? What would you see if batch and time were "
        "equally long?",
        "Write the scan for one sequence, (time, features), and put `jax.vmap` around it; or "
        "bring time to the front before, and back after.",
        "def batch_rnn(W, U, x):\n    def one(x):\n        def cell(h, x):\n            h = ...\n"
        "            return h, h\n\n        return jax.lax.scan(cell, ..., x)[1]\n\n"
        "    return jax.vmap(one)(x)",
    ),
    why="For one sequence the first axis can only be time, and `vmap` adds the batch in front of "
    "it, in the result as well.",
    checked="values for six shapes, one of them with as many sequences as times; the recording "
    "grows neither with times nor with sequences",
    unchecked="its gradient, and its cost",
)


# --- loop_rod


def _cool(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "cool")
    draws = np.random.default_rng(6)
    kind = jnp.zeros(1).dtype
    for m, r, n in ((5, 0.25, 3), (3, 0.4, 1), (8, 0.1, 12), (6, 0.5, 6), (12, 0.3, 5)):
        u = jnp.asarray(draws.normal(size=m), kind)
        result = returned(call(f, u, r, n), "cool")
        _judge_rod(result, np.asarray(u, float), r, n)
    u, n = jnp.asarray(draws.normal(size=7), kind), 9
    few, many = (_primitives(lambda u, r, k=k: f(u, r, k), "cool", u, 0.2) for k in (10, 60))
    _does_not_grow(few, many, "steps", 10, 60)
    weights = draws.normal(size=7)

    def last(u, r):
        return jnp.sum(jnp.asarray(weights, kind) * f(u, r, n)[-1])

    last.__name__ = last.__qualname__ = "a sum over the last profile of cool"
    got = call(jax.grad(last, argnums=(0, 1)), u, 0.2)
    A = np.eye(7)
    L = np.zeros((7, 7))
    for i in range(1, 6):
        L[i, i - 1 : i + 2] = 1, -2, 1
    A = A + 0.2 * L
    by_u = np.linalg.matrix_power(A.T, n) @ weights
    path = [np.asarray(u, float)]
    for _ in range(n):
        path.append(A @ path[-1])
    by_r = sum(weights @ np.linalg.matrix_power(A, n - 1 - k) @ L @ path[k] for k in range(n))
    for slope, wanted, by in ((got[0], by_u, "u"), (got[1], by_r, "r")):
        slope = numbers(slope, f"gradient by {by}")
        require(
            close(slope, wanted, 1e-3 * (1 + np.max(np.abs(wanted)))),
            f"The profiles are right, and their gradient by `{by}` is not.",
            None,
            f"{say(slope)}, and it should be {say(wanted)}",
        )


def _judge_rod(result, u, r, n):
    import numpy as np

    def run(step, start=False):
        rows, now = [u], u
        for _ in range(n):
            now = step(now)
            rows.append(now)
        return np.array(rows if start else rows[1:])

    def euler(u):
        new = u.copy()
        new[1:-1] = u[1:-1] + r * (u[:-2] - 2 * u[1:-1] + u[2:])
        return new

    def swept(u):
        new = u.copy()
        for i in range(1, len(u) - 1):
            new[i] = new[i] + r * (new[i - 1] - 2 * new[i] + new[i + 1])
        return new

    def ring(u):
        return u + r * (np.roll(u, 1) - 2 * u + np.roll(u, -1))

    def open_ends(u):
        new = euler(u)
        new[0] = new[-1] = 0
        return new

    require(
        not isinstance(result, (tuple, list)),
        "A pair or a list comes back; one array of shape (n, m) is asked for.",
    )
    result, right, tol = numbers(result, "result of `cool`"), run(euler), 1e-4
    if close(result, right, tol):
        return
    seen = f"cool of {len(u)} points, r = {r}, n = {n}: the result has the shape {result.shape}"
    seen += f", and {right.shape} is asked for"
    others = (
        (right[-1], "Only the last profile comes back; those after each step are asked for."),
        (run(euler, True), "The profile before the first step comes back as well."),
        (run(euler, True)[:-1], "Each row is the profile before its step: the first is `u` itself."),
        (right.T, "The profiles are the columns; they are asked for as rows."),
        (right[::-1], "The profiles come in the wrong order."),
        (run(swept), "A point is computed from a neighbour of the new profile; everything has to "
                     "be read from the old one."),
        (run(ring), "The ends move, as if the rod were a ring; they should be held."),
        (run(open_ends), "The ends are set to zero; they should keep the values that they have."),
    )  # fmt: skip
    for other, text in others:
        require(not close(result, other, tol), text, None, seen)
    require(result.shape == right.shape, "The shape is not the one that is asked for.", None, seen)
    step, i = np.unravel_index(np.argmax(np.abs(result - right)), right.shape)
    require(
        False,
        "The profiles are not those of the explicit step.",
        None,
        f"r = {r}: after step {step + 1} point {i} of {len(u)} is {result[step, i]:.6g}, and it "
        f"should be {right[step, i]:.6g}",
    )


_COOL = Exercise(
    label="loop_rod",
    check=_cool,
    hints=(
        "How many turns are there, and do you want something back from each? Which loop knows "
        "both, and can be gone through backwards?",
        "`jax.lax.scan(step, u, None, length=n)`; the step returns the new profile twice, as "
        "carry and as output.",
        "def cool(u, r, n):\n    def step(u, _):\n        u = u.at[1:-1].add(...)\n"
        "        return ..., ...\n\n    return jax.lax.scan(step, u, None, length=...)[1]",
    ),
    why="The step is recorded once, and the history is what scan stacks, so the carry keeps its "
    "shape. The number of turns is known, so reverse mode has room for what each of them had.",
    checked="profiles for five rods, the length of the recording, the gradient by u and by r",
    unchecked="memory: the gradient keeps every profile",
)


# --- loop_hyperbola


def _hyperbolic_anomaly(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "hyperbolic_anomaly")
    kind = jnp.zeros(1).dtype
    fine = 1e-9 if x64() else 1e-4
    sizes = (0.0, 1e-6, 0.01, 0.3, 1.0, 7.0, 50.0, 1000.0)
    cases = [(s * M, e) for s in (1, -1) for M in sizes for e in (1.01, 1.2, 3.36, 10.0)]
    cases = [(float(kind.type(M)), float(kind.type(e))) for M, e in cases]
    jitted = _jit(f, "hyperbolic_anomaly")
    given = [(jnp.asarray(M, kind), jnp.asarray(e, kind)) for M, e in cases]
    found = []
    for (M, e), args in zip(cases, given, strict=True):
        found.append(
            _one(call(jitted, *args), "hyperbolic_anomaly", f"for M = {M:.6g}, e = {e:.6g}")
        )
    _judge_roots(cases, found, fine)
    Ms, es = (jnp.array(side) for side in zip(*given, strict=True))
    lanes = numbers(call(jax.vmap(lambda M, e: f(M, e)), Ms, es), "result under vmap")
    require(
        lanes.shape == (len(cases),) and close(lanes, np.array(found), 100 * fine * 10),
        "Alone each root is right; under `vmap` some are not.",
        None,
        f"vmap over {len(cases)} lanes gave {say(lanes)}, alone they are {say(np.array(found))}",
    )
    slopes = call(jax.grad(lambda M, e: f(M, e), argnums=(0, 1)), *given[20])
    slopes = call(jax.jit(jax.vmap(jax.grad(lambda M, e: f(M, e), argnums=(0, 1)))), Ms, es)
    H, e = np.array(found), np.array([e for _, e in cases])
    below = e * np.cosh(H) - 1
    for slope, wanted, by in zip(slopes, (1 / below, -np.sinh(H) / below), "Me", strict=True):
        slope = numbers(slope, f"derivative by {by}")
        i = int(np.argmax(np.abs(np.nan_to_num(slope, nan=1e9) - wanted) / (1 + np.abs(wanted))))
        seen = f"at M = {cases[i][0]:.4g}, e = {cases[i][1]:.4g} the derivative by {by} is "
        seen += f"{slope[i]:.6g}, and it should be {wanted[i]:.6g}"
        require(
            np.any(slope != 0),
            f"The derivative by `{by}` is zero everywhere: the whole solution is hidden from "
            "differentiation, and nothing outside it knows how the root moves.",
            "M45",
            seen,
        )
        require(
            np.all(np.isfinite(slope)),
            f"The derivative by `{by}` is not finite.",
            "M40",
            seen,
        )
        require(
            close(slope / (1 + np.abs(wanted)), wanted / (1 + np.abs(wanted)), 1e3 * fine),
            f"The root is right, and its derivative by `{by}` is not.",
            None,
            seen,
        )


def _judge_roots(cases, found, fine):
    import numpy as np

    M, e = (np.array(side) for side in zip(*cases, strict=True))
    H = np.array(found)

    def worst(residual):
        with np.errstate(all="ignore"):
            return np.nan_to_num(np.abs(residual) / (1 + np.abs(M)), nan=np.inf, posinf=np.inf)

    with np.errstate(all="ignore"):
        off = worst(e * np.sinh(H) - H - M)
        i = int(np.argmax(off))
        seen = f"for M = {M[i]:.6g} and e = {e[i]:.6g} it gave H = {H[i]:.8g}, where "
        seen += f"e sinh H - H - M is {e[i] * np.sinh(H[i]) - H[i] - M[i]:.2g}"
        if np.all(off <= fine):
            return
        require(
            not np.all(worst(H - e * np.sin(H) - M) <= fine),
            "This solves the equation of the ellipse, E - e sin E = M.",
            None,
            seen,
        )
        require(
            not np.all(worst(e * np.sinh(H) - H + M) <= fine),
            "H has the wrong sign.",
            None,
            seen,
        )
    require(
        np.all(np.isfinite(H)),
        "For some orbits the result is not finite: the iteration runs away, or an exponential "
        "overflows on the way. Where does it start?",
        None,
        seen,
    )
    require(
        not np.all(off[M >= 0] <= fine),
        "It is right for positive `M` only; the comet also comes in, with a negative one.",
        None,
        seen,
    )
    share = float(np.mean(off <= fine))
    require(
        share < 0.2,
        "For some orbits the equation does not hold: is the number of turns fixed, or does the "
        "loop stop too early, or does it start where the steps lead astray?",
        None,
        f"{round(100 * share)} % of the orbits are solved; {seen}",
    )
    require(False, "The equation does not hold.", None, seen)


_HYPERBOLIC_ANOMALY = Exercise(
    label="loop_hyperbola",
    check=_hyperbolic_anomaly,
    hints=(
        "For M > 0, on which side of the root do Newton steps of a convex function end, and "
        "which way do they go from there? And can a loop that stops by itself be gone through "
        "backwards?",
        "`jax.lax.while_loop` for the root; `jax.lax.stop_gradient` around its inputs; then one "
        "step outside. `jnp.arcsinh(M / e)` is a start that is never too far.",
        "def hyperbolic_anomaly(M, e):\n    def newton(H, M, e):\n        return ...\n\n"
        "    def solve(M, e):\n        return jax.lax.while_loop(...)[0]\n\n"
        "    H = solve(jax.lax.stop_gradient(M), ...)\n    return H + ...",
    ),
    why="The loop stops when the step is small, whatever the orbit. It is hidden from "
    "differentiation, and the last step, outside, has the derivatives of the root.",
    checked="the equation for 64 orbits under jit, and under vmap; both derivatives",
    unchecked="second derivatives, and how many steps your lanes need",
)


EXERCISES = (
    _HUBER,
    _GOOD_MEAN,
    _BAD_NIGHTS,
    _TALLY,
    _BATCH_RNN,
    _COOL,
    _HYPERBOLIC_ANOMALY,
)
