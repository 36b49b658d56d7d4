"""What the measuring functions share: checked arguments, and a function made ready to trace."""

import jax


def check_callable(name, f):
    if not callable(f):
        raise TypeError(f"{name} must be a function, got {type(f).__name__}: {f!r}")


def check_count(name, value):
    """Raise unless `value` is an integer of at least one (a bool is not one)."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, got {type(value).__name__}: {value!r}")
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}")


def as_jitted(f, args, kwargs):
    """Return (jitted, args, kwargs), ready for ``jitted.trace(*args, **kwargs)`` or ``.lower``.

    A function that is jitted already keeps its own static arguments.  For any other, arrays, shapes
    (`jax.ShapeDtypeStruct`), floats and complex numbers are traced; integers, bools, strings,
    functions and other objects stay the Python values they are.
    """
    check_callable("f", f)
    if hasattr(f, "trace") and hasattr(f, "lower"):
        return f, args, kwargs
    leaves, tree = jax.tree.flatten((args, kwargs))
    traced = [_is_traced(leaf) for leaf in leaves]

    def program(*dynamic):
        dynamic = iter(dynamic)
        merged = [next(dynamic) if t else leaf for t, leaf in zip(traced, leaves, strict=True)]
        args, kwargs = jax.tree.unflatten(tree, merged)
        return f(*args, **kwargs)

    return jax.jit(program), [x for t, x in zip(traced, leaves, strict=True) if t], {}


def _is_traced(leaf):
    return isinstance(leaf, (float, complex)) or (hasattr(leaf, "shape") and hasattr(leaf, "dtype"))
