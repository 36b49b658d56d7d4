"""The rule returns the cotangent of every row where the argument was one shared vector.

misconception: M47
thread: https://github.com/jax-ml/jax/pull/28757
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.custom_vjp
def affine(x, scale):
    return x * scale


def affine_fwd(x, scale):
    return affine(x, scale), (x, scale)


def affine_bwd(saved, g):
    x, scale = saved
    return g * scale, g * x


affine.defvjp(affine_fwd, affine_bwd)


@jax.jit
def update(scale, x, target):
    def loss(s):
        return jnp.mean((affine(x, s) - target) ** 2)

    return scale - 0.1 * jax.grad(loss)(scale)  # HERE


def run():
    x = jax.random.normal(jax.random.key(12), (8, 3))
    return update(jnp.ones(3), x, 2.0 * x)
