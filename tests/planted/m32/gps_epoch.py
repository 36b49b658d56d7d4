"""The user adds offsets to a Unix time; in float32 a second is 128 s wide and speeds are infinite.

misconception: M32
thread: https://github.com/CliMA/ClimaAtmos.jl/issues/955
kind: probe
"""

import jax
import jax.numpy as jnp


@jax.jit
def f(start, offsets, metres):
    """Speed between the fixes of a GPS track; start is in seconds since 1970."""
    t = start + offsets
    return jnp.diff(metres) / jnp.diff(t)


args = (1.7e9, jnp.array([0.0, 0.5, 1.0, 1.5, 2.0]), jnp.array([0.0, 2.0, 4.1, 6.0, 8.2]))
