"""The user counts species with jnp.unique inside a jitted bootstrap of a diversity index.

misconception: M06
thread: none
kind: explain
"""

import jax
import jax.numpy as jnp


class Shannon:
    """Diversity of a sample of species labels, with bootstrap errors."""

    def __init__(self, labels):
        self.labels = jnp.asarray(labels)
        self.resample = jax.jit(self._resample)

    def index(self, labels):
        _, counts = jnp.unique(labels, return_counts=True)  # HERE
        p = counts / counts.sum()
        return -jnp.sum(p * jnp.log(p))

    def _resample(self, key):
        draw = jax.random.choice(key, self.labels, (self.labels.shape[0],))
        return self.index(draw)


def run():
    shannon = Shannon([0, 0, 1, 2, 2, 2, 3, 5, 5, 1])
    keys = jax.random.split(jax.random.key(13), 20)
    return jnp.stack([shannon.resample(k) for k in keys]).std()
