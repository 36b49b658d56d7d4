"""Compare two results of the same function, beyond what rounding explains."""

import jax
import jax.numpy as jnp
import numpy as np


def arrays_of(result):
    """The leaves of a result as NumPy arrays, random keys as their bits; None for the others."""
    found = []
    for leaf in jax.tree.leaves(result):
        if hasattr(leaf, "dtype") and jax.dtypes.issubdtype(leaf.dtype, jax.dtypes.prng_key):
            leaf = jax.random.key_data(leaf)
        try:
            array = np.asarray(leaf)
        except Exception:
            found.append(None)
            continue
        if array.dtype == jnp.bfloat16 or array.dtype.kind == "V":
            array = array.astype(np.float32)
        found.append(array if array.dtype.kind in "biufc" else None)
    return found


def identical(a, b):
    """Are two results equal, bit by bit, NaN equal to NaN?"""
    xs, ys = arrays_of(a), arrays_of(b)
    if len(xs) != len(ys):
        return False
    for x, y in zip(xs, ys, strict=True):
        if x is None or y is None:
            continue
        if x.shape != y.shape or not np.array_equal(x, y, equal_nan=x.dtype.kind in "fc"):
            return False
    return True


def distance(a, b):
    """The largest difference of two results, leaf by leaf, in units of each leaf's scale.

    Infinity where shapes, or NaN and infinite entries, differ; a list of floats.
    """
    found = []
    for x, y in zip(arrays_of(a), arrays_of(b), strict=True):
        if x is None or y is None:
            found.append(0.0)
        elif x.shape != y.shape:
            found.append(np.inf)
        else:
            found.append(_distance(x, y))
    return found


def _distance(x, y):
    if x.size == 0:
        return 0.0
    x, y = (np.asarray(v, np.complex128 if v.dtype.kind == "c" else np.float64) for v in (x, y))
    odd = ~(np.isfinite(x) & np.isfinite(y))
    if odd.any():
        same = (x == y) | (np.isnan(x) & np.isnan(y))
        if not same[odd].all():
            return np.inf
        x, y = np.where(odd, 0, x), np.where(odd, 0, y)
    scale = max(np.abs(x).max(), np.abs(y).max())
    return float(np.abs(x - y).max() / scale) if scale > 0 else 0.0


def epsilon(result):
    """The coarsest machine epsilon among the floating-point leaves of a result."""
    kinds = [x.dtype for x in jax.tree.leaves(result) if hasattr(x, "dtype")]
    kinds = [k for k in kinds if not jax.dtypes.issubdtype(k, jax.dtypes.extended)]
    return max(
        (float(jnp.finfo(k).eps) for k in kinds if jnp.issubdtype(k, jnp.inexact)), default=1.2e-7
    )


def nudged(x, rng, ulps=1):
    """`x` with every element moved by some units in its last place, up or down at random."""
    x = jnp.asarray(x)
    eps = jnp.finfo(x.dtype).eps
    signs = jnp.asarray(rng.choice([-1.0, 1.0], size=x.shape), x.dtype)
    return x + ulps * eps * signs * jnp.abs(x)


def show(result):
    """A result in a few words."""
    leaves = jax.tree.leaves(result)
    parts = []
    for leaf, array in zip(leaves[:3], arrays_of(leaves[:3]), strict=True):
        if array is None:
            parts.append(repr(leaf)[:40])
        else:
            text = np.array2string(array, threshold=6, edgeitems=2, precision=6)
            parts.append(" ".join(text.split())[:80])
    return ", ".join(parts) + (", ..." if len(leaves) > 3 else "")
