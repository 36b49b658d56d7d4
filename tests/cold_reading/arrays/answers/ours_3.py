import jax
import jax.numpy as jnp
import numpy as np


def lookup(table, index):
    n = len(table)
    if isinstance(index, (int, np.integer)):
        # a Python integer may not fit 32 bits: bring it to just outside of the table
        index = min(max(int(index), -1), n)
    # astype: a narrow index (int8, say) would make the weak n narrow in "i < n"
    i = jnp.asarray(index).astype(int)
    within = (i >= 0) & (i < n)
    return jnp.where(within, table[i], jnp.nan)


def elapsed(stamps):
    # subtract while the numbers are NumPy's, with 64 bits; only small ones go to JAX
    return jnp.asarray(stamps - stamps[0], dtype="float32")
