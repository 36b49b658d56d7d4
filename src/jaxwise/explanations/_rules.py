"""All rules, in the order in which they are tried: the first that holds is taken.

Libraries come first, because they pass on jax's own exceptions with a meaning of their own; then
derivatives and keys, whose words are particular; then tracing, arrays and devices, whose words are
shared; plain Python comes last.
"""

from jaxwise.explanations import (
    _arrays,
    _autodiff,
    _devices,
    _flax,
    _keys,
    _python,
    _shapes,
    _solvers,
    _tracing,
    _training,
)

RULES = (
    _flax.RULES
    + _training.RULES
    + _solvers.RULES
    + _autodiff.RULES
    + _keys.RULES
    + _tracing.RULES
    + _devices.RULES
    + _arrays.RULES
    + _shapes.RULES
    + _python.RULES
)
