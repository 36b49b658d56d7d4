"""What an audit may be told."""

import dataclasses
import math
from collections.abc import Callable, Sequence

from jaxwise.probes._codes import CODES, PROBES


@dataclasses.dataclass(frozen=True)
class Options:
    """How `jaxwise.audit` and the probes go about it.

    Attributes:
        skip: names of probes to leave out, of `jaxwise.probes.PROBES`.
        ignore: codes of findings that are meant, of `jaxwise.probes.CODES`; they are listed apart.
        reference: a function that computes the same; the cost probe compares with it.
        domain: where to look for points at which a derivative or a value is not finite: a pair
            (low, high) for every floating-point argument; such findings are notes.  None: nowhere.
        calls: further calls that the program makes, a sequence of (args, kwargs): the tracing
            probe looks at what they make JAX trace again.
        seconds: no new work is started after this many seconds of wall time.
        largest: a program with more equations than this is not compiled.

    Raises:
        TypeError, ValueError: one of them is not of this form; the message names it.
    """

    skip: Sequence[str] = ()
    ignore: Sequence[str] = ()
    reference: Callable | None = None
    domain: tuple[float, float] | None = None
    calls: Sequence[tuple] = ()
    seconds: float = 60.0
    largest: int = 5_000

    def __post_init__(self):
        for name, known in (("skip", PROBES), ("ignore", CODES)):
            words = getattr(self, name)
            if isinstance(words, str):
                raise TypeError(f"{name} must be a sequence of names, got the string {words!r}")
            for word in words:
                if word not in known:
                    raise ValueError(f"{name}: no {word!r}; known are {', '.join(known)}")
        if self.reference is not None and not callable(self.reference):
            raise TypeError(f"reference must be a function, got {type(self.reference).__name__}")
        if self.domain is not None:
            low, high = map(float, self.domain)
            if not (math.isfinite(low) and math.isfinite(high) and low < high):
                raise ValueError(f"domain must be (low, high), finite, got {self.domain!r}")
        for call in self.calls:
            if not (isinstance(call, tuple) and len(call) == 2 and isinstance(call[1], dict)):
                raise TypeError(f"calls must hold pairs (args, kwargs), got {call!r}"[:200])
        if not (isinstance(self.seconds, (int, float)) and self.seconds > 0):
            raise ValueError(f"seconds must be a time above 0, got {self.seconds!r}")
