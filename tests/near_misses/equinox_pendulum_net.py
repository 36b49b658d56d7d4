"""Looks like a model with methods handed to jit.
An equinox module is a pytree of its arrays, and the flag is a static field.

looks like: M10
needs: equinox
"""

import equinox as eqx
import jax
import jax.numpy as jnp


class EnergyNet(eqx.Module):
    layers: tuple
    scale: jax.Array
    even: bool = eqx.field(static=True, default=True)

    def __init__(self, key):
        keys = jax.random.split(key, 3)
        sizes = ((2, 12), (12, 12), (12, 1))
        self.layers = tuple(eqx.nn.Linear(*s, key=k) for s, k in zip(sizes, keys, strict=True))
        self.scale = jnp.array(0.5)

    def raw(self, x):
        for layer in self.layers[:-1]:
            x = jnp.tanh(layer(x))
        return self.layers[-1](x)[0]

    def energy(self, x):
        value = self.raw(x) + self.raw(-x) if self.even else self.raw(x)
        return self.scale * value


def f(model, states):
    return jax.vmap(jax.grad(model.energy))(states)


args = (EnergyNet(jax.random.key(0)), jnp.linspace(-1.0, 1.0, 10).reshape(5, 2))
