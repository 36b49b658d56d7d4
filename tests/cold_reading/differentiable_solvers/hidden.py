from functools import partial

import jax
import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import least_squares
from scipy.special import wrightomega

NODES, WEIGHTS = np.polynomial.legendre.leggauss(100)
S, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2
jit = partial(jax.jit, compiler_options={"xla_backend_optimization_level": 0})  # compiles sooner


def scheme(nu, u0, length, h, steps, at):
    """The steps in NumPy: integrals by quadrature, the square by a sum over pairs of modes."""
    N, M = len(u0), (len(u0) - 1) // 2
    m = np.arange(-M, M + 1)
    k = 2 * np.pi * m / length
    v = np.exp(-2j * np.pi * np.outer(m, np.arange(N)) / N) @ u0 / N
    z = h * (abs(k) - nu * k**2)
    powers = np.exp(np.outer(z, 1 - S))
    p, q = powers @ WEIGHTS, powers @ (S * WEIGHTS)

    def F(v):
        return -np.convolve(1j * k * v, 1j * k * v, "same") / 2

    for _ in range(steps):
        a = np.exp(z) * v + h * p * F(v)
        v = a + h * q * (F(a) - F(v))
    return (np.exp(1j * np.outer(at, k)) @ v).real


def near(got, wanted, tol):
    wrong = np.max(abs(got - wanted))
    return np.shape(got) == np.shape(wanted) and wrong < tol * np.max(abs(wanted))


def points(N, length):
    return length * np.arange(N) / N


def smooth(N):
    x = points(N, 2 * np.pi)
    return 0.3 + 0.2 * np.cos(x) - 0.1 * np.sin(2 * x)


def test_1_two_poles_on_an_uneven_number_of_points(names):
    """Thual, Frisch and Henon: u = c(t) - 2 nu log(cosh B - cos s), dB/dt = q^2 nu coth B - q."""
    front, nu, length, T = jit(names["front"], static_argnums=4), 0.4, 5.0, 0.5
    q, n = 2 * np.pi / length, np.arange(1, 40)

    def rates(t, both):
        spread = np.exp(-2 * both[0])
        return [q * q * nu / np.tanh(both[0]) - q, -4 * (q * nu) ** 2 * spread / (1 - spread)]

    B, mean = solve_ivp(rates, (0, T), [1.2, 0.25], rtol=1e-10, atol=1e-12).y[:, -1]
    x = points(63, length)
    waves = 4 * nu * np.cos(q * np.outer(x, n)) / n
    got = front(nu, 0.25 + waves @ np.exp(-1.2 * n), length, T / 200, 200, x)
    assert near(got, mean + waves @ np.exp(-B * n), 1e-4)


def test_1_a_number_of_steps_without_divisors(names):
    front = jit(names["front"], static_argnums=4)
    case = 0.3, smooth(64), 7.0, 0.02, 23, points(64, 7.0)
    assert near(front(*case), scheme(*case), 1e-8)


def test_1_stiff_and_between_the_points(names):
    front = jit(names["front"], static_argnums=4)
    case = 0.3, smooth(64), 1.0, 0.08, 4, np.array([-3.33, 0.111, 0.5, 0.777, 12.3])
    assert near(front(*case), scheme(*case), 1e-8)


def test_1_every_mode_takes_part(names):
    front = jit(names["front"], static_argnums=4)
    u0 = 0.1 * np.random.default_rng(0).normal(size=31)
    case = 0.05, u0, 2 * np.pi, 0.02, 9, points(31, 2 * np.pi)
    assert near(front(*case), scheme(*case), 1e-8)


def test_1_a_mode_that_hardly_grows(names):
    front = jit(names["front"], static_argnums=4)
    for small in (1e-7, 1e-5, 1e-3):
        case = 1 - small, smooth(32), 2 * np.pi, 0.1, 4, points(32, 2 * np.pi)
        assert near(front(*case), scheme(*case), 1e-8)


def differences(f, x, d):
    """First and second derivative, of fourth order in d."""
    f = [f(x + j * d) for j in (-2, -1, 0, 1, 2)]
    first = (f[0] - 8 * f[1] + 8 * f[3] - f[4]) / (12 * d)
    return first, (-f[0] + 16 * f[1] - 30 * f[2] + 16 * f[3] - f[4]) / (12 * d * d)


AT = np.array([0.1, 1.5, 4.0])


def of_nu(front):
    return lambda nu: front(nu, smooth(32), 2 * np.pi, 0.1, 4, AT)


def test_1_derivatives_where_a_mode_neither_grows_nor_decays(names):
    front = names["front"]
    slope = jax.grad(lambda nu: of_nu(front)(nu).sum())
    both = jit(lambda nu: jax.jvp(slope, (nu,), (1.0,)))
    for got, wanted in zip(both(1.0), differences(of_nu(scheme), 1.0, 1e-3), strict=True):
        assert near(got, wanted.sum(), 1e-6)


def test_1_memory_of_the_gradient(names):
    front = names["front"]
    gradient = jax.grad(lambda u0: front(0.3, u0, 7.0, 1e-3, 10_000, AT).sum())
    report = jax.jit(gradient).lower(smooth(32)).compile().memory_analysis()
    assert report.temp_size_in_bytes <= 5000 * 32 * 8


def c(times, p):
    """c + K log c = c0 + K log c0 - V t, solved by the omega function of Wright."""
    V, K, c0 = p
    return K * wrightomega((c0 - V * times) / K + np.log(c0 / K)).real


def by_scipy(times, y, w, g):
    """What `elimination` returns, without a solver."""
    there = ~np.isnan(y)
    times, y, w = times[there], y[there], w[there]

    def misfit(logs):
        return (c(times, np.exp(logs)) - y) / w

    fits = [
        least_squares(misfit, np.log(start), xtol=1e-14, ftol=1e-14)
        for start in ([1.0, 0.5, 5.0], [2.0, 2.0, 10.0], [4.0, 0.5, 18.0])
    ]
    fit = min(fits, key=lambda fit: fit.cost)
    p = np.exp(fit.x)

    def slopes(f):
        return np.array([differences(lambda s, d=d: f(p + s * d), 0.0, 1e-3)[0] for d in np.eye(3)])

    J = slopes(lambda p: c(times, p) / w)
    C = np.linalg.inv(J @ J.T) * 2 * fit.cost / (len(y) - 3)
    return p, C, g(p), np.sqrt(slopes(g) @ C @ slopes(g))


def experiment(p, times, w, sigma, seed):
    noise = np.random.default_rng(seed).normal(size=len(times))
    return c(times, p) + sigma * w * noise


def right_estimate(got, wanted):
    return np.all(abs(got[0] - wanted[0]) < 0.01 * np.sqrt(np.diag(wanted[1])))


def right_covariance(got, wanted):
    bar = np.sqrt(np.diag(wanted[1]))
    return np.all(abs(got[1] - wanted[1]) < 0.01 * np.outer(bar, bar))


def first(p):
    return p[0]


TIMES = np.array([0, 0.25, 0.5, 1, 1.5, 2, 2, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8])
EQUAL = np.ones(16)
TRUTH = 2.0, 1.5, 9.0


def in_jit(elimination, g):
    return jit(lambda times, y, w: elimination(times, y, w, g))


def test_2_few_readings(names):
    elimination = in_jit(names["elimination"], first)
    y = experiment(TRUTH, TIMES[::2], EQUAL[::2], 0.02, 2)
    got = elimination(TIMES[::2], y, EQUAL[::2])
    wanted = by_scipy(TIMES[::2], y, EQUAL[::2], first)
    assert right_estimate(got, wanted) and right_covariance(got, wanted)


def test_2_readings_of_unequal_worth(names):
    elimination = in_jit(names["elimination"], first)
    w = np.where(np.arange(16) % 3 == 0, 6.0, 0.5)
    y = experiment(TRUTH, TIMES, w, 0.05, 3)
    assert right_estimate(elimination(TIMES, y, w), by_scipy(TIMES, y, w, first))


def test_2_error_of_another_quantity(names):
    """The clearance of small amounts."""

    def g(p):
        return p[0] / p[1]

    elimination = in_jit(names["elimination"], g)
    y = experiment(TRUTH, TIMES, EQUAL, 0.05, 4)
    got, wanted = elimination(TIMES, y, EQUAL), by_scipy(TIMES, y, EQUAL, g)
    assert abs(got[2] - wanted[2]) < 0.01 * wanted[3]
    assert abs(got[3] / wanted[3] - 1) < 0.01


def test_2_corners(names):
    elimination = in_jit(names["elimination"], first)
    for p, last in (
        ((5.0, 0.25, 19.0), 5.0),
        ((0.6, 0.25, 2.2), 6.0),
        ((0.6, 4.5, 19.0), 12.0),
        ((4.5, 4.5, 2.5), 6.0),
    ):
        times = np.linspace(0, last, 16)
        y = experiment(p, times, EQUAL, 0.005, 5)
        got, wanted = elimination(times, y, EQUAL), by_scipy(times, y, EQUAL, first)
        assert right_estimate(got, wanted)


def test_2_rows_with_gaps(names):
    elimination = names["elimination"]
    y = np.stack([experiment(TRUTH, TIMES, EQUAL, 0.05, seed) for seed in (6, 7, 8)])
    y[0, [0, 3, 15]], y[1, [1, 2, 4, 5, 7, 9, 10, 12]] = np.nan, np.nan
    got = jit(jax.vmap(lambda y: elimination(TIMES, y, EQUAL, first)))(y)
    for i, row in enumerate(y):
        one, wanted = [part[i] for part in got], by_scipy(TIMES, row, EQUAL, first)
        assert right_estimate(one, wanted) and right_covariance(one, wanted)
