import jax
import jax.numpy as jnp
import numpy as np


def lookup(table, index):
    index = jnp.asarray(index)
    n = table.shape[0]
    valid = (index >= 0) & (index < n)
    # Negative indices would wrap as in NumPy and too-large ones be clamped,
    # so read at a safe place and mask the result.
    safe = jnp.where(valid, index, 0)
    return jnp.where(valid, table[safe], jnp.nan).astype(table.dtype)


def elapsed(stamps):
    # Subtract in NumPy, in float64; only the small differences go to float32.
    stamps = np.asarray(stamps, dtype=np.float64)
    seconds = stamps - stamps[0]
    return jnp.array(seconds.astype(np.float32))
