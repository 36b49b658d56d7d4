"""Looks like globals baked into a jit and float64 that is silently lost.
The table is a constant of nature, and seven digits are enough for a position in au.

looks like: M31
"""

import jax
import jax.numpy as jnp
import numpy as np

GM_SUN = 2.959122082855911e-04
PLANETS = {
    "jupiter": (9.547919e-04, np.array([4.84143144, -1.16032004, -0.10362204])),
    "saturn": (2.858860e-04, np.array([8.34336671, 4.12479856, -0.40352342])),
    "uranus": (4.366244e-05, np.array([12.89436956, -15.11115140, -0.22330758])),
}


@jax.jit
def f(position):
    pull = -position / jnp.linalg.norm(position) ** 3
    for mass, where in PLANETS.values():
        ray = where - position
        pull = pull + mass * ray / jnp.linalg.norm(ray) ** 3
    return GM_SUN * pull


args = (np.array([0.98, 0.21, 0.01]),)
