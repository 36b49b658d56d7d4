"""The user closes over the key in a scan; the walker takes the same step at each time.

misconception: M52
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


def f(key, x0, steps=50, diffusion=0.3):
    """Mean squared displacement of walkers in a harmonic trap."""

    def step(x, _):
        kick = jnp.sqrt(2 * diffusion) * jax.random.normal(key, x.shape)
        x = x - 0.05 * x + kick
        return x, jnp.mean((x - x0) ** 2)

    return jax.lax.scan(step, x0, length=steps)[1]


args = (jax.random.key(2024), jnp.zeros(16))
