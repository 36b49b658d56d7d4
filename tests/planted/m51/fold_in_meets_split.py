"""The user mixes split and fold_in(key, 1) on one key and gets the same child key twice.

misconception: M51
thread: https://github.com/jax-ml/jax/pull/13341
kind: probe
"""

import jax.numpy as jnp
from jax import random


class Simulator:
    """Noisy observations of a process; stream 0 is the process, stream 1 the instrument."""

    def __init__(self, seed):
        self.root = random.key(seed)

    def draw(self, n):
        k_start, k_process = random.split(self.root)
        k_instrument = random.fold_in(self.root, 1)
        start = random.normal(k_start)
        process = start + jnp.cumsum(random.normal(k_process, (n,)))
        return process, process + 0.1 * random.normal(k_instrument, (n,))

    def residuals(self, n):
        process, seen = self.draw(n)
        return seen - process


f = Simulator(1).residuals
args = (30,)
