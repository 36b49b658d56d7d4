"""Programs: lists of code cells, given as strings or read from a script or a notebook."""

import ast
import json
import os
import pathlib
import re
from dataclasses import dataclass


class ProgramError(Exception):
    """A program that cannot be examined: unreadable, or failing before anything was changed."""


@dataclass(frozen=True)
class Program:
    """What `read_program` found.

    Attributes:
      cells: the code cells, strings.
      skip: indices (from 0) of the cells tagged `no-mutation`.
      options: keyword arguments of `Runner.run` with which it runs as its author runs it.
    """

    cells: list
    skip: frozenset
    options: dict


def plain_python(cells):
    """The cells as Python: where a cell does not parse, magics and shell lines become `pass`.

    Raises:
      TypeError: `cells` is not a sequence of strings.

    >>> plain_python(["%matplotlib inline\\nx = 1"])
    ['pass\\nx = 1']
    """
    if isinstance(cells, str) or not all(isinstance(cell, str) for cell in cells):
        raise TypeError("cells: expected a sequence of strings, one a cell")
    return [_plain(cell) for cell in cells]


def _plain(cell):
    try:
        ast.parse(cell)
    except (SyntaxError, ValueError):
        if cell.lstrip().startswith("%%"):
            return "pass"
        return re.sub(r"(?m)^([ \t]*)[%!].*$|^([ \t]*)\w[\w.]*\?{1,2}$", r"\1\2pass", cell)
    return cell


def read_program(file):
    """Read a program from a `.py` script (one cell) or from the code cells of an `.ipynb`.

    Args:
      file: the path.

    Returns:
      A `Program`.  A script runs in the current directory, a notebook in its own.

    Raises:
      ProgramError: there is no such file, it is neither kind, or it does not parse.
    """
    file = pathlib.Path(file)
    if file.suffix not in (".py", ".ipynb"):
        raise ProgramError(f"{file}: expected a .py script or an .ipynb notebook")
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProgramError(f"{file}: cannot be read: {error}") from None
    folder, skip = file.resolve().parent, frozenset()
    if file.suffix == ".py":
        cells, options = [text], dict(folder=os.getcwd(), path=str(folder), file=str(file))
    else:
        cells, skip = _notebook(file, text)
        options = dict(folder=str(folder))
    for index, cell in enumerate(plain_python(cells)):
        try:
            ast.parse(cell)
        except (SyntaxError, ValueError) as error:
            where = f"cell {index + 1} " if len(cells) > 1 else ""
            line = getattr(error, "lineno", None)
            reason = getattr(error, "msg", error)
            raise ProgramError(f"{file}: {where}line {line}: not Python: {reason}") from None
    return Program(cells=cells, skip=skip, options=options)


def _notebook(file, text):
    try:
        found = [c for c in json.loads(text)["cells"] if c["cell_type"] == "code"]
        cells = ["".join(c["source"]) for c in found]
        tags = [c.get("metadata", {}).get("tags", []) for c in found]
    except (ValueError, KeyError, TypeError) as error:
        raise ProgramError(f"{file}: not a notebook: {error!r}") from None
    return cells, frozenset(i for i, tag in enumerate(tags) if "no-mutation" in tag)
