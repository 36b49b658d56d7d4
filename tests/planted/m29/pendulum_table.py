"""The user fills a trajectory table with .at[i].set as if it were in place; it stays zero.

misconception: M29
thread: https://github.com/jax-ml/jax/issues/2287
kind: probe
"""

import jax.numpy as jnp


def f(angle, speed, dt=1e-2, n=12):
    table_x = jnp.zeros(n)
    table_v = jnp.zeros(n)
    c = 4 * jnp.pi**2
    for i in range(n):
        speed = speed - c * jnp.sin(angle) * dt
        angle = angle + speed * dt
        table_x.at[i].set(angle)
        table_v.at[i].set(speed)
    return {"t": jnp.arange(n) * dt, "angle": table_x, "speed": table_v}


args = (1.5, 0.0)
