"""The user keeps np.sqrt and np.sum in a distance helper that is now called under jit.

misconception: M03
thread: https://github.com/jaxleyverse/jaxley/pull/603
kind: explain
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np


@dataclass
class Compartment:
    xyz: jax.Array
    radius: float = 1.0

    def distance(self, other):
        return np.sqrt(np.sum((self.xyz - other.xyz) ** 2))  # HERE


@jax.jit
def coupling(positions):
    soma = Compartment(positions[0], 5.0)
    tips = [Compartment(p) for p in positions[1:]]
    return sum(tip.radius / soma.distance(tip) for tip in tips)


def run():
    return coupling(jnp.array([[0.0, 0.0, 0.0], [3.0, 0.0, 4.0], [0.0, 2.0, 0.0]]))
