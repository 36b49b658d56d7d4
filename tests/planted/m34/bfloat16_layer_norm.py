"""A layer is meant to run in bfloat16, but its float32 scale makes all that follows float32.

misconception: M34
thread: https://github.com/jax-ml/jax/issues/7368
kind: flag
flag: jax_numpy_dtype_promotion=strict
"""

import jax
import jax.numpy as jnp


def layer_norm(x, scale):
    mean = x.mean(axis=-1, keepdims=True)
    var = jnp.square(x - mean).mean(axis=-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(var + 1e-3) * scale  # HERE


@jax.jit
def block(x, params):
    h = layer_norm(x, params["scale"])
    return h @ params["kernel"].astype(h.dtype)


def run():
    params = {"scale": jnp.ones(8), "kernel": jnp.ones((8, 8), jnp.bfloat16)}
    x = jax.random.normal(jax.random.key(0), (4, 8), jnp.bfloat16)
    return block(x, params).dtype
