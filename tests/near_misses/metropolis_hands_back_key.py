"""Looks like a key that escapes with the data, ready to be used again.
It is the unused child of the last split: the caller goes on from it.

looks like: M51
"""

import jax
import jax.numpy as jnp


def log_density(x):
    return -0.25 * jnp.sum((x**2 - 1.0) ** 2)


def f(key, x):
    def move(carry, _):
        key, x = carry
        key, k_step, k_accept = jax.random.split(key, 3)
        new = x + 0.3 * jax.random.normal(k_step, x.shape)
        log_u = jnp.log(jax.random.uniform(k_accept, minval=1e-6))
        accept = log_u < log_density(new) - log_density(x)
        return (key, jnp.where(accept, new, x)), accept

    (key, x), accepted = jax.lax.scan(move, (key, x), None, length=100)
    return key, x, accepted.mean()


args = (jax.random.key(3), jnp.array([1.0, -1.0]))
