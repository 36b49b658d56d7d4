"""Looks like integer arithmetic gone wrong: shifts push bits out of every word.
It is xorshift32, a bijection on 32-bit words, used to dither pixels before rounding.

looks like: M34
"""

import jax.numpy as jnp


def xorshift(s):
    s = s ^ (s << 13)
    s = s ^ (s >> 17)
    return s ^ (s << 5)


def f(image):
    h, w = image.shape
    cell = jnp.arange(1, h * w + 1, dtype=jnp.uint32).reshape(h, w)
    state = cell * jnp.uint32(2654435769)
    for _ in range(4):
        state = xorshift(state)
    noise = (state >> 9).astype(jnp.float32) / 2.0**23
    return jnp.floor(image + noise).astype(jnp.int32)


args = (jnp.linspace(0.05, 7.9, 48).reshape(6, 8),)
