"""Checks of the exercises in the chapter on exceptions."""

from jaxwise.exercises import _exercise
from jaxwise.exercises._exercise import Exercise, call, function, pair, require, returned


def _caught(f, *args):
    """The exception that a call raises, with its traceback."""
    try:
        f(*args)
    except Exception as error:
        return error
    raise AssertionError("this call was to raise an exception")


def _raised(error, cause):
    def throw():
        raise error from cause

    return _caught(throw)


def _named(f, name):
    """``f`` under a name that the report of a crash shows."""

    def run(*args):
        return f(*args)

    run.__qualname__ = name
    return run


def _made(file, source, **names):
    """The names that a source defines, whose lines then belong to this file."""
    names["__name__"] = "fleet"
    exec(compile(source, file, "exec"), names)
    return names


def _diagnose(rows, seen):
    """Report the first row (is it so?, diagnosis, misconception) that is so."""
    for so, diagnosis, *number in rows:
        require(not so, diagnosis, *(number or [None]), seen)


def _words(answer, name, cases, wanted, words, confused):
    """Compare the word that the answer has for each (error, diagnosis) with the one wanted."""
    for error, diagnosis in cases:
        want, got = wanted(error), call(answer, error)
        text = (str(error).splitlines() or [""])[0]
        known = got is None or (isinstance(got, str) and got in words)
        near = isinstance(got, str) and got.lower().strip() in {word.lower() for word in words}
        kind = _exercise._kind(got)
        _diagnose([
            (known and got != want, confused.get((want, got)) or diagnosis),
            (not known and near, "The word is right, and spelled otherwise than asked."),
            (not known and isinstance(got, str), "That is none of the words asked for."),
            (not known, f"`{name}` returns {kind}; a string or `None` is asked for."),
        ], f"{name} gives {got!r:.60} for {type(error).__name__}: {text:.80}")  # fmt: skip


# --- dec_asked

_ASKED = {
    "TracerBoolConversionError": "truth",
    "TracerIntegerConversionError": "integer",
    "TracerArrayConversionError": "array",
    "ConcretizationTypeError": "number",
}


def _asked(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    function(answer, "asked_for")
    w, kept = jnp.array([2.0, -1.0]), []

    def truth_of_integer_array(w):
        return float(w)

    branch = _caught(jax.jit(lambda w: -w if w < 3 else w), 2.0)
    missed = "That is another of the four classes."
    number = "Any value of a tracer, whatever it is for, is a number here."
    other = "An exception that is not of the four classes gives `None`."
    cases = [
        (branch, missed),
        (_caught(jax.jit(lambda n: [4, 5, 6][n]), 1), missed),
        (_caught(jax.jit(lambda w: np.floor(w)), w), missed),
        (_caught(jax.jit(lambda w: float(w)), 2.0), number),
        (_caught(jax.jit(lambda w: max(w, 1.5)), 2.0), missed),
        (_caught(jax.jit(lambda n: sum(range(n))), 3), missed),
        (_caught(jax.jit(lambda n: jnp.arange(n)), 3), number),
        (_caught(jax.jit(lambda w: jnp.nonzero(w)), w), number),
        (_caught(jax.jit(truth_of_integer_array), 2.0), "The text names the reader's function."),
        (_caught(jax.jit(lambda w: w[w > 0]), w),
         "The first four rows of the table are meant; a mask stands in the fifth."),
        (_caught(lambda: {}["w"]), other),
        (_caught(lambda: w + jnp.ones(3)), "A `TypeError` is wider than the four classes."),
        (_caught(lambda: 1 if w > 0 else 2), "There is no tracer here; the class says so."),
        (_caught(lambda: (jax.jit(kept.append)(2.0), kept[0] + 1)),
         "An `UnexpectedTracerError` is about a tracer, and not of the four classes."),
        (ValueError("Attempted boolean conversion"), "The class counts, not the words."),
        (TypeError(str(branch)), "The class counts, not the words."),
        (_raised(RuntimeError("leg 3 failed"), branch),
         "The exception itself is meant, and not the one behind it in the chain."),
        (KeyboardInterrupt(), other),
    ]  # fmt: skip
    order = "Which other class of the table is this one a kind of? The order of questions matters."
    confused = {
        (word, None): f"{kind} is in the table, not `None`." for kind, word in _ASKED.items()
    }
    confused["truth", "number"] = order
    wanted = lambda error: _ASKED.get(type(error).__name__)
    _words(answer, "asked_for", cases, wanted, set(_ASKED.values()), confused)


# --- dec_blame

_BERG = """\
def down(n):
    if n == 0:
        return sink()  # down
    pass
    return down(n - 1)

def outer():
    y = 1
    return through(inner)

def inner():
    return sink()  # inner

def kept():
    try:
        sink()  # kept
    except Exception as error:
        found = error
    return found

def melted(w):
    return -w if w > 0 else w  # melted

def sail():
    return jax.jit(melted)(2.0)

def entry():
    return {}["w"]  # entry

def wraps():
    try:
        entry()
    except KeyError as error:
        raise ValueError("a leg failed") from error  # wraps
"""
_SEA = (
    "\n" * 60
    + """\
def sink():
    raise OverflowError("sunk")

def through(f):
    return f()

def under(f):
    try:
        f()
    except Exception as error:
        raise RuntimeError("leg 3") from error

def during(f):
    try:
        f()
    except Exception:
        raise RuntimeError("leg 4")

def hidden(f):
    try:
        f()
    except Exception:
        raise RuntimeError("leg 5") from None

def both(f, g):
    try:
        f()
    except Exception as error:
        first = error
    try:
        g()
    except Exception:
        raise RuntimeError("leg 6") from first
"""
)  # a line number of one file is none of another


def _blame(answer, chapter):
    import operator
    import traceback

    import jax

    function(answer, "who_is_to_blame")
    ours, alike = "/sea/berg.py", "/lee/sea/berg.py"
    sea = _made("/lee/floe.py", _SEA)
    berg = _made(ours, _BERG, jax=jax, sink=sea["sink"], through=sea["through"])
    lines = enumerate(_BERG.splitlines(), 1)
    at = {text.partition("# ")[2]: number for number, text in lines}
    at[""] = None
    under, during, hidden, both = (sea[name] for name in ("under", "during", "hidden", "both"))
    sink, entry, inner = sea["sink"], berg["entry"], berg["inner"]
    far = _made(alike, _SEA)["sink"]
    never = RuntimeError("not raised")
    never.__cause__ = _caught(entry)
    names = "The names of two files are alike, and the files are not the same."
    deeper = "The chain may be longer than two."
    cases = [
        (_caught(entry), "entry", "It passed one line of the file."),
        (_caught(berg["outer"]), "inner", "Other files come between and below its lines."),
        (_caught(berg["down"], 3), "down", "A function that calls itself has several lines in it."),
        (berg["kept"](), "kept", "The file caught the exception, and went on."),
        (_caught(berg["sail"]), "melted", "Frames of jax come between and below."),
        (_caught(berg["wraps"]), "wraps", "Its own lines come before those down the chain."),
        (_caught(far), "", names),
        (_caught(under, entry), "entry", "It has no such line of its own; its `__cause__` has."),
        (_caught(during, inner), "inner", "There is no `__cause__`, and there is a `__context__`."),
        (_caught(under, lambda: under(lambda: under(inner))), "inner", deeper),
        (_caught(under, lambda: during(lambda: under(entry))), "entry", deeper),
        (_caught(both, inner, entry), "inner", "It has a cause and a context: the cause counts."),
        (_caught(both, sink, entry), "", "It has a cause, so its `__context__` does not count."),
        (_caught(hidden, entry), "entry", "`from None` hides a `__context__`; it is there."),
        (never, "entry", "It was never raised, so it has no traceback; it has a cause."),
        (_caught(under, far), "", names),
        (KeyError("w"), "", "Without a line of the file in the chain the result is `None`."),
    ]  # fmt: skip
    for error, mark, words in cases:
        want, got = at[mark], call(answer, error, ours)
        passed = list(traceback.walk_tb(error.__traceback__))
        walked = [(frame.f_code.co_filename, number) for frame, number in passed]
        seen = f"{got!r:.40} instead of {want} for {type(error).__name__}, which passed {walked}"
        try:
            got = None if got is None else operator.index(got)
        except TypeError:
            kind = _exercise._kind(got)
            say = f"`who_is_to_blame` returns {kind}; a line number or `None` is asked for."
            require(False, say, None, seen)
        own = [(frame, number) for frame, number in passed if frame.f_code.co_filename == ours]
        if got != want and own and got is not None:
            numbers, last = [number for _, number in own], own[-1][0]
            _diagnose([
                (mark == "down" and got == max(numbers), "The innermost is not the largest."),
                (got == numbers[0] != want, "That is the file's outermost line, not the innermost."),
                (got == walked[-1][1], "That is the last line of all, in whatever file."),
                (got == last.f_code.co_firstlineno, "That is where the function begins."),
                (got == last.f_lineno, "That is where the function is by now, not what it passed."),
            ], seen)  # fmt: skip
        require(got == want, words, None, seen)


# --- dec_fleet


def _fleet(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    function(answer, "mean_afloat")

    def compare(got, values, how):
        returned(got, "mean_afloat")
        kind, array = _exercise._kind(got), hasattr(got, "shape") and hasattr(got, "dtype")
        require(array, f"`mean_afloat` returns {kind}; an array is asked for.", "M04", how)
        say = f"`mean_afloat` returns shape {got.shape}; the mean of a 1-D array has shape ()."
        require(got.shape == (), say, None, how)
        say = f"`mean_afloat` returns {got.dtype}; a mean of floats is a float."
        require(jnp.issubdtype(got.dtype, jnp.floating), say, None, how)
        w, got = np.asarray(values, np.float64), float(got)
        up, n, most = w[w > 0], max(len(w), 1), np.abs(w).max(initial=0.0)
        want, near = up.sum() / max(len(up), 1), lambda a, b: abs(a - b) <= 1e-5 * most
        if near(got, want):
            return
        _diagnose([
            (np.isnan(got), "If none is afloat the result is NaN: a division by zero."),
            (not len(up), "If none is afloat the result is 0."),
            (near(got, w.sum() / n), "That is the mean of all entries."),
            (near(got, up.sum() / n), "The sum is divided by the number of all entries."),
            (near(got, up.sum() / sum(w >= 0)), "Zeros are counted as afloat; positive ones are."),
            (near(got, w.sum() / max(len(up), 1)), "Negative entries are in the sum."),
            (near(got, up.sum()), "That is the sum, not the mean."),
            (near(got, np.abs(w).mean()), "That is the mean of the absolute values."),
            (near(got, np.median(up)), "That is the median."),
            (near(got, up.sum() / (len(up) + 1)), "The sum is divided by one too many."),
            (near(got, up.sum() / max(len(up), 2)), "One afloat alone is counted as more."),
            (near(got, up.sum() / sum(w != 0)), "Negative entries are counted as afloat."),
            (most < 1e-9, "A tiny width is positive, too."),
            (True, "That is not the mean of the positive entries."),
        ], f"{got:.6g} instead of {want:.6g} for {how} of {values[:8]}")  # fmt: skip

    fleets = [
        [90.0, -30.0, 0.0, 0.0, 6.0, -1.0, -2.0, 12.0], [90.0, 60.0, 0.0], [4.0], [0.0, 0.0],
        [-3.0, -1.0], [-2.5], [], [2.0, 4.0, 9.0], [0.25, 0.5, -0.125, 0.25], [1e-20, 3e-20, 0.0],
        [3e20, 1e20, -1e20], np.random.default_rng(5).normal(5, 20, 1000).tolist(),
    ]  # fmt: skip
    for values in fleets:
        compare(call(answer, jnp.asarray(values, float)), values, "the mean")
    compiled = _named(jax.jit(lambda w: answer(w)), "jax.jit(mean_afloat)")
    for values in (fleets[0], fleets[4], fleets[6], [-1.0] * 8):
        compare(call(compiled, jnp.asarray(values, float)), values, "jax.jit")
    rows = [[90.0, 60.0, 0.0], [-1.0, 0.0, -2.0], [5.0, -5.0, -5.0], [1.0, 2.0, 6.0]]
    mapped = jax.vmap(lambda w: answer(w))
    for how, f in (("jax.vmap", mapped), ("jax.jit of jax.vmap", jax.jit(mapped))):
        got = call(_named(f, f"{how}(mean_afloat)"), jnp.array(rows))
        say = f"Under `{how}` the shape is {np.shape(got)}; one mean a row is asked for."
        require(np.shape(got) == (4,), say, None, "rows of shape (4, 3)")
        for one, row in zip(np.asarray(got), rows, strict=True):
            compare(one, row, how)


# --- dec_voyage


def _voyage(answer, chapter):
    import contextlib

    import jax
    import jax.numpy as jnp
    import numpy as np

    function(answer, "voyage")
    a_day = float(chapter["rate"](4.0))

    def compare(result, key, w, days, how):
        found = pair(result, "voyage", "the widths and the total loss")
        seen = f"{how} with w = {float(w):g}, days = {days}"
        try:
            widths, lost = map(np.asarray, found)
        except (TypeError, ValueError):
            require(False, "The two are no arrays of numbers.", None, seen)
        a, b, floats = widths.shape, lost.shape, lambda x: jnp.issubdtype(x.dtype, jnp.floating)
        _diagnose([
            ((a, b) == ((), (days,)), "First come the widths, then the loss; this is the reverse."),
            (a != (days,), f"The widths have shape {a}; one at the end of each day is asked for."),
            (b != (), f"The loss has shape {b}; the total over all days is one number."),
            (not floats(widths), f"The widths are {widths.dtype}; floats are asked for.", "M49"),
            (not floats(lost), f"The loss is {lost.dtype}; a float is asked for.", "M49"),
        ], seen)  # fmt: skip
        widths, lost, w = widths.astype(np.float64), float(lost), float(w)
        tol, fold, draw = 3e-6 * (abs(w) + a_day * days), jax.random.fold_in, jax.random.uniform

        def same(a, b):
            return np.allclose(a, b, rtol=0, atol=tol)

        def ends(draws):
            return w - a_day * np.cumsum([float(u) for u in draws])

        melts = np.array([a_day * float(draw(fold(key, i))) for i in range(days)])
        right, total = w - np.cumsum(melts), melts.sum()
        if same(widths, right) and same(lost, total):
            return
        seen += f": widths {widths[:4].round(3)}, loss {lost:.3f}; should be {right[:4].round(3)}, "
        seen += f"{total:.3f}"
        if same(widths, right):
            _diagnose([
                (same(lost, melts[-1]), "The loss is that of the last day, and not the total."),
                (same(lost, right[-1]), "That is the width that is left, not the loss."),
                (same(lost, -total), "The loss has the wrong sign."),
                (same(lost, total / days), "The loss is a mean, not the total."),
                (lost == round(lost), "The loss is rounded: where does an integer come in?", "M49"),
                (True, "The widths are right, the total loss is not."),
            ], seen)  # fmt: skip
        chained = [key]
        for i in range(days):
            chained.append(fold(chained[-1], i))
        from_one, split = [fold(key, i + 1) for i in range(days)], jax.random.split(key, days)
        steady = "Every day draws with `key` itself: one and the same weather."
        _diagnose([
            (same(widths, np.r_[w, right[:-1]]), "These are the widths at the *start* of a day."),
            (same(widths, np.maximum(right, 0)), "A width is cut off at 0; no word asks for that."),
            (same(widths, w - melts), "Every day begins with the first width: nothing is carried."),
            (same(widths, 2 * w - right), "The iceberg grows: a melt is taken off."),
            (same(widths, melts), "These are the melts of the days, not the widths."),
            (same(widths, w - right), "These are the losses so far, not the widths."),
            (same(widths, w - (w - right) / a_day), "The draw is not multiplied by the rate."),
            (same(widths, 0), "No width is kept: what `.at` returns is a new array.", "M29"),
            (same(widths, ends([draw(key)] * days)), steady, "M54"),
            (same(widths, w - melts[0] * np.arange(1, days + 1)), "Every day draws as day 0."),
            (same(widths, ends(map(draw, from_one))), "The days are counted from 1, not from 0."),
            (same(widths, ends(map(draw, chained[1:]))), "A key is made from the day before's."),
            (same(widths, ends(map(draw, split))), "The keys come from `split`; in other settings "
             "of jax those of `fold_in` are others."),
            (same(widths, ends(draw(key, (days,)))), "All days are drawn at once, from one key."),
            (same(widths, w - np.cumsum(melts[::-1])), "The days are in the reverse order."),
            (True, "The widths are not those of the statement."),
        ], seen)  # fmt: skip

    keys = [jax.random.key(41), jax.random.key(7)]
    same_keys = getattr(jax, "threefry_partitionable", lambda on: contextlib.nullcontext())
    for on in (True, False):  # only if this is off do the keys of split and fold_in differ
        with same_keys(on):
            compare(call(answer, keys[0], 100.0, 7), keys[0], 100.0, 7, "voyage")
    for w, days in ((2.0, 5), (jnp.asarray(62.5), 1)):
        compare(call(answer, keys[1], w, days), keys[1], w, days, "voyage")
    compiled = jax.jit(lambda key, w, days: answer(key, w, days), static_argnums=2)
    compiled = _named(compiled, "jax.jit(voyage, static_argnums=2)")
    for key, w, days in ((keys[0], 90.0, 30), (keys[1], 50.0, 30), (keys[1], 8.0, 2)):
        compare(call(compiled, key, w, days), key, w, days, "jax.jit")
    few, many = _equations(answer, keys[0], 4), _equations(answer, keys[0], 150)
    unrolled = max(int(eqn.params.get("unroll", 1)) for eqn in many)
    python = "The recording grows with `days`: a Python loop writes its body out for each."
    option = "An option unrolls the loop: the compiled program holds the body for each day."
    _diagnose(
        [(len(many) - len(few) >= 146, python, "M22"), (unrolled >= 150, option, "M22")],
        f"{len(few)} equations for 4 days, {len(many)} for 150, with unroll = {unrolled}",
    )


def _equations(answer, key, days):
    """The equations of the recording of a voyage of so many days."""
    import jax

    from jaxwise.probes._interpret import equations

    record = lambda key, w: jax.make_jaxpr(lambda key, w: answer(key, w, days))(key, w)
    name = f"jax.make_jaxpr(lambda key, w: voyage(key, w, {days}))"
    return [eqn for eqn, _ in equations(call(_named(record, name), key, 100.0))]


# --- dec_decode


def _number(error):
    """What the statement says of an exception."""
    kind, text = type(error), str(error)
    if kind.__name__ in ("TracerBoolConversionError", "NonConcreteBooleanIndexError"):
        return "M01" if kind.__name__[0] == "T" else "M05"
    if kind is TypeError and ("immutable" in text or "carry" in text):
        return "M28" if "immutable" in text else "M49"
    keyed = "key<" in text or "single key" in text
    return "M54" if kind in (TypeError, ValueError) and keyed else None


def _decode(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    function(answer, "decode")
    w, key, whole = jnp.array([2.0, -1.0]), jax.random.key(4), jnp.int32(0)

    def jitted(f, name):
        f.__name__ = f.__qualname__ = name
        return jax.jit(f)

    asks = jitted(lambda w: -w if w < 3 else w, "carry")
    kin, cousin = type("Kin", (TypeError,), {}), type("Cousin", (ValueError,), {})
    branch = _caught(jax.jit(lambda w: w if w > 0 else -w), 2.0)
    entry = _caught(lambda: w.__setitem__(0, 3.0))
    missed = "An exception of the statement's list is taken for another."
    kinds = "The classes themselves are meant, not their kin: how does `isinstance` see a subclass?"
    klass = "The words are there, but the class is another: both have to fit."
    words = "The class is right, and the words are not there."
    other = "Every other exception gives `None`."
    chain = "The exception itself is meant, and not one behind it in the chain."
    cases = [
        (branch, missed),
        (_caught(jax.jit(lambda w: w[w > 0]), w), missed),
        (entry, missed),
        (_caught(lambda: jax.lax.scan(lambda s, w: (s + w, None), whole, w)), missed),
        (_caught(lambda: jax.lax.while_loop(lambda n: n < 3, lambda n: n + 0.5, whole)), missed),
        (_caught(lambda: key + 1), "A number is added to a key: which words, in which class?"),
        (_caught(lambda: jax.random.normal(jax.random.split(key, 2))),
         "A sampler is given several keys: which words, in which class?"),
        (_caught(lambda: np.asarray(key)), "It is about a key, and has neither of the words."),
        (_caught(lambda: 1 if w > 0 else 2), "A boolean, and no tracer: the class is another."),
        (ValueError("Cannot convert from key<fry> to float32"), "`key<` may be in a ValueError."),
        (TypeError("normal accepts a single key"), "`single key` may be in a TypeError."),
        (_caught(asks, 2.0), "A function named `carry` was asked for a boolean: class first."),
        (_caught(jax.jit(lambda w: float(w)), 2.0), "The class is wider than that for booleans."),
        (_caught(jitted(lambda w: float(w), "carry"), 2.0), kinds),
        (_caught(jitted(lambda w: int(w), "immutable"), 2.0), kinds),
        (_caught(jitted(lambda w: np.floor(w), "carry"), w), kinds),
        (kin("arrays are immutable"), kinds),
        (kin("the carry differs"), kinds),
        (kin("add does not accept key<fry>"), "A kin of `TypeError` is not it."),
        (cousin("normal accepts a single key"), "A kin of `ValueError` is not it."),
        (ValueError("the carry differs"), "`carry` counts in one class only."),
        (ValueError("arrays are immutable"), "`immutable` counts in one class only."),
        (RuntimeError("normal accepts a single key"), klass),
        (KeyError("key<fry>"), klass),
        (IndexError("Array boolean indices must be concrete"), "Not each `IndexError` is meant."),
        (ValueError("Attempted boolean conversion of traced array"), klass),
        (TypeError("got an unexpected key, and keyword"), words),
        (_caught(lambda: w + jnp.ones(3)), words),
        (TypeError(), words),
        (ValueError(7), words),
        (_caught(lambda: {}["w"]), other),
        (_raised(RuntimeError("leg 3 failed"), branch), chain),
        (_raised(TypeError("leg 4 failed"), entry), chain),
        (KeyboardInterrupt("carry"), other),
    ]  # fmt: skip
    numbers = ("M01", "M05", "M28", "M49")
    confused = {
        (n, None): f"An exception that shows {n} by its class and words has a number."
        for n in numbers
    }
    _words(answer, "decode", cases, _number, {*numbers, "M54"}, confused)


# --- dec_tally

_LOGS = "/sea/scripts.py"
_SCRIPTS = """\
class Aground(Exception):
    pass

def fine():
    return 3.0

def harmless():
    return ValueError("returned, not raised")

def branch():
    return jax.jit(lambda w: -w if w < 3 else w)(2.0)

def entry():
    w = jnp.zeros(3)
    w[0] = 1.0

def mask():
    return jax.jit(lambda w: w[w > 0])(jnp.ones(3))

def gust():
    return jax.random.key(3) + 1

def divide():
    return 1 // 0

def missing():
    return {}["w"]

def aground():
    raise Aground("off Svalbard")

def leg():
    try:
        branch()
    except Exception as error:
        raise RuntimeError("leg 3 failed") from error

def stop():
    raise StopIteration

def stopped():
    raise KeyboardInterrupt
"""


def _tally(answer, chapter):
    import traceback
    from collections.abc import Mapping

    import jax
    import jax.numpy as jnp

    from jaxwise import explain

    function(answer, "tally")
    f = _made(_LOGS, _SCRIPTS, jax=jax, jnp=jnp)

    def name(script):
        try:
            f[script]()
        except Exception as error:
            return explain(error).misconception or type(error).__name__

    def result(calls, words):
        try:
            return call(answer, calls)
        except _exercise.Crashed as crash:
            error = crash.error
            files = {s.filename for s in traceback.extract_tb(error.__traceback__)}
            _diagnose([
                (_LOGS in files, f"The {type(error).__name__} of a call comes out of `tally`."),
                ("sys.last_exc" in str(error), "`explain()` alone takes the last exception that "
                 "nobody caught, and this one was caught."),
            ], f"tally([{words}])")  # fmt: skip
            raise

    def noted(script, seen):
        def run():
            seen.append(script)
            return f[script]()

        return run

    lists = [
        "", "branch", "divide", "fine harmless fine", "leg", "divide entry entry",
        "entry divide entry", "gust branch", "missing divide aground",
        "gust branch entry gust mask entry",
        "divide branch leg mask fine gust divide missing branch aground divide leg",
        "stop entry fine aground aground harmless gust missing missing stop", "entry entry entry",
    ]  # fmt: skip
    for words in lists:
        scripts, seen = words.split(), []
        names = [n for n in map(name, scripts) if n]
        want = {n: names.count(n) for n in sorted(names, key=lambda n: (-names.count(n), n))}
        calls = {script: noted(script, seen) for script in scripts}
        got = returned(result([calls[script] for script in scripts], words), "tally")
        found = f"tally([{', '.join(scripts)}]) gives {got!r:.150}, should be {want}"
        kind = _exercise._kind(got)
        require(isinstance(got, Mapping), f"`tally` returns {kind}, not a dictionary.", None, found)
        keys, counts = list(got), list(got.values())
        classes = {"TypeError", "TracerBoolConversionError", "NonConcreteBooleanIndexError"}
        _diagnose([
            (sorted(seen) != sorted(scripts), "Each call is made, and made once."),
            (None in keys or "None" in keys, "Some have no misconception: these count by class."),
            (not names and keys, "A call that returns counts nothing."),
            (any(not isinstance(k, str) for k in keys), "The keys are no names but other objects."),
            ("RuntimeError" in keys, "`explain` looks down the chain; the class is not all."),
            (classes & set(keys), "Where there is a misconception, it counts, not the class."),
            (set(keys) - set(want), "A key is no misconception, and no bare name of a class."),
            (set(want) - set(keys), "Some exceptions are not counted at all."),
            (dict(got) != want, "The names are right, and the counts are not."),
            (counts != sorted(counts, reverse=True), "The most frequent comes first."),
            (keys != list(want), "Equal counts come in the order of their names."),
        ], found)  # fmt: skip
    try:
        got = result(
            [f["fine"], f["entry"], f["stopped"], f["divide"]], "fine, entry, stopped, divide"
        )
    except KeyboardInterrupt:
        return
    except SystemExit:
        got = "SystemExit"
    say = "A `KeyboardInterrupt` does not come out: nobody could stop this function."
    require(False, say, None, f"with a call that raises KeyboardInterrupt: {got!r:.100}")


EXERCISES = (
    Exercise(
        "dec_asked", _asked,
        (
            "Which class of the table is a kind of another one, and which row is asked first?",
            "`isinstance(error, jax.errors.TracerBoolConversionError)`, from narrow to wide.",
            "for kind, word in [(jax.errors...., ...), ...]: if isinstance(error, ...): return ...",
        ),
        "A class says what was asked for, and the widest of the four is asked last.",
        "all four classes, sizes, masks, leaks, misleading texts, an exception with a cause",
        "subclasses of your own",
    ),
    Exercise(
        "dec_blame", _blame,
        (
            "Where does an exception keep the lines that it passed, and in which order?",
            "`traceback.walk_tb(error.__traceback__)` gives frames and lines, outermost first.",
            "while error is not None: lines = [...]; if lines: return ...; error = ... or ...",
        ),
        "Each exception of the chain has a traceback of its own, and the last line of yours in the "
        "first that has any is the one to look at.",
        "several files, recursion, frames that went on, causes, contexts, both, neither",
        "chains that are circles, and groups of exceptions",
    ),
    Exercise(
        "dec_fleet", _fleet,
        (
            "Which numbers does a mean need, and can both be had without a shorter array?",
            "`jnp.sum(..., where=mask)`, or `jnp.where(mask, w, 0)`; a division by at least one.",
            "afloat = w > 0; return jnp.sum(...) / jnp.maximum(..., ...)",
        ),
        "The mask takes part in the sums, so no shape depends on a value, and no value is needed.",
        "mixed, empty, melted, tiny and huge fleets; jit, vmap, and both",
        "NaN and infinite entries, gradients, NumPy arrays as arguments",
    ),
    Exercise(
        "dec_voyage", _voyage,
        (
            "Which message is about the start, which about the key, which about the widths?",
            "`jax.random.fold_in`, `.at[i].set`, and a float to start from.",
            "key of a day: jax.random.fold_in(..., i); kept: widths.at[...].set(...); lost: 0.0",
        ),
        "All that changes is in the carry, of one type throughout, and each day has a key.",
        "widths and loss against NumPy, eager and under jit; the keys; size of the recording",
        "voyages of no days, integer widths, gradients",
    ),
    Exercise(
        "dec_decode", _decode,
        (
            "Which two entries does the class settle, and for which do the words count, too?",
            "`isinstance` sees kin; `type(error) is TypeError` does not. `str(error)` is the text.",
            "if isinstance(error, ...): return ...; if type(error) is ... and ... in text: ...",
        ),
        "The class decides first, so a function that happens to be called `carry` misleads nobody.",
        "each class with and without its words, kin of both, other classes with the words, causes",
        "texts that hold two of the words",
    ),
    Exercise(
        "dec_tally", _tally,
        (
            "Which exceptions is a group happy to count, and which one has to stop everything?",
            "`except Exception`, `explain(error).misconception`, and a sort by two keys.",
            "sorted(counts.items(), key=lambda item: (..., ...)), with counts filled in a try",
        ),
        "A count per name, highest first, and a Ctrl-C that still works.",
        "lists of up to twelve calls, ties, causes, classes of its own, a KeyboardInterrupt",
        "other exceptions that are no `Exception`, such as SystemExit",
    ),
)  # fmt: skip
