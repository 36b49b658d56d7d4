"""The user jits the unbound method of a dataclass once at module level and passes instances to it.

misconception: M10
thread: none
kind: explain
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp


@dataclass(frozen=True)
class SpringChain:
    stiffness: float
    rest_length: float

    def __call__(self, x):
        stretch = jnp.diff(x) - self.rest_length
        return 0.5 * self.stiffness * jnp.sum(stretch**2)


potential = jax.jit(SpringChain.__call__)


def relax(chain, x, lr=0.01, steps=20):
    for _ in range(steps):
        x = x - lr * jax.grad(lambda q: potential(chain, q))(x)  # HERE
    return x


def run():
    return relax(SpringChain(10.0, 1.0), jnp.array([0.0, 0.7, 2.4, 2.9]))
