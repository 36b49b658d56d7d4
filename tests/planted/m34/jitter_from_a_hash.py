"""An unsigned hash plus a signed offset is expected to widen; it becomes int32 and turns negative.

misconception: M34
thread: https://github.com/jax-ml/jax/issues/9931
kind: flag
flag: jax_numpy_dtype_promotion=strict
"""

import jax
import jax.numpy as jnp


def mix(x):
    x = x.astype(jnp.uint32)
    x = (x ^ (x >> 16)) * jnp.uint32(0x45D9F3B)
    return x ^ (x >> 16)


@jax.vmap
def jitter(cell):
    corner = jnp.arange(3)
    hashed = mix(cell * 73856093)
    return (hashed + corner) / 4294967296.0  # HERE


def run():
    return jitter(jnp.arange(5))  # meant to lie between 0 and 1
