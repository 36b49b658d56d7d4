"""The user starts the simulation clock at the Python number 0.0; the second step compiles again.

misconception: M19
thread: https://github.com/google-deepmind/mujoco/issues/2306
kind: probe
"""

import jax
import jax.numpy as jnp


@jax.jit
def f(state, force):
    dt = jnp.float32(0.01)
    vel = state["vel"] + dt * (force - state["pos"])
    return {"pos": state["pos"] + dt * vel, "vel": vel, "time": state["time"] + dt}


state = {"pos": jnp.zeros(2), "vel": jnp.ones(2), "time": 0.0}
force = jnp.array([0.0, -9.81])
args = (state, force)
calls = []
for _ in range(3):
    state = f(state, force)
    calls.append(((state, force), {}))
