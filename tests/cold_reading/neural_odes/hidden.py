import jax
import jax.numpy as jnp
import numpy as np
import optax
from scipy.integrate import solve_ivp

TAU, OMEGA = 50.0, 2 * np.pi / 40
WIDTH = np.array([200.0, 30.0])
GAPS = np.array([3.0, 0.5, 8.0, 6.5, 2.0, 10.0, 4.0, 7.0, 1.0, 9.0, 5.0, 6.0])
DATES = np.cumsum([0.0, *GAPS])


def wave(t):
    """What the temperature of the inflow leaves in the tank, when the start is forgotten."""
    lag = OMEGA * TAU
    return 320 + 15 / (1 + lag**2) * (np.sin(OMEGA * t) - lag * np.cos(OMEGA * t))


def unreacted(t, t0, u0):
    """The solution where R = 0."""
    decay = np.exp(-(t - t0) / TAU)
    return 800 + (u0[0] - 800) * decay, wave(t) + (u0[1] - wave(t0)) * decay


def reacting(ts, u0, R):
    """The solution at ts[1:] by SciPy."""

    def slope(t, u):
        inflow = 320 + 15 * np.sin(OMEGA * t)
        r = float(R(*u))
        return [(800 - u[0]) / TAU - r, (inflow - u[1]) / TAU + 0.12 * r]

    return solve_ivp(slope, (ts[0], ts[-1]), u0, "DOP853", ts, rtol=1e-10, atol=1e-9).y.T[1:]


def stacked(starts, ends, data):
    """The residuals, from the states at the dates after each start."""
    at = slice(None, -1, (len(data) - 1) // len(starts))
    parts = [starts - data[at], np.concatenate(ends) - data[1:]]
    parts.append(np.array([e[-1] for e in ends[:-1]]).reshape(-1, 2) - starts[1:])
    return np.nan_to_num(np.concatenate(parts) / WIDTH).ravel()


def drawn(K):
    """Starts and data."""
    rng = np.random.default_rng(K)
    return [np.array([600.0, 340.0]) + WIDTH * rng.normal(size=(n, 2)) / 2 for n in (K, 13)]


def shaken(names, seed=1):
    """Parameters of a rate that is not zero."""
    params, rng = names["init"](jax.random.key(0)), np.random.default_rng(seed)
    return jax.tree.map(lambda p: np.asarray(p) + 0.3 * rng.normal(size=np.shape(p)), params)


def test_1_zero_at_first(names):
    jax.config.update("jax_enable_x64", True)
    rate = jax.jit(names["rate"])
    for seed in range(3):
        params = names["init"](jax.random.key(seed))
        for c, T in ((0.0, 300.0), (512.0, 371.0), (1000.0, 450.0)):
            assert float(rate(params, c, T)) == 0


def test_1_can_be_learned(names):
    init, rate = names["init"], names["rate"]
    jax.config.update("jax_enable_x64", True)
    c, T = np.random.default_rng(0).uniform([0, 300], [1000, 450], (300, 2)).T
    wanted = c / 100 / (1 + np.exp((370 - T) / 15))
    optimiser = optax.adam(0.01)

    def misfit(params):
        got = jax.vmap(rate, (None, 0, 0))(params, c, T)
        return jnp.mean((got - wanted) ** 2) / np.mean(wanted**2)

    def step(carry, _):
        params, state = carry
        updates, state = optimiser.update(jax.grad(misfit)(params), state)
        return (optax.apply_updates(params, updates), state), None

    @jax.jit
    def train(params):
        carry = (params, optimiser.init(params))
        return misfit(jax.lax.scan(step, carry, None, length=1000)[0][0])

    assert all(train(init(jax.random.key(seed))) < 0.03 for seed in (3, 4))


def test_1_without_a_reaction(names):
    params = names["init"](jax.random.key(0))
    jax.config.update("jax_enable_x64", True)
    starts, data = drawn(4)
    dates = DATES + 7
    pairs = zip((dates[k : k + 4] for k in range(0, 12, 3)), starts, strict=True)
    ends = [np.stack(unreacted(t[1:], t[0], u), 1) for t, u in pairs]
    got = jax.jit(names["residuals"])(params, starts, dates, data)
    assert got.shape == (38,)
    assert np.allclose(got, stacked(starts, ends, data), rtol=0, atol=1e-4)


def test_1_with_a_reaction(names):
    jax.config.update("jax_enable_x64", True)
    starts, data = drawn(1)
    params, rate = shaken(names), jax.jit(names["rate"])
    ends = [reacting(DATES, starts[0], lambda c, T: rate(params, c, T))]
    got = jax.jit(names["residuals"])(params, starts, DATES, data)
    assert np.allclose(got, stacked(starts, ends, data), rtol=0, atol=1e-4)


def test_1_missing_values(names):
    params = names["init"](jax.random.key(0))
    jax.config.update("jax_enable_x64", True)
    starts, data = drawn(1)
    data[[0, 2, 3, 4, 8, 12], [1, 0, 0, 1, 0, 1]] = np.nan
    ends = [np.stack(unreacted(DATES[1:], 0.0, starts[0]), 1)]
    got = names["residuals"](params, *map(jnp.asarray, (starts, DATES, data)))
    assert np.allclose(got, stacked(starts, ends, data), rtol=0, atol=1e-4)


def moved(names):
    """Residuals of params and starts, these, a direction, and the derivative along it by SciPy."""
    starts, data = drawn(1)
    p, rng, rate = (shaken(names), starts), np.random.default_rng(2), jax.jit(names["rate"])
    v = jax.tree.map(lambda a: rng.normal(size=np.shape(a)), p)

    def by_scipy(h):
        params, starts = jax.tree.map(lambda a, b: a + h * b, p, v)
        ends = [reacting(DATES, starts[0], lambda c, T: rate(params, c, T))]
        return stacked(starts, ends, data)

    slope = (by_scipy(1e-3) - by_scipy(-1e-3)) / 2e-3
    dates, data = jnp.asarray(DATES), jnp.asarray(data)
    return lambda p: names["residuals"](*p, dates, data), p, v, slope


def test_1_forward_mode(names):
    jax.config.update("jax_enable_x64", True)
    r, p, v, slope = moved(names)
    got = jax.jit(lambda p, v: jax.jvp(r, (p,), (v,))[1])(p, v)
    assert np.allclose(got, slope, rtol=0, atol=1e-3 * np.abs(slope).max())


def test_1_reverse_mode(names):
    jax.config.update("jax_enable_x64", True)
    r, p, v, slope = moved(names)
    weights = np.random.default_rng(4).normal(size=slope.shape)
    got = jax.jit(jax.grad(lambda p: r(p) @ weights))(p)
    along = sum(np.sum(a * b) for a, b in zip(*map(jax.tree.leaves, (got, v)), strict=True))
    assert np.isclose(along, slope @ weights, rtol=0, atol=1e-3 * np.linalg.norm(slope))


ALPHA, BETA = 15.6, 28.0
EVEN = 0.1 * np.arange(250)


def bent(x):
    """The diode of Chua, with a little bias."""
    return 0.05 - 5 / 7 * x - 3 / 14 * (abs(x + 1) - abs(x - 1))


def circuit(ts, u0):
    def slope(t, u):
        x, y, z = u
        return [ALPHA * (y - x - bent(x)), x - y + z, -BETA * y]

    return solve_ivp(slope, (ts[0], ts[-1]), u0, "DOP853", ts, rtol=1e-9, atol=1e-9).y.T


def off(names, ts, u, unit=1.0):
    """The relative errors of alpha and of g."""
    alpha, g = names["diode"](ts, unit * u, BETA)
    x = np.linspace(0.9 * u[:, 0].min(), 0.9 * u[:, 0].max(), 200)
    got = np.asarray(g(unit * x)) / unit
    assert got.shape == x.shape
    return abs(alpha / ALPHA - 1), np.linalg.norm(got - bent(x)) / np.linalg.norm(bent(x))


U0 = [0.7, 0.1, -0.2]


def test_2_unequal_dates(names):
    jax.config.update("jax_enable_x64", True)
    ts = np.cumsum(np.random.default_rng(0).uniform(0.05, 0.15, 250))
    alpha, g = off(names, ts, circuit(ts, U0))
    assert alpha < 0.005 and g < 0.02


def test_2_a_pause(names):
    jax.config.update("jax_enable_x64", True)
    ts = EVEN + 8.0 * (EVEN > 9) + 30.0 * (EVEN > 17)
    alpha, g = off(names, ts, circuit(ts, U0))
    assert alpha < 0.005 and g < 0.02


def test_2_noise(names):
    jax.config.update("jax_enable_x64", True)
    u = circuit(EVEN, U0)
    u = u + 0.01 * u.std(0) * np.random.default_rng(3).normal(size=u.shape)
    alpha, g = off(names, EVEN, u)
    assert alpha < 0.025 and g < 0.025


def test_2_other_units(names):
    jax.config.update("jax_enable_x64", True)
    alpha, g = off(names, EVEN, circuit(EVEN, U0), 1e-3)
    assert alpha < 0.005 and g < 0.02
