"""The user cuts batches of varying size out of packed data in the body of a fori_loop.

misconception: M08
thread: https://github.com/jax-ml/jax/issues/2323
kind: explain
"""

import jax
import jax.numpy as jnp

batch_sizes = jnp.array([4, 3, 3, 1])
packed = jnp.arange(22.0).reshape(11, 2)


def step_totals(packed, batch_sizes):
    def body(i, val):
        offset, totals = val
        size = batch_sizes[i]
        batch = packed[offset : offset + size]  # HERE
        return offset + size, totals.at[i].set(batch.sum())

    start = (0, jnp.zeros(batch_sizes.shape[0]))
    return jax.lax.fori_loop(0, batch_sizes.shape[0], body, start)[1]


def run():
    return step_totals(packed, batch_sizes)
