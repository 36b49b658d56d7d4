"""Looks like the (N, 1) minus (N,) mistake, on data with NaN.
The smoother needs each target against each sample; missing ones are replaced and weigh zero.

looks like: M39
"""

import jax.numpy as jnp


def f(t_new, t, y, width):
    seen = ~jnp.isnan(y)
    clean = jnp.where(seen, y, 0.0)
    weight = jnp.exp(-0.5 * ((t_new - t) / width) ** 2) * seen
    return jnp.sum(weight * clean, axis=1) / jnp.sum(weight, axis=1)


t = jnp.linspace(0.0, 4.0, 21)
y = jnp.sin(t).at[jnp.array([3, 4, 11])].set(jnp.nan)
args = (jnp.linspace(0.5, 3.5, 8)[:, None], t, y, jnp.float32(0.3))
