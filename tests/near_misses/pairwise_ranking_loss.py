"""Looks like a loss that broadcasts (N, 1) against (N,): scores and grades make tables.
Ranking compares all pairs of documents, and pairs of one grade have weight zero.

looks like: M39
"""

import jax
import jax.numpy as jnp


def f(weights, features, grades):
    scores = features @ weights
    gap = scores[:, None] - scores
    better = grades[:, None] > grades
    pairs = jnp.sum(better)
    ranking = jnp.sum(jnp.where(better, jax.nn.softplus(-gap), 0.0)) / pairs
    listwise = -jnp.sum(jax.nn.softmax(grades * 1.0) * jax.nn.log_softmax(scores))
    return ranking + 0.1 * listwise


features = jnp.linspace(-1.0, 1.0, 18).reshape(6, 3) ** 2
grades = jnp.array([2, 0, 1, 1, 0, 3], dtype=jnp.int32)
args = (jnp.array([0.2, -0.4, 0.9]), features, grades)
