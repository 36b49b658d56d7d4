"""The user guards p log p with where for empty classes; the training step returns NaN.

misconception: M40
thread: https://github.com/jax-ml/jax/issues/347
kind: probe
"""

import jax
import jax.numpy as jnp


def entropy(p):
    return -jnp.sum(jnp.where(p > 0, p * jnp.log(p), 0.0))


def objective(p, target):
    return -entropy(p) + 10.0 * jnp.sum((p - target) ** 2)


@jax.jit
def f(p, target, lr=0.01):
    p = p - lr * jax.grad(objective)(p, target)
    p = jnp.maximum(p, 0.0)
    return p / p.sum()


args = (jnp.array([0.5, 0.3, 0.2, 0.0]), jnp.array([0.4, 0.4, 0.2, 0.0]))
