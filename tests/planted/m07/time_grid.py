"""The user derives the number of grid points with jnp from constants and calls it static.

misconception: M07
thread: https://github.com/jax-ml/jax/issues/5208
kind: explain
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnums=(0,))
def rollout(grid_spec, x0):
    t0, tf, dt = grid_spec
    num_steps = jnp.maximum(jnp.ceil(abs(tf - t0) / dt), 1).astype(int)
    ts = jnp.linspace(t0, tf, num_steps + 1)  # HERE

    def rk2(x, t):
        k = -x + jnp.sin(t)
        return x + dt * (-(x + 0.5 * dt * k) + jnp.sin(t + 0.5 * dt)), x

    return jax.lax.scan(rk2, x0, ts)[1]


def run():
    return rollout((0.0, 2.0, 0.1), 1.0)
