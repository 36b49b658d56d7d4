"""Looks like dates that are too long for float32.
The epoch is subtracted in float64 by NumPy first, so what remains is a small offset in days.

looks like: M32
"""

import jax
import jax.numpy as jnp
import numpy as np

JULIAN = 2460000.5 + np.sort(np.random.default_rng(0).uniform(0.0, 30.0, 200))
DAYS = (JULIAN - 2460000.0).astype(np.float32)
GRID = jnp.linspace(1.0, 29.0, 57)


def f(days, flux, frequencies):
    even = jnp.interp(GRID, days, flux)
    even = even - even.mean()

    def power(freq):
        arg = 2 * jnp.pi * freq * GRID
        return jnp.mean(even * jnp.cos(arg)) ** 2 + jnp.mean(even * jnp.sin(arg)) ** 2

    return jax.lax.map(power, frequencies)


args = (jnp.asarray(DAYS), jnp.asarray(1.0 + 0.1 * np.sin(DAYS)), jnp.linspace(0.05, 0.9, 18))
