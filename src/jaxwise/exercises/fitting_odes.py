"""Checks of the exercises of the chapter on fitting an ODE."""

from jaxwise.exercises._exercise import Exercise, call, function, pair, require, returned
from jaxwise.exercises._looks import jit_of, numbers, say

# --- fit_mode


def _mode(answer, chapter):
    f = function(answer, "mode")
    cases = [(6, 82), (1, 1), (1600, 1), (3, 2), (2, 3), (1, 50), (400, 400), (150, 500)]
    cases += [(500, 150), (101, 100), (100, 101), (7, 1), (40, 3)]
    right = ["forward" if n <= m else "reverse" for n, m in cases]
    found = [returned(call(f, n, m), "mode") for n, m in cases]
    for (n, m), said in zip(cases, found, strict=True):
        require(
            isinstance(said, str) and said in ("forward", "reverse"),
            '`mode` should return the string "forward" or "reverse".',
            None,
            f"mode({n}, {m}) gave {say(said)}",
        )
    wrong = [i for i, (a, b) in enumerate(zip(found, right, strict=True)) if a != b]
    if not wrong:
        return
    n, m = cases[wrong[0]]
    seen = f"mode({n}, {m}) gave {found[wrong[0]]!r}"
    require(
        len(set(found)) > 1,
        "One answer for all: neither mode is the better one for every shape.",
        "M44",
        seen,
    )
    ties = [i for i, (n, m) in enumerate(cases) if n == m]
    require(
        not set(wrong) <= set(ties),
        'Where the passes are equal, "forward" is asked for.',
        None,
        seen,
    )
    require(
        not set(range(len(cases))) - set(ties) <= set(wrong),
        "The two modes are the wrong way round: which of them makes a pass for each input?",
        "M44",
        seen,
    )
    require(
        False,
        "It does not depend on one size alone, nor on a fixed limit: compare the passes that each "
        "mode makes.",
        "M44",
        seen,
    )


_MODE = Exercise(
    label="fit_mode",
    check=_mode,
    hints=(
        "One pass of forward mode carries the derivatives by how many inputs? One of reverse mode, "
        "those of how many outputs?",
        "Forward makes n passes and reverse makes m. Compare them.",
        'def mode(n, m):\n    return "forward" if ... else "reverse"',
    ),
    why="A pass of forward mode gives a column of the Jacobian, a pass of reverse mode a row. With "
    "82 residuals by six parameters six columns are fewer; with one cost one row is.",
    checked="thirteen shapes, two of them square",
    unchecked="memory, and what a pass costs, which decide when the numbers are close",
)


# --- fit_log


def _in_logs(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    def predation(t, x, p):
        return x * jnp.stack([p[0] - p[1] * x[1], p[2] * x[0] - p[3]]) + 0.1 * t

    def logistic(t, x, p):
        return p[0] * x * (1 - x / p[1])

    cases = [
        (predation, 0.5, np.array([3.0, 0.5]), np.array([0.5, 0.2, 0.1, 0.8])),
        (logistic, 2.0, np.array([0.1, 2.0, 30.0]), np.array([0.7, 10.0])),
    ]
    made = function(answer, "in_logs")
    for f, t, x, p in cases:
        g = returned(call(made, f), "in_logs")
        require(
            callable(g),
            "`in_logs` should return a function, which the solver calls later.",
            None,
            f"it returned {say(g)}",
        )
        z, p = jnp.log(x), jnp.asarray(p)
        seen = f"in_logs({f.__name__}) at x = {say(x)}"
        result = returned(call(g, t, z, p), "the function that in_logs returns")
        found = numbers(result, "result of g", seen)
        rhs = np.asarray(f(t, jnp.asarray(x), p), float)
        right = rhs / x
        with np.errstate(all="ignore"):
            _told_logs(found, right, {"x": rhs, "z": np.asarray(f(t, z, p)) / x}, x, f, t, z, p)
        jitted = np.asarray(call(jit_of(lambda t, z, p, g=g: g(t, z, p), "g"), t, z, p))
        slopes = call(jax.jacfwd(lambda z, g=g, t=t, p=p: g(t, z, p)), z)
        expected = jax.jacfwd(lambda z, f=f, t=t, p=p: f(t, jnp.exp(z), p) / jnp.exp(z))(z)
        require(
            np.allclose(jitted, right, rtol=1e-4, atol=1e-6),
            "Under `jit` it gives something else.",
            None,
            f"{seen}: {say(jitted)}",
        )
        require(
            np.allclose(slopes, expected, rtol=1e-4, atol=1e-6),
            "The values are right and the derivatives by z are not.",
            None,
            f"{seen}: {say(slopes)}",
        )


def _told_logs(found, right, others, x, f, t, z, p):
    import numpy as np

    seen = f"in_logs({f.__name__}) at x = {say(x)} gave {say(found)}"

    def is_(other):
        other = np.asarray(other, float)
        return found.shape == other.shape and np.allclose(
            found, other, rtol=1e-4, atol=1e-6, equal_nan=True
        )

    if is_(right):
        return
    told = {
        "This is dx/dt. The derivative of a logarithm has a division in it.": others["x"],
        "The right-hand side is given z where it expects x.": f(t, z, p),
        "The right-hand side is given z where it expects x; the division is right.": others["z"],
        "It multiplies by x where the chain rule divides.": others["x"] * x,
        "This is the logarithm of the derivative and not the derivative of the logarithm.": np.log(
            others["x"]
        ),
        "It divides by z where the chain rule divides by x.": others["x"] / np.asarray(z),
    }
    for text, other in told.items():
        require(not is_(other), text, None, seen)
    require(False, "This is not dz/dt.", None, f"{seen}, and dx/dt is {say(others['x'])}")


_IN_LOGS = Exercise(
    label="fit_log",
    check=_in_logs,
    hints=(
        "What is the derivative of log x by time, if x depends on time?",
        "The chain rule divides dx/dt by x; and `f` wants x, so that z has to be turned back first.",
        "def in_logs(f):\n    def g(t, z, p):\n        x = ...\n        return ...\n    return g",
    ),
    why="d(log x)/dt is (dx/dt)/x, and x = exp(z) is positive whatever z is, so that no step of the "
    "solver can leave the region where the model has a meaning.",
    checked="two models, at one time each, also under jit, and the derivatives by z",
    unchecked="where exp(z) is zero or infinite in floating point",
)


# --- fit_best


def _best_of(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "best_of")
    q = np.arange(15.0).reshape(5, 3) + np.array([0.5, 0.1, 0.2])
    nan, inf = np.nan, np.inf
    all_ = np.ones(5, bool)
    cases = [
        ("plain", [3.0, 1.0, 2.0, 5.0, 4.0], all_, 1),
        ("a lower cost was not solved", [3.0, 1.0, 2.0, 5.0, 4.0], [1, 0, 1, 1, 1], 2),
        ("a cost is NaN", [3.0, nan, 2.0, 5.0, 4.0], all_, 2),
        ("the first is NaN and not solved", [nan, 9.0, 8.0, 7.0, 9.0], [0, 1, 1, 1, 1], 3),
        ("a cost is infinite", [inf, 9.0, 8.0, inf, 9.0], all_, 2),
        ("a cost is minus infinity", [3.0, -inf, 2.0, 5.0, 4.0], all_, 2),
        ("costs are large", [3e9, 1e8, 2e12, 5e9, 4e9], [1, 0, 1, 1, 1], 0),
        ("one is left", [1.0, 2.0, 3.0, 4.0, 5.0], [0, 0, 0, 0, 1], 4),
        ("none was solved", [3.0, 1.0, 2.0, 5.0, 4.0], [0] * 5, None),
        ("all costs are NaN", [nan] * 5, all_, None),
        ("all solved are infinite", [inf, 1.0, inf, inf, inf], [1, 0, 1, 1, 1], None),
    ]
    forms = {"": f, " under jit": jit_of(lambda q, cost, solved: f(q, cost, solved), "best_of")}
    for how, g in forms.items():
        for what, cost, solved, winner in cases:
            cost, solved = np.array(cost), np.array(solved, bool)
            arguments = jnp.asarray(q), jnp.asarray(cost), jnp.asarray(solved)
            result = returned(call(g, *arguments), "best_of")
            seen = f"{what}{how}: cost {say(cost)}, solved {say(solved)}"
            found = numbers(result, "result of best_of", seen)
            _told_best(found, q, cost, solved, winner, f"{seen} gave {say(found)}")


def _told_best(found, q, cost, solved, winner, seen):
    import numpy as np

    require(found.shape == (3,), "The parameters of one fit are asked for: k numbers.", None, seen)
    if winner is None:
        require(
            np.isnan(found).all(),
            "No fit is left, and it returns numbers as if one were.",
            "M59",
            seen,
        )
        return
    if np.allclose(found, q[winner], rtol=0, atol=1e-4):
        return
    others = [i for i in range(len(q)) if np.allclose(found, q[i], rtol=0, atol=1e-4)]
    require(not np.isnan(found).any(), "A fit is left, and it returns NaN.", None, seen)
    require(bool(others), "These are not the parameters of any of the fits.", None, seen)
    i = others[0]
    require(
        not np.isnan(cost[i]),
        "A fit with a cost of NaN wins: `argmin` takes a NaN for the smallest.",
        "M59",
        seen,
    )
    require(
        bool(solved[i]),
        "A fit that was not solved wins: a solver that stops early reports it, and its numbers are "
        "no result.",
        "M59",
        seen,
    )
    require(np.isfinite(cost[i]), "A fit with an infinite cost wins.", "M59", seen)
    valid = np.where(solved & np.isfinite(cost), cost, -np.inf)
    require(i != int(valid.argmax()), "This is the worst of the solved fits.", None, seen)
    require(False, "This is not the solved fit with the lowest cost.", None, seen)


_BEST_OF = Exercise(
    label="fit_best",
    check=_best_of,
    hints=(
        "What does `argmin` say of [3.0, nan, 2.0]? Can the number of solved fits be the size of an "
        "array under `jit`?",
        "`jnp.where(valid, cost, jnp.inf)` keeps the shape. What is to be returned if `valid` is "
        "nowhere true?",
        "def best_of(q, cost, solved):\n    valid = ...\n    winner = jnp.argmin(...)\n"
        "    return jnp.where(..., q[winner], jnp.nan)",
    ),
    why="Failure of a lane is a value and not an exception: it has to be looked at. With infinity "
    "in the place of what may not win the shape stays, and a last `where` says when nothing is left.",
    checked="eleven sets of five fits, with failures, NaN and infinities, also under jit",
    unchecked="ties",
)


# --- fit_slopes


def _noisy(exact, m):
    """A function like a solver's: right to 1e-8, irregular, and of NumPy arrays only."""
    import numpy as np

    def f(q):
        if not isinstance(q, np.ndarray) or q.dtype != np.float64:
            raise TypeError(f"f takes a NumPy array of 64-bit floats, and was given {type(q)}")
        wobble = np.sin(1e9 * (q @ (1.0 + 0.37 * np.arange(q.size))) + 7.0 * np.arange(m))
        return exact(q) + 1e-8 * wobble

    return f


def _slopes(answer, chapter):
    import numpy as np

    f = function(answer, "slopes")
    A = np.array([[0.5, -1.0], [2.0, 0.3], [1.0, 1.0]])
    cases = [
        (lambda q: np.sin(A @ q), np.array([0.3, -0.2]), 3, lambda q: np.cos(A @ q)[:, None] * A),
        (
            lambda q: np.array([q[0] * q[1], np.exp(q[2])]),
            np.array([1.0, 2.0, 0.5]),
            2,
            lambda q: np.array([[q[1], q[0], 0], [0, 0, np.exp(q[2])]]),
        ),
        (
            lambda q: np.array([q[0] ** 3 / 2 + 4 * q[0] ** 2, 3 * q[0]]),
            np.array([0.0]),
            2,
            lambda q: np.array([[1.5 * q[0] ** 2 + 8 * q[0]], [3.0]]),
        ),
    ]
    for exact, q, m, slopes in cases:
        right, given = slopes(q), q.copy()
        found = numbers(
            returned(call(f, _noisy(exact, m), given), "slopes"), "result of slopes", "slopes(f, q)"
        )
        seen = f"at q = {say(q)}, slopes gave {say(found)}, and it should be {say(right)}"
        if right.shape[0] != right.shape[1]:
            require(
                found.shape != right.T.shape,
                "The rows are the inputs and the columns the outputs; it should be the other way.",
                None,
                seen,
            )
        require(
            found.shape == right.shape,
            "The Jacobian should have a row for each output and a column for each input.",
            None,
            f"{seen}; shape {found.shape}",
        )
        off = np.abs(found - right)
        require(
            np.all(off <= 1e-3) or not _is_noise(f, exact, q, m),
            "The differences are those of the noise: it is divided by the step, and the step is "
            "too small for that.",
            "M32",
            seen,
        )
        require(
            np.all(off <= 1e-3),
            "The entries are off by more than 1e-3, and would be without the noise as well: over a "
            "step this long the function bends.",
            None,
            f"{seen}, off by {off.max():.1g}",
        )


def _is_noise(f, exact, q, m):
    """Are the slopes right where there is no noise?"""
    import numpy as np

    try:
        clean = np.asarray(f(lambda q: exact(np.asarray(q, float)), q.copy()), float)
        noisy = np.asarray(f(_noisy(exact, m), q.copy()), float)
        return bool(np.abs(clean - noisy).max() > 1e-3)
    except Exception:
        return False


_SLOPES = Exercise(
    label="fit_slopes",
    check=_slopes,
    hints=(
        "How large is an error of 1e-8 in the values after the division by the step, for a step of "
        "1e-8, of 1e-5, of 1e-3?",
        "A central difference is wrong by noise over step, and by step squared times the third "
        "derivative over six. Which steps make both small?",
        "def slopes(f, q):\n    s = ... * np.eye(len(q))\n"
        "    return np.array([(f(q + e) - f(q - e)) / ... for e in s]).T",
    ),
    why="The step is chosen for the noise of the values, and not for the rounding of the numbers: "
    "here everything from about 1e-4 to 1e-2 does. A central difference has no error from the "
    "second derivative.",
    checked="three functions with noise of 1e-8, one of them steeply bent",
    unchecked="a larger noise, and parameters of very different size",
)


# --- fit_unseen


def _unseen(answer, chapter):
    import numpy as np

    f = function(answer, "unseen")
    draws = np.random.default_rng(11)

    def of_rank(m, n, k):
        return draws.normal(size=(m, k)) @ draws.normal(size=(k, n))

    cases = [
        (np.array([[1.0, 1.0], [2.0, 2.0], [0.5, 0.5]]), 1),
        (of_rank(20, 6, 5), 1),
        (of_rank(20, 6, 3), 3),
        (draws.normal(size=(9, 4)), 0),
        (draws.normal(size=(2, 5)), 3),
        (of_rank(3, 5, 1), 4),
        (1e-12 * of_rank(8, 4, 3), 1),
        (draws.normal(size=(8, 3)) * [1.0, 1e-4, 1.0], 0),
        (1e9 * of_rank(8, 4, 3), 1),
        (of_rank(4, 4, 2), 2),
    ]
    left, _ = np.linalg.qr(draws.normal(size=(8, 4)))
    right, _ = np.linalg.qr(draws.normal(size=(4, 4)))
    cases.append(((left * [1.0, 0.3, 0.1, 1e-10]) @ right, 1))  # above rounding, below the limit
    for J, k in cases:
        m, n = J.shape
        found = numbers(returned(call(f, J.copy()), "unseen"), "result of unseen", "unseen(J)")
        seen = f"for J of shape ({m}, {n}) with {k} unseen, unseen gave shape {found.shape}"
        if found.ndim == 2 and found.shape == (n, k) and n != k:
            require(False, "The directions stand in columns; rows are asked for.", None, seen)
        require(
            found.ndim == 2 and found.shape[1] == n,
            "Each row should be a direction in the space of the n parameters.",
            None,
            seen,
        )
        scale = np.linalg.norm(J, 2)
        if len(found) and k and m < n and len(found) < k:
            require(
                False,
                "With fewer data than parameters some directions have no singular value at all; "
                "they are unseen too.",
                None,
                seen,
            )
        require(
            len(found) == k,
            "The number of unseen directions is wrong: "
            + (
                "with fewer data than parameters some have no singular value at all."
                if m < n and len(found) < k
                else "compare each singular value with the largest."
            ),
            None,
            seen,
        )
        if not k:
            continue
        require(
            np.abs(J @ found.T).max() < 1e-6 * scale * max(1.0, np.abs(found).max()),
            "The data do see these directions: J v is not zero. Which of the factors of the "
            "decomposition holds directions of the parameters, and are they its rows?",
            None,
            f"{seen}; J v is up to {np.abs(J @ found.T).max():.2g}",
        )
        require(
            np.allclose(found @ found.T, np.eye(k), rtol=0, atol=1e-6),
            "The directions are not orthonormal.",
            None,
            f"{seen}; their products are {say(found @ found.T)}",
        )


_UNSEEN = Exercise(
    label="fit_unseen",
    check=_unseen,
    hints=(
        "Which factor of the singular value decomposition holds directions in the space of the "
        "parameters, and how many of them are there if J has fewer rows than columns?",
        "`np.linalg.svd(J)` returns n rows as its third factor, the seen ones first. Count the "
        "singular values above the limit.",
        "def unseen(J):\n    _, singular, right = np.linalg.svd(J)\n    seen = ...\n"
        "    return right[...]",
    ),
    why="The rows of the right factor are orthonormal, and J stretches each by its singular value. "
    "Those with a singular value of zero, or with none, change no prediction.",
    checked="eleven matrices, tall, wide and square, with none to four unseen directions",
    unchecked="directions that are seen, but badly",
)


# --- fit_own_model


def _fit_model(answer, chapter):
    import jax.numpy as jnp
    import numpy as np
    from scipy.optimize import least_squares

    f = function(answer, "fit_model")
    draws = np.random.default_rng(2)
    t = np.linspace(0.0, 4.0, 15)
    s = np.linspace(0.0, 3.0, 9)

    def decay(q):
        return q[0] - jnp.exp(q[1]) * t

    def saturation(q):
        return q[0] + jnp.log1p(jnp.exp(q[1]) * s) - jnp.exp(q[2]) * s

    cases = [
        (decay, np.array([1.0, -0.5]), np.array([0.5, 0.2]), 0.1),
        (saturation, np.array([0.5, 0.7, -1.0]), np.array([0.4, 0.5, -0.9]), 0.02),
    ]
    for model, truth, start, noise in cases:
        logs = np.asarray(model(jnp.asarray(truth)))
        logs = logs + noise * draws.normal(size=logs.size)
        result = call(f, model, start.copy(), logs.copy())
        q, errors = pair(result, "fit_model", "the parameters and their standard errors")
        seen = f"{model.__name__}, {logs.size} data"
        q = numbers(q, "first result of fit_model", seen)
        errors = numbers(errors, "second result of fit_model", seen)
        best = least_squares(
            lambda q, model=model, logs=logs: np.asarray(model(jnp.asarray(q))) - logs,
            start,
            jac="3-point",
            xtol=1e-12,
            ftol=1e-12,
            gtol=1e-12,
        )
        A = np.linalg.inv(best.jac.T @ best.jac)
        s2, n, k = 2 * best.cost / (logs.size - truth.size), logs.size, truth.size
        _told_fit(q, errors, best.x, A, s2, n, k, start, seen)


def _told_fit(q, errors, best, A, s2, n, k, start, seen):
    import numpy as np

    right = np.sqrt(s2 * np.diag(A))
    require(
        q.shape == (k,),
        "The parameters should be an array of shape (k,).",
        None,
        f"{seen}: shape {q.shape}",
    )
    off = np.abs(q - best) / right
    require(
        not np.allclose(q, np.exp(best), rtol=1e-3, atol=0),
        "These are the exponentials of the parameters; `model` takes q itself.",
        None,
        f"{seen}: {say(q)}",
    )
    require(
        bool(np.all(off < 0.01)),
        "The parameters are not those of least squares to one hundredth of a standard error: does "
        "the loop go on until it has converged?",
        None,
        f"{seen}: {say(q)} from {say(start)}, and it should be {say(best)}",
    )
    shown = f"{seen}: errors {say(errors)}"
    require(
        errors.shape == (k,),
        "A standard error for each parameter is asked for, not the whole covariance.",
        None,
        f"{seen}: shape {errors.shape}",
    )
    curvature = np.linalg.inv(A)
    told = {
        "These are variances; a standard error is a root.": right**2,
        "The variance of the noise is missing: J alone does not know how noisy the data are.": np.sqrt(
            np.diag(A)
        ),
        "The variance of the noise is estimated with n here; n - k is asked for.": right
        * np.sqrt((n - k) / n),
        "The variance of the noise is estimated with n - 1 here; n - k is asked for.": right
        * np.sqrt((n - k) / (n - 1)),
        "The squared misses are summed, and not divided by n - k.": right * np.sqrt(n - k),
        "Each parameter is treated as if the others were known: the inverse is of the whole matrix, "
        "and not of its diagonal.": np.sqrt(s2 / np.diag(curvature)),
        "These come from the curvature itself; the covariance is its inverse.": np.sqrt(
            s2 * np.diag(curvature)
        ),
        "The spread of the noise multiplies where its square should: s and s squared are mixed up.": (
            np.sqrt(np.sqrt(s2) * np.diag(A))
        ),
        "Half of the sum of squares is used for the variance of the noise.": right / np.sqrt(2),
        "These are the half-widths of 95 % intervals; standard errors are asked for.": 1.96 * right,
        "These are standard errors of the exponentials; `model` takes q itself.": right
        * np.exp(best),
    }
    if np.allclose(errors, right, rtol=0.01, atol=0):
        return
    for text, other in told.items():
        require(not np.allclose(errors, other, rtol=0.01, atol=0), text, None, shown)
    require(
        False, "The standard errors are wrong.", None, f"{shown}, and they should be {say(right)}"
    )


_FIT_MODEL = Exercise(
    label="fit_own_model",
    check=_fit_model,
    hints=(
        "What does the loop of this chapter need beside a model and data, and which three things "
        "make the covariance at its end?",
        "`jax.jacfwd(model)` gives J; `np.linalg.lstsq(J, r)[0]` the step; then s squared with "
        "n - k, and the inverse of J.T @ J.",
        "def fit_model(model, start, logs):\n    for _ in range(20):\n        ...\n"
        "    C = ...\n    return q, np.sqrt(np.diag(C))",
    ),
    why="The Jacobian at the best parameters and the misses there are all that a linear estimate of "
    "the errors needs. Whether it is honest is for a coverage study of your own to say.",
    checked="two models without an ODE, against SciPy with derivatives from differences",
    unchecked="starts from far away, data that do not determine the parameters, your own ODE",
)


EXERCISES = (_MODE, _IN_LOGS, _BEST_OF, _SLOPES, _UNSEEN, _FIT_MODEL)
