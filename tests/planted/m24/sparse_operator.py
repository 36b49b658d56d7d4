"""The user returns a product with a stored sparse matrix; its entries become constants of the jit.

misconception: M24
thread: https://github.com/jax-ml/jax/issues/14655
kind: probe
"""

import jax
import jax.numpy as jnp


def second_difference(n):
    """Tridiagonal matrix as (row, column, value), and its product with a vector."""
    i = jnp.arange(n, dtype=jnp.int32)
    rows = jnp.concatenate([i, i[1:], i[:-1]])
    cols = jnp.concatenate([i, i[:-1], i[1:]])
    vals = jnp.concatenate([jnp.full(n, 2.0), jnp.full(2 * n - 2, -1.0)])

    def product(x):
        return jax.ops.segment_sum(vals * x[cols], rows, num_segments=n)

    return product


apply_laplacian = second_difference(400_000)  # 14.4 MB of entries


def relax(u, rhs, omega):
    return u + omega * 0.5 * (rhs - apply_laplacian(u))


f = jax.jit(relax)
args = (jnp.zeros(400_000), jnp.ones(400_000), 0.8)
