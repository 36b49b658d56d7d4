"""Jaxwise: the package behind the executable book from which scientists learn JAX.

Importing it is light: neither jax nor matplotlib is loaded until a name that needs it is used.
"""

import importlib

__version__ = "0.1.0.dev0"

# Public name -> the module that defines it.  A name is loaded when it is first used.
_HOME = {
    "assert_clean": "jaxwise.probes",
    "audit": "jaxwise.probes",
    "explain": "jaxwise.explanations",
    "strict": "jaxwise.probes",
    "claim": "jaxwise.claims",
    "glue": "jaxwise.claims",
    "seed": "jaxwise.claims",
}
_MODULES = {
    "claims",
    "data",
    "doctor",
    "exercises",
    "kepler",
    "measure",
    "probes",
    "show",
    "spectral",
}

__all__ = [
    "assert_clean",
    "audit",
    "claim",
    "claims",
    "data",
    "doctor",
    "exercises",
    "explain",
    "glue",
    "kepler",
    "measure",
    "probes",
    "seed",
    "show",
    "spectral",
    "strict",
]


def __getattr__(name):
    if name in _MODULES:
        return importlib.import_module(f"jaxwise.{name}")
    if name in _HOME:
        value = getattr(importlib.import_module(_HOME[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'jaxwise' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return __all__
