import jax
import jax.numpy as jnp


def mean_distance(p, X):
    """Mean Euclidean distance of p, shape (d,), to the rows of X, shape (n, d)."""
    square = jnp.sum((X - p) ** 2, axis=1)
    # The inner where keeps the root away from 0, the outer one puts 0 back;
    # the constant 0 has slope 0, which is what a point at p has to contribute.
    safe = jnp.where(square > 0, square, 1.0)
    return jnp.mean(jnp.where(square > 0, jnp.sqrt(safe), 0.0))


def example_gradients(loss, params, xs, ys):
    """Gradients of loss(params, x, y) by params, one per example."""
    # params is the first argument, so grad differentiates by it; all lanes share it.
    return jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))(params, xs, ys)
