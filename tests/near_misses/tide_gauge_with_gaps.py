"""Looks like NaN that will spread and float64 that is rounded.
Gaps are replaced before any arithmetic and weigh nothing; a millimetre survives in float32.

looks like: M31
"""

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def f(level, hours):
    seen = ~jnp.isnan(level)
    clean = jnp.where(seen, level, 0.0)
    mean = jnp.sum(clean) / jnp.sum(seen)
    phase = 2 * jnp.pi * hours / 12.42
    basis = jnp.stack([jnp.cos(phase), jnp.sin(phase)]) * seen
    swing = basis @ jnp.where(seen, level - mean, 0.0) * 2.0 / jnp.sum(seen)
    return mean, jnp.linalg.norm(swing)


hours = np.arange(0.0, 720.0, 0.5)
level = 0.02 + 1.3 * np.cos(2 * np.pi * hours / 12.42 - 0.4)
level[200:230] = np.nan
args = (level, hours)
