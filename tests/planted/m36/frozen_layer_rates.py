"""A rate of None stands for a frozen layer, but None is no leaf: the trees do not match there.

misconception: M36
thread: https://github.com/patrick-kidger/equinox/pull/753
kind: explain
"""

import jax
import jax.numpy as jnp


def layer_update(rate, p, g):
    return p if rate is None else p - rate * g


def finetune_step(params, rates, x, y):
    def loss(p):
        features = jax.nn.relu(x @ p["backbone"])
        return jnp.mean((features @ p["head"] - y) ** 2)

    grads = jax.grad(loss)(params)
    return jax.tree.map(layer_update, rates, params, grads)  # HERE


def run():
    k1, k2 = jax.random.split(jax.random.key(7))
    params = {"backbone": jax.random.normal(k1, (4, 6)), "head": jnp.zeros(6)}
    rates = {"backbone": None, "head": 0.1}
    return finetune_step(params, rates, jax.random.normal(k2, (10, 4)), jnp.ones(10))
