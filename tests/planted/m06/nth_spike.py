"""The user asks for the time of the n-th threshold crossing of every trial via flatnonzero.

misconception: M06
thread: https://github.com/jax-ml/jax/issues/9578
kind: explain
"""

from functools import partial

import jax
import jax.numpy as jnp


def crossing_time(trace, n, level=0.5, dt=0.1):
    up = (trace[1:] > level) & (trace[:-1] <= level)
    idx = jnp.flatnonzero(up)[n]  # HERE
    frac = (level - trace[idx]) / (trace[idx + 1] - trace[idx])
    return dt * (idx + frac)


def run():
    phase = jnp.linspace(0.0, 1.0, 4)[:, None]
    traces = jnp.sin(jnp.linspace(0.0, 20.0, 200)[None] + phase)
    return jax.vmap(partial(crossing_time, n=1))(traces)
