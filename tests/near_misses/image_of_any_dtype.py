"""Looks like Python branches on an argument of a compiled function.
They ask for dtype and ndim only, which are static, and each kind of image has its program.

looks like: M01
"""

import jax
import jax.numpy as jnp


@jax.jit
def f(image):
    if image.dtype == jnp.bool_:
        return image.astype(jnp.float32)
    if image.ndim == 2:
        image = image[..., None]
    if jnp.issubdtype(image.dtype, jnp.integer):
        return image.astype(jnp.float32).mean(axis=-1) / jnp.iinfo(image.dtype).max
    scale = image.max() if image.size > 1 else 1.0
    return image.mean(axis=-1) / scale


pixels = jnp.arange(27, dtype=jnp.uint8).reshape(3, 3, 3)
args = (pixels,)
calls = [((pixels[..., 0],), {}), ((pixels / 7.0,), {})]
