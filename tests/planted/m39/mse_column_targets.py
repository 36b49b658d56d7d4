"""The network returns (N, 1), the targets are (N,); the loss averages N x N differences.

misconception: M39
thread: https://github.com/jax-ml/jax/issues/2697
kind: probe
"""

import jax
import jax.numpy as jnp


def net(params, x):
    for w, b in params[:-1]:
        x = jnp.tanh(x @ w + b)
    w, b = params[-1]
    return x @ w + b


def loss(params, x, y):
    return jnp.mean((net(params, x) - y) ** 2)


@jax.jit
def f(params, x, y, lr=0.05):
    grads = jax.grad(loss)(params, x, y)
    return jax.tree.map(lambda p, g: p - lr * g, params, grads)


params = [
    (jnp.linspace(-1, 1, 8).reshape(2, 4), jnp.zeros(4)),
    (jnp.linspace(1, -1, 4).reshape(4, 1), jnp.zeros(1)),
]
x = jnp.sin(jnp.arange(20.0)).reshape(10, 2)
args = (params, x, x[:, 0] * x[:, 1])
