"""Looks like a global that changes after it was recorded.
It is assigned once, below the function and before its first call; the factory's rate is its own.

looks like: M14
"""

import jax
import jax.numpy as jnp
import numpy as np


@jax.jit
def f(y):
    return -k * y * jnp.sum(weights) * settings.scale


k = 0.5
weights = np.array([0.2, 0.5, 0.3])


class Settings:
    def __init__(self):
        self.scale = 2.0


class Plot:
    def zoom(self):
        self.scale = 3.0


def other():
    weights = np.zeros(3)
    weights[0] = 1.0
    return weights


settings = Settings()
args = (jnp.arange(3.0),)
