"""Small programs that raise, each for one rule of `jaxwise.explanations`.

A program is a function that raises when called; its guilty line has `# HERE`.
"""

import importlib
import importlib.util
import inspect
from dataclasses import dataclass
from importlib.metadata import version

from packaging.version import Version

MODULES = ("tracing", "arrays", "autodiff", "keys", "libraries", "python", "devices")


@dataclass(frozen=True)
class Program:
    """A function that raises, with what `explain` should say.

    Attributes:
      function: the function.
      rule: the name of the rule.
      misconception: "M01" to "M60", or None.
      needs: what it needs: "equinox", "jax:no_tracing" (a name in a module), "jax<0.8".
    """

    function: object
    rule: str
    misconception: str | None
    needs: tuple

    @property
    def name(self):
        return f"{self.function.__module__.rpartition('.')[2]}.{self.function.__name__}"

    @property
    def file(self):
        return inspect.getsourcefile(self.function)

    @property
    def line(self):
        """The number of the line that has `# HERE`."""
        lines, first = inspect.getsourcelines(self.function)
        (found,) = [first + i for i, text in enumerate(lines) if "# HERE" in text]
        return found

    def missing(self):
        """What of its needs is not there; "" if nothing."""
        for need in self.needs:
            if "<" in need:
                package, _, limit = need.partition("<")
                if Version(version(package)) >= Version(limit):
                    return need
                continue
            module, _, name = need.partition(":")
            if importlib.util.find_spec(module.partition(".")[0]) is None:
                return module
            if name and not hasattr(importlib.import_module(module), name):
                return need
        return ""

    def error(self):
        """Run it, and return what it raises."""
        try:
            self.function()
        except BaseException as error:
            return error
        raise AssertionError(f"{self.name} raises nothing")


PROGRAMS = []


def raises(rule, misconception, *needs):
    """Register a function as a program that raises what `rule` is for."""

    def register(function):
        PROGRAMS.append(Program(function, rule, misconception, needs))
        return function

    return register


def programs(*modules):
    """The programs of these modules, all if none is named."""
    for module in MODULES:
        importlib.import_module(f"raising.{module}")
    return [p for p in PROGRAMS if not modules or p.name.partition(".")[0] in modules]
