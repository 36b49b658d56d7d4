"""A batch of any size is expected to be spread over all devices.

misconception: M55
thread: https://github.com/jax-ml/jax/issues/26946
kind: explain
devices: 8
"""

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec


def batches(data, size):
    for start in range(0, len(data), size):
        yield data[start : start + size]


def run():
    mesh = Mesh(np.array(jax.devices()), ("data",))
    rows = NamedSharding(mesh, PartitionSpec("data"))
    mean = jax.jit(lambda x: x.mean(axis=0))
    data = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    return [mean(jax.device_put(batch, rows)) for batch in batches(data, 16)]  # HERE
