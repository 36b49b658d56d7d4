"""The user hands the image height and width to a jitted loss and reshapes with them.

misconception: M07
thread: https://github.com/jax-ml/jax/issues/1629
kind: explain
"""

import jax
import jax.numpy as jnp


def smoothness(X, m, n):
    """Total variation of r abundance maps that are stored as an (r, m * n) matrix."""
    maps = X.reshape(X.shape[0], m, n)  # HERE
    dx = jnp.diff(maps, axis=1)
    dy = jnp.diff(maps, axis=2)
    return jnp.sum(jnp.abs(dx)) + jnp.sum(jnp.abs(dy))


def run():
    X = jax.random.dirichlet(jax.random.key(8), jnp.ones(3), (4 * 5,)).T
    shape = {"m": 4, "n": 5}
    return jax.jit(jax.grad(smoothness))(X, **shape)
