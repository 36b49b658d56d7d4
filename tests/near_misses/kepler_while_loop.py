"""Looks like a solver that cannot be differentiated in reverse.
Only the value is asked for, and the loop ends by tolerance or after fifty rounds.

looks like: M45
"""

import jax
import jax.numpy as jnp


def f(mean_anomaly, e):
    def off(state):
        i, _, delta = state
        return (i < 50) & (jnp.max(jnp.abs(delta)) > 1e-5)

    def newton(state):
        i, x, _ = state
        delta = (x - e * jnp.sin(x) - mean_anomaly) / (1.0 - e * jnp.cos(x))
        return i + 1, x - delta, delta

    start = (0, mean_anomaly + e * jnp.sin(mean_anomaly), jnp.full_like(mean_anomaly, jnp.inf))
    return jax.lax.while_loop(off, newton, start)[1]


args = (jnp.linspace(0.1, 6.0, 12), jnp.float32(0.3))
