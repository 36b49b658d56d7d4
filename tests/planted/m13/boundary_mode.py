"""The user selects the boundary condition of a jitted stencil with a string argument.

misconception: M13
thread: https://github.com/jax-ml/jax/issues/3045
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.jit
def diffuse(u, alpha, mode):
    if mode == "periodic":
        lap = jnp.roll(u, 1) + jnp.roll(u, -1) - 2.0 * u
    else:
        padded = jnp.pad(u, 1, mode="edge")
        lap = padded[2:] + padded[:-2] - 2.0 * u
    return u + alpha * lap


def run():
    u = jnp.zeros(32).at[16].set(1.0)
    for _ in range(20):
        u = diffuse(u, 0.2, "periodic")  # HERE
    return u
