"""An array that needs no gradient is declared nondiff, and inside jit it is a traced value.

misconception: M46
thread: https://github.com/jax-ml/jax/issues/2912
kind: explain
"""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.custom_vjp, nondiff_argnums=(1,))
def pin(displacement, free):
    return displacement * free


def pin_fwd(displacement, free):
    return pin(displacement, free), None


def pin_bwd(free, _, g):
    return (g * free,)


pin.defvjp(pin_fwd, pin_bwd)


@jax.jit
def force(displacement, free, stiffness):
    def energy(q):
        q = pin(q, free)  # HERE
        return 0.5 * stiffness * jnp.sum(jnp.diff(q) ** 2)

    return -jax.grad(energy)(displacement)


def run():
    free = jnp.array([0.0, 1.0, 1.0, 1.0, 0.0])
    return force(jnp.linspace(0.0, 1.0, 5) ** 2, free, 10.0)
