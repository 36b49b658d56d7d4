"""A threshold is nondiff since it is fixed; the branch of a cond turns it into a traced operand.

misconception: M46
thread: https://github.com/jax-ml/jax/issues/9374
kind: explain
"""

import functools

import jax
import jax.numpy as jnp
from jax import lax


@functools.partial(jax.custom_jvp, nondiff_argnums=(0,))
def soft_step(threshold, x):
    return (x > threshold).astype(x.dtype)


@soft_step.defjvp
def soft_step_jvp(threshold, primals, tangents):
    (x,), (dx,) = primals, tangents
    density = jnp.exp(-0.5 * (x - threshold) ** 2)
    return soft_step(threshold, x), density * dx


def spike(voltage, threshold, refractory):
    return lax.cond(refractory > 0, lambda th, v: 0.0 * v, soft_step, threshold, voltage)  # HERE


def run():
    return jax.grad(spike)(0.8, 1.0, jnp.array(-0.5))
