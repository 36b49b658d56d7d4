"""The user maps atomic numbers to radii with a dict inside a vmapped pair function.

misconception: M16
thread: none
kind: explain
"""

from collections import defaultdict

import jax
import jax.numpy as jnp

RADIUS = defaultdict(lambda: 1.5, {1: 0.31, 6: 0.76, 7: 0.71, 8: 0.66})


def bonded(zi, zj, distance, tolerance=0.4):
    cutoff = RADIUS[zi] + RADIUS[zj] + tolerance  # HERE
    return jax.nn.sigmoid(20.0 * (cutoff - distance))


def run():
    zi = jnp.array([6, 6, 8])
    zj = jnp.array([1, 8, 1])
    return jax.vmap(bonded)(zi, zj, jnp.array([1.09, 1.43, 2.2]))
