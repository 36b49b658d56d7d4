"""Signals lie in rows and weights in columns, and vmap is expected to find the common length.

misconception: M38
thread: https://github.com/jax-ml/jax/pull/1613
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.vmap
def weighted_power(signal, weights):
    spectrum = jnp.abs(jnp.fft.rfft(signal)) ** 2
    return spectrum.sum() * weights.mean()


class Recording:
    def __init__(self, key, trials, samples, channels):
        self.signals = jax.random.normal(key, (trials, samples))
        self.weights = jnp.ones((channels, trials))

    def power(self):
        return weighted_power(self.signals, self.weights)  # HERE


def run():
    return Recording(jax.random.key(4), trials=12, samples=64, channels=3).power()
