"""The user reads the filled part of an attention cache with a slice up to the traced position.

misconception: M08
thread: https://github.com/AakashKumarNain/mistral_jax/issues/1
kind: explain
"""

import jax
import jax.numpy as jnp


class Attention:
    def __init__(self, key, dim=8, max_len=16):
        self.wq, self.wk, self.wv = jax.random.normal(key, (3, dim, dim)) / dim**0.5
        self.max_len, self.dim = max_len, dim

    def empty_cache(self):
        return jnp.zeros((2, self.max_len, self.dim))

    def decode(self, x, cache, pos):
        cache = cache.at[:, pos].set(jnp.stack([x @ self.wk, x @ self.wv]))
        keys, values = cache[:, : pos + 1]  # HERE
        weights = jax.nn.softmax(keys @ (x @ self.wq) / self.dim**0.5)
        return weights @ values, cache


def run():
    attn = Attention(jax.random.key(0))
    decode = jax.jit(attn.decode)
    cache, x = attn.empty_cache(), jnp.ones(8)
    for pos in range(4):
        x, cache = decode(x, cache, pos)
    return x
