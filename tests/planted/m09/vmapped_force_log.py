"""The user appends each particle's force to a list under vmap; the list holds batch tracers.

misconception: M09
thread: https://github.com/jax-ml/jax/pull/13022
kind: probe
"""

import jax
import jax.numpy as jnp

force_log = []


def force_on(position, field):
    r2 = jnp.dot(position, position) + 0.1
    force = field - position / r2**1.5
    force_log.append(force)
    return force


def f(positions, velocities, dt):
    acc = jax.vmap(force_on, in_axes=(0, None))(positions, jnp.array([0.0, 0.0, -1.0]))
    velocities = velocities + dt * acc
    return positions + dt * velocities, velocities


args = (jnp.arange(18.0).reshape(6, 3), jnp.zeros((6, 3)), 0.01)
