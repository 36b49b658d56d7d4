"""A key is taken for a seed, so the number of the step is added to it.

misconception: M54
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.jit
def langevin_step(x, key, i, dt=0.01):
    noise = jax.random.normal(key + i, x.shape)  # HERE
    return x - dt * x**3 + jnp.sqrt(2.0 * dt) * noise


def run():
    key = jax.random.key(42)
    x = jnp.zeros(16)
    for i in range(5):
        x = langevin_step(x, key, i)
    return x
