"""The loss also returns the predictions, and grad is expected to take the first of the two.

misconception: M43
thread: https://github.com/jax-ml/jax/issues/6213
kind: explain
"""

import jax
import jax.numpy as jnp


class LogisticModel:
    def __init__(self, n_features):
        self.params = {"w": jnp.zeros(n_features), "b": jnp.array(0.0)}

    @staticmethod
    def loss(params, x, label):
        logits = x @ params["w"] + params["b"]
        nll = jnp.mean(jnp.logaddexp(0.0, logits) - label * logits)
        return nll, jax.nn.sigmoid(logits)

    def step(self, x, label):
        (value, probs), grads = jax.value_and_grad(self.loss)(self.params, x, label)  # HERE
        self.params = jax.tree.map(lambda p, g: p - 0.5 * g, self.params, grads)
        return value, probs


def run():
    x = jax.random.normal(jax.random.key(9), (16, 3))
    return LogisticModel(3).step(x, (x[:, 0] > 0).astype(jnp.float32))
