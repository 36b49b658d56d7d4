"""The user changes the time step in a settings object; the compiled integrator keeps the old one.

misconception: M14
thread: none
kind: probe
"""

import types

import jax
import jax.numpy as jnp
from jax import lax

settings = types.SimpleNamespace(dt=0.1, steps=40, damping={"linear": 0.0})


def make_integrator(rhs):
    def step(y, _):
        k1 = rhs(y)
        k2 = rhs(y + 0.5 * settings.dt * k1)
        y = y + settings.dt * k2
        return y, y[0]

    @jax.jit
    def integrate(y0):
        return lax.scan(step, y0, None, length=settings.steps)

    return integrate


def oscillator(y):
    return jnp.array([y[1], -y[0] - settings.damping["linear"] * y[1]])


f = make_integrator(oscillator)
args = (jnp.array([1.0, 0.0]),)

undamped = f(*args)
settings.damping["linear"] = 0.8
settings.dt = 0.05
