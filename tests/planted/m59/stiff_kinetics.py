"""A stiff reaction is given to an explicit solver, in the hope that enough steps will do.

misconception: M59
thread: https://github.com/patrick-kidger/diffrax/issues/207
kind: explain
needs: diffrax
"""

import diffrax
import jax.numpy as jnp


def robertson(t, y, rates):
    k1, k2, k3 = rates
    a, b, c = y
    r1, r2, r3 = k1 * a, k2 * b**2, k3 * b * c
    return jnp.array([r3 - r1, r1 - r2 - r3, r2])


def run():
    return diffrax.diffeqsolve(  # HERE
        diffrax.ODETerm(robertson),
        diffrax.Tsit5(),
        t0=0.0,
        t1=100.0,
        dt0=1e-4,
        y0=jnp.array([1.0, 0.0, 0.0]),
        args=(0.04, 3e7, 1e4),
        stepsize_controller=diffrax.PIDController(rtol=1e-4, atol=1e-6),
        max_steps=10_000,
    ).ys
