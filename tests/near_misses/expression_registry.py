"""Looks like a mutable global that jit freezes: a dictionary of functions.
Nobody writes to it, and the expression is a static argument made of tuples and strings.

looks like: M14
"""

import jax
import jax.numpy as jnp

OPS = {"add": jnp.add, "mul": jnp.multiply, "sin": jnp.sin, "pow": jnp.power}


def evaluate(node, env):
    if isinstance(node, str):
        return env[node]
    if isinstance(node, int | float):
        return node
    name, *children = node
    return OPS[name](*(evaluate(child, env) for child in children))


f = jax.jit(evaluate, static_argnums=0)
damped = ("add", ("mul", 0.5, ("sin", "x")), ("pow", "y", 2))
args = (damped, {"x": jnp.linspace(0.0, 2.0, 5), "y": jnp.float32(1.5)})
