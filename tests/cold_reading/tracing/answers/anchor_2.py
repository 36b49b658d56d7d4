import jax
import jax.numpy as jnp
import numpy as np


@jax.jit(static_argnames=['width'])
def moving_mean(x, width):
  # width is static (a plain Python int) and the shape is known at trace time,
  # so the index table below has a fixed shape.
  count = x.shape[0] - width + 1
  index = np.arange(count)[:, None] + np.arange(width)[None, :]
  return jnp.mean(x[index], axis=1)


BUCKET = 128


@jax.jit
def _sum_of_squares(x):
  return jnp.sum(x * x)


def sum_of_squares(x):
  # Pad in NumPy, before JAX sees the data, so that JAX only ever sees one
  # shape; the zeros add nothing to the sum.
  padded = np.zeros(BUCKET, dtype=np.float32)
  padded[:x.shape[0]] = x
  return _sum_of_squares(padded)
