"""A checkpoint is read from a path relative to the directory one happens to be in.

misconception: M58
thread: https://github.com/apax-hub/apax/issues/465
kind: explain
needs: orbax
"""

import contextlib
import tempfile
from pathlib import Path

import jax.numpy as jnp
import orbax.checkpoint as ocp


def save(run_dir, epoch, params):
    with ocp.StandardCheckpointer() as checkpointer:
        checkpointer.save(run_dir.absolute() / "best" / str(epoch), params)


def load(run_dir, epoch):
    with ocp.StandardCheckpointer() as checkpointer:
        return checkpointer.restore(run_dir / "best" / str(epoch))  # HERE


def run():
    run_dir = Path("models")
    with tempfile.TemporaryDirectory() as scratch, contextlib.chdir(scratch):
        save(run_dir, 3, {"w": jnp.ones(3), "b": jnp.zeros(())})
        return load(run_dir, 3)
