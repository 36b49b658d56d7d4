"""Counts in a histogram object are raised with += on one element, which is an assignment in place.

misconception: M28
thread: https://github.com/google/objax/issues/59
kind: explain
"""

import jax
import jax.numpy as jnp


class EnergyHistogram:
    def __init__(self, low, high, n_bins):
        self.edges = jnp.linspace(low, high, n_bins + 1)
        self.counts = jnp.zeros(n_bins, jnp.int32)

    def add(self, energy):
        which = jnp.searchsorted(self.edges, energy) - 1
        self.counts[which] += 1  # HERE


def run():
    hist = EnergyHistogram(0.0, 4.0, 20)
    for e in jax.random.exponential(jax.random.key(1), (6,)):
        hist.add(e)
    return hist.counts
