"""The user copies static_argnums=(1,) from a function to a method, where 1 is now the array.

misconception: M12
thread: https://github.com/jax-ml/jax/issues/17158
kind: explain
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp


class Rotor(NamedTuple):
    axis: jax.Array
    angle: float

    @partial(jax.jit, static_argnums=(1,))
    def rotate(self, v, inverse):
        angle = -self.angle if inverse else self.angle
        k = self.axis / jnp.linalg.norm(self.axis)
        along = k * jnp.dot(k, v)
        return along + jnp.cos(angle) * (v - along) + jnp.sin(angle) * jnp.cross(k, v)


def run():
    rotor = Rotor(jnp.array([0.0, 1.0, 1.0]), 0.3)
    v = jnp.array([1.0, 0.0, 0.0])
    there = rotor.rotate(v, False)  # HERE
    return rotor.rotate(there, True) - v
