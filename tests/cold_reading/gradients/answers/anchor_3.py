import jax
import jax.numpy as jnp


def mean_distance(p, X):
  """Mean Euclidean distance between the point p and the rows of X."""
  sq = jnp.sum((X - p) ** 2, axis=1)
  # The square root has no finite derivative at 0: a point that lies at p gets
  # the constant 0 instead (an array operation, not an `if`, so jit can trace it).
  dist = jnp.where(sq > 0, jnp.sqrt(sq), 0.0)
  return jnp.mean(dist)


def example_gradients(loss, params, xs, ys):
  """Gradients of the loss of each single example with respect to params."""
  return jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))(params, xs, ys)
