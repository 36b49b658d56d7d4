from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


@partial(jax.jit, static_argnames="width")
def moving_mean(x, width):
    sums = sum(x[i : len(x) - width + 1 + i] for i in range(width))
    return sums / width


@jax.jit
def _sum(x):
    return jnp.sum(x**2)


def sum_of_squares(x):
    padded = np.zeros(128, np.float32)
    padded[: len(x)] = x
    return _sum(padded)
