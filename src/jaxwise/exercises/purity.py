"""Checks of the exercises of the chapter on purity."""

import contextlib
import itertools
import math

from jaxwise.exercises._exercise import (
    ChapterMissing,
    Exercise,
    NeedsWork,
    call,
    close,
    function,
    pair,
    require,
    returned,
)
from jaxwise.exercises._looks import (
    counting_traces,
    jit_of,
    jitted,
    numbers,
    pure,
    recordings,
    same_recording,
    say,
    truth,
)

# --- pure_global_freeze


def _growth_at(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "growth_at")
    results = [returned(call(f, 100.0, rate), "growth_at") for rate in (0.1, 0.5)]
    seen = f"growth_at(100.0, 0.1) gave {say(results[0])}, then growth_at(100.0, 0.5) gave "
    require(
        not close(results[0], results[1], 1e-9),
        "Two rates give one result: the rate that comes in is not the one that is used. Is there "
        "another `rate`, one that was read while the function was recorded?",
        "M14",
        seen + say(results[1]),
    )
    rates = (0.35, 0.7, -0.2, 1.5, 0.0)
    same_recording(f, "growth_at", [(100.0, rate) for rate in rates], "rate")
    cases = [(100.0, rate) for rate in (0.1, 0.5, -0.25, 0.0, 2.0)]
    cases += [(0.0, 0.5), (-4.0, 0.5), (1e6, 0.03), (100.0, jnp.float32(0.3))]
    for n in (1, 2, 12):
        cases.append((jnp.arange(1.0, n + 1), 0.5))
        cases.append((jnp.arange(1.0, n + 1), jnp.float32(-0.125)))
    for population, rate in cases:
        right = np.asarray(population, float) * (1 + float(rate))
        seen = f"for a population of {say(population)} and a rate of {say(rate)}"
        result = returned(call(f, population, rate), "growth_at")
        size = 1e-5 * max(1.0, float(np.max(np.abs(right))))
        require(
            close(result, right, size),
            "The result is not what `growth` would give if it were recorded with this rate.",
            None,
            f"{seen} it gave {say(result)}",
        )
    for kind, size in ((jnp.float32, None), (float, 2), (jnp.float32, 2)):
        calls = [(jnp.ones(size) if size else 100.0, kind(rate)) for rate in rates]
        same_recording(f, "growth_at", calls, "rate")
    require(
        all(jitted(f, 100.0, 0.5)),
        "The numbers are right, and nothing is compiled: every operation of `growth_at` is run one "
        "by one by Python. The exercise asks for a jitted function.",
    )


_GROWTH_AT = Exercise(
    label="pure_global_freeze",
    check=_growth_at,
    hints=(
        "Which of the two numbers does the recording of `growth` hold as a name, and which as a "
        "number? How does a number become a name there?",
        "`jax.jit` makes a variable of each argument, unless it is told that the argument is "
        "static. Jit once, outside of the call.",
        "@jax.jit\ndef growth_at(population, ...):\n    return population * (1 + ...)",
    ),
    why="The rate is an argument, so the recording has a variable in its place, and any number "
    "can go in. Read as a global it was frozen: 110, 110, and then [1.5, 1.5], since arrays of two "
    "are a new kind and made a new recording.",
    checked="values for numbers and arrays; new rates make no new recording, as Python floats and "
    "as float32; it is jitted",
    unchecked="integer rates, and what you decided about the three calls of growth",
)


# --- pure_at_set


@contextlib.contextmanager
def _at_watched(spoil):
    """Count the `.at[...]` updates that are made; `spoil` puts NaN in place of their results."""
    import jax.numpy as jnp

    cls = type(jnp.zeros(1).at[0])
    names = ("set", "add", "subtract", "multiply", "mul", "divide", "power", "min", "max", "apply")
    kept = {name: vars(cls)[name] for name in names if name in vars(cls)}
    seen = []

    def watch(method):
        def update(self, *args, **kwargs):
            result = method(self, *args, **kwargs)
            seen.append(result.shape)
            if spoil and jnp.issubdtype(result.dtype, jnp.inexact):
                return jnp.full_like(result, jnp.nan)
            return result

        return update

    try:
        for name, method in kept.items():
            setattr(cls, name, watch(method))
        yield seen
    finally:
        for name, method in kept.items():
            setattr(cls, name, method)


def _at_updates(f, u):
    """(how many `.at[...]` updates a call makes, does the result come from them)."""
    import jax
    import numpy as np

    for off in (True, False):  # without jit, so that the Python code runs again
        try:
            with _at_watched(spoil=True) as seen, jax.disable_jit(off):
                result = np.asarray(f(u))
            return len(seen), bool(seen) and bool(np.any(np.isnan(result)))
        except Exception:
            continue
    text = str(jax.make_jaxpr(lambda u: f(u))(u))
    return text.count("scatter"), "scatter" in text


def _smooth(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "smooth")
    draws = np.random.default_rng(12)
    arrays = [np.array([0.0, 1.0, 4.0, 9.0, 16.0])]
    arrays += [draws.normal(size=n) for n in (3, 4, 6, 12)]
    arrays += [np.full(5, -2.0), np.zeros(4), 1e6 * draws.normal(size=7)]
    kinds = dict.fromkeys((jnp.zeros(1).dtype, jnp.zeros(1, jnp.float32).dtype))
    for values, kind in itertools.product(arrays, kinds):
        u = jnp.asarray(values, kind)
        before = np.array(u)
        result = call(f, u)
        kept = not u.is_deleted() and np.array_equal(np.asarray(u), before)
        _smoothed(f, before, result)
        require(
            kept,
            "The array that the caller passed in is gone after the call; `smooth` should give a "
            "copy and leave the argument to its owner. Is it donated?",
            "M25",
            f"after smooth(u), u.is_deleted() is {u.is_deleted()}",
        )
    count, used = _at_updates(f, jnp.asarray(arrays[0]))
    require(
        used,
        "The numbers are right, and they do not come from an update with `.at`, which is what the "
        "exercise is for.",
        None,
        f"{count} updates with .at in a call of smooth"
        + (", and their results are not in what it returns" if count else ""),
    )
    for n in (2, 1):  # too short for an inner point: nothing to do, but nothing to break either
        u = jnp.asarray(arrays[1][:n])
        with contextlib.suppress(Exception):
            result = np.asarray(f(u))
            if result.shape == u.shape and not close(result, u, 0.0):
                raise NeedsWork(
                    "An array without inner points should come back as it is.",
                    None,
                    f"smooth({say(u)}) gave {say(result)}",
                ) from None


def _smoothed(f, u, result):
    """Require that `result` is `u` smoothed; u is a NumPy array."""
    import jax.numpy as jnp
    import numpy as np

    right = u.copy()
    right[1:-1] = 0.5 * (u[:-2] + u[2:])
    tol = 1e-5 * max(1e-3, float(np.max(np.abs(u))))
    if close(result, right, tol):
        return
    seen = f"smooth({say(u)}) gave {say(result)}"
    if result is None or (close(result, u, 0.0) and len(u) > 2):
        count, _ = _at_updates(f, jnp.asarray(u))
        back = "`smooth` returns None" if result is None else "`u` comes back as it went in"
        require(
            not count,
            f"{back}, though updates are made: `.at[...]` gives a new array, and here nobody keeps "
            "it. The old one never changes.",
            "M29",
            f"{count} updates with .at; {seen}",
        )
    returned(result, "smooth")
    require(
        np.shape(result) != (len(u) - 2,),
        "Only the inner points come back; the ends belong to the copy, too.",
        None,
        seen,
    )
    require(
        np.shape(result) == u.shape,
        f"The result has the shape {np.shape(result)}, and the argument {u.shape}; a copy is as "
        "long as the original.",
        None,
        seen,
    )
    for order in (range(1, len(u) - 1), range(len(u) - 2, 0, -1)):
        swept = u.copy()
        for i in order:
            swept[i] = 0.5 * (swept[i - 1] + swept[i + 1])
        require(
            not close(result, swept, tol),
            "A point is computed from a neighbour that has been smoothed already. The mean is that "
            "of the neighbours in `u`, so everything has to be read from the old array.",
            None,
            seen,
        )
    require(
        not close(result, u, tol),
        "`u` comes back as it went in: no inner point has changed.",
        None,
        seen,
    )
    inner, outer = np.asarray(result)[1:-1], np.asarray(result)[[0, -1]]
    require(
        close(outer, u[[0, -1]], tol) or not close(inner, right[1:-1], tol),
        "The inner points are right, and the ends have changed; they should stay as they are in "
        "`u`.",
        None,
        seen,
    )
    require(
        not close(inner, 2 * right[1:-1], 2 * tol),
        "The inner points are the sums of their two neighbours, not the means.",
        None,
        seen,
    )
    require(
        not close(inner, (u[:-2] + u[1:-1] + u[2:]) / 3, tol),
        "The inner points are means of three; a point itself is not one of its neighbours.",
        None,
        seen,
    )
    raise NeedsWork(
        "The inner points are not the means of their two neighbours in `u`.",
        None,
        f"{seen}; the means are {say(right[1:-1])}",
    )


_SMOOTH = Exercise(
    label="pure_at_set",
    check=_smooth,
    hints=(
        "Which array holds the old values while you write the new ones, and where is the new array "
        "after the update?",
        "`.at[...]` takes a slice as well as an index. Two shifted slices of `u` are the left and "
        "the right neighbours of all inner points at once.",
        "def smooth(u):\n    return u.at[...].set(0.5 * (u[...] + u[...]))",
    ),
    why="The right-hand side reads the old array throughout, `.at` makes a new one with the "
    "inner points replaced, and that one is returned. The argument is as it was.",
    checked="values for lengths from 3 to 12; the argument is unchanged; the result comes from an "
    "update with .at",
    unchecked="whether it is jitted, and how fast it is",
)


# --- pure_counter


def _plus(value, i):
    try:
        return value + i
    except TypeError:
        return None


def _counted_step(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "counted_step")
    what = "the new count, and x + 1.0"

    def step(count, x):
        return pair(call(f, count, x), "counted_step", what)

    got = step(5, 0.25)
    seen = f"counted_step(5, 0.25) gave {say(got)}"
    require(
        not (close(got[0], 1.25, 1e-6) and close(got[1], 6, 0)),
        "Both numbers are there, the other way round: the new count comes first.",
        None,
        seen,
    )
    other = step(40, 0.25)
    seen += f", and counted_step(40, 0.25) gave {say(other)}"
    require(
        close(got[0], 6, 0) or not any(close(other[0], _plus(got[0], i), 0) for i in (0, 1)),
        "The count that comes back does not depend on the count that goes in. A counter that lives "
        "outside of the function is read once, while it is recorded; state comes in by argument.",
        "M14",
        seen,
    )
    require(
        not (close(got[0], 5, 0) and close(other[0], 40, 0)),
        "The count comes back as it went in: nothing is counted.",
        None,
        seen,
    )
    same_recording(f, "counted_step", [(n, 1.0) for n in (1001, 1002, 1003, 1004)], "count")
    big = 2**24
    counts = [0, 5, 40, -3, big]
    counts += [jnp.asarray(c) for c in (0, 7, big)]
    xs = [1.0, -2.5, 0.0, 1e4, jnp.array([1.0, 2.0, -3.0]), jnp.zeros(1)]
    for count, x in [(c, 1.0) for c in counts] + [(3, x) for x in xs]:
        old, right = int(count), np.asarray(x, float) + 1.0
        asked = f"counted_step({say(count)}, {say(x)})"
        n, y = step(count, x)
        seen = f"{asked} gave {say((n, y))}"
        require(
            not (old == big and close(n, big, 1)) or close(n, big + 1, 0),
            "The count is a 32-bit floating-point number, and such a number stops counting at "
            "2**24. Let it stay an integer.",
            None,
            seen,
        )
        require(close(n, old + 1, 0), "The new count is not one more than the old.", None, seen)
        require(
            close(y, right, 1e-6 * max(1.0, float(np.max(np.abs(right))))),
            "The second of the pair is not x + 1.0.",
            None,
            seen,
        )
    count, x, new = 0, 1.0, []
    for _ in range(7):
        with counting_traces() as traced:
            count, x = step(count, x)
        new.append(bool(traced))
    require(
        close(count, 7, 0) and close(x, 8.0, 1e-5),
        "Fed back into the next call, the count does not keep counting.",
        None,
        f"after seven steps from (0, 1.0) it is {say((count, x))}",
    )
    require(
        not any(new[3:]),
        "Fed back into the next call, each new count makes a new recording.",
        "M19",
        f"seven steps, each with the result of the one before; new recordings: {new}",
    )
    require(
        all(jitted(f, 3, 1.0)),
        "The numbers are right, and not all of it is compiled: Python itself does an addition at "
        "every call. The exercise asks for a jitted function.",
    )
    pure(f, "counted_step", 0, 1.0, codes=("leaked-tracer",))


_COUNTED_STEP = Exercise(
    label="pure_counter",
    check=_counted_step,
    hints=(
        "`stepper.n` was written once, while `step` was recorded. How can a number that changes at "
        "every call get into a compiled function, and how can it get out?",
        "A jitted function may take several arguments and return a tuple. The caller keeps what "
        "comes out, and passes it in the next time.",
        "@jax.jit\ndef counted_step(count, x):\n    return ..., ...",
    ),
    why="The count comes in as an argument and goes out as a result, so the recording has a "
    "variable for it, and every call counts. `stepper.n` is a tracer: the addition was recorded "
    "once, and its stand-in stored in the object.",
    checked="the pair, for integer and array counts; seven calls in a row with the count fed back, "
    "without a new recording; it is jitted; no tracer leaks",
    unchecked="what you said about stepper.n",
)


# --- pure_static_self


def _make_spring(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    make = function(answer, "make_spring")
    spring = returned(call(make, 2.0), "make_spring")
    for name, what in (("k", "an attribute `k`"), ("force", "a method `force`")):
        require(
            call(hasattr, spring, name),
            f"What `make_spring` returns has no `{name}`; the exercise asks for an object with "
            f"{what}.",
            None,
            f"make_spring(2.0) gave a {type(spring).__name__}",
        )
    require(callable(spring.force), "`force` is no method: it cannot be called.")
    require(
        close(spring.k, 2.0, 1e-6),
        "The attribute `k` is not the stiffness that `make_spring` was given.",
        None,
        f"make_spring(2.0).k is {say(spring.k)}",
    )

    def force(x, spring=spring):
        return returned(call(spring.force, x), "force")

    def assign(k):
        try:
            spring.k = k
        except NotImplementedError:
            raise
        except Exception as error:
            raise NeedsWork(
                "The attribute `k` cannot be assigned; this spring is to follow when it is.",
                None,
                f"spring.k = {say(k)} raised {type(error).__name__}: {error}"[:200],
            ) from error

    first = force(1.5)
    seen = f"make_spring(2.0).force(1.5) gave {say(first)}"
    require(not close(first, 3.0, 1e-5), "The force has the wrong sign.", None, seen)
    require(close(first, -3.0, 1e-5), "The force is not -k * x.", None, seen)
    assign(5.0)
    then = force(1.5)
    seen = f"k = 2: force(1.5) gave {say(first)}; then k = 5: {say(then)}"
    if close(then, first, 1e-6):
        fresh = force(jnp.full(7, 1.5))
        follows = close(fresh, np.full(7, -7.5), 1e-5)
        raise NeedsWork(
            "After `k` was assigned anew, the spring pulls as before: its stiffness was read "
            "while `force` was recorded, and is a constant since. "
            + (
                "For an array of a new length, a new recording, it pulls with the new k."
                if follows
                else "Not even a new recording sees the new k: `force` does not look at the "
                "attribute at all."
            ),
            "M11" if follows else "M14",
            seen,
        )
    require(close(then, -7.5, 1e-5), "After `k` was assigned, the force is not -k * x.", None, seen)
    _spring_recordings(spring, 1.5, float)
    cases = [(0.0, 1.5), (-1.0, 2.0), (1e5, -0.5), (3.0, 0.0), (jnp.float32(4.0), 1.5)]
    for k, x in [*cases, (0.5, jnp.arange(3.0)), (2.0, jnp.ones(12)), (4.0, jnp.full(1, -1.0))]:
        assign(k)
        right = -float(k) * np.asarray(x, float)
        result = force(x)
        require(
            close(result, right, 1e-5 * max(1.0, abs(float(k)))),
            "The force is not -k * x.",
            None,
            f"k = {say(k)}: force({say(x)}) gave {say(result)}",
        )
    for kind, x in ((float, np.ones(3)), (jnp.float32, 1.5), (jnp.float32, np.ones(3))):
        _spring_recordings(spring, x, kind)
    assign(5.0)
    other = call(make, 3.0)
    result = force(2.0, other)
    seen = f"a spring with k = 3 gave force(2.0) = {say(result)}"
    require(close(result, -6.0, 1e-5), "A second spring has a wrong force.", None, seen)
    result = force(2.0)
    require(
        close(result, -10.0, 1e-5) and close(spring.k, 5.0, 1e-6),
        "Making a second spring changes the first: the two share one stiffness.",
        None,
        f"k = 5, then make_spring(3.0): the first spring's k is {say(spring.k)}, its force(2.0) "
        f"{say(result)}",
    )
    require(
        all(jitted(lambda x: spring.force(x), 1.5)),
        "It follows, because nothing is compiled: Python runs `force` at every call. The exercise "
        "asks for a jitted method.",
    )


def _spring_recordings(spring, x, kind):
    """Require that no new stiffness of this kind makes a new recording of force(x)."""
    import jax.numpy as jnp

    def pull(k):
        spring.k = k
        return spring.force(x if isinstance(x, float) else jnp.asarray(x))

    calls = [(kind(k),) for k in (2.25, 3.5, 4.75, -6.0, 0.125)]
    call(pull, *calls[0])
    counts = recordings(pull, calls[1:])
    if not any(counts):
        return
    again = recordings(pull, calls[1:])
    seen = f"{sum(map(bool, counts))} of {len(counts)} new stiffnesses made a new recording"
    if all(again):
        raise NeedsWork(
            "It follows, and it records at every assignment or call, also for a stiffness that it "
            "has had before: a new compiled function is built each time.",
            "M17",
            f"{seen}, and so did {sum(map(bool, again))} of the same {len(again)} again",
        )
    raise NeedsWork(
        "It follows, at a price: each stiffness has a recording of its own, since JAX has to tell "
        "them apart by their values. A stiffness that is an input of the recording needs none.",
        "M19",
        seen,
    )


_MAKE_SPRING = Exercise(
    label="pure_static_self",
    check=_make_spring,
    hints=(
        "`self` is an argument of `force`. What would JAX have to know about it to make an input "
        "of the recording out of `k`?",
        "`jax.tree_util.register_dataclass` tells JAX how to take a dataclass apart. "
        "A dataclass that is not frozen lets you assign its fields.",
        "@jax.tree_util....\n@dataclass\nclass Spring:\n    k: float\n\n    @jax.jit\n"
        "    def force(self, x):\n        return ...\n\ndef make_spring(k):\n    return ...",
    ),
    why="`k` goes into the recording as an input at every call, so a new value is another number "
    "for the same recording. A static `self` is a constant, looked up by its identity.",
    checked="the force for several k and x; it follows when k is assigned; new stiffnesses make no "
    "new recording; two springs are independent; it is jitted",
    unchecked="springs whose k is an array",
)


# --- pure_step


def _euler_pure(answer, chapter):
    import jax
    import numpy as np

    f = function(answer, "euler_pure")
    log = chapter.names.get("log")
    log = log if isinstance(log, list) else []
    lines = list(log)
    try:
        _euler_values(f, log)
        _euler_noise(f)
        y = np.linspace(-1.0, 2.0, 12)
        pure(f, "euler_pure", jax.numpy.asarray(y), 0.3, 0.1, jax.random.key(5))
        plain = call(f, jax.numpy.asarray(y), 0.3, 0.1, jax.random.key(6))
        jitted_f = jit_of(lambda y, key: f(y, 0.3, 0.1, key), "euler_pure")
        compiled = call(jitted_f, jax.numpy.asarray(y), jax.random.key(6))
        require(
            close(compiled[0], plain[0], 1e-5) and close(compiled[1], plain[1], 1e-5),
            "Inside a jitted function it gives another result than as plain Python.",
            None,
            f"{say(plain[0])} as plain Python, {say(compiled[0])} jitted",
        )
    finally:
        log[:] = lines


def _euler_values(f, log):
    """The step is Euler's with the noise that is returned, and touches nothing."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    what = "the new y, and the noise in it"
    keys = jax.random.split(jax.random.key(11), 40)

    def step(y, k, dt, key):
        return pair(call(f, y, k, dt, key), "euler_pure", what)

    before = len(log)
    new, noise = step(jnp.full(12, 50.0), 0.3, 0.1, keys[0])
    seen = f"y = 50 everywhere, k = 0.3, dt = 0.1: got {say(new)} and {say(noise)}"
    small, large = np.abs(numbers(new, "new y", seen)), np.abs(numbers(noise, "noise", seen))
    require(
        not (np.all(small < 5) and np.all(large > 5)),
        "The noise comes first; the exercise asks for the new y first.",
        None,
        seen,
    )
    require(
        len(log) == before,
        "It still writes to `log`; what is not returned is lost in a compiled function, or worse.",
        "M09",
        f"a call of euler_pure added {len(log) - before} entries to log",
    )
    _euler_constants(step, keys)
    draws = np.random.default_rng(13)
    cases = [((12,), 0.3, 0.1), ((1,), 1.7, 0.5), ((4, 3), 0.0, 0.1), ((12,), -0.4, 0.02),
             ((12,), 0.3, 0.0), ((2, 3, 2), 2.0, 0.25), ((12,), 0.3, 1.0)]  # fmt: skip
    for i, (shape, k, dt) in enumerate(cases):
        for scale, numpy in ((1.0, False), (1.0, True), (300.0, False)):
            values = scale * draws.normal(size=shape)
            values.flat[0] = 0.0
            y = values.copy() if numpy else jnp.asarray(values)
            old = np.array(y, float)
            new, noise = step(y, k, dt, keys[i + 1])
            seen = f"y of shape {shape}, k = {k}, dt = {dt}"
            require(
                numpy or not y.is_deleted(),
                "The `y` that the caller passed in is gone after the call. Is it donated?",
                "M25",
                seen,
            )
            require(
                np.array_equal(np.asarray(y, float), old),
                "It changes `y`, which belongs to the caller: a NumPy array is another one after "
                "the call.",
                "M28",
                f"{seen}: y was {say(old)} and is {say(y)}",
            )
            _euler_equation(old, k, dt, new, noise, seen)
    require(
        len(log) == before,
        "It still writes to `log`; what is not returned is lost in a compiled function, or worse.",
        "M09",
        f"calls of euler_pure added {len(log) - before} entries to log",
    )


def _euler_constants(step, keys):
    """k and dt are those that are passed in."""
    import jax.numpy as jnp
    import numpy as np

    def drop(k, dt):
        new, noise = step(jnp.full(12, 50.0), k, dt, keys[0])
        return float(np.mean(50.0 - numbers(new, "new y")))

    for name, pairs in (("k", ((0.3, 0.5), (1.7, 0.5))), ("dt", ((0.3, 0.1), (0.3, 0.5)))):
        a, b = (drop(*p) for p in pairs)
        wanted = [50.0 * k * dt for k, dt in pairs]
        if abs(a - b) < 0.1 and abs(wanted[0] - wanted[1]) > 1:
            index = 0 if name == "k" else 1
            raise NeedsWork(
                f"The result does not depend on the `{name}` that is passed in. Is it read from "
                "somewhere else?",
                "M14",
                f"y = 50, {name} = {pairs[0][index]}: y falls by {a:.2f}; "
                f"{name} = {pairs[1][index]}: by {b:.2f}",
            )


def _euler_equation(y, k, dt, new, noise, seen):
    """Require new = y - dt k y + noise, in these NumPy numbers."""
    import numpy as np

    for part, value in (("new y", new), ("noise", noise)):
        require(
            np.shape(value) == y.shape,
            f"The {part} has the shape {np.shape(value)} for a `y` of shape {y.shape}; each "
            "element of `y` has a new value, and a noise of its own.",
            None,
            seen,
        )
    new, noise = numbers(new, "new y", seen), numbers(noise, "noise", seen)
    drift = y - dt * k * y
    tol = 1e-6 * (np.abs(y) * (1 + abs(dt * k)) + 1)
    if np.all(np.abs(new - drift - noise) <= tol):
        return
    seen += f": y = {say(y)} gave {say(new)} with the noise {say(noise)}"
    size = max(float(np.max(np.abs(noise))), 1e-12)
    require(
        size < 10 * float(np.max(tol)) or not np.all(np.abs(new - drift) <= tol),
        "The noise is returned, and it is not in the new y.",
        None,
        seen,
    )
    require(
        not np.all(np.abs(new - drift - 0.01 * noise) <= tol),
        "The noise that is returned is a hundred times the noise in the new y.",
        None,
        seen,
    )
    require(
        not np.all(np.abs(new - drift - 2 * noise) <= tol),
        "The noise is in the new y twice.",
        None,
        seen,
    )
    raise NeedsWork(
        "The new y is not an Euler step plus the noise that is returned: "
        "new - (y - dt * k * y) and the noise are different numbers.",
        None,
        f"{seen}, but new - (y - dt * k * y) is {say(new - drift)}",
    )


def _euler_noise(f):
    """The noise is 0.01 times independent standard normal draws, decided by the key alone."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    y = jnp.asarray(np.random.default_rng(14).normal(size=(20, 20)) * 10)
    a, b = jax.random.split(jax.random.key(17))
    noise = [np.asarray(call(f, y, 0.3, 0.1, key)[1], float) for key in (a, a, b)]
    seen = [f"{say(n[0, :3])}..." for n in noise]
    require(
        np.array_equal(noise[0], noise[1], equal_nan=True),
        "Two calls with one key give two different noises: something beside the key decides.",
        "M53",
        f"the same key and y twice: {seen[0]}, then {seen[1]}",
    )
    require(
        np.max(np.abs(noise[0])) > 0,
        "The noise is zero everywhere.",
        None,
        f"its first elements are {seen[0]}",
    )
    require(
        not np.array_equal(noise[0], noise[2]),
        "Another key gives the same noise: it is not the key that decides.",
        "M53",
        f"two keys, {seen[0]} both times",
    )
    other = np.asarray(call(f, 3 * y + 1, 1.1, 0.4, a)[1], float)
    require(
        close(noise[0], other, 1e-6),
        "The noise depends on `y`, `k` or `dt`; it should be 0.01 times a standard normal draw, "
        "whatever they are.",
        None,
        f"the same key: {seen[0]}, and with other y, k, dt {say(other[0, :3])}...",
    )
    require(
        len(np.unique(noise[0])) > 0.9 * noise[0].size,
        "Elements of `y` share their noise; each should have a draw of its own.",
        None,
        f"{len(np.unique(noise[0]))} different numbers among {noise[0].size}",
    )
    keys = jax.random.split(jax.random.key(18), 500)
    z = call(jax.vmap(lambda key: f(y, 0.3, 0.1, key)[1]), keys)
    _standard_normal(np.asarray(z, float).reshape(len(keys), -1) / 0.01)


def _standard_normal(z):
    """Require that these look like independent standard normal draws, to six sigma or more."""
    import numpy as np

    finite = np.isfinite(z)  # a logarithm of a uniform number that is 0 has a right to be infinite
    require(
        np.mean(finite) > 1 - 1e-4,
        "The noise is not finite.",
        None,
        f"{int(np.sum(~finite))} of {z.size} draws are not",
    )
    n, values = z.size, z[finite]
    std, mean = float(np.std(values)), float(np.mean(values))
    seen = f"{n} draws of the noise have the mean {0.01 * mean:.5f} and the spread {0.01 * std:.5f}"
    require(
        abs(std - 1) < 6 / math.sqrt(2 * n),
        "The spread of the noise is not 0.01.",
        None,
        seen,
    )
    require(abs(mean) < 6 / math.sqrt(n), "The noise is not zero on average.", None, seen)
    for t in (-3.0, -2.0, -1.5, -1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0):
        p = 0.5 * (1 + math.erf(t / math.sqrt(2)))
        share = float(np.mean(values < t))
        require(
            abs(share - p) < 6 * math.sqrt(p * (1 - p) / n),
            "Mean and spread of the noise are right, and its distribution is not the normal one.",
            None,
            f"a share of {share:.4f} is below {t} standard deviations; for normal draws {p:.4f}",
        )
    z = np.where(finite, z, 0.0)
    spread = np.std(z, axis=0)
    require(
        float(np.max(np.abs(spread - 1))) < 7 / math.sqrt(2 * len(z)),
        "Some elements have more noise than others.",
        None,
        f"the spread of an element's noise goes from {0.01 * spread.min():.4f} to "
        f"{0.01 * spread.max():.4f}",
    )
    for table, what in ((z.T, "Elements of one `y`"), (z, "Calls with different keys")):
        matrix = np.abs(np.corrcoef(table))
        np.fill_diagonal(matrix, 0.0)
        require(
            float(np.max(matrix)) < 8 / math.sqrt(table.shape[1]),
            f"{what} have noises that depend on one another.",
            None,
            f"a correlation of {float(np.max(matrix)):.2f} between two of them",
        )


_EULER_PURE = Exercise(
    label="pure_step",
    check=_euler_pure,
    hints=(
        "Go through the lines of `euler`: what does each read that is no argument, and what does "
        "it change that is no result?",
        "`jax.random.normal(key, shape)` draws what the key decides, and nothing else. A result "
        "may be a tuple, and `y` is never written to.",
        "def euler_pure(y, k, dt, key):\n    noise = 0.01 * jax.random.normal(..., ...)\n"
        "    return ..., noise",
    ),
    why="All that goes in is an argument, all that comes out is a result: the global and the "
    "generator became arguments, the changed array a result. Such a step can be jitted, mapped and "
    "looped.",
    checked="the step, with NumPy and jax arrays of several shapes; mean, spread, distribution and "
    "independence of the noise; the key alone decides it; y and log stay; it is pure, also jitted",
    unchecked="whether it is jitted itself",
)


# --- pure_reads_only


_ALIKE = """
def strikes(x):
    global {tally}
    {tally} += 1
    return 2.0 * x

def scribbles(x):
    {pages}.append(7)
    return x - 1.0

def ticks(x):
    {board}["seen"] = {board}["seen"] + 1
    return x

def shakes(x):
    return x * {dice}.normal()

def doubles(x):
    return 2.0 * x

def shifts(x):
    return {offset} + x
"""
_KIND = {  # chapter's function -> (the look-alike, is it pure, what it does)
    "counts": ("strikes", False, "changes a global number"),
    "remembers": ("scribbles", False, "appends to a global list"),
    "configures": ("ticks", False, "writes to a global dictionary"),
    "gambles": ("shakes", False, "draws from NumPy's random numbers"),
    "returns": ("doubles", True, "changes nothing and reads nothing"),
    "scales": ("shifts", True, "reads a global number, and changes nothing"),
}


@contextlib.contextmanager
def _world_kept(names):
    """Put the chapter's count, history, settings and generator back as they were."""
    for name in ("count", "history", "settings", "rng"):
        if name not in names:
            raise ChapterMissing(name)
    count, history, settings, rng = (names[n] for n in ("count", "history", "settings", "rng"))
    lines, entries, state = list(history), dict(settings), rng.bit_generator.state
    try:
        yield
    finally:
        history[:] = lines
        settings.clear()
        settings.update(entries)
        rng.bit_generator.state = state
        names.update(count=count, history=history, settings=settings, rng=rng)


@contextlib.contextmanager
def _look_alikes(names):
    """{name: function}, of the chapter's six kinds, defined where the chapter's functions are."""
    import linecache

    import numpy as np

    values = {"tally": 3, "pages": [1], "board": {"seen": 2}, "offset": 1.5}
    values["dice"] = np.random.default_rng(19)
    used = {}
    for word in values:
        free = (f"{word}{i or ''}" for i in itertools.count() if f"{word}{i or ''}" not in names)
        used[word] = next(free)
    source = _ALIKE.format(**used)
    file = "<look-alikes of exercise pure_reads_only>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    made = {}
    names.update({used[word]: value for word, value in values.items()})
    try:
        exec(compile(source, file, "exec"), names, made)
        yield made
    finally:
        for name in used.values():
            names.pop(name, None)
        linecache.cache.pop(file, None)


def _is_pure(answer, chapter):
    import inspect

    import jax
    import jax.numpy as jnp

    f = function(answer, "is_pure")
    functions = {name: inspect.unwrap(chapter[name]) for name in _KIND}
    names = functions["counts"].__globals__
    points = (1.5, jnp.array([1.0, -2.0]))

    def verdicts(functions, form):
        """{name: what is_pure says}, with the functions in this form: plain, jitted, used."""
        found = {}
        for name, g in functions.items():
            for x in points:
                given = g if form == "plain" else jax.jit(g)
                if form == "used":
                    jax.block_until_ready(given(x))
                found[name] = truth(call(f, given, x), "is_pure")
                if found[name] != _KIND[name][1]:
                    break
        return found

    def wrong(found):
        return [name for name in _KIND if found[name] != _KIND[name][1]]

    with _world_kept(names):
        plain = verdicts(functions, "plain")
        _plain_verdicts(plain, wrong(plain))
        for form in ("jitted", "used"):
            found = verdicts(functions, form)
            for name in wrong(found):
                how = "jitted" + (" and called before" if form == "used" else "")
                raise NeedsWork(
                    "It is right about plain functions, and not about jitted ones: what it looks "
                    "at there is a recording, or a wrapper, and not the function inside.",
                    "M14",
                    f"is_pure of `{name}`, {how}: {found[name]}; the function {_KIND[name][2]}",
                )
        with _look_alikes(names) as made:
            alike = {name: made[other] for name, (other, _, _) in _KIND.items()}
            for form in ("plain", "jitted"):
                found = verdicts(alike, form)
                for name in wrong(found):
                    other, _, what = _KIND[name]
                    raise NeedsWork(
                        "It knows the chapter's six functions, and not what makes them impure: it "
                        "is wrong about functions of the same kinds with other names.",
                        None,
                        f"is_pure of a {form} function `{other}`, which {what}: {found[name]}",
                    )


def _plain_verdicts(found, bad):
    """Say what wrong verdicts on the chapter's plain functions show."""
    seen = ", ".join(f"{name}: {said}" for name, said in found.items())
    for said in (True, False):
        require(
            not all(v is said for v in found.values()),
            f"It says {said} of each of the six functions.",
            None,
            seen,
        )
    written = ("counts", "remembers", "configures")
    require(
        not all(found[name] for name in written),
        "It does not see a function that writes to something outside. Such a function's *results* "
        "do not show it: look at what it can reach, before and after.",
        None,
        seen,
    )
    require(
        not found["gambles"],
        "It misses the gambler, whose state is in a random generator: what it reaches has the "
        "same text before and after. What differs between two runs, or two recordings, of it?",
        None,
        seen,
    )
    require(
        found["scales"],
        "It takes reading a global for a sin; `scales` changes nothing, and reads what nobody "
        "writes during the call.",
        None,
        seen,
    )
    for name in bad:
        raise NeedsWork(f"It is wrong about `{name}`, which {_KIND[name][2]}.", None, seen)


_IS_PURE = Exercise(
    label="pure_reads_only",
    check=_is_pure,
    hints=(
        "`looks_pure` is right about plain functions. What does it see of a function that is "
        "jitted already?",
        "`inspect.unwrap(f)` gives the function inside a jitted one, and a plain function as it "
        "is.",
        "def is_pure(f, x):\n    return looks_pure(..., x)",
    ),
    why="Impurity lives in the Python function: in what it changes, and in what two recordings of "
    "it hold. A jitted function hides it behind its first recording, so the test has to get at the "
    "function inside. True means not caught: a file that is written, say, passes.",
    checked="the six functions, plain, jitted, and jitted and used before; others of the same six "
    "kinds; the chapter's world is put back",
    unchecked="which impure function you named",
)


# --- pure_own_simulation


def _my_step(answer, chapter):
    import jax
    import numpy as np

    f = function(answer, "my_step")

    def step(state, parameters):
        new = pair(call(f, state, parameters), "my_step", "the new theta, and the new omega")
        for value in new:
            require(
                np.shape(value) == (),
                "The new theta and omega are numbers, one each.",
                None,
                f"my_step({state}, {parameters}) gave {say(new)}",
            )
        return tuple(float(numbers(value, "new state", f"my_step({state}, ...)")) for value in new)

    _rates(step)
    state, parameters = (0.5, -0.25), (2.0, 0.1, 0.01)
    pure(f, "my_step", state, parameters)
    plain = step(state, parameters)
    try:
        compiled = jax.jit(lambda s, p: f(s, p))(state, parameters)
    except Exception:  # parameters that are static are unusual, and not impure
        compiled = call(jit_of(lambda s: f(s, parameters), "my_step"), state)
    require(
        close(compiled[0], plain[0], 1e-5) and close(compiled[1], plain[1], 1e-5),
        "Jitted, it gives another state than as plain Python.",
        None,
        f"{say(plain)} as plain Python, {say(compiled)} jitted",
    )
    _swings(f)


def _turn(angle):
    """The angle between -pi and pi."""
    return (angle + math.pi) % (2 * math.pi) - math.pi


def _rates(step):
    """Require that a short step moves the state as the pendulum's equation says."""
    laws = {  # what an answer may have in the place of the angular acceleration
        "pendulum": lambda th, om, g, c: -g * math.sin(th) - c * om,
        "linear": lambda th, om, g, c: -g * th - c * om,
        "up": lambda th, om, g, c: g * math.sin(th) - c * om,
        "undamped": lambda th, om, g, c: -g * math.sin(th),
        "driven": lambda th, om, g, c: -g * math.sin(th) + c * om,
        "half": lambda th, om, g, c: -g * math.sin(th) - c * om / 2,
        "double": lambda th, om, g, c: -g * math.sin(th) - 2 * c * om,
        "squared": lambda th, om, g, c: -g * g * math.sin(th) - c * om,
        "inverse": lambda th, om, g, c: -math.sin(th) / g - c * om,
        "alone": lambda th, om, g, c: -c * om,
    }
    states = ((0.3, 0.0), (2.5, -0.7), (-1.2, 1.5), (3.0, 2.0), (-2.0, -1.0), (0.0, 0.8))
    pairs = ((1.0, 0.0), (4.0, 0.8), (9.81, 0.5), (2.0, 0.3))

    def cases_of(step):
        found = []
        for (g, c), dt, (th, om) in itertools.product(pairs, (1e-3, 2e-3), states):
            new = step((th, om), (g, c, dt))
            turn, kick = _turn(new[0] - th) / dt, (new[1] - om) / dt
            tol = dt * 4 * (1 + g + c) * (1 + abs(om)) + 4e-7 * (1 + abs(th) + abs(om)) / dt
            found.append((th, om, g, c, dt, new, turn, kick, tol))
        return found

    cases = cases_of(step)

    def fits(law, cases=cases):
        return all(
            abs(turn - om) <= tol and abs(kick - laws[law](th, om, g, c)) <= tol
            for th, om, g, c, dt, new, turn, kick, tol in cases
        )

    if fits("pendulum"):
        return

    def miss(case):
        th, om, g, c, _, _, turn, kick, tol = case
        worst = max(abs(turn - om), abs(kick - laws["pendulum"](th, om, g, c))) / tol
        return worst if math.isfinite(worst) else math.inf

    th, om, g, c, dt, new, turn, kick, _ = max(cases, key=miss)
    seen = f"my_step(({th}, {om}), ({g}, {c}, {dt})) gave ({new[0]:.6g}, {new[1]:.6g})"
    rates = f"{seen}: theta moves at a rate of {turn:.4g}, omega at {kick:.4g}"
    require(
        all(math.isfinite(case[5][0]) and math.isfinite(case[5][1]) for case in cases),
        "The new state is not finite.",
        None,
        seen,
    )
    require(
        any(a[2:5] == b[2:5] and a[5] != b[5] for a, b in itertools.pairwise(cases)),
        "The new state is the same whatever the old one is: the state does not come from the "
        "argument.",
        "M14",
        seen,
    )
    require(
        any(abs(case[6]) > 1e-9 or abs(case[7]) > 1e-9 for case in cases),
        "The state comes back as it went in.",
        None,
        seen,
    )
    told = {
        "linear": "It is right for small swings only: the acceleration grows with theta itself. A "
        "pendulum's restoring force does not, and this one is to be right for large swings, too.",
        "up": "The pendulum falls away from its rest: the sign of the restoring force is wrong.",
        "undamped": "The damping does nothing.",
        "driven": "The damping feeds the swing: it has the wrong sign.",
        "half": "The damping is half as strong as it should be: omega loses damping * omega in a "
        "unit of time, so that the amplitude falls by exp(-damping * t / 2).",
        "double": "The damping is twice as strong as it should be: omega loses damping * omega in "
        "a unit of time, so that the amplitude falls by exp(-damping * t / 2).",
        "squared": "The acceleration goes with the square of g_over_l.",
        "inverse": "The first parameter is g / l, and it is used as if it were l / g.",
        "alone": "The restoring force is missing.",
    }
    for law, text in told.items():
        require(not fits(law), text, None, rates)
    for order in itertools.permutations(range(3)):
        require(
            not fits("pendulum", cases_of(lambda s, p, o=order: step(s, tuple(p[i] for i in o)))),
            "The parameters are taken in another order: they are (g_over_l, damping, dt).",
            None,
            seen,
        )
    for there, back in ((1, -1), (-1, 1), (-1, -1)):
        require(
            not fits("pendulum", cases_of(lambda s, p, a=there, b=back: step(s[::a], p)[::b])),
            "Theta and omega are taken, or come back, the other way round: the state is "
            "(theta, omega), in and out.",
            None,
            seen,
        )
    for i, name in ((2, "g_over_l"), (3, "damping"), (4, "dt")):
        require(not _ignores(step, i - 2), f"The `{name}` that is passed in is not used; is it "
                "read from somewhere else?", "M14", rates)  # fmt: skip
    require(
        all(abs(case[6] - case[1]) <= case[8] for case in cases),
        "Theta does not move at the rate omega.",
        None,
        rates,
    )
    raise NeedsWork(
        "The angular velocity does not change as that of a damped pendulum does.",
        None,
        f"{rates}; for this pendulum {laws['pendulum'](th, om, g, c):.4g}",
    )


def _ignores(step, position):
    """Does the step not depend on the parameter at this position?"""
    state, parameters = (1.0, 1.0), [2.0, 0.5, 0.01]
    results = []
    for factor in (1.0, 3.0):
        changed = list(parameters)
        changed[position] *= factor
        results.append(step(state, tuple(changed)))
    return results[0] == results[1]


def _swings(f):
    """Require that long runs are those of a pendulum; the reference is made with NumPy."""
    import numpy as np

    def reference(th, om, g, c, dt, n):
        rate = lambda s: np.array([s[1], -g * np.sin(s[0]) - c * s[1]])
        s, angles = np.array([th, om]), [th]
        for _ in range(n):
            a = rate(s)
            b = rate(s + dt / 2 * a)
            d = rate(s + dt / 2 * b)
            s = s + dt / 6 * (a + 2 * b + 2 * d + rate(s + dt * d))
            angles.append(s[0])
        return np.array(angles)

    g = 2.5
    period = 2 * math.pi / math.sqrt(g)
    dt = period / 1000
    angles = _run(f, (0.01, 0.0), (g, 0.0, dt), 3300)
    signs = np.sign(angles)
    down = np.flatnonzero((signs[:-1] > 0) & (signs[1:] <= 0))
    times = [dt * (i + angles[i] / (angles[i] - angles[i + 1])) for i in down]
    found = float(np.mean(np.diff(times))) if len(times) > 1 else math.nan
    require(
        abs(found - period) < 0.01 * period,
        "A small swing without damping does not have the period 2 pi sqrt(l / g).",
        None,
        f"g / l = {g}: a period of {found:.4f}, and it should be {period:.4f}",
    )
    damped, large = (0.2, 0.0, 4.0, 0.3, math.pi / 1000), (2.5, 0.0, 1.0, 0.0, 2e-3)
    runs = (
        ("A damped swing does not die away as it should.", damped, 3000, 0.02),
        ("A large swing is not that of a pendulum.", large, 5000, 0.2),
    )
    for text, (th, om, g, c, dt), n, tol in runs:
        right = reference(th, om, g, c, dt, n)
        angles = _run(f, (th, om), (g, c, dt), n)
        miss = np.abs(_turn(angles - right))
        worst = int(np.argmax(miss))
        require(
            bool(np.all(miss < tol)),
            text,
            None,
            f"from ({th}, {om}) with g / l = {g}, damping = {c}, dt = {dt:.4g}: at t = "
            f"{worst * dt:.2f} theta is {angles[worst]:.3f}, and it should be {right[worst]:.3f}",
        )


def _run(f, state, parameters, n):
    """The angles of n steps, between -pi and pi, with the first."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    kind = jnp.zeros(1).dtype

    def step(state, _):
        th, om = f(state, parameters)
        new = jnp.asarray(th, kind), jnp.asarray(om, kind)
        return new, new[0]

    start = tuple(jnp.asarray(value, kind) for value in state)
    _, angles = call(jax.jit(lambda s: jax.lax.scan(step, s, None, length=n)), start)
    return _turn(np.concatenate([[state[0]], np.asarray(angles, float)]))


_MY_STEP = Exercise(
    label="pure_own_simulation",
    check=_my_step,
    hints=(
        "What does an object of your class carry from one step to the next, and what does it only "
        "read? The first is the state, the second the parameters.",
        "A tuple is a state that JAX can see into. `jnp.sin` is recorded where `np.sin` and "
        "`math.sin` fail. The step returns a new state and changes nothing.",
        "def my_step(state, parameters):\n    theta, omega = ...\n"
        "    g_over_l, damping, dt = ...\n    omega = omega - dt * (... + ...)\n"
        "    return theta + dt * omega, ...",
    ),
    why="Everything that the step needs comes in, and everything that changes goes out, so it "
    "can be jitted, scanned, mapped over many pendulums and differentiated. The period of small "
    "swings is a known case that the physics has to get right.",
    checked="one step at many states and parameters; the period of small swings, damping, a large "
    "swing; it is pure and can be jitted",
    unchecked="the class of your own, and how well your integrator keeps the energy",
)


EXERCISES = (
    _GROWTH_AT,
    _SMOOTH,
    _COUNTED_STEP,
    _MAKE_SPRING,
    _EULER_PURE,
    _IS_PURE,
    _MY_STEP,
)
