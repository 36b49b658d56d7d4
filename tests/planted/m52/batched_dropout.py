"""The user vmaps a model that closes over the dropout key; every example has the same mask.

misconception: M52
thread: https://github.com/google/flax/issues/4195
kind: probe
"""

import jax
import jax.numpy as jnp


def f(params, batch, key):
    def model(x):
        h = jax.nn.gelu(params["w1"] @ x)
        keep = jax.random.bernoulli(key, 0.8, h.shape)
        h = jnp.where(keep, h / 0.8, 0.0)
        return params["w2"] @ h

    return jax.vmap(model)(batch)


args = (
    {"w1": jnp.ones((16, 3)), "w2": jnp.eye(16)[:10]},
    jnp.tile(jnp.array([0.5, 1.0, -0.2]), (4, 1)),
    jax.random.key(9),
)
