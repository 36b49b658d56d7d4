"""Looks like an order that is left to chance, since scores tie.
argmax takes the first and argsort is stable, so the entry order decides, as the rules say.

looks like: M48
"""

import jax
import jax.numpy as jnp


@jax.jit
def f(scores):
    order = jnp.argsort(scores, axis=-1, descending=True, stable=True)
    rank = jnp.argsort(order, axis=-1)
    winner = jnp.argmax(scores, axis=-1)
    return winner, jnp.where(rank < 3, rank + 1, 0)


args = (jnp.array([[9, 7, 9, 5, 7], [4, 4, 4, 4, 4]], dtype=jnp.int32),)
