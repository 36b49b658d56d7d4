"""Looks like equality of floats and a sort with ties.
The measurements are counts, equal ones share their rank, and both formulas agree.

looks like: M39
"""

import jax.numpy as jnp


def midrank(pooled):
    ordered = jnp.sort(pooled)
    below = jnp.searchsorted(ordered, pooled, side="left")
    upto = jnp.searchsorted(ordered, pooled, side="right")
    return 0.5 * (below + upto + 1)


def f(a, b):
    wins = jnp.sum(a[:, None] > b) + 0.5 * jnp.sum(a[:, None] == b)
    ranks = midrank(jnp.concatenate([a, b]))[: a.size]
    return wins, ranks.sum() - a.size * (a.size + 1) / 2


args = (jnp.array([3.0, 5.0, 5.0, 8.0]), jnp.array([1.0, 3.0, 5.0, 5.0, 2.0]))
