"""The user averages the members of a cluster by a boolean row selection in a jitted update.

misconception: M05
thread: https://github.com/secretflow/secretflow/issues/406
kind: explain
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames="n_clusters")
def lloyd(points, centroids, n_clusters):
    d2 = jnp.sum((points[:, None, :] - centroids[None]) ** 2, axis=-1)
    labels = jnp.argmin(d2, axis=1)
    for j in range(n_clusters):
        centroids = centroids.at[j].set(points[labels == j].mean(axis=0))  # HERE
    return centroids


def run():
    k1, k2 = jax.random.split(jax.random.key(7))
    points = jax.random.normal(k1, (60, 2)) + 4.0 * jax.random.bernoulli(k2, 0.5, (60, 1))
    c = points[:2]
    for _ in range(10):
        c = lloyd(points, c, n_clusters=2)
    return c
