"""A transport cost is differentiated through iterations that stop when the marginals agree.

misconception: M45
thread: https://github.com/google-research/ott/issues/7
kind: explain
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp


class Potentials(NamedTuple):
    f: jax.Array
    g: jax.Array
    error: jax.Array


class Sinkhorn:
    def __init__(self, epsilon=0.5, tol=1e-3):
        self.epsilon = epsilon
        self.tol = tol

    def __call__(self, x, y):
        cost = (x[:, None] - y[None, :]) ** 2 / self.epsilon

        def body(p):
            f = -jax.nn.logsumexp(p.g[None, :] - cost, axis=1)
            g = -jax.nn.logsumexp(f[:, None] - cost, axis=0)
            return Potentials(f, g, jnp.max(jnp.abs(g - p.g)))

        zero = jnp.zeros_like(x)
        start = Potentials(zero, zero, jnp.array(jnp.inf))
        end = jax.lax.while_loop(lambda p: p.error > self.tol, body, start)
        plan = jnp.exp(end.f[:, None] + end.g[None, :] - cost)
        return jnp.sum(plan * cost) * self.epsilon


def run():
    x, y = jnp.linspace(0.0, 1.0, 6), jnp.linspace(0.5, 2.0, 6)
    solver = Sinkhorn()
    _, pullback = jax.vjp(lambda a: solver(a, y), x)
    return pullback(1.0)  # HERE
