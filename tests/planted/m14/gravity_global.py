"""The user sets a module constant to the Moon's gravity; the compiled function stays on Earth.

misconception: M14
thread: none
kind: probe
"""

import jax
import jax.numpy as jnp

G = 9.81
DRAG = 0.02


@jax.jit
def f(speed, angle, t):
    vx = speed * jnp.cos(angle) * jnp.exp(-DRAG * t)
    vy = speed * jnp.sin(angle)
    return jnp.stack([vx * t, vy * t - 0.5 * G * t**2])


args = (20.0, 0.7, jnp.linspace(0.0, 2.0, 5))

earth = f(*args)
G = 1.62
moon = f(*args)
