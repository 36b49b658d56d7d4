"""A layer gets its weights by assignment to its attribute, but modules are frozen dataclasses.

misconception: M57
thread: https://github.com/patrick-kidger/equinox/issues/1066
kind: explain
needs: equinox
"""

import equinox as eqx
import jax
import jax.numpy as jnp


class Whitening(eqx.Module):
    mean: jax.Array
    scale: jax.Array

    def __init__(self, size):
        self.mean = jnp.zeros(size)
        self.scale = jnp.ones(size)

    def __call__(self, x):
        return (x - self.mean) * self.scale

    def fit(self, data):
        self.mean = data.mean(axis=0)  # HERE
        self.scale = 1.0 / data.std(axis=0)
        return self


def run():
    data = jax.random.normal(jax.random.key(3), (20, 2)) * 4.0 + 1.0
    layer = Whitening(2).fit(data)
    return jax.vmap(layer)(data)
