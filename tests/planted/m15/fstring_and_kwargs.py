"""The user puts an f in front of the debug.print template, so its keyword is never used.

misconception: M15
thread: https://github.com/jax-ml/jax/pull/11770
kind: explain
"""

import jax
import jax.numpy as jnp


class Kalman1D:
    def __init__(self, q, r):
        self.q, self.r = q, r

    def update(self, carry, z):
        mean, var = carry
        var = var + self.q
        gain = var / (var + self.r)
        jax.debug.print(f"gain = {gain}", gain=gain)  # HERE
        return (mean + gain * (z - mean), (1.0 - gain) * var), mean

    def filter(self, zs):
        return jax.lax.scan(self.update, (zs[0], jnp.float32(1.0)), zs)[1]


def run():
    zs = 3.0 + 0.5 * jax.random.normal(jax.random.key(12), (25,))
    return Kalman1D(q=1e-3, r=0.25).filter(zs)
