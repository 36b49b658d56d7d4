"""The user writes the inner and outer formula of a lens profile with where; its gradient is NaN.

misconception: M40
thread: https://github.com/lenstronomy/JAXtronomy/issues/66
kind: probe
"""

import jax.numpy as jnp


def g(x):
    inner = jnp.arctanh(jnp.sqrt(1 - x**2)) / jnp.sqrt(1 - x**2)
    outer = jnp.arctan(jnp.sqrt(x**2 - 1)) / jnp.sqrt(x**2 - 1)
    return jnp.log(x / 2) + jnp.where(x < 1, inner, outer)


def f(scale_radius, radii, mass):
    """Mean deflection of NFW halos at the given radii."""
    x = radii / scale_radius
    return jnp.mean(4 * mass * scale_radius * g(x) / x)


args = (2.0, jnp.array([0.5, 1.0, 3.0, 5.0]), 0.7)
