"""The user writes features into the delay store of a reservoir and drops the new array.

misconception: M29
thread: https://github.com/reservoirpy/reservoirpy/issues/234
kind: probe
"""

import jax
import jax.numpy as jnp
from jax import lax


class DelayFeatures:
    def __init__(self, delay, dim):
        self.delay, self.dim = delay, dim

    def _step(self, store, x):
        store = jnp.roll(store, 1, axis=0)
        store.at[0].set(x)
        linear = store.ravel()
        quad = jnp.outer(linear, linear)[jnp.triu_indices(linear.size)]
        return store, jnp.concatenate([linear, quad])

    def run(self, series):
        _, features = lax.scan(self._step, jnp.zeros((self.delay, self.dim)), series)
        return features


f = jax.jit(DelayFeatures(3, 2).run)
args = (jnp.sin(jnp.arange(14.0)).reshape(7, 2),)
