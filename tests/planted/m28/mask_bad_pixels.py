"""Bad pixels of each exposure are set to the median through a boolean mask inside vmap.

misconception: M28
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.vmap
def clean(exposure):
    median = jnp.median(exposure)
    mad = jnp.median(jnp.abs(exposure - median))
    bad = jnp.abs(exposure - median) > 5.0 * mad
    exposure[bad] = median  # HERE
    return exposure / exposure.sum()


def run():
    stack = jax.random.normal(jax.random.key(8), (4, 12, 12)) + 100.0
    hot = stack.at[:, 3, 7].set(4000.0)
    return clean(hot)
