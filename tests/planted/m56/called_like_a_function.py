"""A linen module is called directly after init, as if init had stored the parameters in it.

misconception: M56
thread: https://github.com/google/flax/issues/986
kind: explain
needs: flax
"""

import jax
import jax.numpy as jnp
from flax import linen as nn


class Potential(nn.Module):
    features: tuple[int, ...] = (8, 8)

    @nn.compact
    def __call__(self, r):
        for width in self.features:
            r = nn.swish(nn.Dense(width)(r))
        return nn.Dense(1)(r)[0]


def force(potential, r):
    return -jax.grad(potential)(r)  # HERE


def run():
    potential = Potential()
    r = jnp.array([0.1, -0.4, 0.7])
    potential.init(jax.random.key(1), r)
    return force(potential, r)
