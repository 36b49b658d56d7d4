"""The user draws "float64" uniforms to resolve a tail below 1e-7; the sampler gives float32.

misconception: M31
thread: https://github.com/jax-ml/jax/issues/470
kind: probe
"""

import jax
import jax.numpy as jnp


class ExponentialTail:
    dtype = "float64"

    def __init__(self, rate):
        self.rate = jnp.asarray(rate, dtype=float)

    def sample(self, key, n):
        u = jax.random.uniform(key, (n,), dtype=self.dtype)
        return -jnp.log1p(-u) / self.rate


tail = ExponentialTail(2.0)
f = tail.sample
args = (jax.random.key(11), 256)
