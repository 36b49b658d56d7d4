"""Looks like two draws from one key.
A library projects two clouds of points on the same random directions, which it draws twice: with other
directions for the second cloud, the distance of a cloud to itself would not be zero.

looks like: M51
needs: ott
"""

import jax
import jax.numpy as jnp
from ott.tools.sliced import sliced_wasserstein

KEY = jax.random.key(17)


def f(x, y, key):
    return sliced_wasserstein(x, y, rng=key, n_proj=8)[0]


x = jax.random.normal(KEY, (16, 2))
args = (x, 1.5 * x[:8] + 0.3, KEY)
