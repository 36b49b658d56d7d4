import jax
import jax.numpy as jnp
import numpy as np


# ---------------------------------------------------------------- problem 1

def snapshot(model, x):
  """The program of `model` with its settings as they are now."""

  # A fresh function object for each snapshot: the cache of `jax.jit` is keyed
  # by the function's identity, so jitting `model` itself would find the
  # program of an earlier snapshot, with the settings of that time.
  def program(z):
    return model(z)

  compiled = jax.jit(program)

  def as_float32(z):
    # A private copy, always of the same JAX type (f32 and the shape of x),
    # so that no call can be a cache miss.
    return np.array(z, dtype=np.float32)

  # Trace and compile now: this freezes the settings.
  compiled(as_float32(x)).block_until_ready()

  def frozen(z):
    return compiled(as_float32(z))

  return frozen


# ---------------------------------------------------------------- problem 2

_LENGTH = 200  # the one shape that is ever compiled


@jax.jit
def _subtract_background(padded, level):
  # NaN compares false: missing samples and padding are not background.
  background = padded <= level
  total = jnp.sum(jnp.where(background, padded, 0.0))
  count = jnp.sum(jnp.where(background, 1.0, 0.0))
  return padded - total / jnp.maximum(count, 1.0)


def without_background(trace, level):
  """`trace` minus the mean of its entries not above `level`."""
  n = len(trace)
  padded = np.full(_LENGTH, np.nan, dtype=np.float32)
  padded[:n] = trace

  # Always a float32, rounded downwards: for float32 entries, `entry <= level`
  # then says the same as with the level that was given.
  level32 = np.float32(level)
  if float(level32) > float(level):
    level32 = np.nextafter(level32, np.float32(-np.inf))

  result = np.asarray(_subtract_background(padded, level32))
  # Cut in NumPy: cutting in JAX would compile a program for each length.
  return result[:n].copy()
