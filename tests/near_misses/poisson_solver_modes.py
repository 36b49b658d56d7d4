"""Looks like an attribute stored on self while a method is traced.
cached_property keeps NumPy arrays that depend on the size only; the eigenvalues are distinct.

looks like: M09
"""

from functools import cached_property

import jax.numpy as jnp
import numpy as np


class Poisson:
    def __init__(self, n):
        self.n = n

    @cached_property
    def modes(self):
        h = 1.0 / (self.n + 1)
        laplace = 2.0 * np.eye(self.n) - np.eye(self.n, k=1) - np.eye(self.n, k=-1)
        values, vectors = np.linalg.eigh(laplace / h**2)
        return values.astype(np.float32), vectors.astype(np.float32)

    def solve(self, rhs):
        values, vectors = self.modes
        return vectors @ ((vectors.T @ rhs) / values)


f = Poisson(24).solve
args = (jnp.sin(jnp.pi * jnp.arange(1, 25) / 25.0),)
