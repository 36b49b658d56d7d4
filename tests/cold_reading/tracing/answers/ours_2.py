from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


@partial(jax.jit, static_argnames="width")
def moving_mean(x, width):
    """The means of each `width` neighbouring entries of x; width decides a size: static."""
    return jnp.convolve(x, jnp.ones(width) / width, mode="valid")


SIZES = (16, 32, 64, 128)


@jax.jit
def padded_sum_of_squares(x):
    return jnp.sum(x**2)


def sum_of_squares(x):
    """Filled up by NumPy to one of four sizes; the zeros add nothing to the sum."""
    size = min(s for s in SIZES if s >= len(x))
    return padded_sum_of_squares(np.pad(x, (0, size - len(x))))
