"""The user advances t by tiny steps late in a run; in float32 t + dt == t and the phase stalls.

misconception: M32
thread: https://github.com/patrick-kidger/diffrax/issues/657
kind: probe
"""

import jax
import jax.numpy as jnp


def drive(t, omega):
    return jnp.cos(omega * t)


def f(y, t, dt=1e-4, omega=20.0, steps=2000):
    def step(carry, _):
        y, t = carry
        y = y + dt * (drive(t, omega) - 0.1 * y)
        return (y, t + dt), t

    (y, t), _ = jax.lax.scan(step, (y, t), length=steps)
    return y, t


args = (jnp.float32(0.0), jnp.float32(4096.0))
