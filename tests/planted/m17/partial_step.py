"""The user binds the time step with functools.partial and jits that, once per output frame.

misconception: M17
thread: https://github.com/jax-ml/jax/issues/14183
kind: probe
"""

import functools

import jax
import jax.numpy as jnp


def diffuse(u, dt, kappa):
    lap = jnp.roll(u, 1) - 2 * u + jnp.roll(u, -1)
    return u + dt * kappa * lap


def f(u, frames=4, per_frame=5):
    movie = []
    for _ in range(frames):
        step = jax.jit(functools.partial(diffuse, dt=0.1, kappa=1.5))
        for _ in range(per_frame):
            u = step(u)
        movie.append(u)
    return jnp.stack(movie)


args = (jnp.exp(-(jnp.linspace(-3, 3, 32) ** 2)),)
