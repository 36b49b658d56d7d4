"""The user asks for float64 to follow a tiny energy drift; jax gives float32 and shows noise.

misconception: M31
thread: https://github.com/jax-ml/jax/issues/1333
kind: probe
"""

import jax
import jax.numpy as jnp
import numpy as np


def f(q, p, dt, steps=200):
    q, p = jnp.array(q, dtype=np.float64), jnp.array(p, dtype=np.float64)
    energy = jnp.zeros(steps, dtype=np.float64)

    def leapfrog(i, carry):
        q, p, energy = carry
        p = p - 0.5 * dt * q
        q = q + dt * p
        p = p - 0.5 * dt * q
        return q, p, energy.at[i].set(0.5 * (p**2 + q**2))

    _, _, energy = jax.lax.fori_loop(0, steps, leapfrog, (q, p, energy))
    return jnp.max(jnp.abs(energy - energy[0]))


args = (1.0, 0.0, 1e-3)
