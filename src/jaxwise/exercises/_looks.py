"""What the checks of several chapters ask: was it recorded anew, is it jitted, is it pure?"""

import contextlib

from jaxwise.exercises._exercise import NeedsWork, call, require, returned

_TRACE, _COMPILE = "jaxpr_trace", "backend_compile"
_heard = {_TRACE: [], _COMPILE: []}  # the names of the functions traced and the programs compiled


def _hear(event, _, **facts):
    for kind, names in _heard.items():
        if f"/{kind}_duration" in event:
            names.append(facts.get("fun_name", "").removeprefix("jit(").removesuffix(")"))


def _listen(kind, provoke):
    """Make jax tell us of its work; a listener that is gone is put back.  Returns the list of it."""
    import jax

    names = _heard[kind]
    for _ in range(2):
        names.clear()
        provoke()
        if names:
            names.clear()
            return names
        jax.monitoring.register_event_duration_secs_listener(_hear)
    raise RuntimeError(f"jax does not tell of its work: {kind}")


def compiles():
    """The list that holds the names of the programs that jax compiles from now on, as it grows.

    What was compiled before is forgotten: it would not be heard, and an answer that is sent in for
    the second time would look better than it is. Calling this compiles a small program, so that a
    check does it once, and clears the list itself.
    """
    import jax

    jax.clear_caches()
    return _listen(_COMPILE, lambda: jax.jit(lambda x: x).lower(0.0).compile())


class counting_traces(list):
    """A context whose value counts what jax traces inside it: the names of the functions.

    >>> import jax
    >>> with counting_traces() as traced:
    ...     _ = jax.jit(lambda x: x + 1)(1.0)
    >>> len(traced) > 0
    True
    """

    def __enter__(self):
        import jax

        self._names = _listen(_TRACE, lambda: jax.eval_shape(lambda: 0))
        return self

    def __exit__(self, *_):
        self[:] = self._names


def recordings(f, calls):
    """How many functions jax traces in each of the calls, a list of (args); results are dropped."""
    counts = []
    for args in calls:
        with counting_traces() as traced:
            call(f, *args)
        counts.append(len(traced))
    return counts


def same_recording(f, name, calls, what):
    """Require that calls of one kind, after the first of them, make no new recording.

    `what` is the thing that changes from call to call: "rate".
    """
    first, *others = calls
    call(f, *first)
    counts = recordings(f, others)
    if not any(counts):
        return
    again = recordings(f, others)
    seen = f"{sum(map(bool, counts))} of {len(counts)} calls with a new {what} made a new recording"
    if all(again):
        raise NeedsWork(
            f"Each call of `{name}` records anew, also with a {what} that it has had before: the "
            "compiled function is built inside the call, and what was recorded is lost with it.",
            "M17",
            f"{seen}, and so did {sum(map(bool, again))} of the same {len(again)} calls again",
        )
    raise NeedsWork(
        f"Each {what} has a recording of its own: JAX treats the {what} as a constant of the "
        "recording, and has to record again for the next one. One recording should serve them all.",
        "M19",
        f"{seen}; the same calls again made {sum(map(bool, again))}",
    )


def jitted(f, *args):
    """For each output of ``f(*args)``: is it made with the help of a jitted function?

    Read off the recording; jitted functions of jax's own, such as `jnp.where`, do not count.  For
    what cannot be traced, or hides its jit, we watch which Python functions a repeated call skips.
    """
    import jax

    from jaxwise.compat import open_jaxpr
    from jaxwise.probes._source import _file_of_body, is_jax

    try:
        jaxpr = open_jaxpr(jax.make_jaxpr(lambda *args: f(*args))(*args))
    except Exception:
        return [_skips_python(f, *args)]
    made, any_jit = set(), False
    for eqn in jaxpr.eqns:
        ours = eqn.primitive.name in ("jit", "pjit") and not is_jax(_file_of_body(eqn) or "")
        any_jit |= ours
        if ours or any(id(v) in made for v in eqn.invars):
            made |= {id(v) for v in eqn.outvars}
    if not any_jit:
        return [_skips_python(f, *args)]
    return [id(v) in made for v in jaxpr.outvars]


def _skips_python(f, *args):
    """Does a repeated call leave out Python functions that run when jit is switched off?"""
    import sys

    import jax

    from jaxwise.probes._source import is_installed, is_ours

    def codes(f, *args):
        found = set()

        def note(frame, event, _):
            home = frame.f_globals.get("__name__", "")  # also of code that a library has made
            file = frame.f_globals.get("__file__") or frame.f_code.co_filename
            if event == "call" and not is_installed(file) and not is_ours(file):
                if not home.startswith("namedtuple_"):
                    found.add(frame.f_code)

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            f(*args)
        finally:
            sys.setprofile(before)
        return found

    try:
        f(*args)
        warm = codes(f, *args)
        with jax.disable_jit():
            plain = codes(f, *args)
    except Exception:
        return False
    return bool(plain - warm)


def jit_of(f, name):
    """jax.jit of a function of ours that calls the reader's, under the reader's name."""
    import jax

    f.__name__ = f.__qualname__ = f"jitted {name}"
    return jax.jit(f)


_IMPURE = {
    "changed-argument": "`{name}` changes an argument in place; the caller still owns that array.",
    "leaked-tracer": "While `{name}` is recorded it stores something outside of itself, and what "
    "is stored there is a tracer: the stand-in for a value, not the value.",
    "changed-state": "`{name}` changes something that is neither its argument nor its result. "
    "Compiled, that happens once, while it is recorded.",
    "changed-config": "`{name}` changes a setting of JAX, for everything that runs after it.",
    "host-random": "`{name}` draws from random numbers that NumPy or Python keep. Compiled, such a "
    "draw happens once, and is a constant ever after.",
    "not-repeatable": "Two equal calls of `{name}` give two results, so something beside its "
    "arguments goes in.",
}


def pure(f, name, *args, codes=tuple(_IMPURE)):
    """Require that the purity probe finds none of these faults."""
    from jaxwise.probes import purity

    report = purity(f, *args)
    for code in codes:
        for finding in report.by_code(code):
            if finding.severity == "error":
                raise NeedsWork(
                    _IMPURE[code].format(name=name), finding.misconception, finding.evidence
                )


def say(value):
    """A value in a few words."""
    import numpy as np

    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(map(say, value)) + ")"
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biufc":
            raise TypeError
        return np.array2string(array, precision=5, threshold=8, edgeitems=3, separator=", ")
    except (TypeError, ValueError, RuntimeError):  # the last of an array that was donated
        return repr(value)[:80]


def numbers(value, name, seen=""):
    """The value as a NumPy array of 64-bit floats; what holds no real numbers is refused."""
    import numpy as np

    try:
        array = np.asarray(value)
        if array.dtype.kind in "biuf" or array.dtype.name == "bfloat16":
            return array.astype(float)
    except (TypeError, ValueError):
        pass
    raise NeedsWork(f"The {name} is no array of real numbers.", None, f"{seen}: {say(value)}")


@contextlib.contextmanager
def bits(wide):
    """Switch 64 bits on or off for the process, as the reader would, so that an answer can too."""
    import jax

    from jaxwise.compat import enable_x64

    before = jax.config.values["jax_enable_x64"]
    jax.config.update("jax_enable_x64", wide)
    held = bool(jax.config.jax_enable_x64) != wide  # by a context that the reader has opened
    try:
        with enable_x64(wide) if held else contextlib.nullcontext():
            yield
    finally:
        jax.config.update("jax_enable_x64", before)


def truth(value, name, whole=""):
    """The verdict that the reader's function gives, as a bool; `whole` says of what it is one."""
    import numpy as np

    returned(value, name)
    ok = isinstance(value, (bool, int, np.bool_)) or (
        hasattr(value, "dtype") and value.dtype == bool and np.shape(value) == ()
    )
    require(
        ok and value in (0, 1),
        f"`{name}` should say True or False{whole}.",
        None,
        f"it said {say(value)}",
    )
    return bool(value)


def x64():
    """Does jax compute in 64 bits now?"""
    import jax

    return bool(jax.config.jax_enable_x64)
