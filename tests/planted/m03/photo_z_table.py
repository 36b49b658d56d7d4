"""The user closes over a NumPy table and indexes it with the bin that vmap hands in.

misconception: M03
thread: https://github.com/DifferentiableUniverseInitiative/jax_cosmo/issues/121
kind: explain
"""

import jax
import jax.numpy as jnp
import numpy as np

z_grid = np.linspace(0.0, 2.0, 41)
chi_grid = 3000.0 * z_grid / np.sqrt(1.0 + z_grid)


def comoving_distance(z):
    i = jnp.clip(jnp.searchsorted(z_grid, z) - 1, 0, z_grid.size - 2)
    z_lo = z_grid[i]  # HERE
    t = (z - z_lo) / (z_grid[1] - z_grid[0])
    return (1.0 - t) * chi_grid[i] + t * chi_grid[i + 1]


def run():
    z = jax.random.uniform(jax.random.key(4), (16,), maxval=1.9)
    return jax.vmap(comoving_distance)(z)
