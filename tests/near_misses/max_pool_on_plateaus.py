"""Looks like a gradient at ties: the windows of this pooling have two or four equal maxima.
The gradient is shared among the ties, which is a subgradient and adds up to one.

looks like: M48
"""

import jax
import jax.numpy as jnp


def pool(image):
    h, w = image.shape
    return image.reshape(h // 2, 2, w // 2, 2).max(axis=(1, 3))


def loss(image, target):
    margin = jnp.maximum(0.0, 1.0 - target * pool(image))
    return margin.mean()


f = jax.grad(loss)
rows = ([2.0, 2.0, 0.0, 0.0], [2.0, 2.0, 0.0, 1.0], [1.0, 0.0, 3.0, 3.0], [1.0, 0.0, 1.0, 0.0])
image = jnp.array(rows)
args = (image, jnp.array([[1.0, -1.0], [1.0, -1.0]]))
