"""A rule for one argument returns its cotangent bare, although a tuple is wanted.

misconception: M47
thread: https://github.com/jax-ml/jax/pull/5571
kind: explain
"""

import jax
import jax.numpy as jnp


@jax.custom_vjp
def straight_through(x):
    return jnp.round(x)


straight_through.defvjp(lambda x: (jnp.round(x), ()), lambda _, g: g)


def quantised_error(step, signal):
    codes = jax.vmap(straight_through)(signal / step)
    return jnp.mean((codes * step - signal) ** 2)


def run():
    signal = jnp.sin(jnp.linspace(0.0, 6.0, 32))
    value, slope = jax.value_and_grad(quantised_error)(0.25, signal)  # HERE
    return value, slope
