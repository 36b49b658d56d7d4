import jax
import jax.numpy as jnp
import numpy as np


def lookup(table, index):
    # one integer type for all, so that the length of the table is not wrapped
    # into a narrow index dtype in the comparison
    i = jnp.asarray(index).astype(int)
    within = (i >= 0) & (i < len(table))
    # jnp.nan is a Python number: weak, it takes the dtype of table
    return jnp.where(within, table[i], jnp.nan)


def elapsed(stamps):
    # choose the zero while the numbers are NumPy's 64-bit ones
    return jnp.asarray(stamps - stamps[0], dtype="float32")
