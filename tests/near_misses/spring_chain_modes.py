"""Looks like jit on a method and like eigh at a degenerate matrix.
The class is registered as a pytree, and a chain with fixed ends has distinct frequencies.

looks like: M42
"""

import dataclasses
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.tree_util.register_dataclass, data_fields=["mass", "spring"], meta_fields=["name"])
@dataclasses.dataclass
class Chain:
    mass: jax.Array
    spring: jax.Array
    name: str = "carbon"

    @jax.jit
    def frequencies(self):
        k = self.spring
        stiff = jnp.diag(k[:-1] + k[1:]) - jnp.diag(k[1:-1], 1) - jnp.diag(k[1:-1], -1)
        root = jnp.sqrt(self.mass)
        return jnp.sqrt(jnp.linalg.eigvalsh(stiff / root[:, None] / root))


f = Chain.frequencies
args = (Chain(jnp.array([1.0, 2.0, 1.5, 1.0]), jnp.ones(5)),)
