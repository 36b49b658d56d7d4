"""Looks like a distance of zero: the diagonal of all pairs is divided by.
One is added to the diagonal before the division, and it is masked after it.

looks like: M41
"""

import jax
import jax.numpy as jnp


def energy(x):
    eye = jnp.eye(x.shape[0])
    d = x[:, None, :] - x[None, :, :]
    s6 = 1.0 / (jnp.sum(d**2, axis=-1) + eye) ** 3
    return 2.0 * jnp.sum((1.0 - eye) * (s6**2 - s6))


def f(x):
    return energy(x), -jax.grad(energy)(x)


side = jnp.arange(2.0) * 1.2
args = (jnp.stack(jnp.meshgrid(side, side, side), axis=-1).reshape(8, 3),)
