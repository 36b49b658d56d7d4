"""The user multiplies blocks whose sizes differ at each step; jit compiles one program per size.

misconception: M18
thread: https://github.com/jax-ml/jax/issues/15412
kind: probe
"""

import jax
import jax.numpy as jnp
import numpy as np


def project(L, C):
    """Charge matrix of the active block."""
    M = L.T @ C
    return jnp.linalg.norm(M, axis=0), jnp.trace(M @ M.T)


f = jax.jit(project)

_sizes = [(12, 7), (12, 9), (11, 8), (13, 7), (12, 10), (14, 9), (13, 11), (12, 6)]
_rng = np.random.default_rng(5)


def block(n_l, n_c):
    basis = _rng.normal(size=(20, n_l + n_c)).astype(np.float32)
    return jnp.asarray(basis[:, :n_l]), jnp.asarray(basis[:, n_l:])


args = block(12, 8)
calls = [(block(*size), {}) for size in _sizes]
