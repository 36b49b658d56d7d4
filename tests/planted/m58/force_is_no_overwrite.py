"""The last step is saved with force=True, which does not mean that an existing step is replaced.

misconception: M58
thread: https://github.com/google/orbax/issues/2657
kind: explain
needs: orbax
"""

import tempfile

import jax.numpy as jnp
import orbax.checkpoint as ocp


def train(manager, steps):
    theta = jnp.ones(3)
    for step in range(1, steps + 1):
        theta = 0.9 * theta
        manager.save(step, args=ocp.args.StandardSave({"theta": theta}))
    manager.save(step, args=ocp.args.StandardSave({"theta": theta}), force=True)  # HERE
    return theta


def run():
    options = ocp.CheckpointManagerOptions(max_to_keep=2, save_interval_steps=2)
    with tempfile.TemporaryDirectory() as scratch:
        with ocp.CheckpointManager(scratch, options=options) as manager:
            return train(manager, steps=4)
