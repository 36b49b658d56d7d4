"""The user's clock takes steps that are too small for it, up to an end.

misconception: M32
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp


def f(t0):
    step = lambda i, t: jnp.minimum(t + 1e-9, 11.0)
    return jax.lax.fori_loop(0, 20, step, t0)


args = (10.0,)
