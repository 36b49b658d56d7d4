"""The user computes E[x^2] - E[x]^2 for data far from zero; in float32 nothing is left of it.

misconception: M32
thread: https://github.com/google/flax/issues/1491
kind: probe
"""

import jax
import jax.numpy as jnp


def moments(x, axis):
    mean = x.mean(axis)
    return mean, (x**2).mean(axis) - mean**2


def f(pressure):
    """Standardised pressure anomaly at each station (in pascal)."""
    mean, var = moments(pressure, axis=0)
    return (pressure - mean) * jax.lax.rsqrt(var + 1e-5)


args = (101325.0 + 0.5 * jnp.sin(jnp.arange(40.0)).reshape(20, 2),)
