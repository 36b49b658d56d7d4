"""The state of a run is archived with NumPy, and the key in it is taken for plain integers.

misconception: M54
thread: https://github.com/scverse/pertpy/issues/689
kind: explain
"""

import io

import jax
import jax.numpy as jnp
import numpy as np


def archive(state):
    buffer = io.BytesIO()
    np.savez(buffer, **jax.tree.map(np.asarray, state))  # HERE
    return buffer.getvalue()


def run():
    key, sub = jax.random.split(jax.random.key(2024))
    state = {"chain": jnp.cumsum(jax.random.normal(sub, (50,))), "accepted": 31, "key": key}
    return len(archive(state))
