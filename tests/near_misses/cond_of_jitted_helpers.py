"""Looks like a key that is drawn from twice: under vmap both branches of the cond run, and each draws.
Both draw through a jitted helper, and of their results one is kept.

looks like: M51
"""

import jax
import jax.numpy as jnp


@jax.jit
def kicked(key, x):
    return x + jax.random.normal(key, x.shape)


def particle(key, is_hot, x):
    hot = lambda x: kicked(key, 2.0 * x)
    cold = lambda x: kicked(key, 0.5 * x)
    return jax.lax.cond(is_hot, hot, cold, x)


def f(keys, is_hot, x):
    return jax.vmap(particle)(keys, is_hot, x)


args = (
    jax.random.split(jax.random.key(3), 4),
    jnp.array([True, False, True, False]),
    jnp.arange(12.0).reshape(4, 3),
)
