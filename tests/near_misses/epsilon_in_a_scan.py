"""Looks like a loop that adds a number too small to change anything.
The epsilons keep a logarithm and a quotient finite; no sum of them is kept.

looks like: M32
"""

import jax
import jax.numpy as jnp


def f(start):
    def step(state, g):
        p, m, v = state
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        p = p - 0.01 * m / (jnp.sqrt(v) + 1e-8)
        return (p, m, v), -p * jnp.log(p + 1e-12)

    return jax.lax.scan(step, (start, 0.0, 0.0), jnp.linspace(0.5, 1.5, 40))


args = (5.0,)
