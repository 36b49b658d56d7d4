"""Looks like a function whose result is unstable although nothing goes in.
The logistic map at r = 3.99 nearly doubles an error at each of 500 steps; the starts are written down here.

looks like: M32
"""

import jax.numpy as jnp
from jax import lax


def f():
    def body(_, carry):
        x, total = carry
        x = 3.99 * (x - x**2)
        return x, total + x

    start = 0.3 + 0.013 * jnp.arange(9, dtype=jnp.float32)
    last, total = lax.fori_loop(0, 500, body, (start, jnp.zeros(9)))
    return {"last": last, "mean": total / 500}


args = ()
