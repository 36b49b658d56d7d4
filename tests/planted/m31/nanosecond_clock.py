"""The user counts nanoseconds in int64; without x64 they are int32 and wrap after two seconds.

misconception: M31
thread: https://github.com/gbionics/jaxsim/issues/136
kind: probe
"""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class SimState:
    time_ns: jax.Array
    angle: jax.Array


@jax.jit
def f(state, rate):
    dt_ns = jnp.asarray(1_000_000, dtype=jnp.int64)
    time_ns = jnp.asarray(state.time_ns, dtype=jnp.int64) + dt_ns
    seconds = time_ns.astype(float) * 1e-9
    return SimState(time_ns, rate * seconds)


args = (SimState(np.int64(4_290_000_000), np.float32(0.0)), np.float32(0.5))
