"""Looks like a gradient that is wrong: differences over a small step see nothing at all.
The layer computes in bfloat16, whose values are steps; its derivative is that of the smooth layer.

looks like: M46
"""

import jax
import jax.numpy as jnp


@jax.jit
def f(weights, x):
    hidden = x.astype(jnp.bfloat16) @ weights.astype(jnp.bfloat16)
    rounded = jax.lax.reduce_precision(hidden.astype(jnp.float32), 8, 10)
    return jnp.mean(jnp.tanh(rounded) ** 2)


args = (jnp.array([[0.3, -0.7], [1.1, 0.2], [-0.4, 0.9]]), jnp.linspace(-1.0, 1.0, 12).reshape(4, 3))
