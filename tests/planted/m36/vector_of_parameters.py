"""A flat vector is put back into a structure, counting an absent parameter as a leaf.

misconception: M36
thread: none
kind: explain
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp


class Kernel(NamedTuple):
    amplitude: jax.Array
    length: jax.Array
    period: jax.Array | None = None


class Packer:
    def __init__(self, example):
        self.size = len(example)
        self.treedef = jax.tree.structure(example)

    def unpack(self, theta):
        return jax.tree.unflatten(self.treedef, list(jnp.exp(theta[: self.size])))  # HERE


def run():
    packer = Packer(Kernel(jnp.array(1.0), jnp.array(0.3)))
    theta = jnp.zeros(packer.size)
    return packer.unpack(theta)
