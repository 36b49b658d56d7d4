"""The user learns edge weights through a spectral embedding; equal weights are degenerate.

misconception: M42
thread: none
kind: probe
"""

import jax.numpy as jnp


def laplacian(weights, pairs, n):
    i, j = pairs.T
    A = jnp.zeros((n, n)).at[i, j].add(weights).at[j, i].add(weights)
    return jnp.diag(A.sum(axis=1)) - A


def f(weights, pairs, labels):
    """How well the first nontrivial eigenvector separates the labels."""
    _, vectors = jnp.linalg.eigh(laplacian(weights, pairs, labels.size))
    return -(jnp.dot(labels, vectors[:, 1]) ** 2)


args = (
    jnp.ones(3),  # three separate pairs, all equally strong
    jnp.array([[0, 1], [2, 3], [4, 5]]),
    jnp.array([1.0, 1.0, 1.0, 1.0, -1.0, -1.0]),
)
