import jax
import jax.numpy as jnp
import numpy as np


def snapshot(model, x):
    """A compiled program of model, with its settings as they are now."""
    kind = jax.ShapeDtypeStruct(np.shape(x), np.float32)
    # A new function object each time: JAX finds recordings by the function object,
    # and an old recording of the same model would hold older settings.
    fresh = lambda z: model(z)
    # Recorded and compiled now, so that later changes of the settings come too late.
    compiled = jax.jit(fresh).trace(kind).lower().compile()

    def frozen(z):
        return compiled(np.array(z, dtype=np.float32))

    return frozen


SIZE = 200        # no trace is longer


@jax.jit
def _subtract(trace, weight, level):
    background = (weight > 0) & (trace <= level)      # NaN is never <= level
    number = jnp.sum(jnp.where(background, 1.0, 0.0))
    total = jnp.sum(jnp.where(background, trace, 0.0))
    return trace - total / jnp.maximum(number, 1.0)   # 0 / 1 if there is no background


def without_background(trace, level):
    """The trace minus the mean of its entries that are not above level."""
    n = len(trace)
    filled = np.zeros(SIZE, np.float32)
    filled[:n] = trace
    weight = np.zeros(SIZE, np.float32)
    weight[:n] = 1.0
    result = _subtract(filled, weight, np.float32(level))
    return np.array(result)[:n]                       # cut by NumPy: no new program
