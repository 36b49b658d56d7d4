"""Count how often JAX runs the Python body of a function."""

import functools

import jax

from jaxwise.measure._arguments import check_callable


class TraceCounter:
    """A function that counts the runs of its own Python body; see `count_traces`.

    Attributes:
        count: how many times the body ran, an int.
        signatures: the arguments of each run, a list of strings such as ``"float32[3]"``.
    """

    def __init__(self, f):
        functools.update_wrapper(self, f)
        self._f = f
        self.count = 0
        self.signatures = []

    def __call__(self, *args, **kwargs):
        self.count += 1
        parts = [_describe(a) for a in args] + [f"{k}={_describe(v)}" for k, v in kwargs.items()]
        self.signatures.append(", ".join(parts))
        return self._f(*args, **kwargs)

    def __repr__(self):
        name = getattr(self, "__name__", type(self._f).__name__)
        return f"<{name}: body ran {self.count} time{'' if self.count == 1 else 's'}>"


def count_traces(f):
    """Wrap `f` so that it counts the runs of its Python body.

    A jitted function runs its body once a trace and not at all when a compiled program is found,
    so under `jax.jit` the count is the number of traces.  Wrap first, then jit.  Without jit the
    body runs at every call; `jax.grad`, `jax.vmap` and the loops of `jax.lax` run it as often as
    they trace it.

    Arguments:
        f: any function.

    Returns:
        `TraceCounter`: call it as `f`; read ``count`` and ``signatures``.

    Raises:
        TypeError: `f` is not callable.

    >>> import jax, numpy as np
    >>> g = count_traces(lambda x: x * x)
    >>> h = jax.jit(g)
    >>> for n in (3, 3, 4):
    ...     _ = h(np.ones(n, np.float32))
    >>> g.count
    2
    >>> g.signatures
    ['float32[3]', 'float32[4]']
    """
    check_callable("f", f)
    return TraceCounter(f)


def _describe(argument):
    """One argument in words: dtype and shape of arrays, repr of the rest, pytrees leaf by leaf.

    "weak" marks a Python number: it has a trace of its own.
    """
    leaves, tree = jax.tree.flatten(argument)
    if not leaves:  # None, or a container of nothing
        return repr(argument)
    words = []
    for leaf in leaves:
        if hasattr(leaf, "shape") and hasattr(leaf, "dtype"):
            weak = " weak" if getattr(leaf, "weak_type", False) else ""
            words.append(f"{leaf.dtype}[{','.join(map(str, leaf.shape))}]{weak}")
        else:
            words.append(repr(leaf))
    return words[0] if jax.tree_util.treedef_is_leaf(tree) else f"({', '.join(words)})"
