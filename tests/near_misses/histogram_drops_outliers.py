"""Looks like a scatter out of range: outliers are given the bin after the last.
mode="drop" leaves them out, and dropping them is what this histogram promises.

looks like: M30
"""

import jax.numpy as jnp


def f(x, edges, weights=None):
    bins = edges.shape[0] - 1
    inside = (x >= edges[0]) & (x < edges[-1])
    slot = jnp.where(inside, jnp.searchsorted(edges, x, side="right") - 1, bins)
    weights = jnp.ones_like(x) if weights is None else weights
    return jnp.zeros(bins).at[slot].add(weights, mode="drop")


edges = jnp.array([0.0, 0.5, 1.0, 2.0, 4.0])
args = (jnp.array([-1.0, 0.0, 0.2, 0.5, 1.7, 3.9, 4.0, 80.0]), edges)
