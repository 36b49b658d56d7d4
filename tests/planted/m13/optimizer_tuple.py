"""The user hands an optimizer, a tuple of functions, to a jitted training step.

misconception: M13
thread: https://github.com/jax-ml/jax/issues/953
kind: explain
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp


class Optimizer(NamedTuple):
    init: Callable
    update: Callable


def momentum(lr, beta=0.9):
    def init(params):
        return jax.tree.map(jnp.zeros_like, params)

    def update(grads, velocity):
        velocity = jax.tree.map(lambda v, g: beta * v + g, velocity, grads)
        return jax.tree.map(lambda v: -lr * v, velocity), velocity

    return Optimizer(init, update)


@jax.jit
def train_step(optimizer, params, opt_state, batch):
    loss = lambda p: jnp.mean((p["a"] * batch["x"] + p["b"] - batch["y"]) ** 2)
    updates, opt_state = optimizer.update(jax.grad(loss)(params), opt_state)
    return jax.tree.map(jnp.add, params, updates), opt_state


def run():
    opt = momentum(0.05)
    params = {"a": jnp.array(0.0), "b": jnp.array(0.0)}
    x = jnp.linspace(-1.0, 1.0, 16)
    return train_step(opt, params, opt.init(params), {"x": x, "y": 2.0 * x + 1.0})  # HERE
