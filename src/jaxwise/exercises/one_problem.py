"""Checks of the exercises in the chapter "One problem, one hour"."""

import collections
import contextlib
import inspect
import os
import sys
import time
import warnings

import numpy as np

from jaxwise.exercises._exercise import (
    ChapterMissing,
    Exercise,
    call,
    function,
    pair,
    require,
    returned,
)
from jaxwise.exercises._looks import bits, x64

# --- what several checks need


def _number(value, name, what):
    """The value as a float; `what` says which number is asked for."""
    returned(value, name)
    array = np.asarray(() if isinstance(value, (tuple, list, dict)) else value)
    kind = f"an array of shape {array.shape}" if array.ndim else f"a {type(value).__name__}"
    kind = f"a {type(value).__name__}" if isinstance(value, (tuple, list, dict)) else kind
    say = f"`{name}` returns {kind}; {what} is one number."
    require(array.size == 1 and array.dtype.kind in "fiuV", say)
    number = float(array.reshape(()))
    require(np.isfinite(number), f"`{name}` returns {number}, which is no finite number.")
    return number


class _Watch:
    """Looks on while the reader's code runs, and counts.

    It uses `sys.setprofile`: it does not matter under which name a function of jax was taken, how
    early, or how deeply it is wrapped.

    Attributes:
        ran: how often each of jax's transformations ran (`_MARKS`), and each clock was read; at
            every reading of a clock `on_clock()` is called.
        model: how often the Python code of `model` ran.
        below: of these, how many stood below each transformation; "" counts those below none.
    """

    def __init__(self, model=None, on_clock=lambda: None):
        self.on_clock = on_clock
        self.code = None if model is None else getattr(inspect.unwrap(model), "__code__", None)
        self.ran, self.model, self.below = collections.Counter(), 0, collections.Counter()

    def __enter__(self):
        self.before = sys.getprofile()
        sys.setprofile(self._see)
        return self

    def __exit__(self, *_):
        sys.setprofile(self.before)

    def _see(self, frame, event, argument):
        if event == "call":
            if mark := _mark(frame):
                self.ran[mark] += 1
            if frame.f_code is self.code:
                self.model += 1
                above = _marks_above(frame)
                self.below.update(above or {""})
        elif event == "c_call" and argument.__name__ in _CLOCKS:
            file = frame.f_code.co_filename
            if file != __file__ and f"{os.sep}jax{os.sep}" not in file:  # the reader's, not ours
                self.ran[argument.__name__] += 1
                self.on_clock()


_CPU_CLOCKS = {"process_time", "process_time_ns", "thread_time", "thread_time_ns", "times"}
_CPU_CLOCKS |= {"getrusage"}
_CLOCKS = _CPU_CLOCKS | {"perf_counter", "perf_counter_ns", "monotonic", "monotonic_ns"}
_CLOCKS |= {"time", "time_ns", "now"}
# jax's Python functions that run when a transformed function is called: their names, and the file.
_MARKS = {
    ("vmap_f", "api.py"): "vmap",
    ("value_and_grad_f", "api.py"): "value_and_grad",
    ("grad_f", "api.py"): "grad",
    ("grad_f_aux", "api.py"): "grad",
}


def _mark(frame):
    """Which transformation this frame is, or None."""
    if frame is None:
        return None
    code = frame.f_code
    mark = _MARKS.get((code.co_name, os.path.basename(code.co_filename)))
    if mark == "value_and_grad" and _mark(_caller(frame)) == "grad":
        return None  # `jax.grad` is made of `jax.value_and_grad`
    if mark is None and code.co_qualname == "Compiled.__call__":
        return "compiled"
    return mark


def _caller(frame):
    """The frame that called this one, without the frames in which jax filters tracebacks."""
    while (frame := frame.f_back) is not None:
        if os.path.basename(frame.f_code.co_filename) != "traceback_util.py":
            break
    return frame


def _marks_above(frame):
    found = set()
    while (frame := frame.f_back) is not None:
        if mark := _mark(frame):
            found.add(mark)
    return found


def _times(count):
    return "once" if count == 1 else f"{count} times"


def _sees(mark, f, *args):
    with _Watch() as watch:
        f(*args)
    return bool(watch.ran[mark])


def _without_jit(model, answer, *args):
    """`_Watch` of a call with jit off, where all Python code runs that was compiled before."""
    import jax

    watch = _Watch(model)
    with contextlib.suppress(Exception), jax.disable_jit(), watch:
        call(answer, *args)
    return watch


def _data(chapter):
    """The chapter's twelve dates and longitudes."""
    for name in ("t", "longitude"):
        if np.shape(chapter[name]) != (12,):
            raise ChapterMissing(name)
    return np.asarray(chapter["t"], float), np.asarray(chapter["longitude"], float)


# --- one_in_axes


def _one_in_axes(answer, chapter):
    import jax.numpy as jnp

    function(answer, "longitudes")
    model, reference = chapter["heliocentric_longitude"], chapter["np_longitude"]
    rng = np.random.default_rng(1604)
    dates = np.sort(rng.uniform(0.0, 8500.0, 12))

    def orbits(n):
        return rng.uniform([300.0, 0.01, 0.0, 0.0], [900.0, 0.3, 6.28, 6.28], (n, 4))

    seen = {}
    for n in (12, 4, 1, 7):
        ps, watch = orbits(n), _Watch(model)
        with watch:
            got = call(answer, jnp.asarray(ps), dates.copy())
        _are_longitudes(got, ps, dates, chapter.names.get("t"), reference)
        if not watch.model:  # compiled already: look on with jit off
            watch = _without_jit(model, answer, jnp.asarray(ps), dates.copy())
        seen[n] = watch
    _is_by_vmap(seen)


def _are_longitudes(got, ps, dates, chapter_dates, reference):
    returned(got, "longitudes")
    n, what = len(ps), f"longitudes(ps of shape {ps.shape}, t of shape (12,))"
    array = hasattr(got, "shape") and hasattr(got, "dtype")
    require(array, f"`longitudes` returns a {type(got).__name__}; one array is asked for.")
    right = np.stack([reference(p, dates) for p in ps])  # (n, 12)
    got = np.asarray(got)
    evidence = f"{what} has the shape {got.shape}"
    tol = 1e-9 if x64() else 2e-3

    def same(a, b):
        if a.shape != b.shape or a.dtype.kind not in "fiu":
            return False
        d = a - b
        return bool(np.all(np.abs(np.arctan2(np.sin(d), np.cos(d))) <= tol))  # NaN is not

    if same(got, right):
        return
    if n == 12 and same(got, np.diag(right)):
        diagnosis = (
            "Each orbit is put on one date only, orbit 0 on date 0, orbit 1 on date 1: both "
            "arguments are mapped over. It runs because there are as many orbits as dates."
        )
        require(False, diagnosis, "M38", evidence)
    transposed = "The axes are exchanged: a row is asked for each orbit, a column for each date."
    require(not same(got, right.T), transposed, None, evidence)
    single = "With a single orbit the axis of the orbits is lost."
    require(not (n == 1 and got.shape == (12,)), single, None, evidence)
    shape = f"The shape is wrong: {right.shape} is asked for, one row an orbit."
    require(got.shape == right.shape, shape, None, evidence)
    require(
        got.dtype.kind in "fiuV", f"The array holds no numbers but {got.dtype}.", None, evidence
    )
    got = got.astype(float)
    worst = np.unravel_index(np.argmax(np.abs(got - right)), got.shape)
    i, k = (int(index) for index in worst)
    evidence = (
        f"{what}[{i}, {k}] is {got[worst]:.6g}; that orbit on that date has {right[worst]:.6g}"
    )
    if np.shape(chapter_dates) == (12,):
        elsewhen = np.stack([reference(p, np.asarray(chapter_dates)) for p in ps])
        say = "The dates that are passed in are not used; these are the chapter's dates."
        require(not same(got, elsewhen), say, None, evidence)
    say = "The longitudes are in degrees; the model has radians."
    require(not np.allclose(got, np.degrees(right), rtol=1e-4), say, None, evidence)
    require(False, "The shape is right, the longitudes are not those of the model.", None, evidence)


def _is_by_vmap(seen):
    """`seen`: for each number of orbits a `_Watch`."""
    import jax
    import jax.numpy as jnp

    if not _sees("vmap", jax.vmap(lambda x: x), jnp.zeros(3)):
        return  # a future jax, whose functions have other names
    if any(watch.ran["compiled"] for watch in seen.values()):
        return  # compiled ahead of time: not to be looked into
    few, many = seen[4].model, seen[7].model
    evidence = f"heliocentric_longitude ran {_times(few)} for 4 orbits, {_times(many)} for 7"
    if many - few >= 3:
        say = (
            "The longitudes are right, but Python goes through the orbits one by one: the model "
            "runs once for each. The exercise asks for `vmap`, which runs it once for all."
        )
        require(False, say, None, evidence)
    say = (
        "The longitudes are right, but no `vmap` maps the model: the orbits were brought into a "
        "shape that broadcasts, or pass one at a time through another loop. The exercise asks for "
        "`vmap`."
    )
    mapped = [w.below["vmap"] or (not w.model and w.ran["vmap"]) for w in (seen[4], seen[7])]
    require(all(mapped), say, None, evidence)


# --- one_hours_apart


_DAY = 2298154.563194444  # the first opposition
_DAYS = [
    (_DAY, _DAY + 1 / 24),
    (_DAY, _DAY + 30.0),
    (_DAY + 29.9137, _DAY),
    (2298154.5, 2298171.623456),
    (2460310.5, 2460310.5 + 7 / 1440),
    (2306997.25, 2306997.25 - 4.4321),
    (0.25, 12.8),
    (_DAY, _DAY),
]


def _one_hours_apart(answer, chapter):
    function(answer, "hours_apart")
    got, asked = _hours(answer, wide=False)
    if _all_hours(got):
        got, _ = _hours(answer, wide=True)
        wide = "In 32 bits the hours are right; with `jax_enable_x64` on they are not."
        require(_all_hours(got), wide, None, _hours_evidence(got))
        return
    evidence = _hours_evidence(got)
    wide, _ = _hours(answer, wide=True)
    if not _all_hours(wide):
        _diagnose_hours(wide, _hours_evidence(wide))
    if asked:
        say = (
            "You ask for float64, and where JAX computes in 32 bits you get float32, with a "
            "warning that is easily missed. A Julian day in 32 bits is right to hours only."
        )
        require(False, say, "M31", evidence)
    say = (
        "Right in 64 bits, wrong in 32: somewhere a number as large as a Julian day is held in 32 "
        "bits, where its neighbours are a quarter of a day apart."
    )
    require(False, say, "M32", evidence)


def _hours(answer, wide):
    """([hours that the answer gives for _DAYS], did it ask for float64 in vain?)"""
    import jax

    found, asked = [], False
    for a, b in _DAYS:
        with bits(wide), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = call(answer, a, b)
            returned(result, "hours_apart")
            kind = f"a {type(result).__module__.split('.')[0]} {type(result).__name__}"
            kind = "a Python float" if type(result) is float else kind
            say = f"`hours_apart` returns {kind}; a `jax.Array` is asked for."
            require(isinstance(result, jax.Array), say, None, f"hours_apart({a!r}, {b!r})")
            say = f"`hours_apart` returns an array of shape {result.shape}; it is one number."
            require(result.size == 1, say)
            value = np.asarray(result).astype(float)
        found.append(float(value.reshape(())))
        asked |= any("float64" in str(w.message) and "truncated" in str(w.message) for w in caught)
    return found, asked


def _apart(scale=24.0):
    return np.array([(b - a) * scale for a, b in _DAYS])


def _all_hours(got):
    return bool(np.all(np.abs(np.array(got) - _apart()) * 3600 <= 1.001))


def _hours_evidence(got):
    off = np.abs(np.array(got) - _apart()) * 3600
    worst = int(np.argmax(np.where(np.isnan(off), np.inf, off)))
    (a, b), hours = _DAYS[worst], got[worst]
    return f"hours_apart({a!r}, {b!r}) is {hours:.6g}: {_span(off[worst])} off"


def _span(seconds):
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} seconds"


def _diagnose_hours(got, evidence):
    """Raise: the hours are wrong in 64 bits too."""
    got, hours = np.array(got), _apart()

    def like(other):
        return np.allclose(got, other, rtol=1e-5, atol=1e-4)

    require(not like(-hours), "The sign is reversed: the hours from `a` to `b` are asked for.",
            None, evidence)  # fmt: skip
    say = "The sign is lost: where `b` lies before `a`, the hours from `a` to `b` are negative."
    require(not like(abs(hours)), say, None, evidence)
    for unit, scale in (("days", 1.0), ("minutes", 1440.0), ("seconds", 86400.0)):
        say = f"The unit is wrong: these are {unit}, and hours are asked for."
        require(not (like(_apart(scale)) or like(-_apart(scale))), say, None, evidence)
    off = np.abs(got - hours).max() * 3600
    say = "Rounded too coarsely: a second is asked for, and it is off by more, also in 64 bits."
    require(not off < 3700, say, None, evidence)
    require(False, "These are not the hours from `a` to `b`.", None, evidence)


# --- one_gradient_of_cost


_ORBITS = ([700.0, 0.1, 5.0, 1.0], [688.0, 0.06, 5.6, 0.95], [683.0, 0.12, 5.9, 1.1])


def _one_gradient_of_cost(answer, chapter):
    import jax.numpy as jnp

    function(answer, "cost_and_slope")
    residuals, model = chapter["np_residuals"], chapter["heliocentric_longitude"]
    right, got = [], []
    for orbit in _ORBITS:
        result = call(answer, jnp.asarray(orbit))
        say = "`cost_and_slope` returns a function: is it called with `p`?"
        require(not callable(result), say)
        value, slope = pair(result, "cost_and_slope", "the cost and its gradient")
        got.append((value, slope))
        right.append(_cost_and_slope(residuals, np.array(orbit)))
    for k, orbit in enumerate(_ORBITS):
        _is_value(got[k][0], got[k][1], right[k][0], orbit, [value for value, _ in got])
        _is_slope(got[k][1], right[k], orbit)
    watches = [_Watch(model), _without_jit(model, answer, jnp.asarray(_ORBITS[0]))]
    with watches[0]:
        call(answer, jnp.asarray(_ORBITS[0]))
    _is_by_value_and_grad(watches)


def _cost_and_slope(residuals, p):
    """(cost, its gradient, the size of the terms that make up the gradient), in NumPy."""
    r = residuals(p)
    steps = np.diag(1e-6 * np.abs(p))
    jacobian = np.stack([(residuals(p + h) - residuals(p - h)) / (2 * h.max()) for h in steps])
    return 0.5 * np.sum(r**2), jacobian @ r, np.abs(jacobian) @ np.abs(r)


def _ratio(a, b):
    """a / b if it is the same everywhere, else None."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    ratio = a.ravel()[np.argmax(np.abs(b))] / b.ravel()[np.argmax(np.abs(b))]
    return float(ratio) if np.allclose(a, ratio * b, rtol=1e-3) else None


def _is_value(value, slope, right, orbit, values):
    call_text = f"cost_and_slope({orbit})"
    if isinstance(value, (tuple, list)):
        say = "The first of the pair is a pair itself; is `has_aux` on, and its extra result kept?"
        require(False, say, None, f"{call_text}[0] is a {type(value).__name__}")
    value, slope = np.asarray(value), np.asarray(slope)
    evidence = f"{call_text}[0] has the shape {value.shape}, [1] has {slope.shape}"
    say = "The two are exchanged: the cost first, then the gradient."
    require(not (value.shape == (4,) and slope.size == 1), say, None, evidence)
    say = "The first of the pair is no single cost but one number for each night."
    require(value.shape != (12,), say, "M43", evidence)
    require(
        value.size == 1 and value.dtype.kind in "fiu", "The cost is one number.", None, evidence
    )
    value = float(value.reshape(()))
    if abs(value - right) <= (1e-4 if x64() else 1e-3) * right:
        return
    evidence = f"{call_text}[0] is {value:.6g}; the cost there is {right:.6g}"
    if len({float(np.asarray(other).ravel()[0]) for other in values}) == 1:
        require(False, "The cost is the same for every orbit: `p` is not used.", None, evidence)
    ratio = value / right
    if abs(ratio - 2) < 1e-3:
        require(False, "The first is twice the chapter's cost: a half is missing.", None, evidence)
    if abs(ratio - 1 / 6) < 1e-3 or abs(ratio - 1 / 12) < 1e-3:
        require(False, "The first is a mean; the cost is half a sum.", None, evidence)
    require(False, "The first of the pair is not the cost at `p`.", None, evidence)


def _is_slope(slope, right, orbit):
    cost, gradient, scale = right
    what = f"cost_and_slope({orbit})[1]"
    slope = np.asarray(slope)
    evidence = f"{what} has the shape {slope.shape}"
    if slope.shape in ((12, 4), (4, 12)):
        say = "The second is the slope of every miss, not of the cost, which is one number."
        require(False, say, "M43", evidence)
    say = "The gradient has one number for each of the four parameters."
    require(slope.shape == (4,) and slope.dtype.kind in "fiu", say, None, evidence)
    if np.all(np.abs(slope - gradient) <= (1e-4 if x64() else 3e-3) * scale):
        return
    numbers = [f"{x:.6g}" for x in gradient]
    found = [f"{x:.6g}" for x in slope]
    evidence = f"{what} is [{', '.join(found)}]; differences give [{', '.join(numbers)}]"
    ratio = _ratio(slope, gradient)
    if ratio is not None:
        say = f"The second is {ratio:.3g} times the gradient of the cost."
        require(False, say, None, evidence)
    say = "The cost is right; the second is not its gradient at `p`."
    require(False, say, None, evidence)


def _is_by_value_and_grad(watches):
    import jax

    square = lambda x: x * x
    seen = _sees("value_and_grad", jax.value_and_grad(square), 1.0)
    if not seen or _sees("value_and_grad", jax.grad(square), 1.0):
        return  # a future jax, whose functions have other names
    ran = sum((watch.ran for watch in watches), collections.Counter())
    if ran["compiled"]:
        return  # compiled ahead of time: not to be looked into
    apart = [watch.model - watch.below["value_and_grad"] for watch in watches]
    times = max(watch.model for watch in watches)
    evidence = f"heliocentric_longitude ran {_times(times)} in one call"
    if ran["value_and_grad"]:
        say = (
            "`jax.value_and_grad` is used, but the model also runs outside of it: one of the two "
            "results is computed a second time."
        )
        require(not any(apart), say, None, evidence)
        return
    say = (
        "Both numbers are right, but they are computed apart: `jax.grad` throws away the cost that "
        "it has computed, and the model runs once more. `jax.value_and_grad` is asked for."
    )
    require(not ran["grad"], say, None, evidence)
    say = "Both numbers are right, but not by `jax.value_and_grad`, which the exercise asks for."
    require(False, say, None, evidence)


# --- one_newton_loop


def _one_newton_loop(answer, chapter):
    import jax.numpy as jnp

    function(answer, "eccentric_anomaly_loop")
    anomalies = {
        "2.5": 2.5,
        "an array of shape (7,)": np.linspace(0.3, 6.0, 7),
        "an array of shape (10,)": np.linspace(-3.0, 3.0, 10),
        "an array of shape (1,)": np.array([0.7]),
        "an array of shape (2, 3)": np.array([[0.0, 0.4, 1.0], [2.2, 3.1, 40.0]]),
    }
    for words, M in anomalies.items():
        for e, steps in ((0.6, 1), (0.6, 2), (0.6, 3), (0.2, 10), (0.1, 25)):
            given = M if isinstance(M, float) else jnp.asarray(M)
            got = call(answer, given, e, steps)
            _is_anomaly(got, M, e, steps, f"eccentric_anomaly_loop({words}, {e}, {steps})")
    _is_one_recording(answer)


def _newton(M, e, steps, E=None):
    M = np.asarray(M, float)
    E = M if E is None else E + 0 * M
    for _ in range(steps):
        E = E - (E - e * np.sin(E) - M) / (1 - e * np.cos(E))
    return E


def _is_anomaly(got, M, e, steps, what):
    returned(got, "eccentric_anomaly_loop")
    if isinstance(got, (tuple, list)):
        say = (
            "It returns a pair or a list; the anomaly alone is asked for. Does the loop give back "
            "a state with a counter, or the final state and a stack?"
        )
        require(False, say, None, f"{what} is a {type(got).__name__} of {len(got)}")
    got, right = np.asarray(got), _newton(M, e, steps)
    evidence = f"{what} has the shape {got.shape}"
    if got.shape == (steps, *right.shape):
        say = "It returns the anomaly after every step; the last one is asked for."
        require(False, say, None, evidence)
    say = f"The shape is wrong: the result has the shape of `M`, {right.shape}."
    require(got.shape == right.shape and got.dtype.kind in "fiu", say, None, evidence)
    tol = 1e-9 if x64() else 2e-5

    def same(other):
        return bool(np.all(np.abs(got - other) <= tol * np.maximum(1, np.abs(other))))

    if same(right):
        return
    worst = np.argmax(np.abs(got - right))
    at = f" at M = {np.ravel(M)[worst]:.3g}" if np.ndim(M) else ""
    evidence = f"{what} is {got.ravel()[worst]:.8g}{at}; after {steps} of them it is "
    evidence += f"{right.ravel()[worst]:.8g}"
    for off, words in ((1, "one step too many"), (-1, "one step too few")):
        if same(_newton(M, e, steps + off)):
            require(False, f"The loop makes {words}.", None, evidence)
    say = "The number of steps is not used: the result is that of many steps."
    require(not same(_newton(M, e, 10)) and not same(_newton(M, e, 60)), say, None, evidence)
    for start in (0.0, np.pi, 1.0, M + e * np.sin(M)):
        say = "The iteration does not begin at `M`."
        require(not same(_newton(M, e, steps, start)), say, None, evidence)
    require(False, f"This is not what {steps} Newton steps from `M` give.", None, evidence)


def _is_one_recording(answer):
    import jax

    from jaxwise.probes._interpret import equations

    def record(steps):
        def recording(M):
            return jax.make_jaxpr(lambda M: answer(M, 0.1, steps))(M)

        loop = f"eccentric_anomaly_loop(M, 0.1, {steps})"
        recording.__qualname__ = f"jax.make_jaxpr(lambda M: {loop})"
        return call(recording, 1.0)

    few, many = ([e.primitive.name for e, _ in equations(record(n))] for n in (12, 132))
    evidence = f"the recording has {len(few)} equations for 12 steps, {len(many)} for 132"
    if len(many) > len(few):
        say = (
            "The anomalies are right, but the recording grows with `steps`: a Python loop runs "
            "while JAX records, and every turn is written out."
        )
        require(False, say, "M22", evidence)
    say = "The recording holds no loop that the compiler can see; where does the iteration run?"
    require({"scan", "while"} & set(many), say, None, evidence)


# --- one_time_right


_RUN = 0.1  # seconds that the slow function sleeps in a run
_COMPILE = 2.0  # and while it is recorded and compiled
_SLACK = 0.8 * _RUN  # what a machine may add


def _one_time_right(answer, chapter):
    function(answer, "seconds_of")
    for _ in range(3):  # a busy machine may spoil a reading, but not three
        slow = _Slow()
        with slow.slow_to_compile():
            cold = slow.reading(answer, _RUN)
        fault = _fault(cold, slow, "a function that is not compiled yet")
        if fault is None or not fault.certain:
            warm = slow.reading(answer, 1.5 * _RUN)
            fault = _fault(warm, slow, "a function that is compiled already") or fault
        if fault is None or fault.certain:
            break
    if fault is not None:
        require(False, fault.diagnosis, fault.misconception, fault.evidence)
    _is_waited_for(answer)


_Fault = collections.namedtuple("_Fault", "diagnosis misconception evidence certain")


class _Slow:
    """A jitted function that takes long to record, to compile and to run; all of it sleep.

    It notes every run, so that a reading is compared with runs that happened, not with a plan.
    """

    def __init__(self):
        import jax
        import jax.numpy as jnp

        self.runs, self.seconds, self.planted = [], _RUN, 0.0

        def host(x):
            start = time.perf_counter()
            time.sleep(self.seconds)
            self.runs.append(time.perf_counter() - start)
            return np.zeros(3, np.float32)

        def jaxwise_slow(x):
            time.sleep(self.planted / 2)
            like = jax.ShapeDtypeStruct((3,), jnp.float32)
            return jax.pure_callback(host, like, x) + x

        self.f = jax.jit(jaxwise_slow)
        self.x = _on_cpu(np.ones(3, np.float32))

    @contextlib.contextmanager
    def slow_to_compile(self):
        """Plant sleep in the recording and, where jax tells of it, at the end of compiling."""
        import jax

        def listen(event, seconds, **facts):
            if "backend_compile" in event:  # of `f`, or of a new function around it
                time.sleep(self.planted / 2)

        self.planted, forget = _COMPILE, _listener_remover()
        if forget is not None:
            jax.monitoring.register_event_duration_secs_listener(listen)
        try:
            yield
        finally:
            self.planted = 0.0
            if forget is not None:
                forget(listen)

    def reading(self, answer, seconds):
        """What the answer says of a run that sleeps so long: (value, watch)."""
        self.seconds = seconds
        self.runs.clear()
        with _Watch() as watch:
            value = call(answer, self.f, self.x)
        return _number(value, "seconds_of", "a time in seconds"), watch


def _listener_remover():
    """What removes a listener of durations again, or None; on jax 0.7.2 it has a private name."""
    import jax

    if hasattr(jax.monitoring, "unregister_event_duration_listener"):
        return jax.monitoring.unregister_event_duration_listener
    import jax._src.monitoring as private

    return getattr(private, "_unregister_event_duration_listener_by_callback", None)


def _on_cpu(x):
    import jax

    try:
        return jax.device_put(x, jax.local_devices(backend="cpu")[0])
    except RuntimeError:  # no such backend
        return jax.device_put(x)


def _fault(reading, slow, what):
    """What is wrong with a reading of the sleeping function: a `_Fault`, or None."""
    (value, watch), runs = reading, slow.runs
    evidence = f"seconds_of({what}, x) is {value:.3g}"
    if not runs:
        return _Fault("`f` was never run.", None, evidence, True)
    run = float(np.median(runs))
    evidence += f"; its run took {run:.3f} s"
    if 0.9 * min(runs) <= value <= max(runs) + _SLACK:
        return None
    if value < 0:
        say = "The time is negative: which clock reading is the earlier?"
        return _Fault(say, None, evidence, True)
    if value < 0.9 * min(runs):
        say = "The time is shorter than the run: the clock does not run through all of `f(x)`."
        if any(watch.ran[clock] for clock in _CPU_CLOCKS):
            say = (
                "This clock counts the time that the processor worked, not the time on the wall: a "
                "run that waits for something costs it nothing."
            )
            return _Fault(say, None, evidence, True)
        return _Fault(say, "M20", evidence, True)
    for unit, factor in (("milliseconds", 1e3), ("microseconds", 1e6), ("nanoseconds", 1e9)):
        if 0.9 * min(runs) <= value / factor <= max(runs) + _SLACK:
            return _Fault(f"The unit is wrong: these are {unit}.", None, evidence, True)
    if "not compiled" in what:
        say = (
            "The compilation is in the time, or a part of it: `f` had never been called before, "
            "and its first call records and compiles."
        )
        evidence += f", its compilation {_COMPILE:.0f} s"
        return _Fault(say, None, evidence, value >= 0.45 * _COMPILE)
    together = round(value / run)
    if 2 <= together <= len(runs) and abs(value - together * run) <= 0.2 * run:
        say = f"This is the time of {together} calls together; one is asked for."
        return _Fault(say, None, evidence, False)
    return _Fault("The time is longer than that of one run.", None, evidence, False)


class _Followed:
    """A jitted function that keeps track of which of its results are still being computed.

    Attributes:
        unfinished: was it called while the result of an earlier call was still under way, and a
            clock was read between the two?
    """

    def __init__(self, f):
        self.f, self.under_way, self.since_clock, self.unfinished = f, [], [], False

    def __call__(self, x):
        self.unfinished |= any(not y.is_ready() for y in self.since_clock)
        y = self.f(x)
        if hasattr(y, "is_ready"):  # a tracer has not
            self.under_way = [z for z in self.under_way if not z.is_ready()] + [y]
        return y

    def __getattr__(self, name):
        return getattr(self.f, name)

    def clock_read(self):
        self.since_clock = [y for y in self.under_way if not y.is_ready()]


def _is_waited_for(answer):
    """Time a computation that jax leaves running while Python goes on."""
    import jax
    import jax.numpy as jnp

    f = jax.jit(lambda x: jnp.sort(jnp.sin(1e4 * x)))
    x = _on_cpu(np.linspace(0.0, 1.0, 200_000, dtype=np.float32))
    jax.block_until_ready(f(x))
    pending, true, read, unfinished = [], [], [], []
    for _ in range(3):
        start = time.perf_counter()
        y = f(x)
        pending.append(not y.is_ready())
        y.block_until_ready()
        true.append(time.perf_counter() - start)
        followed = _Followed(f)
        with _Watch(on_clock=followed.clock_read):
            value = call(answer, followed, x)
        read.append(_number(value, "seconds_of", "a time in seconds"))
        unfinished.append(followed.unfinished)
    if not any(pending):
        return  # here jax waits by itself
    evidence = f"seconds_of(a compiled sort, x) is {min(read):.3g}; a run takes {min(true):.3g} s"
    say = (
        "The clock is stopped too early: a jitted function returns before its result is computed. "
        "What you measure is the time that it takes to start the work."
    )
    require(min(read) >= 0.2 * min(true), say, "M20", evidence)
    say = (
        "The clock is started while an earlier call is still computing: that `f(x)` has returned "
        "does not mean that it is done."
    )
    require(not any(unfinished), say, "M20", evidence)


# --- one_circle and one_equant


def _turned(angle):
    """An angle wrapped into one turn, in minutes of arc."""
    return np.degrees(np.arctan2(np.sin(angle), np.cos(angle))) * 60


def _fitted(misses, *starts):
    """The misses of the best least-squares fit from these starts, by SciPy, and its parameters."""
    from scipy.optimize import least_squares

    options = {"method": "lm", "x_scale": "jac", "xtol": 1e-14, "ftol": 1e-14, "gtol": 1e-14}
    fits = [least_squares(misses, start, **options) for start in starts]
    best = min(fits, key=lambda fit: fit.cost)
    return best.fun, best.x


def _least_worst(misses, start):
    """The smallest largest miss, near a start."""
    from scipy.optimize import minimize

    options = {"xatol": 1e-9, "fatol": 1e-6, "maxiter": 20000, "maxfev": 20000, "adaptive": True}
    worst = lambda p: np.abs(misses(p)).max()
    return minimize(worst, start, method="Nelder-Mead", options=options).fun


def _match(value, candidates):
    """The text of the candidate that the value is, or None; candidates: {text: number}."""
    found = {
        t: abs(value - x) for t, x in candidates.items() if abs(value - x) <= 3e-3 + 1e-4 * abs(x)
    }
    return min(found, key=found.get) if found else None


def _summaries(fun):
    """What else than the largest miss is taken of misses: {diagnosis: number}."""
    worst, sides = np.abs(fun).max(), (abs(fun.max()), abs(fun.min()))
    unit = "The unit is wrong: minutes of arc are asked for, and these are "
    return {
        "That is the root of the mean square; the largest miss is asked for.": np.sqrt(
            np.mean(fun**2)
        ),
        "That is the mean of the sizes; the largest miss is asked for.": np.abs(fun).mean(),
        "That is the cost, not a miss.": 0.5 * np.sum(fun**2),
        "That is the sum of squares, not a miss.": np.sum(fun**2),
        "That is the largest miss on one side only; misses have two signs.": min(sides),
        "The sizes are not taken: that is the miss farthest below zero.": fun.min(),
        "The sizes are not taken: the largest miss is positive.": -worst,
        unit + "degrees.": worst / 60,
        unit + "radians.": np.radians(worst / 60),
        unit + "seconds of arc.": worst * 60,
        "That is how many times Tycho's two minutes it is; the miss is asked for.": worst / 2,
    }


def _one_circle(answer, chapter):
    function(answer, "worst_of_circle")
    t, longitude = _data(chapter)
    value = call(answer)
    value = _number(value, "worst_of_circle", "the largest miss")

    def even(p):
        return p[1] + 2 * np.pi * t / p[0]

    fun, best = _fitted(lambda p: _turned(even(p) - longitude), (687.0, 0.97), (687.5, 1.1))
    worst = np.abs(fun).max()
    if abs(value - worst) <= (0.3 if x64() else 1.0):
        return
    evidence = f"worst_of_circle() is {value:.6g}"
    candidates = _summaries(fun)
    say = "That is the circle whose largest miss is least; the exercise asks for least squares."
    circle = lambda p: _turned(even(p) - longitude)
    candidates[say] = _least_worst(circle, best)
    say = (
        "The circle is not fitted with both numbers: the period is kept at that of the ellipse, "
        "and only `L0` is fitted."
    )
    P, _, _, L0 = _ellipse(t, longitude)[1]
    candidates[say] = np.abs(_fitted(lambda q: circle((P, q[0])), (0.97,))[0]).max()
    say = (
        "The circle is not fitted: these are the numbers of the ellipse, with the eccentricity set "
        "to zero afterwards."
    )
    candidates[say] = np.abs(circle((P, L0))).max()
    for start in ((687.0, 0.97), (687.0, 1.0), (700.0, 1.0)):
        say = f"That is the largest miss at {start}, which looks like a start: it is not fitted."
        candidates[say] = np.abs(circle(start)).max()
    say = "That is the ellipse; on the circle of this exercise the eccentricity is zero."
    candidates[say] = np.abs(_ellipse(t, longitude)[0]).max()
    say = "That circle is off the Sun; here the Sun is at its centre."
    candidates[say] = np.abs(_equant(t, longitude, free="c")[0]).max()
    if (found := _match(value, candidates)) is not None:
        require(False, found, None, evidence)
    unwrapped = np.abs(_fitted(lambda p: np.degrees(even(p) - longitude) * 60, (687.0, 0.97))[0])
    say = "The differences are not wrapped into one turn: a miss is at most half a turn, 10800'."
    no_turns = value > 10800 or abs(value - unwrapped.max()) < 1
    require(not no_turns, say, None, evidence)
    say = "The fit ended far from Mars, or its differences of angles are not wrapped into one turn."
    require(value < 2000, say, None, evidence)
    require(value >= 0, "A largest miss is positive.", None, evidence)
    say = (
        "That is not the largest miss of the circle of least squares. Has the fit reached its end?"
    )
    require(False, say, None, evidence)


def _ellipse(t, longitude):
    """The misses of the best ellipse, and its parameters."""

    def misses(p):
        P, e, varpi, L0 = p
        E = _newton(L0 + 2 * np.pi * t / P - varpi, e, 12)
        nu = 2 * np.arctan2(np.sqrt(1 + e) * np.sin(E / 2), np.sqrt(1 - e) * np.cos(E / 2))
        return _turned(varpi + nu - longitude)

    return _fitted(misses, (687.0, 0.09, 5.7, 0.97))


def _equant_misses(t, longitude, c, g, P, varpi, L0):
    """Circle of radius 1 about a point `c` from the Sun, evenly turned about one `g` farther on.

    The even angle at the equant gives a ray; it is met with the circle as complex numbers, with
    the apsides along the real axis and the aphelion at the right.
    """
    ray = np.exp(1j * (L0 + 2 * np.pi * t / P - varpi - np.pi))
    reach = -g * ray.real + np.sqrt(np.maximum(0.0, 1 - (g * ray.imag) ** 2))
    return _turned(varpi + np.pi + np.angle(c + g + reach * ray) - longitude)


def _equant(t, longitude, free):
    """Misses and parameters of the best fit: free is "cg", "c = g", "c" (no equant), "g"."""
    rest = (687.0, 5.7, 0.97)
    make = {
        "cg": lambda p: (p[0], p[1], *p[2:]),
        "c = g": lambda p: (p[0], p[0], *p[1:]),
        "c": lambda p: (p[0], 0.0, *p[1:]),
        "g": lambda p: (0.0, p[0], *p[1:]),
    }[free]
    distances = {"cg": (0.1, 0.1), "c = g": (0.1,), "c": (0.2,), "g": (0.2,)}[free]
    misses = lambda p: _equant_misses(t, longitude, *make(p))
    return _fitted(misses, (*distances, *rest))


def _one_equant(answer, chapter):
    function(answer, "equant_worst")
    t, longitude = _data(chapter)
    value = _number(call(answer), "equant_worst", "the largest miss")
    fun, best = _equant(t, longitude, "cg")
    worst = np.abs(fun).max()
    if abs(value - worst) <= (0.005 if x64() else 0.1):
        return
    evidence = f"equant_worst() is {value:.5g}"
    candidates = _summaries(fun)
    say = "That is the fit whose largest miss is least; the exercise asks for least squares."
    candidates[say] = _least_worst(lambda p: _equant_misses(t, longitude, *p), best)
    say = "That is the ellipse. This hypothesis has a circle, and an equant."
    candidates[say] = np.abs(_ellipse(t, longitude)[0]).max()
    say = "The two distances are equal in this fit; Kepler left both free."
    candidates[say] = np.abs(_equant(t, longitude, "c = g")[0]).max()
    say = (
        "In this fit the motion is even about the centre of the circle: the equant is not a point "
        "of its own."
    )
    candidates[say] = np.abs(_equant(t, longitude, "c")[0]).max()
    say = "In this fit the Sun is at the centre of the circle; the centre lies off it."
    candidates[say] = np.abs(_equant(t, longitude, "g")[0]).max()
    say = "That is the circle about the Sun with an even motion, of the exercise before."
    even = lambda p: _turned(p[1] + 2 * np.pi * t / p[0] - longitude)
    candidates[say] = np.abs(_fitted(even, (687.0, 0.97))[0]).max()
    if (found := _match(value, candidates)) is not None:
        require(False, found, None, evidence)
    require(value >= 0, "A largest miss is positive.", None, evidence)
    say = (
        "Below three minutes, and not the fit of least squares with both distances free. Has the "
        "fit reached its end? Is it this geometry?"
    )
    require(value >= 3, say, None, evidence)
    say = (
        "A right fit is below three minutes. Does the even angle stand at the equant, and does the "
        "planet stand where its ray meets the circle?"
    )
    require(value < 1000, f"{say} Did the fit start near Mars?", None, evidence)
    require(False, say, None, evidence)


EXERCISES = (
    Exercise(
        label="one_in_axes",
        check=_one_in_axes,
        hints=(
            "Which of the two arguments has one entry for each orbit, and which is shared by all?",
            "`jax.vmap` takes `in_axes`, one entry for each argument; look up what `None` means.",
            "def longitudes(ps, t):\n"
            "    return jax.vmap(heliocentric_longitude, in_axes=(..., ...))(ps, t)",
        ),
        why="An argument that all orbits share is not mapped over. With as many orbits as dates, "
        "mapping over both would run and give something else.",
        checked="1, 4, 7 and 12 orbits on dates other than the chapter's; that `vmap` maps.",
        unchecked="other numbers of dates than twelve.",
    ),
    Exercise(
        label="one_hours_apart",
        check=_one_hours_apart,
        hints=(
            "How many bits does a Python float have, and how many the array made from it?",
            "Compare `np.spacing` of a Julian day with that of thirty days, both as `np.float32`.",
            "def hours_apart(a, b):\n    return jnp.asarray(...)",
        ),
        why="A 32-bit number has some seven digits. A small difference keeps them for itself; a "
        "Julian day spends them on the days.",
        checked="eight pairs of days, forwards and backwards, in 32 bits and in 64.",
        unchecked="days more than thirty apart, and the question about them.",
    ),
    Exercise(
        label="one_gradient_of_cost",
        check=_one_gradient_of_cost,
        hints=(
            "Which function of the chapter has one output, and how many has `misses`?",
            "`jax.value_and_grad(f)` is a function; what it returns has to be called.",
            "def cost_and_slope(p):\n    return jax.value_and_grad(...)(...)",
        ),
        why="The backward pass needs the forward pass, so the cost comes with the gradient.",
        checked="three orbits, against finite differences of the NumPy program; that "
        "`jax.value_and_grad` runs, and the model nowhere else.",
        unchecked="the question what JAX says of `misses`.",
    ),
    Exercise(
        label="one_newton_loop",
        check=_one_newton_loop,
        hints=(
            "What changes from one step to the next, and what stays the same?",
            "`jax.lax.fori_loop(lower, upper, body, start)`; the body takes a counter and a state.",
            "def eccentric_anomaly_loop(M, e, steps):\n"
            "    def newton(_, E):\n"
            "        return ...\n\n"
            "    return jax.lax.fori_loop(0, ..., newton, ...)",
        ),
        why="The body is recorded once, and the number of turns is a number in the recording.",
        checked="1 to 25 steps, a number and arrays for `M`, against NumPy; the recordings of 12 "
        "and of 132 steps.",
        unchecked="integers for `M`, arrays for `e`, and derivatives of the result.",
    ),
    Exercise(
        label="one_time_right",
        check=_one_time_right,
        hints=(
            "What does the first call of a jitted function do that the second does not? And is the "
            "result there when the call returns?",
            "`time.perf_counter` is a clock on the wall; `jax.block_until_ready` waits.",
            "def seconds_of(f, x):\n"
            "    ...                          # what must not be timed\n"
            "    start = time.perf_counter()\n"
            "    ...                          # what must be\n"
            "    return time.perf_counter() - start",
        ),
        why="The first call records and compiles, and a call may return before its work is done.",
        checked="a function that sleeps in its run and longer in its compilation; one that "
        "computes on after it has returned.",
        unchecked="how much the readings scatter, and other devices than the CPU.",
    ),
    Exercise(
        label="one_circle",
        check=_one_circle,
        hints=(
            "Which two of the four numbers of an orbit remain if the eccentricity is zero?",
            "`levenberg_marquardt(r, p)` fits any function `r` of an array `p`; `misses` can serve "
            "to make one.",
            "def worst_of_circle():\n"
            "    def circle(p):\n"
            "        return misses(jnp.array([..., 0.0, 0.0, ...]))\n\n"
            "    best = levenberg_marquardt(circle, jnp.array([...]))\n"
            "    return ...",
        ),
        why="An even motion on a circle about the Sun lacks the equation of the centre, and no "
        "choice of its two numbers makes up for it.",
        checked="the number, against a fit by SciPy.",
        unchecked="how it was computed, and the question how many times two minutes it is.",
    ),
    Exercise(
        label="one_equant",
        check=_one_equant,
        hints=(
            "At which of the three points does the angle grow evenly, and from which do you look?",
            "Put the apsides along an axis. A ray from the equant meets the circle where a "
            "quadratic equation has its positive root; `jnp.arctan2` gives the direction.",
            "def equant_misses(p):\n"
            "    P, c, g, varpi, L0 = p\n"
            "    angle = ...                  # even, at the equant, from the aphelion\n"
            "    along = ...                  # from the equant to the circle\n"
            "    x, y = ..., ...              # the planet, from the Sun\n"
            "    d = varpi + jnp.pi + jnp.arctan2(y, x) - longitude\n"
            "    return jnp.degrees(jnp.arctan2(jnp.sin(d), jnp.cos(d))) * 60",
        ),
        why="With both distances free, the longitudes can agree with those of an ellipse to second "
        "order in the eccentricity; the distances from the Sun cannot.",
        checked="the number, against a fit of the same geometry by SciPy, to 0.005 minutes.",
        unchecked="how it was computed, and the question which data would have shown it.",
    ),
)
