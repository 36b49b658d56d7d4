"""Looks like an accidental outer sum: a column, a row and a list of charges are added.
A potential on a mesh is meant, and the charges are one unit above it, so no distance is zero.

looks like: M39
"""

import jax.numpy as jnp


def f(xs, ys, charges):
    if charges.shape[0] == 0:
        return jnp.zeros((xs.size, ys.size))
    dx = xs[:, None, None] - charges[:, 0]
    dy = ys[None, :, None] - charges[:, 1]
    rays = jnp.stack([dx + 0.0 * dy, dy + 0.0 * dx, jnp.ones_like(dx + dy)], axis=-1)
    return jnp.sum(charges[:, 2] / jnp.linalg.norm(rays, axis=-1), axis=-1)


charges = jnp.array([[0.0, 0.0, 1.0], [0.5, -0.5, -2.0], [1.0, 1.0, 0.5]])
args = (jnp.linspace(-1.0, 1.0, 9), jnp.linspace(-1.0, 1.0, 7), charges)
