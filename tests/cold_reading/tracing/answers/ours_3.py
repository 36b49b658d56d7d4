from functools import partial

import jax
import jax.numpy as jnp
import numpy as np


@partial(jax.jit, static_argnames="width")
def moving_mean(x, width):
    """The means of each `width` neighbouring entries of x."""
    means = len(x) - width + 1
    # Sums over windows of 1, 2, 4, ... entries; those in the binary digits of
    # width, laid end to end, make a window of width entries.
    window, sums = 1, x
    total, offset = 0.0, 0
    rest = width
    while rest:
        if rest % 2:
            total = total + sums[offset:offset + means]
            offset += window
        rest //= 2
        if rest:
            sums = sums[:len(sums) - window] + sums[window:]
            window *= 2
    return total / width


SIZES = (32, 64, 128)


@jax.jit
def _sum_of_squares(x):
    return jnp.sum(x**2)


def sum_of_squares(x):
    """The sum of the squares; NumPy fills x up with zeros to one of a few sizes."""
    size = min(s for s in SIZES if s >= len(x))
    return _sum_of_squares(np.pad(x, (0, size - len(x))))
