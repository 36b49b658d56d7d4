"""Looks like a log line that is lost after the first call.
It tells what is compiled, so once per shape is right; the branch is on the static shape.

looks like: M15
"""

import logging

import jax
import jax.numpy as jnp

log = logging.getLogger(__name__)


@jax.jit
def f(matrix, rhs):
    log.debug("compiling a solve of size %d", rhs.shape[0])
    if matrix.shape[0] > matrix.shape[1]:
        return jnp.linalg.solve(matrix.T @ matrix, matrix.T @ rhs)
    return jnp.linalg.solve(matrix, rhs)


args = (jnp.eye(6, 3) + 0.1 * jnp.arange(18.0).reshape(6, 3) ** 0.5, jnp.arange(6.0))
