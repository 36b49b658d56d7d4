"""Looks like a signed overflow: the hash of a long word turns negative.
The polynomial hash with 31 is meant modulo 2**32 in int32, as other languages have it.

looks like: M34
"""

import jax.numpy as jnp
from jax import lax


class WordHash:
    def __init__(self, base=31):
        self.base = base

    def __call__(self, words):
        def absorb(h, column):
            return h * self.base + column, None

        start = jnp.zeros(words.shape[0], jnp.int32)
        return lax.scan(absorb, start, words.T)[0]


f = WordHash()
args = (jnp.array([[ord(c) for c in w] for w in ("spectrograph", "magnetometer")], jnp.int32),)
