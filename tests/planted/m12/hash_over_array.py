"""The user makes self static and gives the class a hash, but an attribute of it is an array.

misconception: M12
thread: https://github.com/jax-ml/jax/pull/39873
kind: explain
"""

from functools import partial

import jax
import jax.numpy as jnp


class Kernel:
    def __init__(self, lengthscales, variance=1.0):
        self.lengthscales = lengthscales
        self.variance = variance

    def __hash__(self):
        return hash((self.lengthscales, self.variance))

    def __eq__(self, other):
        return isinstance(other, Kernel) and hash(self) == hash(other)

    @partial(jax.jit, static_argnums=0)
    def gram(self, x):
        z = x / self.lengthscales
        d2 = jnp.sum((z[:, None] - z[None]) ** 2, axis=-1)
        return self.variance * jnp.exp(-0.5 * d2)


def run():
    x = jax.random.uniform(jax.random.key(3), (7, 2))
    return jnp.linalg.cholesky(Kernel(jnp.array([0.5, 2.0])).gram(x) + 1e-4 * jnp.eye(7))  # HERE
