"""The user keeps the width of a filter in a dictionary of settings that goes through jit.

misconception: M07
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp


def detrend(signal, settings):
    kernel = jnp.ones(settings["width"]) / settings["width"]  # HERE
    baseline = jnp.convolve(signal, kernel, mode="same")
    return settings["gain"] * (signal - baseline)


def run():
    settings = {"width": 9, "gain": 2.0}
    t = jnp.linspace(0.0, 6.0, 120)
    return jax.jit(detrend)(t + 0.1 * jnp.sin(9.0 * t), settings)
