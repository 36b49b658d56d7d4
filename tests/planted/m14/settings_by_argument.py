"""The user changes a rate that a jitted function reads, in a function with another name for it.

misconception: M14
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


class Config:
    def __init__(self):
        self.rate = 0.1


config = Config()


@jax.jit
def f(x):
    return config.rate * x


def retune(settings, rate):
    settings.rate = rate


args = (jnp.arange(3.0),)
