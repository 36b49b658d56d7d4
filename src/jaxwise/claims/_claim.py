"""`claim`: assert one statement, against something from outside, and keep a record of it."""

import contextlib
import math
import os
import re

import numpy as np

from jaxwise.claims._display import describe, glue, plain, show_claim

OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "≈")
KINDS = ("analytic", "published", "implementation", "second method", "definition")

_ORDER = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
_records = []
_collecting = False


class ClaimError(AssertionError):
    """A claim that does not hold."""


def claim(text, value, op, bound, *, name=None, kind, source, tol=None, needs=None):
    """Assert that `value op bound`, print one line, and record the claim.

    Args:
      text: the statement, as a sentence that a reader can dispute.
      value: what was computed: a scalar, a string, or an array (the claim is then about every
        element).  A function of no arguments is called, and only where `needs` is met.
      op: one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `≈`.  `==` and `!=` compare integers, booleans
        and strings; floating-point values are compared by `≈` with `tol`.
      bound: what it is compared with: a scalar, or an array of the shape of `value`.
      name: also glue the value under this name, for prose to print.
      kind: where the bound comes from: "analytic", "published", "implementation" (of somebody
        else), "second method" or "definition".
      source: the formula, the table, the library or the method, in words.
      tol: with `≈`, the largest absolute difference allowed, in the unit of `value`.
      needs: where the claim can run at all, e.g. "jax>=0.9", "gpu" or "devices>=8".  Elsewhere it
        is recorded as not run, and nothing is asserted.

    Returns:
      None.  `records()` has what was recorded.

    Raises:
      ClaimError: the claim does not hold (NaN never does).
      TypeError, ValueError: an argument is not as described.

    >>> claim("sin has period 2 pi", math.sin(1 + 2 * math.pi), "≈", math.sin(1.0), tol=1e-12,
    ...       kind="analytic", source="periodicity of the sine")
    ✓ sin has period 2 pi  [within 1e-12 · analytic: periodicity of the sine]
    """
    _check_words(text, op, kind, source, tol)
    record = dict(text=text, op=op, kind=kind, source=source, name=name, needs=needs, tol=tol)
    if needs is not None and not _met(needs):
        _keep(record | dict(holds=None, value=None, bound=None, slack=None))
        show_claim(f"– {text}  [not run here: needs {needs}]", _records[-1])
        return
    value = value() if callable(value) else value
    value, bound = _comparable(value, op, bound)
    holds, slack = _compare(value, op, bound, tol)
    scalar = np.ndim(value) == 0
    _keep(
        record
        | dict(
            holds=holds,
            value=_json(value) if scalar else None,
            bound=_json(bound) if np.ndim(bound) == 0 else None,
            slack=slack,
        )
    )
    if not holds and not _collecting:
        raise ClaimError(f"claim does not hold: {text}\n  {_difference(value, op, bound, tol)}")
    show_claim(
        f"{'✓' if holds else '✗'} {text}  [{_terms(op, bound, tol)}{kind}: {source}]", _records[-1]
    )
    if name is not None:
        if not scalar:
            raise ValueError(f"name: only a scalar can be glued, and value is {describe(value)}")
        glue(name, value)


def records():
    """The claims recorded so far in this process, oldest first, as a list of dictionaries."""
    return list(_records)


@contextlib.contextmanager
def collect():
    """Within this context a claim that fails is recorded and not raised; yields the records."""
    global _collecting
    before, start = _collecting, len(_records)
    _collecting, fresh = True, []
    try:
        yield fresh
    finally:
        _collecting = before
        fresh.extend(_records[start:])


def seed(number):
    """A fixed seed, shifted when the environment variable `JAXWISE_SEED` is a whole number.

    A claim that holds for one seed in three is luck.  A chapter that writes
    `jax.random.key(seed(0))` can be run again with other keys without being edited.

    Args:
      number: an integer, 0 <= number < 1000.

    Returns:
      `number + 1000 * JAXWISE_SEED`, an int below 2**31.

    Raises:
      ValueError: `number` or the variable is not as described.

    >>> seed(7)
    7
    """
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 1000:
        raise ValueError(f"number: expected an integer from 0 to 999, got {number!r}")
    shift = os.environ.get("JAXWISE_SEED", "").strip() or "0"
    if not re.fullmatch(r"\d{1,6}", shift):
        raise ValueError(f"JAXWISE_SEED: expected a whole number below 1000000, got {shift!r}")
    return number + 1000 * int(shift)


def _check_words(text, op, kind, source, tol):
    for argument, given in (("text", text), ("source", source)):
        if not isinstance(given, str) or not given.strip():
            raise ValueError(f"{argument}: expected words, got {given!r}")
    if op not in OPERATORS:
        raise ValueError(f"op: expected one of {' '.join(OPERATORS)}, got {op!r}")
    if kind not in KINDS:
        raise ValueError(f"kind: expected one of {', '.join(KINDS)}, got {kind!r}")
    if (op == "≈") != (tol is not None):
        raise ValueError(f"tol: goes with ≈ and only with it, got op={op!r} and tol={tol!r}")
    if tol is not None:
        tol = plain(tol)
        if isinstance(tol, str) or not (tol > 0 and math.isfinite(tol)):
            raise ValueError(f"tol: expected a positive finite number, got {tol!r}")


def _comparable(value, op, bound):
    """Both sides as Python strings or NumPy values of one shape, or an error that says why not."""
    if isinstance(value, str) or isinstance(bound, str):
        if op not in ("==", "!=") or not (isinstance(value, str) and isinstance(bound, str)):
            raise TypeError(
                f"value: a string is compared with a string by == or !=, got "
                f"{describe(value)} {op} {describe(bound)}"
            )
        return value, bound
    value, bound = np.asarray(value), np.asarray(bound)
    for argument, given in (("value", value), ("bound", bound)):
        if given.dtype.kind not in "biufc" and given.dtype.name != "bfloat16":
            raise TypeError(
                f"{argument}: expected numbers, booleans or a string, got {describe(given)}"
            )
        if op in ("==", "!=") and given.dtype.kind not in "biu":
            raise TypeError(
                f"{argument}: {op} compares integers, booleans and strings, got {describe(given)}; "
                f"for floating point use ≈ with tol"
            )
        if op in _ORDER and given.dtype.kind == "c":
            raise TypeError(f"{argument}: complex numbers have no order, got {describe(given)}")
    if bound.ndim and bound.shape != value.shape:
        raise ValueError(
            f"bound: expected shape {value.shape} as value has, or a scalar, got {bound.shape}"
        )
    if value.size == 0:
        raise ValueError(f"value: a claim about no element says nothing, got {describe(value)}")
    return value, bound


def _compare(value, op, bound, tol):
    """(holds, slack): slack is how many times the observed could grow before the claim fails."""
    if op in ("==", "!="):
        equal = value == bound if isinstance(value, str) else bool(np.all(value == bound))
        if op == "!=" and not isinstance(value, str):
            return bool(np.all(value != bound)), None
        return (equal if op == "==" else not equal), None
    if op == "≈":
        off = float(np.max(np.abs(_wide(value) - _wide(bound))))
        return bool(off <= tol), (tol / off if off > 0 else math.inf) if math.isfinite(off) else 0.0
    holds = bool(np.all(_ORDER[op](value, bound)))
    small, large = (value, bound) if op.startswith("<") else (bound, value)
    small, large = np.broadcast_arrays(_wide(small), _wide(large))
    if np.all(small > 0) and np.all(large > 0):
        return holds, float(np.min(large / small))
    return holds, None


def _wide(x):
    return np.asarray(x, dtype=complex if np.asarray(x).dtype.kind == "c" else float)


def _difference(value, op, bound, tol):
    if np.ndim(value):
        worst = f"array {describe(value)}"
        if op == "≈":
            worst += f", largest difference {np.max(np.abs(_wide(value) - _wide(bound))):.3g}"
        return f"{worst}: not every element is {op} {_short(bound)}" + (
            f" within {tol:.3g}" if tol else ""
        )
    line = f"{_short(value)} is not {op} {_short(bound)}"
    if op == "≈":
        line += f" within {tol:.3g}: they differ by {abs(_wide(value) - _wide(bound)):.3g}"
    return line


def _terms(op, bound, tol):
    """What was demanded, in a few characters; the observed value is machine noise and stays out."""
    if op == "≈":
        return f"within {tol:.2g} · "
    return f"{op} {_short(bound, 3)} · " if np.ndim(bound) == 0 else f"{op} elementwise · "


def _short(x, digits=6):
    if isinstance(x, str):
        return repr(x)
    if np.ndim(x):
        return describe(x)
    x = x.item() if hasattr(x, "item") else x
    return str(x) if isinstance(x, (bool, int)) else f"{x:.{digits}g}"


def _json(x):
    """A scalar that JSON can hold."""
    x = x if isinstance(x, str) else x.item()
    if isinstance(x, complex) or (isinstance(x, float) and not math.isfinite(x)):
        return str(x)
    return x


def _keep(record):
    if record["tol"] is not None:
        record["tol"] = float(record["tol"])
    if record["slack"] is not None and not math.isfinite(record["slack"]):
        record["slack"] = "exact"
    _records.append(record)


def _met(needs):
    """Is the condition `needs` met here?  'gpu', 'tpu', 'devices>=8' or 'package>=version'."""
    import jax

    if needs in ("gpu", "tpu"):
        return jax.default_backend() == needs
    match = re.fullmatch(r"([\w.-]+)>=([\d.]+)", needs) if isinstance(needs, str) else None
    if match is None:
        raise ValueError(
            f"needs: expected 'gpu', 'tpu', 'devices>=N' or 'package>=version', got {needs!r}"
        )
    what, least = match.groups()
    if what == "devices":
        return jax.device_count() >= int(least)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return _numbers(version(what)) >= _numbers(least)
    except PackageNotFoundError:
        return False


def _numbers(text):
    return [int(part) for part in re.findall(r"\d+", text)][:4]
