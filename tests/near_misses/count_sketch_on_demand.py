"""Looks like a side effect while tracing: a global dictionary is filled inside the function.
It memoises NumPy tables that depend on the length only, and no traced value goes in.

looks like: M09
"""

import jax
import jax.numpy as jnp
import numpy as np

_TABLES = {}


def table(n, width):
    if (n, width) not in _TABLES:
        rng = np.random.default_rng(0)
        bucket = rng.integers(0, width, n).astype(np.int32)
        _TABLES[n, width] = bucket, rng.choice([-1.0, 1.0], n).astype(np.float32)
    return _TABLES[n, width]


def sketch(x, width=16):
    bucket, sign = table(x.shape[0], width)
    return jnp.zeros(width).at[bucket].add(sign * x)


f = jax.jit(sketch)
args = (jnp.linspace(0.0, 1.0, 64),)
calls = [((jnp.ones(64),), {}), ((jnp.ones(128),), {})]
