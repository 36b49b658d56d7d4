"""Looks like a donated argument that is read again, in a long float32 series.
What is donated is the centred copy, and a recursion of 4000 samples with decay forgets errors.

looks like: M25
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, donate_argnums=0)
def smooth(x, decay=0.98):
    def join(left, right):
        a, b = left
        c, d = right
        return a * c, c * b + d

    gains = jnp.full_like(x, decay)
    return jax.lax.associative_scan(join, (gains, (1.0 - decay) * x))[1]


def f(x):
    trend = smooth(x - 0.01)
    return x - trend, jnp.std(x)


args = (0.01 + 0.2 * jnp.sin(0.05 * jnp.arange(4000.0)),)
