"""Measure what a function costs: time it honestly, count its work, count its traces.

A time is a reading: it holds for one device, one day and one set of versions, and `Timing` carries
all three.  A count (`cost`, `temporaries`, `count_traces`) is a property of the program, and a
claim may stand on it.  Importing this module starts no backend.
"""

from jaxwise.measure._cost import Cost, cost
from jaxwise.measure._memory import temporaries
from jaxwise.measure._timing import Pair, Timing, break_even, compare, timeit
from jaxwise.measure._traces import TraceCounter, count_traces

__all__ = [
    "Cost",
    "Pair",
    "Timing",
    "TraceCounter",
    "break_even",
    "compare",
    "cost",
    "count_traces",
    "temporaries",
    "timeit",
]
