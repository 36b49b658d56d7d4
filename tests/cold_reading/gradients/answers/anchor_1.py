import jax
import jax.numpy as jnp


def mean_distance(p, X):
  """Mean Euclidean distance between the point p (d,) and the rows of X (n, d)."""
  sq = jnp.sum((X - p) ** 2, axis=1)
  # sqrt has no finite derivative at 0: a point that lies at p takes the
  # constant 0 instead, chosen per element, so that it also works in jit.
  dist = jnp.where(sq > 0, jnp.sqrt(sq), 0.0)
  return jnp.mean(dist)


def example_gradients(loss, params, xs, ys):
  """Gradients of loss(params, x, y) by params, one for each example."""
  return jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))(params, xs, ys)
