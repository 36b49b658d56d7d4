"""One specification for matrices is used for the whole tree, and the biases have a single axis.

misconception: M55
thread: https://github.com/DifferentiableUniverseInitiative/JaxPM/pull/54
kind: explain
devices: 8
"""

import jax
import jax.numpy as jnp
from jax.sharding import Mesh, NamedSharding
from jax.sharding import PartitionSpec as P


def init(key, width=16, depth=2):
    keys = jax.random.split(key, depth)
    return [{"w": jax.random.normal(k, (width, width)), "b": jnp.zeros(width)} for k in keys]


def place(tree, sharding):
    return jax.tree.map(lambda leaf: jax.device_put(leaf, sharding), tree)  # HERE


def run():
    mesh = Mesh(jax.devices(), ("model",))
    return place(init(jax.random.key(3)), NamedSharding(mesh, P(None, "model")))
