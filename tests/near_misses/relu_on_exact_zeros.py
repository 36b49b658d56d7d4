"""Looks like a loss on the kink of relu: half of the inputs are exactly zero.
The derivative 0 that JAX takes there is the usual convention, and the loss is continuous.

looks like: M48
"""

import jax
import jax.numpy as jnp


def squares(tree):
    if isinstance(tree, dict):
        return sum(squares(v) for v in tree.values())
    return jnp.sum(tree**2)


def f(params, x, y):
    h = x
    for name in ("first", "second", "third"):
        h = jax.nn.relu(h @ params[name]["w"] + params[name]["b"])
    return jnp.mean((h.sum(axis=1) - y) ** 2) + 1e-3 * squares(params)


def layer(n, m):
    return {"w": jnp.linspace(-0.5, 0.8, n * m).reshape(n, m), "b": jnp.zeros(m)}


params = {"first": layer(4, 6), "second": layer(6, 6), "third": layer(6, 2)}
args = (params, jnp.eye(5, 4) * jnp.array([1.0, 0.0, 2.0, 0.0]), jnp.ones(5))
