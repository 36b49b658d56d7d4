import jax.numpy as jnp
import numpy as np


def lookup(table, index):
    index = jnp.asarray(index)
    index = jnp.where(index < 0, table.size, index)
    return table.at[index].get(mode="fill", fill_value=jnp.nan)


def elapsed(stamps):
    return jnp.asarray((stamps - stamps[0]).astype(np.float32))
