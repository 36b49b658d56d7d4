import jax
import jax.numpy as jnp


def mean_distance(p, X):
    square = jnp.sum((p - X) ** 2, axis=1)
    there = square == 0
    return jnp.mean(jnp.where(there, 0.0, jnp.sqrt(jnp.where(there, 1.0, square))))


def example_gradients(loss, params, xs, ys):
    return jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))(params, xs, ys)
