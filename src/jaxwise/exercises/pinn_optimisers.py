"""Checks of the exercises of the chapter on what trains a physics-informed network."""

import contextlib
import math
import time
import tracemalloc

from jaxwise.exercises._exercise import (
    Exercise,
    NeedsWork,
    call,
    function,
    require,
    returned,
)
from jaxwise.exercises._looks import jit_of, numbers, say


def _largest(f, *args):
    """The shape of the largest array that `f(*args)` makes, from its jaxpr, or None if it has none."""
    import jax
    import numpy as np

    from jaxwise.probes._interpret import equations

    try:
        closed = jax.make_jaxpr(f)(*args)
    except Exception:  # not every answer can be traced; NumPy's are measured otherwise
        return None
    made = [v.aval for equation, _ in equations(closed) for v in equation.outvars]
    shapes = [aval.shape for aval in made if hasattr(aval, "shape")]
    return max(shapes + [np.shape(c) for c in closed.consts], key=math.prod, default=())


@contextlib.contextmanager
def _numpys_memory():
    """A list that holds, afterwards, the most bytes that Python and NumPy had at once."""
    found, running = [], tracemalloc.is_tracing()
    if not running:
        tracemalloc.start()
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    try:
        yield found
    finally:
        found.append(tracemalloc.get_traced_memory()[1] - before)
        if not running:
            tracemalloc.stop()


def _is(found, other, tol):
    """Is the array the other, to `tol` of its largest element?"""
    import numpy as np

    return found.shape == other.shape and bool(
        np.abs(found - other).max() <= tol * np.abs(other).max()
    )


def _tell(found, right, table, tol, last, seen=""):
    """Raise what the table of (other answers, diagnosis, misconception) knows of a wrong one."""
    import numpy as np

    if all(_is(f, r, tol) for f, r in zip(found, right, strict=True)):
        return
    worst = next(i for i, (f, r) in enumerate(zip(found, right, strict=True)) if not _is(f, r, tol))
    shown = (found[worst].ravel()[:4], right[worst].ravel()[:4])
    seen += f"it gives {say(shown[0])}, and it should be {say(shown[1])}"
    require(np.isfinite(found[worst]).all(), "The result is not finite.", None, seen)
    for others, text, *number in table:
        same = all(_is(f, o, max(tol, 1e-6)) for f, o in zip(found, others, strict=True))
        require(not same, text, *(number or [None]), seen)
    raise NeedsWork(last, None, seen)


def _vector(value, name, shape, seen):
    """The value as an array of this shape."""
    value = numbers(returned(value, name), f"result of {name}", seen)
    require(
        value.shape == shape,
        f"The result has another shape: {shape} is asked for.",
        None,
        f"it is {value.shape}",
    )
    return value


# --- opt_taylor


def _smooth():
    """(name, f, (f, f', f'') by hand)."""
    import jax.numpy as jnp
    import numpy as np

    return (
        ("sin(2 x)", lambda x: jnp.sin(2 * x),
         lambda x: (np.sin(2 * x), 2 * np.cos(2 * x), -4 * np.sin(2 * x))),
        ("x^3 + exp(-x)", lambda x: x**3 + jnp.exp(-x),
         lambda x: (x**3 + np.exp(-x), 3 * x**2 - np.exp(-x), 6 * x + np.exp(-x))),
        ("1 / (1 + x^2)", lambda x: 1 / (1 + x**2),
         lambda x: (1 / (1 + x**2), -2 * x / (1 + x**2) ** 2, (6 * x**2 - 2) / (1 + x**2) ** 3)),
    )  # fmt: skip


def _triple(value):
    value = returned(value, "two_derivatives")
    require(
        isinstance(value, (tuple, list)) or getattr(value, "ndim", None) == 1,
        "Three scalars are asked for.",
        None,
        f"it is a {type(value).__name__}",
    )
    require(len(value) == 3, "Three scalars are asked for.", None, f"there are {len(value)}")
    return value


def _taylor(answer, chapter):
    import jax
    import numpy as np

    two = function(answer, "two_derivatives")
    found, right, calls = [], [], 0
    for name, f, by_hand in _smooth():
        for x in (0.7, -0.4):
            calls = 0

            def g(x, f=f):
                nonlocal calls
                calls += 1
                return f(x)

            three = [
                numbers(v, "result of two_derivatives", f"for {name}")
                for v in _triple(call(two, g, x))
            ]
            for v in three:
                require(
                    v.shape == (),
                    "Scalars are asked for: a function of one number has no axis.",
                    "M43",
                    f"for {name} the shapes are {[v.shape for v in three]}",
                )
            found.append(np.array(three))
            right.append(np.array(by_hand(x)))
    _told_taylor(found, right)
    require(calls > 0, "f was not called.")
    require(
        calls == 1,
        "f is called more than once: each gradient calls it anew.",
        None,
        f"it was called {calls} times",
    )
    for name, f, by_hand in _smooth():
        x = np.linspace(-1.0, 1.0, 5)
        mapped = jit_of(lambda x, f=f: jax.vmap(lambda s: tuple(two(f, s)))(x), "two_derivatives")
        got = [
            numbers(v, "result of two_derivatives", "under vmap and jit") for v in call(mapped, x)
        ]
        require(
            all(_is(g, np.asarray(r), 1e-10) for g, r in zip(got, by_hand(x), strict=True)),
            "Under vmap and jit it gives something else.",
            None,
            f"for {name}: {say(got[2])}",
        )


def _told_taylor(found, right):
    import numpy as np

    u, first, second = np.array(right).T
    points = np.tile([0.7, -0.4], 3)
    pack = lambda *columns: list(np.array(columns).T)
    table = [
        (pack(u, first, first), "The last is the first derivative again.", None),
        (pack(u, first, first**2), "The last is the square of the slope: the slope is to be "
         "differentiated, and not to be multiplied.", None),
        (pack(u, first, second / 2), "The last is half of it: a Taylor coefficient is f''/2.", None),
        (pack(u, first, 2 * second), "The last is twice f''.", None),
        (pack(u, first, first + second), "The last is f' + f'': some direction changes along the "
         "way, or two results are pulled back at once.", None),
        (pack(first, u, second), "Value and slope are interchanged.", None),
        (pack(u, second, first), "The two derivatives are interchanged.", None),
        (pack(u, first, 0 * u), "The second derivative is zero everywhere: what stops it?", None),
        (pack(u, points * first, points**2 * second), "The direction is x; it has to be 1.", None),
        (pack(u, points * first, points * first + points**2 * second), "The direction is x; it has "
         "to be 1.", None),
        (pack(u, points * first, points * second), "The direction is x; it has to be 1.", None),
    ]  # fmt: skip
    near = all(
        np.abs(f - r).max() <= 1e-2 * np.abs(r).max() for f, r in zip(found, right, strict=True)
    )
    last = "These are not f, f' and f''."
    if near:
        last = "It is close, and no ten digits: a difference, or numbers of 32 bits?"
    _tell(found, right, table, 1e-10, last)


_TAYLOR = Exercise(
    label="opt_taylor",
    check=_taylor,
    hints=(
        "`jax.jvp` gives value and slope from one call. What does it give of a function that "
        "returns both?",
        "jvp of jvp: the inner one makes a function x -> (value, slope) with one call of f.",
        "def two_derivatives(f, x):\n    one = jnp.ones_like(x)\n    slope = lambda x: jax.jvp(f, (x,), "
        "(one,))\n    (value, first), ... = jax.jvp(slope, ...)\n    return ...",
    ),
    why="The outer pass differentiates value and slope together, so that f is recorded once.",
    checked="three functions at two points, to ten digits; the calls of f; vmap and jit",
    unchecked="how fast it is: forward over forward is the cheapest for one coordinate",
)


# --- opt_product


def _product(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "curvature_times")
    draw = np.random.default_rng(7)
    found, right, others = [], [], []
    for N, P in ((7, 5), (4, 9)):
        A, c = draw.normal(size=(N, P)), draw.normal(size=N)
        theta, v = (jnp.asarray(draw.normal(size=P)) for _ in range(2))
        residuals = lambda th, A=A, c=c: jnp.sin(A @ th) + 0.3 * (A @ th) ** 2 - c
        J = np.asarray(jax.jacfwd(residuals)(theta))
        r, w = np.asarray(residuals(theta)), np.asarray(v)
        got = call(f, residuals, theta, v)
        require(
            not (isinstance(got, (tuple, list)) and len(got) == 1),
            "This is a tuple with the result in it: the pullback of `jax.vjp` gives one for each "
            "argument.",
        )
        found.append(_vector(got, "curvature_times", (P,), f"for N = {N}, P = {P}"))
        right.append(J.T @ J @ w)
        H = np.asarray(jax.hessian(lambda th: jnp.sum(residuals(th) ** 2) / 2)(theta))  # noqa: B023
        ones = np.ones(P)
        others.append((H @ w, 2 * J.T @ J @ w, 2 * H @ w, J.T @ J @ w / N, J.T @ r,
                       J.T @ r * (J.T @ r @ w), (J.T @ J @ ones) * w,
                       J.sum(0) * (J.sum(0) @ w), J.T @ r * w))  # fmt: skip
    texts = (
        "This is the product with the whole second derivative of the loss: it has a term with the "
        "second derivatives of the residuals, which J^T J has not.",
        "This is twice the product.",
        "This is the product with the second derivative of the sum of squares: a factor of two, and "
        "the second derivatives of the residuals.",
        "This is divided by the number of residuals; the sum is asked for.",
        "This is J^T r, the gradient; v has no say.",
        "This is the outer product of the gradient with itself, times v: no J^T J.",
        "v is multiplied at the end, number by number; it has to go through J.",
        "The residuals were summed first: a sum has one gradient, and J has one for each residual.",
        "This is J^T r times v, number by number.",
    )
    table = [
        (list(column), text) for column, text in zip(zip(*others, strict=True), texts, strict=True)
    ]
    _tell(found, right, table, 1e-8, "This is not J^T J v.")
    _small_product(f)


def _small_product(f):
    """Works under jit, and makes no large array: 300 residuals of 200 numbers, a chain of sines."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    N, P = 300, 200
    theta = jnp.asarray(np.linspace(0.1, 1.0, P))
    v = jnp.asarray(np.cos(np.arange(P)))
    where = np.arange(N) % P

    def residuals(th):
        return jnp.sin(th[where] * (1 + jnp.arange(N) / N)) * th[(where + 1) % P]

    J = np.asarray(jax.jacfwd(residuals)(theta))
    run = lambda th, v: f(residuals, th, v)
    got = _vector(
        call(jit_of(run, "curvature_times"), theta, v), "curvature_times", (P,), "under jit"
    )
    right = J.T @ (J @ np.asarray(v))
    require(
        _is(got, right, 1e-8), "Under jit it gives something else.", None, f"it is {say(got[:4])}"
    )
    shape = _largest(run, theta, v)
    require(
        shape is None or math.prod(shape) <= 20 * N,
        "It makes an array as large as a matrix: with a hundred thousand numbers that does not fit.",
        "M44" if shape in ((N, P), (P, N)) else None,
        f"with N = {N} and P = {P} it makes an array of shape {shape}",
    )


_PRODUCT = Exercise(
    label="opt_product",
    check=_product,
    hints=(
        "J v is a direction pushed forward. What does J^T do with a vector of the length N?",
        "`jax.jvp(residuals, (theta,), (v,))` and `jax.vjp(residuals, theta)`.",
        "def curvature_times(residuals, theta, v):\n    Jv = jax.jvp(...)[1]\n"
        "    pull = jax.vjp(...)[1]\n    return ...",
    ),
    why="One pass forward and one back: the matrix is never there, and neither is its square.",
    checked="the product for tall and wide J; jit; the arrays that it makes",
    unchecked="other arrays than of 64 bits",
)


# --- opt_damped


def _spread(draw, N, P, low):
    import numpy as np

    U = np.linalg.qr(draw.normal(size=(N, P)))[0]
    V = np.linalg.qr(draw.normal(size=(P, P)))[0]
    return U, np.logspace(0, low, P), V


def _steps_of(U, s, V, r, mu):
    """{what is asked for, or looks like it: the step}, from the singular values."""
    import numpy as np

    b = U.T @ r
    N = len(U)
    step = lambda weights: -V @ (weights * b)
    return {
        "right": step(s / (s**2 + mu)),
        "sign": -step(s / (s**2 + mu)),
        "none": step(1 / s),
        "square": step(s / (s**2 + mu**2)),
        "root": step(s / (s**2 + np.sqrt(mu))),
        "sum": step(1 / (s + mu)),
        "filter": step(s**2 / (s**2 + mu)),
        "mean": step(s / (s**2 + N * mu)),
        "half": step(s / (s**2 + mu / 2)),
        "twice": step(s / (s**2 + 2 * mu)),
    }


_STEP_TEXTS = {
    "sign": "The sign is turned around: J d + r is to be small, and not J d - r.",
    "none": "There is no damping in it.",
    "square": "The damping is squared: its square root stands below J.",
    "root": "This is damped by the square root of the damping.",
    "sum": "The singular values are 1 / (s + damping); the squares make s / (s^2 + damping).",
    "filter": "s^2 / (s^2 + damping) is the share that is kept; it still has to be divided by s.",
    "mean": "The damping is multiplied by N: this minimises a mean, and a sum is asked for.",
    "half": "The damping is halved.",
    "twice": "The damping is doubled.",
}


def _damped(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "damped_step")
    draw = np.random.default_rng(11)
    cases = [(*_spread(draw, 12, 5, -1), 0.3), (*_spread(draw, 9, 9, -0.5), 0.04)]
    found, others = [], []
    for U, s, V, mu in cases:
        r = draw.normal(size=len(U))
        J = jnp.asarray(U * s @ V.T)
        got = call(f, J, jnp.asarray(r), mu)
        found.append(_vector(got, "damped_step", (len(V),), f"for J of shape {J.shape}"))
        others.append(_steps_of(U, s, V, r, mu))
    right = [o["right"] for o in others]
    table = [([o[name] for o in others], text) for name, text in _STEP_TEXTS.items()]
    last = "This does not minimise |J d + r|^2 + damping |d|^2."
    if all(_is(a, b, 1e-3) for a, b in zip(found, right, strict=True)):
        last = "It is close: are some numbers of 32 bits?"
    _tell(found, right, table, 1e-6, last)
    _keeps_digits(f, draw)


def _keeps_digits(f, draw):
    import jax.numpy as jnp
    import numpy as np

    for _ in range(4):
        U, s, V = _spread(draw, 30, 8, -8)
        mu, wanted = 1e-16, V.sum(1)  # of size one along each singular vector
        J = U * s @ V.T
        r = -U @ ((s**2 + mu) / s * (V.T @ wanted))
        got = _vector(call(f, jnp.asarray(J), jnp.asarray(r), mu), "damped_step", (8,), "")
        along = np.abs(V.T @ (got - wanted))
        seen = (
            f"along the singular values {say(s[[0, 4, 7]])} it is wrong by {say(along[[0, 4, 7]])}"
        )
        require(np.isfinite(got).all(), "The result is not finite.", None, seen)
        if np.abs(got - wanted).max() <= 1e-6 * np.abs(wanted).max():
            continue
        others = {
            "The damping is too large here: it is to be used as it is given.": V
            @ ((s**2 + mu) / (s**2 + 1e-12) * (V.T @ wanted)),
            "Here the damping matters as much as the smallest singular value, and it is missing.": V
            @ ((s**2 + mu) / s**2 * (V.T @ wanted)),
        }
        for text, other in others.items():
            require(not _is(got, other, 1e-3), text, None, seen)
        kept = np.abs(V.T @ got)
        require(
            kept[-1] > 1e-3,
            "The small singular values are cut off.",
            None,
            seen,
        )
        say_so = (
            "The digits of the small singular values are lost: J^T J squares them, and 64 bits do "
        )
        say_so += "not hold the square."
        raise NeedsWork(say_so, "M32", seen)


_DAMPED = Exercise(
    label="opt_damped",
    check=_damped,
    hints=(
        "damping |d|^2 is a sum of squares as well: of which residuals?",
        "`jnp.concatenate([J, jnp.sqrt(damping) * jnp.eye(P)])`, and `jnp.linalg.qr` or `lstsq`.",
        "def damped_step(J, r, damping):\n    taller = jnp.concatenate([J, ...])\n"
        "    longer = jnp.concatenate([r, ...])\n    return ...",
    ),
    why="J is factorised and never squared, so that singular values down to 1e-8 keep their digits.",
    checked="two well conditioned problems, and four with singular values down to 1e-8",
    unchecked="speed; QR costs about twice as much as the normal equations",
)


# --- opt_wide


def _wide(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "wide_step")
    draw = np.random.default_rng(13)
    found, others, last_case = [], [], None
    for N, P, mu in ((12, 60, 0.3), (30, 700, 1e-6), (24, 700, 0.02)):
        U, _, V = _spread(draw, P, N, 0)
        s = np.logspace(1, -1, N)
        J, r = V * s @ U.T, draw.normal(size=N)
        got = call(f, jnp.asarray(J), jnp.asarray(r), mu)
        found.append(_vector(got, "wide_step", (P,), f"for J of shape {J.shape}"))
        others.append(_steps_of(V, s, U, r, mu))
        last_case = J, r, mu
    table = [([o[name] for o in others], text) for name, text in _STEP_TEXTS.items()]
    right = [o["right"] for o in others]
    last = "This does not minimise |J d + r|^2 + damping |d|^2."
    if all(_is(a, b, 1e-2) for a, b in zip(found, right, strict=True)):
        last = "It is close, and not to six digits: stopped too early, or in 32 bits?"
    _tell(found, right, table, 1e-6, last)
    _small_wide(f, *last_case)


def _small_wide(f, J, r, mu):
    import jax.numpy as jnp

    N, P = J.shape
    shape = _largest(lambda J, r: f(J, r, mu), jnp.asarray(J), jnp.asarray(r))
    text = "It makes an array that is much larger than J."
    if shape is not None:
        seen = f"for J of shape {J.shape} it makes one of shape {shape}"
        require(math.prod(shape) <= 2 * J.size, text, None, seen)
        return
    with _numpys_memory() as most:
        call(f, J, r, mu)
    seen = f"for J of {J.nbytes / 1e6:.2f} MB NumPy needed {most[0] / 1e6:.2f} MB"
    require(most[0] < 8 * J.nbytes, text, None, seen)


_WIDE = Exercise(
    label="opt_wide",
    check=_wide,
    hints=(
        "The step is a combination of the N rows of J. How many unknowns are there then?",
        "(J^T J + c I) J^T = J^T (J J^T + c I).",
        "def wide_step(J, r, damping):\n    kernel = J @ J.T + ...\n    return ...",
    ),
    why="The step lies in the span of the rows of J, so that N unknowns are enough.",
    checked="three problems of up to 700 numbers, and the arrays that are made",
    unchecked="J with twenty thousand columns: the form is the same, and only takes longer",
)


# --- opt_levers


def _levers(answer, chapter):
    import numpy as np

    f = function(answer, "levers")
    draw = np.random.default_rng(17)
    chain = [10.0 ** (-draw.uniform(1, 9, size=(2, 2, 2))) for _ in range(3)]
    chain.append(10.0 ** -np.arange(1.0, 9.0).reshape(2, 2, 2)[::-1])  # the first lever hurts
    found = [
        _vector(call(f, errors.copy()), "levers", (3,), f"for errors {say(errors.ravel())}")
        for errors in chain
    ]
    along = lambda what: [np.array([what(np.moveaxis(e, k, 0)) for k in range(3)]) for e in chain]
    log = np.log10
    right = along(lambda e: log(e[0] / e[1]).mean())
    table = [
        ([r * math.log(10) for r in right], "These are natural logarithms; powers of ten are asked for."),
        ([-r for r in right], "The sign is turned around: a fall of the error is positive."),
        ([r[::-1] for r in right], "The levers are in the reversed order."),
        ([4 * r for r in right], "This is the sum over the four pairs, and not their average."),
        ([r / 2 for r in right], "This is half of it: there are four pairs and not eight."),
        ([abs(r) for r in right], "A lever can hurt; its number is negative then."),
        ([np.maximum(r, 0) for r in right], "A lever can hurt; its number is negative then."),
        (along(lambda e: log(e[0].mean() / e[1].mean())),
         "The errors were averaged before the logarithm: then only the largest counts."),
        (along(lambda e: log((e[0] / e[1]).mean())),
         "The ratios were averaged before the logarithm: then only the largest counts."),
        (along(lambda e: (e[0] / e[1]).mean()), "This is a mean of ratios; powers of ten are asked for."),
        (along(lambda e: (e[0] - e[1]).mean()), "These are differences of errors; powers of ten are asked for."),
        (along(lambda e: log(e[0, 0, 0] / e[1, 0, 0])),
         "Only the pair that starts at the plain corner is in it; there are four for each lever."),
        (along(lambda e: log(e[0, 1, 1] / e[1, 1, 1])),
         "Only the pair that ends at the best corner is in it; there are four for each lever."),
        (along(lambda e: np.median(log(e[0] / e[1]))), "This is the median of the pairs; the average is asked for."),
        (along(lambda e: np.floor(log(e[0] / e[1])).mean()), "The logarithms are cut to whole numbers."),
        ([np.array([log(e[0, 0, 0] / e[1, 0, 0]), log(e[1, 0, 0] / e[1, 1, 0]), log(e[1, 1, 0] / e[1, 1, 1])])
          for e in chain], "This is one way from the plain corner to the best one; there are others."),
    ]  # fmt: skip
    _tell(found, right, table, 1e-9, "These are not the averages over the four pairs.")


_LEVERS = Exercise(
    label="opt_levers",
    check=_levers,
    hints=(
        "Which pairs of trainings differ in the ansatz only? How many are there?",
        "Powers of ten: take the logarithm first, and then differences along an axis.",
        "def levers(errors):\n    digits = -np.log10(errors)\n    return [... for axis in range(3)]",
    ),
    why="Each lever is judged in all positions of the others, on the scale on which errors are read.",
    checked="four tables, in one of which a lever hurts",
    unchecked="whether an average says enough: look at the four pairs",
)


# --- opt_fit


def _problems():
    """(name, residuals, start, the least sum of squares, 1 + the tolerance or the goal)."""
    import jax
    import jax.numpy as jnp
    import numpy as np
    import scipy.optimize

    def rosenbrock(p):
        return jnp.array([10.0 * (p[1] - p[0] ** 2), 1.0 - p[0]])

    draw = np.random.default_rng(19)
    t = np.linspace(0.0, 4.0, 20)
    y = 2.0 * np.exp(-0.7 * t) + 0.5 + 0.02 * draw.normal(size=20)

    def decay(p):
        return p[0] * jnp.exp(-p[1] * t) + p[2] - y

    def idle(p):  # the third number has no effect
        return jnp.stack([jnp.exp(p[0]) - 2.0, p[0] * p[1] - 1.0, p[1] - 1.0 + 0.0 * p[2]])

    x = np.linspace(-1.0, 1.0, 40)

    def net(p):
        h = jnp.tanh(x[:, None] * p[:10] + p[10:20])
        return h @ p[20:30] + p[30] - jnp.sin(3 * x)

    def least(f, start):
        found = scipy.optimize.least_squares(
            f, start, jac=jax.jacfwd(f), method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15
        )
        return 2 * found.cost

    a, b = np.array([1.0, 2.1, 0.0]), np.array([0.5, 0.5, 0.5])
    return (
        ("Rosenbrock's", rosenbrock, np.array([-1.2, 1.0]), 1e-20),
        ("the exponential", decay, a, least(decay, a) * (1 + 1e-8)),
        ("the number without effect", idle, b, least(idle, b) * (1 + 1e-8)),
        ("the network", net, draw.normal(size=31), 40e-7),
    )


def _fit(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "fit")
    for name, residuals, start, goal in _problems():
        begun = time.monotonic()
        got = call(f, residuals, jnp.asarray(start))
        seconds = time.monotonic() - begun
        got = _vector(got, "fit", start.shape, f"for {name}")
        value = float(np.sum(np.asarray(residuals(jnp.asarray(got))) ** 2))
        before = float(np.sum(np.asarray(residuals(jnp.asarray(start))) ** 2))
        seen = f"the sum of squares is {value:.9g}, from {before:.3g}; asked for is {goal:.9g}"
        text = f"On {name}: the result is not finite. Is a step taken that makes it worse?"
        require(np.isfinite(got).all() and math.isfinite(value), text, None, seen)
        # The readings of a busy machine: thirty seconds are asked for, and twice that is too long.
        require(seconds < 60, f"On {name} it takes too long.", None, f"{seconds:.0f} s")
        text = f"On {name}: it is worse than at the start. Which steps are to be refused?"
        require(value <= before, text, None, seen)
        text = f"On {name}: it is not at the minimum."
        if value <= 10 * goal:
            text = f"On {name}: it has stopped short of the minimum."
        require(value <= goal, text, None, seen)


_FIT = Exercise(
    label="opt_fit",
    check=_fit,
    hints=(
        "What is to happen to a step that makes the sum of squares larger, and to the damping after "
        "it?",
        "Damping times the identity keeps the matrix regular where a column of J is zero; divide it "
        "by three after a success, multiply it by four after a failure.",
        "def fit(residuals, theta):\n    @jax.jit\n    def step(theta, mu):\n        r, J = ...\n"
        "        d = ...\n        better = ...\n        return jnp.where(better, theta + d, theta), ...\n"
        "    for _ in range(...):\n        theta, mu = step(theta, mu)\n    return theta",
    ),
    why="A step that fails costs a factor of four in the damping and nothing else, and near the "
    "minimum the damping goes away.",
    checked="four problems, against SciPy's MINPACK where the minimum is not zero",
    unchecked="how many evaluations it takes; other minima",
)


EXERCISES = (_LEVERS, _TAYLOR, _PRODUCT, _DAMPED, _WIDE, _FIT)
