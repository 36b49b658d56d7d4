"""The position and the velocity of a particle are drawn with one key, and then the path is solved.

misconception: M51
thread: none
kind: probe
needs: diffrax
"""

import diffrax
import jax
import jax.numpy as jnp


def spring(t, y, args):
    x, v = y
    return v, -args * x


def f(key, stiffness):
    x, v = jax.random.normal(key, (3,)), jax.random.normal(key, (3,))
    solution = diffrax.diffeqsolve(
        diffrax.ODETerm(spring), diffrax.Heun(), 0.0, 1.0, 0.1, (x, v), stiffness, max_steps=16
    )
    return jnp.stack(solution.ys)


args = (jax.random.key(5), 2.0)
