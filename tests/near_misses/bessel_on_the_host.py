"""Looks like NumPy inside a compiled function, without a derivative.
pure_callback runs np.i0 on the host with arrays, and the density is only evaluated.

looks like: M03
"""

import jax
import jax.numpy as jnp
import numpy as np


def host_i0(x):
    return np.i0(np.asarray(x)).astype(np.float32)


def bessel_i0(x):
    out = jax.ShapeDtypeStruct(jnp.shape(x), jnp.float32)
    return jax.pure_callback(host_i0, out, x, vmap_method="expand_dims")


@jax.jit
def f(angle, kappa):
    return kappa * jnp.cos(angle) - jnp.log(2 * jnp.pi * bessel_i0(kappa))


args = (jnp.linspace(-3.0, 3.0, 9), jnp.float32(2.5))
