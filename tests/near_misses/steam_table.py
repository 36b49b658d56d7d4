"""Looks like an index that may run past the end of a captured table.
The interval is clipped, so the table is left at neither end, and it has nine rows.

looks like: M30
"""

import jax
import jax.numpy as jnp

CELSIUS = jnp.array([0.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0, 150.0, 200.0])
KPA = jnp.array([0.611, 2.339, 7.385, 19.95, 47.41, 101.4, 198.7, 476.2, 1554.9])


@jax.jit
def f(t):
    i = jnp.clip(jnp.searchsorted(CELSIUS, t, side="right") - 1, 0, CELSIUS.size - 2)
    part = (t - CELSIUS[i]) / (CELSIUS[i + 1] - CELSIUS[i])
    log_p = (1.0 - part) * jnp.log(KPA[i]) + part * jnp.log(KPA[i + 1])
    return jnp.exp(log_p)


args = (jnp.array([5.0, 20.0, 33.3, 99.9, 100.0, 180.0, 200.0]),)
