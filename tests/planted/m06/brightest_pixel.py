"""The user locates the single maximum with one-argument where and expects one row of indices.

misconception: M06
thread: https://github.com/jax-ml/jax/issues/4585
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.jit
def centre_on_peak(image):
    row, col = jnp.where(image == jnp.max(image))  # HERE
    n_rows, n_cols = image.shape
    return jnp.roll(image, (n_rows // 2 - row[0], n_cols // 2 - col[0]), axis=(0, 1))


def run():
    y, x = jnp.mgrid[0:16, 0:16]
    return centre_on_peak(jnp.exp(-0.1 * ((x - 3) ** 2 + (y - 11) ** 2)))
