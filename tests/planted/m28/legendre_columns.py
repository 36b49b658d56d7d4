"""A recurrence fills the columns of a preallocated table inside a loop body, element by element.

misconception: M28
thread: https://github.com/jax-ml/jax/issues/101
kind: explain
"""

import jax.numpy as jnp
from jax import lax


def legendre_table(x, degree):
    table = jnp.ones((x.size, degree + 1)).at[:, 1].set(x)

    def body(n, table):
        prev, prev2 = table[:, n - 1], table[:, n - 2]
        table[:, n] = ((2 * n - 1) * x * prev - (n - 1) * prev2) / n  # HERE
        return table

    return lax.fori_loop(2, degree + 1, body, table)


def run():
    x = jnp.linspace(-1.0, 1.0, 50)
    return legendre_table(x, degree=5)
