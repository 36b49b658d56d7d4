"""Looks like buffers donated twice and state that is dropped.
The two moments are separate arrays, the copy is private, and each result replaces its input.

looks like: M25
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp


class Adam(NamedTuple):
    params: Any
    m: Any
    v: Any
    count: jax.Array


def loss(p):
    return jnp.sum((p["a"] - 1.0) ** 2) + jnp.sum(p["b"][0] ** 4)


@partial(jax.jit, donate_argnums=0)
def update(s):
    g = jax.grad(loss)(s.params)
    t = s.count + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, s.m, g)
    v = jax.tree.map(lambda v, g: 0.99 * v + 0.01 * g**2, s.v, g)
    unbias = jnp.sqrt(1 - 0.99**t) / (1 - 0.9**t)
    p = jax.tree.map(lambda p, m, v: p - 0.1 * unbias * m / (jnp.sqrt(v) + 1e-4), s.params, m, v)
    return Adam(p, m, v, t)


def f(params):
    zeros = partial(jax.tree.map, jnp.zeros_like)
    state = Adam(jax.tree.map(jnp.copy, params), zeros(params), zeros(params), jnp.int32(0))
    for _ in range(5):
        state = update(state)
    return state.params, state.count


args = ({"a": jnp.array([3.0, -2.0]), "b": [jnp.array([[0.5, 1.5]])]},)
