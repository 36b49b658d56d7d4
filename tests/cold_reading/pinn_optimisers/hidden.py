import jax
import jax.numpy as jnp
import numpy as np
from scipy.optimize import least_squares

random = np.random.default_rng


def layers(theta, d):
    """W (m, d), b (m,), c (m,) of a network with one hidden layer."""
    m = len(theta) // (d + 2)
    return theta[: m * d].reshape(m, d), theta[m * d : -m], theta[-m:]


def u(theta, x):
    W, b, c = layers(theta, x.shape[0])
    return c @ jnp.tanh(W @ x + b)


def k(x, T):
    return (1 + 0.5 * x[0] ** 2) * jnp.exp(0.3 * T)


def q(x):
    return jnp.sin(x[1])


def g(x, T):
    return 0.2 * T**4 - x[0]


def by_hand(theta, inside, edge):
    """The rows in NumPy: derivatives written out, complex theta allowed."""
    x, w = inside
    W, b, c = layers(theta, x.shape[1])

    def at(x):
        t = np.tanh(x @ W.T + b)
        s = 1 - t**2
        T = t @ c
        stretch = 1 + 0.5 * x[:, 0] ** 2
        return t, s, T, (s * c) @ W, stretch, stretch * np.exp(0.3 * T)

    t, s, T, slope, stretch, k = at(x)
    laplacian = (-2 * t * s * c) @ (W**2).sum(1)
    along = 0.3 * k * (slope**2).sum(1) + k / stretch * x[:, 0] * slope[:, 0]
    e = k * laplacian + along + np.sin(x[:, 1])
    x, n, weight = edge
    _, _, T, slope, _, k = at(x)
    b = k * (n * slope).sum(1) + 0.2 * T**4 - x[:, 0]
    return np.concatenate([np.sqrt(w) * e, np.sqrt(weight) * b])


def rows_and_jacobian(theta, inside, edge):
    """J by complex steps, which round nothing off."""
    steps = 1e-30j * np.eye(len(theta))
    columns = [by_hand(theta + h, inside, edge).imag / 1e-30 for h in steps]
    return by_hand(theta, inside, edge), np.stack(columns, 1)


def body(d, m, N, M, equal):
    draw = random(d)
    x, y, n = (draw.uniform(-1, 1, (count, d)) for count in (N, M, M))
    n /= np.linalg.norm(n, axis=1)[:, None]
    w = np.ones(N) if equal else draw.uniform(0.1, 0.4, N)
    s = np.ones(M) if equal else draw.uniform(3.0, 9.0, M)
    theta = draw.normal(size=m * (d + 2)) / np.sqrt(d)
    return theta, (x, w), (y, n, s)


def rows_of(names):
    f = names["heat_rows"]
    return lambda theta, inside, edge: f(u, k, q, g, theta, inside, edge)


def near(got, wanted, tol):
    got, wanted = np.asarray(got), np.asarray(wanted)
    return got.shape == wanted.shape and np.abs(got - wanted).max() <= tol * np.abs(wanted).max()


def agrees(names, problem, tol):
    wanted = rows_and_jacobian(*problem)
    got = jax.jit(rows_of(names))(*jax.tree.map(jnp.asarray, problem))
    return near(got[0], wanted[0], tol) and near(got[1], wanted[1], tol)


def largest(f, *arguments):
    """The number of elements of the largest array that f makes, before anything is fused."""

    def inside(jaxpr):
        for eqn in jaxpr.eqns:
            yield from (np.prod(v.aval.shape, dtype=int) for v in eqn.outvars)
            for part in jax.tree.leaves(list(eqn.params.values())):
                part = getattr(part, "jaxpr", part)
                if hasattr(part, "eqns"):
                    yield from inside(part)

    return max(inside(jax.make_jaxpr(f)(*arguments).jaxpr))


def test_1_rows(names):
    assert agrees(names, body(3, 4, 7, 5, equal=True), 1e-9)


def test_1_weights(names):
    assert agrees(names, body(2, 3, 6, 9, equal=False), 1e-9)


def test_1_many_dimensions(names):
    problem = jax.tree.map(jnp.asarray, body(100, 2, 8, 4, equal=True))
    assert largest(rows_of(names), *problem) <= 10 * 12 * 204


def test_1_many_points(names):
    problem = jax.tree.map(jnp.asarray, body(2, 1, 200, 50, equal=True))
    assert largest(rows_of(names), *problem) <= 10 * 250 * 4


def test_1_32_bits(names):
    problem = jax.tree.map(np.float32, body(3, 2, 5, 4, equal=True))
    r, J = jax.jit(rows_of(names))(*jax.tree.map(jnp.asarray, problem))
    wanted = rows_and_jacobian(*jax.tree.map(np.float64, problem))
    assert r.dtype == J.dtype == np.float32
    assert near(r, wanted[0], 1e-4) and near(J, wanted[1], 1e-4)


def linear(N, P, spectrum, mu, c):
    """Residuals A theta - U c, their scale, and d / scale for the step from zero."""
    draw, few = random(N), min(N, P)
    U = np.linalg.qr(draw.normal(size=(N, few)))[0]
    V = np.linalg.qr(draw.normal(size=(P, few)))[0]
    scale = 10 ** draw.uniform(-2, 2, P)
    A, b = jnp.asarray((U * spectrum) @ V.T / scale), jnp.asarray(U @ c)
    return lambda theta: A @ theta - b, scale, V @ (spectrum * c / (spectrum**2 + mu))


def step_is_right(names, N, P, spectrum, mu):
    f, scale, wanted = linear(N, P, spectrum, mu, np.ones(len(spectrum)))
    step = jax.jit(lambda *rest: names["damped"](f, *rest))
    d = np.asarray(step(jnp.zeros(P), jnp.asarray(scale), jnp.asarray(mu))[0]) / scale
    return np.linalg.norm(d - wanted) <= 1e-6 * np.linalg.norm(wanted)


def test_2_a_size_for_each_number(names):
    for N, P in ((9, 4), (4, 9)):
        assert step_is_right(names, N, P, np.linspace(0.5, 2, 4), 0.1)


def test_2_digits_of_a_tall_step(names):
    assert step_is_right(names, 60, 20, np.logspace(0, -7, 20), 1e-14)


def test_2_digits_of_a_wide_step(names):
    assert step_is_right(names, 20, 60, np.logspace(0, -7, 20), 1e-14)


def test_2_memory(names):
    for N, P in ((4, 3000), (3000, 4)):
        A = jnp.asarray(random(0).normal(size=(N, P)))
        step = lambda *rest, A=A: names["damped"](lambda theta: A @ jnp.tanh(theta) - 1, *rest)
        assert largest(step, jnp.zeros(P), jnp.ones(P), jnp.asarray(0.1)) <= 4 * N * P


def test_2_prediction_near_the_minimum(names):
    c, spectrum, mu = 1e-9 * np.array([1.0, 2.0, -1.0]), np.array([0.5, 1.0, 2.0]), 0.1
    U = np.linalg.qr(random(1).normal(size=(30, 4)))[0]
    f = lambda theta: U[:, 3] + U[:, :3] @ (spectrum * theta - c)
    got = names["damped"](f, jnp.zeros(3), jnp.ones(3), jnp.asarray(mu))[3]
    wanted = np.sum(c**2 * (1 - (mu / (spectrum**2 + mu)) ** 2))
    assert got.shape == () and abs(float(got) / wanted - 1) <= 1e-3


def test_2_refused(names):
    mu, one = 1e-6, jnp.ones(1)
    # log leaves its domain, arctan overshoots, or gains less than a tenth, or enough
    for f, start, right in (
        (lambda theta: jnp.log(theta) + 4, 1.0, False),
        (lambda theta: jnp.exp(theta) - 1e100, 1.0, False),
        (jnp.arctan, 2.0, False),
        (jnp.arctan, 1.385, False),
        (jnp.arctan, 1.0, True),
    ):
        theta, new, accepted, _ = names["damped"](f, start * one, one, jnp.asarray(mu))
        wanted = 1 - np.arctan(1.0) * 0.5 / (0.25 + mu) if right else start
        assert accepted.dtype == bool and accepted.shape == () and bool(accepted) == right
        assert np.isclose(float(new), mu / 3 if right else 4 * mu, rtol=1e-12)
        assert theta.shape == (1,) and abs(float(theta[0]) - wanted) <= (1e-9 if right else 0)


def test_2_a_fit_in_a_scan(names):
    dose = np.logspace(-4, -2, 12)
    noise = random(2).normal(size=12)
    hill = lambda p: p[0] / (1 + (p[1] / dose) ** p[2])
    seen = hill([80.0, 1e-3, 1.7]) + noise
    start, scale = np.array([60.0, 1.5e-3, 1.3]), np.array([50.0, 1e-3, 1.0])

    def step(state, _):
        theta, mu = state
        theta, mu, *rest = names["damped"](lambda p: hill(p) - seen, theta, jnp.asarray(scale), mu)
        return (theta, mu), rest

    first = jnp.asarray(start), jnp.asarray(1e-2)
    got = jax.jit(lambda state: jax.lax.scan(step, state, None, 60))(first)[0][0]
    options = dict(jac="cs", x_scale=scale, xtol=1e-15, ftol=1e-15, gtol=1e-15)
    wanted = least_squares(lambda p: hill(p) - seen, start, **options).x
    assert np.allclose(got, wanted, rtol=1e-5, atol=0)
