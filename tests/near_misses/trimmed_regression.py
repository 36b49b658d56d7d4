"""Looks like a derivative through sort, with residuals that tie.
Least trimmed squares sums the smallest, and equal residuals may be swapped without effect.

looks like: M48
"""

import jax.numpy as jnp


def f(coef, x, y, keep=0.75):
    residual = (y - coef[0] - coef[1] * x) ** 2
    kept = int(keep * residual.shape[0])
    return jnp.sort(residual)[:kept].mean()


x = jnp.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
y = jnp.array([1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 40.0, -20.0])
args = (jnp.array([1.5, 2.0]), x, y)
