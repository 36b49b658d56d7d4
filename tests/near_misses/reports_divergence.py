"""Looks like a print in a compiled loop.
jax.debug.print runs with the values of each step, and cond prints only when the step is large.

looks like: M15
"""

import jax
import jax.numpy as jnp


def loss(p):
    return (1.0 - p[0]) ** 2 + 5.0 * (p[1] - p[0] ** 2) ** 2


def warn(size):
    jax.debug.print("step of size {s:.2f}", s=size)


def f(p, rate):
    def step(p, _):
        g = jax.grad(loss)(p)
        size = rate * jnp.max(jnp.abs(g))
        jax.lax.cond(size > 0.25, warn, lambda size: None, size)
        return p - rate * g, loss(p)

    return jax.lax.scan(step, p, None, length=60)


args = (jnp.array([-1.0, 1.5]), 0.02)
