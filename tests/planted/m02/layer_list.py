"""The user picks the weights of a layer from a Python list with the index of a fori_loop.

misconception: M02
thread: https://github.com/jax-ml/jax/pull/5853
kind: explain
"""

import jax
import jax.numpy as jnp


def init(key, width=8, depth=4):
    return [
        (0.3 * jax.random.normal(k, (width, width)), jnp.zeros(width))
        for k in jax.random.split(key, depth)
    ]


def apply(layers, h):
    def one_layer(i, h):
        w, b = layers[i]  # HERE
        return h + jnp.tanh(h @ w + b)

    return jax.lax.fori_loop(0, len(layers), one_layer, h)


def run():
    layers = init(jax.random.key(0))
    return apply(layers, jnp.ones((3, 8)))
