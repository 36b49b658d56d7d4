"""Looks like indices before the start and after the end of an array.
What they fetch is thrown away by the where that follows, and so is the missing sample.

looks like: M30
"""

import jax.numpy as jnp


def shifted(x, lag):
    index = jnp.arange(x.shape[0]) - lag
    inside = (index >= 0) & (index < x.shape[0])
    return jnp.where(inside, x[index], 0.0), inside


def f(x, y):
    seen = ~jnp.isnan(y)
    y = jnp.where(seen, y, 0.0)
    best = []
    for lag in (-3, -1, 0, 2, 5):
        z, inside = shifted(x, lag)
        best.append(jnp.sum(z * y) / jnp.sum(inside & seen))
    return jnp.stack(best)


t = jnp.arange(40.0)
args = (jnp.sin(0.4 * t), jnp.sin(0.4 * (t - 2.0)).at[17].set(jnp.nan))
