"""Looks like noise out of integers: the same seeds give other orbits when compiled.
The Henon map is chaotic; the list of samples is local and only collects what is stacked below.

looks like: M09
"""

import jax.numpy as jnp
from jax import lax


def henon(_, s):
    x, y = s
    return 1.0 - 1.4 * x**2 + y, 0.3 * x


def f(seed):
    state = (0.1 + 0.013 * seed, 0.2 - 0.007 * seed)
    samples = []
    for _ in range(8):
        state = lax.fori_loop(0, 25, henon, state)
        samples.append(state[0])
    return jnp.stack(samples)


args = (jnp.arange(1, 17, dtype=jnp.int32),)
