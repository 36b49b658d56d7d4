"""Networks for differential equations: what is promised of conditions, of errors, of wrong input."""

import dataclasses
import warnings

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxwise import pinn
from jaxwise.pinn._ansatz import Ansatz
from jaxwise.pinn._solve import System
from jaxwise.pinn._step import make_step

TINY = dict(features=20, feature_points=100)
SMALL = dict(hidden=(10, 10), points=300, features=120, steps=30, horizons=(0.5, 1.0))


@pytest.fixture(autouse=True)
def in_64_bits():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def heat(u, x, t):
    return u.t(x, t) - 0.1 * u.xx(x, t)


def sine(x):
    return jnp.sin(jnp.pi * x)


def stated(residual=heat, domain=None, conditions=None):
    domain = {"x": (0, 1), "t": (0, 1)} if domain is None else domain
    conditions = [pinn.Initial(sine), pinn.Dirichlet("x")] if conditions is None else conditions
    return pinn.Problem(residual=residual, domain=domain, conditions=conditions)


# Fields -----------------------------------------------------------------------------------------


def test_letters_after_the_dot_are_derivatives():
    u = pinn.Field(lambda x, t: x**3 * jnp.exp(2 * t), ("x", "t"))
    x, t = 1.5, 0.25
    for letters, want in {"t": 2 * x**3, "xx": 6 * x, "xt": 6 * x**2, "xxx": 6.0}.items():
        got = getattr(u, letters)(x, t)
        assert np.allclose(got, want * np.exp(2 * t), rtol=1e-12), letters
    with pytest.raises(AttributeError, match="'xy'.*x, t"):
        u.xy(x, t)
    with pytest.raises(TypeError, match="2 coordinates"):
        u(x)


# Hard conditions --------------------------------------------------------------------------------


def made(problem, key=0):
    """The fields of an ansatz with a wild function in place of the network."""
    ansatz = Ansatz(problem)
    wild = lambda *p: jnp.stack(
        [jnp.cos(3 * ansatz.inputs(p).sum() + k) * 5 for k in range(len(problem.fields))]
    )
    return dict(zip(problem.fields, ansatz.fields(wild), strict=True))


GRID = np.linspace(0, 1, 7)


def test_values_at_the_start_and_on_the_walls_are_met_whatever_the_network_says():
    wall = lambda t: jnp.sin(t)
    problem = stated(
        conditions=[
            pinn.Initial(lambda x: x * (1 - x)),
            pinn.Dirichlet("x", wall, "low"),
            pinn.Dirichlet("x", lambda t: t**2, "high"),
        ]
    )
    u = made(problem)["u"]
    for s in GRID:
        assert np.allclose(u(s, 0.0), s * (1 - s), rtol=0, atol=1e-14)
        assert np.allclose(u(0.0, s), np.sin(s), rtol=0, atol=1e-14)
        assert np.allclose(u(1.0, s), s**2, rtol=0, atol=1e-14)
    assert abs(u(0.4, 0.6) - u(0.4, 0.3)) > 0.01, "inside the network is free"


def test_a_velocity_at_the_start_is_met():
    problem = stated(
        residual=lambda u, x, t: u.tt(x, t) - u.xx(x, t),
        conditions=[pinn.Initial(sine, velocity=lambda x: 2 * sine(x)), pinn.Dirichlet("x")],
    )
    u = made(problem)["u"]
    for s in GRID:
        assert np.allclose(u(s, 0.0), sine(s), rtol=0, atol=1e-14)
        assert np.allclose(u.t(s, 0.0), 2 * sine(s), rtol=0, atol=1e-12)
        assert np.allclose(u(0.0, s), 0.0, rtol=0, atol=1e-14)


def test_a_periodic_coordinate_is_periodic_with_its_derivatives():
    problem = stated(
        residual=lambda u, x, t: u.t(x, t) + u.x(x, t),
        domain={"x": (-1, 3), "t": (0, 1)},
        conditions=[pinn.Initial(lambda x: jnp.sin(jnp.pi * x)), pinn.Periodic("x")],
    )
    u = made(problem)["u"]
    for name in ("t", "x", "xx"):
        f = getattr(u, name)
        assert np.allclose(f(-1.0, 0.7), f(3.0, 0.7), rtol=0, atol=1e-9)


def test_each_field_of_a_system_has_its_own_conditions():
    problem = pinn.Problem(
        residual=lambda a, b, x: (a.x(x) - b(x), b.x(x) + a(x)),
        domain={"x": (0, 1)},
        conditions=[pinn.Initial({"a": 0.0, "b": 1.0}, axis="x")],
    )
    fields = made(problem)
    assert fields["a"](0.0) == 0.0 and fields["b"](0.0) == 1.0
    assert problem.fields == ("a", "b")


# The step ---------------------------------------------------------------------------------------


def test_the_steps_end_where_scipy_ends():
    from scipy.optimize import least_squares

    t = np.linspace(0, 2, 20)
    y = 2.0 * np.exp(-1.3 * t) + 0.1 * np.cos(9 * t)
    residuals = lambda p, data: p[0] * jnp.exp(-p[1] * data[0]) - data[1]
    jacobian = lambda p, data: (residuals(p, data), jax.jacrev(residuals)(p, data).T)
    step = make_step(residuals, jacobian)
    p, damping, data = jnp.array([1.0, 0.1]), 1e-2, (jnp.array(t), jnp.array(y))
    losses = []
    for _ in range(20):
        p, damping, loss, _ = step(p, damping, data)
        losses.append(float(loss))
    scipys = least_squares(lambda p: p[0] * np.exp(-p[1] * t) - y, [1.0, 0.1], xtol=1e-14)
    assert np.allclose(p, scipys.x, rtol=1e-6)
    assert np.all(np.diff(losses) <= 0), "no step makes it worse"


# A solution -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def solved():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    lines = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        solution = pinn.solve(
            stated(), key=jax.random.key(0), settings=pinn.Settings(**SMALL), progress=lines.append
        )
    jax.config.update("jax_enable_x64", before)
    return solution, lines


def exact(x, t):
    return np.exp(-0.1 * np.pi**2 * t) * np.sin(np.pi * x)


def test_the_heat_equation_is_solved_and_the_error_known(solved):
    solution, lines = solved
    error = solution.error(exact)
    assert error < 1e-4 and solution.warnings == ()
    assert error / 10 < solution.estimate < 10 * error
    assert any("step" in line for line in lines)
    assert solution.history.shape[1] == 4 and np.all(np.diff(solution.history[:, 0]) == 1)


DECAY = dict(
    residual=lambda u, x: u.x(x) + u(x),
    domain={"x": (0, 1)},
    conditions=[pinn.Dirichlet("x", 1.0, "low")],
)


def test_a_correction_takes_the_error_down_and_can_be_taken_away():
    settings = pinn.Settings(
        hidden=(4,), points=60, features=30, feature_points=200, steps=3, goal=1e-9
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        solution = pinn.solve(stated(**DECAY), key=jax.random.key(0), settings=settings)
    theta, corrections = solution.parameters
    [(W, b, c), *_] = corrections
    assert W.shape == (30, 1 + 4) and b.shape == (30,) and c.shape == (1, 30)
    alone = dataclasses.replace(solution, parameters=(theta, ()))
    exactly = lambda x: np.exp(-x)
    assert alone.error(exactly) > 100 * solution.error(exactly)
    # As the docstring of Solution says, by NumPy: the trial function is 1 + x net(z), z = 2 x - 1.
    x, (W1, b1, W2, b2) = 0.3, np.split(np.asarray(theta), [4, 8, 12])
    z = np.array([2 * x - 1])
    hidden = np.tanh(z * W1 + b1)
    net = hidden @ W2 + b2[0]
    for W, b, c in corrections:
        net += (c @ np.sin(W @ np.concatenate([z, hidden]) + b))[0]
    assert np.isclose(solution(x), 1 + x * net, rtol=1e-10)
    h = 1e-5
    slope = (float(solution(x + h)) - float(solution(x - h))) / (2 * h)
    assert np.isclose(jax.grad(solution)(x), slope, rtol=1e-7)


@pytest.mark.parametrize(
    ("key", "error", "message"),
    [("seed", TypeError, "random key.*'seed'"), (None, TypeError, "random key, jax.random.key")],
)
def test_what_is_no_key_is_refused(key, error, message):
    with pytest.raises(error, match=message):
        pinn.solve(stated(), key=key, settings=pinn.Settings(**SMALL))
    with pytest.raises(ValueError, match=r"one random key.*\(2,\)"):
        pinn.solve(stated(), key=jax.random.split(jax.random.key(0)))


def test_one_key_is_one_solution():
    problem = stated(**DECAY)
    settings = pinn.Settings(hidden=(4,), points=30, features=10, feature_points=20, steps=5)
    keys = jax.random.key(7), np.int64(7), jax.random.key(8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        at = [float(pinn.solve(problem, key=key, settings=settings)(0.5)) for key in keys]
    assert at[0] == at[1] != at[2]


def test_a_solution_broadcasts(solved):
    solution, _ = solved
    x, t = np.linspace(0, 1, 5)[:, None], np.array([0.0, 0.5, 1.0])
    assert solution(x, t).shape == (5, 3)
    assert np.allclose(solution(x, t), exact(x, t), rtol=0, atol=1e-3)
    assert np.ndim(solution(0.5, 0.5)) == 0
    with pytest.raises(TypeError, match="x, t"):
        solution(0.5)
    assert "estimated" in repr(solution)


def test_a_solution_can_be_differentiated_and_mapped(solved):
    solution, _ = solved
    x = jnp.linspace(0.1, 0.9, 5)
    slope = jax.jit(jax.vmap(jax.grad(solution), (0, None)))(x, 0.5)
    assert slope.shape == (5,)
    wanted = (exact(x + 1e-5, 0.5) - exact(x - 1e-5, 0.5)) / 2e-5
    assert np.allclose(slope, wanted, rtol=0, atol=1e-3)


def test_a_wrong_solution_is_warned_of():
    """Advection seen for a few steps only: the estimate says that it is not solved."""
    problem = stated(
        residual=lambda u, x, t: u.t(x, t) + 30 * u.x(x, t),
        conditions=[pinn.Initial(lambda x: jnp.sin(2 * jnp.pi * x)), pinn.Periodic("x")],
    )
    settings = pinn.Settings(**SMALL | dict(steps=3, horizons=(1.0,), features=60))
    with pytest.warns(pinn.PinnWarning, match="second method"):
        solution = pinn.solve(problem, key=jax.random.key(0), settings=settings)
    reference = lambda x, t: np.sin(2 * np.pi * (x - 30 * t))
    assert solution.error(reference) > 0.1 and solution.warnings


# Wrong input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (dict(domain={"x": (0, 1)}), ValueError, "not .*t|coordinates of the domain"),
        (dict(domain={"x": (0, 1), "t": (1, 1)}), ValueError, "t: expected finite low < high"),
        (dict(domain={"xx": (0, 1), "t": (0, 1)}), ValueError, "single letters"),
        (dict(domain=[0, 1]), TypeError, "dictionary"),
        (dict(residual=lambda u, x: u(x, x)), ValueError, "does not take t"),
        (dict(residual=lambda x, t: x), ValueError, "fields and then coordinates"),
        (dict(residual=3), TypeError, "function of fields"),
        (dict(conditions=[pinn.Dirichlet("y")]), ValueError, "'y'.*x, t"),
        (dict(conditions=[pinn.Dirichlet("x", 0.0, "left")]), ValueError, "'left'"),
        (dict(conditions=["u = 0"]), TypeError, "expected Initial"),
        (dict(conditions=pinn.Dirichlet("x")), TypeError, "list of conditions"),
        (
            dict(conditions=[pinn.Initial(lambda x, t: x)]),
            TypeError,
            "Initial on t: value.* x.*'t'",
        ),
        (dict(conditions=[pinn.Initial(lambda x: x[None])]), ValueError, r"value.*shape \(1,\)"),
        (dict(conditions=[pinn.Initial(None)]), TypeError, "number or a function.*None"),
        (dict(conditions=[pinn.Initial(np.zeros(5))]), TypeError, "number or a function"),
        (dict(conditions=[pinn.Initial({}, {"u": 1.0})]), ValueError, "velocity of u.*no value"),
        (dict(domain={"x": 1, "t": (0, 1)}), TypeError, r"x: expected \(low, high\), got 1"),
        (dict(domain={"x": (0, 1, 2), "t": (0, 1)}), TypeError, r"x: expected \(low, high\)"),
        (dict(conditions=[pinn.Periodic("x"), pinn.Dirichlet("x")]), ValueError, "periodic"),
        (dict(conditions=[pinn.Initial({"v": 0.0})]), ValueError, "no field v"),
    ],
)
def test_a_problem_that_does_not_fit_together_is_refused(change, error, message):
    with pytest.raises(error, match=message):
        stated(**change)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (dict(conditions=[]), ValueError, "there are none"),
        (
            dict(residual=lambda u, x, t: jnp.stack([u.t(x, t), u.xx(x, t)])),
            ValueError,
            r"scalar.*\(2,\)",
        ),
        (dict(residual=lambda u, x, t: u.t(x, t) + jnp.log(x - 0.5)), ValueError, "not finite at"),
        (
            dict(conditions=[pinn.Initial(1.0), pinn.Dirichlet("x", 0.0)]),
            ValueError,
            "contradict each other: u at .*t = 0",
        ),
        (
            dict(conditions=[pinn.Dirichlet("x"), pinn.Dirichlet("x", 1.0, "low")]),
            ValueError,
            "twice at the low end of x",
        ),
        (
            dict(conditions=[pinn.Initial(lambda x: x), pinn.Periodic("x")]),
            ValueError,
            "contradict each other: u at .*x = 1.* periodic in x",
        ),
        (
            dict(conditions=[pinn.Initial(lambda x: 1 / x), pinn.Dirichlet("x", 1.0, "high")]),
            ValueError,
            "not finite at .*x = 0",
        ),
        (dict(residual=lambda u, x, t: None), ValueError, "residual: it returns nothing"),
        (dict(residual=lambda u, x, t: u.t), TypeError, r"a field and not its value"),
        (dict(residual=lambda u, x, t: x * t), ValueError, "no solution changes it"),
        (
            dict(
                conditions=[pinn.Dirichlet("x"), pinn.Soft("x", "low", lambda u, x, t: u(x, t) - 1)]
            ),
            ValueError,
            "Soft on x, low: no solution changes it.*fixed",
        ),
        (
            dict(conditions=[pinn.Soft("x", "low", lambda u, x, t: u(x, t) - jnp.log(x))]),
            ValueError,
            "Soft on x, low: it is not finite at .*x = 0",
        ),
    ],
)
def test_an_impossible_problem_is_refused_before_training(change, error, message):
    with pytest.raises(error, match=message):
        pinn.solve(stated(**change), key=jax.random.key(0), settings=pinn.Settings(**SMALL))


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (dict(steps=0), "steps: .*positive.*0"),
        (dict(points=1.5), "points: .*1.5"),
        (dict(corrections=-1), "corrections: .*-1"),
        (dict(checks=20), "checks: .*tuple.*20"),
        (dict(checks=(0,)), "checks: .*positive"),
        (dict(hidden=20), "hidden: .*tuple.*20"),
        (dict(horizons=1.0), "horizons: .*tuple.*1.0"),
        (dict(horizons=(0.5, 0.9)), "end at 1"),
        (dict(horizons=(0.5, 0.2, 1.0)), "rising"),
    ],
)
def test_settings_that_make_no_sense_are_refused(setting, message):
    with pytest.raises(ValueError, match=message):
        pinn.Settings(**setting)


def test_a_coefficient_may_be_singular_at_an_end():
    """Lane and Emden's equation for n = 0, divided by x; the solution is 1 - x^2 / 6."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        System(
            pinn.Problem(
                residual=lambda u, x: u.xx(x) + 2 / x * u.x(x) + 1,
                domain={"x": (0, 1)},
                conditions=[pinn.Initial(1.0, velocity=0.0, axis="x")],
            ),
            pinn.Settings(hidden=(4,), points=60),
        )


def test_an_estimate_that_is_no_number_replaces_none():
    """A residual that is not finite where it was not fitted, after the first correction."""
    system = System(stated(**DECAY), pinn.Settings(hidden=(4,), points=60, goal=1e-12, **TINY))
    true, calls = system.linearised, []

    def linearised(*args):
        r, JT = true(*args)
        calls.append(1)
        return (r.at[4].set(jnp.nan) if len(calls) > 1 else r), JT

    system.linearised = linearised
    _, estimate, _ = system.corrected(np.random.default_rng(0), system.theta, lambda line: None)
    assert len(calls) == 2 and np.isfinite(estimate)


def test_too_few_points_and_32_bits_are_refused():
    with pytest.raises(ValueError, match="features: expected at least 2.*got 1"):
        System(
            pinn.Problem(
                residual=lambda a, b, t: (a.t(t) - b(t), b.t(t) + a(t)),
                domain={"t": (0, 2)},
                conditions=[pinn.Initial({"a": 0.0, "b": 1.0})],
            ),
            pinn.Settings(hidden=(4,), points=100, features=1),
        )

    few = pinn.Settings(**SMALL | dict(points=20))
    with pytest.raises(ValueError, match="at least 151.* parameters, got 20"):
        pinn.solve(stated(), key=jax.random.key(0), settings=few)
    short = pinn.Settings(**SMALL | dict(steps=15))
    with pytest.raises(ValueError, match="steps: expected more than 15"):
        pinn.solve(stated(), key=jax.random.key(0), settings=short)
    with pytest.raises(TypeError, match="progress.*True"):
        pinn.solve(stated(), key=jax.random.key(0), progress=True)
    jax.config.update("jax_enable_x64", False)
    with pytest.raises(RuntimeError, match="jax_enable_x64"):
        pinn.solve(stated(), key=jax.random.key(0))


def test_whole_numbers_are_coordinates_too():
    problem = stated(
        residual=lambda u, x, t: u.t(x, t) - 0.1 * u.xx(x, t) + 0 * u.x(0, t),
        domain={"x": (-0.5, 1.5), "t": (0, 1)},
        conditions=[pinn.Initial(1.0), pinn.Dirichlet("x", 1.0)],
    )
    u = made(problem)["u"]
    assert float(u(0, 0)) == 1.0 and np.isclose(u(1, 1), u(1.0, 1.0), rtol=1e-14)
    System(problem, pinn.Settings(**SMALL))


def test_a_kink_of_the_start_diffuses():
    """Near the face and early the ansatz without a network is the Fourier series, but for 2 D t."""
    D = 0.01
    problem = stated(
        residual=lambda u, x, t: u.t(x, t) - D * u.xx(x, t),
        domain={"x": (-1, 1), "t": (0, 1)},
        conditions=[pinn.Initial(lambda x: x**2), pinn.Periodic("x")],
    )
    [u] = Ansatz(problem).fields(lambda *p: jnp.zeros(1))
    k = np.arange(1, 2000)[:, None]

    def series(x, t):
        terms = 4 * (-1.0) ** k / (np.pi * k) ** 2 * np.cos(np.pi * k * x)
        return 1 / 3 + (terms * np.exp(-D * (np.pi * k) ** 2 * t)).sum(0)

    x = np.array([-1.0, -0.97, 0.2, 0.95, 0.99, 1.0])
    for t in (0.001, 0.02):
        got = np.array([float(u(c, t)) for c in x])
        assert np.allclose(got + 2 * D * t, series(x, t), rtol=0, atol=1e-7)
    assert np.allclose([float(u(c, 0.0)) for c in x], x**2, rtol=0, atol=1e-14)


def test_a_kink_that_is_carried_along_stays():
    problem = stated(
        residual=lambda u, x, t: u.t(x, t) + u.x(x, t),
        conditions=[pinn.Initial(lambda x: x * (1 - x)), pinn.Periodic("x")],
    )
    [u] = Ansatz(problem).fields(lambda *p: jnp.zeros(1))
    assert np.isclose(float(u(0.03, 0.5)), 0.03 * 0.97, rtol=0, atol=1e-14)


hump = lambda x, *t: x * (1 - x)
SQUARE = {"x": (0, 1), "y": (0, 1)}


@pytest.mark.parametrize(
    "problem",
    [
        dict(residual=lambda u, x, t: u.t(x, t) + 0.1 * u.xx(x, t)),  # heat, backwards
        dict(residual=lambda u, x, t: u.tt(x, t) - u.xx(x, t)),
        dict(residual=lambda u, x, t: u.t(x, t) + 0.01 * u.xxx(x, t)),
        dict(
            residual=lambda u, x, y: u.xx(x, y) + u.yy(x, y),
            domain=SQUARE,
            conditions=[pinn.Periodic("x"), pinn.Dirichlet("y", hump)],
        ),
        dict(  # the wall holds the kink, while diffusion smooths it inside
            residual=lambda u, x, y, t: u.t(x, y, t) - u.xx(x, y, t) - u.yy(x, y, t),
            domain=SQUARE | {"t": (0, 1)},
            conditions=[pinn.Initial(hump), pinn.Periodic("x"), pinn.Dirichlet("y", hump)],
        ),
    ],
    ids=["backwards", "wave", "third-order", "laplace", "wall"],
)
def test_a_kink_that_would_stay_at_a_periodic_face_is_refused(problem):
    conditions = [pinn.Initial(hump, 0.0 if "wave" in str(problem) else None), pinn.Periodic("x")]
    with pytest.raises(ValueError, match="kink at the periodic faces of x.*Soft"):
        Ansatz(stated(**dict(conditions=conditions) | problem))


def test_a_kink_between_walls_without_it_diffuses():
    problem = stated(
        residual=lambda u, x, y, t: u.t(x, y, t) - 0.1 * (u.xx(x, y, t) + u.yy(x, y, t)),
        domain=SQUARE | {"t": (0, 1)},
        conditions=[
            pinn.Initial(lambda x, y: hump(x) * sine(y)),
            pinn.Periodic("x"),
            pinn.Dirichlet("y"),
        ],
    )
    u = made(problem)["u"]
    for s in GRID:
        assert np.allclose(u(s, 0.0, 0.5), 0.0, rtol=0, atol=1e-14)
        assert np.allclose(u(s, 0.5, 0.0), hump(s), rtol=0, atol=1e-14)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_conditions_contradict_each_other_in_any_unit(scale):
    start = lambda x: scale * sine(x)
    Ansatz(stated(conditions=[pinn.Initial(start), pinn.Dirichlet("x")]))
    with pytest.raises(ValueError, match="contradict each other"):
        Ansatz(stated(conditions=[pinn.Initial(start), pinn.Dirichlet("x", 0.01 * scale)]))


def test_where_nothing_is_left_of_the_equation_the_error_is_zero():
    system = System(
        stated(conditions=[pinn.Initial(1.0), pinn.Dirichlet("x", 1.0)]),
        pinn.Settings(**SMALL),
    )
    _, estimate, _ = system.corrected(np.random.default_rng(0), 0 * system.theta, lambda line: None)
    assert estimate == 0.0


# Soft conditions and systems --------------------------------------------------------------------


def test_a_slope_that_is_asked_for_at_one_end_only_is_met_there():
    """u'' = 2, u(0) = 1, u'(2) = 5: the parabola 1 + x + x^2, with the soft face at the high end."""
    problem = pinn.Problem(
        residual=lambda u, x: u.xx(x) - 2.0,
        domain={"x": (0, 2)},
        conditions=[
            pinn.Dirichlet("x", 1.0, "low"),
            pinn.Soft("x", "high", lambda u, x: u.x(x) - 5.0),
        ],
    )
    settings = pinn.Settings(hidden=(8,), points=60, face_points=1, features=30, steps=20)
    solution = pinn.solve(problem, key=jax.random.key(0), settings=settings)
    error = solution.error(lambda x: 1 + x + x**2)
    assert error < 1e-5 and solution.warnings == ()
    assert error / 10 < solution.estimate + 1e-12


def test_a_system_is_solved():
    problem = pinn.Problem(
        residual=lambda a, b, t: (a.t(t) - b(t), b.t(t) + a(t)),
        domain={"t": (0, 2)},
        conditions=[pinn.Initial({"a": 0.0, "b": 1.0})],
    )
    settings = pinn.Settings(
        hidden=(8,), points=100, features=40, steps=30, horizons=(1.0,), goal=1e-6
    )
    solution = pinn.solve(problem, key=jax.random.key(0), settings=settings)
    assert solution.error(lambda t: {"a": np.sin(t), "b": np.cos(t)}) < 1e-4
    assert set(solution(0.5)) == {"a", "b"}


def test_a_row_of_a_soft_condition_counts_as_its_weight_says():
    """The mean of the squares is that of the equation and weight^2 times that of the condition."""
    problem = stated(
        conditions=[
            pinn.Initial(sine),
            pinn.Dirichlet("x", 0.0, "low"),
            pinn.Soft("x", "high", lambda u, x, t: u(x, t) - t, weight=3.0),
        ]
    )
    system = System(problem, pinn.Settings(hidden=(4,), points=60, face_points=50))
    data = system.sample(np.random.default_rng(0), 1.0)
    residuals, jacobian = system._functions(system._raw)
    found = residuals(system.theta, data)
    [u] = system.ansatz.fields(lambda *p: system._raw(system.theta, p))
    x, t = data[1].T
    assert len(x) == 50 and np.all(np.asarray(x) == 1.0)
    off = np.asarray(jax.vmap(u)(x, t)) - np.asarray(t)
    wanted = 3.0**2 * len(data[0]) * np.mean(off**2)
    assert np.isclose(np.sum(np.asarray(found[len(data[0]) :]) ** 2), wanted, rtol=1e-12)
    r, JT = jacobian(system.theta, data)
    assert np.allclose(r, found, rtol=1e-12)
    J = jax.jacfwd(residuals)(system.theta, data)
    assert np.allclose(JT.T, J, rtol=0, atol=1e-9 * np.abs(J).max())


def test_conditions_that_no_solution_meets_are_warned_of():
    end = lambda value: pinn.Soft("x", "high", lambda u, x: u(x) - value)
    problem = pinn.Problem(
        residual=lambda u, x: u.xx(x),
        domain={"x": (0, 1)},
        conditions=[pinn.Dirichlet("x", 1.0, "low"), end(0.0), end(4.0)],
    )
    settings = pinn.Settings(hidden=(8,), points=60, face_points=1, features=30, steps=20)
    with pytest.warns(pinn.PinnWarning, match="contradict each other"):
        pinn.solve(problem, key=jax.random.key(0), settings=settings)


@pytest.mark.parametrize("slope, warned", [(lambda x: 1.0, True), (lambda x: x, False)])
def test_two_equations_are_warned_of_only_where_they_contradict_each_other(slope, warned):
    problem = pinn.Problem(
        residual=lambda u, x: [u.x(x) - x, u.x(x) - slope(x)],
        domain={"x": (0, 1)},
        conditions=[pinn.Dirichlet("x", 0.0, "low")],
    )
    settings = pinn.Settings(hidden=(8,), points=60, features=30, steps=20)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        solution = pinn.solve(problem, key=jax.random.key(0), settings=settings)
    said = [str(w.message) for w in caught if w.category is pinn.PinnWarning]
    assert [("a residual of" in text, "stays" in text) for text in said] == [(True, True)] * warned
    if not warned:
        assert solution.error(lambda x: x**2 / 2) < 1e-3


def test_a_reference_that_does_not_fit_is_refused(solved):
    solution, _ = solved
    assert np.isclose(solution.error(lambda x, t: 1.0), solution.error(lambda x, t: 1.0 + 0 * x))
    for reference, message in (
        (lambda x, t: exact(x, t)[:, None], r"shape.*\(4000,\).*\(4000, 1\)"),
        (lambda x, t: 0 * x, "zero everywhere"),
        (lambda x, t: np.full_like(x, np.nan), "not finite"),
        (lambda x, t: {"v": x}, "dictionary of \\('u',\\)"),
    ):
        with pytest.raises(ValueError, match=message):
            solution.error(reference)
