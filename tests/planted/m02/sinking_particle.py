"""The user computes the number of time steps inside jit and loops over range of it.

misconception: M02
thread: https://github.com/jax-ml/jax/issues/25186
kind: explain
"""

import jax
import jax.numpy as jnp


def drift(z, dx, depth):
    return 0.5 * dx * (1.0 - jnp.cos(jnp.pi * z / depth))


@jax.jit
def forward_euler(z0, w_sink, t_end, dt):
    n_steps = jnp.ceil(t_end / dt).astype(jnp.int32)
    x, z = 0.0, z0
    for _ in range(n_steps):  # HERE
        x = x + dt * drift(z, 0.3, 10.0)
        z = z - dt * w_sink
    return x, z


def run():
    sensitivity = jax.grad(lambda w: forward_euler(9.0, w, 2.0, 0.1)[0])
    return sensitivity(0.5)
