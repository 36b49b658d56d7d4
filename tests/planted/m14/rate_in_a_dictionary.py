"""The user writes a parameter into a dictionary that a jitted function of a factory holds.

misconception: M14
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


def make(settings):
    @jax.jit
    def f(x):
        return settings["rate"] * x

    return f


config = {"rate": 0.1}
f = make(config)


def later():
    config["rate"] = 0.5


args = (jnp.arange(3.0),)
