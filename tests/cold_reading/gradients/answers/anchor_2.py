import jax
import jax.numpy as jnp


def mean_distance(p, X):
    sq = jnp.sum((X - p) ** 2, axis=1)
    # at distance zero take the constant 0, whose derivative is zero
    dist = jnp.where(sq > 0, jnp.sqrt(sq), 0.0)
    return jnp.mean(dist)


def example_gradients(loss, params, xs, ys):
    per_example = jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))
    return per_example(params, xs, ys)
