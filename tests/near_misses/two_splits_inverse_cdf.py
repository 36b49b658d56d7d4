"""Looks like a key split twice: the name `key` is split, assigned and split again.
Each split consumes the key of the line before, and each child is drawn from once.

looks like: M51
"""

import jax
import jax.numpy as jnp

ENERGY = jnp.linspace(0.0, 6.0, 40)


def f(key, temperature):
    density = ENERGY**2 * jnp.exp(-ENERGY / temperature)
    cdf = jnp.cumsum(density)
    cdf = cdf / cdf[-1]
    key, k_energy = jax.random.split(key)
    energy = jnp.interp(jax.random.uniform(k_energy, (256,), minval=0.01), cdf, ENERGY)
    _, k_angle = jax.random.split(key)
    angle = jnp.arccos(jax.random.uniform(k_angle, (256,), minval=-0.99, maxval=0.99))
    return energy, angle


args = (jax.random.key(5), jnp.float32(1.3))
