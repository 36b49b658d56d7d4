"""Looks like a sum over a tree that forgets some leaves, and None that is not a number.
The recursion returns early on None, which means that this layer is frozen.

looks like: M36
"""

import jax
import jax.numpy as jnp


def dot(a, b):
    if a is None:
        return 0.0
    if isinstance(a, tuple | list):
        return sum((dot(u, v) for u, v in zip(a, b, strict=True)), 0.0)
    if isinstance(a, dict):
        return sum((dot(a[k], b[k]) for k in sorted(a)), 0.0)
    return jnp.vdot(a, b)


def f(gradient, direction):
    norm = jnp.sqrt(dot(gradient, gradient))
    scale = jnp.minimum(1.0, 1.0 / norm)
    clipped = jax.tree.map(lambda g: scale * g, gradient)
    return clipped, dot(clipped, direction)


gradient = {"conv": (jnp.array([1.0, 2.0]), None), "head": [jnp.ones((2, 2)), jnp.float32(0.5)]}
args = (gradient, jax.tree.map(lambda g: 0.1 * g + 1.0, gradient))
