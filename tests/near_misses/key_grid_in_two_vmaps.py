"""Looks like one key for a table of random walks.
split makes a table of keys, and each vmap takes one axis of it, so no two lanes share one.

looks like: M54
"""

import jax
import jax.numpy as jnp


def f(key, drifts):
    def walk(key, drift):
        return jnp.max(jnp.cumsum(drift + jax.random.normal(key, (50,))))

    keys = jax.random.split(key, (drifts.shape[0], 6))
    repeats = jax.vmap(walk, in_axes=(0, None))
    return jax.vmap(repeats)(keys, drifts).mean(axis=1)


args = (jax.random.key(9), jnp.array([-0.5, 0.0, 0.5]))
