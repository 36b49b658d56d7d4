"""Integer counts divided by a half-precision exposure become float16 and overflow to infinity.

misconception: M34
thread: none
kind: flag
flag: jax_numpy_dtype_promotion=strict
"""

from functools import partial

import jax
import jax.numpy as jnp


def rate(counts, exposure, background):
    return counts / exposure - background  # HERE


def run():
    counts = jnp.array([120, 48_000, 90_500], jnp.int32)
    exposure = jnp.array([0.5, 0.5, 1.0], jnp.float16)
    return jax.vmap(partial(rate, background=3.0))(counts, exposure)
