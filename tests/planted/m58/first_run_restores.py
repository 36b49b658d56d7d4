"""The first run of a script restores the latest step of a directory in which there is none.

misconception: M58
thread: https://github.com/keras-team/keras-io/pull/2169
kind: explain
needs: orbax
"""

import tempfile
from pathlib import Path

import jax.numpy as jnp
import orbax.checkpoint as ocp


def resume(directory, state):
    with ocp.CheckpointManager(directory) as manager:
        target = ocp.args.StandardRestore(state)
        return manager.restore(manager.latest_step(), args=target)  # HERE


def run():
    state = {"positions": jnp.zeros((4, 3)), "step": jnp.array(0)}
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch) / "md"
        directory.mkdir()
        return resume(directory, state)
