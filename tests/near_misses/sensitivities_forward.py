"""Looks like forward mode in the wrong place and Python numbers mixed with arrays.
Two parameters give sixty outputs, so jacfwd is the cheap one, and weak types stay float32.

looks like: M44
"""

import jax
import jax.numpy as jnp

HOURS = jnp.linspace(0.0, 24.0, 60)


def concentration(params):
    absorption, elimination = params
    ratio = 2 * absorption / (absorption - elimination)
    return ratio * (jnp.exp(-elimination * HOURS) - jnp.exp(-absorption * HOURS)) / 3 - 0


def f(params):
    s = jax.jacfwd(concentration)(params)
    fisher = s.T @ s / 0.1**2
    return jnp.sqrt(jnp.diag(jnp.linalg.inv(fisher + 1e-3 * jnp.eye(2))))


args = (jnp.array([1.2, 0.15]),)
