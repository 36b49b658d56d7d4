"""Looks like a Python loop that is written out in the recording, a hundred times.
The loop is Diffrax's own, at the start of a solve, and nothing that a user could change.

looks like: M22
needs: diffrax
"""

import diffrax
import jax.numpy as jnp


def fall(t, y, args):
    return jnp.array([y[1], -args * jnp.sin(y[0])])


def f(start, g):
    return diffrax.diffeqsolve(
        diffrax.ODETerm(fall), diffrax.Heun(), 0.0, 1.0, 0.1, start, g, max_steps=16
    ).ys


args = (jnp.array([0.4, 0.0]), 9.81)
