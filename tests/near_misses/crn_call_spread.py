"""Looks like a reused key: two option prices are simulated with the same draws.
They are common random numbers, so that the noise cancels in the difference.

looks like: M51
"""

import jax
import jax.numpy as jnp


def call(key, vol, strike=1.05):
    z = jax.random.normal(key, (2000,))  # jaxwise: ignore[key-reused] common random numbers
    end = jnp.exp(vol * z - 0.5 * vol**2)
    return jnp.mean(jnp.maximum(end - strike, 0.0))


def f(key, low, high):
    return (call(key, high) - call(key, low)) / (high - low)


args = (jax.random.key(1), 0.2, 0.25)
