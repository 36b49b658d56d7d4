"""Two jitted helpers draw from one key; one of the results is kept, and the first is used again.

misconception: M51
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


@jax.jit
def kicked(key, x):
    return x + jax.random.normal(key, x.shape)


def f(key, is_hot, x):
    hot, cold = kicked(key, 2.0 * x), kicked(key, 0.5 * x)
    return jax.lax.select(is_hot, hot, cold), hot.mean()


args = (jax.random.key(3), jnp.array([True, False, True]), jnp.arange(3.0))
