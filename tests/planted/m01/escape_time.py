"""The user thinks an early return out of a Python loop still works once vmap supplies the point.

misconception: M01
thread: https://github.com/jax-ml/jax/issues/24740
kind: explain
"""

import jax
import jax.numpy as jnp


def burning_ship(c, n_max):
    z = jnp.zeros((), dtype=jnp.complex64)
    for n in range(n_max):
        z = (jnp.abs(z.real) + 1j * jnp.abs(z.imag)) ** 2 + c
        if jnp.abs(z) > 2.0:  # HERE
            return n
    return n_max


def run():
    re = jnp.linspace(-2.0, 1.0, 12)
    grid = re[None, :] + 1j * jnp.linspace(-1.5, 1.5, 8)[:, None]
    picture = jax.vmap(burning_ship, in_axes=(0, None))(grid.ravel(), 20)
    return picture.reshape(grid.shape)
