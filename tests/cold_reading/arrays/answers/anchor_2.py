import jax
import jax.numpy as jnp
import numpy as np


def lookup(table, index):
    n = table.shape[0]
    index = jnp.asarray(index)
    valid = (index >= 0) & (index < n)
    # Read at a safe place where the index is not valid, then put NaN there.
    values = table[jnp.where(valid, index, 0)]
    return jnp.where(valid, values, jnp.nan).astype(table.dtype)


def elapsed(stamps):
    # Subtract in NumPy's float64: float32 cannot hold 1.8e9 to a millisecond.
    seconds = stamps - stamps[0]
    return jnp.asarray(seconds.astype(np.float32))
