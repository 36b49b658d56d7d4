"""Checks of the exercises of the chapter "Audit real code"."""

from jaxwise.exercises._exercise import Exercise, call, close, function, pair, require, returned


def _array(value, name, shape):
    """The value as a NumPy array of this shape; a diagnosis says what else it is."""
    import numpy as np

    returned(value, name)
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        require(
            False, f"`{name}` returns {type(value).__name__}; an array of numbers is asked for."
        )
    require(
        array.shape == shape,
        f"`{name}` returns shape {array.shape}; {shape} is asked for.",
        evidence=f"{name} with arguments that make {shape}",
    )
    return array


# --- aud_worst


def _worst(answer, chapter):
    import jax
    import jax.numpy as jnp

    from jaxwise import audit

    f = function(answer, "worst")

    def clean(x):
        return 2.0 * x

    def several(key, x):  # a key used twice, and an index outside
        y = x + jax.random.normal(key, x.shape) + jax.random.uniform(key, x.shape)
        return y[jnp.array([0, 9])]

    def warned(x):  # a warning and no error
        return jnp.asarray(x, dtype="float64") * 1.0

    def broken(x):
        return x.no_such_attribute

    key, x = jax.random.key(3), jnp.arange(3.0)
    cases = [(clean, (x,)), (several, (key, x)), (warned, (x,)), (broken, (x,))]
    for g, args in cases:
        errors = audit(g, *args).errors
        wanted = errors[0].code if errors else None
        got = call(f, g, *args)
        seen = f"worst on a function with the errors {[e.code for e in errors]}: {got!r}"
        if wanted is None:
            require(
                got is None,
                "A function without an error gives `None`; warnings and notes are no errors.",
                evidence=seen,
            )
            continue
        kind = type(got).__name__
        require(
            isinstance(got, str),
            f"The *code* of a finding is asked for, a string; this is a {kind}.",
            evidence=seen,
        )
        require(
            got == wanted, "That is not the code of the first error of the report.", evidence=seen
        )


# --- aud_noise


def _noise(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    from jaxwise import audit

    f = function(answer, "fair_readings")
    name = "fair_readings"
    key = jax.random.key(11)
    T = jnp.linspace(10.0, 20.0, 2000)
    noise = _array(call(f, key, T), name, (2000,)) - np.asarray(T, np.float64)
    same = "One draw is shared by all thermometers: they move together."
    require(len(np.unique(noise.round(4))) > 300 or np.std(noise) == 0, same, "M52")
    require(
        np.abs(noise).max() > 0, "There is no noise in the readings.", None,
        f"fair_readings(key, T) - T is {noise[0]:.3g} everywhere",
    )  # fmt: skip
    require(
        np.std(noise) > 1e-3, same, "M52", f"the noise has standard deviation {np.std(noise):.2g}"
    )
    spread = float(np.std(noise))
    require(
        abs(spread - 0.1) < 5 * 0.1 / np.sqrt(4000),
        "The noise has the wrong size: 0.1 times a *standard normal* draw is asked for.",
        None, f"standard deviation {spread:.4f} over 2000 thermometers",
    )  # fmt: skip
    require(
        abs(noise.mean()) < 5 * 0.1 / np.sqrt(2000),
        "The noise is off centre: a normal draw has mean zero.",
        None, f"mean {noise.mean():.4f} over 2000 thermometers",
    )  # fmt: skip
    tail = np.mean(np.abs(noise) > 0.2)
    require(
        0.02 < tail < 0.075,
        "The noise is not normally distributed.",
        None, f"{tail:.1%} of the draws beyond two standard deviations; a normal has 4.6 %",
    )  # fmt: skip
    again = np.asarray(call(f, key, T), np.float64)
    require(
        np.array_equal(again - np.asarray(T, np.float64), noise),
        "The same key gives other numbers: the noise comes from somewhere else than the key.",
        "M53",
    )
    other = np.asarray(call(f, jax.random.key(12), T), np.float64)
    require(
        not np.allclose(other, again, atol=1e-6),
        "Another key gives the same noise: the key that is passed in is not used.",
        "M53",
    )
    one = _array(call(f, key, jnp.array([3.0])), name, (1,))
    require(
        abs(one[0] - 3.0) < 1.0, "With one thermometer the reading is not near its temperature."
    )
    lagged = np.corrcoef(noise[:-1], noise[1:])[0, 1]
    require(abs(lagged) < 0.12, "Neighbouring thermometers have related noise.", "M52")
    report = audit(answer, key, T[:5])
    for finding in report.errors:
        require(False, f"The audit finds {finding.code}: {finding.evidence}", finding.misconception)


# --- aud_table


def _table(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "looked_up")
    name = "looked_up"
    table = jnp.array([10.0, 20.0, 40.0, 80.0])
    for codes, words in (
        ([0, 3, 1], "inside the table"), ([4, 100, 2], "above the table"),
        ([-1, -4, -9, 0], "below the table"), ([2], "a single code"),
        ([-2147483648, 2147483647, 3], "far outside"),
    ):  # fmt: skip
        codes = np.array(codes, np.int32)
        inside = (codes >= 0) & (codes < 4)
        wanted = np.where(inside, np.asarray(table)[np.clip(codes, 0, 3)], np.nan)
        got = _array(call(f, table, jnp.asarray(codes)), name, codes.shape)
        seen = f"looked_up({np.asarray(table).tolist()}, {codes.tolist()}) gives {got.tolist()}"
        low, high = codes < 0, codes > 3
        require(
            np.allclose(got[inside], wanted[inside]),
            f"A code {words} does not give its entry.", None, seen,
        )  # fmt: skip
        require(
            np.isnan(got[high]).all(),
            "A code above the last entry gives a number: the index is clamped or wraps around.",
            "M30", seen,
        )  # fmt: skip
        require(
            np.isnan(got[low]).all(),
            "A code below 0 gives a number: to an array, -1 is its last entry.", "M30", seen,
        )  # fmt: skip
    try:
        inside = jax.jit(lambda t, c: answer(t, c))(table, jnp.array([1, 9]))
        ok = np.isnan(np.asarray(inside)[1]) and np.asarray(inside)[0] == 20.0
    except Exception as error:
        ok = f"{type(error).__name__}"
    require(
        ok is True or ok == np.True_,
        "Under `jax.jit` it does not do the same: is there Python or NumPy that looks at the values?",
        "M05" if ok == "NonConcreteBooleanIndexError" else "M01",
        f"jax.jit(looked_up): {ok}",
    )


# --- aud_flux


def _flux(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    from jaxwise import strict

    f = function(answer, "smooth_flux")
    for values in ([1.0, 4.0, 9.0], [-2.0, 0.0, 4.0], [0.0], [-1.0, -2.0], [1e-3, -1e-3, 2.25]):
        x = np.array(values, np.float32)
        up = np.where(x > 0, x, 0).astype(np.float64)
        got = _array(call(f, jnp.asarray(x)), "smooth_flux", ())
        seen = f"smooth_flux({values}) gives {float(got):.6g}, and should {np.sum(up**1.5):.6g}"
        require(
            close(got, np.sum(up**1.5), 1e-4 * (1 + np.sum(up**1.5))),
            "The sum is not right: only positive entries count, each to the power 1.5.", None, seen,
        )  # fmt: skip
    for values in ([1.0, 4.0, 9.0], [-2.0, 0.0, 4.0], [0.0, 0.0], [-1.0, 2.25], [-1e-30, 1.0]):
        x = jnp.array(values, jnp.float32)
        slope = np.asarray(call(jax.grad(lambda x: jnp.sum(jnp.asarray(answer(x)))), x), np.float64)
        seen = f"its gradient at {values} is {slope.tolist()}"
        require(
            np.isfinite(slope).all(),
            "The gradient is not finite where an entry is not positive: choosing afterwards does "
            "not undo an infinite slope in the branch that is not chosen.", "M40", seen,
        )  # fmt: skip
        right = 1.5 * np.sqrt(np.where(np.asarray(x) > 0, np.asarray(x), 0))
        require(
            np.allclose(slope, right, rtol=1e-3, atol=1e-4),
            "The gradient is finite and not right: 1.5 times the root of each positive entry.",
            "M40", seen,
        )  # fmt: skip
    x = jnp.array([-2.0, 0.0, 4.0])
    refused = None
    try:
        with strict(rank_promotion=False, dtype_promotion=False, key_reuse=False, leaks=False):
            jax.block_until_ready((answer(x), jax.grad(lambda x: jnp.sum(answer(x)))(x)))
    except FloatingPointError as error:
        refused = error
    require(
        refused is None,
        "A NaN arises on the way, and is thrown away afterwards; `strict()` stops the program there.",
        "M40", str(refused)[:120],
    )  # fmt: skip


# --- aud_meant


def _meant(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    from jaxwise import audit
    from jaxwise.probes import Options

    d = function(answer, "difference")
    f, g = (lambda x: 1.5 * x), (lambda x: x)
    x = jnp.linspace(-1.0, 1.0, 1500)
    key = jax.random.key(21)
    got = _array(call(d, key, f, g, x), "difference", (1500,))
    noise = 2 * got - np.asarray(x, np.float64)  # for these f and g: x + noise = 2 (f - g)
    require(np.std(noise) > 1e-3, "There is no noise in it.")
    same = _array(call(d, key, jnp.sin, jnp.sin, x), "difference", (1500,))
    require(
        np.abs(same).max() < 1e-5,
        "The two functions see different noise: with f and g alike the difference is not zero.",
        None, f"largest difference for f = g = sin: {np.abs(same).max():.3g}",
    )  # fmt: skip
    close_to_normal = abs(np.std(noise) - 1) < 5 / np.sqrt(3000) and abs(noise.mean()) < 0.13
    require(
        close_to_normal, "The noise is not standard normal.", None,
        f"mean {noise.mean():.3f}, standard deviation {np.std(noise):.3f}",
    )  # fmt: skip
    require(
        len(np.unique(noise.round(3))) > 300,
        "All elements of x get one and the same number.",
        "M52",
    )
    scalar = np.asarray(call(d, key, jnp.sum, lambda x: 0.0 * jnp.sum(x), x))
    require(
        scalar.shape == (),
        "The shape of the result is that of f(x) - g(x), whatever f and g return.", None,
        f"for f and g that sum, the result has shape {scalar.shape}",
    )  # fmt: skip
    signed = _array(
        call(d, key, lambda x: 0 * x + 3, lambda x: 0 * x + 1, x), "difference", (1500,)
    )
    require(
        np.allclose(signed, 2),
        "It is f - g, in this order.",
        None,
        f"for f = 3, g = 1: {signed[0]}",
    )
    other = _array(call(d, jax.random.key(22), f, g, x), "difference", (1500,))
    require(not np.allclose(other, got), "Another key gives the same noise.", "M53")
    require(
        np.allclose(_array(call(d, key, f, g, x), "difference", (1500,)), got),
        "The same key gives other noise.", "M53",
    )  # fmt: skip
    report = audit(
        lambda key, x: answer(key, f, g, x), key, x[:4], options=Options(skip=("gradients",))
    )
    silenced = [s for s in report.silenced if s.code == "key-reused"]
    for finding in [*report.errors, *silenced]:
        require(
            False,
            "The key is consumed twice: "
            + finding.evidence
            + ". The same numbers can be had by drawing once." * (finding.code == "key-reused"),
            finding.misconception,
        )


# --- aud_wolf


def _wolf(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "same_in_a_batch")
    lorenz = chapter["lorenz"]
    start = jnp.array([1.0, 1.0, 1.0])
    starts = jnp.stack([start, start * 1.001, start * 0.999])
    rows = jnp.arange(6.0).reshape(3, 2) + 1

    def mixes(x):  # right for one row; for a batch its rule shifts the lanes
        @jax.custom_batching.custom_vmap
        def inner(x):
            return x * 2.0

        @inner.def_vmap
        def rule(axis_size, in_batched, x):
            return jnp.roll(x, 1, axis=0) * 2.0, True

        return inner(x)

    def a_little(x):  # wrong by one part in a hundred
        @jax.custom_batching.custom_vmap
        def inner(x):
            return jnp.sin(x)

        @inner.def_vmap
        def rule(axis_size, in_batched, x):
            return jnp.sin(x) * 1.01, True

        return inner(x)

    def last(x):  # only the last lane is wrong
        @jax.custom_batching.custom_vmap
        def inner(x):
            return x + 1.0

        @inner.def_vmap
        def rule(axis_size, in_batched, x):
            return (x + 1.0).at[-1].add(5.0), True

        return inner(x)

    rng = np.random.default_rng(7)
    mixing = jnp.asarray(rng.normal(size=(32, 32)) * 3 / 32**0.5, jnp.float32)
    pattern = jnp.asarray(rng.normal(size=(3, 32)), jnp.float32)

    def network(x):  # a chaotic network: a batch of it sums in another order than a row
        return jax.lax.fori_loop(0, 100, lambda _, x: jnp.tanh(mixing @ x), x)

    healthy = [
        (network, pattern, "chaos in a network"),
        (lambda x: jnp.tanh(x) * 3.0, rows, "a smooth function"),
        (lambda x: x @ jnp.array([[1.0, 2.0], [3.0, 4.0]]), rows * 1e6, "a matrix product of large numbers"),
        (lambda x: x, jnp.zeros((3, 2)), "zeros"),
        (lambda x: x - x.mean(), rows * 1e4, "a mean taken off"),
        (lambda x: jnp.cumsum(x) * 1e-6, rows, "tiny results"),
        (lorenz, starts, "chaos"),
    ]  # fmt: skip
    faulty = [
        (mixes, rows, "a batching rule that shifts the lanes"),
        (a_little, rows, "a batching rule that is off by a hundredth"),
        (last, rows, "a batching rule that spoils the last lane"),
        (mixes, rows * 1e-4, "shifted lanes of small numbers"),
    ]
    for g, x, words in healthy:
        got = _truth(call(f, g, x), "same_in_a_batch")
        advice = (
            "Rounding is multiplied by chaos: measure first how far a nudge of the last digit moves "
            "the result." if "chaos" in words else "Rounding explains what differs."
        )  # fmt: skip
        require(
            got, f"It cries wolf: {words} is healthy. {advice}", None, f"same_in_a_batch: {got}"
        )
    for g, x, words in faulty:
        got = _truth(call(f, g, x), "same_in_a_batch")
        require(not got, f"It misses a fault: {words}.", None, f"same_in_a_batch: {got}")


def _truth(value, name):
    """A Python bool, from a bool of any library."""
    import numpy as np

    returned(value, name)
    try:
        array = np.asarray(value)
        ok = array.shape == () and array.dtype.kind == "b"
    except Exception:
        ok = False
    require(
        ok, f"`{name}` returns {type(value).__name__} {value!r}; True or False is asked for."[:200]
    )
    return bool(array)


# --- aud_rod


def _rod(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    from jaxwise import audit
    from jaxwise.measure import cost
    from jaxwise.probes import Options

    f = function(answer, "simulate")
    key = jax.random.key(31)
    start = np.array([5.0, 12.0, 19.0, 3.0, 12.0, 7.0], np.float32)
    kinds = "the temperatures and the readings"
    for steps in (0, 1, 2, 7, 100):
        wanted = start.astype(np.float64)
        wanted[[0, -1]] = 0
        for _ in range(steps):
            inner = wanted[1:-1] + 0.2 * (wanted[:-2] - 2 * wanted[1:-1] + wanted[2:])
            wanted[1:-1] = inner
        T, readings = pair(call(f, key, jnp.asarray(start), 1.0, steps), "simulate", kinds)
        T = _array(T, "the first result of simulate", (6,))
        _array(readings, "the second result of simulate", (6,))
        seen = f"after {steps} steps: {T.round(3).tolist()}, should be {wanted.round(3).tolist()}"
        require(
            np.allclose(T[[0, -1]], 0, atol=1e-6),
            "The ends are not held at 0. An update by `.at` makes a new array; the old one stays.",
            "M29", seen,
        )  # fmt: skip
        late = start.astype(np.float64)
        for _ in range(steps):
            late[1:-1] = late[1:-1] + 0.2 * (late[:-2] - 2 * late[1:-1] + late[2:])
            late[[0, -1]] = 0
        if steps and np.allclose(T, late, atol=1e-3) and not np.allclose(T, wanted, atol=1e-3):
            require(False, "The ends are held after the first step, not from it on.", None, seen)
        require(np.allclose(T, wanted, atol=1e-3), "The temperatures are not right.", None, seen)
    big = jnp.linspace(0.0, 30.0, 3000)
    T, one = map(np.asarray, call(f, key, big, 1.0, 3))
    noise = one.astype(np.float64) - T
    require(np.std(noise) > 1e-3, "The readings have no noise of their own.", "M52")
    require(
        abs(np.std(noise) - 0.1) < 0.008 and abs(noise.mean()) < 0.01,
        "The noise of the readings is not 0.1 times a standard normal draw.", None,
        f"mean {noise.mean():.3f}, standard deviation {np.std(noise):.3f}",
    )  # fmt: skip
    require(
        len(np.unique(noise.round(4))) > 300, "All thermometers get one and the same noise.", "M52"
    )
    T3, three = map(np.asarray, call(f, key, big, 3.0, 3))
    extra = three.astype(np.float64) - 3.0 * T3
    require(
        np.allclose(T3, T, atol=1e-4),
        "The gain changes the temperatures; it belongs to the readings.",
    )
    require(
        abs(np.std(extra) - 0.1) < 0.008,
        "A gain of 3 is not `3 * T + noise`: the gain is not used, is frozen, or multiplies the noise.",
        "M14", f"readings - 3 T scatters by {np.std(extra):.3f}",
    )  # fmt: skip
    _, other = call(f, jax.random.key(32), big, 1.0, 3)
    require(not np.allclose(np.asarray(other), one), "Another key gives the same noise.", "M53")
    sizes = []
    for steps in (3, 60):
        program = jax.jit(lambda key, T, gain, n=steps: answer(key, T, gain, n))
        with_steps = call(lambda p=program: cost(p, key, jnp.asarray(start), 2.0))
        sizes.append(with_steps.equations)
    require(
        sizes[1] <= sizes[0] + 5,
        "The recording grows with `steps`: a Python loop is written out.", "M22",
        f"{sizes[0]} equations for 3 steps, {sizes[1]} for 60",
    )  # fmt: skip
    before = np.array(start)
    call(f, key, jnp.asarray(before), 1.0, 4)
    report = audit(
        lambda key, T, gain: answer(key, T, gain, 5), key, jnp.asarray(start), 2.0,
        options=Options(skip=("gradients",)),
    )  # fmt: skip
    for finding in report.errors:
        require(False, f"The audit finds {finding.code}: {finding.evidence}", finding.misconception)


EXERCISES = (
    Exercise(
        "aud_worst", _worst,
        (
            "Which part of a report holds the errors alone, and what is in it for a clean function?",
            "`report.errors` is a tuple of findings; each has a `code`.",
            "errors = audit(f, *args).errors; return ... if errors else ...",
        ),
        "Findings are sorted, errors first, and a report without errors may still hold warnings.",
        "a clean function, one with several errors, one with a warning only, one that raises",
        "options",
    ),
    Exercise(
        "aud_noise", _noise,
        (
            "How many different numbers does one call of a sampler give, and who asks for how many?",
            "The samplers of `jax.random` take a shape; `split` makes several keys of one.",
            "return T + 0.1 * jax.random.normal(key, ...)",
        ),
        "A draw of the whole shape gives each thermometer its own number, from one key, used once.",
        "size, centre, tails and independence of the noise; that it comes from the key; the audit",
        "that the noise is normal beyond its tails",
    ),
    Exercise(
        "aud_table", _table,
        (
            "What does an array do with an index above its end, and what with a negative one?",
            "`table.at[code].get(mode='fill', fill_value=...)`, and `jnp.where` for what is left.",
            "values = table.at[code].get(mode=..., fill_value=...); return jnp.where(..., jnp.nan, values)",
        ),
        "`mode='fill'` answers for indices above the end; a negative index counts from the end "
        "first, so it needs a word of its own.",
        "codes inside, above, below, far outside, one alone, under jit",
        "gradients, tables of integers",
    ),
    Exercise(
        "aud_flux", _flux,
        (
            "At which entries is the slope of the power infinite or NaN, although they are not chosen?",
            "`jnp.where` twice: once before the power, once after it.",
            "up = jnp.where(dT > 0, dT, ...); return jnp.sum(jnp.where(dT > 0, ..., 0.0))",
        ),
        "The branch that is not taken is computed and differentiated all the same; with a harmless "
        "argument it does no harm.",
        "values and gradients at positive, zero, negative and tiny entries; no NaN under strict()",
        "second derivatives",
    ),
    Exercise(
        "aud_meant", _meant,
        (
            "Is it the key that has to be shared, or the numbers?",
            "A draw is a value: give it a name.",
            "noise = jax.random.normal(key, ...); return f(...) - g(...)",
        ),
        "One draw, used twice, is shared noise without a second use of the key.",
        "that both see the same noise, its distribution, the order, results of any shape, the audit",
        "functions f and g with randomness of their own",
    ),
    Exercise(
        "aud_wolf", _wolf,
        (
            "How far may the two results be apart, and what could tell you so for this f and this x?",
            "`jnp.finfo(x.dtype).eps` is the size of a unit in the last place of 1; nudge x by it.",
            "loop = ...; batch = jax.vmap(f)(x); moved = ...; return ... <= 30 * moved + ...",
        ),
        "A difference is a fault only beyond what rounding can explain, and a nudge measures that.",
        "seven healthy functions, large, small and chaotic; four faulty ones",
        "functions with discontinuities",
    ),
    Exercise(
        "aud_rod", _rod,
        (
            "What does the function read that is no argument, and what does it make and drop?",
            "`jax.lax.fori_loop` or `scan` for the steps; `.at[...]` returns the new array.",
            "def step(_, T): return T.at[1:-1].add(...)  then  T = jax.lax.fori_loop(0, steps, step, T)",
        ),
        "Everything that may change comes in, everything that is made goes out, and the loop is "
        "recorded once.",
        "temperatures against NumPy, noise, gain, key, size of the recording, the audit",
        "gradients",
    ),
)  # fmt: skip
