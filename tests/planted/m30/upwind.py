"""The user reads cell i + 1 of the last cell; the index is clamped and the outflow vanishes.

misconception: M30
thread: https://github.com/jax-ml/jax/issues/3989
kind: probe
"""

import jax
import jax.numpy as jnp


def upwind_flux(q, speed):
    i = jnp.arange(q.shape[0])
    left = q[i]
    right = q[i + 1]
    return jnp.where(speed > 0, speed * left, speed * right)


@jax.jit
def f(q, speed, dt, dx):
    def body(_, q):
        flux = upwind_flux(q, speed)
        return q - dt / dx * (flux - jnp.concatenate([flux[:1], flux[:-1]]))

    return jax.lax.fori_loop(0, 10, body, q)


args = (jnp.linspace(1.0, 2.0, 16), -1.0, 0.02, 0.1)
