"""A finite-difference update is written into the interior slice as in NumPy; arrays cannot change.

misconception: M28
thread: https://github.com/jax-ml/jax/issues/7116
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.jit
def explicit_step(u, r):
    u[1:-1] = u[1:-1] + r * (u[2:] - 2.0 * u[1:-1] + u[:-2])  # HERE
    return u


def run():
    u = jnp.sin(jnp.linspace(0.0, jnp.pi, 41))
    for _ in range(10):
        u = explicit_step(u, 0.4)
    return u
