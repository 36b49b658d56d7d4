"""The user thins a Markov chain with a traced stride, one stride for each vmapped chain.

misconception: M08
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp


def thinned_variance(chain, stride):
    kept = chain[::stride]  # HERE
    return jnp.var(kept) / kept.shape[0]


def run():
    noise = jax.random.normal(jax.random.key(17), (3, 120))
    chains = jnp.cumsum(noise, axis=1) * 0.1
    return jax.vmap(thinned_variance)(chains, jnp.array([2, 3, 5]))
