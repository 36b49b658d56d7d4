from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


# The width decides the shape of the result, so it is static.
@partial(jax.jit, static_argnames="width")
def moving_mean(x, width):
    """The means of each `width` neighbouring entries of the 1-D array x."""
    n = x.shape[0]
    places = jnp.arange(n - width + 1)[:, None] + jnp.arange(width)[None, :]
    return jnp.mean(x[places], axis=1)


SIZE = 128                            # one size holds all requests


@jax.jit
def squares_of_filled(x):
    return jnp.sum(x**2)


def sum_of_squares(x):
    """The sum of the squares of a 1-D float32 NumPy array with 1 to 128 entries."""
    # NumPy does the filling; zeros add nothing to the sum.
    return squares_of_filled(np.pad(x, (0, SIZE - len(x))))
