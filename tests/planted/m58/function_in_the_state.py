"""The whole training state is saved, with the function in it that applies the model.

misconception: M58
thread: https://github.com/patrick-kidger/equinox/issues/606
kind: explain
needs: orbax
"""

import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import orbax.checkpoint as ocp


class TrainState(NamedTuple):
    step: int
    params: Any
    apply_fn: Any


def apply(params, x):
    return jax.nn.relu(x @ params["w"])


def run():
    state = TrainState(step=0, params={"w": jnp.ones((2, 2))}, apply_fn=apply)
    with tempfile.TemporaryDirectory() as scratch:
        with ocp.StandardCheckpointer() as checkpointer:
            checkpointer.save(Path(scratch) / "state", state)  # HERE
