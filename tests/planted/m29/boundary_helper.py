"""The user's jitted helper sets the walls and returns nothing; the walls are never set.

misconception: M29
thread: https://github.com/jax-ml/jax/pull/7783
kind: probe
"""

import jax
import jax.numpy as jnp


@jax.jit
def set_walls(u, hot, cold):
    u.at[0, :].set(hot)
    u.at[-1, :].set(cold)
    u.at[:, [0, -1]].set(0.5 * (hot + cold))


@jax.jit
def f(u, hot, cold):
    for _ in range(5):
        up = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
        u = jnp.pad(up, 1, mode="edge")
        set_walls(u, hot, cold)
    return u


args = (jnp.zeros((8, 8)), 1.0, -1.0)
