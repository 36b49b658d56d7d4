"""The user takes the gradient of a scalar loss in 1200 parameters with jacfwd; 1200 passes.

misconception: M44
thread: https://github.com/jax-ml/jax/issues/719
kind: probe
"""

import jax
import jax.numpy as jnp


def loss(w, x, y):
    W = w.reshape(x.shape[1], -1)
    return jnp.mean((jnp.tanh(x @ W).sum(axis=1) - y) ** 2)


f = jax.jit(jax.jacfwd(loss))
reference = jax.jit(jax.grad(loss))

args = (
    jnp.cos(jnp.arange(1200.0)),
    jnp.sin(jnp.arange(320.0)).reshape(16, 20) / 5,
    jnp.linspace(-1.0, 1.0, 16),
)
