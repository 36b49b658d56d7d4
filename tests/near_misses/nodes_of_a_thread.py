"""Looks like state that changes as the function runs.
Each thread keeps the nodes of its quadrature, which are the same at every call.

looks like: M14
"""

import threading

import jax
import jax.numpy as jnp
import numpy as np

own = threading.local()


def nodes(n):
    if not hasattr(own, "nodes"):
        own.nodes = np.polynomial.hermite.hermgauss(n)
    return own.nodes


@jax.jit
def f(scale):
    """The mean of cos(scale z) over a standard normal z."""
    z, weight = nodes(12)
    return jnp.sum(weight * jnp.cos(scale * np.sqrt(2.0) * z)) / np.sqrt(np.pi)


args = (0.7,)
