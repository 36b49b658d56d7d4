"""Where an exception came from: the chain of exceptions, whose code each frame is, the user's line.

Nothing here imports jax or runs code of the user.
"""

import dis
import functools
import linecache
import os
import sysconfig
import types
from dataclasses import dataclass
from pathlib import Path

_OWN = os.path.realpath(Path(__file__).parents[1])
_INSTALLED = ("site-packages", "dist-packages")
_COMPILED = (".pyx", ".pxd", ".pxi", ".c", ".cpp")


@dataclass(frozen=True)
class Frame:
    """One entry of a traceback.

    Attributes:
      frame: Python's frame object.
      at: the index of the instruction that was running.
      line: its line.
    """

    frame: types.FrameType
    at: int
    line: int

    @property
    def file(self):
        """The file, or a name such as "<ipython-input-3>" that linecache may know."""
        return self.frame.f_code.co_filename

    @property
    def source(self):
        """The text of the line without the space around it; "" where nobody has it."""
        return linecache.getline(self.file, self.line, self.frame.f_globals).strip()

    @property
    def owner(self):
        """Whose code it is: "user", "python", "jaxwise", a package ("optax"); "" if unknown."""
        if self.file.startswith("<") and not self.file.startswith("<frozen"):
            known = linecache.getlines(self.file, self.frame.f_globals)
            return "user" if known and not self.is_written_by_python else ""
        return owner(self.file)

    @property
    def is_written_by_python(self):
        """A method that `dataclasses`, `namedtuple` or attrs wrote."""
        home = str(self.frame.f_globals.get("__name__", ""))
        kin = home.startswith("namedtuple_") or self.file.startswith("<attrs generated")
        return kin or self.frame.f_code.co_qualname.startswith("__create_fn__")

    @property
    def operation(self):
        """The name of the instruction that was running, such as "CALL" or "BINARY_OP".

        jax shortens tracebacks, and where a frame has cleaned up meanwhile (`with`, `finally`, a
        comprehension) the entry keeps its line, and its instruction is "RERAISE".
        """
        code = self.frame.f_code.co_code
        return dis.opname[code[self.at]] if 0 <= self.at < len(code) else ""

    @property
    def raises(self):
        """Was it a `raise` or an `assert` of this very frame?"""
        if self.operation == "RERAISE":
            return self.source.startswith(("raise", "assert"))
        return self.operation == "RAISE_VARARGS"


@functools.cache
def owner(file):
    """Whose file it is: "user", "python" (with the standard library), "jaxwise", or a package.

    >>> owner("/home/ada/fit.py"), owner("/opt/lib/python3.13/site-packages/optax/_src/alias.py")
    ('user', 'optax')
    """
    path = Path(file)
    if file.startswith("<"):
        return "python" if file.startswith("<frozen") else "user"
    if path.suffix in _COMPILED:  # Cython names its sources: "numpy/random/mtrand.pyx"
        return path.parts[0] if len(path.parts) > 1 and not path.is_absolute() else "python"
    for place in _INSTALLED:
        if place in path.parts:
            below = file[file.rindex(place) + len(place) + 1 :]
            return Path(Path(below).parts[0]).stem if below else "python"
    real = os.path.realpath(file)
    if real.startswith(_OWN + os.sep):
        return "jaxwise"
    standard = {os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    return "python" if any(real.startswith(place + os.sep) for place in standard) else "user"


def frames(error):
    """The frames of an exception's traceback, outermost first."""
    found, entry = [], error.__traceback__
    while entry is not None:
        found.append(Frame(entry.tb_frame, entry.tb_lasti, entry.tb_lineno))
        entry = entry.tb_next
    return found


def user_frame(entries):
    """The innermost frame of the user's own code, or None.

    Code that exec made and whose text is lost counts only where there is nothing better.
    """
    mine = [entry for entry in entries if entry.owner == "user"]
    lost = [entry for entry in entries if entry.file in ("<string>", "<stdin>")]
    return (mine or [entry for entry in lost if not entry.is_written_by_python] or [None])[-1]


def chain(error):
    """The exception and those behind it, in two lists: said to be its causes, merely earlier.

    The first list starts with the exception itself and goes on with its explicit causes and, for
    a group, its members; the second has what was being handled when it was raised.
    """
    causes, earlier, seen = [], [], set()
    queue = [(error, causes)]
    while queue and len(seen) < 100:
        current, place = queue.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        place.append(current)
        if isinstance(current, BaseExceptionGroup):
            queue += [(member, place) for member in current.exceptions]
        queue.append((current.__cause__, place))
        if not current.__suppress_context__:
            queue.append((current.__context__, earlier))
    return causes, earlier
