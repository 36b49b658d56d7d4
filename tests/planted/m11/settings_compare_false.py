"""The user leaves a tunable number out of the hash of a static self; changing it does nothing.

misconception: M11
thread: none
kind: probe
"""

import dataclasses
from functools import partial

import jax
import jax.numpy as jnp


@dataclasses.dataclass(unsafe_hash=True)
class HuberFit:
    name: str
    iterations: int = 20
    delta: float = dataclasses.field(default=1.0, compare=False)

    @partial(jax.jit, static_argnums=(0,))
    def location(self, data):
        def reweight(_, mu):
            r = jnp.abs(data - mu)
            w = jnp.where(r < self.delta, 1.0, self.delta / jnp.maximum(r, 1e-6))
            return jnp.sum(w * data) / jnp.sum(w)

        return jax.lax.fori_loop(0, self.iterations, reweight, jnp.mean(data))


fit = HuberFit("sensor 7")
args = (jnp.array([0.1, -0.2, 0.05, 0.0, 9.0, 12.0]),)
loose = fit.location(*args)
fit.delta = 0.05

f = fit.location
