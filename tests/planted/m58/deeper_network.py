"""A checkpoint of a small network is restored into a larger one, whose other layers shall stay.

misconception: M58
thread: https://github.com/google/orbax/issues/2972
kind: explain
needs: orbax
"""

import tempfile
from pathlib import Path

import jax
import jax.numpy as jnp
import orbax.checkpoint as ocp


def init(key, depth, width=4):
    keys = jax.random.split(key, depth)
    return {f"layer{i}": {"w": jax.random.normal(k, (width, width))} for i, k in enumerate(keys)}


def grow(path, depth):
    larger = init(jax.random.key(1), depth)
    target = jax.tree.map(lambda x: jax.ShapeDtypeStruct(jnp.shape(x), x.dtype), larger)
    with ocp.StandardCheckpointer() as checkpointer:
        return checkpointer.restore(path, target)  # HERE


def run():
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "small"
        with ocp.StandardCheckpointer() as checkpointer:
            checkpointer.save(path, init(jax.random.key(0), depth=2))
        return grow(path, depth=3)
