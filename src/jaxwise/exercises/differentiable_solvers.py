"""Checks of the exercises of the chapter on differentiable solvers."""

import math

from jaxwise.exercises._exercise import (
    Exercise,
    NeedsWork,
    call,
    function,
    pair,
    require,
    returned,
)
from jaxwise.exercises._looks import jit_of, numbers, say

# --- dsol_chi2


def _chi2(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "chi2_per_reading")
    draws = np.random.default_rng(1)
    for n, sigma in ((6, 0.5), (3, 2.0), (1, 0.25)):
        model = draws.normal(size=n)
        y = model + sigma * draws.normal(size=n)
        result = returned(
            call(f, jnp.asarray(model), jnp.asarray(y[:, None]), sigma), "chi2_per_reading"
        )
        found = numbers(result, "result of chi2_per_reading", f"n = {n}")
        r = (y - model) / sigma
        pairs = np.mean(((y[:, None] - model) / sigma) ** 2)
        seen = f"for n = {n}: {say(found)}, and it should be {np.mean(r**2):.6g}"
        require(
            found.size == 1,
            "One number is asked for, the mean over all readings.",
            None,
            f"for n = {n} the shape is {found.shape}",
        )
        found = float(found.reshape(()))

        def is_(other, found=found):
            return abs(found - other) <= 1e-4 * abs(other)

        right = np.mean(r**2)
        if is_(right):
            continue
        told = (
            (pairs, "A column minus a vector is a table of every reading with every value."),
            (
                n * n * pairs,
                "A column minus a vector is a table of every reading with every value.",
            ),
            (n * pairs, "A column minus a vector is a table of every reading with every value."),
        )
        for other, text in told:
            require(not is_(other), text, "M39", seen)
        told = (
            (np.sum(r**2), "This is the sum over the readings, and the mean is asked for."),
            (right * sigma, "The noise is to be squared with the residual."),
            (right * sigma**2, "The residuals are not divided by sigma."),
            (math.sqrt(right), "This is the root of what is asked for."),
            (np.mean(r), "The residuals are not squared."),
            (np.sum(r**2) / max(n - 1, 1), "This divides by n - 1; the mean divides by n."),
        )
        for other, text in told:
            require(not is_(other), text, None, seen)
        raise NeedsWork("This is not the mean of the squared residuals over sigma.", None, seen)


_CHI2 = Exercise(
    label="dsol_chi2",
    check=_chi2,
    hints=(
        "What is the shape of `y - model`, if `y` has shape (n, 1) and `model` shape (n,)?",
        "`y[:, 0]`, `y.ravel()` and `jnp.squeeze(y, 1)` make a vector of a column.",
        "def chi2_per_reading(model, y, sigma):\n    r = (... - model) / sigma\n"
        "    return jnp.mean(...)",
    ),
    why="Both have shape (n,) before they are subtracted. The table of all pairs would have given "
    "a number of a plausible size, and even a perfect model would not have had 0.",
    checked="the value for one, three and six readings",
    unchecked="other shapes of `y`",
)


# --- dsol_slope


def _slope(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "slope")
    draws = np.random.default_rng(2)
    forms = {"": f, " under jit": jit_of(lambda u: f(u), "slope")}
    for how, g in forms.items():
        for n in (16, 10) if not how else (16,):
            x = -1 + 2 * np.arange(n) / n
            k = np.pi * np.arange(1, n // 2)[:, None]
            a, b = draws.normal(size=(2, n // 2 - 1))
            u = 0.7 + a @ np.sin(k * x) + b @ np.cos(k * x)
            right = (a * k[:, 0]) @ np.cos(k * x) - (b * k[:, 0]) @ np.sin(k * x)
            result = returned(call(g, jnp.asarray(u)), "slope")
            seen = f"for n = {n}{how}"
            _told_slope(result, u, right, n, seen)


def _told_slope(result, u, right, n, seen):
    import numpy as np

    result = np.asarray(result)
    size = np.abs(right).max()
    require(
        result.shape == (n,),
        "The slope at the n points is asked for.",
        None,
        f"{seen} the shape is {result.shape}",
    )
    if np.iscomplexobj(result):
        require(
            np.abs(result.real - right).max() > 1e-6 * size,
            "The values are right, but the field is real and so should its slope be.",
            None,
            f"{seen} the dtype is {result.dtype}",
        )
        raise NeedsWork(
            "The result is complex, and its real part is not the slope: which mode has which "
            "wavenumber, also in the second half of `fft`?",
            None,
            f"{seen}: {say(result)}",
        )
    found = numbers(result, "result of slope", seen)
    v, m = np.fft.rfft(u), np.arange(n // 2 + 1)
    other = lambda factor: np.fft.irfft(factor * v, n)
    seen = f"{seen}, {say(found)}, and it should be {say(right)}"
    told = (
        (right / np.pi, "The wavenumbers are those of a period of 2 pi: here the period is 2."),
        (2 * right, "The wavenumbers are twice too large: the period is 2, not 1."),
        (right / (2 * np.pi), "The frequency lacks its 2 pi."),
        (right * 2 / n, "The spacing of the points is 2/n, and not 1."),
        (-right, "The sign is wrong: the derivative of exp(ikx) is ik exp(ikx)."),
        (other(np.pi * m), "The wavenumber lacks its i, so that no wave is shifted."),
        (np.gradient(u, 2 / n), "This is a difference of neighbours, of second order only."),
        (
            (np.roll(u, -1) - np.roll(u, 1)) * n / 4,
            "This is a difference of neighbours, of second order only.",
        ),
    )
    for value, text in told:
        require(np.abs(found - value).max() > 1e-5 * size, text, None, seen)
    off = np.abs(found - right).max() / size
    require(off < 1e-3, "This is not the slope.", None, seen)
    require(
        off < 1e-9,
        "The slope is right to a few digits only: is it a difference, or computed in 32 bits?",
        "M31" if off < 1e-5 else None,
        f"relative error {off:.1e}",
    )


_SLOPE = Exercise(
    label="dsol_slope",
    check=_slope,
    hints=(
        "What is the derivative of exp(ikx), and which k has mode m if the period is 2?",
        "`jnp.fft.rfft` gives the modes 0 to n/2, and `jnp.fft.irfft` goes back.",
        "def slope(u):\n    k = ... * jnp.arange(u.size // 2 + 1)\n"
        "    return jnp.fft.irfft(... * jnp.fft.rfft(u), n=u.size)",
    ),
    why="In the series a derivative is a product, with ik, and for a field without modes of n/2 "
    "and above the series is the field: nothing is approximated.",
    checked="values for 10 and 16 points, and under jit",
    unchecked="an odd number of points, and the mode n/2",
)


# --- dsol_copies


def _copies(answer, chapter):
    import jax
    import numpy as np

    f = function(answer, "copies")
    key = jax.random.key(11)
    clean = np.linspace(-1.0, 2.0, 60).reshape(6, 10)
    for shape, n in (((6, 10), 400), ((3,), 5), ((), 4)):
        given = clean if shape == (6, 10) else np.full(shape, 1.5)
        got = numbers(
            returned(call(f, key, jax.numpy.asarray(given), n, 0.5), "copies"),
            "result of copies",
            f"n = {n}",
        )
        require(
            got.shape == (n, *shape),
            "A copy of the readings for each experiment is asked for, along the first axis.",
            None,
            f"for n = {n} and readings of shape {shape} the shape is {got.shape}",
        )
        if n == 400:
            noise = (got - clean) / 0.5
    _told_noise(noise, clean)
    again, other = (
        numbers(call(f, k, jax.numpy.asarray(clean), 400, 0.5), "result")
        for k in (key, jax.random.key(12))
    )
    require(
        np.array_equal(again, noise * 0.5 + clean)
        or np.allclose(again, noise * 0.5 + clean, rtol=0, atol=1e-9),
        "The same key gives other copies at the second call: something beside the key goes in.",
        "M53",
    )
    require(
        not np.allclose(again, other),
        "Another key gives the same copies: the key that is passed in is not used.",
        "M53",
    )


def _told_noise(noise, clean):
    import numpy as np

    n = len(noise)
    require(np.any(noise), "There is no noise.", None, "the copies equal the readings")
    require(
        not np.allclose(noise, noise[:1], rtol=0, atol=1e-9),
        "All copies have the same noise: every lane has the same key, and draws what it would "
        "draw alone.",
        "M52",
        f"reading 0 of the first copies: {say(noise[:4, 0, 0])}, in units of sigma",
    )
    flat = noise.reshape(n, -1)
    require(
        not np.allclose(flat, flat[:, :1], rtol=0, atol=1e-9),
        "Within a copy all readings have the same noise: one number was drawn for all.",
        "M51",
        f"the first copy: {say(flat[0, :4])}, in units of sigma",
    )
    rows = noise.reshape(-1, noise.shape[-1])
    require(
        not np.allclose(noise, noise[:, :1], rtol=0, atol=1e-9)
        and not np.allclose(noise, noise[:, :, :1], rtol=0, atol=1e-9),
        "Readings of one copy share their noise along an axis.",
        "M51",
        f"the first row: {say(rows[0])}",
    )
    mean, spread = flat.mean(), flat.std()
    seen = f"noise of mean {mean:.3f} and standard deviation {spread:.3f}, in units of sigma"
    off = (noise * 0.5 + clean).mean()
    require(
        abs(mean + clean.mean() / 0.5) > 0.05 or abs(off) > 0.05,
        "The noise comes without the readings.",
        None,
        seen,
    )
    require(abs(mean) < 0.05, "The noise has a mean.", None, seen)
    for factor, text in (
        (2.0, "The noise is not scaled by sigma."),
        (0.5, "The noise has the variance sigma^4: sigma is the standard deviation."),
        (math.sqrt(2.0), "The noise has the variance sigma: sigma is the standard deviation."),
    ):
        require(abs(spread / factor - 1) > 0.03, text, None, seen)
    require(
        abs(spread - 1) < 0.03, "The noise does not have the standard deviation sigma.", None, seen
    )
    ordered = np.sort(flat.ravel())
    law = np.array([0.5 * (1 + math.erf(s / math.sqrt(2))) for s in ordered[::24]])
    gap = np.abs(law - (np.arange(ordered.size)[::24] + 0.5) / ordered.size).max()
    require(gap < 0.02, "The noise is not normal.", None, f"its distribution is off by {gap:.3f}")
    for table, what in ((flat, "copies"), (flat.T, "readings")):
        centred = table - table.mean(axis=1, keepdims=True)
        corr = np.corrcoef(centred)
        np.fill_diagonal(corr, 0.0)
        limit = 7.0 / math.sqrt(table.shape[1])
        require(
            np.abs(corr).max() < min(limit, 0.95),
            f"The noise of different {what} is correlated: is a key used twice?",
            "M51",
            f"largest correlation {np.abs(corr).max():.2f}",
        )


_COPIES = Exercise(
    label="dsol_copies",
    check=_copies,
    hints=(
        "How many random numbers are needed in all, and how many does one call of `normal` with "
        "one key give?",
        "`jax.random.normal(key, shape)` draws a whole table; or `jax.random.split(key, n)` gives "
        "each lane of `vmap` a key.",
        "def copies(key, clean, n, sigma):\n    return clean + sigma * jax.random.normal(key, ...)",
    ),
    why="One draw of the whole shape has independent entries. A key that all lanes of `vmap` "
    "share gives them one noise, and two hundred experiments become one.",
    checked="shape, size, normality and independence of the noise; the same key, and another",
    unchecked="speed",
)


# --- dsol_seen


def _seen(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "seen")
    draws = np.random.default_rng(4)

    def with_values(s, n=9):
        u, _ = np.linalg.qr(draws.normal(size=(n, len(s))))
        v, _ = np.linalg.qr(draws.normal(size=(len(s), len(s))))
        return u * np.asarray(s, float) @ v.T

    twins = draws.normal(size=(8, 1)) * np.array([[5.0, 5.0, 0.0]])
    cases = [
        (with_values([20.0, 5.0, 0.5, 1e-3]), 0.1, 0.05),
        (with_values([20.0, 5.0, 0.5, 1e-3]), 0.1, 0.42),
        (with_values([3.0, 0.4, 0.2]), 0.02, 0.08),
        (np.diag([4.0, 2.0, 1.0]), 1.0, 0.3),
        (with_values([50.0, 1e-9, 1e-12, 1e-14]), 1e-3, 0.5),
        (twins, 0.1, 0.5),
        (np.zeros((5, 2)), 0.1, 1.0),
    ]
    found = []
    for J, sigma, size in cases:
        result = returned(call(f, jnp.asarray(J), sigma, size), "seen")
        count = numbers(result, "result of seen", f"sigma = {sigma}, size = {size}")
        require(count.shape == (), "One number is asked for.", None, f"the shape is {count.shape}")
        found.append(float(count))
    _told_seen(found, cases)


def _told_seen(found, cases):
    """Say which other count was made in all cases; return if it is the right one."""
    import numpy as np

    def known(J, sigma, size):
        return np.sum(np.linalg.svd(J, compute_uv=False) * size > sigma)

    def own_error(J, sigma, size):
        return np.sum(sigma * np.sqrt(np.diag(np.linalg.pinv(J.T @ J))) < size)

    def is_(other):
        return all(a == other(*case) for a, case in zip(found, cases, strict=True))

    if is_(known):
        return
    first = next(i for i, case in enumerate(cases) if found[i] != known(*case))
    J, sigma, size = cases[first]
    s = np.linalg.svd(J, compute_uv=False)
    seen = (
        f"for singular values {say(s)}, sigma = {sigma} and size = {size} it gives {found[first]:g}"
    )
    told = {
        "This counts parameters, each as if the others were known; two that act alike are one "
        "combination.": lambda J, sigma, size: np.sum(np.linalg.norm(J, axis=0) * size > sigma),
        "This counts parameters whose own error is small. A combination of parameters can be "
        "known where none of them is.": own_error,
        "The eigenvalues of J^T J are the squares of the singular values.": lambda J, sigma, size: (
            np.sum(np.linalg.svd(J)[1] ** 2 * size > sigma)
        ),
        "This compares a variance with a standard error.": lambda J, sigma, size: np.sum(
            np.linalg.svd(J)[1] ** 2 * size > sigma**2
        ),
        "The size is not used.": lambda J, sigma, size: np.sum(np.linalg.svd(J)[1] > sigma),
        "The noise is not used.": lambda J, sigma, size: np.sum(np.linalg.svd(J)[1] > size),
        "This is the rank: known at all, however badly.": lambda J, *_: np.linalg.matrix_rank(J),
        "This counts the directions that are not known.": lambda J, *rest: (
            J.shape[1] - known(J, *rest)
        ),
    }
    for text, other in told.items():
        require(not is_(other), text, None, seen)
    raise NeedsWork("This is not the number of known directions.", None, seen)


_SEEN = Exercise(
    label="dsol_seen",
    check=_seen,
    hints=(
        "By how much do the readings change for a step of length 1 along a singular vector, and "
        "which step changes them by as much as the noise?",
        "`np.linalg.svd(J, compute_uv=False)` gives the singular values; sigma over each is a "
        "standard error.",
        "def seen(J, sigma, size):\n    s = np.linalg.svd(np.asarray(J), compute_uv=False)\n"
        "    return int(np.sum(...))",
    ),
    why="Along the singular vector of s the readings change by s for a step of 1, so white noise "
    "hides steps of sigma/s. Along singular vectors the errors are independent.",
    checked="the count for seven Jacobians, with columns that are alike, and zero",
    unchecked="whether the units of your parameters make them comparable",
)


# --- dsol_march

_STEP = "tanh"  # the primitive that marks a step


def _march(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    from jaxwise.measure import temporaries

    f = function(answer, "march")
    v = jnp.linspace(-1.0, 1.0, 256)

    def step(v):
        return v + 0.01 * jnp.tanh(jnp.roll(v, 1) - v * v)

    def by_hand(v, n):
        v = np.asarray(v, float)
        for _ in range(n):
            v = v + 0.01 * np.tanh(np.roll(v, 1) - v * v)
        return v

    for n in (16, 9, 1):
        result = returned(call(f, step, v, n), "march")
        found = numbers(result, "result of march", f"n = {n}")
        require(
            found.shape == (256,),
            "The state after the last step is asked for, of the shape of the first.",
            None,
            f"for n = {n} the shape is {found.shape}",
        )
        for steps, text in ((n - 1, "A step is missing."), (n + 1, "A step too many is made.")):
            near = np.abs(found - by_hand(v, steps)).max() < 1e-7
            require(not near, text, None, f"n = {n}")
        require(
            np.abs(found - by_hand(v, n)).max() < 1e-5,
            "This is not the state after n steps.",
            None,
            f"n = {n}: {say(found)}",
        )
    count = _steps_in(f, step, v, 400)
    require(
        count <= 10,
        "The step stands in the program again and again: a Python loop is unrolled when it is "
        "recorded, and takes ever longer to compile.",
        "M22",
        f"for 400 steps it is recorded {count} times",
    )

    def slope_of(n):
        def energy(v):
            return jnp.sum(f(step, v, n) ** 2)

        return jax.grad(energy)

    got = numbers(call(slope_of(16), v), "gradient of march")
    probe = np.cos(np.arange(256.0))
    energy = lambda v: np.sum(by_hand(v, 16) ** 2)
    right = (energy(v + 1e-5 * probe) - energy(v - 1e-5 * probe)) / 2e-5
    require(
        abs(got @ probe - right) < 1e-4 * (1 + abs(right)),
        "The state is right, and the gradient through it is not.",
        None,
        f"along a direction {got @ probe:.6g}, and differences give {right:.6g}",
    )
    few, many = (call(temporaries, slope_of(n), v) for n in (100, 1600))
    require(
        many <= 8 * few,
        "The gradient keeps something of every step. A scan keeps what the derivative of each step "
        "needs; a checkpoint around one step still keeps every state, and one around all of them "
        "comes back to every step at once.",
        None,
        f"temporaries: {few} bytes for 100 steps, {many} for 1600: {many / few:.1f} times",
    )


def _steps_in(f, step, v, n):
    """How often the step stands in the recording of the march."""
    import jax

    from jaxwise.probes._interpret import equations

    jaxpr = call(lambda: jax.make_jaxpr(lambda v: f(step, v, n))(v))
    return sum(eqn.primitive.name == _STEP for eqn, _ in equations(jaxpr))


_MARCH = Exercise(
    label="dsol_march",
    check=_march,
    hints=(
        "How many states are kept if only every tenth of a hundred is? And how many more while the "
        "ten steps of one block are differentiated?",
        "`jax.checkpoint(block)` keeps the input of `block` alone. Which of two nested scans should "
        "it surround?",
        "def march(step, v, n):\n    @jax.checkpoint\n    def block(v, _):\n"
        "        return jax.lax.scan(..., v, None, length=math.isqrt(n))[0], None\n"
        "    return jax.lax.scan(block, ...)[0]",
    ),
    why="The outer scan keeps a state for each block, and the way back through a block needs its "
    "steps only, one block at a time: about 2 sqrt(n) instead of n, for one more pass forward.",
    checked="values, how often the step is recorded, the gradient, and its memory at 100 and 1600 "
    "steps",
    unchecked="time",
)


# --- dsol_gain


def _gain(answer, chapter):
    import numpy as np

    f = function(answer, "with_gain")
    sensors, times = np.asarray(chapter["sensors"]), np.asarray(chapter["times"])
    draws = np.random.default_rng(6)
    for nu, g, sigma in ((0.06, 1.04, 0.01), (0.045, 0.95, 0.02)):
        u = _field(sensors, times, np.log(nu))
        y = g * u + sigma * draws.normal(size=u.shape)
        result = call(f, y)
        p, bars = pair(result, "with_gain", "the estimates, and their standard errors")
        p = numbers(p, "first result of with_gain")
        bars = numbers(bars, "second result of with_gain")
        for part, what in ((p, "estimates"), (bars, "standard errors")):
            require(
                part.shape == (2,),
                f"Two {what} are asked for, of log nu and of the gain.",
                None,
                f"their shape is {part.shape}",
            )
        _told_gain(p, bars, y, sensors, times, sigma, np.array([np.log(nu), g]))


def _field(sensors, times, log_nu):
    import numpy as np

    from jaxwise.spectral import cole_hopf

    return cole_hopf(sensors, times, np.exp(log_nu), nodes=100)


def _fitted(y, sensors, times, p, free):
    """Gauss-Newton on the exact solution: (estimates, Jacobian of the free ones, residuals)."""
    import numpy as np

    for _ in range(8):
        u = _field(sensors, times, p[0])
        du = (_field(sensors, times, p[0] + 1e-4) - _field(sensors, times, p[0] - 1e-4)) / 2e-4
        A = np.stack([p[1] * du.ravel(), u.ravel()], axis=1)[:, free]
        r = (y - p[1] * u).ravel()
        p = p.copy()
        p[free] += np.linalg.lstsq(A, r, rcond=None)[0]
    return p, A, r


def _told_gain(p, bars, y, sensors, times, sigma, truth):
    import numpy as np

    q, A, r = _fitted(y, sensors, times, truth, [0, 1])
    s2 = r @ r / (r.size - 2)
    cov = s2 * np.linalg.inv(A.T @ A)
    right = np.sqrt(np.diag(cov))
    seen = f"estimates {say(p)}, and they should be {say(q)} to 5 % of {say(right)}"
    near = lambda value: np.all(np.abs(p - value) < 0.3 * right)
    require(
        not near(q[::-1]), "The two are the other way round: log nu, then the gain.", None, seen
    )
    require(
        not near(np.array([np.exp(q[0]), q[1]])),
        "The first is the viscosity; its logarithm is asked for.",
        None,
        seen,
    )
    alone, _, _ = _fitted(y, sensors, times, np.array([truth[0], 1.0]), [0])
    require(
        abs(p[1] - 1) > 1e-6 and abs(p[0] - alone[0]) > 0.3 * right[0],
        "The viscosity is fitted as if the gain were 1: it has taken over what the gain should "
        "explain.",
        None,
        seen,
    )
    require(
        bool(np.all(np.abs(p - q) < 0.05 * right)),
        "The estimates are not those of least squares. Are there enough steps, and has the Jacobian "
        "the gain in its first column?"
        if np.all(np.abs(p - q) < 100 * right)
        else "The estimates are far from those of least squares.",
        None,
        seen,
    )
    seen = f"standard errors {say(bars)}, and they should be {say(right)}"
    told = (
        (np.sqrt(s2 / np.diag(A.T @ A)), "Each error is that which it would have if the other "
         "unknown were known; the two share their data."),
        (right**2, "These are variances; their roots are asked for."),
        (1.96 * right, "These are half widths of 95 % intervals, not standard errors."),
        (2 * right, "These are twice the standard errors."),
        (right / np.sqrt(s2), "The noise is missing: multiply by s."),
        (right * np.array([np.exp(q[0]), 1.0]), "The first error is that of nu, not of log nu."),
        (right * np.sqrt(s2), "The noise is in twice: s stands in the covariance as s^2."),
        (right[::-1], "The two errors are the other way round."),
        (right / np.sqrt(s2) * 0.01, "The noise is taken to be 0.01; the misfit says what it is."),
    )  # fmt: skip
    for other, text in told:
        ok = np.all(np.abs(bars / other - 1) < 0.02) and np.any(np.abs(other / right - 1) > 0.04)
        require(not ok, text, None, seen)
    require(
        bool(np.all(np.abs(bars / right - 1) < 0.02)),
        "The errors are not the roots of the diagonal of s^2 (J^T J)^-1.",
        None,
        seen,
    )


_GAIN = Exercise(
    label="dsol_gain",
    check=_gain,
    hints=(
        "What are the two columns of the Jacobian of g u(x, t; nu), by log nu and by g? What does "
        "the first contain that it did not contain before?",
        "`tangent(log_nu)` of this chapter gives u and its derivative; `np.linalg.inv(A.T @ A)` the "
        "covariance over s^2.",
        "def with_gain(y):\n    log_nu, g = np.log(0.05), 1.0\n    for _ in range(10):\n"
        "        f, J = map(np.asarray, tangent(log_nu))\n"
        "        A = np.stack([..., ...], axis=1)\n        ...",
    ),
    why="What was taken for granted is now an unknown, and the data decide. The error of log nu "
    "grows, because a gain and a viscosity change the readings partly alike.",
    checked="estimates and errors for two sets of readings, against least squares on Cole-Hopf",
    unchecked="the list of what your own model takes for granted",
)


EXERCISES = (_CHI2, _SLOPE, _COPIES, _SEEN, _MARCH, _GAIN)
