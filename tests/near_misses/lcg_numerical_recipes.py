"""Looks like an overflow that spoils the numbers: products exceed 32 bits at each step.
A linear congruential generator is defined modulo 2**32.

looks like: M34
"""

import jax
import jax.numpy as jnp


def f(seed):
    def step(state, _):
        state = state * jnp.uint32(1664525) + jnp.uint32(1013904223)
        return state, (state >> 8).astype(jnp.float32) * 2.0**-24

    return jax.lax.scan(step, seed, None, length=64)


args = (jnp.uint32(2463534242),)
