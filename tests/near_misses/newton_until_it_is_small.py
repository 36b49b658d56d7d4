"""Looks like Python's `if` on a traced value.
The loop is a driver in Python, which is not jitted and calls a jitted step.

looks like: M01
"""

import jax
import jax.numpy as jnp


@jax.jit
def step(E, M):
    d = (E - 0.3 * jnp.sin(E) - M) / (1 - 0.3 * jnp.cos(E))
    return E - d, jnp.max(jnp.abs(d))


def f(M, enough=1e-5):
    E = M
    for _ in range(20):
        E, change = step(E, M)
        if change < enough:
            break
    return E


args = (jnp.array([0.1, 1.5, 3.0]),)
