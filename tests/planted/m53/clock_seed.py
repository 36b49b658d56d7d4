"""The user seeds from the clock inside jit; the clock is read once, when the function is traced.

misconception: M53
thread: https://github.com/Qazalbash/jaxampler/issues/5
kind: probe
"""

import time
from functools import partial

import jax
import jax.numpy as jnp


class Gumbel:
    def __init__(self, loc, scale):
        self.loc, self.scale = loc, scale

    @partial(jax.jit, static_argnums=(0, 1))
    def rvs(self, shape):
        key = jax.random.key(time.time_ns() % 2**31)
        return self.loc - self.scale * jnp.log(-jnp.log(jax.random.uniform(key, shape)))


f = Gumbel(0.0, 2.0).rvs
args = ((5,),)
calls = [(args, {}), (args, {})]
