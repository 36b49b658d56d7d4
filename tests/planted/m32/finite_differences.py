"""The user checks gradients by finite differences with a step of 1e-8, as in double precision.

misconception: M32
thread: https://github.com/jax-ml/jax/issues/641
kind: probe
"""

import jax
import jax.numpy as jnp


def dipole_energy(angles):
    return -jnp.sum(jnp.cos(angles)) - 0.3 * jnp.sum(jnp.cos(jnp.diff(angles)))


def numerical_gradient(fun, eps=1e-8):
    def g(x):
        shifts = eps * jnp.eye(x.size)
        up = jax.vmap(lambda d: fun(x + d))(shifts)
        down = jax.vmap(lambda d: fun(x - d))(shifts)
        return (up - down) / (2 * eps)

    return g


f = numerical_gradient(dipole_energy)
args = (jnp.array([0.3, 1.1, -0.7, 2.0]),)
