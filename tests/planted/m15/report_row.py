"""The user differentiates a function that formats its intermediate result into a report row.

misconception: M15
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp

report = []
ROW = "{name:<12s}{value:>12.4e}"


def lift_to_drag(alpha):
    cl = 2.0 * jnp.pi * alpha
    cd = 0.012 + cl**2 / (jnp.pi * 7.5 * 0.85)
    for name, value in (("lift", cl), ("drag", cd)):
        report.append(ROW.format(name=name, value=value))  # HERE
    return cl / cd


def run():
    alpha = jnp.deg2rad(4.0)
    for _ in range(10):
        alpha = alpha + 1e-5 * jax.grad(lift_to_drag)(alpha)
    return alpha, report
