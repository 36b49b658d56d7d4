"""The user stacks classmethod on jax.jit; the class is then traced as the first argument.

misconception: M10
thread: https://github.com/jax-ml/jax/issues/15727
kind: explain
"""

import jax
import jax.numpy as jnp


class IsingLattice:
    coupling = 1.0

    def __init__(self, spins):
        self.spins = spins

    @classmethod
    @jax.jit
    def local_field(cls, spins):
        rolled = [jnp.roll(spins, s, axis=a) for s in (1, -1) for a in (0, 1)]
        return cls.coupling * sum(rolled)

    def energy(self):
        return -0.5 * jnp.sum(self.spins * IsingLattice.local_field(self.spins))  # HERE


def run():
    spins = 2 * jax.random.bernoulli(jax.random.key(1), 0.5, (6, 6)).astype(jnp.int32) - 1
    return IsingLattice(spins).energy()
