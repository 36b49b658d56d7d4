import jax
import jax.numpy as jnp
import numpy as np


def snapshot(model, x):
    program = jax.jit(lambda z: model(z)).lower(np.asarray(x, np.float32)).compile()
    return lambda z: program(np.asarray(z, np.float32))


@jax.jit
def _subtract(x, level):
    background = x <= level
    total = jnp.sum(jnp.where(background, x, 0))
    return x - total / jnp.maximum(jnp.sum(background), 1)


def without_background(trace, level):
    padded = np.full(200, np.nan, np.float32)
    padded[: len(trace)] = trace
    return np.asarray(_subtract(padded, np.float32(level)))[: len(trace)]
