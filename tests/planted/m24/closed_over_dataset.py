"""The user lets the loss close over the whole data set; it is baked into the program.

misconception: M24
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


def make_loss(X, y):
    @jax.jit
    def loss(w):
        residual = X @ w - y
        return jnp.mean(residual**2)

    return loss


N, D = 200_000, 16  # 12.8 MB
f = make_loss(jnp.sin(jnp.arange(N * D)).reshape(N, D), jnp.zeros(N))
args = (jnp.linspace(-1.0, 1.0, D),)
