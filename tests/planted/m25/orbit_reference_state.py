"""Donation is taken for a hint: the start of the orbit is used after it was donated and is gone.

misconception: M25
thread: none
kind: explain
"""

from functools import partial

import jax
import jax.numpy as jnp

GM = 39.478  # au^3 / year^2


@partial(jax.jit, donate_argnames=("pos", "vel"))
def kick_drift_kick(pos, vel, dt):
    def acc(q):
        return -GM * q / jnp.linalg.norm(q) ** 3

    half = vel + 0.5 * dt * acc(pos)
    pos = pos + dt * half
    return pos, half + 0.5 * dt * acc(pos)


def run():
    start = jnp.array([1.0, 0.0, 0.0])
    pos, vel = start, jnp.array([0.0, 6.283, 0.0])
    for _ in range(8):
        pos, vel = kick_drift_kick(pos, vel, 0.01)
    return jnp.linalg.norm(pos - start)  # HERE
