"""Time a function, or two functions against each other, so that the numbers mean something."""

import dataclasses
import datetime
import math
import os
import platform
import time

import jax
import numpy as np

from jaxwise.measure._arguments import check_callable, check_count

SHORTEST_SAMPLE = 1e-3  # seconds; shorter calls are repeated within a sample, at most 1000 times


@dataclasses.dataclass(frozen=True)
class Timing:
    """The times of one function, as `timeit` and `compare` return them.  Seconds throughout.

    Attributes:
        name: the function's name.
        first_call: wall seconds of the first call made here: trace, compile and run.
        wall: wall seconds per call, one number a sample.
        cpu: CPU seconds per call, all threads of the process together, one number a sample.
        number: calls in a sample.
        device: where the result lay; "host" for a function that returns no JAX array.
        date: day of the measurement, ISO 8601.
        versions: of Python, NumPy and JAX.
    """

    name: str
    first_call: float
    wall: tuple[float, ...]
    cpu: tuple[float, ...]
    number: int
    device: str
    date: str
    versions: str

    @property
    def median(self):
        """Median wall seconds per call."""
        return self.quartiles[1]

    @property
    def quartiles(self):
        """First quartile, median and third quartile of the wall seconds per call."""
        return _quartiles(self.wall)

    @property
    def cpu_quartiles(self):
        """First quartile, median and third quartile of the CPU seconds per call."""
        return _quartiles(self.cpu)

    @property
    def compile_seconds(self):
        """What the first call cost beyond a usual one, wall seconds; not below zero.

        It is the cost of tracing and compiling, unless the function was compiled before.
        """
        return max(self.first_call - self.median, 0.0)

    def __str__(self):
        return (
            f"{self.name}: {_spread(self.quartiles)} wall, {_spread(self.cpu_quartiles)} CPU a call"
            f" ({len(self.wall)} x {self.number} calls); first call {_seconds(self.first_call)}\n"
            f"{self.device}; {self.versions}; {self.date}"
        )


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two functions timed in turn, as `compare` returns them.

    Attributes:
        a, b: the `Timing` of each.
    """

    a: Timing
    b: Timing

    @property
    def ratios(self):
        """Wall time of `a` over wall time of `b`, pair by pair: above 1, `b` is the faster."""
        return tuple(x / y for x, y in zip(self.a.wall, self.b.wall, strict=True))

    @property
    def ratio(self):
        """Median of `ratios`."""
        return self.quartiles[1]

    @property
    def quartiles(self):
        """First quartile, median and third quartile of `ratios`."""
        return _quartiles(self.ratios)

    @property
    def cpu_quartiles(self):
        """The same for the CPU seconds; NaN where the clock was too coarse to see `b` run."""
        return _quartiles(
            [x / y if y else math.nan for x, y in zip(self.a.cpu, self.b.cpu, strict=True)]
        )

    @property
    def break_even(self):
        """Calls after which `b` has paid for what it compiles more than `a`; see `break_even`."""
        more = max(self.b.compile_seconds - self.a.compile_seconds, 0.0)
        return break_even(more, before=self.a.median, after=self.b.median)

    def __str__(self):
        q1, median, q3 = self.quartiles
        c1, cpu, c3 = self.cpu_quartiles
        calls = self.break_even
        pays = {0: "pays from the first call", math.inf: "never pays"}.get(
            calls, f"has paid after {calls:,} calls"
        )
        return (
            f"{self.a.name} takes {median:.3g} [{q1:.3g} to {q3:.3g}] times as long as "
            f"{self.b.name} (wall; CPU {cpu:.3g} [{c1:.3g} to {c3:.3g}]; {len(self.ratios)} pairs);"
            f" {self.b.name} {pays}\n"
            f"{self.b.device}; {self.b.versions}; {self.b.date}"
        )


def timeit(f, /, *args, repeat=20, number=None, **kwargs):
    """Time ``f(*args, **kwargs)``: the first call apart, then `repeat` samples.

    Every call is waited for (`jax.block_until_ready`), because JAX returns before the work is done.
    The function may return anything, and need not use JAX.  Arguments must survive a call: a
    function that donates them cannot be timed with the same ones again.

    Arguments:
        f: the function.  To pass an argument called `repeat` or `number`, wrap it in a lambda.
        *args, **kwargs: its arguments.
        repeat: samples to take.
        number: calls in a sample.  None chooses enough for a sample to last 1 ms, at most 1000.

    Returns:
        `Timing`, in seconds per call.

    Raises:
        TypeError, ValueError: `f` is not callable, or `repeat` or `number` is no positive integer.

    >>> import numpy as np
    >>> timing = timeit(np.sort, np.arange(100.0), repeat=5, number=2)
    >>> len(timing.wall), timing.number, timing.device.startswith("host")
    (5, 2, True)
    """
    check_callable("f", f)
    check_count("repeat", repeat)
    [timing] = _sample([f], args, kwargs, repeat, number)
    return timing


def compare(a, b, /, *args, repeat=20, number=None, **kwargs):
    """Time `a` and `b` in turn on the same arguments: a b a b ...

    Load on the machine changes from second to second.  Two samples taken one after the other see
    the same load, so their ratio says more than the ratio of two medians.

    Arguments:
        a, b: the functions; that they compute the same thing is for the caller to check.
        *args, **kwargs: the arguments of both.
        repeat: pairs of samples to take.
        number: calls in a sample, the same for both.  None chooses for each of them as `timeit`.

    Returns:
        `Pair`; ``ratio`` is the time of `a` over the time of `b`.

    Raises:
        TypeError, ValueError: as `timeit`.

    >>> import numpy as np
    >>> pair = compare(np.sort, np.sum, np.arange(1000.0), repeat=3, number=10)
    >>> len(pair.ratios), pair.ratio > 0
    (3, True)
    """
    check_callable("a", a)
    check_callable("b", b)
    check_count("repeat", repeat)
    return Pair(*_sample([a, b], args, kwargs, repeat, number))


def break_even(compile_seconds, *, before, after):
    """The number of calls after which compiling has paid.

    The smallest n with ``compile_seconds + n * after <= n * before``.

    Arguments:
        compile_seconds: spent once, seconds.
        before: seconds per call without compiling.
        after: seconds per call once compiled.

    Returns:
        int; `math.inf` if `after` is not below `before` and compiling costs anything.

    Raises:
        ValueError: a time is negative or not finite.

    >>> break_even(2.0, before=0.5, after=0.1)
    5
    >>> break_even(2.0, before=0.1, after=0.5)
    inf
    """
    times = {"compile_seconds": compile_seconds, "before": before, "after": after}
    for name, value in times.items():
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{name} must be a time in seconds, finite and >= 0, got {value!r}")
    if compile_seconds == 0 and after <= before:
        return 0
    if after >= before:
        return math.inf
    calls = math.ceil(compile_seconds / (before - after))
    if compile_seconds + (calls - 1) * after <= (calls - 1) * before:  # the division rounded up
        calls -= 1
    return calls


def _sample(functions, args, kwargs, repeat, number):
    """Time the functions in turn, `repeat` times; a list of `Timing` in the same order."""
    if number is not None:
        check_count("number", number)
    first, numbers, devices = [], [], []
    for f in functions:
        result, wall, _ = _run(f, args, kwargs, 1)
        first.append(wall)
        devices.append(_device(result))
        if number is None:
            _, wall, _ = _run(f, args, kwargs, 1)
            numbers.append(_enough(wall))
        else:
            numbers.append(number)
    walls, cpus = [[] for _ in functions], [[] for _ in functions]
    for _ in range(repeat):
        for i, f in enumerate(functions):
            _, wall, cpu = _run(f, args, kwargs, numbers[i])
            walls[i].append(wall)
            cpus[i].append(cpu)
    today = datetime.date.today().isoformat()
    return [
        Timing(
            name=getattr(f, "__name__", type(f).__name__),
            first_call=first[i],
            wall=tuple(walls[i]),
            cpu=tuple(cpus[i]),
            number=numbers[i],
            device=devices[i],
            date=today,
            versions=_versions(),
        )
        for i, f in enumerate(functions)
    ]


def _run(f, args, kwargs, number):
    """The last result, and wall and CPU seconds per call."""
    wall, cpu = _now()
    for _ in range(number):
        result = jax.block_until_ready(f(*args, **kwargs))
    wall_end, cpu_end = _now()
    return result, (wall_end - wall) / number, (cpu_end - cpu) / number


def _now():
    return time.perf_counter(), time.process_time()


def _enough(seconds):
    return min(max(math.ceil(SHORTEST_SAMPLE / max(seconds, 1e-9)), 1), 1000)


def _device(result):
    host = f"{platform.machine()}, {os.cpu_count()} cores"
    arrays = [leaf for leaf in jax.tree.leaves(result) if isinstance(leaf, jax.Array)]
    devices = set().union(*[array.devices() for array in arrays])
    if not devices:
        return f"host ({host})"
    kinds = sorted({d.device_kind if d.platform != "cpu" else f"cpu ({host})" for d in devices})
    return f"{len(devices)} x {', '.join(kinds)}"


def _versions():
    return f"jax {jax.__version__}, NumPy {np.__version__}, Python {platform.python_version()}"


def _quartiles(samples):
    return tuple(float(q) for q in np.quantile(samples, [0.25, 0.5, 0.75]))


def _spread(quartiles):
    q1, median, q3 = quartiles
    return f"{_seconds(median)} [{_seconds(q1)} to {_seconds(q3)}]"


def _seconds(value):
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"
