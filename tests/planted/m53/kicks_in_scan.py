"""The user draws kicks with random.gauss in a scan body; the body runs once, one kick for all.

misconception: M53
thread: none
kind: probe
"""

import random

import jax
import jax.numpy as jnp


def f(state, gamma=0.2, dt=0.05, steps=40):
    """Langevin trajectory in a double well."""

    def step(state, _):
        x, v = state
        force = x - x**3
        v = v + dt * (force - gamma * v) + (2 * gamma * dt) ** 0.5 * random.gauss(0.0, 1.0)
        x = x + dt * v
        return (x, v), x

    return jax.lax.scan(step, state, None, length=steps)[1]


args = ((jnp.float32(1.0), jnp.float32(0.0)),)
