"""`jaxwise.kepler` is the program of the first chapter, and agrees with SciPy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import brentq, least_squares

from jaxwise import kepler
from jaxwise.compat import enable_x64
from tools.chapters import Chapter

GUESS = np.array([700.0, 0.1, 5.0, 1.0])


def test_the_nights_are_those_of_the_chapter():
    names = {}
    for cell in Chapter("start/one-problem").code[:2]:
        exec(cell, names)
    t, longitude = kepler.oppositions()
    assert np.array_equal(np.array(kepler._NIGHTS), names["oppositions"])
    assert np.array_equal(t, names["t"]) and np.array_equal(longitude, names["longitude"])


@pytest.mark.parametrize("e", [0.0, 0.09, 0.5, 0.9])
def test_the_anomaly_solves_keplers_equation(e):
    M = np.linspace(-3.0, 3.0, 13)
    roots = [brentq(lambda E, m=m: E - e * np.sin(E) - m, m - 1, m + 1, xtol=1e-14) for m in M]
    with enable_x64(True):
        assert np.allclose(
            kepler.eccentric_anomaly(jnp.asarray(M), e, 20), roots, rtol=0, atol=1e-12
        )


def test_the_fit_ends_where_scipys_ends():
    t, longitude = kepler.oppositions()
    with enable_x64(True):
        scipy_fit = least_squares(
            lambda p: np.asarray(kepler.misses(p, t, longitude)), GUESS, method="lm", x_scale="jac"
        )
        ours = jax.jit(kepler.fit)(GUESS, t, longitude)
        assert np.allclose(ours / scipy_fit.x, 1, rtol=0, atol=1e-6)
        assert np.abs(kepler.misses(ours, t, longitude)).max() < 2


def test_it_computes_in_the_precision_of_its_arguments():
    t, longitude = (jnp.asarray(x, jnp.float32) for x in kepler.oppositions())
    orbit = kepler.fit(jnp.asarray(GUESS, jnp.float32), t, longitude)
    assert orbit.dtype == jnp.float32
    assert abs(orbit[0] - 686.98) < 0.5


def test_a_night_of_weight_zero_does_not_count():
    t, longitude = kepler.oppositions()
    weight = np.arange(12.0) < 10
    with enable_x64(True):
        ours = kepler.fit(GUESS, t, longitude, weight=weight)
        assert np.allclose(ours / kepler.fit(GUESS, t[:10], longitude[:10]), 1, rtol=0, atol=1e-9)
