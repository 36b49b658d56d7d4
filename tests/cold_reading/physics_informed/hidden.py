import jax
import jax.numpy as jnp
import numpy as np

W = 2 * np.pi / 3
DRAW = np.random.default_rng(3)
THETA = {"A": DRAW.normal(size=(8, 10)), "b": DRAW.normal(size=10), "c": DRAW.normal(size=(10, 1))}
POINTS = DRAW.uniform(size=(7, 2)) * [3.0, 2.0]
SOURCE = np.linspace(-4, 5, 7)


def net(theta, z):
    assert z.ndim == 1 and z.shape[0] <= 8
    return jnp.tanh(z @ theta["A"][: z.shape[0]] + theta["b"]) @ theta["c"]


def g(x):
    return jnp.sin(W * x) + 0.3 * jnp.cos(2 * W * x)


def h(x):
    return 0.5 * jnp.cos(W * x) - 0.2


def given(names, name):
    """A function of the answer; from here on in 64 bits, as the file should have it."""
    function = names[name]
    jax.config.update("jax_enable_x64", True)
    return function


def made(names):
    return given(names, "trial")(lambda z: net(THETA, z), g, h)


def scalar(u):
    return lambda x, t: jnp.sum(u(x, t))


def over(f, x, t):
    """A function of scalars at many points."""
    x, t = (jnp.asarray(a, float) for a in np.broadcast_arrays(x, t))
    return np.asarray(jax.jit(jax.vmap(f))(x, t))


def left(names, u, x, t):
    residual = given(names, "residual")
    return over(lambda x, t: residual(u, x, t), x, t)


def test_1_every_term(names):
    """By hand, where k has no slope; rounding is 1e-15."""
    x, t = np.array([0.75, 2.25]), np.array([1.3, 0.4])
    got = left(names, lambda x, t: x**3 * t**2, x, t)
    k = np.array([1.5, 0.5])
    steady = np.sin(x**3 * t**2) - 6 * k * x * t**2
    assert np.allclose(got, 2 * x**3 + 0.2 * x**3 * t - 2.4 * x * t + steady, rtol=0, atol=1e-10)


def test_1_a_flux(names):
    """By hand, for a function without t; rounding is 1e-15."""
    x = np.array([0.1, 0.9, 1.6, 2.9])
    got = left(names, lambda x, t: x**2 + 0 * t, x, 0.5)
    right = np.sin(x**2) - 2 * (1 + 0.5 * np.sin(W * x)) - W * x * np.cos(W * x)
    assert np.allclose(got, right, rtol=0, atol=1e-10)


def test_1_the_start(names):
    """A scalar, and exact but for rounding."""
    u, x = made(names), np.linspace(-1, 4, 11)
    assert jnp.shape(u(jnp.asarray(0.4), jnp.asarray(0.9))) == ()
    assert np.allclose(over(u, x, 0.0), g(x), rtol=0, atol=1e-10)


def test_1_the_velocity_at_the_start(names):
    """By `jax.grad`; rounding is 1e-15."""
    u, x = scalar(made(names)), np.linspace(-1, 4, 11)
    assert np.allclose(over(jax.grad(u, 1), x, 0.0), h(x), rtol=0, atol=1e-10)


def test_1_a_ring(names):
    """Two derivatives; a step of 2e-7 over the seams changes the second by 1e-5 at most."""
    u, x = scalar(made(names)), np.linspace(-1, 2, 7)
    seams = np.linspace(-3, 4.5, 6)
    for f in (u, jax.grad(u), jax.grad(jax.grad(u))):
        assert np.allclose(over(f, x, 0.8), over(f, x + 3, 0.8), rtol=0, atol=1e-9)
        assert np.allclose(
            over(f, seams - 1e-7, 0.8), over(f, seams + 1e-7, 0.8), rtol=0, atol=1e-3
        )


def test_1_any_function_of_the_ring(names):
    """Some network tells each two of 24 places apart; places that are tied differ by 1e-15."""
    trial, zero, values = given(names, "trial"), lambda x: 0.0 * x, []
    for seed in range(4):
        A = np.random.default_rng(seed).normal(size=(9, 10))
        one = lambda z, A=A: jnp.tanh(z @ A[: z.shape[0]] + A[8]).sum(keepdims=True)
        values.append(over(scalar(trial(one, zero, zero)), np.arange(24) / 8, 0.7))
    values = np.array(values)
    apart = np.abs(values[:, :, None] - values[:, None]).max(0) + np.eye(24)
    assert apart.min() > 1e-4


def test_1_loss(names):
    """Against a loop over the points, and its slope, in one direction, against a difference."""
    u, residual, loss = scalar(made(names)), given(names, "residual"), given(names, "loss")
    square = jax.jit(lambda x, t, s: jnp.sum(residual(u, x, t) - s) ** 2)
    right = np.mean([square(x, t, s) for (x, t), s in zip(POINTS, SOURCE, strict=True)])
    value = jax.jit(jax.value_and_grad(lambda theta: loss(theta, net, g, h, POINTS, SOURCE)))
    got, slope = value(THETA)
    assert jnp.shape(got) == () and np.isclose(got, right, rtol=1e-4)
    up, down = ({**THETA, "b": THETA["b"] + d} for d in (1e-5, -1e-5))
    assert np.isclose(slope["b"].sum(), (value(up)[0] - value(down)[0]) / 2e-5, rtol=1e-4)


def diffusion(v, x):
    return -jax.grad(jax.grad(v))(x)


def absorption(v, x):
    return diffusion(v, x) + 10 * v(x) ** 3


def flow(v, x):
    return (0.3 + v(x) ** 2) * diffusion(v, x) + v(x) * jax.grad(v)(x)


def exact(x):
    return 1.5 * jnp.cos(x - 0.8)


def bump(x):
    """Zero with its slope at x = 1, and of size 1."""
    return 1.725 * jnp.sin(jnp.pi * x) * (1 - x)


def finds(names, operator, wrong, solution=exact):
    """Is u - v* found, for v* = solution and u = v* + wrong, to a fiftieth of its largest value?"""
    error = given(names, "error")
    source, u = jax.jit(lambda x: operator(solution, x)), jax.jit(lambda x: solution(x) + wrong(x))
    e = np.asarray(error(lambda v, x: operator(v, x) - source(x), u))
    right = np.asarray(jax.vmap(wrong)(jnp.linspace(0, 1, 201)))
    return e.shape == (201,) and np.abs(e - right).max() < 0.02 * np.abs(right).max()


def test_2_a_small_error(names):
    assert finds(names, diffusion, lambda x: 2e-8 * bump(x))


def test_2_a_nonlinear_equation(names):
    assert finds(names, flow, lambda x: 1e-3 * bump(x))


def test_2_a_large_error(names):
    assert finds(names, absorption, lambda x: 0.35 * bump(x))


def test_2_a_free_end(names):
    assert finds(names, diffusion, lambda x: 1e-2 * jnp.sin(jnp.pi * x / 2))


def test_2_six_waves(names):
    wave = lambda x: 1e-2 * jnp.sin(12 * jnp.pi * x) * (1 - x)
    assert finds(names, diffusion, wave, lambda x: jnp.cos(12 * jnp.pi * x))
