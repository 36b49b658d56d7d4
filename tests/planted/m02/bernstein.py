"""The user evaluates math.comb with a degree that became traced when the function was jitted.

misconception: M02
thread: none
kind: explain
"""

import math

import jax
import jax.numpy as jnp


def bernstein(n, k, u):
    return math.comb(n, k) * u**k * (1.0 - u) ** (n - k)  # HERE


@jax.jit
def bezier_point(control, degree, u):
    weights = [bernstein(degree, k, u) for k in range(control.shape[0])]
    return jnp.stack(weights) @ control


def run():
    control = jnp.array([[0.0, 0.0], [1.0, 2.0], [3.0, 2.0], [4.0, 0.0]])
    return bezier_point(control, 3, 0.25)
