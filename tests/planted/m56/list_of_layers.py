"""Layers are kept in a plain list, which flax 0.12 takes for an attribute without any state.

misconception: M56
thread: https://github.com/vllm-project/tpu-inference/pull/1816
kind: explain
needs: jax 0.12
"""

import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, width, *, rngs):
        self.norm = nnx.LayerNorm(width, rngs=rngs)
        self.dense = nnx.Linear(width, width, rngs=rngs)

    def __call__(self, x):
        return x + nnx.relu(self.dense(self.norm(x)))


class Tower(nnx.Module):
    def __init__(self, width, depth, *, rngs):
        self.blocks = [Block(width, rngs=rngs) for _ in range(depth)]  # HERE

    def __call__(self, x):
        for block in self.blocks:
            x = block(x)
        return x


def run():
    tower = Tower(4, depth=2, rngs=nnx.Rngs(0))
    return tower(jnp.ones((2, 4)))
