"""The user writes 0 < x < L in a scan body; the chained comparison asks for a Python truth value.

misconception: M01
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp

BOX = 5.0
DT = 0.05


def bounce(state, _):
    x, v = state
    x_new = x + v * DT
    v = v if 0.0 < x_new < BOX else -v  # HERE
    return (x + v * DT, v), x_new


def trajectory(x0, v0, n=200):
    (_, _), path = jax.lax.scan(bounce, (x0, v0), None, length=n)
    return path


def run():
    return trajectory(jnp.array(1.0), jnp.array(3.0)).mean()
