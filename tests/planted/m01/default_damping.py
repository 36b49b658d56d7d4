"""The user fills an optional argument with `or`, but the given value is traced and has no truth.

misconception: M01
thread: https://github.com/jax-ml/jax/pull/16430
kind: explain
"""

from functools import partial

import jax
import jax.numpy as jnp


class LevenbergMarquardt:
    """Least squares for y = a * exp(-b * t)."""

    def __init__(self, t, y):
        self.t, self.y = t, y

    def residual(self, p):
        return p[0] * jnp.exp(-p[1] * self.t) - self.y

    @partial(jax.jit, static_argnums=0)
    def update(self, p, damping=None):
        mu = damping or 1e-3  # HERE
        J = jax.jacfwd(self.residual)(p)
        A = J.T @ J
        return p - jnp.linalg.solve(A + mu * jnp.diag(jnp.diag(A)), J.T @ self.residual(p))


def run():
    t = jnp.linspace(0.0, 4.0, 30)
    lm = LevenbergMarquardt(t, 2.0 * jnp.exp(-0.7 * t))
    p = jnp.array([1.0, 1.0])
    for k in range(5):
        p = lm.update(p, damping=0.1 / (k + 1))
    return p
