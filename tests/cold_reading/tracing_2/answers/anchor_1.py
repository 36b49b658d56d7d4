import jax
import jax.numpy as jnp
import numpy as np


# ---------------------------------------------------------------- problem 1

def snapshot(model, x):
    """Return a compiled copy of `model` with its settings as they are now."""

    # A function object of its own for each snapshot.  The cache of `jit` goes
    # by hash and equality of the function, so `jax.jit(model)` would find the
    # program of an earlier snapshot, with the old settings.
    def program(z):
        return model(z)

    compiled = jax.jit(program)

    def as_float32(value):
        # Always the same JAX type (float32, shape of x), whatever kind the
        # caller has: so there is never a second trace.  It is a copy, too,
        # which nobody changes while the computation is still under way.
        return np.array(value, dtype=np.float32)

    # Trace and compile now, not at the first call of `frozen`.
    jax.block_until_ready(compiled(as_float32(x)))

    def frozen(z):
        return compiled(as_float32(z))

    return frozen


# ---------------------------------------------------------------- problem 2

_LENGTH = 200   # every trace is padded to this length: one shape, one program


@jax.jit
def _subtract_background(trace, level):
    # NaN (missing samples and padding) compares false: not background.
    background = trace <= level
    count = jnp.sum(jnp.where(background, 1.0, 0.0))
    divisor = jnp.where(count > 0, count, 1.0)
    mean = jnp.sum(jnp.where(background, trace, 0.0)) / divisor
    # Second pass: takes away the rounding error of the float32 sum.
    mean = mean + jnp.sum(jnp.where(background, trace - mean, 0.0)) / divisor
    return trace - mean     # the mean is 0 where there is no background


def without_background(trace, level):
    """Subtract the mean of the entries not above `level` from all entries."""
    trace = np.asarray(trace)
    n = trace.shape[0]

    padded = np.full(max(n, _LENGTH), np.nan, dtype=np.float32)
    padded[:n] = trace      # int16 and float32 are exact in float32

    # The largest float32 not above `level`: comparing float32 entries with it
    # gives the same as comparing them with `level` itself.
    exact = float(level)
    level32 = np.float32(exact)
    if float(level32) > exact:
        level32 = np.nextafter(level32, np.float32(-np.inf))

    # `level` is a traced argument, always a float32 scalar.
    result = _subtract_background(padded, np.float32(level32))

    # Cut with NumPy: a slice by JAX would be a new program for each length.
    return np.array(result, dtype=np.float32)[:n]
