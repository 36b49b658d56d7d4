"""Checks of the exercises of the chapter on arrays, dtypes and devices."""

import math
import threading
import time
import warnings

from jaxwise.exercises._exercise import (
    Crashed,
    Exercise,
    NeedsWork,
    call,
    close,
    function,
    pair,
    require,
    returned,
)
from jaxwise.exercises._looks import bits, compiles, numbers, say


def _array(value, name, shape, seen):
    """The value as a NumPy array of 64-bit floats; its shape has to be this."""
    import numpy as np

    returned(value, name)
    got = numbers(value, f"result of `{name}`", seen)
    require(
        got.shape == shape,
        f"`{name}` returns an array of shape {got.shape}; here it should have the shape {shape}.",
        None,
        seen,
    )
    return np.asarray(got)


# --- arr_dtypes


def _right_dtypes():
    """[(expression, dtype in 32 bits, dtype in 64 bits)], from running each."""
    import jax.numpy as jnp
    import numpy as np

    f, i = jnp.ones(2, dtype=jnp.float32), jnp.ones(2, dtype=jnp.int32)
    lines = {
        "f + 1.5": lambda: f + 1.5,
        "f + np.float64(1.5)": lambda: f + np.float64(1.5),
        "i * 1.5": lambda: i * 1.5,
        "i * f": lambda: i * f,
        "jnp.int8(100) + 100": lambda: jnp.int8(100) + 100,
        'jnp.zeros(2, dtype="float64")': lambda: jnp.zeros(2, dtype="float64"),
    }
    found = {}
    for wide in (False, True):
        with bits(wide), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for line, run in lines.items():
                found.setdefault(line, []).append(run().dtype.name)
    return [(line, *kinds) for line, kinds in found.items()]


def _dtype_name(value, where):
    """The name of a dtype, however it is written."""
    import jax.numpy as jnp

    if isinstance(value, type) and value in (bool, int, float, complex):
        raise NeedsWork(
            f"Python's `{value.__name__}` does not say how many bits there are; a dtype does.",
            None,
            where,
        )
    try:
        if value is None:
            raise TypeError
        return jnp.dtype(value).name
    except TypeError:
        raise NeedsWork(f"{value!r:.40} is no dtype.", None, where) from None


_DTYPES_SAY = {
    "f + 1.5": "A Python number has no bits of its own; an array of floating-point numbers does "
    "not change its dtype for it.",
    "f + np.float64(1.5)": "`np.float64(1.5)` is not a Python number: it has a dtype of its own, "
    "and that counts as far as JAX has it.",
    "i * 1.5": "A number with a fraction makes a floating-point array out of an integer one. "
    "Which, if the number itself has no bits? The one that JAX makes by default.",
    "i * f": "Between an integer array and a floating-point one JAX does not look for a type that "
    "holds both, as NumPy does, and the number of bits it computes in does not matter.",
    "jnp.int8(100) + 100": "The Python number takes the type of the array it meets, whether the "
    "sum fits or not.",
    'jnp.zeros(2, dtype="float64")': "What is asked for by name is given where JAX has it.",
}


def _six_dtypes(answer, chapter):
    f = function(answer, "six_dtypes")
    got = returned(call(f), "six_dtypes")
    right = _right_dtypes()
    rows = [] if isinstance(got, (dict, str)) or not hasattr(got, "__len__") else list(got)
    require(
        len(rows) == len(right),
        f"`six_dtypes` returns {say(got)}; a list of six pairs is asked for.",
    )
    said = []
    for (line, *_), row in zip(right, rows, strict=True):
        two = not isinstance(row, (str, dict)) and hasattr(row, "__len__") and len(row) == 2
        require(two, f"{row!r:.60} is no pair of dtypes.", None, f"for {line}")
        said.append(tuple(_dtype_name(kind, f"for {line}") for kind in row))
    wanted = [tuple(kinds) for _, *kinds in right]
    require(
        said == wanted or [row[::-1] for row in said] != wanted,
        "The pairs are the other way round: the dtype in 32 bits comes first.",
    )
    for (line, narrow, wide), (first, second) in zip(right, said, strict=True):
        seen = f"{line}: you say {first} where JAX computes in 32 bits, {second} in 64"
        strong = line not in ("f + 1.5", "i * f", "jnp.int8(100) + 100")
        require(
            not (strong and first != narrow and first.endswith("64")),
            "Where JAX computes in 32 bits there is no 64-bit array, whoever asks for one.",
            "M31",
            seen,
        )
        number = "M31" if "zeros" in line else "M34"
        require((first, second) == (narrow, wide), _DTYPES_SAY[line], number, seen)


_SIX_DTYPES = Exercise(
    label="arr_dtypes",
    check=_six_dtypes,
    hints=(
        "Which of the two operands of each line has bits of its own: an array, a NumPy number, a "
        "Python number? And what is the default that JAX falls back on?",
        "`(expression).dtype` tells you, once you have decided; `jax.enable_x64(True)` is a "
        "context for the second of each pair (jax 0.8 and later).",
        'def six_dtypes():\n    return [\n        ("float32", ...),\n        (..., ...),\n'
        "        ...\n    ]",
    ),
    why="Python numbers are weak, NumPy numbers and arrays are not; floating point ranks above "
    "integers whatever their bits; and without the switch nothing has 64 bits.",
    checked="the twelve dtypes, against running the six lines in 32 and in 64 bits",
    unchecked="whether you decided before you ran them",
)


# --- arr_row


def _row_or_nan(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "row_or_nan")
    draws = np.random.default_rng(21)
    for n in (5, 1, 12):
        values = draws.normal(size=n).astype(np.float32) + 3.0
        if n == 12:
            values[4] = np.inf
        table = jnp.asarray(values, dtype=jnp.float32)
        inside = draws.integers(0, n, 4)
        cases = [inside, np.array([[0, n - 1, 0], [n - 1, 0, n - 1]]), np.array([n, 0])]
        cases += [np.array([-1, 0]), np.array([-n - 1, 0]), np.array([n - 1, n + 7, -n, 10**6])]
        cases = [(jnp.asarray(i, dtype=jnp.int32), i) for i in cases] + [(i, i) for i in cases]
        one = [0, n - 1, n, -1, -n - 3, 10**6]
        cases += [(i, np.array(i)) for i in one]
        cases += [(jnp.asarray(i, dtype=jnp.int32), np.array(i)) for i in one[:4]]
        for given, i in cases:
            seen = f"a table of {n} rows, i = {say(i)}"
            result = call(f, table, given)
            returned(result, "row_or_nan")
            got = _array(result, "row_or_nan", i.shape, seen)
            _judge_rows(got, values.astype(float), i, f"{seen}: it gave {say(got)}")


def _judge_rows(got, table, i, seen):
    import numpy as np

    n = len(table)
    exists = (i >= 0) & (i < n)
    right = np.where(exists, table[np.clip(i, 0, n - 1)], np.nan)
    bad = ~((got == right) | (np.isnan(got) & np.isnan(right)))
    if not np.any(bad):
        return

    def like(where, values):
        return np.any(where) and np.all(got[where] == values[where])

    require(
        not np.any(bad & exists & np.isnan(got)),
        "A row that exists comes back as NaN.",
        None,
        seen,
    )
    require(
        not np.any(bad & exists), "A row that exists comes back with another value.", None, seen
    )
    require(
        not like(i >= n, np.full(i.shape, table[-1])),
        "Past the end comes the last row, as if it were the one that was asked for: a read outside "
        "of an array is clamped, and nothing is raised.",
        "M30",
        seen,
    )
    wraps = (i < 0) & (i >= -n)
    require(
        not like(wraps, table[np.clip(i, -n, n - 1)]),
        "A negative number finds a row: it counts from the end. In this table there is no such "
        "row.",
        "M30",
        seen,
    )
    require(
        not like(i < 0, np.full(i.shape, table[0])),
        "Before the beginning comes the first row: a read outside of an array is clamped.",
        "M30",
        seen,
    )
    raise NeedsWork("A row that does not exist is not NaN.", "M30", seen)


_ROW = Exercise(
    label="arr_row",
    check=_row_or_nan,
    hints=(
        "For which numbers does JAX find a row although the table has none of that number? There "
        "are two kinds of them.",
        '`jnp.where` chooses by a condition on the number itself. Or look at what `mode="fill"` '
        "of `.at[...].get` leaves open.",
        "def row_or_nan(table, i):\n    i = jnp.asarray(i)\n"
        "    return jnp.where(..., table[i], ...)",
    ),
    why="What lies outside is decided by the number of the row, before anything is read. Reading "
    "alone clamps at both ends, and takes negative numbers from the end.",
    checked="tables of 1 to 12 rows; integers and arrays of NumPy and JAX, inside, past both ends "
    "and negative",
    unchecked="tables of more than one axis",
)


# --- arr_signs


def _count_signs(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "count_signs")
    draws = np.random.default_rng(22)
    middle = draws.integers(0, 12, 40) * 30.0 + draws.uniform(1.0, 29.0, 40)
    turns = 360.0 * draws.integers(-4, 5, 40)
    plain = np.array([15.0, 45.0, 46.0, 345.0])
    hair = np.array([-1e-7, 100.0, -1e-12, 100.0])  # the only ones that lie on a border
    cases = [plain, np.full(4, 200.0), middle, middle + turns, np.array([-10.0]), np.array([1.0])]
    cases += [np.array([-370.0, -730.0, 10.0, 10.0]), np.array([31.0, 359.9, 721.0, 2.0]), hair]
    cases += [np.full(300, 200.0)]
    kinds = dict.fromkeys((jnp.zeros(1, jnp.float32).dtype, jnp.zeros(1).dtype))
    for degrees in cases:
        for kind in kinds:
            given = jnp.asarray(degrees, dtype=kind)
            seen = f"for the longitudes {say(degrees)}"
            result = returned(call(f, given), "count_signs")
            got = _array(result, "count_signs", (12,), seen)
            _judge_signs(got, degrees, f"{seen} it gave {say(got.astype(int))}")
            require(
                np.asarray(result).dtype.kind in "iu",
                "The numbers are right, and they are floating-point numbers; counts are integers.",
                None,
                f"the dtype is {np.asarray(result).dtype}",
            )


def _judge_signs(got, degrees, seen):
    import numpy as np

    sign = (degrees % 360 // 30).astype(int)
    right = np.bincount(sign % 12, minlength=12)
    edge = (degrees < 0) & (degrees > -1e-5)  # these may be counted in the last sign or the first
    loose = np.isin(np.arange(12), (0, 11)) if edge.any() else np.zeros(12, bool)
    n = len(degrees)
    ok = np.all(got[~loose] == right[~loose]) and got.sum() == n
    if ok and np.all(got >= np.bincount(sign[~edge] % 12, minlength=12)):
        return
    require(
        n < 256 or not np.array_equal(got % 256, right % 256),
        "Of many longitudes in one sign only a few are counted: integers of so few bits start "
        "again from zero.",
        None,
        seen,
    )
    require(
        np.any(got != 0),
        "All counts are zero. An update gives a new array; who keeps it?",
        "M29",
        seen,
    )
    require(
        not np.array_equal(got, np.minimum(right, 1)) or right.max() < 2,
        "Several longitudes in one sign are counted as one: of two updates of the same row, one "
        "is lost.",
        None,
        seen,
    )
    toward_zero = np.bincount((np.fmod(degrees, 360) / 30).astype(int) % 12, minlength=12)
    if np.any(degrees < -1e-5):
        require(
            not np.array_equal(got, toward_zero),
            "Below zero it counts in the wrong sign: a conversion to integers cuts towards zero.",
            None,
            seen,
        )
    require(
        got.sum() >= n,
        f"Of {n} longitudes {int(n - got.sum())} are lost. Where would they be written? A write "
        "to a row that does not exist is dropped, and nothing is raised.",
        "M30",
        seen,
    )
    require(got.sum() == n, "Some longitudes are counted more than once.", None, seen)
    raise NeedsWork("Longitudes are counted in the wrong sign.", None, f"{seen}; it is {right}")


_SIGNS = Exercise(
    label="arr_signs",
    check=_count_signs,
    hints=(
        "Which numbers can `degrees % 360 // 30` be, in floating point, if a longitude lies a hair "
        "below zero? And what happens to a write there?",
        "`.at[...].add` adds once for each repeated index. A remainder of the sign itself, 12, "
        "brings any integer to a row that exists.",
        "def count_signs(degrees):\n    sign = (degrees % 360 // 30).astype(int) ...\n"
        "    return jnp.zeros(12, dtype=int).at[...]....",
    ),
    why="Each longitude finds a row that exists, and each adds one to it, however often the row "
    "is named.",
    checked="one to three hundred longitudes in both precisions, negative, of several turns, repeated, and "
    "a rounding error below zero",
    unchecked="longitudes on the other borders of two signs, and NaN",
)


# --- arr_stopwatch

_PYTHON = 0.4, 0.1  # seconds in Python of the first call, the second, and so on in turn
_DEVICE, _TRACE = 0.3, 0.8  # seconds on the device, and while recorded
_LEAST = 0.2  # seconds on the device below which a reading says too little
_NO_CALL = "These are not the seconds of one call."
_NEAR = 0.07  # seconds that two clocks may differ


def _chain(x, n):
    import jax

    return jax.lax.fori_loop(0, n, lambda _, y: y @ x, x)


def _steps(x):
    """How many products of `_chain` take about `_DEVICE` seconds here."""
    import jax

    run = jax.jit(_chain)
    jax.block_until_ready(run(x, 2))
    start = time.perf_counter()
    jax.block_until_ready(run(x, 500))
    return max(int(500 * _DEVICE / (time.perf_counter() - start)), 1)


class _Slow:
    """A jitted function: slow to compile, slow to call, slow to run.  It notes each call.

    Attributes:
        calls: [(was it compiled in this call?, was the device still at work on an earlier one?,
            seconds until back, seconds until ready)]
    """

    def __init__(self, steps, programs):
        import jax

        self.programs = programs  # the list of what jax compiles
        self.calls, self.results, self.watchers = [], [], []

        def planted(x):
            time.sleep(_TRACE)
            return _chain(x, steps)

        self.jitted = jax.jit(planted)

    def __call__(self, x):
        import jax

        if isinstance(x, jax.core.Tracer):
            return self.jitted(x)
        return self._run(self.jitted, x)

    def _run(self, f, x):
        start = time.perf_counter()
        busy = any(not (y.is_deleted() or y.is_ready()) for y in self.results)
        before = len(self.programs)
        time.sleep(_PYTHON[len(self.results) % 2])
        result = f(x)
        self.results.append(result)
        back = time.perf_counter() - start
        new = len(self.programs) > before

        def watch():
            result.block_until_ready()
            self.calls.append((new, busy, back, time.perf_counter() - start))

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        self.watchers.append(thread)
        return result

    def lower(self, *args):
        return _Stage(self, self.jitted.lower(*args))

    trace = lower

    def seen(self):
        for thread in self.watchers:
            thread.join(10)
        return self.calls


class _Stage:
    """A traced, lowered or compiled form of a `_Slow`, whose calls are noted as well."""

    def __init__(self, slow, stage):
        self.slow, self.stage = slow, stage

    def lower(self, *_):
        return self

    def compile(self, *_):
        return _Stage(self.slow, self.stage.compile())

    def __call__(self, x):
        return self.slow._run(self.stage, x)


def _two_times(answer, chapter):
    import jax.numpy as jnp

    f = function(answer, "two_times")
    x = jnp.full((64, 64), 1 / 64, dtype=jnp.float32)
    steps = _steps(x)
    programs = compiles()
    before = None
    for _ in range(5):  # a busy machine may spoil a reading, but not five
        slow = _Slow(steps, programs)
        got = pair(call(f, slow, x), "two_times", "until it is back, until the result is there")
        try:
            back, ready = (float(value) for value in got)
        except (TypeError, ValueError):
            raise NeedsWork(f"These are no two numbers of seconds: {say(got)}.") from None
        fault = _stopwatch_fault(back, ready, slow.seen())
        if any(r - b < _LEAST for new, _, b, r in slow.calls if not new):
            steps *= 2
            fault = fault or ("The readings of this machine are too noisy to tell; try again.",)
        elif fault is None:
            return
        elif fault[:2] == before and fault[0] != _NO_CALL:  # which no noise makes of a right one
            break
        before = fault[:2]
    raise NeedsWork(*fault)


def _stopwatch_fault(back, ready, calls):
    """(diagnosis, misconception, evidence) of the two readings, or None."""
    cold = [(b, r) for new, _, b, r in calls if new]
    warm = [(b, r) for new, busy, b, r in calls if not new and not busy]
    queued = [(b, r) for new, busy, b, r in calls if not new and busy]
    for times in (warm, queued):
        if len(times) > 1:  # a reader may take the mean of several calls
            times += [tuple(sum(column) / len(times) for column in zip(*times, strict=True))]
    seen = f"it gave {back:.3f} s and {ready:.3f} s"

    def away(what, times=warm + queued):
        """Seconds from both readings to what `what(back, ready)` makes of the nearest call."""
        both = (((back, ready), what(b, r)) for b, r in times)
        return min((max(abs(x - u), abs(y - v)) for (x, y), (u, v) in both), default=math.inf)

    # Calls take turns in Python, so that on a busy machine, too, one is told from two of them.
    mixed = [
        (b, r)
        for i, (*_, b, _) in enumerate(calls)
        for j, (*_, r) in enumerate(calls)
        if (i - j) % 2
    ]
    if away(lambda b, r: (b, r), warm) < min(_NEAR, away(lambda b, r: (b, r), mixed)):
        return None
    if not calls:
        return "`f` was not called: nothing was timed.", None, seen
    seen += f"; the function takes {_TRACE} s to compile, and a call {_PYTHON[0]} or {_PYTHON[1]} "
    seen += f"s in Python and about {_DEVICE} s on the device"
    table = [
        (away(lambda b, r: (b, r), queued), "M20", "When the clock was started, the device was "
         "still at work on an earlier call: that one has come back, and nobody waited for it."),
        (away(lambda b, r: (r, b)), None, "The two are the other way round: the time until the "
         "call is back comes first."),
        (away(lambda b, r: (b, b)), "M20", "The second clock was read before the result was "
         "there: a call comes back when the work is ordered, and nobody waited for it."),
        (away(lambda b, r: (r, r)), "M20", "The first clock was read after the result was waited "
         "for, so both are the same. The call comes back earlier."),
        (away(lambda b, r: (b, r - b)), None, "The second is counted from the moment the call "
         "came back; both are to be counted from the start of the call."),
    ]  # fmt: skip
    far, number, diagnosis = min(table, key=lambda row: row[0])
    if far < _NEAR:  # the nearest: on a busy machine one may look like another
        return diagnosis, number, seen
    compiled = away(lambda b, r: (b, r), cold) < _NEAR
    if not compiled and away(lambda b, r: (b, r), mixed) < _NEAR:
        return "The two times are of two different calls.", None, seen
    if compiled or max(back, ready) > _TRACE + min(_PYTHON):
        return "The seconds of compiling are in it, or those of several calls.", None, seen
    return _NO_CALL, None, seen


_STOPWATCH = Exercise(
    label="arr_stopwatch",
    check=_two_times,
    hints=(
        "What has happened when `f(x)` comes back, and what has not? Which call is the first?",
        "`time.perf_counter()` is read three times; `jax.block_until_ready(result)` waits. "
        "A call before all that takes the compilation away.",
        "def two_times(f, x):\n    ...                      # compile\n"
        "    start = time.perf_counter()\n    result = f(x)\n    back = ...\n    ...\n"
        "    return back, time.perf_counter() - start",
    ),
    why="The call hands the work over and comes back; the result is waited for, by name. The "
    "first call, which compiles, is not among the times.",
    checked="both readings of a function that is slow to compile, to call and to run, against our "
    "own clock",
    unchecked="how precise they are for a function of microseconds",
)


# --- arr_elapsed


def _nights():
    """[(whole, clock)], NumPy: Julian days in two parts."""
    import numpy as np

    draws = np.random.default_rng(23)
    day, found = 2298154, []
    for n, reach in ((12, 60), (5, -60), (2, 1), (1, 0)):
        whole = day + np.linspace(0, reach, n).astype(int) - (reach == 0)
        clock = draws.uniform(0.0, 1.0, n)
        found.append((whole, clock))
    found.append((np.array([day, day + 1, day - 1, day]), np.array([0.999, 0.0, 0.5, 0.25])))
    found.append((np.array([day, day, day]), np.array([0.0, 1 / 1440, 0.75])))
    return [(w.astype(np.int32), c.astype(np.float32)) for w, c in found]


def _elapsed(answer, chapter):
    from jaxwise.probes._limits import restored

    function(answer, "elapsed")
    wrong = {}
    for wide in (False, True):
        with bits(wide), restored():
            wrong[wide] = _elapsed_faults(answer, wide)
    faults = wrong[False] or wrong[True]
    if not faults:
        return
    got, whole, clock, asked, seen = faults[0]
    if wrong[True] and not wrong[False]:
        raise NeedsWork("Right in 32 bits, and wrong in 64.", None, seen)
    if not wrong[True] and asked:
        raise NeedsWork(
            "You ask for float64, and where JAX computes in 32 bits you get float32, with a "
            "warning that is easily missed.",
            "M31",
            seen,
        )
    _diagnose_elapsed([fault for fault in faults if len(fault[1]) > 1] or faults, bool(asked))


def _elapsed_faults(answer, wide):
    """[(got, whole, clock, was float64 asked for in vain?, evidence)] of the wrong results."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    from jaxwise.probes._limits import changed_config

    faults = []
    for whole, clock in _nights():
        before = dict(jax.config.values)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = call(answer, jnp.asarray(whole), jnp.asarray(clock))
        seen = f"in {64 if wide else 32} bits, whole = {say(whole)}, clock = {say(clock)}"
        returned(result, "elapsed")
        now = bool(jax.config.jax_enable_x64)
        changed = changed_config(before)
        require(
            now == wide,
            "It changes JAX's settings, and so the dtypes of everything that is made afterwards.",
            None,
            f"jax_enable_x64 was {wide} before the call and is {now} after it",
        )
        require(
            not changed,
            "It changes JAX's settings, for everything that runs afterwards.",
            None,
            f"other than before the call: {', '.join(changed)}",
        )
        kind = type(result).__name__
        require(isinstance(result, jax.Array), f"A `jax.Array` is asked for, and this is a {kind}.")
        got = _array(result, "elapsed", whole.shape, seen)
        whole, clock = whole.astype(float), clock.astype(float)
        right = (whole - whole[0]) + (clock - clock[0])
        asked = any("float64" in str(w.message) and "truncated" in str(w.message) for w in caught)
        if not np.all(np.abs(got - right) * 86400 <= 10.0):
            off = float(np.nanmax(np.abs(got - right))) * 1440
            faults.append((got, whole, clock, asked,
                           f"{seen}: {say(got)}, up to {off:.3g} minutes off"))  # fmt: skip
    return faults


def _diagnose_elapsed(faults, asked):
    import numpy as np

    def like(other):
        return all(close(got, other(w, c), 2e-4) for got, w, c, *_ in faults)

    def days(w, c):
        return (w - w[0]) + (c - c[0])

    seen = faults[0][-1]
    shapes = {
        "The day of the first entry is taken off, and its clock is not.": lambda w, c: w - w[0] + c,
        "The sign is reversed: entries after the first one lie in the future.": lambda w, c: (
            -days(w, c)
        ),
        "The sign is lost: an entry before the first one is a negative number of days away.": (
            lambda w, c: np.abs(days(w, c))
        ),
        "The clock has no part in it.": lambda w, c: w - w[0],
        "The days have no part in it.": lambda w, c: c - c[0],
        "These are the days from each entry to the next, not from the first.": (
            lambda w, c: np.diff(w + c, prepend=w[0] + c[0])
        ),
        "These are hours; days are asked for.": lambda w, c: 24 * days(w, c),
    }
    for text, other in shapes.items():
        require(not like(other), text, None, seen)
    near = all(np.all(np.abs(got - days(w, c)) <= 0.51) for got, w, c, *_ in faults)
    if near and asked:
        raise NeedsWork(
            "Days and clock are added in `float32`, where float64 was asked for and there is none.",
            "M31",
            seen,
        )
    require(
        not near,
        "An integer array and a `float32` array are added, and the sum is `float32`: a Julian day "
        "in 24 binary digits is right to a quarter of a day.",
        "M34",
        seen,
    )
    raise NeedsWork("These are not the days since the first entry.", None, seen)


_ELAPSED = Exercise(
    label="arr_elapsed",
    check=_elapsed,
    hints=(
        "Which of the two arrays holds the large numbers, and in which arithmetic are they exact?",
        "Integers are subtracted exactly. What is left is small, and small numbers may meet "
        "`float32`.",
        "def elapsed(whole, clock):\n    return (whole - ...) + (...)",
    ),
    why="The large numbers are subtracted while they are integers, so that only small numbers "
    "take the 24 binary digits of `float32`.",
    checked="up to twelve nights over sixty days, forwards and backwards, in 32 and in 64 bits; "
    "JAX's settings",
    unchecked="spans of years",
)


# --- arr_three_passes


class _Multiply:
    """The product of factors rounded to bfloat16, times a factor of ours; it counts its calls."""

    def __init__(self, times=1.0):
        self.count, self.times = 0, times

    def __call__(self, A, B):
        import jax
        import jax.numpy as jnp

        self.count += 1
        A, B = (jax.lax.reduce_precision(jnp.asarray(x, dtype=jnp.float32), 8, 7) for x in (A, B))
        return self.times * jnp.matmul(A, B, precision="highest")


def _factors():
    """[(A, B)], NumPy float32; all numbers of the first pairs are rounded to the same side."""
    import numpy as np

    draws = np.random.default_rng(24)
    found = []
    for m, k, n in ((1, 1, 1), (2, 3, 2), (4, 8, 5)):
        A, B = (1 + 2**-8 * draws.uniform(0.7, 0.95, s) for s in ((m, k), (k, n)))
        found += [(A, B), (A * 1000.0, -B), (A, 0.01 * (1 + 0.99 * 2**-8 * np.ones((k, n))))]
        found += [(draws.normal(size=(m, k)), draws.normal(size=(k, n)))]
    found.append((np.eye(3), draws.normal(size=(3, 4)) + 5.0))
    return [(A.astype(np.float32), B.astype(np.float32)) for A, B in found]


def _three_passes(answer, chapter):
    import jax.numpy as jnp
    import numpy as np

    f = function(answer, "three_passes")
    for A, B in _factors():
        seen = f"A of shape {A.shape}, B of shape {B.shape}"
        multiply = _Multiply()
        result = call(f, multiply, jnp.asarray(A), jnp.asarray(B))
        got = _array(result, "three_passes", (A.shape[0], B.shape[1]), seen)
        require(
            multiply.count > 0,
            "`multiply` is never called; the exercise asks what can be had from it.",
            None,
            seen,
        )
        require(
            multiply.count <= 3,
            f"`multiply` is called {multiply.count} times; three calls have to be enough.",
            None,
            seen,
        )
        _judge_product(got, A, B, seen)
        times = call(f, _Multiply(4.0), jnp.asarray(A), jnp.asarray(B))
        times = _array(times, "three_passes", got.shape, seen)
        size = np.abs(A.astype(float)) @ np.abs(B.astype(float))
        require(
            np.all(np.abs(times - 4 * got) <= 1e-3 * size),
            "Only a part of the result comes from `multiply`; the rest is multiplied elsewhere.",
            None,
            f"{seen}: with a `multiply` that returns four times the product, the result is "
            f"{float(np.abs(times).max() / max(np.abs(got).max(), 1e-30)):.4g} times as large",
        )


def _judge_product(got, A, B, seen):
    import numpy as np

    A, B = A.astype(float), B.astype(float)
    size = np.abs(A) @ np.abs(B)
    off = np.abs(got - A @ B)
    if np.all(off <= 2**-12 * size):
        return
    seen += f": an element is off by {float(np.max(off / size)):.1e} of |A||B|"
    (A1, A2), (B1, B2) = (_halves(x) for x in (A, B))

    def like(*products, tol=2**-13):
        return bool(np.all(np.abs(got - sum(a @ b for a, b in products)) <= tol * size))

    require(
        not like((A1, B1), (A2, B2), tol=2**-19),
        "What was cut off is multiplied with what was cut off, which is the smallest product of "
        "all; the larger ones are missing.",
        None,
        seen,
    )
    require(
        not like((A1, B1)),
        "This is the product of the rounded factors: what was cut off, beyond eight binary "
        "digits, has no part in it.",
        "M33",
        seen,
    )
    require(
        not (like((A1, B1), (A1, B2)) or like((A1, B1), (A2, B1))),
        "What was cut off one factor is in the result, and of the other it is missing.",
        "M33",
        seen,
    )
    require(
        not (like((A1, B1), (A1, B1), (A1, B1)) or like((A1, B1), (A1, B1))),
        "The same product is added several times.",
        None,
        seen,
    )
    raise NeedsWork("The product is farther off than 2**-12 of |A||B|.", "M33", seen)


def _halves(x):
    import jax.numpy as jnp
    import numpy as np

    high = np.asarray(jnp.asarray(x, dtype=jnp.float32).astype(jnp.bfloat16)).astype(float)
    return high, x - high


_THREE_PASSES = Exercise(
    label="arr_three_passes",
    check=_three_passes,
    hints=(
        "A number is what eight binary digits hold of it and a rest. How large is the rest, and "
        "can eight digits hold that?",
        "`jax.lax.reduce_precision(x, exponent_bits=8, mantissa_bits=7)` is what `multiply` makes "
        "of a factor. Multiply two sums of two terms, and leave out the smallest product.",
        "def three_passes(multiply, A, B):\n    A1 = jax.lax.reduce_precision(A, ...)\n"
        "    A2 = ...\n    ...\n    return multiply(...) + (... + ...)",
    ),
    why="The rest of each factor is below 2**-8 of it, so the product of two rests is below "
    "2**-16: three products carry sixteen binary digits.",
    checked="the error against a product in 64 bits, for factors that are all rounded to the same "
    "side and for random ones; the number of calls; that all of it comes from `multiply`",
    unchecked="denormal and very large numbers",
)


# --- arr_table


def _tables():
    """[(start, step, values)]."""
    import numpy as np

    draws = np.random.default_rng(25)
    long = np.cumsum(draws.uniform(50.0, 70.0, 12)) + 60.0
    return [
        (2298154.5, 120.0, long),
        (2451545.0, 0.5, long[::-1] - 300.0),
        (2298154.5, 1.0, np.array([12.0, 13.5])),
    ]


def _make_table(answer, chapter):
    make = function(answer, "make_table")
    wrong = {}
    for wide in (False, True):
        with bits(wide):
            wrong[wide] = [_table_values(make, *table) for table in _tables()]
    for narrow, wide in zip(wrong[False], wrong[True], strict=True):
        fault = narrow or wide
        if fault is None:
            continue
        if narrow is not None and wide is None:
            raise NeedsWork(
                "Right in 64 bits, and wrong in 32: a Julian day in 32 bits is right to a quarter "
                "of a day. What can be subtracted before the days become a `jax.Array`?",
                "M32",
                narrow[-1],
            )
        raise NeedsWork(*fault)
    for wide in (False, True):
        with bits(wide):
            for table in _tables():
                _table_corrections(make, *table)


def _made(make, start, step, values):
    table = returned(call(make, start, step, values.copy()), "make_table")
    for name in ("at", "corrected"):
        require(
            callable(getattr(table, name, None)),
            f"What `make_table` returns has no method `{name}`.",
            None,
            f"it is a {type(table).__name__}",
        )
    return table


def _read(table, t):
    """table.at(t) as NumPy."""
    import jax
    import numpy as np

    t = np.asarray(t, dtype=float)
    seen = f"at {say(t - 2.2e6)} + 2 200 000"
    result = returned(call(table.at, t.copy()), "at")
    kind = type(result).__name__
    require(isinstance(result, jax.Array), f"`at` returns a {kind}; a `jax.Array` is asked for.")
    return _array(result, "at", t.shape, seen)


def _table_values(make, start, step, values):
    """(diagnosis, misconception, evidence) of what `at` gives, or None."""
    import numpy as np

    table = _made(make, start, step, values)
    n, end = len(values), start + step * (len(values) - 1)
    seen = f"a table of {n} rows from {start}, every {step} days"
    inner = np.linspace(start, end, 26)[1:-1].reshape(2, 12)
    for t in (inner[0], inner[::-1], inner[1], inner[0, 3]):
        got, right = _read(table, t), np.interp(t, start + step * np.arange(n), values)
        if not np.all(np.abs(got - right) <= 1e-3):
            if np.any(np.isnan(got)):
                return "Between the first row and the last it gives NaN.", None, seen
            off = f"{seen}: off by up to {float(np.max(np.abs(got - right))):.3g} degrees"
            return "Between the rows the values are not interpolated.", None, off
    for t, row, where in ((start, 0, "first"), (end, -1, "last")):
        got = _read(table, t)
        if np.isnan(got):
            return f"On the day of the {where} row it gives NaN, and that day is in the table.", \
                None, seen  # fmt: skip
        if abs(got - values[row]) > 1e-3:
            return f"On the day of the {where} row the value is not that row.", None, \
                f"{seen}: {got:.4f} instead of {values[row]:.4f}"  # fmt: skip
    for t in (end + 0.3 * step, end + step, end + 50.5 * step, start - 0.3 * step,
              start - step, start - (n + 3.5) * step):  # fmt: skip
        got = _read(table, t)
        if not np.isnan(got):
            side = "After the last row" if t > end else "Before the first row"
            return f"{side} it gives a number: an index outside finds a row, and nothing is " \
                "raised.", "M30", f"{seen}: {t} gives {got:.4f}"  # fmt: skip
    mixed = _read(table, np.array([start - step, start, end, end + step]))
    if list(np.isnan(mixed)) != [True, False, False, True]:
        return "One day outside changes what the days inside give.", None, f"{seen}: {say(mixed)}"
    return None


def _table_corrections(make, start, step, values):
    import numpy as np

    given = values.copy()
    table = returned(call(make, start, step, given), "make_table")
    n, days = len(values), start + step * np.arange(len(values))
    i = np.array([0, n - 1, 0, 1])
    new = returned(call(table.corrected, i, 2.0), "corrected")
    require(callable(getattr(new, "at", None)), "`corrected` does not return a table: no `at`.")
    seen = f"a table of {n} rows, corrected({say(i)}, 2.0)"
    got = _read(new, days) - values
    old = _read(table, days) - values
    require(
        np.all(np.abs(old) <= 1e-3) and np.array_equal(given, values),
        "The old table, or the array it was made from, has changed; a correction makes a new one.",
        "M28",
        seen,
    )
    right = np.bincount(i, minlength=n) * 2.0
    require(np.any(np.abs(got) > 1e-3), "The new table has no correction.", "M29", seen)
    require(
        right.max() < 3 or not close(got, np.minimum(right, 2.0), 2e-3),
        "A row that is named twice is corrected once.",
        None,
        seen,
    )
    require(close(got, right, 2e-3), "The rows are not corrected by `by`.", None,
            f"{seen}: the rows change by {say(got)}")  # fmt: skip
    again = _read(call(new.corrected, np.array([1]), -1.0), days) - values
    require(close(again, right - (np.arange(n) == 1), 2e-3),
            "A correction of a corrected table is wrong.", None, seen)  # fmt: skip
    none = returned(call(table.corrected, np.zeros(0, dtype=int), 2.0), "corrected")
    require(np.all(np.abs(_read(none, days) - values) <= 1e-3),
            "A correction of no row changes the values.", None, seen)  # fmt: skip
    for rows, what in (([n], "past the end"), ([0, n + 5], "past the end"), ([-1], "number -1"),
                       ([1, -n - 1], "before the beginning")):  # fmt: skip
        _must_refuse(table, np.array(rows), what, n)


def _must_refuse(table, rows, what, n):
    """Require that the correction of these rows is an IndexError."""
    seen = f"a table of {n} rows, corrected({say(rows)}, 1.0)"
    try:
        call(table.corrected, rows, 1.0)
    except Crashed as crash:
        if isinstance(crash.error, IndexError):
            return
        raise
    raise NeedsWork(
        f"A correction of a row {what} goes by in silence: a write outside is dropped, and a "
        "negative number finds a row from the end. An IndexError is asked for.",
        "M30",
        seen,
    )


_TABLE = Exercise(
    label="arr_table",
    check=_make_table,
    hints=(
        "Which numbers are too large for 32 bits, and where are they still NumPy's? Who can raise "
        "an exception: the host, or the array?",
        "`jnp.interp` takes `left=` and `right=`. `.at[i].add(by)` adds for each repeated row. "
        "A test of NumPy indices on the host may raise.",
        "class Table:\n    def __init__(self, start, step, values): ...\n\n"
        "    def at(self, t):\n        rows = jnp.asarray((t - ...) / ...)\n        return ...\n\n"
        "    def corrected(self, i, by):\n        ...\n        return Table(...)",
    ),
    why="Days become small numbers before they become a `jax.Array`; outside is decided, not left "
    "to the index; a correction is a new table, and a bad row is refused on the host.",
    checked="values inside, on both ends and outside, in 32 and 64 bits; repeated, successive, empty "
    "and refused corrections; the old table",
    unchecked="whether it can be jitted, and your own class",
)


EXERCISES = (_SIX_DTYPES, _ROW, _SIGNS, _STOPWATCH, _ELAPSED, _THREE_PASSES, _TABLE)
