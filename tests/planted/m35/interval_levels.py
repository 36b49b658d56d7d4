"""The levels of a credible interval are given as a list, which NumPy would turn into an array.

misconception: M35
thread: https://github.com/Joshuaalbert/jaxns/pull/46
kind: explain
"""

import jax
import jax.numpy as jnp


def summarise(samples):
    table = {}
    for name, draws in samples.items():
        low, mid, high = jnp.percentile(draws, [5, 50, 95])  # HERE
        table[name] = (mid, low - mid, high - mid)
    return table


def run():
    k_mu, k_tau = jax.random.split(jax.random.key(11))
    samples = {
        "mu": 3.0 + jax.random.normal(k_mu, (500,)),
        "tau": jax.random.gamma(k_tau, 2.0, (500,)),
    }
    return summarise(samples)
