"""The user slices a window at each peak; near the end the start is shifted without a word.

misconception: M30
thread: https://github.com/jax-ml/jax/pull/34257
kind: probe
"""

import jax
import jax.numpy as jnp
from jax import lax


def waveform(trace, peak, before=4, after=8):
    return lax.dynamic_slice(trace, (peak - before,), (before + after,))


def f(trace, peaks):
    """Mean spike shape, aligned at the peak (column 4)."""
    return jax.vmap(waveform, in_axes=(None, 0))(trace, peaks).mean(axis=0)


trace = jnp.zeros(64).at[jnp.array([10, 33, 60])].set(1.0)
args = (trace, jnp.array([10, 33, 60]))
