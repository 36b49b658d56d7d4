"""Looks like indices -1 and n, and like a buffer that is used after donation.
mode="wrap" closes the ring, and each donated array is one that the loop itself has made.

looks like: M30
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, donate_argnums=0)
def step(u, diffusivity):
    n = u.shape[0]
    halo = jnp.take(u, jnp.arange(-1, n + 1), mode="wrap")
    return u + diffusivity * (halo[2:] - 2.0 * u + halo[:-2])


def f(u, diffusivity):
    u = u * 1.0
    for _ in range(6):
        u = step(u, diffusivity)
    return u


args = (jnp.zeros(20).at[0].set(1.0), jnp.float32(0.2))
