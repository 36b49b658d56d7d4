"""Looks like a key that is consumed twice.
Under vmap both branches are computed, and each lane takes the draw of one.

looks like: M51
"""

import jax
import jax.numpy as jnp


def one(key, heavy):
    heavy_tailed = lambda k: jax.random.cauchy(k)
    return jax.lax.cond(heavy, heavy_tailed, lambda k: jax.random.normal(k), key)


def f(keys, heavy):
    return jax.vmap(one)(keys, heavy)


args = (jax.random.split(jax.random.key(0), 4), jnp.array([True, False, True, False]))
