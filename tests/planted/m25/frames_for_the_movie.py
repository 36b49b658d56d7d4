"""Every frame of a simulation is kept in a list, but the next step was allowed to reuse its memory.

misconception: M25
thread: https://github.com/jax-ml/jax/issues/9237
kind: explain
"""

import jax
import jax.numpy as jnp


def make_stepper(diffusivity, dx, dt):
    def step(field):
        lap = sum(jnp.roll(field, s, axis=a) for a in (0, 1) for s in (-1, 1)) - 4 * field
        return field + dt * diffusivity * lap / dx**2

    return jax.jit(step, donate_argnums=0)


def simulate(field, n_steps, every=2):
    advance = make_stepper(diffusivity=0.1, dx=1.0, dt=0.5)
    frames = []
    for n in range(n_steps):
        if n % every == 0:
            frames.append(field)
        field = advance(field)
    return jnp.stack(frames)  # HERE


def run():
    field = jnp.zeros((16, 16)).at[8, 8].set(1.0)
    return simulate(field, n_steps=6)
