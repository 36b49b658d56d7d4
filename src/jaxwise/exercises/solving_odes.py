"""Checks of the exercises of the chapter on differential equations."""

import functools
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
from jaxwise.exercises._looks import numbers, say, truth


def _one(value, name, seen):
    """The value as a float; it has to be one number."""
    array = numbers(returned(value, name), f"result of {name}", seen)
    require(
        array.shape == (),
        f"`{name}` returns an array of shape {array.shape}, and one number is asked for.",
        None,
        seen,
    )
    return float(array)


# --- ode_reached


def _fading(t, u, rate):
    return -rate * u


@functools.cache
def _saved():
    """{what happened: a solution whose steps were saved}."""
    import diffrax as dfx
    import jax.numpy as jnp

    def solve(solver, dt0, start, rate, t1, max_steps, **more):
        return dfx.diffeqsolve(
            dfx.ODETerm(_fading),
            solver,
            2.0,
            t1,
            dt0,
            jnp.asarray(start),
            jnp.asarray(rate),
            saveat=dfx.SaveAt(steps=True),
            throw=False,
            max_steps=max_steps,
            **more,
        )

    controlled = dict(stepsize_controller=dfx.PIDController(rtol=1e-5, atol=1e-5))
    return {
        "a solve that went well": solve(dfx.Euler(), 0.25, [1.0, 3.0], 1.0, 3.0, 16),
        "a solve that ran out of steps": solve(
            dfx.Tsit5(), 1.0, [2.0], 500.0, 9.0, 64, **controlled
        ),
    }


def _reached(answer, chapter):
    f = function(answer, "reached")
    for what, sol in _saved().items():
        _one_reached(f, what, sol)


def _one_reached(f, what, sol):
    import numpy as np

    t, y = pair(call(f, sol), "reached", "a time and a state")
    ts, ys = np.asarray(sol.ts, float), np.asarray(sol.ys, float)
    last = int(np.isfinite(ts).sum()) - 1
    t = numbers(t, "time", what)
    y = numbers(y, "state", what)
    seen = f"for {what}: time {say(t)}, state {say(y)}"
    require(
        t.size == 1,
        "The first of the two should be one time.",
        None,
        f"for {what} it has shape {t.shape}",
    )
    t = float(t.reshape(()))
    require(
        np.isfinite(t),
        "That is padding: there is room for `max_steps` steps, and what was not used holds `inf`.",
        "M59",
        seen,
    )
    require(
        abs(t - ts[last]) < 1e-9 or abs(t - float(sol.t1)) > 1e-9,
        "That is the time at which the solve should have ended; it gave up before.",
        "M59",
        seen,
    )
    require(
        abs(t - ts[last]) < 1e-9,
        "That time was passed, and the solver went further."
        if np.any(np.abs(ts[:last] - t) < 1e-9)
        else "The solver was never at that time.",
        None,
        f"{seen}; the last times are {say(ts[max(last - 2, 0) : last + 1])}",
    )
    require(
        np.all(np.isfinite(y)),
        "The time is right, and the state is the padding behind it.",
        "M59",
        seen,
    )
    require(
        y.shape == ys[last].shape,
        "The state should have the shape of the state that the solve started from.",
        None,
        f"{seen}, of shape {y.shape}",
    )
    require(
        bool(np.all(np.abs(y - ys[last]) <= 1e-9 * (1 + np.abs(ys[last])))),
        "The time is right, and the state is that of another time.",
        None,
        seen,
    )


_REACHED = Exercise(
    label="ode_reached",
    check=_reached,
    hints=(
        "How many rows have `sol.ts` and `sol.ys`, and what is in those that no step has filled?",
        "`np.isfinite(sol.ts)` says which rows are filled; `num_steps` counts rejected steps too.",
        "def reached(sol):\n    last = ...\n    return sol.ts[last], sol.ys[last]",
    ),
    why="The arrays have room for max_steps rows, because their shape has to be known before the "
    "solve. The rows that no step has filled hold inf, whether the solve worked or not.",
    checked="a solve that went well, and one that ran out of steps",
    unchecked="solves backwards in time, states that are pytrees",
)


# --- ode_equal_error


def _tables():
    """[(a, b, error)]: made so that the usual slips give other numbers."""
    import numpy as np

    a = np.array([[1e-2, 60], [1e-4, 150], [1e-5, 260], [1e-7, 650.0]])
    b = np.array([[5e-3, 90], [1e-6, 300.0]])
    c = np.array([[3e-1, 20], [2e-3, 45], [3e-6, 90], [1e-8, 140], [4e-10, 230.0]])
    return [(a, b, 1e-5), (b, a, 3e-4), (a, c, 2e-6), (c, b, 1e-3), (a, c, 1e-7)]


def _evaluations(rows, error, x=math.log, y=math.log, back=math.exp):
    import numpy as np

    errors, evals = rows[::-1, 0], rows[::-1, 1]
    return back(np.interp(x(error), [x(e) for e in errors], [y(n) for n in evals]))


def _price(answer, chapter):
    import numpy as np

    f = function(answer, "price")
    for a, b, error in _tables():
        seen = f"for an error of {error:.0e} and tables of {len(a)} and {len(b)} rows"
        got = _one(call(f, np.array(a), np.array(b), error), "price", seen)
        _told_price(got, a, b, error, seen)


def _told_price(got, a, b, error, seen):
    import numpy as np

    def ratio(x, y, back):
        return _evaluations(a, error, x, y, back) / _evaluations(b, error, x, y, back)

    def same(x):
        return abs(got - x) <= 1e-4 * abs(x)

    def plain(x):
        return x

    seen = f"{seen}, price gave {got:.6g}"
    right = ratio(math.log, math.log, math.exp)
    if same(right):
        return
    upside = [
        float(np.exp(np.interp(np.log(error), np.log(r[:, 0]), np.log(r[:, 1])))) for r in (a, b)
    ]
    others = {
        "The ratio is upside down: the evaluations of `a` stand above.": 1 / right,
        "The straight lines are in error and evaluations, and not in their logarithms.": ratio(
            plain, plain, plain
        ),
        "The straight lines are in the error and log evaluations; both are to be logarithms.": (
            ratio(plain, math.log, math.exp)
        ),
        "The straight lines are in log error and the evaluations; both are to be logarithms.": (
            ratio(math.log, plain, plain)
        ),
        "The logarithms of the evaluations are divided, and not the evaluations.": (
            _evaluations(a, error, back=plain) / _evaluations(b, error, back=plain)
        ),
        "`np.interp` wants abscissae that rise, and errors fall from row to row; it does not "
        "complain.": upside[0] / upside[1],
    }
    for text, other in others.items():
        require(not same(other), text, None, seen)
    require(math.isfinite(got), "The result is not finite.", None, seen)
    raise NeedsWork("That is not the ratio of the evaluations at this error.", None, seen)


_PRICE = Exercise(
    label="ode_equal_error",
    check=_price,
    hints=(
        "At a given error, how many evaluations does one solver need, if its rows are joined by "
        "straight lines in a plot with two logarithmic axes?",
        "`np.interp(x, xs, ys)` needs `xs` that rise: turn the rows round with `[::-1]`.",
        "def price(a, b, error):\n    def evaluations(rows): ...\n"
        "    return evaluations(a) / evaluations(b)",
    ),
    why="Solvers read a tolerance differently, so they are compared at the error that they made. "
    "A method of order q is a straight line of slope -q in the logarithms.",
    checked="tables of different lengths, errors between the rows and on a row",
    unchecked="errors outside of the tables",
)


# --- ode_clock


def _stamp_sets():
    """{what is particular: stamps}."""
    import numpy as np

    noon = 1_764_374_400_123_456_789
    return {
        "stamps seconds apart": noon + np.array([0, 1, 2, 3600], np.int64) * 10**9,
        "stamps out of order": noon + np.array([5, 0, 86_000, 2], np.int64) * 10**9,
        "one stamp": np.array([noon], np.int64),
        "stamps microseconds apart": noon + np.array([0, 1000, 2500, 10**9], np.int64),
        "stamps on both sides of a whole second": 1_764_374_400_999_999_000
        + np.array([0, 2000, 4500], np.int64),
    }


def _solver_times(answer, chapter):
    import numpy as np

    f = function(answer, "solver_times")
    for what, stamps in _stamp_sets().items():
        given = stamps.copy()
        result = returned(call(f, given), "solver_times")
        got = numbers(result, "result of solver_times", what)
        right = (stamps - stamps.min()) / 1e9
        seen = f"for {what}: {say(got)}"
        require(
            np.array_equal(given, stamps), "The stamps that were handed in are changed.", None, seen
        )
        _told_times(got, right, stamps, seen)
        kind = getattr(result, "dtype", None)
        require(
            kind == np.float32,
            "The values are right, and the dtype is not float32.",
            None,
            f"for {what} the dtype is {kind or type(result).__name__}",
        )


def _told_times(got, right, stamps, seen):
    import numpy as np

    def is_(x):
        return bool(np.all(np.abs(got - x) <= 1e-6 * np.abs(x) + 1e-15))

    require(
        got.shape == right.shape,
        "There should be one time for each stamp.",
        None,
        f"{seen}, of shape {got.shape}; {right.shape} is asked for",
    )
    if is_(right):
        return
    early = stamps.astype(np.float32).astype(float)
    require(
        not np.all(np.isin(np.round(got, 3), np.round((early - early.min()) / 1e9, 3)))
        or np.allclose(got, right, rtol=1e-3, atol=1e-3),
        "The stamps became 32-bit floats before they were subtracted. There, neighbours are minutes "
        "apart, and what lies between them is lost.",
        "M32",
        seen,
    )
    others = {
        "These are milliseconds; seconds are asked for.": right * 1e3,
        "These are microseconds; seconds are asked for.": right * 1e6,
        "These are nanoseconds; seconds are asked for.": right * 1e9,
        "The times are sorted, and the order of the stamps is lost.": np.sort(right),
        "The times count from the first stamp of the array; they should count from the earliest.": (
            (stamps - stamps[0]) / 1e9
        ),
        "The times have the wrong sign.": -right,
    }
    for text, other in others.items():
        require(not is_(other), text, None, seen)
    require(
        not np.all(np.abs(got - right) <= 1e-5 + 1e-6 * right),
        "Seconds are right, and small differences are not: a stamp of nineteen digits does not fit "
        "into the sixteen of a 64-bit float. Subtract before you convert.",
        "M32",
        seen,
    )
    raise NeedsWork("These are not the seconds since the earliest stamp.", None, seen)


_CLOCK = Exercise(
    label="ode_clock",
    check=_solver_times,
    hints=(
        "How far apart are neighbouring 32-bit floats, and 64-bit floats, at 1.7e18?",
        "Integers subtract without loss. `np.spacing` tells the distance of neighbours.",
        "def solver_times(stamps):\n    since = stamps - ...\n    return (...).astype(np.float32)",
    ),
    why="A float keeps a number of digits, and an epoch uses them up. The difference of integers "
    "is exact, and is small enough for a float.",
    checked="stamps microseconds, seconds and a day apart, out of order, and a single one",
    unchecked="stamps of other units or dtypes",
)


# --- ode_stability


def _matrix(t, u, p):
    return t * (p @ u)


def _reaction(t, u, p):
    """Of Robertson's kind: the middle species is fast."""
    import jax.numpy as jnp

    a, b, c = u
    fast, slow = 3e7 * b**2, p * b * c - 0.04 * a
    return jnp.array([slow, -slow - fast, fast])


def _stability_cases():
    """[(what, f, t, u, p)]."""
    import jax.numpy as jnp

    def system(what, rows, t=1.0):
        return what, _matrix, t, jnp.array([0.5, -2.0]), jnp.array(rows)

    return [
        system("rates 1 and 1000", [[-1.0, 0.0], [0.0, -1000.0]]),
        system("rates 1 and 2, coupled one way", [[-1.0, 1e4], [0.0, -2.0]]),
        system("a damped rotation", [[-1.0, 5.0], [-4.0, -1.5]]),
        system("one growing and one shrinking direction", [[10.0, 2.0], [1.0, -3.0]]),
        system("growth alone", [[1.0, 0.5], [0.0, 2.0]]),
        system("a matrix times t, at t = 3", [[-4.0, 1.0], [0.0, -2.0]], t=3.0),
        (
            "a chemical reaction",
            _reaction,
            0.0,
            jnp.array([0.9, 2e-5, 0.1]),
            jnp.array(1e4),
        ),
    ]


def _stability(answer, chapter):
    import jax
    import numpy as np

    f = function(answer, "stability_steps")
    for what, field, t, u, p in _stability_cases():
        J = np.asarray(jax.jacfwd(field, argnums=1)(t, u, p), float)
        for T, limit in ((7.0, 2.0), (40.0, 3.3)):
            seen = f"for {what}, T = {T:g} and limit {limit:g}"
            got = _one(call(f, field, t, u, p, T, limit), "stability_steps", seen)
            _told_stability(got, J, T, limit, seen)


def _told_stability(got, J, T, limit, seen):
    import numpy as np

    mu = np.linalg.eigvals(J)
    damped = mu[mu.real < 0]
    right = T / limit * np.abs(damped).max(initial=0.0)
    seen = f"{seen}: {got:.6g}"

    def same(x, tol=1e-6):
        return abs(got - x) <= tol * max(abs(x), 1e-12)

    if same(right):
        return
    scale = T / limit
    norms = (np.linalg.norm(J), np.linalg.norm(J, 2), np.abs(J).max(), np.abs(J).sum(1).max())
    require(
        math.isfinite(got),
        "The result is not finite.",
        None,
        seen,
    )
    require(
        not (damped.size and any(same(scale * x) for x in norms)),
        "That is a norm of the Jacobian. A matrix that is far from symmetric can be large and have "
        "small eigenvalues, and they decide.",
        "M59",
        seen,
    )
    symmetric = (np.linalg.eigvalsh(J), np.linalg.eigvalsh((J + J.T) / 2))
    require(
        not any(same(scale * np.abs(x[x < 0]).max(initial=0.0)) for x in symmetric),
        "These are the eigenvalues of a symmetric matrix, which the Jacobian is not.",
        None,
        seen,
    )
    others = {
        "A direction that grows is counted. It has to be followed accurately, and that is no matter "
        "of stability.": scale * np.abs(mu).max(),
        "Only the real part is counted; a damped rotation is limited by its whole size.": scale
        * np.abs(damped.real).max(initial=0.0),
        "Only the imaginary part is counted.": scale * np.abs(mu.imag).max(),
        "The slowest direction is counted, and the fastest decides.": scale
        * (np.abs(damped).min() if damped.size else 0.0),
        "The result is rounded; a real number is asked for.": math.ceil(right),
        "The number of steps is negative.": -right,
        "The length of the interval is left out.": right / T,
        "The limit is left out, or divided by where it should not be.": right * limit,
        "The limit is multiplied: a larger limit allows fewer steps.": right * limit**2,
        "That is the step, and not the number of steps.": T / right if right else math.nan,
    }
    for text, other in others.items():
        misconception = "M59" if text.startswith(("A direction", "The slowest")) else None
        require(not same(other), text, misconception, seen)
    require(right != 0, "No eigenvalue is damped here, so the number is 0.", None, seen)
    raise NeedsWork(
        "That is not T times the largest damped eigenvalue over the limit. Is the Jacobian taken by "
        "`u`, at the `t`, `u` and `p` that are given?",
        None,
        seen,
    )


_STABILITY = Exercise(
    label="ode_stability",
    check=_stability,
    hints=(
        "Which number of a matrix says how fast a small deviation dies out: its entries, its norm, "
        "its eigenvalues?",
        "`jax.jacfwd(f, argnums=1)` is the Jacobian by `u`; `np.linalg.eigvals` takes any matrix; "
        "`max(initial=0.0)` stands an empty array.",
        "def stability_steps(f, t, u, p, T, limit):\n    mu = np.linalg.eigvals(...)\n"
        "    damped = ...\n    return T * ... / limit",
    ),
    why="A step of size h multiplies the part of a deviation along an eigenvector by R(h mu), which "
    "is below 1 only while h |mu| stays under the limit of the method. More max_steps pay that "
    "bill; an implicit method does not get it.",
    checked="real and complex eigenvalues, growth, a matrix far from symmetric, a reaction",
    unchecked="a Jacobian that changes along the way, eigenvalues on the imaginary axis",
)


# --- ode_exponent


def _spiral(u):
    import jax.numpy as jnp

    return 0.9 * jnp.array([0.6 * u[0] - 0.8 * u[1], 0.8 * u[0] + 0.6 * u[1]])


def _apart(u):
    import jax.numpy as jnp

    return jnp.stack([0.5 * u[0], 4 * u[1] * (1 - u[1])])


def _late(u):
    """Of two mixed coordinates one is a clock, and the other grows until it has run down."""
    import jax.numpy as jnp

    a, b = u[0] + 0.5 * u[1], u[1] - 0.2 * u[0]
    a, b = 0.9 * a, jnp.where(a > 1e-2, 2.0, 0.95) * b
    return jnp.array([a - 0.5 * b, b + 0.2 * a]) / 1.1


def _logistic(u):
    return 4 * u * (1 - u)


def _henon(u):
    import jax.numpy as jnp

    return jnp.array([1 - 1.4 * u[0] ** 2 + u[1], 0.3 * u[0]])


def _exponent(answer, chapter):
    import jax.numpy as jnp

    f = function(answer, "largest_exponent")
    for name, step, u0, skip, n, right, tol in (
        ("a spiral into 0, by 0.9 a step", _spiral, [1.0, 2.0], 10, 500, math.log(0.9), 2e-3),
        ("a map that changes after 44 steps", _late, [0.9, 0.2], 80, 1500, math.log(0.95), 3e-3),
        (
            "a map whose second axis goes its own way",
            _apart,
            [0.5, 0.3],
            50,
            3000,
            math.log(2),
            0.03,
        ),
        ("the map 4 u (1 - u)", _logistic, [0.3], 50, 3000, math.log(2), 0.03),
        ("the map of Hénon", _henon, [0.1, 0.1], 100, 3000, 0.419, 0.04),
    ):
        seen = f"for {name}, skip = {skip}, n = {n}"
        got = _one(call(f, step, jnp.array(u0), skip, n), "largest_exponent", seen)
        seen += f": {got:.5g}, and {right:.3f} is known"
        require(
            math.isfinite(got),
            "The deviation has overflowed, or died out: bring it back to length 1 at each step.",
            None,
            seen,
        )
        if abs(got - right) <= tol:
            continue
        _told_exponent(got, name, skip, n, right, tol, seen)


def _told_exponent(got, name, skip, n, right, tol, seen):
    def same(x):
        return abs(got - x) <= max(tol, 1e-3 * abs(x))

    others = {
        "The sign is the other way round.": -right,
        "That is the growth over all steps; the mean per step is asked for.": n * right,
        "That is the factor by which a deviation grows, and not its logarithm.": math.exp(right),
        "The logarithm is to the base 2.": right / math.log(2),
        "The logarithm is to the base 10.": right / math.log(10),
        "The sum is divided by all steps, also by those that were made to forget the start.": right
        * n
        / (n + skip),
    }
    for text, other in others.items():
        require(not same(other), text, None, seen)
    if "changes" in name:
        raise NeedsWork(
            "The steps that were to be forgotten are counted, or are not made: this map grows in "
            "them, and shrinks afterwards.",
            None,
            seen,
        )
    if "spiral" in name:
        raise NeedsWork(
            "Every deviation shrinks by the same factor here, and the result is another. Is it the "
            "deviation that is measured, and after each step?",
            None,
            seen,
        )
    raise NeedsWork(
        "Shrinking maps are right, and a chaotic one is not. Is the deviation pushed by the "
        "derivative where the map is at that step, and is the mean one of logarithms?",
        None,
        seen,
    )


_EXPONENT = Exercise(
    label="ode_exponent",
    check=_exponent,
    hints=(
        "What does one step do to a small deviation `v`, and what would `v` be after a thousand?",
        "`jax.jvp(step, (u,), (v,))` returns the next state and the next deviation; `lax.scan` "
        "collects a number from each step.",
        "def largest_exponent(step, u0, skip, n):\n    def turn(state, _):\n        u, v = state\n"
        "        ...\n    return jax.lax.scan(turn, ...)[1][skip:].mean()",
    ),
    why="The derivative of a step pushes the deviation, which turns towards the direction that "
    "grows fastest. Its length is taken out at each step, and the mean of the logarithms remains.",
    checked="two maps that shrink, one of them after a transient; the logistic and Hénon's map",
    unchecked="maps whose deviations vanish in one step, flows",
)


# --- ode_trusted


def _driven(t, u, p):
    """The first relaxes to cos t, the second is u' = p u^2."""
    import jax.numpy as jnp

    return jnp.array([2 * (jnp.cos(t) - u[0]) - jnp.sin(t), p * u[1] ** 2])


def _repelled(t, u, p):
    """The solution is cos t, and whatever is off it leaves by exp(p t)."""
    import jax.numpy as jnp

    return p * (u - jnp.cos(t)) - jnp.sin(t)


def _large(t, u, p):
    import jax.numpy as jnp

    return p[0] * (u - p[1] * jnp.cos(t)) - p[1] * jnp.sin(t)


def _trusted(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "trusted")
    t = np.linspace(3.0, 5.0, 11)
    start = jnp.array([np.cos(3.0), 1.0])

    def ask(p, what, equation=_driven, start=start, t=t):
        ys, good = pair(
            call(f, equation, start, jnp.array(p), jnp.asarray(t)), "trusted", "states and a bool"
        )
        ys, shape = numbers(returned(ys, "trusted"), "states", what), (len(t), len(start))
        require(
            ys.shape == shape,
            "The states should have a row for each time and a column for each entry.",
            None,
            f"for {what} they have shape {ys.shape}; {shape} is asked for",
        )
        require(
            not hasattr(good, "dtype"),
            "The second result is an array; a Python bool is asked for.",
            None,
            f"its type is {type(good).__name__}",
        )
        return ys, truth(good, "trusted", " of the states")

    what = "a harmless equation from t = 3 to 5"
    ys, good = ask(-0.5, what)
    right = np.stack([np.cos(t), 1 / (1 + 0.5 * (t - 3))], axis=1)
    off = float(np.max(np.abs(ys - right)))
    seen = f"for {what}: {good}, and the largest error is {off:.1e}"
    from_zero = np.cos(t - 3) + (np.cos(3.0) - 1) * np.exp(-2 * (t - 3))
    require(
        np.max(np.abs(ys[:, 0] - from_zero)) > 1e-2,
        "The solve starts at time 0, and not at the first of the times.",
        None,
        seen,
    )
    require(
        off <= 1e-6 or not good,
        "It says that the states are good, and they are not. A solve that ended well has done what "
        "its tolerance asked, and no more; what would a second, stricter one say?",
        "M59",
        seen,
    )
    require(
        good,
        "It does not trust a harmless equation. Is the tolerance so strict that it cannot be met, "
        "or so loose that the two solves differ?",
        None,
        seen,
    )
    what = "an equation that ends at t = 4"
    ys, good = ask(1.0, what)
    require(
        not good,
        "No solver can follow this one to the end, and it says that the states are good. What does "
        "the solve itself say, in `result`, and do comparisons notice `inf` and NaN?",
        "M59",
        f"for {what}: {good}, and the last state is {say(ys[-1])}",
    )
    what = "an equation that multiplies each error by 1e15"
    t = np.linspace(3.0, 6.0, 11)
    ys, good = ask(12.0, what, _repelled, jnp.array([np.cos(3.0)]), t)
    off = float(np.max(np.abs(ys[:, 0] - np.cos(t))))
    require(
        not good or off <= 1e-6,
        "The solve came to its end, and the states are not those of the solution: this equation "
        "makes small errors large. Only a second, stricter solve shows that.",
        "M59",
        f"for {what}: {good}, and the largest error is {off:.1e}",
    )
    what = "a harmless equation with states of 1e9"
    ys, good = ask([-2.0, 1e9], what, _large, jnp.array([1e9 * np.cos(3.0)]), t)
    off = float(np.max(np.abs(ys[:, 0] - 1e9 * np.cos(t)))) / 1e9
    require(
        good and off <= 1e-6,
        "It does not trust a harmless equation with large states. Is the difference of two solves "
        "compared with the size of the states?",
        None,
        f"for {what}: {good}, and the largest error is {off:.1e} of the size",
    )


_TRUSTED = Exercise(
    label="ode_trusted",
    check=_trusted,
    hints=(
        "What tells you that a solve gave up, and what tells you that one that did not is accurate?",
        "`throw=False` with `sol.result == dfx.RESULTS.successful`, and a second solve with a "
        "stricter tolerance.",
        "def trusted(f, u0, p, t):\n    loose, strict = ..., ...\n    good = ...\n"
        "    return strict.ys, good",
    ),
    why="The result says whether the solver got to the end. Whether it is accurate, only another "
    "solve can say, stricter or by another method.",
    checked="two equations with known solutions, one large; one that ends on the way; an unstable one",
    unchecked="stiff equations, small states, the time that it takes",
)


EXERCISES = (_REACHED, _PRICE, _CLOCK, _STABILITY, _EXPONENT, _TRUSTED)
