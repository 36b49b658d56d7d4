"""An axis is given for arguments bound by keyword, but axes are for positional arguments only.

misconception: M38
thread: https://github.com/jax-ml/jax/issues/20914
kind: explain
"""

from functools import partial

import jax
import jax.numpy as jnp


def log_likelihood(theta, counts, exposure):
    rate = jnp.exp(theta) * exposure
    return jnp.sum(counts * jnp.log(rate) - rate)


def run():
    counts = jnp.array([3.0, 0.0, 5.0, 2.0])
    exposure = jnp.array([1.0, 0.5, 2.0, 1.0])
    over_grid = jax.vmap(log_likelihood, in_axes=(0, None, None))
    posterior = partial(over_grid, counts=counts, exposure=exposure)
    return posterior(jnp.linspace(-2.0, 2.0, 9))  # HERE
