"""The user bins data whose maximum falls into bin n; that update is dropped and counts are lost.

misconception: M30
thread: none
kind: probe
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames="bins")
def f(distances, weights, bins=8):
    """Weighted radial distribution, normalised to the total weight."""
    width = distances.max() / bins
    which = jnp.floor(distances / width).astype(jnp.int32)
    counts = jnp.zeros(bins).at[which].add(weights)
    return counts / weights.sum()


args = (jnp.array([0.3, 0.8, 1.1, 1.9, 2.6, 3.0, 4.0, 4.0]), jnp.ones(8))
