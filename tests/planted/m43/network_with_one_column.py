"""A network with a single output returns an array of one element, which is not a scalar.

misconception: M43
thread: https://github.com/patrick-kidger/equinox/issues/213
kind: explain
"""

import jax
import jax.numpy as jnp


def init(key, sizes=(2, 8, 1)):
    keys = jax.random.split(key, len(sizes) - 1)
    return [
        (jax.random.normal(k, (m, n)) / jnp.sqrt(m), jnp.zeros(n))
        for k, m, n in zip(keys, sizes[:-1], sizes[1:], strict=True)
    ]


def u(params, xt):
    for w, b in params[:-1]:
        xt = jnp.tanh(xt @ w + b)
    w, b = params[-1]
    return xt @ w + b


@jax.jit
def advection_residual(params, points, speed):
    du = jax.vmap(jax.grad(u, argnums=1), in_axes=(None, 0))(params, points)  # HERE
    return jnp.mean((du[:, 1] + speed * du[:, 0]) ** 2)


def run():
    k1, k2 = jax.random.split(jax.random.key(0))
    return advection_residual(init(k1), jax.random.uniform(k2, (10, 2)), 1.5)
