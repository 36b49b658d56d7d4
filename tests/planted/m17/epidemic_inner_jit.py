"""The user defines the jitted scan inside the public function; every call compiles it again.

misconception: M17
thread: https://github.com/jax-ml/jax/issues/2251
kind: probe
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp


class SIR(NamedTuple):
    s: jax.Array
    i: jax.Array
    r: jax.Array


def f(state, beta, gamma, days=30):
    @partial(jax.jit, static_argnums=(3,))
    def _simulate(state, beta, gamma, days):
        def day(z, _):
            new, out = beta * z.s * z.i, gamma * z.i
            z = SIR(z.s - new, z.i + new - out, z.r + out)
            return z, z.i

        return jax.lax.scan(day, state, None, length=days)

    return _simulate(state, beta, gamma, days)


args = (SIR(jnp.float32(0.99), jnp.float32(0.01), jnp.float32(0.0)), 0.4, 0.1)
