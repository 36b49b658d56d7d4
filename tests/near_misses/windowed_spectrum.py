"""Looks like strings and bools handed to jit.
They are static, few and hashable, and each chooses a program of its own.

looks like: M13
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames=("window", "decibel"))
def f(x, *, window="hann", decibel=False):
    n = x.shape[-1]
    if window == "hann":
        w = 0.5 - 0.5 * jnp.cos(2 * jnp.pi * jnp.arange(n) / n)
    else:
        w = jnp.ones(n)
    power = jnp.abs(jnp.fft.rfft(x * w)) ** 2 / jnp.sum(w**2)
    if not decibel:
        return power
    return 10.0 * jnp.log10(power + 1e-3)


args = (jnp.sin(0.7 * jnp.arange(64.0)) + 0.3 * jnp.cos(2.1 * jnp.arange(64.0)),)
kwargs = {"window": "hann", "decibel": True}
calls = [(args, {"window": "box", "decibel": True})]
