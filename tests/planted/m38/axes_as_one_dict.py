"""The axes of a dictionary argument are given as a dictionary instead of a tuple that holds it.

misconception: M38
thread: https://github.com/jax-ml/jax/issues/18548
kind: explain
"""

import jax
import jax.numpy as jnp


def period(pendulum):
    small = 2.0 * jnp.pi * jnp.sqrt(pendulum["length"] / pendulum["g"])
    return small * (1.0 + pendulum["angle"] ** 2 / 16.0)


def run():
    sweep = {"length": jnp.linspace(0.2, 2.0, 7), "angle": jnp.linspace(0.0, 0.5, 7), "g": 9.81}
    axes = {"length": 0, "angle": 0, "g": None}
    return jax.vmap(period, in_axes=axes)(sweep)  # HERE
