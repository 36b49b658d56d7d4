"""The best model so far is saved under one name again and again, as a file would be overwritten.

misconception: M58
thread: https://github.com/google/flax/issues/1091
kind: explain
needs: orbax
"""

import tempfile
from pathlib import Path

import jax
import jax.numpy as jnp
import orbax.checkpoint as ocp


class KeepBest:
    def __init__(self, path):
        self.path = path
        self.loss = float("inf")
        self.writer = ocp.PyTreeCheckpointer()

    def offer(self, loss, params):
        if loss < self.loss:
            self.loss = loss
            self.writer.save(self.path, params)  # HERE


def run():
    loss = lambda p: jnp.sum((p["x"] - 2.0) ** 2)
    params = {"x": jnp.zeros(4)}
    with tempfile.TemporaryDirectory() as scratch:
        keeper = KeepBest(Path(scratch) / "best")
        for _ in range(3):
            keeper.offer(float(loss(params)), params)
            params = jax.tree.map(lambda p, g: p - 0.2 * g, params, jax.grad(loss)(params))
