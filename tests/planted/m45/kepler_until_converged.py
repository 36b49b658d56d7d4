"""The orbit is fitted through a Newton loop that stops at a tolerance, as if it could be reversed.

misconception: M45
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp
from jax import lax


def eccentric_anomaly(mean_anomaly, ecc):
    def unfinished(state):
        _, delta = state
        return jnp.abs(delta) > 1e-6

    def newton(state):
        e, _ = state
        delta = (e - ecc * jnp.sin(e) - mean_anomaly) / (1.0 - ecc * jnp.cos(e))
        return e - delta, delta

    e, _ = lax.while_loop(unfinished, newton, (mean_anomaly, 1.0))
    return e


def mismatch(ecc, times, observed):
    predicted = jax.vmap(lambda t: jnp.cos(eccentric_anomaly(t, ecc)) - ecc)(times)
    return jnp.sum((predicted - observed) ** 2)


def run():
    times = jnp.linspace(0.1, 6.0, 12)
    return jax.grad(mismatch)(0.3, times, jnp.cos(times))  # HERE
