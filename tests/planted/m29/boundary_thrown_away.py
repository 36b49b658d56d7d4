"""The user's helper returns the array with its boundary set, and the caller does not take it.

misconception: M29
thread: none
kind: probe
"""

import jax.numpy as jnp


def with_walls(u):
    return u.at[0].set(0.0)


def f(u):
    with_walls(u)
    return jnp.sum(u**2)


args = (jnp.arange(1.0, 5.0),)
