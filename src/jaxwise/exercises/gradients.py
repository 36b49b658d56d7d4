"""Checks of the exercises of the chapter on gradients."""

import math

from jaxwise.exercises._exercise import (
    Exercise,
    NeedsWork,
    call,
    function,
    require,
    returned,
)
from jaxwise.exercises._looks import jit_of, numbers, say, truth

# --- grad_kinks


def _programs():
    import jax.numpy as jnp

    return {
        "jnp.maximum(x, 0.0)": lambda x: jnp.maximum(x, 0.0),
        "jnp.where(x > 0, x, 0.0)": lambda x: jnp.where(x > 0, x, 0.0),
        "jnp.where(x >= 0, x, 0.0)": lambda x: jnp.where(x >= 0, x, 0.0),
        "(x + jnp.abs(x)) / 2": lambda x: (x + jnp.abs(x)) / 2,
        "(x + jnp.sqrt(x**2)) / 2": lambda x: (x + jnp.sqrt(x**2)) / 2,
        "jnp.max(jnp.array([x, 0.0, 0.0]))": lambda x: jnp.max(jnp.array([x, 0.0, 0.0])),
    }


def _six_slopes(answer, chapter):
    import jax
    import numpy as np

    f = function(answer, "six_slopes")
    result = returned(call(f), "six_slopes")
    if isinstance(result, dict):
        result = list(result.values())
    found = numbers(result, "result of six_slopes", "six_slopes()")
    require(
        found.shape == (6,),
        "Six numbers are asked for, one for each program.",
        None,
        f"six_slopes() gave an array of shape {found.shape}",
    )
    right = np.array([float(jax.grad(g)(0.0)) for g in _programs().values()])
    good = np.isclose(found, right, rtol=0, atol=1e-4, equal_nan=True)
    if np.all(good):
        return
    seen = f"six_slopes() gave {say(found)}"
    law = "The six programs compute one function, and JAX does not differentiate the function: it "
    require(
        not np.all(found == found[0]),
        law + "goes through the operations, and each has a convention of its own at its kink.",
        "M48",
        seen,
    )
    require(
        np.isnan(found[4]) or not np.all(good | (np.arange(6) == 4)),
        "The fifth has no finite slope at 0: what is the slope of a root at 0, and what is it "
        "multiplied by?",
        "M48",
        seen,
    )
    require(
        not np.allclose(np.sort(found), np.sort(right), rtol=0, atol=1e-4, equal_nan=True),
        "The six numbers are right, and their order is not that of the programs.",
        None,
        seen,
    )
    wrong = [name for name, ok in zip(_programs(), good, strict=True) if not ok]
    raise NeedsWork(
        f"{6 - len(wrong)} of the six are right. Look again at `{wrong[0]}`: which operation has "
        "the kink, and what does it do with the slope that arrives there?",
        "M48",
        seen,
    )


_SIX_SLOPES = Exercise(
    label="grad_kinks",
    check=_six_slopes,
    hints=(
        "Which operation of each program meets its kink at 0: `maximum`, `where`, `abs`, `sqrt`, "
        "`max`? To which of its inputs does each send the slope?",
        "`jax.grad(lambda x: ...)(0.0)` tells you for each. Decide before you run it.",
        "def six_slopes():\n    programs = [lambda x: jnp.maximum(x, 0.0), ...]\n"
        "    return [float(jax.grad(f)(0.0)) for f in ...]",
    ),
    why="JAX differentiates operations, not functions. A tie shares the slope among those that "
    "tie, `where` passes it to the branch that it picked, `abs` has slope 1 at 0 by convention, "
    "and sqrt(x**2) multiplies infinity by zero.",
    checked="the six numbers against jax.grad",
    unchecked="what you decided before you ran it",
)


# --- grad_each


def _each_gradient(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "each_gradient")
    draws = np.random.default_rng(5)
    for n, d in ((5, 3), (2, 4), (3, 3), (1, 1), (1, 2), (4, 1), (6, 6)):
        w, X, y = draws.normal(size=d), draws.normal(size=(n, d)), draws.normal(size=n)
        result = returned(call(f, *map(jnp.asarray, (w, X, y))), "each_gradient")
        found = numbers(result, "result of each_gradient", "each_gradient(w, X, y)")
        _told_each(found, w, X, y)
    first, second = (
        numbers(call(f, jnp.asarray(w) + s, jnp.asarray(X), jnp.asarray(y)), "result")
        for s in (0.0, 1.0)
    )
    require(not np.allclose(first, second), "The `w` that is passed in is not used.", "M14")


def _told_each(found, w, X, y):
    """Say which other derivative was found; return if it is the right one."""
    import numpy as np

    n, d = X.shape
    r = (X @ w - y)[:, None]
    right = r * X
    others = {
        "The derivative is by the example and not by the weights: the function that is "
        "differentiated has the example as its first argument.": r * w,
        "This is one gradient, that of the sum; each example should keep its own.": right.sum(0),
        "This is one gradient, that of the mean; each example should keep its own.": right.mean(0),
        "Each row is the gradient of the whole sum: every lane has all of the examples.": np.tile(
            right.sum(0), (n, 1)
        ),
        "Each row is the gradient of the whole mean: every lane has all of the examples.": np.tile(
            right.mean(0), (n, 1)
        ),
        "The rows are the weights and the columns the examples; it should be the other way "
        "round.": right.T,
        "Each gradient is divided by the number of examples.": right / n,
        "Each gradient is twice what it should be; the loss has a factor one half.": 2 * right,
        "Each gradient has the wrong sign.": -right,
        "These are the losses and not their gradients.": 0.5 * r[:, 0] ** 2,
        "These are derivatives by the data y.": -r[:, 0],
    }
    seen = f"for n = {n} and d = {d}, each_gradient gave shape {found.shape}: {say(found)}"

    def is_(other):
        size = 1e-5 * (1 + np.max(np.abs(right)))
        return found.shape == other.shape and np.all(np.abs(found - other) < size)

    if is_(right):
        return
    for text, other in others.items():
        require(not is_(other), text, None, seen)
    require(
        found.shape == (n, d),
        "The result should have a row for each example and a column for each weight.",
        None,
        f"{seen}; ({n}, {d}) is asked for",
    )
    raise NeedsWork("The rows are not the gradients of the examples' losses.", None, seen)


_EACH_GRADIENT = Exercise(
    label="grad_each",
    check=_each_gradient,
    hints=(
        "By which argument of `loss` do you want to differentiate, and which arguments differ from "
        "example to example?",
        "`jax.grad(loss)` differentiates by the first argument of `loss`; `vmap` with `None` in "
        "`in_axes` shares an argument.",
        "def each_gradient(w, X, y):\n    return jax.vmap(jax.grad(loss), in_axes=(...))(w, X, y)",
    ),
    why="`grad` counts the arguments of the function that it is given, so the weights have to be "
    "an argument of it. The rows add up to the gradient of the summed loss, whatever n and d are.",
    checked="values against the residual times x, for several n and d, also equal ones",
    unchecked="speed",
)


# --- grad_aux


def _report(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "report")
    for orbit in ([700.0, 0.1, 5.0, 1.0], np.array([687.0, 0.05, 5.7, 0.9]), [700, 0.1, 5, 1]):
        _one_report(f, orbit)
    _one_report(f, jnp.array([650.0, 0.2, 4.0, 2.0]))
    for orbit in (np.array([687, 0, 5, 1]), [690, 0, 6, 1]):
        _one_report(f, orbit)


def _one_report(f, orbit):
    import numpy as np

    result = returned(call(f, orbit), "report")
    seen = f"report({say(orbit)})"
    ok = isinstance(result, (tuple, list)) and len(result) == 3
    require(
        ok,
        "Three things are asked for in one tuple: the cost, the misses and the gradient. "
        "`value_and_grad` with `has_aux` nests the first two in a tuple of their own.",
        "M43",
        f"{seen} gave {say(result)}",
    )
    C, r, g = (numbers(part, "result of report", seen) for part in result)
    right_C, right_r, right_g = _orbit_by_numpy(np.asarray(orbit, float))
    require(
        not (C.shape == (12,) and r.shape == ()) and not (r.shape == (4,) and g.shape == (12,)),
        "The three are in another order: the cost, then the misses, then the gradient.",
        None,
        f"{seen} gave shapes {C.shape}, {r.shape}, {g.shape}",
    )
    for part, shape, name in ((C, (), "cost"), (r, (12,), "misses"), (g, (4,), "gradient")):
        require(
            part.shape == shape,
            f"The {name} should have shape {shape}"
            + ("; by which argument do you differentiate?" if name == "gradient" else "."),
            None,
            f"{seen}: {name} of shape {part.shape}",
        )
    rounding = 1e-3 if np.abs(C - right_C) > 1e-8 * right_C else 1e-5
    require(
        abs(C - right_C) <= 1e-4 * right_C,
        "The cost is not half the sum of the squared misses.",
        None,
        f"{seen}: {C:.8g}, and it should be {right_C:.8g}",
    )
    require(
        np.all(np.abs(r - right_r) <= 1e-4 * np.abs(right_r).max()),
        "The misses are not those of the orbit.",
        None,
        f"{seen}: {say(r)}",
    )
    size = np.abs(right_g) + 1e-2 * np.abs(right_g).max()
    ratios = [k for k in (2.0, 0.5, -1.0) if np.all(np.abs(g - k * right_g) <= rounding * size)]
    require(not ratios, "The gradient is a multiple of the right one.", None, f"{seen}: {say(g)}")
    require(
        np.all(np.abs(g - right_g) <= rounding * size),
        "The third is not the gradient of the cost by the orbit.",
        None,
        f"{seen}: {say(g)}, and differences give {say(right_g)}",
    )


def _orbit_by_numpy(orbit):
    """(cost, misses, gradient by central differences) in NumPy, for an orbit of floats."""
    import numpy as np

    from jaxwise.kepler import oppositions

    t, longitude = oppositions()

    def misses(orbit):
        P, e, varpi, L0 = orbit
        M = L0 + 2 * np.pi * t / P - varpi
        E = M
        for _ in range(10):
            E = E - (E - e * np.sin(E) - M) / (1 - e * np.cos(E))
        nu = 2 * np.arctan2(np.sqrt(1 + e) * np.sin(E / 2), np.sqrt(1 - e) * np.cos(E / 2))
        d = varpi + nu - longitude
        return np.degrees(np.arctan2(np.sin(d), np.cos(d))) * 60

    def cost(orbit):
        return 0.5 * np.sum(misses(orbit) ** 2)

    steps = np.diag([1e-3, 1e-6, 1e-6, 1e-6])
    slopes = [(cost(orbit + s) - cost(orbit - s)) / (2 * s.max()) for s in steps]
    return cost(orbit), misses(orbit), np.array(slopes)


_REPORT = Exercise(
    label="grad_aux",
    check=_report,
    hints=(
        "What does JAX say to an orbit of integers, and what would a list of four numbers be to "
        "it: one array, or four?",
        "`jnp.asarray(orbit, float)` makes one array of real numbers; `has_aux=True` lets "
        "`cost_and_misses` return something beside the cost.",
        "def report(orbit):\n    orbit = jnp.asarray(...)\n    (value, r), g = "
        "jax.value_and_grad(cost_and_misses, ...)(orbit, t, longitude)\n    return ...",
    ),
    why="A derivative is by real numbers, so the integers are converted first; the misses ride "
    "along as auxiliary output, and the model runs once for all three.",
    checked="arrays and lists, of floats and of integers, against NumPy and finite differences",
    unchecked="that the model runs once only",
)


# --- grad_safe_norm


def _length(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "length")
    draws = np.random.default_rng(7)
    kind = jnp.zeros(1).dtype
    zero = jnp.zeros(3, kind)
    value = _scalar(call(f, jnp.array([3.0, 4.0], kind)), "length", "length([3, 4])")
    for wrong, text in ((25.0, "This is the square of the length."), (7.0, "This is the sum.")):
        require(abs(value - wrong) > 1e-6, text, None, f"length([3, 4]) gave {value:.6g}")
    require(abs(value - 5) < 1e-4, "This is not the length.", None, f"length([3, 4]) gave {value}")
    forms = {"": f, " under jit": jit_of(lambda v: f(v), "length")}
    for how, g in forms.items():
        at_zero = _scalar(call(g, zero), "length", "length([0, 0, 0])")
        slope = np.asarray(call(jax.grad(lambda v, g=g: g(v)), zero), float)
        seen = f"at zero{how}: length {at_zero:.3g}, gradient {say(slope)}"
        _slope_at_zero(f, slope, seen)
        require(
            at_zero == 0,
            "The length of the zero vector is not 0: something was added under the root, which "
            "also changes every other length.",
            None,
            seen,
        )
        sizes = (1.0, 1e-6, 3e-4, 1e3, 1e6)
        cases = [s * _unit(draws.normal(size=n)) for s in sizes for n in (1, 3)]
        cases += [s * np.array([0.0, 0.6, -0.8]) for s in sizes]
        for v in cases:
            _one_length(g, jnp.asarray(v, kind), how)
    rows = jnp.asarray([[0.0, 0.0, 0.0], [3.0, 0.0, 4.0], [1e-6, 0.0, 0.0]], kind)
    slopes = np.asarray(call(jax.vmap(jax.grad(lambda v: f(v))), rows), float)
    right = np.array([[0, 0, 0], [0.6, 0, 0.8], [1, 0, 0]])
    require(
        bool(np.all(np.abs(slopes - right) < 1e-4)),
        "Alone each vector has its gradient; under vmap it has not.",
        "M40" if np.any(np.isnan(slopes)) else None,
        f"gradients of three rows: {say(slopes)}",
    )


def _unit(v):
    return v / math.sqrt(float(v @ v))


def _scalar(value, name, seen):
    found = numbers(returned(value, name), f"result of {name}", seen)
    require(found.shape == (), "One number is asked for.", None, f"{seen} has shape {found.shape}")
    return float(found)


def _slope_at_zero(f, slope, seen):
    """Say what a wrong gradient at the zero vector shows."""
    import jax.numpy as jnp
    import numpy as np

    if np.any(np.isnan(slope)):
        require(
            not _selects(f, jnp.zeros(3)),
            "The value at zero is taken from a safe branch, and the gradient is still NaN: the "
            "other branch is evaluated at zero too, and its infinite slope is multiplied by zero.",
            "M40",
            seen,
        )
        raise NeedsWork(
            "The root is taken at zero, where its slope is infinite; the norm has no gradient "
            "there, and JAX says NaN.",
            "M41",
            seen,
        )
    require(not np.any(slope), "The gradient at zero is finite, and not zero.", "M48", seen)


def _selects(f, x):
    """Does the recording of f choose between branches?"""
    import jax

    try:
        text = str(jax.make_jaxpr(lambda x: f(x))(x))
    except Exception:  # it does not trace: then Python chooses
        return True
    return any(word in text for word in ("select", "cond", "where"))


def _one_length(g, v, how):
    import jax
    import numpy as np

    x = np.asarray(v, float)
    size = math.sqrt(float(x @ x))
    value = _scalar(call(g, v), "length", f"length({say(v)})")
    slope = np.asarray(call(jax.grad(lambda v: g(v)), v), float)
    seen = f"length({say(v)}){how}: {value:.7g}, gradient {say(slope)}"
    small = size < 0.1
    require(
        abs(value - size) <= 1e-5 * size,
        "A short vector has the wrong length: the guard reaches too far, or something was added "
        "under the root."
        if small
        else "The length is wrong.",
        None,
        seen,
    )
    require(
        np.all(np.isfinite(slope)),
        "The gradient is not finite away from zero. Is something squared that underflows, or is "
        "each element guarded and not the vector?",
        "M41",
        seen,
    )
    require(
        bool(np.any(slope)),
        "The gradient is zero where it should not be: is the value cut off from its argument?",
        None,
        seen,
    )
    require(
        bool(np.all(np.abs(slope - x / size) <= 1e-5)),
        "The gradient is not v / |v|.",
        None,
        seen,
    )


_LENGTH = Exercise(
    label="grad_safe_norm",
    check=_length,
    hints=(
        "Which operation has an infinite slope at zero, and does it still see the zero when "
        "`where` picks the other branch?",
        "Choose an argument for the root at which it behaves, before the root; choose the result "
        "after it.",
        "def length(v):\n    square = jnp.sum(v**2)\n    safe = jnp.where(square > 0, ..., ...)\n"
        "    return jnp.where(square > 0, jnp.sqrt(safe), ...)",
    ),
    why="The root never sees the zero, so no infinite slope is there to be multiplied by zero, and "
    "the branch that is picked at zero is a constant, whose slope is the zero that was asked for.",
    checked="values and gradients for lengths from 1e-6 to 1e6 and at zero, under jit and vmap",
    unchecked="second derivatives",
)


# --- grad_phi


def _phi(answer, chapter):
    from jaxwise.compat import enable_x64

    f = function(answer, "phi")
    with enable_x64(True):
        for how in ("", " under jit"):
            _phi_in(f if not how else jit_of(lambda x: f(x), "phi"), how)


def _phi_in(f, how):
    import jax
    import jax.numpy as jnp
    import numpy as np

    def series(x, start):
        terms = range(60)
        if start:
            return math.fsum(k * x ** (k - 1) / math.factorial(k + 1) for k in terms if k)
        return math.fsum(x**k / math.factorial(k + 1) for k in terms)

    points = [1.0, -1.0, 0.5, -0.7, 0.0]
    points += [s * 10.0**-k for k in range(1, 17) for s in (1, -0.4)] + [0.2, 0.29, 0.31, 1e-300]
    at_zero = None
    for x in points:
        seen = f"x = {x:.3g}{how}"
        value = _scalar(call(f, jnp.asarray(x)), "phi", seen)
        require(
            math.isfinite(value),
            "The value is not finite.",
            "M40" if x == 0 else None,
            f"phi at {seen} is {value}",
        )
        right = series(x, 0)
        require(
            abs(value - right) < 1e-8,
            "Near zero the value loses digits: two nearly equal numbers are subtracted, or a guard "
            "stands where the formula is not yet safe."
            if abs(x) < 0.1
            else "The value is not (exp(x) - 1) / x.",
            None,
            f"phi at {seen} is {value:.12g}, and it should be {right:.12g}",
        )
        slope = float(np.asarray(call(jax.grad(lambda x: jnp.asarray(f(x))), jnp.asarray(x))))
        right = series(x, 1)
        at_zero = slope if x == 0 else at_zero
        seen = f"the derivative at {seen} is {slope:.12g}, and it should be {right:.12g}"
        require(
            math.isfinite(slope) or _selects(f, jnp.asarray(x)),
            "The value is right and the derivative NaN: an operation has no finite slope here.",
            None,
            seen,
        )
        require(
            math.isfinite(slope),
            "The value is right and the derivative NaN: the branch that was not picked divides by "
            "zero, and zero times its slope is not zero.",
            "M40",
            seen,
        )
        require(
            x != 0 or slope != 0,
            "The guard at zero has the right value and slope 0: it is a constant. The function "
            "goes through that point with another slope.",
            "M40",
            seen,
        )
        require(
            abs(slope - right) < 1e-8,
            "The value is right to the digits asked for, and near zero the derivative is not: what "
            "JAX makes of the formula subtracts nearly equal numbers, or the guard has the "
            "wrong slope."
            if abs(x) < 0.1
            else "The derivative is wrong.",
            None,
            seen,
        )


_PHI = Exercise(
    label="grad_phi",
    check=_phi,
    hints=(
        "What are the value and the slope of phi at 0, and which slope has your guard there? How "
        "many digits has the derivative of your formula at 1e-5?",
        "exp(x) = 1 + x + x**2 / 2 + ..., so phi has a series. Use it for all small x, and keep "
        "the small x away from the formula that divides.",
        "def phi(x):\n    small = jnp.abs(x) < ...\n    safe = jnp.where(small, 1.0, x)\n"
        "    series = ...\n    return jnp.where(small, series, jnp.expm1(safe) / safe)",
    ),
    why="The branch that is picked near zero is right in its value and in its slope, and the "
    "formula that divides never sees a small number, so nothing is NaN and no digits are lost.",
    checked="value and derivative against the series, from 1 down to 1e-300, at 0, and under jit",
    unchecked="second derivatives, and 32 bits",
)


# --- grad_test


def _gradient_cases():
    """(what is particular, f, g, x, is g the gradient of f?, misconception)."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    def wavy(x):
        return jnp.sum(jnp.sin(x)) + x[0] * x[-1] + 0.5 * jnp.sum(x**2)

    def steep(x):
        return jnp.sum(jnp.sin(30.0 * x)) + 100.0

    def line(x):
        return x @ jnp.arange(1.0, x.size + 1)

    def flat(x):
        return 3.0 + 0.0 * jnp.sum(x)

    def bowl(x):
        return jnp.sum((x - 1.0) ** 2)

    def guarded(x):
        safe = jnp.where(x == 0, 1.0, x)
        return jnp.sum(jnp.where(x == 0, 1.0, jnp.expm1(safe) / safe))

    def stopped(x):
        return jnp.sum(jax.lax.stop_gradient(jnp.cos(x)) * x)

    x = np.array([0.3, -1.2, 0.8, 2.0])
    grad = jax.grad
    bump = lambda f, d: lambda x: grad(f)(x) + jnp.asarray(d)
    diff = jnp.array([0.5, -0.5, 0.5, -0.5])
    right = [
        ("an ordinary function", wavy, grad(wavy), x),
        ("one variable", wavy, grad(wavy), x[:1]),
        ("twelve variables", wavy, grad(wavy), np.linspace(-2, 2, 12)),
        ("a linear function", line, grad(line), x),
        ("a constant", flat, grad(flat), x),
        ("the gradient written out", bowl, lambda x: 2 * (np.asarray(x) - 1), x),
        ("a minimum", bowl, grad(bowl), np.ones(3)),
        ("a fast oscillation", steep, grad(steep), x),
        ("a point of size 90", bowl, lambda x: 2 * (x - 1), np.array([45.0, -40.0])),
        ("the point zero", wavy, grad(wavy), np.zeros(3)),
    ]
    wrong = [
        ("the wrong sign", wavy, lambda x: -grad(wavy)(x), x),
        ("half of one entry", wavy, lambda x: grad(wavy)(x).at[1].multiply(0.5), x),
        ("an error in the last entry alone", wavy, bump(wavy, [0, 0, 0, 0.02]), x),
        ("an error in the first entry alone", line, bump(line, [0.015, 0, 0, 0]), x),
        ("errors that add up to zero", wavy, bump(wavy, diff), x),
        ("errors that add up to zero", wavy, bump(wavy, [0.3, 0.3, -0.3, -0.3]), x),
        ("errors that add up to zero", wavy, bump(wavy, [0.3, 0.3, 0, 0]), x),
        ("errors that add up to zero", wavy, bump(wavy, [0.3, -0.3, 0, 0]), x),
        ("entries in another order", wavy, lambda x: grad(wavy)(x)[::-1], x),
        ("zero", wavy, lambda x: jnp.zeros(4), x),
        ("a slope for a constant", flat, bump(flat, [0, 0.1, 0, 0]), x),
        ("a NaN", wavy, lambda x: grad(wavy)(x).at[2].set(jnp.nan), x),
        ("two per cent too much", bowl, lambda x: 1.02 * grad(bowl)(x), x),
    ]
    same = [
        ("jax.grad through a guard with the wrong slope", guarded, grad(guarded), np.array([0.0, 1.0])),
        ("jax.grad through stop_gradient", stopped, grad(stopped), x),
    ]  # fmt: skip
    return right, wrong, same


def _grad_test(answer, chapter):
    import jax.numpy as jnp

    from jaxwise.compat import enable_x64

    judge = function(answer, "gradient_is_right")
    with enable_x64(True):
        right, wrong, same = _gradient_cases()
        verdicts = {}
        for kind, cases in (("right", right), ("wrong", wrong), ("same", same)):
            for number, (what, f, g, x) in enumerate(cases):
                said = truth(
                    call(judge, f, g, jnp.asarray(x)),
                    "gradient_is_right",
                    ", once for the whole gradient",
                )
                verdicts[kind, number] = (what, said)
    passed = [what for (kind, _), (what, said) in verdicts.items() if kind != "right" and said]
    refused = [what for (kind, _), (what, said) in verdicts.items() if kind == "right" and not said]
    total, false = len(right), len(wrong) + len(same)
    seen = (
        f"{len(refused)} of {total} right gradients refused, {len(passed)} of {false} wrong passed"
    )
    require(len(passed) < false, "It passes every wrong gradient.", None, seen)
    require(len(refused) < total, "It refuses every right gradient.", None, seen)
    if set(refused) and not passed:
        low = {"a linear function", "a constant", "a minimum"}
        require(
            not (set(refused) <= low and "a linear function" in refused),
            "It refuses right gradients where there is little to measure: of a straight line the "
            "remainder is nothing but rounding, and has no slope.",
            None,
            f"refused: {', '.join(refused)}",
        )
        require(
            not set(refused) <= low,
            "It refuses the right gradient where that is zero, or nearly so: an error that is "
            "measured relative to nothing is large.",
            None,
            f"refused: {', '.join(refused)}",
        )
        raise NeedsWork(
            "It refuses right gradients: is the step so large that the curve bends, or so small "
            "that rounding is left, and how much of that does the tolerance allow?",
            "M32",
            f"refused: {', '.join(refused)}",
        )
    names = [what for what, *_ in same]
    require(
        not (passed and set(passed) <= set(names)),
        "It asks `jax.grad` whether `jax.grad` is right. Where JAX itself gives what the function "
        "does not do, only the values of `f` can tell.",
        "M40",
        f"passed: {', '.join(passed)}",
    )
    told = {
        "a NaN": "It passes a gradient with a NaN: no comparison with NaN is true, and a test that "
        "looks for a large error finds none.",
        "errors that add up to zero": "It passes errors that add up to zero along the direction "
        "that it tries. One direction does not see every entry.",
        "a slope for a constant": "It passes a slope for a function that has none; is the error "
        "divided by something, or compared with the gradient in question?",
        "zero": "It passes a gradient of zeros.",
    }
    for what, text in told.items():
        require(not (passed and set(passed) <= {what, *names}), text, None, ", ".join(passed))
    require(
        not passed,
        "It passes wrong gradients: is every entry looked at, and is the tolerance below the "
        "0.01 that a wrong entry is off?",
        None,
        f"passed: {', '.join(dict.fromkeys(passed))}"
        + (f"; refused though right: {', '.join(refused)}" if refused else ""),
    )
    require(not refused, "It refuses right gradients.", "M32", f"refused: {', '.join(refused)}")


_GRAD_TEST = Exercise(
    label="grad_test",
    check=_grad_test,
    hints=(
        "What may the judge use: the values of `f`, or `jax.grad(f)`? Which entries does one "
        "direction not see?",
        "`central_differences` of this chapter takes a step along each axis. How large are its "
        "errors, and how large is the smallest error that it has to find? What does a comparison "
        "with NaN give?",
        "def gradient_is_right(f, g, x):\n    slopes = central_differences(f, x, ...)\n"
        "    return bool(np.all(np.abs(... - slopes) < ...))",
    ),
    why="Each entry is compared with a difference of values of `f`, which do not go through "
    "JAX's derivative, within a tolerance between the errors of the differences and the smallest "
    "error that counts. A NaN fails the comparison.",
    checked="ten right gradients, fifteen wrong ones, two of them made by jax.grad itself",
    unchecked="kinks, 32 bits, and badly scaled variables",
)


# --- grad_own_loss


def _energy(x, m):
    """(energy, gradient, table of masses over distances), in NumPy."""
    import numpy as np

    n = len(m)
    U, g, table = 0.0, np.zeros((n, 2)), 0.0
    for i in range(n):
        for j in range(n):
            if i != j:
                d = x[i] - x[j]
                r = math.hypot(*d)
                U -= 0.5 * m[i] * m[j] / r
                g[i] += m[i] * m[j] * d / r**3
                table -= 0.5 / r
    return U, g, table


def _my_energy(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "my_energy")
    kind = jnp.zeros(1).dtype
    draws = np.random.default_rng(3)
    cases = [(np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([3.0, 5.0]))]
    cases += [(draws.normal(size=(n, 2)), draws.uniform(0.5, 2, n)) for n in (3, 5, 2)]
    cases += [(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]), np.array([1.0, 2.0, 0.5]))]
    cases += [(1e-3 * draws.normal(size=(3, 2)), draws.uniform(0.5, 2, 3))]
    cases += [(np.array([[1.0, 2.0]]), np.array([2.0]))]
    forms = {"": f, " under jit": jit_of(lambda x, m: f(x, m), "my_energy")}
    for how, g in forms.items():
        for x, m in cases:
            X, M = jnp.asarray(x, kind), jnp.asarray(m, kind)
            seen = f"for {len(m)} {'body' if len(m) == 1 else 'bodies'}{how}"
            value = _scalar(call(g, X, M), "my_energy", f"my_energy {seen}")
            _told_energy(value, x, m, seen)
            slope = np.asarray(call(jax.grad(lambda X, M, g=g: g(X, M)), X, M), float)
            _told_forces(slope, x, m, seen)


def _told_energy(value, x, m, seen):
    U, _, bare = _energy(x, m)
    seen = f"{seen}: energy {value:.8g}, and it should be {U:.8g}"
    require(
        math.isfinite(value),
        "The energy is not finite: each body is at no distance from itself, and does not attract "
        "itself.",
        None,
        seen,
    )
    tol = 2e-6 * (abs(U) + 1e-9)
    for factor, text in (
        (2, "Every pair is counted twice."),
        (-1, "The energy of attraction is negative."),
        (-2, "Every pair is counted twice, and the energy of attraction is negative."),
    ):
        require(U == 0 or abs(value - factor * U) > tol, text, None, seen)
    require(abs(value - bare) > tol or abs(U - bare) <= tol, "The masses are not used.", None, seen)
    require(
        abs(value - U) <= tol,
        "The energy is not minus the sum over pairs of m m / r. Was something added to the "
        "distance?",
        None,
        seen,
    )


def _told_forces(slope, x, m, seen):
    import numpy as np

    right = _energy(x, m)[1]
    seen = f"{seen}: gradient {say(slope)}"
    require(
        not np.any(np.isnan(slope)),
        "The energy is finite and its gradient NaN: the root is taken on the diagonal of the table "
        "of distances, at zero, and the mask comes after it.",
        "M40",
        seen,
    )
    require(
        slope.shape == right.shape
        and bool(np.all(np.abs(slope - right) <= 1e-5 * (1e-9 + np.abs(right).max()))),
        "The energy is right and its gradient is not.",
        None,
        f"{seen}, and it should be {say(right)}",
    )


_MY_ENERGY = Exercise(
    label="grad_own_loss",
    check=_my_energy,
    hints=(
        "At which pairs does the table of distances hold a zero, and what is the slope of a root "
        "there? When is the mask applied: before the root or after it?",
        "`np.triu_indices(n, k=1)` gives the pairs with i < j. Or give the diagonal a distance of "
        "1 before the root, and mask it after.",
        "def my_energy(x, m):\n    i, j = np.triu_indices(len(m), k=1)\n    distance = ...\n"
        "    return -jnp.sum(...)",
    ),
    why="No root is taken at zero, so no infinite slope waits for a mask. The gradient is minus "
    "the force on each body, and the forces add up to zero: two checks of your own.",
    checked="energy and gradient of one to five bodies, close and far, against NumPy, and under jit",
    unchecked="the loss of your own, and two bodies in one place",
)


EXERCISES = (
    _SIX_SLOPES,
    _EACH_GRADIENT,
    _REPORT,
    _LENGTH,
    _PHI,
    _GRAD_TEST,
    _MY_ENERGY,
)
