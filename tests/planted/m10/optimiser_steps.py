"""The user marks the step count static on a jitted method and forgets that self is an argument too.

misconception: M10
thread: https://github.com/jax-ml/jax/issues/15115
kind: explain
"""

from functools import partial

import jax
import jax.numpy as jnp


class RidgeRegression:
    def __init__(self, lam, lr):
        self.lam, self.lr = lam, lr

    def loss(self, w, X, y):
        return jnp.mean((X @ w - y) ** 2) + self.lam * w @ w

    @partial(jax.jit, static_argnames="n_steps")
    def opt(self, w, X, y, n_steps=10):
        for _ in range(n_steps):
            w = w - self.lr * jax.grad(self.loss)(w, X, y)
        return w

    def fit(self, X, y):
        self.w = self.opt(jnp.zeros(X.shape[1]), X, y, n_steps=5)  # HERE
        return self


def run():
    X = jax.random.normal(jax.random.key(2), (20, 3))
    return RidgeRegression(0.1, 0.05).fit(X, X @ jnp.array([1.0, -2.0, 0.5])).w
