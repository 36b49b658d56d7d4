"""The NNX optimizer is made from a model alone, as it was while it kept the model inside.

misconception: M56
thread: https://github.com/google/flax/issues/5060
kind: explain
needs: flax
"""

import jax.numpy as jnp
import optax
from flax import nnx


def train(model, x, y, steps):
    optimizer = nnx.Optimizer(model, optax.adam(1e-2))  # HERE

    @nnx.jit
    def step(model, optimizer):
        grads = nnx.grad(lambda m: jnp.mean((m(x) - y) ** 2))(model)
        optimizer.update(grads)

    for _ in range(steps):
        step(model, optimizer)
    return model


def run():
    x = jnp.linspace(0.0, 1.0, 12)[:, None]
    return train(nnx.Linear(1, 1, rngs=nnx.Rngs(0)), x, 3.0 * x - 1.0, steps=5)
