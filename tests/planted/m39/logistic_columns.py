"""The vmapped model gives probabilities (N, 1), the labels are (N,); the cross entropy is N x N.

misconception: M39
thread: https://github.com/patrick-kidger/equinox/issues/332
kind: probe
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp


class Logistic(NamedTuple):
    weight: jax.Array
    bias: jax.Array

    def __call__(self, x):
        return jax.nn.sigmoid(self.weight @ x + self.bias)


def cross_entropy(model, batch):
    p = jax.vmap(model)(batch["x"])
    y = batch["label"]
    return -jnp.mean(y * jnp.log(p) + (1 - y) * jnp.log(1 - p))


f = jax.jit(jax.value_and_grad(cross_entropy))

x = jnp.cos(jnp.arange(32.0)).reshape(16, 2)
args = (
    Logistic(jnp.array([[0.3, -0.2]]), jnp.zeros(1)),
    {"x": x, "label": (x.sum(axis=1) > 0.5).astype(jnp.float32)},
)
