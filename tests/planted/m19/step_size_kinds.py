"""The user passes a step size now as int, now as float, now as array; each kind is compiled.

misconception: M19
thread: https://github.com/google/jaxopt/issues/451
kind: probe
"""

import jax
import jax.numpy as jnp
import numpy as np


def rosenbrock(z):
    return jnp.sum(100.0 * (z[1:] - z[:-1] ** 2) ** 2 + (1.0 - z[:-1]) ** 2)


@jax.jit
def backtrack(z, stepsize):
    g = jax.grad(rosenbrock)(z)
    new = z - stepsize * g
    better = rosenbrock(new) < rosenbrock(z)
    return jnp.where(better, new, z), jnp.where(better, 1.0, 0.5) * stepsize


f = backtrack
z0 = jnp.array([-1.2, 1.0, 0.8])
args = (z0, 1)  # "try a full step first"
calls = [
    ((z0, 0.5), {}),
    (f(z0, 0.25), {}),  # what came out of the last iteration
    ((z0, np.float32(0.1)), {}),
    ((z0, jnp.asarray(0.1)), {}),
]
