"""The user reweights an objective between optimisation stages; the compiled cost ignores it.

misconception: M11
thread: https://github.com/PlasmaControl/DESC/pull/310
kind: probe
"""

import functools

import jax
import jax.numpy as jnp


class Objective:
    def __init__(self, names):
        self.names = names
        self.target = dict.fromkeys(names, 0.0)
        self.weight = dict.fromkeys(names, 1.0)

    def compute(self, x):
        volume = jnp.prod(x)
        aspect = x[0] / x[-1]
        return {"volume": volume, "aspect": aspect}

    @functools.partial(jax.jit, static_argnums=0)
    def cost(self, x):
        values = self.compute(x)
        return sum(self.weight[n] * (values[n] - self.target[n]) ** 2 for n in self.names)


objective = Objective(["volume", "aspect"])
args = (jnp.array([3.0, 2.0, 0.5]),)

# stage 1: only rough sizes
stage1 = objective.cost(*args)
# stage 2: aspect ratio of 6, and that above all
objective.target["aspect"] = 6.0
objective.weight.update(volume=0.01, aspect=100.0)

f = objective.cost
