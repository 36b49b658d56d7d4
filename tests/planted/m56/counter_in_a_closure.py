"""An NNX object that a compiled function finds in its surroundings is changed inside that function.

misconception: M56
thread: https://github.com/google/flax/issues/3997
kind: explain
needs: flax
"""

import jax
import jax.numpy as jnp
from flax import nnx


class Calls(nnx.Variable):
    pass


class Scaler(nnx.Module):
    def __init__(self, size):
        self.shift = nnx.Param(jnp.zeros(size))
        self.calls = Calls(jnp.array(0))

    def __call__(self, x):
        self.calls.value = self.calls.value + 1  # HERE
        return x - self.shift.value


def run():
    scaler = Scaler(3)

    @jax.jit
    def standardise(x):
        return scaler(x) / x.std(axis=0)

    return standardise(jax.random.normal(jax.random.key(0), (10, 3)))
