"""The user prunes and rescales weights inside a dictionary without storing what .at[] returns.

misconception: M29
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


def prune(params, fraction):
    w = params["w"]
    rows = jnp.argsort(jnp.abs(w).sum(axis=1))[: int(fraction * w.shape[0])]
    params["w"].at[rows].multiply(0.0)
    params["b"].at[rows].add(-params["b"][rows])
    return params


def f(params, x):
    params = prune(dict(params), 0.5)
    return jax.nn.relu(params["w"] @ x + params["b"])


args = (
    {"w": jnp.arange(1.0, 13.0).reshape(4, 3), "b": jnp.ones(4)},
    jnp.array([0.2, -0.1, 0.4]),
)
