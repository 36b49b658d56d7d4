"""Looks like a wrong custom rule: the derivative of this identity is not one.
It bounds the gradient that flows back through a recurrence, as gradient clipping should.

looks like: M47
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.custom_vjp, nondiff_argnums=(1,))
def clip_backward(x, bound):
    return x


def forward(x, bound):
    return x, None


def backward(bound, _, ct):
    norm = jnp.linalg.norm(ct)
    return (ct * jnp.minimum(1.0, bound / jnp.maximum(norm, 1e-6)),)


clip_backward.defvjp(forward, backward)


def f(w, h):
    for _ in range(6):
        h = jnp.tanh(clip_backward(h, 0.5) @ w)
    return jnp.sum(h**2)


args = (jnp.eye(4) * 1.5 + 0.1, jnp.array([0.3, -0.2, 0.1, 0.7]))
