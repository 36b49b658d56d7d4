"""How a claim or a value leaves the program: as notebook output where there is one, else as text."""

import math
import re
import sys

GLUE_MIME = "application/papermill.record/text/plain"


def _publisher():
    """IPython's display publisher when we run in a kernel, else None."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.display_pub if shell is not None and hasattr(shell, "kernel") else None


def show_claim(line, record):
    """Print one line; in a notebook the record travels in the output's metadata."""
    publisher = _publisher()
    if publisher is None:
        print(line)
    else:
        publisher.publish(data={"text/plain": line}, metadata={"jaxwise": {"claim": record}})


def glue(name, value):
    """Make `value` available to prose under `name`, as ``{glue:text}`name:.2f` `` in MyST.

    Args:
      name: letters, digits, `_` and `-`; unique within a chapter.
      value: a finite number (Python, NumPy or JAX scalar), a bool or a string.

    Raises:
      TypeError: `value` is not a scalar or a string.
      ValueError: `name` is malformed, or `value` is NaN or infinite.

    Outside a notebook kernel this does nothing.  The output it leaves is that of `myst_nb.glue`,
    so a notebook needs no Sphinx installed to run.

    >>> glue("period_days", 686.98)
    """
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z][\w-]*", name):
        raise ValueError(f"name: expected letters, digits, '_' or '-', got {name!r}")
    value = plain(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"value: expected a finite number to print as {name!r}, got {value!r}")
    publisher = _publisher()
    if publisher is not None:
        publisher.publish(
            data={GLUE_MIME: repr(value)},
            metadata={"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
        )


def plain(value):
    """A Python bool, int, float or str from a scalar of any library."""
    if isinstance(value, (bool, int, float, str)):
        return value
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return plain(value.item())
    raise TypeError(f"value: expected a scalar or a string, got {describe(value)}")


def describe(value):
    """A value in a few words: its type, and for an array its dtype and shape."""
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"an array {value.dtype}{list(value.shape)}"
    return f"{type(value).__name__} {value!r}"[:120]
