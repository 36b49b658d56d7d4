"""The user draws in the branches of a cond under vmap, and from the same key afterwards.

misconception: M51
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp
from jax import lax, random


def one(key, heavy):
    x = lax.cond(heavy, lambda k: random.cauchy(k), lambda k: random.normal(k), key)
    return x + random.uniform(key)


def f(keys, heavy):
    return jax.vmap(one)(keys, heavy)


args = (random.split(random.key(0), 4), jnp.array([True, False, True, False]))
