"""Looks like a jit made anew at each call of a factory.
functools.cache keeps one compiled stencil per order, and each holds five numbers at most.

looks like: M17
"""

import functools

import jax
import jax.numpy as jnp
import numpy as np


@functools.cache
def second_derivative(order):
    half = order // 2
    offsets = np.arange(-half, half + 1)
    powers = np.vander(offsets, increasing=True).T
    rhs = np.zeros(order + 1)
    rhs[2] = 2.0
    weights = np.linalg.solve(powers, rhs).astype(np.float32)

    @jax.jit
    def apply(u):
        return sum(w * jnp.roll(u, -int(k)) for k, w in zip(offsets, weights, strict=True))

    return apply


def f(u):
    return second_derivative(4)(u) - second_derivative(2)(u)


args = (jnp.sin(jnp.linspace(0.0, 2 * jnp.pi, 32, endpoint=False)),)
calls = [((jnp.cos(jnp.linspace(0.0, 2 * jnp.pi, 32, endpoint=False)),), {})]
