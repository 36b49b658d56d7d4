"""Looks like settings read from a global when the function is traced.
The mapping is read-only, and the four levels are far apart, so eigh has a derivative.

looks like: M14
"""

from types import MappingProxyType

import jax.numpy as jnp

SETTINGS = MappingProxyType({"omega": 1.0, "rotating_wave": True, "cutoff": 4})


def f(coupling, detuning):
    n = SETTINGS["cutoff"]
    levels = SETTINGS["omega"] * jnp.arange(n) ** 1.3 + detuning * (jnp.arange(n) % 2)
    ladder = jnp.sqrt(jnp.arange(1.0, n))
    h = jnp.diag(levels) + coupling * (jnp.diag(ladder, 1) + jnp.diag(ladder, -1))
    if not SETTINGS["rotating_wave"]:
        h = h + 0.1 * coupling * jnp.ones((n, n))
    return jnp.linalg.eigvalsh(h)


args = (0.2, 0.1)
