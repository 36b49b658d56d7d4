"""`jaxwise.spectral` agrees with exact solutions, to its order, and names what it cannot use."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.linalg import expm

from jaxwise import spectral
from jaxwise.compat import enable_x64


@pytest.fixture(autouse=True)
def wide():
    with enable_x64(True):
        yield


def test_the_coefficients_are_those_of_a_matrix_exponential():
    """The first row of expm([[z, 1, 0, 0], [0, 0, 1, 0], ...]) is e^z, phi1, phi2, phi3."""
    for z in (-300.0, -20.0, -1.0, -1e-3, 0.0, 0.5, 2.5j, -1e-6j, 40j, 1 - 3j):
        whole, phi1, phi2, phi3 = expm(np.diag([z, 0, 0, 0]) + np.diag(np.ones(3), 1))[0]
        _, phi1_half = expm([[z / 2, 1], [0, 0]])[0]
        right = [whole, np.exp(z / 2), phi1_half / 2, phi1 - 3 * phi2 + 4 * phi3]
        right += [phi2 - 2 * phi3, 4 * phi3 - phi2]
        got = [complex(c) for c in spectral._coefficients(jnp.array(z), 1.0)]
        assert np.allclose(got, right, rtol=0, atol=1e-13), z


@pytest.mark.parametrize("shape", [(), (1,), (2,)])
def test_heat_decays_as_it_should_in_one_dimension_and_in_two(shape):
    k = np.fft.fftfreq(8, 1 / 8)
    square = k**2 if not shape or shape == (1,) else k[:, None] ** 2 + k**2
    v = np.fft.fftn(np.random.default_rng(0).normal(size=square.shape))
    saved = spectral.etdrk4(-0.3 * square, jnp.zeros_like, v, 0.7, 6, save_every=3)
    for i, t in enumerate([0.0, 2.1, 4.2]):
        assert np.allclose(saved[i], v * np.exp(-0.3 * square * t), rtol=0, atol=1e-12)


def test_a_vortex_in_two_dimensions_decays():
    """Taylor and Green: the vorticity's own advection of it vanishes, and the heat kernel is left."""
    n, nu, dt, steps = 16, 0.1, 0.05, 10
    k = np.fft.fftfreq(n, 1 / n)
    kx, ky = k[:, None], k[None]
    square = kx**2 + ky**2
    flow = np.where(square == 0, 0, 1 / np.where(square == 0, 1, square))

    def advection(w):
        field = lambda v: jnp.fft.ifft2(v).real
        product = field(1j * ky * flow * w) * field(1j * kx * w)
        return -jnp.fft.fft2(product - field(1j * kx * flow * w) * field(1j * ky * w))

    x = 2 * np.pi * np.arange(n) / n
    w0 = 2 * np.cos(x)[:, None] * np.cos(x)
    end = spectral.etdrk4(-nu * square, advection, np.fft.fft2(w0), dt, steps)[-1]
    assert np.allclose(np.fft.ifft2(end).real, w0 * np.exp(-2 * nu * dt * steps), atol=1e-13)


def test_burgers_agrees_with_cole_and_hopf_also_at_other_starts():
    x = spectral.grid(128).x
    sines = (0.3, -0.7, 0.2)
    for start in ((-1.0,), sines):
        u0 = sum(a * np.sin(j * np.pi * x) for j, a in enumerate(start, 1))
        u = spectral.burgers(u0, 0.05, 1 / 400, 400, 200)
        exact = spectral.cole_hopf(x, np.array([[0.0], [0.5], [1.0]]), 0.05, start)
        assert np.allclose(u, exact, rtol=0, atol=2e-10)


def test_the_step_is_of_fourth_order():
    x = spectral.grid(128).x
    exact = spectral.cole_hopf(x, 1.0, 0.05)
    off = [
        abs(spectral.burgers(-np.sin(np.pi * x), 0.05, 1 / s, s)[-1] - exact).max()
        for s in (80, 160)
    ]
    assert 3.8 < np.log2(off[0] / off[1]) < 4.1


@pytest.mark.parametrize("nu", [0.01 / np.pi, 0.02, 0.1])
def test_the_quadrature_has_converged(nu):
    x, t = np.linspace(-1, 1, 41), np.array([[0.01], [0.3], [1.0]])
    fine = spectral.cole_hopf(x, t, nu, nodes=450)
    assert np.allclose(spectral.cole_hopf(x, t, nu), fine, rtol=0, atol=1e-12)
    assert np.allclose(spectral.cole_hopf(x, 0.0, nu), -np.sin(np.pi * x), rtol=0, atol=1e-15)


def test_the_quadrature_agrees_with_that_of_gauss_and_hermite():
    z, weight = np.polynomial.hermite.hermgauss(200)
    x, t, nu = np.linspace(-1, 1, 41), 0.2, 0.05
    sines = 0.5 * np.cos(np.arange(1, 13) ** 2) / np.arange(1, 13)
    y = np.pi * (x[:, None] - 2 * np.sqrt(nu * t) * z)
    start = sum(a * np.sin(j * y) for j, a in enumerate(sines, 1))
    weight = weight * np.exp(
        sum(a * np.cos(j * y) / (2 * np.pi * j * nu) for j, a in enumerate(sines, 1))
    )
    right = (weight * start).sum(1) / weight.sum(1)
    assert np.allclose(spectral.cole_hopf(x, t, nu, sines), right, rtol=0, atol=1e-11)


def test_a_high_sine_has_gone_late():
    """Mode 12 at t = 1 has decayed by more than exp(-70), and its quadrature knows that."""
    sines = 0.5 * np.cos(np.arange(1, 13) ** 2) / np.arange(1, 13)
    more = sines + np.eye(12)[11] * 1e-4
    x = np.linspace(-1, 1, 41)
    apart = spectral.cole_hopf(x, 1.0, 0.05, more) - spectral.cole_hopf(x, 1.0, 0.05, sines)
    assert abs(apart).max() < 1e-7


def test_a_soliton_travels_unchanged():
    x, c, t = spectral.grid(256, -10.0, 20.0).x, 4.0, 1.0
    soliton = lambda x: c / 2 / np.cosh(np.sqrt(c) / 2 * x) ** 2
    u = spectral.kdv(soliton(x), t / 1000, 1000, length=20.0)
    shifted = (x - c * t + 10) % 20 - 10
    assert np.allclose(u[-1], soliton(shifted), rtol=0, atol=1e-6)


def test_a_front_of_allen_and_cahn_travels():
    """u = 1 / (1 + exp((x - c t) / sqrt(2))), c = 3 / sqrt(2), on either side of a plateau."""
    x = spectral.grid(1024, -100.0, 200.0).x
    front = lambda s: 0.5 * (1 - np.tanh(s / np.sqrt(8)))
    both = lambda shift: front(x - 40 - shift) * front(-x - 40 - shift)
    u = spectral.allen_cahn(both(0.0), 1.0, 1.0, 0.01, 200, length=200.0)
    assert np.allclose(u[-1], both(2.0 * 3 / np.sqrt(2)), rtol=0, atol=1e-7)


def test_nothing_that_a_product_folds_back_lands_on_a_kept_mode():
    for n in (6, 8, 16, 24, 66, 128):
        for power in (2, 3):
            m = int(spectral.grid(n, power=power).keep.sum()) - 1
            assert n - power * m > m >= 1
            assert n - power * (m + 1) <= m + 1


@pytest.mark.parametrize("checkpoint", [False, True])
def test_derivatives_agree_with_differences(checkpoint):
    x = spectral.grid(32).x

    def end(nu, amplitude):
        u0 = -amplitude * np.sin(np.pi * x)
        u = spectral.burgers(u0, nu, 0.02, 20, 5, checkpoint=checkpoint)
        return jnp.sum(jnp.sin(x) * u[-1])

    forward = jax.jacfwd(end, argnums=(0, 1))(0.1, 1.0)
    backward = jax.grad(end, argnums=(0, 1))(0.1, 1.0)
    s = 1e-5
    differences = [
        (end(0.1 + s, 1.0) - end(0.1 - s, 1.0)) / (2 * s),
        (end(0.1, 1 + s) - end(0.1, 1 - s)) / (2 * s),
    ]
    assert np.allclose(forward, backward, rtol=0, atol=1e-12)
    assert np.allclose(forward, differences, rtol=0, atol=1e-8)


def test_it_works_under_jit_and_vmap():
    u0 = -np.sin(np.pi * spectral.grid(16).x)
    one = lambda nu: spectral.burgers(u0, nu, 0.02, 4)
    both = jax.jit(jax.vmap(one))(jnp.array([0.05, 0.2]))
    assert np.allclose(both[1], one(0.2), rtol=0, atol=1e-14)


def test_32_bits_are_refused():
    with enable_x64(False):
        with pytest.raises(RuntimeError, match="jax_enable_x64"):
            spectral.burgers(np.zeros(8), 0.1, 0.1, 1)
        with pytest.raises(RuntimeError, match="64 bits"):
            spectral.etdrk4(0.0, jnp.zeros_like, np.zeros(3), 0.1, 1)


ZERO = np.zeros(8)
BAD = {
    "odd n": (lambda: spectral.grid(7), ValueError, "n: expected an even .* got 7"),
    "few points": (lambda: spectral.grid(2), ValueError, "n: .* at least 4, got 2"),
    "real n": (lambda: spectral.grid(8.0), TypeError, "n: expected an integer, got float"),
    "length": (lambda: spectral.grid(8, length=0), ValueError, "length: .*positive.* got 0"),
    "complex field": (lambda: spectral.burgers(1j * ZERO, 0.1, 0.1, 1), ValueError, "u0: .*real"),
    "odd field": (lambda: spectral.burgers(np.zeros(9), 0.1, 0.1, 1), ValueError, "u0: .*got 9"),
    "two axes": (
        lambda: spectral.kdv(np.zeros((2, 8)), 0.1, 1, length=1.0),
        ValueError,
        r"\(2, 8\)",
    ),
    "dt": (lambda: spectral.burgers(ZERO, 0.1, -0.1, 1), ValueError, "dt: .*positive.*-0.1"),
    "dt, an array": (lambda: spectral.burgers(ZERO, 0.1, ZERO, 1), ValueError, "dt: .*number"),
    "steps": (lambda: spectral.burgers(ZERO, 0.1, 0.1, 0), ValueError, "steps: .*got 0"),
    "real steps": (lambda: spectral.burgers(ZERO, 0.1, 0.1, 2.0), TypeError, "steps: .*float"),
    "save_every": (
        lambda: spectral.allen_cahn(ZERO, 1.0, 1.0, 0.1, 10, 3),
        ValueError,
        "save_every: expected a divisor of steps, 10, got 3",
    ),
    "linear": (
        lambda: spectral.etdrk4(np.zeros(4), jnp.zeros_like, np.zeros(3), 0.1, 1),
        ValueError,
        r"linear: .*\(3,\), got \(4,\)",
    ),
    "nonlinear": (lambda: spectral.etdrk4(0.0, 1.0, ZERO, 0.1, 1), TypeError, "nonlinear: .*float"),
    "its shape": (
        lambda: spectral.etdrk4(0.0, lambda v: v[:3], ZERO, 0.1, 1),
        ValueError,
        r"nonlinear: .*\(8,\), got \(3,\)",
    ),
    "nu": (lambda: spectral.cole_hopf(0.1, 1.0, 0.0), ValueError, "nu: .*positive.* got 0"),
    "t": (lambda: spectral.cole_hopf(0.1, -1.0, 0.1), ValueError, "t: .*from 0 on, got -1"),
    "sines": (lambda: spectral.cole_hopf(0.1, 1.0, 0.1, 3.0), ValueError, "sines: .*sequence"),
    "nodes": (lambda: spectral.cole_hopf(0.1, 1.0, 0.1, nodes=1), ValueError, "nodes: .*got 1"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_it_cannot_use_is_named(what):
    f, error, text = BAD[what]
    with pytest.raises(error, match=text):
        f()
