"""Looks like an index out of range: unused slots of the neighbour list hold N.
N is the usual sentinel, and mode="fill" gives it a value that the mask then drops.

looks like: M30
"""

import jax.numpy as jnp


def f(x, neighbours):
    n = x.shape[0]
    other = x.at[neighbours].get(mode="fill", fill_value=1e3)
    d = other - x[:, None]
    r2 = jnp.sum(d**2, axis=-1)
    spring = jnp.where(neighbours < n, 0.5 * (r2 - 1.0) ** 2, 0.0)
    return 0.5 * jnp.sum(spring)


x = jnp.array([[0.0, 0.0], [1.1, 0.0], [2.0, 0.3], [2.1, 1.2]])
neighbours = jnp.array([[1, 4, 4], [0, 2, 4], [1, 3, 4], [2, 4, 4]], dtype=jnp.int32)
args = (x, neighbours)
