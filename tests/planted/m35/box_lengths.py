"""Fractional coordinates are multiplied with a list of box lengths.

misconception: M35
thread: https://github.com/jax-ml/jax/issues/365
kind: explain
"""

from dataclasses import dataclass, field

import jax
import jax.numpy as jnp


@dataclass
class Cell:
    lengths: list[float] = field(default_factory=lambda: [10.0, 10.0, 24.0])

    def cartesian(self, fractional):
        return fractional * self.lengths  # HERE


def run():
    cell = Cell()
    fractional = jax.random.uniform(jax.random.key(5), (8, 3))
    r = cell.cartesian(fractional)
    return jnp.linalg.norm(r[:, None] - r[None], axis=-1)
