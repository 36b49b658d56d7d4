"""Looks like one pair of keys for two simulations of a queue.
Both servers see the same customers (common random numbers), which is how to compare designs.

looks like: M51
"""

import jax
import jax.numpy as jnp


def mean_wait(keys, rate, n=400):
    gaps = jax.random.exponential(keys[0], (n,))  # jaxwise: ignore[key-reused] same arrivals
    work = jax.random.exponential(keys[1], (n,))  # jaxwise: ignore[key-reused] same work

    def lindley(wait, customer):
        gap, service = customer
        wait = jnp.maximum(wait + service - gap, 0.0)
        return wait, wait

    _, waits = jax.lax.scan(lindley, jnp.zeros_like(gaps[0]), (gaps, work / rate))
    return waits.mean()


def f(key):
    k_gap, k_work = jax.random.split(key)
    return jnp.array([mean_wait((k_gap, k_work), rate) for rate in (1.2, 1.5)])


args = (jax.random.key(11),)
