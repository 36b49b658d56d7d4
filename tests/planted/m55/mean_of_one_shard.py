"""The mean over a shard is declared to be the same on every device, without a reduction over them.

misconception: M55
thread: none
kind: explain
devices: 8
"""

import jax
import jax.numpy as jnp
from jax.sharding import AxisType
from jax.sharding import PartitionSpec as P


def centre_of_mass(mesh):
    def local(mass, position):
        return jnp.sum(mass[:, None] * position, axis=0) / jnp.sum(mass)

    return jax.shard_map(local, mesh=mesh, in_specs=(P("p"), P("p")), out_specs=P())


def run():
    mesh = jax.make_mesh((8,), ("p",), axis_types=(AxisType.Auto,))
    mass = jnp.linspace(1.0, 2.0, 16)
    position = jnp.arange(48.0).reshape(16, 3)
    return centre_of_mass(mesh)(mass, position)  # HERE
