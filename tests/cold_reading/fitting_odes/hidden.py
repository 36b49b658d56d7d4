import jax
import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import least_squares
from scipy.special import wrightomega

FOUND = {}  # what the answer returned, or raised, so that each fit is made once


def once(key, function, *data):
    if key not in FOUND:
        try:
            FOUND[key] = jax.tree.map(np.asarray, function(*data))
        except Exception as error:
            FOUND[key] = error
    if isinstance(FOUND[key], Exception):
        raise FOUND[key]
    return FOUND[key]


def logs(q, t):
    """The logarithms of both signals, from the closed form with Wright's omega."""
    V, K, c0, g = np.exp(q)
    z = q[1] + np.log(wrightomega(q[2] - q[1] + (c0 - V * t) / K).real)
    return np.stack([z, z + q[3]], 1)


TRUE = np.log([12.0, 6.0, 60.0, 3.0])
HALF = np.array([-1.0, 1.0, 0.0, 0.0])
NOISE = 0.03 * np.random.default_rng(1).normal(size=(16, 2))
GAPS = np.where(np.random.default_rng(2).random((16, 2)) < 0.4, np.nan, 1.0)


def signals(last, measured=1.0):
    t = np.linspace(0.0, last, 16)
    return t, np.exp(logs(TRUE, t) + NOISE) * measured


DATA = {
    "all": signals(10.0),
    "decades": signals(36.0),
    "gaps": signals(10.0, GAPS),
    "fluorescence": signals(10.0, [np.nan, 1.0]),
    "concentration": signals(10.0, [1.0, np.nan]),
}


def fitted(names, key):
    """What the answer makes of one series; all are fitted at the first call, to compile once."""
    function = names["fit_clearance"]
    for other, (t, y) in DATA.items():
        try:
            once(other, function, t, y, TRUE + [0.2, -0.2, 0.1, 0.2])
        except Exception:
            continue
    return once(key, function)


def best(key):
    """SciPy's q and covariance; g stays what it is where only one instrument measured."""
    t, y = DATA[key]
    free = 4 if np.isfinite(y).any(0).all() else 3
    there = np.isfinite(y)

    def misses(p):
        return (logs([*p, TRUE[3]][:4], t) - np.log(y))[there]

    fit = least_squares(misses, TRUE[:free], "3-point", xtol=1e-12, ftol=1e-12, gtol=1e-12)
    s2 = 2 * fit.cost / (there.sum() - free)
    return np.array([*fit.x, TRUE[3]][:4]), s2 * np.linalg.inv(fit.jac.T @ fit.jac)


def agree(q, errors, key):
    right, C = best(key)
    k = len(C)
    spread = np.sqrt(np.diag(C))
    assert np.all(abs(q - right)[:k] < 0.02 * spread)
    assert np.allclose(errors[:k], spread, rtol=0.02, atol=0)


def half_agrees(half, key):
    right, C = best(key)
    h = HALF[: len(C)]
    error = np.sqrt(h @ C @ h)
    assert abs(half[0] - np.log(np.log(2)) - HALF @ right) < 0.02 * error
    assert np.isclose(half[1], error, rtol=0.02, atol=0)


def test_1_all_measured(names):
    q, errors, _ = fitted(names, "all")
    assert q.shape == errors.shape == (4,)
    agree(q, errors, "all")


def test_1_half_life(names):
    half_agrees(fitted(names, "all")[2], "all")


def test_1_many_decades(names):
    agree(*fitted(names, "decades")[:2], "decades")


def test_1_gaps(names):
    agree(*fitted(names, "gaps")[:2], "gaps")


def test_1_fluorescence_alone(names):
    """V, K, c0 and 1/g may share a factor, which leaves the likelihood as it is."""
    q, errors, half = fitted(names, "fluorescence")
    right, C = best("fluorescence")
    move = np.array([[-1, 1, 0, 0], [0, -1, 1, 0], [0, 0, 1, 1]])
    spread = np.sqrt(np.diag(move[:, :3] @ C @ move[:, :3].T))
    assert np.all(abs(move @ (q - right)) < 0.02 * spread)
    assert np.all(errors == np.inf)
    half_agrees(half, "fluorescence")


def test_1_concentration_alone(names):
    q, errors, _ = fitted(names, "concentration")
    agree(q, errors, "concentration")
    assert errors[3] == np.inf


TIMES = np.linspace(0.05, 8.0, 16)
HEATING = np.log([0.25, 1.0])
RUNAWAY = np.log([1.0, 1.0])


def heated(q, t=TIMES):
    a, b = np.exp(q)
    rate = lambda _, u: a * np.exp(u) - b * u
    return solve_ivp(rate, (0, t[-1]), [0.0], "DOP853", t, rtol=1e-11, atol=1e-11).y[0]


MEASURED = heated(HEATING) + 0.03 * np.random.default_rng(0).normal(size=16)
STARTS = {
    "near": HEATING + [[0.1, 0.1], [-0.2, 0.1], [0.1, -0.1]],
    "long": HEATING + [[-1.0, 0.0], [-1.3, -0.3], [-0.8, 0.1]],
    "mixed": np.array([HEATING + [0.1, 0.1], RUNAWAY, HEATING + [-0.2, 0.1]]),
}


def ends(names, key):
    function = jax.jit(names["fit_heating"])
    for other, starts in STARTS.items():
        try:
            once(other, function, TIMES, MEASURED, starts)
        except Exception:
            continue
    return once(key, function)


def lowest(q, cost):
    fit = least_squares(lambda q: heated(q) - MEASURED, HEATING, "3-point", xtol=1e-10)
    assert np.allclose(q, fit.x, rtol=0, atol=1e-3)
    assert np.allclose(cost, 2 * fit.cost, rtol=0.01, atol=0)


def test_2_near_starts(names):
    q, cost = ends(names, "near")
    assert q.shape == (3, 2) and cost.shape == (3,)
    lowest(q, cost)


def test_2_steps_that_run_away(names):
    lowest(*ends(names, "long"))


def test_2_beside_a_start_that_runs_away(names):
    q, cost = ends(names, "mixed")
    lowest(q[[0, 2]], cost[[0, 2]])


def test_2_a_start_that_runs_away(names):
    q, cost = ends(names, "mixed")
    assert np.isnan(q[1]).all() and cost[1] == np.inf


def test_2_after_the_runaway(names):
    function = names["temperature"]
    a, b = np.exp(RUNAWAY)
    u = np.linspace(0.0, 40.0, 200_001)
    when = np.trapezoid(1 / (a * np.exp(u) - b * u), u)  # t = integral of du / u'
    t = when * np.array([0.2, 0.5, 0.9, 1.1, 2.0])
    got = np.asarray(function(t, RUNAWAY))
    assert np.allclose(got[:3], heated(RUNAWAY, t[:3]), rtol=0, atol=1e-4)
    assert np.all(got[3:] == np.inf)


def test_2_derivatives_both_ways(names):
    function, h = names["temperature"], 1e-4
    right = np.stack(
        [(heated(HEATING + d) - heated(HEATING - d)) / (2 * h) for d in h * np.eye(2)], 1
    )
    got = jax.jit(jax.jacfwd(function, argnums=1))(TIMES, HEATING)
    assert np.allclose(got, right, rtol=0, atol=1e-3 * abs(right).max())
    got = jax.jit(jax.grad(lambda q: function(TIMES, q).sum()))(HEATING)
    right = right.sum(0)
    assert np.allclose(got, right, rtol=0, atol=1e-3 * abs(right).max())
