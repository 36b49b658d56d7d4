"""Looks like an unreliable function: no argument, and two ways to run it disagree.
A double pendulum released from above is chaotic, so float32 loses it after some seconds.

looks like: M32
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp


class State(NamedTuple):
    th1: jax.Array
    th2: jax.Array
    w1: jax.Array
    w2: jax.Array


def slope(s):
    d = s.th1 - s.th2
    den = 3.0 - jnp.cos(2.0 * d)
    n1 = -29.43 * jnp.sin(s.th1) - 9.81 * jnp.sin(s.th1 - 2.0 * s.th2)
    n1 = n1 - 2.0 * jnp.sin(d) * (s.w2**2 + s.w1**2 * jnp.cos(d))
    n2 = 2.0 * jnp.sin(d) * (2 * s.w1**2 + 19.62 * jnp.cos(s.th1) + s.w2**2 * jnp.cos(d))
    return State(s.w1, s.w2, n1 / den, n2 / den)


def shifted(s, k, h):
    return jax.tree.map(lambda a, b: a + h * b, s, k)


def f():
    def step(s, _):
        k1 = slope(s)
        k2 = slope(shifted(s, k1, 0.01))
        k3 = slope(shifted(s, k2, 0.01))
        k4 = slope(shifted(s, k3, 0.02))
        total = jax.tree.map(lambda a, b, c, d: a + 2 * b + 2 * c + d, k1, k2, k3, k4)
        return shifted(s, total, 0.02 / 6), s.th2

    rest = State(*map(jnp.float32, (2.8, 3.0, 0.0, 0.0)))
    start = shifted(rest, slope(rest), 1e-3)
    return jax.lax.scan(step, start, None, length=1200)


args = ()
