import jax
import jax.numpy as jnp
import numpy as np


def contact_sums(names, types, contacts, weights, jit=False):
    f = jax.jit(names["contact_sums"]) if jit else names["contact_sums"]
    rows = np.array(contacts, dtype=np.uint16).reshape(-1, 2)
    got = f(jnp.array(types, dtype="int8"), jnp.array(rows), jnp.array(weights, dtype="float16"))
    assert isinstance(got, jax.Array) and got.shape == (120,) and got.dtype == jnp.float32
    return np.asarray(got, dtype=float)


def entries(pairs):
    """{(i, j): sum} as an array of 120 numbers."""
    wanted = np.zeros(120)
    for (i, j), value in pairs.items():
        wanted[i * (i + 1) // 2 + j] = value
    return wanted


def test_1_a_few_contacts(names):
    types = [0, 1, 2, 3, 4, 5, 6, 2]
    rows = [(4, 0), (7, 1), (7, 4), (4, 0), (6, 2), (7, 2)]
    weights = [0.5, 0.25, 1.0, 0.125, 0.75, 0.375]
    wanted = entries({(4, 0): 0.625, (2, 1): 0.25, (4, 2): 1.0, (6, 2): 0.75, (2, 2): 0.375})
    for jit in (False, True):
        got = contact_sums(names, types, rows, weights, jit)
        assert np.allclose(got, wanted, rtol=0, atol=1e-4)


def test_1_all_fifteen_kinds(names):
    types = np.repeat(np.arange(15), 4)
    rows = [(4 * i + 3, 4 * j) for i in range(15) for j in range(i + 1)]
    weights = [(1 + (7 * i + 3 * j) % 16) / 16 for i in range(15) for j in range(i + 1)]
    assert np.allclose(contact_sums(names, types, rows, weights), weights, rtol=0, atol=1e-4)


def test_1_unknown_kinds(names):
    types = [-1, 3, 3, 0, -1, 1, 3, -1]
    rows = [(4, 1), (6, 0), (7, 0), (5, 1), (7, 4), (3, 0)]
    got = contact_sums(names, types, rows, [1.0] * 6)
    assert np.allclose(got, entries({(3, 1): 1.0}), rtol=0, atol=1e-4)


def test_1_residues_that_do_not_exist(names):
    types = [0, 1, 2, 3, 4, 5]
    rows = [(5, 1), (65535, 0), (6, 1), (40000, 2), (65535, 65535), (65535, 65535)]
    got = contact_sums(names, types, rows, [1.0] * 6)
    assert np.allclose(got, entries({(5, 1): 1.0}), rtol=0, atol=1e-4)


def test_1_neighbours_in_the_chain(names):
    types = [0, 1, 2, 3, 4, 5]
    rows = [(0, 3), (1, 1), (1, 2), (2, 4), (3, 2), (5, 3), (4, 1), (0, 5)]
    got = contact_sums(names, types, rows, [1.0] * 8)
    wanted = entries({(3, 0): 1.0, (4, 1): 1.0, (5, 0): 1.0})
    assert np.allclose(got, wanted, rtol=0, atol=1e-4)


def test_1_many_contacts_of_one_pair(names):
    weights = np.array([0.3, 1.0, 0.9], dtype=np.float16).repeat(3000)
    got = contact_sums(names, [2, 0, 0, 0, 1], [(4, 0)] * 9000, weights)
    wanted = entries({(2, 1): weights.astype(float).sum()})
    assert np.allclose(got, wanted, rtol=1e-4, atol=0)


SIDEREAL = 86164.0905


def fold(names, times, counts, period, n):
    times, counts = np.asarray(times, dtype=np.int32), np.asarray(counts, dtype=np.uint16)
    got = names["fold"](jnp.array(times), jnp.array(counts), period, n)
    assert isinstance(got, jax.Array) and got.shape == (n,) and got.dtype == jnp.int32
    return np.asarray(got, dtype=np.int64)


def near_borders(turns, period, n, seed):
    """Times 2 to 31 seconds to either side of the borders in these turns, counts, and their sums."""
    offset = np.array([-30.5, -9.5, -2.5, 2.5, 9.5, 30.5])
    borders = (np.asarray(turns)[:, None] + np.arange(n) / n) * period
    times = np.floor(borders[..., None] + offset).astype(np.int64).ravel()
    assert times.min() >= 0 and times.max() < 2**31
    counts = np.random.default_rng(seed).integers(0, 9, times.size)
    part = np.floor(times % period / period * n).astype(int)
    return times, counts, np.bincount(part, weights=counts, minlength=n).astype(np.int64)


def test_2_the_first_days(names):
    times, counts, wanted = near_borders(np.arange(1, 11), SIDEREAL, 24, seed=1)
    assert np.array_equal(fold(names, times, counts, SIDEREAL, 24), wanted)
    traced = jax.eval_shape(
        lambda t, c: names["fold"](t, c, SIDEREAL, 24),
        jax.ShapeDtypeStruct((50,), "int32"),
        jax.ShapeDtypeStruct((50,), "uint16"),
    )  # as inside jax.jit
    assert traced.shape == (24,) and traced.dtype == jnp.int32


def test_2_a_week_of_2025(names):
    times, counts, wanted = near_borders(np.arange(20310, 20317), SIDEREAL, 24, seed=2)
    assert np.array_equal(fold(names, times, counts, SIDEREAL, 24), wanted)


def test_2_sixty_years(names):
    for period in (SIDEREAL, 44714.1643, 10000.7, 152853.5047):
        turns = np.linspace(1, (2**31 - 100) / period - 1, 50).astype(int)
        times, counts, wanted = near_borders(turns, period, 10, seed=3)
        assert np.array_equal(fold(names, times, counts, period, 10), wanted)


def test_2_none_is_lost(names):
    for period in (10000.1, 10000.3, 20000.7, 99999.9):
        step = round(10 * period)  # a whole number: each time is the beginning of a period
        times = step * np.linspace(0, (2**31 - 1) // step, 2000).astype(int)
        assert fold(names, times, np.ones(2000), period, 24).sum() == 2000


def test_2_more_than_65535_in_a_part(names):
    times = 10500 + 20000 * np.arange(10)
    got = fold(names, times, [60000] * 10, 20000.0, 4)
    assert np.array_equal(got, [0, 0, 600000, 0])


def test_2_millions_are_exact(names):
    times = 10500 + 20000 * np.arange(401)
    got = fold(names, times, [60001] * 401, 20000.0, 4)
    assert np.array_equal(got, [0, 0, 401 * 60001, 0])
