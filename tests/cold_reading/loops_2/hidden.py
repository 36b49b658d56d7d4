import jax
import jax.numpy as jnp
import numpy as np


def f(V, K, z):
    return np.sum(z * (K - 1) / (1 + V * (K - 1)))


def fraction(K, z):
    """V in 64 bits."""
    K, z = np.asarray(K, float), np.asarray(z, float)
    if f(0.0, K, z) <= 0:
        return 0.0
    with np.errstate(divide="ignore"):
        if f(1.0, K, z) >= 0:
            return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle, K, z) > 0 else (low, middle)
    return low


def slopes(K, z):
    """The derivatives of a V between 0 and 1 by K and by z, by implicit differentiation."""
    K, z = np.asarray(K, float), np.asarray(z, float)
    bottom = 1 + fraction(K, z) * (K - 1)
    fall = np.sum(z * ((K - 1) / bottom) ** 2)
    return np.concatenate([z / bottom**2, (K - 1) / bottom]) / fall


def curvatures(K, z):
    p, h = np.concatenate([K, z]).astype(float), 1e-5
    moved = [(*np.split(p + d, 2), *np.split(p - d, 2)) for d in h * np.eye(len(p))]
    return np.array([(slopes(a, b) - slopes(c, d)) / (2 * h) for a, b, c, d in moved])


def joined(names):
    """V as a function of one array that holds K and then z."""
    return lambda p: names["vapour_fraction"](*jnp.split(p, 2))


def rows(*mixtures):
    return jnp.array([[*K, *z] for K, z in mixtures], jnp.float32)


MIXTURES = rows(
    ([2.0, 0.5, 1.2], [0.4, 0.4, 0.2]),
    ([3.0, 0.25, 0.9], [0.3, 0.5, 0.2]),
    ([1.6, 0.8, 0.4], [0.5, 0.3, 0.2]),
)
SALTY = rows(([0.0, 1000.0, 0.5], [0.1, 0.05, 0.85]), ([0.0, 30.0, 5.0], [0.01, 0.9, 0.09]))
LIQUIDS = rows(([0.5, 0.9, 0.2], [0.4, 0.4, 0.2]), ([0.0, 0.3, 1.1], [0.3, 0.3, 0.4]))
VAPOURS = rows(([1.5, 4.0, 1.1], [0.4, 0.4, 0.2]), ([0.9, 9.0, 700.0], [0.3, 0.3, 0.4]))
ONES = rows(([1.0, 1.0, 1.0], [0.4, 0.4, 0.2]))


def right(p):
    return [fraction(*np.split(np.asarray(row), 2)) for row in p]


def test_1_mixtures(names):
    got = [joined(names)(p) for p in MIXTURES]
    assert np.allclose(got, right(MIXTURES), rtol=0, atol=1e-5)


def test_1_a_salt_and_a_gas(names):
    got = [joined(names)(p) for p in SALTY]
    assert np.allclose(got, right(SALTY), rtol=0, atol=1e-5)


def test_1_first_derivatives(names):
    derivative = jax.jit(jax.grad(joined(names)))
    for p in MIXTURES:
        wanted = slopes(*np.split(np.asarray(p), 2))
        assert np.allclose(derivative(p), wanted, rtol=0, atol=2e-3 * np.abs(wanted).max())


def test_1_second_derivatives(names):
    derivative = jax.jit(jax.hessian(joined(names)))
    for p in MIXTURES:
        wanted = curvatures(*np.split(np.asarray(p), 2))
        assert np.allclose(derivative(p), wanted, rtol=0, atol=2e-3 * np.abs(wanted).max())


def test_1_side_by_side(names):
    p = jnp.concatenate([LIQUIDS, MIXTURES, ONES, VAPOURS])
    got = jax.jit(jax.vmap(joined(names)))(p)
    assert got.shape == (8,) and np.allclose(got, right(p), rtol=0, atol=1e-5)


def test_1_derivatives_of_one_phase(names):
    p = jnp.concatenate([LIQUIDS, MIXTURES, ONES, VAPOURS])
    phase = np.array([True] * 2 + [False] * 3 + [True] * 3)
    derivative = jax.grad(joined(names))
    got = jax.jit(jax.vmap(derivative))(p)
    assert (np.asarray(got)[phase] == 0).all()
    one_by_one = jax.jit(derivative)
    assert all((np.asarray(one_by_one(row)) == 0).all() for row in p[phase])


def events(t, valid, tau, extends):
    """What is counted, by a Python loop over Python numbers."""
    last, found = None, []
    for time, event in zip(np.asarray(t).tolist(), valid, strict=True):
        counts = bool(event) and (last is None or time - last >= tau)
        if event and (counts or extends):
            last = time
        found.append(counts)
    return found


def agrees(names, t, valid, tau):
    for extends in (False, True):
        got = names["counted"](jnp.asarray(t), jnp.asarray(valid), tau, extends)
        assert got.dtype == bool and got.tolist() == events(t, valid, tau, extends)


STEPS = np.array([0, 4, 4, 6, 1, 10, 9, 3, 8, 20, 5, 5, 5], np.int32)
TICKS = np.cumsum(STEPS, dtype=np.int32)
ALL = np.ones(13, bool)


def test_2_side_by_side(names):
    t = np.array([TICKS, 2 * TICKS, TICKS, 2 * TICKS, TICKS])
    tau, extends = (
        np.array([10, 10, 5, 0, 10], np.int32),
        np.array([False, True, True, False, True]),
    )
    got = jax.jit(jax.vmap(names["counted"]))(t, np.ones(t.shape, bool), tau, extends)
    assert got.dtype == bool
    assert got.tolist() == [events(*row) for row in zip(t, [ALL] * 5, tau, extends, strict=True)]


def test_2_late_ticks(names):
    agrees(names, TICKS + np.int32(900_000_001), ALL, 10)


def test_2_before_the_trigger(names):
    for first in (-7, -200, -1_000_000):
        agrees(names, TICKS + np.int32(first), ALL, 10)


def test_2_seconds(names):
    agrees(names, TICKS.astype(np.float32) / 16, ALL, 0.625)


def test_2_entries_that_are_no_events(names):
    valid, t = ALL.copy(), TICKS.copy()
    for gaps in ([0, 1], [3, 5, 6], [0, 2, 7, 11, 12]):
        valid[:], t[:] = True, TICKS
        valid[gaps], t[gaps] = False, [10**9, -(10**9), 0, 7, 10**9][: len(gaps)]
        agrees(names, t, valid, 10)
    agrees(names, t, np.zeros(13, bool), 10)


def test_2_no_entries(names):
    for dtype, tau in ((np.int32, 10), (np.float32, 0.5)):
        got = names["counted"](jnp.zeros(0, dtype), jnp.zeros(0, bool), tau, False)
        assert got.shape == (0,) and got.dtype == bool
