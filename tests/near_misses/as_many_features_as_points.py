"""Looks like a column against a row by accident, summed over both axes.
The features are a table of points by frequencies; what is summed over both axes is a square matrix
of weights, of the same shape by chance.

looks like: M39
"""

import jax.numpy as jnp


def f(frequency, weights, x, y):
    features = jnp.cos(x * frequency) @ weights
    return jnp.mean((features[:, 0] - y) ** 2) + 1e-3 * jnp.sum(weights**2)


args = (
    jnp.linspace(0.5, 3.0, 9),
    jnp.eye(9) * 0.4,
    jnp.linspace(-1.0, 1.0, 9)[:, None],
    jnp.linspace(0.0, 1.0, 9),
)
