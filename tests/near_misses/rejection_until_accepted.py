"""Looks like a while loop that draws from one key until it is lucky, and has no reverse mode.
The key is split in the carry, and nobody differentiates a rejection sampler.

looks like: M45
"""

import jax
import jax.numpy as jnp


def f(key, cut):
    def not_yet(state):
        _, x = state
        return x < cut

    def again(state):
        key, child = jax.random.split(state[0])
        return key, jax.random.normal(child)

    def one(key):
        return jax.lax.while_loop(not_yet, again, (key, -jnp.inf))[1]

    return jax.vmap(one)(jax.random.split(key, 32))


args = (jax.random.key(17), 0.8)
