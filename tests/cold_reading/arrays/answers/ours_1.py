import jax
import jax.numpy as jnp
import numpy as np


def lookup(table, index):
    # whole index in JAX's default integer, so that a narrow one does not narrow len(table)
    i = jnp.asarray(index).astype(int)
    within = (i >= 0) & (i < len(table))
    return jnp.where(within, table[i], jnp.nan)


def elapsed(stamps):
    # subtract on the host, in NumPy's 64 bits; only small numbers go to 32 bits
    stamps = np.asarray(stamps, dtype=np.float64)
    return jnp.asarray(stamps - stamps[0], dtype="float32")
