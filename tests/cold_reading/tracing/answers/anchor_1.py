import jax
import jax.numpy as jnp
import numpy as np


@jax.jit(static_argnames=['width'])
def moving_mean(x, width):
  # `width` is static and the shape of x is known while tracing, so the
  # number of windows is a plain Python integer.
  n_means = x.shape[0] - width + 1
  index = jnp.arange(n_means)[:, None] + jnp.arange(width)[None, :]
  return jnp.mean(x[index], axis=1)


BUCKET = 128


@jax.jit
def _sum_of_squares_padded(x):
  return jnp.sum(x * x)


def sum_of_squares(x):
  # Pad with NumPy, outside JAX, so that JAX sees only one shape and compiles
  # once.  The added zeros don't change the sum.
  padded = np.zeros(BUCKET, dtype=np.float32)
  padded[:x.shape[0]] = x
  return _sum_of_squares_padded(padded)
