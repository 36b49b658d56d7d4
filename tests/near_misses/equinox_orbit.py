"""Looks like an object whose attributes are baked into a compiled method.
The module is immutable and its number of steps is static; the orbit stays away from the centre.

looks like: M11
needs: equinox
"""

import equinox as eqx
import jax
import jax.numpy as jnp


class Orbit(eqx.Module):
    gm: jax.Array
    steps: int = eqx.field(static=True)

    def acceleration(self, r):
        return -self.gm * r / jnp.linalg.norm(r) ** 3

    @eqx.filter_jit
    def __call__(self, r, v, dt):
        def kick_drift_kick(carry, _):
            r, v = carry
            v = v + 0.5 * dt * self.acceleration(r)
            r = r + dt * v
            return (r, v + 0.5 * dt * self.acceleration(r)), jnp.linalg.norm(r)

        return jax.lax.scan(kick_drift_kick, (r, v), None, length=self.steps)


f = Orbit(gm=jnp.array(1.0), steps=80)
args = (jnp.array([1.0, 0.0]), jnp.array([0.0, 1.1]), 0.05)
