"""The user builds a triangle mask from the shape alone and believes it is therefore concrete.

misconception: M05
thread: https://github.com/jax-ml/jax/issues/4471
kind: explain
"""

import jax
import jax.numpy as jnp


def lennard_jones(r2):
    s6 = (1.0 / r2) ** 3
    return 4.0 * (s6**2 - s6)


@jax.jit
def energy(positions):
    n = positions.shape[0]
    upper = jnp.triu(jnp.ones((n, n)), k=1) > 0
    diff = positions[:, None] - positions[None, :]
    r2 = jnp.sum(diff**2, axis=-1)[upper]  # HERE
    return lennard_jones(r2).sum()


def run():
    lattice = jnp.stack(jnp.meshgrid(*[jnp.arange(2.0)] * 3), axis=-1).reshape(-1, 3)
    return energy(1.2 * lattice)
