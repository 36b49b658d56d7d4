"""The function under audit, with its arguments: every way to run it, each leaving the world as it was."""

import contextlib
import dataclasses
import functools
import inspect
import sys

import jax
import jax.numpy as jnp
import numpy as np

from jaxwise.compat import jit_settings
from jaxwise.probes import _world
from jaxwise.probes._interpret import equations
from jaxwise.probes._limits import Deadline, quiet, restored


class NotApplicable(Exception):
    """A probe has nothing to say here; its text says why."""


@dataclasses.dataclass
class Run:
    """What a guarded run left behind: its printed text, its warnings, what it changed."""

    printed: int = 0
    text: str = ""
    warnings: tuple = ()
    changes: tuple = ()
    argument_changes: tuple = ()
    tracers: tuple = ()
    config: dict = dataclasses.field(default_factory=dict)
    random: tuple = ()


class Subject:
    """A function and its arguments, prepared.

    Attributes:
        f: the function as given.  `body`: the same without its outer jit.
        settings: how it was jitted (static and donated arguments), or None.
        args, kwargs: as given, save that a callable pytree (an Equinox or NNX module) has become
            the first argument of a function that calls it.
        leaves, tree: the flattened (args, kwargs).
        traced: for each leaf, does jit trace it?
    """

    def __init__(self, f, args, kwargs, options, deadline=None):
        if not callable(f):
            raise TypeError(f"f must be a function, got {type(f).__name__}: {f!r}"[:200])
        self.given, self.options = f, options
        self.call = (f, args, kwargs)
        self.deadline = deadline or Deadline(options.seconds)
        self.name = name_of(f)
        f, args, kwargs = _jitted_within(f, args, kwargs)
        f, args = _module_as_argument(f, args)
        self.f, self.args, self.kwargs = f, args, kwargs
        self.settings = jit_settings(f)
        self.body = f.__wrapped__ if self.settings is not None else f
        static = self._static_arguments() if self.settings is not None else ()
        opaque = (
            tuple(_Static(a) if i in static else a for i, a in enumerate(args)),
            {k: _Static(v) if k in static else v for k, v in kwargs.items()},
        )
        self.leaves, self.tree = jax.tree.flatten(opaque, is_leaf=lambda x: x is None)
        self.static_scalars = None
        self.traced = self._traced(opaque)
        self.traceable = True
        self.runs = []
        self._cache = {}

    # --- which leaves are traced

    def _traced(self, arguments):
        """For each leaf of (args, kwargs), would jit trace it?"""
        args, kwargs = arguments
        if self.settings is not None:
            return [
                leaf is not None and not isinstance(leaf, _Static) for leaf in _leaves(arguments)
            ]
        required = 0 if self.static_scalars == "all" else _required(self.body)
        flags = []
        for i, value in enumerate(args):
            data = required is None or i < required or not self.static_scalars
            flags += [_is_data(leaf, data) for leaf in _leaves(value)]
        for key in sorted(kwargs):
            flags += [_is_data(leaf, not self.static_scalars) for leaf in _leaves(kwargs[key])]
        return flags

    def _static_arguments(self):
        """The positions and names of the arguments that the jit of `f` declares static."""
        numbers, names = set(self.settings.static_argnums), set(self.settings.static_argnames)
        numbers |= {n + len(self.args) for n in numbers if n < 0}
        with contextlib.suppress(TypeError, ValueError):
            parameters = list(inspect.signature(self.body).parameters)
            names |= {parameters[n] for n in numbers if n < len(parameters)}
            numbers |= {parameters.index(name) for name in names if name in parameters}
        return numbers | names

    def keep_scalars_static(self, which):
        """Treat Python floats as static from now on: "settings" (defaults, keywords), or "all".

        Returns True if that changes anything, and an array is still traced.
        """
        if self.settings is not None:
            return False
        before = self.traced
        self._treat_scalars(which)
        if self.traced != before and any(self.traced):
            return True
        self._treat_scalars(None)
        return False

    def trace_all_scalars(self):
        """Treat Python floats as data again."""
        if self.static_scalars is not None:
            self._treat_scalars(None)

    def _treat_scalars(self, which):
        self.static_scalars = which
        self.traced = self._traced((self.args, self.kwargs))
        self._cache.clear()

    # --- arguments

    @property
    def dynamic(self):
        """The traced leaves, as given."""
        return [leaf for leaf, t in zip(self.leaves, self.traced, strict=True) if t]

    def arrays(self):
        """The traced leaves as jit would get them; of a function not jitted, numbers stay numbers."""
        numbers = (bool, int, float, complex) if self.settings is None else ()
        return [leaf if isinstance(leaf, numbers) else jnp.asarray(leaf) for leaf in self.dynamic]

    def natural(self):
        """The traced leaves as the plain body gets them: as given, or as jit would pass them."""
        return self.dynamic if self.settings is None else self.arrays()

    def merge(self, dynamic):
        """(args, kwargs) with these in the place of the traced leaves."""
        values = iter(dynamic)
        leaves = [
            next(values) if t else leaf for leaf, t in zip(self.leaves, self.traced, strict=True)
        ]
        args, kwargs = jax.tree.unflatten(self.tree, leaves)
        return tuple(map(_bare, args)), {k: _bare(v) for k, v in kwargs.items()}

    def floats(self):
        """The positions in `dynamic` of floating-point leaves."""
        return [
            i
            for i, leaf in enumerate(self.dynamic)
            if not _is_key(leaf) and jnp.issubdtype(jnp.result_type(leaf), jnp.floating)
        ]

    # --- ways to call it

    def flat(self):
        """A new function of the traced leaves, which jax has never seen, that runs `body`."""

        def program(*dynamic):
            args, kwargs = self.merge(dynamic)
            return _arrays_of_module(self.body(*args, **kwargs))

        return program

    def eager(self, dynamic=None):
        """The result of `body`, run as plain Python."""
        given = self.arrays() if dynamic is None else dynamic
        args, kwargs = self.merge([_copied(x) if isinstance(x, jax.Array) else x for x in given])
        return jax.block_until_ready(_arrays_of_module(self.body(*args, **kwargs)))

    def as_written(self):
        """The result of `body` on the very objects given, containers too; arrays if `f` is jitted.

        On copies if it calls a function that donates: the caller's arrays would be gone.
        """
        if self.settings is not None or self._donates():
            return self.eager()
        return jax.block_until_ready(_arrays_of_module(self.body(*self.args, **self.kwargs)))

    def _donates(self):
        """Does the recording, if there is one, hold a call with donated arguments?"""
        closed, _ = self._cache.get("jaxpr", (None, None))
        found = equations(closed) if closed is not None else ()
        return any(any(e.params.get("donated_invars", ())) for e, _ in found)

    def as_given(self):
        """The result of `f` itself, on copies, since a jitted function may donate."""
        args, kwargs = self.merge([_copied(x) for x in self.dynamic])
        return jax.block_until_ready(_arrays_of_module(self.f(*args, **kwargs)))

    def jitted(self):
        """A new jitted function of the traced leaves."""
        return jax.jit(self.flat())

    @property
    def program(self):
        """One jitted function of the traced leaves, made once: for all that needs no new recording."""
        if "program" not in self._cache:
            self._cache["program"] = self.jitted()
        return self._cache["program"]

    @property
    def jaxpr(self):
        """(closed jaxpr, shapes of the result), from a recording of its own.  Cached."""
        if "jaxpr" not in self._cache:
            make = jax.make_jaxpr(self.flat(), return_shape=True)
            self._cache["jaxpr"] = make(*self.arrays())
        return self._cache["jaxpr"]

    def compiled(self):
        """The result of the compiled function.  Cached."""
        if "result" not in self._cache:
            self._cache["result"] = jax.block_until_ready(self.program(*self.arrays()))
        return self._cache["result"]

    def plain(self):
        """The result of the plain function on arrays.  Cached."""
        if "plain" not in self._cache:
            with self.guard():
                self._cache["plain"] = self.eager()
        return self._cache["plain"]

    # --- leave no trace

    @contextlib.contextmanager
    def guard(self):
        """Run a block under the time limit, its output caught; yields a `Run`, filled at the end.

        What the block changes in the function's world, in the arguments, in jax's configuration
        and in the global random states is put back.
        """
        run = Run()
        roots, bindings = _bindings(self.body)
        world, arguments = _world.Snapshot(roots), self._argument_snapshot()
        with restored(), self.deadline.alarm():
            config, state = dict(jax.config.values), _random_states()
            with quiet() as (sink, caught):
                try:
                    yield run
                finally:
                    from jaxwise.probes._limits import changed_config

                    now = _world.Snapshot(_bindings(self.body)[0])
                    run.changes = tuple(world.changes(now))
                    run.tracers = tuple(now.tracers)
                    then = self._argument_snapshot()
                    run.argument_changes = tuple(arguments.changes(then))
                    run.tracers += tuple(then.tracers)
                    run.config = changed_config(config)
                    run.random = tuple(
                        n for n, a, b in zip(("NumPy", "Python"), state, _random_states(), strict=True)
                        if a != b
                    )  # fmt: skip
                    self.runs.append(run)
                    world.restore()
                    arguments.restore()
                    _rebind(self.body, bindings)
            run.printed, run.text, run.warnings = sink.total, sink.text, tuple(caught)

    def _argument_snapshot(self):
        names = _parameter_names(self.body, len(self.args))
        return _world.Snapshot({**dict(zip(names, self.args, strict=True)), **self.kwargs})

    def call_text(self, suffix=""):
        """The call in words: `name(float32[3], 2)`."""
        parts = [describe(value) for value in self.args]
        parts += [f"{key}={describe(value)}" for key, value in self.kwargs.items()]
        return f"{self.name}{suffix}({', '.join(parts)})"


@dataclasses.dataclass(frozen=True, eq=False)
class _Static:
    """Wraps a static argument: one leaf, kept as the very object that it is."""

    value: object


def _bare(value):
    return value.value if isinstance(value, _Static) else value


def _jitted_within(f, args, kwargs):
    """A jitted function hidden in a partial, a method or a callable object, and its full arguments.

    What a partial holds, and `self`, are arguments to jit like any other.
    """
    if isinstance(f, functools.partial) and not isinstance(f, jax.tree_util.Partial):
        inner = _jitted_within(f.func, (*f.args, *args), {**f.keywords, **kwargs})
        return inner if jit_settings(inner[0]) is not None else (f, args, kwargs)
    if inspect.ismethod(f) and jit_settings(f.__func__) is not None:
        return f.__func__, (f.__self__, *args), kwargs
    call = inspect.getattr_static(type(f), "__call__", None)
    if jit_settings(f) is None and jit_settings(call) is not None:
        return call, (f, *args), kwargs
    return f, args, kwargs


def name_of(f):
    """A name for a function, a method, a partial or a callable object."""
    while isinstance(f, functools.partial):
        f = f.func
    name = getattr(f, "__qualname__", None) or type(f).__name__
    return name.replace("<locals>.", "")


def describe(value):
    """An argument in a few words: dtype and shape for arrays, else its repr, shortened."""
    leaves = _leaves(value)
    if len(leaves) == 1 and hasattr(leaves[0], "dtype") and hasattr(leaves[0], "shape"):
        return f"{leaves[0].dtype}[{','.join(map(str, leaves[0].shape))}]"
    if len(leaves) > 1 or any(hasattr(leaf, "dtype") for leaf in leaves):
        kind = type(value).__name__
        return f"{kind} of {len(leaves)} leaves"
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 40 else text[:37] + "..."


def _leaves(value):
    return jax.tree.leaves(value, is_leaf=lambda x: x is None)


def _arrays_of_module(result):
    """An Equinox module among results may hold functions beside arrays, as `filter_jit` allows."""
    equinox = sys.modules.get("equinox")
    if equinox is None:
        return result
    is_module = lambda x: isinstance(x, equinox.Module)
    if not any(is_module(x) for x in jax.tree.leaves(result, is_leaf=is_module)):
        return result
    return equinox.filter(result, equinox.is_array_like)


def _is_key(leaf):
    return hasattr(leaf, "dtype") and jax.dtypes.issubdtype(leaf.dtype, jax.dtypes.prng_key)


def _is_data(leaf, scalars):
    """Would jit trace this leaf of an un-jitted function's argument?  Integers are settings."""
    if isinstance(leaf, (float, complex)) and not isinstance(leaf, np.generic):
        return scalars
    if isinstance(leaf, (np.ndarray, np.generic)):
        return leaf.dtype.kind in "biufcV" and leaf.dtype != object
    return isinstance(leaf, jax.Array)


def _copied(x):
    """A copy of an array, an array of keys too, that a function may change or donate."""
    if isinstance(x, jax.Array) and _is_key(x):
        bits = jnp.array(jax.random.key_data(x), copy=True)
        return jax.random.wrap_key_data(bits, impl=jax.random.key_impl(x))
    return jnp.array(x, copy=True) if isinstance(x, (jax.Array, np.ndarray)) else x


def _required(f):
    """How many positional parameters have no default; None where it is not known."""
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return None
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return sum(p.default is p.empty for p in positional)


def _parameter_names(f, count):
    try:
        names = list(inspect.signature(f).parameters)[:count]
    except (TypeError, ValueError):
        names = []
    return [*names, *(f"argument {i}" for i in range(len(names), count))]


def _module_as_argument(f, args):
    """A module with parameters becomes an argument, so that jit sees the parameters as data."""
    nnx = sys.modules.get("flax.nnx")
    if nnx is not None and isinstance(f, nnx.Module):
        definition, state = nnx.split(f)
        # What a call counts or remembers is the copy's: the state that is given stays as it is.
        copies = {"copy": True} if "copy" in inspect.signature(nnx.merge).parameters else {}

        def call(state, *args, **kwargs):
            return nnx.merge(definition, state, **copies)(*args, **kwargs)

        return call, (state, *args)
    is_function = inspect.isfunction(f) or inspect.isbuiltin(f) or inspect.ismethod(f)
    if is_function or jit_settings(f) is not None or isinstance(f, functools.partial):
        return f, args
    leaves, tree = jax.tree.flatten(f)
    if jax.tree_util.treedef_is_leaf(tree) or not any(isinstance(x, jax.Array) for x in leaves):
        return f, args

    def apply(module, *args, **kwargs):
        return module(*args, **kwargs)

    return apply, (f, *args)


def _bindings(f):
    """(roots for a Snapshot, [(place, value)] of names that can be bound anew)."""
    places = _world.reach(f)
    bound = [(p, p.get()) for p in places if p.kind in ("global", "closure", "module")]
    return _world.roots_of(f), bound


def _rebind(f, bindings):
    known = {(p.kind, id(p.owner), p.path[-1]) for p, _ in bindings}
    for place in _world.reach(f):
        if place.kind == "global" and ("global", id(place.owner), place.path[-1]) not in known:
            del place.owner[place.path[-1]]
    for place, value in bindings:
        with contextlib.suppress(AttributeError):
            if place.kind == "global" and place.path[-1] not in place.owner:
                place.set(value)
            elif place.get() is not value:
                place.set(value)


def _random_states():
    import random

    state = np.random.get_state()
    return (state[0], state[1].tobytes(), *state[2:]), random.getstate()
