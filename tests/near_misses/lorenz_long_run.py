"""Looks like a jit that computes something else: jitted and eager orbits differ by tens at the end.
The orbit is chaotic, so a rounding of the start in float32 grows in any order of evaluation.

looks like: M32
"""

import jax.numpy as jnp
from jax import lax

CENTRE = jnp.array([8.4853, 8.4853, 27.0])
SPREAD = jnp.array([7.9, 9.0, 8.6])


def lorenz(s):
    x, y, z = s
    return jnp.array([10.0 * (y - x), x * (28.0 - z) - y, x * y - 8.0 / 3.0 * z])


def rk4(s, dt):
    k1 = lorenz(s)
    k2 = lorenz(s + 0.5 * dt * k1)
    k3 = lorenz(s + 0.5 * dt * k2)
    k4 = lorenz(s + dt * k3)
    return s + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)


def f(s0, dt=0.01):
    def step(s, _):
        s = rk4(s, dt)
        return s, s[2]

    start = CENTRE + SPREAD * s0
    _, height = lax.scan(step, start, None, length=2500)
    return height


args = (jnp.array([0.13, -0.21, 0.37]),)
