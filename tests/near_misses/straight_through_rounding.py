"""Looks like a gradient cut off, since rounding has slope zero and stop_gradient is called.
It is the straight-through estimator: the value is rounded, the slope is that of the identity.

looks like: M48
"""

import jax
import jax.numpy as jnp


def quantise(w, bits=4):
    scale = 2.0 ** (bits - 1)
    return w + jax.lax.stop_gradient(jnp.round(w * scale) / scale - w)


def loss(w, x, y):
    return jnp.mean((x @ quantise(w) - y) ** 2)


f = jax.value_and_grad(loss)
x = jnp.linspace(-1.0, 1.0, 24).reshape(8, 3) ** 3
args = (jnp.array([0.31, -0.77, 0.125]), x, x @ jnp.array([0.5, -0.75, 0.25]))
