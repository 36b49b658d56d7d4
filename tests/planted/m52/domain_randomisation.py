"""The user resets a batch of environments with one key; all have the same friction and start.

misconception: M52
thread: https://github.com/google-deepmind/mujoco_playground/issues/56
kind: probe
"""

import jax
import jax.numpy as jnp


class CartPole:
    def __init__(self, nominal_friction):
        self.nominal_friction = nominal_friction

    def reset(self, rng, mass):
        k_friction, k_state = jax.random.split(rng)
        friction = self.nominal_friction * jax.random.uniform(k_friction, minval=0.5, maxval=2.0)
        state = 0.05 * jax.random.normal(k_state, (4,))
        return {"friction": friction, "state": state, "mass": mass}


env = CartPole(0.1)
f = jax.jit(jax.vmap(env.reset, in_axes=(None, 0)))
args = (jax.random.key(0), jnp.ones(8))
