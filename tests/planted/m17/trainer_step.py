"""The user jits value_and_grad of a fresh loss closure in each training step.

misconception: M17
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


class Trainer:
    def __init__(self, n_features, lr=0.1):
        self.lr = lr
        self.params = {"w": jnp.zeros(n_features), "b": jnp.zeros(())}

    def step(self, params, X, y):
        def loss(p):
            logits = X @ p["w"] + p["b"]
            return jnp.mean(jnp.logaddexp(0.0, -y * logits))

        value, grads = jax.jit(jax.value_and_grad(loss))(params)
        params = jax.tree.map(lambda p, g: p - self.lr * g, params, grads)
        return params, value


trainer = Trainer(3)
f = trainer.step
args = (
    trainer.params,
    jnp.linspace(-1, 1, 30).reshape(10, 3),
    jnp.where(jnp.arange(10) % 3 == 0, 1.0, -1.0),
)
