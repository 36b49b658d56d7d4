"""The user takes the log gamma function from scipy.special and differentiates through it.

misconception: M03
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp
from scipy.special import gammaln

counts = jnp.array([0, 3, 1, 7, 2, 2, 5, 0, 11, 4])


def neg_binomial_nll(log_params):
    mean, size = jnp.exp(log_params)
    norm = gammaln(counts + size) - gammaln(size)  # HERE
    p = size / (size + mean)
    return -jnp.sum(norm + size * jnp.log(p) + counts * jnp.log1p(-p))


def run():
    theta = jnp.array([0.5, 0.0])
    for _ in range(20):
        theta = theta - 1e-2 * jax.grad(neg_binomial_nll)(theta)
    return jnp.exp(theta)
