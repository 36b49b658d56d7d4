"""The user switches softplus to a line above 20; at 100 exp overflows and the gradient is NaN.

misconception: M40
thread: none
kind: probe
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp


@dataclass(frozen=True)
class PoissonGLM:
    threshold: float = 20.0

    def rate(self, u):
        return jax.lax.select(u > self.threshold, u, jnp.log(1.0 + jnp.exp(u)))

    def __call__(self, beta, x, counts):
        mu = self.rate(x @ beta) + 1e-6
        return jnp.mean(mu - counts * jnp.log(mu))


f = PoissonGLM()
args = (
    jnp.array([1.0, 2.0]),
    jnp.array([[0.5, 0.1], [1.0, -0.3], [40.0, 30.0]]),
    jnp.array([1.0, 0.0, 95.0]),
)
