"""The user marks a float that changes every epoch as static; every value compiles a new program.

misconception: M19
thread: https://github.com/mlaux1/rl-blox/pull/157
kind: probe
"""

from functools import partial

import jax
import jax.numpy as jnp


def loss(w, x, y):
    return jnp.mean((jnp.tanh(x @ w) - y) ** 2)


@partial(jax.jit, static_argnames=("lr", "momentum"))
def f(w, velocity, x, y, *, lr, momentum=0.9):
    velocity = momentum * velocity - lr * jax.grad(loss)(w, x, y)
    return w + velocity, velocity


_x = jnp.linspace(-1, 1, 24).reshape(8, 3)
args = (jnp.zeros(3), jnp.zeros(3), _x, _x[:, 0])
kwargs = {"lr": 0.1}
calls = [(args, {"lr": 0.1 * 0.95**epoch}) for epoch in range(1, 8)]
