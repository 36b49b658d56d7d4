"""The gradient is asked of the vector of residuals rather than of one number.

misconception: M43
thread: https://github.com/jax-ml/jax/issues/2990
kind: explain
"""

import jax
import jax.numpy as jnp


def residuals(theta, t, y):
    amplitude, rate, offset = theta
    return amplitude * jnp.exp(-rate * t) + offset - y


def fit(theta, t, y, steps=20, lr=1e-2):
    slope = jax.grad(residuals)
    for _ in range(steps):
        theta = theta - lr * slope(theta, t, y)  # HERE
    return theta


def run():
    t = jnp.linspace(0.0, 5.0, 30)
    y = 2.0 * jnp.exp(-0.7 * t) + 0.1
    return fit(jnp.array([1.0, 1.0, 0.0]), t, y)
