"""Looks like a Python loop that unrolls into the compiled program.
Fifteen coefficients are fifteen lines; the two rebound names are local to one call.

looks like: M22
"""

import jax.numpy as jnp
import numpy as np

COEFFICIENTS = np.cos(np.arange(16.0)) / (1.0 + np.arange(16.0)) ** 2


def f(x):
    b1, b2 = jnp.zeros_like(x), jnp.zeros_like(x)

    def absorb(c):
        nonlocal b1, b2
        b1, b2 = 2.0 * x * b1 - b2 + c, b1

    for c in COEFFICIENTS[:0:-1].tolist():
        absorb(c)
    return x * b1 - b2 + float(COEFFICIENTS[0])


args = (jnp.linspace(-1.0, 1.0, 11),)
