"""The user selects one of two draws from a key, and returns their product beside it.

misconception: M51
thread: none
kind: probe
"""

import jax.numpy as jnp
from jax import lax, random


def f(key, mask):
    a, b = random.normal(key, (4,)), random.cauchy(key, (4,))
    return lax.select(mask, a, b), a * b


args = (random.key(0), jnp.array([True, False, True, False]))
