"""Run a program, and keep the functions that it jits with the arguments that they really got."""

import dataclasses
import functools
import runpy
import sys

MOST_CALLS = 12  # calls of one function that are kept, the first ones


@dataclasses.dataclass
class Recorded:
    """A jitted function and its calls, (args, kwargs) each, as the program made them."""

    name: str
    file: str
    line: int
    function: object
    calls: list
    total: int = 0


class Recorder:
    """Within it, `jax.jit` notes the functions that are made, and their calls.

    Only functions that are defined outside installed packages count.  Arguments are kept as they
    are; NumPy arrays and other containers that the program may change are copied.
    """

    def __enter__(self):
        import jax

        self.functions = {}
        self.jit = jax.jit
        jax.jit = self._patched
        return self

    def __exit__(self, *_):
        import jax

        jax.jit = self.jit

    @property
    def recorded(self):
        """The functions that were called, in the order of their first call."""
        return [r for r in self.functions.values() if r.calls]

    def _patched(self, fun=None, /, **options):
        if fun is None:
            return functools.partial(self._patched, **options)
        jitted = self.jit(fun, **options)
        from jaxwise.probes._source import is_installed, is_ours
        from jaxwise.probes._world import functions_of

        inside = functions_of(fun)
        code = inside[-1].__code__ if inside else None
        if code is None or is_installed(code.co_filename) or is_ours(code.co_filename):
            return jitted
        key = (code.co_filename, code.co_firstlineno)
        name = getattr(fun, "__qualname__", type(fun).__name__).replace("<locals>.", "")
        found = self.functions.setdefault(key, Recorded(name, *key, jitted, []))
        return _Noting(jitted, found)


class _Noting:
    """A jitted function that notes its calls; everything else is the jitted function's."""

    def __init__(self, jitted, found):
        functools.update_wrapper(self, jitted)
        self._jitted, self._found = jitted, found

    def __call__(self, *args, **kwargs):
        self._note(args, kwargs)
        return self._jitted(*args, **kwargs)

    def __get__(self, instance, owner=None):
        """As a method: `self` is an argument like any other."""
        return self if instance is None else functools.partial(self, instance)

    def __getattr__(self, name):
        return getattr(self._jitted, name)

    def _note(self, args, kwargs):
        import jax

        if any(isinstance(leaf, jax.core.Tracer) for leaf in jax.tree.leaves((args, kwargs))):
            return  # a call within another function that is traced
        found = self._found
        found.total += 1
        if len(found.calls) < MOST_CALLS:
            found.function = self._jitted
            found.calls.append(jax.tree.map(_copied, (args, kwargs)))


def _copied(leaf):
    """A leaf that the program cannot change or donate afterwards."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    if isinstance(leaf, np.ndarray):
        return leaf.copy()
    if isinstance(leaf, jax.Array) and not jax.dtypes.issubdtype(leaf.dtype, jax.dtypes.extended):
        return jnp.array(leaf, copy=True)
    return leaf


def record(script, arguments=()):
    """Run a script as `python script arguments...` would; return [Recorded].

    Arguments:
        script: the path of a Python file.
        arguments: what it finds in `sys.argv`.

    Raises:
        what the script raises; SystemExit with a status other than 0 too.
    """
    before = sys.argv
    sys.argv = [str(script), *arguments]
    with Recorder() as recorder:
        try:
            runpy.run_path(str(script), run_name="__main__")
        except SystemExit as stop:
            if stop.code not in (None, 0):
                raise
        finally:
            sys.argv = before
    return recorder.recorded
