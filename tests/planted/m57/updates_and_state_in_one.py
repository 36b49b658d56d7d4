"""What update returns is applied as it comes, although the new state of the optimizer is with it.

misconception: M57
thread: none
kind: explain
needs: optax
"""

import functools

import jax
import jax.numpy as jnp
import optax


@functools.partial(jax.jit, static_argnames="opt")
def descend(theta, state, opt):
    def objective(t):
        return jnp.sum((t["centre"] - 1.5) ** 2) + t["width"] ** 2

    updates = opt.update(jax.grad(objective)(theta), state)
    return optax.apply_updates(theta, updates)  # HERE


def run():
    opt = optax.sgd(optax.exponential_decay(0.1, 10, 0.5), momentum=0.9)
    theta = {"centre": jnp.zeros(2), "width": jnp.array(1.0)}
    state = opt.init(theta)
    for _ in range(3):
        theta = descend(theta, state, opt)
    return theta
