"""Looks like an unrolled loop with a list of traced values and a counter beside it.
Seven stages are few, and the list and the counter live in one call only.

looks like: M22
"""

import jax.numpy as jnp

A = (
    (),
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
)
LOWER = (5179 / 57600, 0.0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40)


def f(y, h):
    evaluations = 0

    def slope(y):
        nonlocal evaluations
        evaluations += 1
        return jnp.array([y[1], (1.0 - y[0] ** 2) * y[1] - y[0]])

    ks = []
    for row in A:
        stage = y + h * sum(a * k for a, k in zip(row, ks, strict=True))
        ks.append(slope(stage))
    lower = y + h * sum(b * k for b, k in zip(LOWER, ks, strict=True))
    return stage, jnp.abs(stage - lower), evaluations


args = (jnp.array([2.0, 0.0]), 0.05)
