"""The user draws positions and speeds from one key; both are the same uniform bits.

misconception: M51
thread: https://github.com/jax-ml/jax/issues/2009
kind: probe
"""

import jax
import jax.numpy as jnp


def f(key, n, temperature):
    """Initial state of a gas in a box."""
    box = jnp.array([10.0, 10.0, 10.0])
    position = jax.random.uniform(key, (n, 3)) * box
    velocity = jnp.sqrt(temperature) * jax.random.normal(key, (n, 3))
    return {"position": position, "velocity": velocity - velocity.mean(axis=0)}


args = (jax.random.key(0), 20, 1.5)
