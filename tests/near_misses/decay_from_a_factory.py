"""Looks like a global that changes after it was recorded.
The loop's `rate` and the closure's are two names: each function has its own.

looks like: M14
"""

import jax
import jax.numpy as jnp


def make(rate):
    @jax.jit
    def decay(y):
        return -rate * y

    return decay


for rate in (0.1, 0.2):
    f = make(rate)

args = (jnp.arange(3.0),)
