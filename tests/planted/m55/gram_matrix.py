"""A product over an explicitly sharded axis is expected to choose the sharding of its result.

misconception: M55
thread: https://github.com/jax-ml/jax/issues/31800
kind: explain
devices: 8
"""

import jax
from jax.sharding import AxisType, NamedSharding
from jax.sharding import PartitionSpec as P


def overlap(states):
    return states.conj().T @ states  # HERE


def run():
    mesh = jax.make_mesh((8,), ("x",), axis_types=(AxisType.Explicit,))
    states = jax.random.normal(jax.random.key(0), (24, 4))
    states = jax.device_put(states, NamedSharding(mesh, P("x", None)))
    with jax.set_mesh(mesh):
        return jax.jit(overlap)(states)
