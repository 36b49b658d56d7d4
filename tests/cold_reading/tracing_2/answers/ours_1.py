import jax
import jax.numpy as jnp
import numpy as np


def snapshot(model, x):
    """A compiled program of model, with its settings as they are now."""
    kind = jax.ShapeDtypeStruct(np.shape(x), np.float32)
    # A new function object each time: a recording of an earlier snapshot of the same
    # model, with older settings, must not be found.
    # Traced, lowered and compiled now: the settings become constants of the program.
    compiled = jax.jit(lambda z: model(z)).trace(kind).lower().compile()

    def frozen(z):
        # Always a (new) float32 array, the one kind that the program takes.
        return compiled(np.array(z, dtype=np.float32))

    return frozen


_SIZE = 200     # the longest trace; every trace is filled up to it


@jax.jit
def _subtract(filled, level):
    # A NaN, missing or filling, is not <= level, so it is never background.
    background = filled <= level
    number = jnp.maximum(jnp.sum(background), 1)
    mean = jnp.sum(jnp.where(background, filled, 0.0)) / number
    signal = filled - mean
    # What rounding left of the mean (float32 sums of large entries).
    rest = jnp.sum(jnp.where(background, signal, 0.0)) / number
    return signal - jnp.where(jnp.isfinite(rest), rest, 0.0)


def without_background(trace, level):
    """trace less the mean of its entries not above level; float32."""
    trace = np.asarray(trace)
    n = len(trace)
    filled = np.full(_SIZE, np.nan, dtype=np.float32)
    filled[:n] = trace
    # The level as float32, rounded down: for float32 entries, "not above" is then
    # the same question as for the level itself.
    level = float(level)
    level32 = np.float32(level)
    if float(level32) > level:
        level32 = np.nextafter(level32, np.float32(-np.inf))
    return np.array(_subtract(filled, np.float32(level32)))[:n]
