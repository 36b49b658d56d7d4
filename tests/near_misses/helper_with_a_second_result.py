"""Looks like an update that was dropped.
A helper gives two results, and this caller needs the first one.

looks like: M29
"""

import jax.numpy as jnp


def ends_and_copy(u):
    return u, u.at[0].set(0.0)


def f(u):
    u, _ = ends_and_copy(u)
    return jnp.sum(u**2)


args = (jnp.arange(4.0),)
