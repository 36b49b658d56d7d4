"""Looks like hidden state: a nested function rebinds the key of the outer one.
The state is local to one call, and every layer gets a fresh child.

looks like: M09
"""

import jax
import jax.numpy as jnp


def f(key, x):
    def next_key():
        nonlocal key
        key, child = jax.random.split(key)
        return child

    layers = []
    for n_in, n_out in ((3, 16), (16, 16), (16, 1)):
        w = jax.random.normal(next_key(), (n_in, n_out)) / jnp.sqrt(n_in)
        layers.append((w, jnp.zeros(n_out)))
    for w, b in layers[:-1]:
        x = jnp.tanh(x @ w + b)
    w, b = layers[-1]
    return x @ w + b


args = (jax.random.key(12), jnp.linspace(-1.0, 1.0, 15).reshape(5, 3))
