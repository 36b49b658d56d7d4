"""The user updates running statistics on the layer inside a jitted model; the layer keeps tracers.

misconception: M09
thread: https://github.com/google/flax/issues/3997
kind: probe
"""

import jax
import jax.numpy as jnp


class RunningNorm:
    def __init__(self, size, momentum=0.9):
        self.mean = jnp.zeros(size)
        self.var = jnp.ones(size)
        self.momentum = momentum

    def __call__(self, x):
        mu, var = x.mean(axis=0), x.var(axis=0)
        self.mean = self.momentum * self.mean + (1 - self.momentum) * mu
        self.var = self.momentum * self.var + (1 - self.momentum) * var
        return (x - mu) / jnp.sqrt(var + 1e-5)


norm = RunningNorm(4)


@jax.jit
def f(weights, x):
    return jnp.tanh(norm(x @ weights)).sum(axis=-1)


args = (jnp.linspace(-1.0, 1.0, 12).reshape(3, 4), jnp.linspace(0.0, 2.0, 24).reshape(8, 3))
