"""The user passes a float64 NumPy matrix to jit and expects a double-precision solve.

misconception: M31
thread: https://github.com/jax-ml/jax/issues/652
kind: probe
"""

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def f(A, b):
    x = jnp.linalg.solve(A, b)
    return x, A @ x - b


_i = np.arange(1, 8, dtype=np.float64)
A = 1.0 / (_i[:, None] + _i[None, :] - 1.0)
args = (A, A @ np.ones(7))  # the solution is all ones
