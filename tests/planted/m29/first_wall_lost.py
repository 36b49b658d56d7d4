"""The user sets two walls, each in the array as it was before.

misconception: M29
thread: none
kind: probe
"""

import jax.numpy as jnp


def walls(old):
    u = old.at[0].set(0.0)
    u = old.at[-1].set(0.0)
    return u


def f(u):
    return jnp.sum(walls(u) ** 2)


args = (jnp.arange(1.0, 5.0),)
