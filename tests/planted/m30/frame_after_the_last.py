"""The frame after the last one is asked for, and a film gives its last frame again without a word.

misconception: M30
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


@jax.jit
def f(film, first):
    """The change from one frame to the next."""
    now = jax.lax.dynamic_index_in_dim(film, first, keepdims=False)
    then = jax.lax.dynamic_index_in_dim(film, first + 1, keepdims=False)
    return jnp.abs(then - now).sum()


args = (jnp.arange(12.0).reshape(3, 2, 2) ** 2, jnp.int32(2))
