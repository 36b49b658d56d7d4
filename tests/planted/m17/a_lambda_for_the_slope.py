"""The jitted helper takes its right-hand side as a static argument, and each call makes a new one.

misconception: M17
thread: none
kind: probe
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnums=0)
def midpoint(slope, y, step):
    return y + step * slope(y + step / 2 * slope(y))


def f(level, rate):
    """A tank that empties for a tenth of a second."""
    return midpoint(lambda h: -rate * jnp.sqrt(h), level, 0.1)


args = (jnp.array([1.0, 2.0]), 0.3)
