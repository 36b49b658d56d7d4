"""The user memoises an expensive helper by hand with a key that contains a traced argument.

misconception: M16
thread: https://github.com/jax-ml/jax/issues/21824
kind: explain
"""

import functools

import jax
import jax.numpy as jnp


def memoise(fn):
    store = {}

    @functools.wraps(fn)
    def wrapper(*args):
        if args not in store:  # HERE
            store[args] = fn(*args)
        return store[args]

    return wrapper


@memoise
def partition_function(beta, levels):
    return sum(jnp.exp(-beta * e) for e in levels)


def free_energy(beta):
    levels = (0.0, 1.0, 1.5, 3.0)
    return -jnp.log(partition_function(beta, levels)) / beta


def run():
    return jax.vmap(jax.grad(free_energy))(jnp.linspace(0.5, 2.0, 4))
