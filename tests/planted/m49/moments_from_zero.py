"""The sum starts at a scalar zero that is expected to take the shape of what is added to it.

misconception: M49
thread: https://github.com/jax-ml/jax/issues/1686
kind: explain
"""

import jax
from jax import lax


def running_moments(samples):
    def add(carry, x):
        n, first, second = carry
        return (n + 1, first + x, second + x**2), None

    (n, first, second), _ = lax.scan(add, (0, 0.0, 0.0), samples)  # HERE
    mean = first / n
    return mean, second / n - mean**2


def run():
    return running_moments(jax.random.normal(jax.random.key(2), (100, 3)))
