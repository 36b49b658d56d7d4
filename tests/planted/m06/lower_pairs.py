"""The user thinks nonzero is fine under jit since the array depends on the input shape only.

misconception: M06
thread: https://github.com/jax-ml/jax/issues/5280
kind: explain
"""

import jax
import jax.numpy as jnp


def coulomb(charges, xyz):
    n = charges.shape[0]
    i, j = jnp.nonzero(jnp.tril(jnp.ones((n, n)), k=-1))  # HERE
    r = jnp.linalg.norm(xyz[i] - xyz[j], axis=-1)
    return jnp.sum(charges[i] * charges[j] / r)


forces = jax.jit(jax.grad(coulomb, argnums=1))


def run():
    xyz = jnp.array([[0.0, 0.0, 0.0], [0.0, 0.76, 0.59], [0.0, -0.76, 0.59]])
    return -forces(jnp.array([-0.8, 0.4, 0.4]), xyz)
