"""The user cools a sampler by assigning to it; the compiled method keeps the first temperature.

misconception: M11
thread: https://github.com/ml-jku/DIffUCO/issues/13
kind: probe
"""

from functools import partial

import jax
import jax.numpy as jnp


class Annealer:
    def __init__(self, couplings, temperature):
        self.couplings = couplings
        self.temperature = temperature

    def energy(self, spins):
        return -0.5 * spins @ self.couplings @ spins

    @partial(jax.jit, static_argnames=("self",))
    def __call__(self, spins):
        """Probability that each spin is flipped."""
        local = self.couplings @ spins
        return jnp.minimum(1.0, jnp.exp(-2.0 * spins * local / self.temperature))


f = Annealer(jnp.ones((5, 5)) - jnp.eye(5), temperature=4.0)
args = (jnp.array([1.0, 1.0, -1.0, 1.0, 1.0]),)

hot = f(*args)
while f.temperature > 0.5:
    f.temperature *= 0.5
