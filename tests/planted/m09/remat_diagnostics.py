"""The user records a diagnostic of a checkpointed block in a dictionary, and finds a dead tracer.

misconception: M09
thread: https://github.com/jax-ml/jax/pull/4663
kind: probe
"""

import jax
from jax import numpy as jnp

diagnostics = {}


def block(params, h):
    pre = h @ params["w"] + params["b"]
    diagnostics["saturation"] = jnp.mean(jnp.abs(pre) > 2.0)  # to be plotted after the step
    return jnp.tanh(pre)


def f(params, x, y):
    h = x
    for layer in params:
        h = jax.checkpoint(block)(layer, h)
    return jnp.mean((h - y) ** 2)


_layer = {"w": 0.3 * jnp.ones((5, 5)), "b": jnp.zeros(5)}
args = ([_layer, _layer], jnp.linspace(-3.0, 3.0, 20).reshape(4, 5), jnp.zeros((4, 5)))
