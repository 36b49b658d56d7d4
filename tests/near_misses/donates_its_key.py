"""Looks like an array that is used after it was donated.
Each step takes the key and the state of the last one, and hands both back.

looks like: M25
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, donate_argnums=(0, 1))
def step(key, x):
    key, sub = jax.random.split(key)
    return key, 0.9 * x + jax.random.normal(sub, x.shape)


def f(key, x):
    for _ in range(3):
        key, x = step(key, x)
    return key, x


args = (jax.random.key(0), jnp.ones(3))
