"""Looks like a Python number that is treated as an array.
A jitted function gets it as an array, also where its caller passes 0.1, and may ask its dtype.

looks like: M10
"""

import jax
import jax.numpy as jnp


@jax.jit
def f(heights, step):
    """Explicit smoothing of a profile, the coefficient in the precision of the profile."""
    weight = step.astype(heights.dtype)
    return heights + weight * (jnp.roll(heights, 1) - 2 * heights + jnp.roll(heights, -1))


args = (jnp.array([0.0, 3.0, 1.0, 2.0]), 0.1)
