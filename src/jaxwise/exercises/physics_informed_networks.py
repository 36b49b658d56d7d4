"""Checks of the exercises of the chapter on physics-informed networks."""

from jaxwise.exercises._exercise import (
    Exercise,
    NeedsWork,
    call,
    function,
    require,
    returned,
)
from jaxwise.exercises._looks import jit_of, numbers, say


def _points(number, low, high, seed):
    import numpy as np

    return np.random.default_rng(seed).uniform(low, high, (number, len(low)))


def _derivatives(f, name):
    """(point) -> u, u_x, u_t, u_xx of the reader's function of two scalars, through JAX."""
    import jax

    def value(x, t):
        return numbers_of(f(x, t), name)

    u_x = jax.jacfwd(value, 0)
    return lambda p: (value(*p), u_x(*p), jax.jacfwd(value, 1)(*p), jax.jacfwd(u_x, 0)(*p))


def numbers_of(value, name):
    """The value as a JAX scalar; it may be a tracer."""
    import jax.numpy as jnp

    returned(value, name)
    require(
        hasattr(value, "dtype") or isinstance(value, (int, float)),
        f"`{name}` returns no number.",
        None,
        f"it is a {type(value).__name__}",
    )
    require(
        jnp.shape(value) == (), "A scalar is asked for.", "M43", f"the shape is {jnp.shape(value)}"
    )
    return jnp.asarray(value, float)


# --- pinn_trivial


def _trivial(answer, chapter):
    import numpy as np

    f = function(answer, "trivial")
    points = np.concatenate(
        [
            _points(24, (-1.0, 0.0), (1.0, 1.0), 1),
            [[-1.0, 0.0], [1.0, 0.0], [0.0, 0.0], [-1.0, 1.0], [1.0, 1.0], [0.0, 1.0]],
        ]
    )
    table = []
    for x, t in points:
        row = [np.asarray(v, float) for v in call(_derivatives(f, "trivial"), (x, t))]
        seen = f"at x = {x:.3g}, t = {t:.3g} u, u_x, u_t, u_xx are {say([float(v) for v in row])}"
        require(np.isfinite(row).all(), "It is not smooth on the whole domain.", None, seen)
        table.append(row)
    u, u_x, u_t, u_xx = np.array(table).T
    size = 1e-9 * max(1.0, np.abs(u).max(), np.abs(u_x).max(), np.abs(u_t).max()) ** 2
    if np.abs(u_x).max() <= size and np.abs(u_t).max() <= size:
        raise NeedsWork(
            "This is a constant. It has no residual either, but the function is to depend on x and "
            "on t."
        )
    require(
        np.abs(u_xx).max() <= 1e-7 * max(1.0, np.abs(u_x).max()),
        "It has a second derivative by x, so the viscosity matters: for some viscosity the residual "
        "is not zero.",
        None,
        f"the largest u_xx is {np.abs(u_xx).max():.3g}",
    )
    for t in (0.0, 0.4, 1.0):
        row = np.array([float(call(f, x, t)) for x in np.linspace(-1, 1, 9)])
        bent = np.abs(row - np.linspace(row[0], row[-1], 9)).max()
        require(
            bent <= 1e-7 * max(1.0, np.abs(row).max()),
            "It has a kink or a jump that derivatives at single points do not see.",
            None,
            f"at t = {t} its values from x = -1 to 1 are {say(row)}",
        )
    left = u_t + u * u_x
    worst = np.abs(left).argmax()
    seen = f"at x = {points[worst, 0]:.3g}, t = {points[worst, 1]:.3g} u_t + u u_x is {left[worst]:.3g}"
    require(
        np.abs(u_t - u * u_x).max() > size or np.abs(left).max() <= size,
        "The sign of u_t is wrong: this solves u_t = u u_x.",
        None,
        seen,
    )
    require(np.abs(left).max() <= size, "The residual is not zero.", None, seen)
    require(
        np.abs(u_x).max() > size and np.abs(u_t).max() > size,
        "It is to depend on both x and t.",
        None,
        f"the largest u_x is {np.abs(u_x).max():.3g}, the largest u_t {np.abs(u_t).max():.3g}",
    )


_TRIVIAL = Exercise(
    label="pinn_trivial",
    check=_trivial,
    hints=(
        "Which term has the viscosity in it, and how can that term be zero for every viscosity?",
        "Try u = a(t) x and ask what a has to obey.",
        "def trivial(x, t):\n    return x / (... + t)",
    ),
    why="It is straight in x, so that the viscosity has nothing to act on, and the slope falls as "
    "the fan opens. Any loss made of the equation alone has this minimum.",
    checked="u_t + u u_x and u_xx at thirty points, corners among them; that u depends on x and t",
    unchecked="other points",
)


# --- pinn_residual


def _fields():
    """Functions with their u, u_x, u_t, u_xx, u_xxx by hand."""
    import jax.numpy as jnp
    import numpy as np

    def soliton(x, t):
        return 2 / jnp.cosh(x - 4 * t) ** 2

    def of_soliton(x, t):
        s, th = 2 / np.cosh(x - 4 * t) ** 2, np.tanh(x - 4 * t)
        u_x = -2 * s * th
        u_xx = -2 * (s * s / 2 + th * u_x)
        u_xxx = -2 * (2 * s * u_x / 2 + (s / 2) * u_x + th * u_xx)
        return s, u_x, -4 * u_x, u_xx, u_xxx

    return (
        (
            "x^3 t + x",
            lambda x, t: x**3 * t + x,
            lambda x, t: (x**3 * t + x, 3 * x**2 * t + 1, x**3, 6 * x * t, 6 * t),
        ),
        (
            "sin(2 x + 3 t)",
            lambda x, t: jnp.sin(2 * x + 3 * t),
            lambda x, t: (
                np.sin(2 * x + 3 * t),
                2 * np.cos(2 * x + 3 * t),
                3 * np.cos(2 * x + 3 * t),
                -4 * np.sin(2 * x + 3 * t),
                -8 * np.cos(2 * x + 3 * t),
            ),
        ),
        ("the soliton 2 sech^2(x - 4 t)", soliton, of_soliton),
    )


def _residual(answer, chapter):
    import jax
    import numpy as np

    f = function(answer, "residual")
    points = _points(5, (-1.0, 0.0), (1.5, 1.0), 2)
    found, parts = [], []
    for name, u, by_hand in _fields():
        for x, t in points:
            value = returned(call(f, u, x, t), "residual")
            value = numbers(value, "result of residual", f"for u = {name}")
            require(
                value.shape == (),
                "A scalar is asked for.",
                "M43",
                f"for u = {name} the shape is {value.shape}",
            )
            found.append(float(value))
            parts.append(by_hand(x, t))
    _told_residual(np.array(found), np.array(parts).T)
    for name, u, by_hand in _fields()[:2]:
        right = [p[2] + 6 * p[0] * p[1] + p[4] for p in (by_hand(*q) for q in points)]
        mapped = jit_of(lambda x, t, u=u: jax.vmap(lambda x, t: f(u, x, t))(x, t), "residual")
        got = numbers(call(mapped, *points.T), "result of residual", "under vmap and jit")
        require(
            got.shape == (5,) and np.abs(got - right).max() < 1e-6 * (1 + np.abs(right).max()),
            "Under vmap and jit it gives something else.",
            None,
            f"for u = {name}: {say(got)}, and it should be {say(np.array(right))}",
        )


def _told_residual(found, parts):
    import numpy as np

    u, u_x, u_t, u_xx, u_xxx = parts
    right = u_t + 6 * u * u_x + u_xxx
    is_ = lambda other: np.abs(found - other).max() < 1e-6 * (1 + np.abs(right).max())
    if is_(right):
        return
    worst = np.abs(found - right).argmax()
    seen = f"at one point {found[worst]:.6g}, and it should be {right[worst]:.6g}"
    told = (
        (u_t - 6 * u * u_x + u_xxx, "The product u u_x has the wrong sign."),
        (u_t + 6 * u * u_x - u_xxx, "The third derivative has the wrong sign."),
        (-right, "All signs are turned around; ask for u_t + ... as it stands."),
        (u_t + u * u_x + u_xxx, "The factor 6 is missing."),
        (u_t + 6 * u_x + u_xxx, "6 u u_x is nonlinear: the factor u is missing."),
        (u_t + 6 * u * u_x + u_xx, "This takes the second derivative; the third is asked for."),
        (u_t + 6 * u * u_x, "The third derivative is missing."),
        (6 * u * u_x + u_xxx, "The derivative by t is missing."),
        (u_x + 6 * u * u_t + u_xxx, "x and t are interchanged: which argument has number 0?"),
        (
            u_t + 6 * u * u_x + u_x**3,
            "u_xxx is the third derivative, and not the cube of the first.",
        ),
        (right**2, "This is the square; the residual itself is asked for."),
    )
    for other, text in told:
        require(not is_(other), text, None, seen)
    raise NeedsWork("This is not u_t + 6 u u_x + u_xxx.", None, seen)


_RESIDUAL = Exercise(
    label="pinn_residual",
    check=_residual,
    hints=(
        "Which function has to be differentiated three times: u, or a number that u gave?",
        "`jax.grad(u, 0)` is a function of x and t again, and can be differentiated again.",
        "def residual(u, x, t):\n    u_x = jax.grad(u, 0)\n    u_xxx = jax.grad(jax.grad(..., 0), 0)\n"
        "    return ...",
    ),
    why="Each derivative is a function of x and t again, so that it can be differentiated again. On "
    "functions that solve nothing no term is zero, and none could hide.",
    checked="values on three functions at five points, against derivatives by hand; vmap, jit",
    unchecked="speed; a stack of forward derivatives is cheaper than one of reverse derivatives",
)


# --- pinn_hard


def _hard(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "hard")
    nets = (
        ("net = 0", lambda x, t: 0.0 * x),
        ("net = t (3 - x)", lambda x, t: t * (3.0 - x)),
        ("net = cos(7 x - 4 t)", lambda x, t: jnp.cos(7.0 * x - 4.0 * t)),
    )
    s = np.concatenate([[0.0, 1.0], np.linspace(0.03, 0.97, 7)])
    edges = (
        ("u(x, 0)", [(x, 0.0) for x in s], np.sin(np.pi * s)),
        ("u(0, t)", [(0.0, t) for t in s], 0.0 * s),
        ("u(1, t)", [(1.0, t) for t in s], s),
    )
    inside = _points(12, (0.02, 0.02), (0.98, 1.0), 3)
    inside[:2, 1] = 1.0
    inside[2:4, 0] = 0.5
    values = []
    for name, net in nets:
        u = function(returned(call(f, net), "hard"), "what hard returns")
        at = lambda x, t, u=u: float(
            numbers(numbers_of(call(u, x, t), "the function that hard returns"), "value of u")
        )
        for what, points, wanted in edges:
            found = np.array([at(*p) for p in points])
            off = np.abs(found - wanted).argmax()
            require(
                np.isfinite(found).all() and np.abs(found - wanted).max() < 1e-6,
                f"{what} is not what was asked for.",
                None,
                f"for {name}, at x = {points[off][0]:.3g}, t = {points[off][1]:.3g} it is "
                f"{found[off]:.6g}, and it should be {wanted[off]:.6g}",
            )
        values.append([at(*p) for p in inside])
        _smooth(u, name, [p for _, points, _ in edges for p in points] + list(inside))
    values = np.array(values)
    same = np.abs(values[1] - values[0]) < 1e-12
    require(
        not same.any(),
        "At some point inside the net has no say: every value has to be within reach there."
        if not same.all()
        else "The net has no say anywhere inside: then there is nothing to train.",
        None,
        f"at x = {inside[same.argmax(), 0]:.3g}, t = {inside[same.argmax(), 1]:.3g} two nets give "
        "one value",
    )
    _each_value_another(f, inside)
    for x, t in ((0.2, 0.7), (0.8, 0.3)):
        bump = lambda y, s, x=x, t=t: jnp.exp(-200.0 * ((y - x) ** 2 + (s - t) ** 2))
        flat, raised = (float(np.asarray(call(f(net), x, t))) for net in (nets[0][1], bump))
        require(
            abs(raised - flat) > 1e-9,
            "u does not use the net at its own point: are x and t interchanged?",
            None,
            f"a net that differs from zero only near x = {x}, t = {t} leaves u as it is there",
        )
    u = f(nets[2][1])
    for (x, t), (dx, dt) in (((0.3, 0.0), (0, 1)), ((0.0, 0.6), (1, 0)), ((1.0, 0.6), (-1, 0))):
        on, beside = (float(np.asarray(call(u, x + e * dx, t + e * dt))) for e in (0.0, 1e-7))
        require(
            abs(beside - on) < 1e-4,
            "It jumps at an edge: the conditions are pasted on, and the equation does not see them.",
            None,
            f"at x = {x}, t = {t} it is {on:.6g}, and 1e-7 further in {beside:.6g}",
        )


def _each_value_another(f, inside):
    """Another value of the net is another value of u: for constants from -40 to 40, at some points."""
    import numpy as np

    large = np.concatenate([np.logspace(-1, 1.2, 7), [25.0, 30.0, 40.0]])
    grid = np.concatenate([-large[::-1], [0.0], large])
    for x, t in inside[::3]:
        found = np.array(
            [float(np.asarray(call(f(lambda x, t, c=c: c + 0.0 * x), x, t))) for c in grid]
        )
        ordered = np.sort(found)
        require(
            np.diff(ordered).min() > 0,
            "Two values of the net give one value of u.",
            None,
            f"at x = {x:.3g}, t = {t:.3g}, for nets that are constants from -40 to 40: {say(found)}",
        )


def _smooth(u, name, points):
    import jax
    import numpy as np

    value = lambda p: numbers_of(u(p[0], p[1]), "the function that hard returns")
    both = jax.jit(lambda p: (jax.jacfwd(value)(p), jax.jacfwd(jax.jacrev(value))(p)))
    for p in points:
        first, second = call(both, np.asarray(p, float))
        require(
            np.isfinite(first).all() and np.isfinite(second).all(),
            "Its derivatives are not finite everywhere: the equation cannot be asked for there.",
            "M41",
            f"for {name}, at x = {p[0]:.3g}, t = {p[1]:.3g}",
        )


_HARD = Exercise(
    label="pinn_hard",
    check=_hard,
    hints=(
        "Which function meets all three conditions without a net? And which factor is zero on "
        "those three edges, and nowhere else?",
        "sin(pi x) is zero at both ends, and x t is zero at the start and at the left end.",
        "def hard(net):\n    return lambda x, t: jnp.sin(jnp.pi * x) + ... + t * ... * net(x, t)",
    ),
    why="The first part meets the conditions and the factor of the net is zero where they are given, "
    "so that no weights can break them.",
    checked="the three edges, corners too, for three nets; derivatives at forty points; that other "
    "values of the net give other values of u",
    unchecked="whether the factor is of order one inside, which makes training easier",
)


# --- pinn_state


def _state(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    from jaxwise import pinn
    from jaxwise.pinn._ansatz import Ansatz

    problem = returned(call(function(answer, "state")), "state")
    require(
        isinstance(problem, pinn.Problem),
        "A pinn.Problem is asked for, before it is solved.",
        None,
        f"it is a {type(problem).__name__}",
    )
    require(
        set(problem.names) == {"x", "t"} and problem.fields == ("u",),
        "The coordinates are to be called x and t, the unknown u.",
        None,
        f"coordinates {problem.names}, fields {problem.fields}",
    )
    domain = {name: tuple(map(float, ends)) for name, ends in problem.domain.items()}
    require(
        domain == {"x": (0.0, 2.0), "t": (0.0, 3.0)},
        "The rod is from 0 to 2, the times are from 0 to 3.",
        None,
        f"the domain is {domain}",
    )
    ordered = lambda x, t: tuple({"x": x, "t": t}[name] for name in problem.names)
    _told_equation(problem, ordered)
    kinds = {kind: [c for c in problem.conditions if isinstance(c, kind)] for kind in
             (pinn.Initial, pinn.Dirichlet, pinn.Periodic, pinn.Soft)}  # fmt: skip
    require(not kinds[pinn.Periodic], "Nothing here is periodic.")
    hard = [
        (c.axis, getattr(c, "side", "low")) for c in kinds[pinn.Initial] + kinds[pinn.Dirichlet]
    ]
    require(("t", "low") in hard, "The start is to hold exactly, as an `Initial` condition.")
    require(
        all(getattr(c, "velocity", None) is None for c in kinds[pinn.Initial]),
        "The equation is of first order in time: the start has no velocity.",
    )
    require(
        ("x", "high") not in hard and ("x", "both") not in hard,
        "At the right end no value is given, but the flux.",
    )
    require(("x", "low") in hard, "The left end is to hold exactly, as a `Dirichlet` condition.")
    require(("t", "high") not in hard, "Nothing is known of the last time.")
    call(Ansatz, problem)  # conditions that contradict each other
    s = np.linspace(0.0, 2.0, 9)
    ansatz = Ansatz(problem)
    [u] = ansatz.fields(lambda *p: jnp.stack([1.3 + p[0] * p[1]]))
    edge = lambda points: np.array([float(u(*ordered(x, t))) for x, t in points])
    start = edge([(x, 0.0) for x in s])
    told = ((np.cos(np.pi * s / 4), "The square of the cosine is missing."),
            (np.cos(np.pi * s / 2) ** 2, "The start is cos^2(pi x / 4)."))  # fmt: skip
    for other, text in told:
        require(np.abs(start - other).max() > 1e-9, text, None, f"u(x, 0) is {say(start)}")
    right = np.cos(np.pi * s / 4) ** 2
    seen = f"u(x, 0) is {say(start)}, and it should be {say(right)}"
    require(np.abs(start - right).max() < 1e-9, "The start is not what was asked for.", None, seen)
    left = edge([(0.0, t) for t in (0.5, 2.0)])
    require(
        np.abs(left - 1).max() < 1e-9, "The left end is held at 1.", None, f"u(0, t) is {say(left)}"
    )
    _told_flux(problem, kinds[pinn.Soft], ordered)


def _tried(problem):
    """Functions with u, u_x, u_t, u_xx by hand, of (x, t) in this order."""
    import jax.numpy as jnp
    import numpy as np

    from jaxwise import pinn

    cases = (
        (lambda x, t: x**2 * t + 2 * x,
         lambda x, t: (x**2 * t + 2 * x, 2 * x * t + 2, x**2, 2 * t)),
        (lambda x, t: jnp.exp(0.5 * x - t),
         lambda x, t: np.exp(0.5 * x - t) * np.array([1.0, 0.5, -1.0, 0.25])),
    )  # fmt: skip
    swapped = problem.names != ("x", "t")
    for f, parts in cases:
        g = (lambda t, x, f=f: f(x, t)) if swapped else f
        yield pinn.Field(g, problem.names), parts


def _told_equation(problem, ordered):
    import jax
    import numpy as np

    found, parts = [], []
    for field, by_hand in _tried(problem):
        for x, t in _points(6, (0.1, 0.1), (1.9, 2.9), 5):
            value = call(lambda f=field, x=x, t=t: problem.residual(u=f, x=x, t=t))
            found.append(np.array([float(v) for v in jax.tree.leaves(value)]))
            parts.append(by_hand(x, t))
    require(
        all(len(v) == 1 for v in found),
        "One equation is asked for.",
        None,
        f"it gives {say(found[0])}",
    )
    found = np.array(found)[:, 0]
    u, u_x, u_t, u_xx = np.array(parts).T

    def is_(other):
        factor = found @ other / (other @ other)
        return (
            abs(factor) > 1e-9
            and np.abs(found - factor * other).max() < 1e-8 * abs(factor) * np.abs(other).max()
        )

    if is_(u_t - 0.5 * u_xx - u * (1 - u)):
        return
    told = (
        (u_t - u_xx - u * (1 - u), "The factor 0.5 of u_xx is missing."),
        (u_t - 2 * u_xx - u * (1 - u), "The factor of u_xx is 0.5."),
        (u_t + 0.5 * u_xx - u * (1 - u), "u_xx has the wrong sign: heat would flow to where it is hot."),
        (u_t - 0.5 * u_xx + u * (1 - u), "The reaction u (1 - u) has the wrong sign."),
        (u_t + 0.5 * u_xx + u * (1 - u), "In the residual all terms stand on one side: two signs are wrong."),
        (u_t - 0.5 * u_xx, "The reaction u (1 - u) is missing."),
        (u_t - 0.5 * u_x - u * (1 - u), "This has the first derivative by x; the second is asked for."),
        (u_t - 0.5 * u_xx - u, "The reaction is u (1 - u), and not u."),
        (u_t - 0.5 * u_xx - (1 - u), "The reaction is u (1 - u): a factor u is missing."),
        (u_t - 0.5 * u_xx - u * (1 - u**2), "The reaction is u (1 - u), and not u (1 - u^2)."),
        (-0.5 * u_xx - u * (1 - u), "The derivative by t is missing."),
        (u_t, "Only the derivative by t is there."),
    )  # fmt: skip
    for other, text in told:
        require(not is_(other), text)
    raise NeedsWork(
        "The residual is no multiple of u_t - 0.5 u_xx - u (1 - u).",
        None,
        f"on x^2 t + 2 x, at six points: {say(found[:6])}",
    )


def _told_flux(problem, soft, ordered):
    import jax
    import numpy as np

    require(bool(soft), "The insulated end is missing: a `Soft` condition at the high end of x.")
    require(
        all((c.axis, c.side) == ("x", "high") for c in soft),
        "The insulated end is the high end of x.",
        None,
        f"the Soft conditions are at {[(c.axis, c.side) for c in soft]}",
    )
    found, parts = [], []
    for field, by_hand in _tried(problem):
        for t in (0.3, 1.0, 2.2):
            values = [call(lambda c=c, f=field, t=t: c.residual(u=f, x=2.0, t=t)) for c in soft]
            found.append([float(v) for v in jax.tree.leaves(values)])
            parts.append(by_hand(2.0, t))
    u, u_x, _, u_xx = np.array(parts).T
    for column in np.array(found).T:
        is_ = lambda other, c=column: np.abs(c - (c @ other) / (other @ other) * other).max() < 1e-9
        require(np.any(column), "The Soft residual is zero, whatever u is.")
        require(not is_(u), "This holds u at zero; the flux is to be zero: u_x.")
        require(not is_(u_xx), "This is the second derivative; the flux is the first.")
        require(is_(u_x), "The Soft residual is no multiple of u_x.", None, f"it is {say(column)}")


_STATE = Exercise(
    label="pinn_state",
    check=_state,
    hints=(
        "What is zero where the equation holds? And which of the four edges have a value, which a "
        "slope, which nothing?",
        "`pinn.Initial`, `pinn.Dirichlet(..., side=...)` and `pinn.Soft(axis, side, residual)`.",
        "def state():\n    return pinn.Problem(\n        residual=lambda u, x, t: u.t(x, t) - ...,\n"
        '        domain={"x": (0, 2), "t": (0, 3)},\n        conditions=[pinn.Initial(...), ...],\n    )',
    ),
    why="The equation stands on one side, the start and the left end are part of the trial function, "
    "and the flux joins the least squares.",
    checked="the residual on functions that solve nothing; domain; each condition on its edge",
    unchecked="whether the solution is right: nothing was solved",
)


# --- pinn_error


def _error(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "error")
    pi = np.pi
    cases = (
        ("u = 3.9 x (1 - x), u* = sin(pi x)",
         lambda x: 3.9 * x * (1 - x), lambda x: pi**2 * jnp.sin(pi * x),
         lambda x: 3.9 * x * (1 - x) - np.sin(pi * x)),
        ("u = 0, u* = x (1 - x) / 2",
         lambda x: 0.0 * x, lambda x: 1.0 + 0.0 * x, lambda x: -x * (1 - x) / 2),
        ("u off by 1e-6 sin(3 pi x)",
         lambda x: x * (1 - x) * jnp.exp(x) + 1e-6 * jnp.sin(3 * pi * x),
         lambda x: (3 * x + x**2) * jnp.exp(x), lambda x: 1e-6 * np.sin(3 * pi * x)),
        ("u off by x^2 (1 - x)",
         lambda x: jnp.sin(2 * pi * x) + x**2 * (1 - x), lambda x: 4 * pi**2 * jnp.sin(2 * pi * x),
         lambda x: x**2 * (1 - x)),
    )  # fmt: skip
    x = np.linspace(0.0, 1.0, 201)
    found, right, most = [], [], []
    for name, u, g, by_hand in cases:
        value = returned(call(f, u, g, 200), "error")
        value = numbers(value, "result of error", f"for {name}")
        require(
            value.shape == (201,),
            "A value at each of the n + 1 points is asked for.",
            None,
            f"for n = 200 the shape is {value.shape}",
        )
        found.append(value)
        right.append(by_hand(x))
        most.append(np.abs(right[-1]).max())
    is_ = lambda others: all(
        np.abs(a - b).max() <= 0.01 * m for a, b, m in zip(found, others, most, strict=True)
    )
    if is_(right):
        return
    off = [np.abs(a - b).max() / m for a, b, m in zip(found, right, most, strict=True)]
    first = int(np.argmax(~(np.array(off) <= 0.01)))
    seen = (
        f"for {cases[first][0]}: {say(found[first][::50])} at x = 0, 1/4, ..., 1, and it should be "
        f"{say(right[first][::50])}"
    )
    us = [np.array([float(u(s)) for s in x]) for _, u, _, _ in cases]
    told = (
        ([-r for r in right], "The sign is turned around: u - u* is asked for, and not u* - u."),
        ([np.abs(r) for r in right], "The error has a sign; this is its size."),
        ([a - b for a, b in zip(us, right, strict=True)], "This is the solution u*, and not the error."),
        (us, "This is u itself."),
    )  # fmt: skip
    like = lambda others: all(
        np.abs(a - b).max() <= 0.01 * np.abs(b).max() for a, b in zip(found, others, strict=True)
    )
    left = [-np.gradient(np.gradient(r, x), x)[2:-2] for r in right]
    for others, text in told:
        require(not like(others), text, None, seen)
    require(
        not all(
            np.abs(a[2:-2] - b).max() <= 0.05 * np.abs(b).max()
            for a, b in zip(found, left, strict=True)
        ),
        "This is what u leaves of the equation; the error is what has this as its second derivative.",
        None,
        seen,
    )
    finite = np.isfinite(found[first]).all()
    require(finite, "Some values are not finite.", None, seen)
    require(
        np.abs(found[first][[0, -1]]).max() <= 0.01 * most[first],
        "At the ends u is exact, so the error is zero there.",
        None,
        seen,
    )
    require(
        first != 2 or off[2] > 1e3,
        "Where u is good the error drowns: is it the difference of two large numbers that are known to a "
        "few digits? Solve for the error itself.",
        None,
        seen,
    )
    raise NeedsWork("This is not the error.", None, seen)


_ERROR = Exercise(
    label="pinn_error",
    check=_error,
    hints=(
        "Put u = u* + e into the equation: which equation does e obey, and what is e at the ends?",
        "`jax.grad(jax.grad(u))` gives u'' at a point; second differences make a matrix of the left "
        "side.",
        "def error(u, f, n):\n    x = jnp.linspace(0.0, 1.0, n + 1)\n    r = ...\n"
        "    A = n**2 * (2 * jnp.eye(n - 1) - ...)\n    return jnp.pad(jnp.linalg.solve(A, ...), 1)",
    ),
    why="What u leaves of the equation drives its error. A crude method for the error is good "
    "enough: one digit of a small number.",
    checked="the error of four functions, one of them right to a millionth, to one part in a hundred",
    unchecked="fields with many waves, which 200 points do not resolve",
)


EXERCISES = (_TRIVIAL, _RESIDUAL, _HARD, _STATE, _ERROR)
