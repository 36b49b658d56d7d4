import jax
import jax.numpy as jnp
import numpy as np


@jax.jit(static_argnames=['width'])
def moving_mean(x, width):
  # width is a plain Python integer here, and x.shape is known while tracing.
  n_means = x.shape[0] - width + 1
  index = jnp.arange(n_means)[:, None] + jnp.arange(width)[None, :]
  return x[index].mean(axis=1)


@jax.jit
def _sum_of_squares_padded(x):
  return jnp.sum(x * x)


def sum_of_squares(x):
  # Pad with NumPy (nothing to compile) to one single shape, so that JAX sees
  # one type only and compiles one program.  Zeros add nothing to the sum.
  padded = np.zeros(128, dtype=np.float32)
  padded[:x.shape[0]] = x
  return _sum_of_squares_padded(padded)
