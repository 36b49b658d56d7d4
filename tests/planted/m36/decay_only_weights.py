"""Layers without decay have None in a second tree; the function is called with that None.

misconception: M36
thread: https://github.com/jax-ml/jax/issues/2348
kind: explain
"""

import jax
import jax.numpy as jnp

DECAY = {"w": 1e-2, "b": None}


def shrink(p, rate):
    return p * (1.0 - rate)  # HERE


@jax.jit
def regularise(layers):
    return [jax.tree.map(shrink, layer, DECAY) for layer in layers]


def run():
    layers = [{"w": jnp.ones((3, 3)), "b": jnp.ones(3)} for _ in range(2)]
    return regularise(layers)
