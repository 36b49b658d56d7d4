"""Scores of the folds are collected in a list, and the list is averaged as if it were an array.

misconception: M35
thread: https://github.com/jax-ml/jax/issues/5044
kind: explain
"""

import jax
import jax.numpy as jnp


def ridge(x, y, lam):
    return jnp.linalg.solve(x.T @ x + lam * jnp.eye(x.shape[1]), x.T @ y)


def cross_validate(x, y, lam, folds=4):
    scores = []
    for i in range(folds):
        test = jnp.arange(len(y)) % folds == i
        coef = ridge(x[~test], y[~test], lam)
        scores.append(jnp.mean((x[test] @ coef - y[test]) ** 2))
    return jnp.mean(scores)  # HERE


def run():
    k1, k2 = jax.random.split(jax.random.key(0))
    x = jax.random.normal(k1, (40, 3))
    y = x @ jnp.array([1.0, -2.0, 0.5]) + 0.1 * jax.random.normal(k2, (40,))
    return cross_validate(x, y, lam=0.1)
