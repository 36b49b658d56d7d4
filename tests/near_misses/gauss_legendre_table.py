"""Looks like float64 constants that are rounded without a word.
Eight nodes of a quadrature rule in float32 give the integral to float32 accuracy.

looks like: M31
"""

import jax.numpy as jnp
import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(8)


def integrate(fun, a, b):
    half, middle = 0.5 * (b - a), 0.5 * (a + b)
    return half * jnp.sum(jnp.asarray(WEIGHTS, jnp.float32) * fun(middle + half * NODES))


def planck(x):
    return x**3 / jnp.expm1(x)


def f(low, high):
    return integrate(planck, low, high) * 15.0 / jnp.pi**4


args = (jnp.float32(0.5), jnp.float32(4.0))
