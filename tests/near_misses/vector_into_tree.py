"""Looks like shapes in a tree that would be taken apart, and like a moving global offset.
A recursion stops at a tuple, and the offset belongs to this call.

looks like: M37
"""

import jax.numpy as jnp

SHAPES = {"encoder": [{"w": (3, 4), "b": (4,)}, {"w": (4, 2), "b": (2,)}], "log_noise": ()}


def f(theta):
    start = 0

    def take(spec):
        nonlocal start
        if isinstance(spec, dict):
            return {name: take(sub) for name, sub in spec.items()}
        if isinstance(spec, list):
            return [take(sub) for sub in spec]
        size = 1
        for n in spec:
            size *= n
        piece = theta[start : start + size].reshape(spec)
        start += size
        return piece

    return take(SHAPES)


args = (jnp.linspace(0.0, 1.0, 27),)
