"""Looks like randomness frozen by jit, and like a sum of a long float32 series.
The table of block starts is a constant with a fixed seed, and the offset of the data is small.

looks like: M53
"""

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def f(x):
    n, block = x.shape[0], 100
    starts = np.random.default_rng(0).integers(0, n - block, (30, n // block))
    window = jnp.arange(block)

    def mean_of(row):
        return x[row[:, None] + window].mean()

    means = jax.vmap(mean_of)(jnp.asarray(starts, dtype=jnp.int32))
    return x.mean(), means.std()


args = (0.05 + jnp.cos(0.31 * jnp.arange(6000.0)) * jnp.sin(0.011 * jnp.arange(6000.0)),)
