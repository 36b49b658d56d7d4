"""Looks like NumPy randomness frozen at trace time, and like an index out of range.
The permutation is a fixed table, and the lattice is folded into it with & 255.

looks like: M53
"""

import jax.numpy as jnp
import numpy as np


def f(x, y):
    table = jnp.asarray(np.random.default_rng(0).permutation(256).astype(np.int32))

    def corner(ix, iy):
        return table[(table[ix & 255] + iy) & 255] / 255.0

    ix, iy = jnp.floor(x).astype(jnp.int32), jnp.floor(y).astype(jnp.int32)
    u, v = x - ix, y - iy
    u, v = u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v)
    low = (1.0 - u) * corner(ix, iy) + u * corner(ix + 1, iy)
    high = (1.0 - u) * corner(ix, iy + 1) + u * corner(ix + 1, iy + 1)
    return (1.0 - v) * low + v * high


grid = jnp.linspace(0.13, 300.7, 12)
args = (grid[:, None], grid[None, :])
