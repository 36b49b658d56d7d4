"""Dropout is switched on in a linen model, which has no source of random numbers of its own.

misconception: M56
thread: https://github.com/mlcommons/algorithmic-efficiency/issues/664
kind: explain
needs: flax
"""

import flax.linen as nn
import jax
import jax.numpy as jnp


class Encoder(nn.Module):
    width: int = 8

    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.gelu(nn.Dense(self.width)(x))
        x = nn.Dropout(0.2, deterministic=not train)(x)  # HERE
        return nn.Dense(1)(x)[..., 0]


def run():
    model = Encoder()
    x = jnp.ones((4, 3))
    variables = model.init(jax.random.key(0), x, train=False)

    def loss(params):
        return jnp.mean(model.apply({"params": params}, x, train=True) ** 2)

    return jax.grad(loss)(variables["params"])
