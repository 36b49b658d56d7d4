"""A step that averages over a named axis is called without anything that gives the axis its name.

misconception: M55
thread: https://github.com/jax-ml/jax/issues/3120
kind: explain
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames="axis_name")
def sgd_step(w, x, y, *, axis_name="replica"):
    grad = jax.grad(lambda w: jnp.mean((x @ w - y) ** 2))(w)
    grad = jax.lax.pmean(grad, axis_name)  # HERE
    return w - 0.1 * grad


def run():
    x = jnp.arange(12.0).reshape(4, 3)
    return sgd_step(jnp.zeros(3), x, jnp.ones(4))
