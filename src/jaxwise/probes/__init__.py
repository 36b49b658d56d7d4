"""What is wrong with this function?  `audit` runs the probes; each is a function of its own.

A probe takes a function and arguments as `audit` does, and returns a `Report` of its own findings.
Every finding carries a witness that can be run again.  A probe says when it does not apply, and puts
back what it touched: jax's configuration, the random states, the arguments, the function's world.
"""

from jaxwise.probes._audit import assert_clean, audit, run_probes
from jaxwise.probes._codes import CODES, PROBES
from jaxwise.probes._findings import Finding, Report, Witness
from jaxwise.probes._options import Options
from jaxwise.probes._strict import strict


def purity(f, /, *args, options=None, **kwargs):
    """Does the result depend on the arguments alone, and does a call change nothing else?

    Finds changed globals, closures, attributes and arguments; state that is read once, while jit
    records, and written by the program; compiled answers that are out of date; draws from NumPy's or
    Python's random numbers; leaked tracers; `.at[...]` updates whose result is dropped.  Filling a
    cache is a note.  State that it cannot reach by name from the function is not seen.

    Arguments, errors: as `audit`.

    Returns:
        `Report`.

    >>> calls = []
    >>> def f(x):
    ...     calls.append(x)
    ...     return 2.0 * x
    >>> [finding.code for finding in purity(f, 1.0).findings]
    ['changed-state', 'leaked-tracer']
    """
    return run_probes(("purity",), f, args, kwargs, options)


def agreement(f, /, *args, options=None, **kwargs):
    """Do compiled, plain and batched calls, and calls spread over devices, agree?

    Differences count only beyond the function's own conditioning: the inputs, and the result of
    every operation, are first moved by one unit in the last place.  A chaotic function that differs
    between jit and plain Python is healthy.

    Arguments, errors: as `audit`.

    Returns:
        `Report`.
    """
    return run_probes(("agreement",), f, args, kwargs, options)


def tracing(f, /, *args, options=None, **kwargs):
    """What makes JAX trace this function again, and what makes its recording large?

    Finds float static arguments, jitted functions that are built anew at every call, loops written
    out, captured arrays from 1 MiB on, and, among the calls of ``options.calls``, the shapes and
    types that cost a recording each.

    Arguments, errors: as `audit`.

    Returns:
        `Report`.
    """
    return run_probes(("tracing",), f, args, kwargs, options)


def keys(f, /, *args, options=None, **kwargs):
    """Are the random numbers of this function as independent as they look?

    Keys are followed by value through loops, branches and calls: equal keys that are consumed twice,
    by whatever route, are found, old-style keys too; of a while loop the first eight steps are
    followed.  Randomness that a backward rule draws again is an error until a comment says that it
    is meant.  Diffrax's Brownian paths draw again by design; two paths from one key are not found.
    Keys shared by the lanes of a vmap are found while tracing; a jitted function inside a vmap inside
    a loop hides them.

    Arguments, errors: as `audit`.

    Returns:
        `Report`.
    """
    return run_probes(("keys",), f, args, kwargs, options)


def gradients(f, /, *args, options=None, **kwargs):
    """Are the gradients finite, and do they agree with finite differences in 64 bits?

    The derivative is taken by every floating-point argument.  At a kink, where the two sides
    disagree, and where gradients are stopped on purpose, nothing is reported as wrong.  Points
    elsewhere are looked at only where ``options.domain`` says, and give notes.

    Arguments, errors: as `audit`.

    Returns:
        `Report`.
    """
    return run_probes(("gradients",), f, args, kwargs, options)


def numbers(f, /, *args, options=None, **kwargs):
    """Is precision lost, does an index leave its array, do shapes broadcast by accident?

    An index outside an array is reported if no ``mode=`` is given where it is used, and if the
    result depends on what is read there.  A 32-bit result is compared with the 64-bit one where the
    function draws no random numbers.

    Arguments, errors: as `audit`.

    Returns:
        `Report`.
    """
    return run_probes(("numbers",), f, args, kwargs, options)


def cost(f, /, *args, options=None, **kwargs):
    """Is it far more work than ``options.reference``; are donations and callbacks in order?

    Arguments, errors: as `audit`.

    Returns:
        `Report`.
    """
    return run_probes(("cost",), f, args, kwargs, options)


__all__ = [
    "CODES",
    "PROBES",
    "Finding",
    "Options",
    "Report",
    "Witness",
    "agreement",
    "assert_clean",
    "audit",
    "cost",
    "gradients",
    "keys",
    "numbers",
    "purity",
    "strict",
    "tracing",
]
