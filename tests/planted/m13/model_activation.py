"""The user keeps the activation function beside the weights in the pytree that jit receives.

misconception: M13
thread: https://github.com/patrick-kidger/equinox/issues/149
kind: explain
"""

import jax
import jax.numpy as jnp


def make_model(key, hidden=16, activation=jax.nn.gelu):
    k1, k2 = jax.random.split(key)
    return {
        "w1": jax.random.normal(k1, (1, hidden)),
        "w2": jax.random.normal(k2, (hidden, 1)) / hidden**0.5,
        "activation": activation,
    }


@jax.jit
def predict(model, x):
    h = model["activation"](x[:, None] @ model["w1"])
    return (h @ model["w2"])[:, 0]


def mse(model, x, y):
    return jnp.mean((predict(model, x) - y) ** 2)  # HERE


def run():
    x = jnp.linspace(-2.0, 2.0, 24)
    return mse(make_model(jax.random.key(5)), x, jnp.sin(x))
