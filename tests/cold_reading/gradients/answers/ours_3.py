import jax
import jax.numpy as jnp


def mean_distance(p, X):
    square = jnp.sum((X - p) ** 2, axis=1)              # (n,)
    apart = square > 0
    # the inner where keeps the root away from 0, the outer one puts the value 0
    # (with slope 0, which is the slope asked for) back
    safe = jnp.where(apart, square, 1.0)
    return jnp.mean(jnp.where(apart, jnp.sqrt(safe), 0.0))


def example_gradients(loss, params, xs, ys):
    # by the first argument, params, which all examples share
    return jax.vmap(jax.grad(loss), in_axes=(None, 0, 0))(params, xs, ys)
