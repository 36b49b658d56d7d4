import jax
import jax.numpy as jnp
import numpy as np


def snapshot(model, x):
    """A compiled program of model, with its settings as they are now."""
    # A new function object for each snapshot: JAX finds recordings by the function
    # object, and those of `model` itself would hold older settings.
    fresh = lambda z: model(z)
    kind = jax.ShapeDtypeStruct(np.shape(x), np.float32)
    # Recorded and compiled now, so that later changes, also in place, do not matter.
    compiled = jax.jit(fresh).trace(kind).lower().compile()

    def frozen(z):
        return compiled(np.array(z, dtype=np.float32))     # always the one kind

    return frozen


SIZE = 200                                  # the one size that holds all traces


@jax.jit
def _subtract(filled, level):
    # NaN is not <= level: missing samples and the filling are no background.
    background = filled <= level
    total = jnp.sum(jnp.where(background, filled, 0.0))
    number = jnp.sum(jnp.where(background, 1.0, 0.0))
    return filled - total / jnp.maximum(number, 1.0)       # 0 / 1 without background


def without_background(trace, level):
    """The trace minus the mean of its entries that are not above level."""
    trace = np.asarray(trace)
    n = len(trace)
    filled = np.full(SIZE, np.nan, dtype=np.float32)       # filled up by NumPy
    filled[:n] = trace
    result = _subtract(filled, np.float32(level))          # always the one kind
    return np.array(np.asarray(result)[:n])                # cut by NumPy: no program
