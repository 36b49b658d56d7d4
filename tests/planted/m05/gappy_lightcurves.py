"""The user drops missing samples row by row with a NaN mask under vmap.

misconception: M05
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp


def robust_scatter(flux):
    good = flux[~jnp.isnan(flux)]  # HERE
    centre = jnp.median(good)
    return 1.4826 * jnp.median(jnp.abs(good - centre))


scatter_per_star = jax.vmap(robust_scatter)


def run():
    key_f, key_g = jax.random.split(jax.random.key(21))
    flux = 1.0 + 0.01 * jax.random.normal(key_f, (5, 30))
    gaps = jax.random.bernoulli(key_g, 0.2, flux.shape)
    return scatter_per_star(jnp.where(gaps, jnp.nan, flux))
