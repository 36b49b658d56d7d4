"""Looks like a scan that closes over one key and draws from it at each step.
The step number is folded in, so every step has a key of its own.

looks like: M52
"""

import jax
import jax.numpy as jnp


def f(key, x0):
    def step(x, i):
        noise = jax.random.normal(jax.random.fold_in(key, i), x.shape)
        x = x - 0.01 * x**3 + jnp.sqrt(0.02) * noise
        return x, jnp.mean(x**2)

    return jax.lax.scan(step, x0, jnp.arange(150))


args = (jax.random.key(0), jnp.zeros(10))
