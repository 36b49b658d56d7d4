"""Looks like a wrong broadcast and an inaccurate integrator: five stars end in other places.
Close encounters are chaotic while the energy is kept to 1e-3, and all pairs are meant.

looks like: M32
"""

import jax
import jax.numpy as jnp


def acceleration(q):
    d = q[:, None] - q
    r2 = jnp.sum(d**2, axis=-1) + 0.2**2
    return -jnp.sum(d / r2[..., None] ** 1.5, axis=1)


def f(q, v):
    dt = 0.01
    q = q + 0.5 * dt * v

    def leapfrog(carry, _):
        q, v = carry
        v = v + dt * acceleration(q)
        return (q + dt * v, v), None

    return jax.lax.scan(leapfrog, (q, v), length=3000)[0]


angle = 2.4 * jnp.arange(5.0)
radius = 0.4 + 0.2 * jnp.arange(5.0)
q0 = jnp.stack([radius * jnp.cos(angle), radius * jnp.sin(angle)], axis=1)
args = (q0, 0.3 * jnp.stack([-q0[:, 1], q0[:, 0]], axis=1))
