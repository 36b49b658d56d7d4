"""Programs for the rules about devices; they run with eight simulated ones."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import AxisType, Mesh, NamedSharding
from jax.sharding import PartitionSpec as P

from raising import raises


def mesh(kind="Auto"):
    return jax.make_mesh((8,), ("x",), axis_types=(getattr(AxisType, kind),))


def on(spec):
    return NamedSharding(mesh(), spec)


@raises("incompatible-devices", "M55")
def two_devices():
    a = jax.device_put(jnp.ones(3), jax.devices()[0])
    b = jax.device_put(jnp.ones(3), jax.devices()[1])
    a + b  # HERE


@raises("not-divisible", "M55")
def nine_rows():
    jax.device_put(jnp.ones(9), on(P("x")))  # HERE


@raises("not-divisible", "M55")
def nine_rows_for_shard_map():
    f = jax.shard_map(lambda x: x, mesh=mesh(), in_specs=P("x"), out_specs=P("x"))
    f(jnp.ones(9))  # HERE


@raises("spec-too-long", "M55")
def spec_of_two_axes():
    jax.device_put(jnp.ones(8), on(P(None, "x")))  # HERE


@raises("out-not-replicated", "M55")
def no_psum():
    total = jax.shard_map(lambda x: x.sum(), mesh=mesh(), in_specs=P("x"), out_specs=P())
    total(jnp.ones(8))  # HERE


@raises("unbound-axis", "M55")
def psum_without_an_axis():
    jax.jit(lambda x: jax.lax.psum(x, "batch"))(1.0)  # HERE


@raises("collective-axis-missing", "M55")
def psum_over_another_axis():
    def total(x):
        return jax.lax.psum(x, "y")  # HERE

    jax.shard_map(total, mesh=mesh(), in_specs=P("x"), out_specs=P())(jnp.ones(8))


@raises("axis-not-in-mesh", "M55")
def unknown_axis():
    NamedSharding(mesh(), P("y"))  # HERE


@raises("axis-not-in-mesh", "M55")
def one_axis_twice():
    NamedSharding(mesh(), P("x", "x"))  # HERE


@raises("mesh-size", "M55")
def twelve_devices():
    jax.make_mesh((3, 4), ("a", "b"))  # HERE


@raises("mesh-size", "M55")
def two_names_for_one_axis():
    Mesh(np.array(jax.devices()), ("a", "b"))  # HERE


@raises("devices-in-grid", "M55")
def grid_of_nine():
    np.array(jax.devices()).reshape(3, 3)  # HERE


@raises("devices-in-grid", "M55")
def ninth_device():
    jax.device_put(1.0, jax.devices()[8])  # HERE


@raises("no-mesh", "M55")
def spec_without_a_mesh():
    jax.device_put(jnp.ones(8), P("x"))  # HERE


@raises("specs-do-not-fit", "M55")
def one_spec_for_two_arguments():
    f = jax.shard_map(lambda x, y: x, mesh=mesh(), in_specs=(P("x"),), out_specs=P("x"))
    f(jnp.ones(8), jnp.ones(8))  # HERE


@raises("specs-do-not-fit", "M55")
def another_sharding():
    x = jax.device_put(jnp.ones(8), on(P("x")))
    jax.jit(lambda x: x, in_shardings=on(P()))(x)  # HERE


@raises("ambiguous-sharding", "M55", "jax:set_mesh")
def sharded_contraction():
    explicit = mesh("Explicit")
    with jax.set_mesh(explicit):
        a = jax.device_put(jnp.ones((8, 8)), NamedSharding(explicit, P(None, "x")))
        b = jax.device_put(jnp.ones((8, 8)), NamedSharding(explicit, P("x", None)))
        a @ b  # HERE


@raises("no-backend", "M55")
def no_tpu():
    jax.devices("tpu")  # HERE


@raises("set-too-late", "M55")
def more_devices_later():
    jax.devices()
    jax.config.update("jax_num_cpu_devices", 4)  # HERE


@raises("pmap-rows", "M55")
def pmap_of_four_and_eight():
    jax.pmap(lambda x, y: x)(jnp.ones(()), jnp.ones((8, 2)))  # HERE


@raises("transfer-forbidden", None)
def guarded_transfer():
    with jax.transfer_guard("disallow"):
        jnp.sin(np.ones(3))  # HERE
