"""Looks like a legacy key used as an integer array, which no checker watches.
It is split once, each row is used once, and random matrices have distinct eigenvalues.

looks like: M54
"""

import jax
import jax.numpy as jnp


def f(key):
    gaps = []
    for k in jax.random.split(key, 3):
        a = jax.random.normal(k, (6, 6))
        gaps.append(jnp.diff(jnp.linalg.eigvalsh((a + a.T) / 2)))
    return jnp.stack(gaps)


args = (jax.random.PRNGKey(7),)
