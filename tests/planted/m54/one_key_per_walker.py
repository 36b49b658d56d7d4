"""A batch of keys is given to one call of the sampler, in the hope of one draw from each.

misconception: M54
thread: https://github.com/jax-ml/jax/issues/19376
kind: explain
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp


@dataclass
class Walkers:
    position: jax.Array
    keys: jax.Array

    @classmethod
    def create(cls, n, seed=0):
        return cls(jnp.zeros((n, 2)), jax.random.split(jax.random.key(seed), n))

    def move(self, size):
        kick = jax.random.normal(self.keys, self.position.shape)  # HERE
        return Walkers(self.position + size * kick, self.keys)


def run():
    return Walkers.create(6).move(0.1)
