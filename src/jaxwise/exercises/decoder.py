"""Checks of the exercises in the chapter on exceptions."""

import functools

from jaxwise.exercises._exercise import (
    Crashed,
    Exercise,
    _kind,
    call,
    close,
    function,
    pair,
    require,
    returned,
)


def _caught(f, *args):
    """The exception that a call raises, with its traceback."""
    try:
        f(*args)
    except Exception as error:
        return error
    raise AssertionError("this call was to raise an exception")


def _raised(error, cause=None):
    def throw():
        raise error from cause

    return _caught(throw)


def _says(error):
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"[:110]


def _named(f, name):
    """``f`` under a name that the report of a crash shows."""

    def run(*args):
        return f(*args)

    run.__qualname__ = name
    return run


def _answers(answer, name, cases, wanted, words, confused):
    """Compare what the answer says of each (error, diagnosis) with what is wanted."""
    for error, diagnosis in cases:
        want, got = wanted(error), call(answer, error)
        seen = f"{name} gives {got!r:.60} for {_says(error)}"
        require(
            got is None or isinstance(got, str),
            f"`{name}` returns {_kind(got)}; a string or `None` is asked for.", None, seen,
        )  # fmt: skip
        if got is None or got in words:
            require(got == want, confused.get((want, got)) or diagnosis, None, seen)
            continue
        near = got.lower().strip() in {word.lower() for word in words}
        say = "The word is right, and spelled otherwise than asked."
        require(False, say if near else "That is none of the answers asked for.", None, seen)


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
    w = jnp.array([2.0, -1.0])
    kept = []

    def truth_of_integer_array(w):
        return float(w)

    branch = _caught(jax.jit(lambda w: -w if w < 3 else w), 2.0)
    number = "Any value of a tracer, whatever it is for, is a number here."
    missed = "An exception of the first four rows has a word."
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
        (
            _caught(jax.jit(lambda w: w[w > 0]), w),
            "That is for the first four rows of the table; a mask stands in the fifth.",
        ),
        (_caught(lambda: {}["w"]), "Every exception that is not of the four classes gives `None`."),
        (
            _caught(lambda: 1 if w > 0 else 2),
            "There is no tracer in this one; the class tells the two apart.",
        ),
        (
            ValueError("Attempted boolean conversion"),
            "The class counts, not the words of the text.",
        ),
        (TypeError(str(branch)), "The class counts, not the words of the text."),
        (
            _raised(RuntimeError("leg 3 failed"), branch),
            "The exception itself is meant, and not the one behind it in the chain.",
        ),
        (
            _caught(lambda: (jax.jit(kept.append)(2.0), kept[0] + 1)),
            "An `UnexpectedTracerError` is not of the four classes, though it is about a tracer.",
        ),
        (KeyboardInterrupt(), "Every exception that is not of the four classes gives `None`."),
    ]
    order = "A boolean was wanted. Which other class of the table is this exception an instance of?"
    confused = {("truth", "number"): order}
    confused |= {
        (word, None): f"{kind} is in the table and gets `None`." for kind, word in _ASKED.items()
    }
    wanted = lambda error: _ASKED.get(type(error).__name__)
    _answers(answer, "asked_for", cases, wanted, set(_ASKED.values()), confused)


# --- dec_blame

_OURS, _OTHER = "/sea/berg.py", "/lee/sea/berg.py"
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
)


def _made(file, source, **names):
    names["__name__"] = "fleet"
    exec(compile(source, file, "exec"), names)
    return names


def _chain(error):
    while error is not None:
        yield error
        error = error.__cause__ if error.__cause__ is not None else error.__context__


def _blame(answer, chapter):
    import operator
    import traceback

    import jax

    function(answer, "who_is_to_blame")
    sea = _made(_OTHER, _SEA)
    berg = _made(_OURS, _BERG, jax=jax, **{k: sea[k] for k in ("sink", "through")})
    lines = _BERG.splitlines()
    at = {mark: n for n, text in enumerate(lines, 1) for mark in [text.partition("# ")[2]] if mark}
    under, during, hidden, both = (sea[k] for k in ("under", "during", "hidden", "both"))
    sink, entry, inner = sea["sink"], berg["entry"], berg["inner"]
    never = RuntimeError("not raised")
    never.__cause__ = _caught(entry)
    nothing = (
        "The chain goes on at the `__cause__`, where there is one, and no `__context__` counts."
    )
    cause = "Where its own traceback has no line of the file, the `__cause__` comes next."
    context = "Where there is no `__cause__`, the `__context__` comes next."
    deeper = "The chain may be longer than two."
    cases = [
        (_caught(entry), "entry", "one line of the file, the last"),
        (_caught(berg["down"], 3), "down", "a function that calls itself"),
        (_caught(berg["outer"]), "inner", "another file between and below the lines"),
        (berg["kept"](), "kept", "caught in the file, which went on"),
        (_caught(berg["sail"]), "melted", "an exception of jax"),
        (_caught(berg["wraps"]), "wraps", "The exception's own line comes before those down the chain."),
        (_caught(under, entry), "entry", cause),
        (_caught(during, inner), "inner", context),
        (_caught(under, lambda: under(lambda: under(inner))), "inner", deeper),
        (_caught(under, lambda: during(lambda: under(entry))), "entry", deeper),
        (_caught(both, inner, entry), "inner", "With a cause and a context, the cause comes first."),
        (_caught(both, sink, entry), None, nothing),
        (_caught(hidden, entry), "entry", "`from None` hides the `__context__` in print; it is there."),
        (never, "entry", "An exception that was never raised has no traceback, and may have a cause."),
        (_caught(sink), None, "Names of files that are only alike are not the same file."),
        (_caught(under, sink), None, "Names of files that are only alike are not the same file."),
        (KeyError("w"), None, "Without a line of the file in the chain, the result is `None`."),
    ]  # fmt: skip
    for error, mark, words in cases:
        want, got = at.get(mark), call(answer, error, _OURS)
        tb = list(traceback.walk_tb(error.__traceback__))
        walked = [(frame.f_code.co_filename, number) for frame, number in tb]
        seen = f"{got!r:.40} instead of {want} for {type(error).__name__}, which passed {walked}"
        if got is not None:
            try:
                got = operator.index(got)
            except TypeError:
                say = (
                    f"`who_is_to_blame` returns {_kind(got)}; a line number or `None` is asked for."
                )
                require(False, say, None, seen)
        if got == want:
            continue
        own = [number for file, number in walked if file == _OURS]
        frames = [frame for frame, _ in tb if frame.f_code.co_filename == _OURS]
        if own and got is not None:
            now = frames[-1].f_lineno
            say = "That is the first, outermost line of the file; the innermost is asked for."
            require(got != own[0] or len(own) == 1, say, None, seen)
            say = "That is the last line of all, in whatever file; the last of `file` is asked for."
            require(got != walked[-1][1], say, None, seen)
            say = "That is where the function is *now*, or where it begins, not what the exception passed."
            require(got not in (now, frames[-1].f_code.co_firstlineno), say, None, seen)
            say = "Of several lines, the innermost is meant, not the largest number."
            require(got != max(own) or len(own) == 1, say, None, seen)
        down = {n for e in _chain(error) for f, n in _walk(e) if f != _OURS}
        say = "That is a line of another file."
        require(got is None or got in own or got not in down or got in at.values(), say, None, seen)
        start = "" if words[0].isupper() or words[0] == "`" else "That is not the line; a case is "
        require(False, f"{start}{words}{'' if words[-1] == '.' else '.'}", None, seen)


def _walk(error):
    import traceback

    return [(f.f_code.co_filename, n) for f, n in traceback.walk_tb(error.__traceback__)]


# --- dec_fleet


def _fleet(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    function(answer, "mean_afloat")

    def compare(got, values, how, lane=False):
        returned(got, "mean_afloat")
        ok = hasattr(got, "shape") and hasattr(got, "dtype")
        require(
            lane or ok, f"`mean_afloat` returns {_kind(got)}; an array is asked for.", "M04", how
        )
        say = f"`mean_afloat` returns shape {np.shape(got)}; the mean of a 1-D array has shape ()."
        require(np.shape(got) == (), say, None, how)
        say = f"`mean_afloat` returns {jnp.asarray(got).dtype}; a mean of floats is a float."
        require(jnp.issubdtype(jnp.asarray(got).dtype, jnp.floating), say, None, how)
        w, got = np.asarray(values, np.float64), float(got)
        up = w[w > 0]
        want = up.mean() if len(up) else 0.0
        if close(got, want, 1e-5 * max(np.abs(w), default=1.0)):
            return
        seen = f"{got:.6g} instead of {want:.6g} for {how} of {values[:6]}"
        say = "If none is afloat the result is NaN: an empty sum is divided by zero."
        require(not np.isnan(got), say, None, seen)
        n, tol = len(w), 1e-5 * max(np.abs(w), default=1.0)
        for other, say in (
            (up.sum() / max(n, 1), "The sum is divided by the number of all, not of those afloat."),
            (w.sum() / max(n, 1), "That is the mean of all entries."),
            (
                up.sum() / max(np.sum(w >= 0), 1),
                "Zeros are counted as afloat: only positive ones are.",
            ),
            (w.sum() / max(len(up), 1), "The negative entries are in the sum."),
            (up.sum(), "That is the sum, not the mean."),
            (np.abs(w).mean() if n else 0, "That is the mean of the absolute values."),
            (np.median(up) if len(up) else 0, "That is the median."),
            (up.sum() / (len(up) + 1), "The count is one too many where some are afloat."),
        ):
            require(abs(got - other) > tol, say, None, seen)
        require(len(up), "If none is afloat the result is 0.", None, seen)
        require(False, "That is not the mean of the positive entries.", None, seen)

    rng = np.random.default_rng(5)
    fleets = [
        [90.0, 60.0, 0.0], [90.0, -30.0, 0.0, 6.0, -1.0], [4.0], [0.0, 0.0], [-3.0, -1.0], [-2.5], [],
        [2.0, 4.0, 9.0], [0.25, 0.5, -0.125, 0.25], [1e-20, 3e-20, 0.0], [3e20, 1e20, -1e20],
        rng.normal(5, 20, 1000).tolist(),
    ]  # fmt: skip
    for values in fleets:
        compare(call(answer, jnp.asarray(values, float)), values, "the mean")
    compiled = _named(jax.jit(lambda w: answer(w)), "jax.jit(mean_afloat)")
    for values in (fleets[1], fleets[4], fleets[6], [7.0, -7.0, 8.0, -8.0, 1.0], [-1.0] * 5):
        compare(call(compiled, jnp.asarray(values, float)), values, "jax.jit")
    rows = [[90.0, 60.0, 0.0], [-1.0, 0.0, -2.0], [5.0, -5.0, -5.0], [1.0, 2.0, 6.0]]
    mapped = jax.vmap(lambda w: answer(w))
    for how, f in (("jax.vmap", mapped), ("jax.jit of jax.vmap", jax.jit(mapped))):
        got = call(_named(f, f"{how}(mean_afloat)"), jnp.array(rows))
        say = f"Under `{how}` the shape is {np.shape(got)}; one mean a row is asked for."
        require(np.shape(got) == (4,), say, None, "rows of shape (4, 3)")
        for one, row in zip(np.asarray(got), rows, strict=True):
            compare(one, row, how, lane=True)


# --- dec_voyage


def _voyage(answer, chapter):
    import jax
    import jax.numpy as jnp
    import numpy as np

    function(answer, "voyage")
    a_day = float(chapter["rate"](4.0))

    def compare(result, key, w, days, how):
        widths, lost = pair(result, "voyage", "the widths and the total loss")
        seen = f"{how} with w = {float(w):g}, days = {days}"
        shapes = np.shape(widths), np.shape(lost)
        say = "The pair is the wrong way round: first the widths, then the loss."
        require(shapes != ((), (days,)), say, None, f"shapes {shapes}, {seen}")
        say = f"The widths have shape {shapes[0]}; one width at the end of each day is asked for."
        require(shapes[0] == (days,), say, None, seen)
        require(
            shapes[1] == (),
            f"The loss has shape {shapes[1]}; the total over all days is one number.", None, seen,
        )  # fmt: skip
        for what, value in (("widths are", widths), ("loss is", lost)):
            kind = np.asarray(value).dtype
            require(
                kind.kind == "f", f"The {what} of dtype {kind}; floats are asked for.", "M49", seen
            )
        widths, lost = np.asarray(widths, np.float64), float(lost)
        if days == 0:
            return require(lost == 0, "Without a day there is no loss.", None, seen)

        def drawn(keys):
            return np.array([float(jax.random.uniform(k)) for k in keys])

        tol = 3e-6 * (abs(float(w)) + a_day * days)
        same = functools.partial(np.allclose, rtol=0, atol=tol)
        melts = a_day * drawn([jax.random.fold_in(key, i) for i in range(days)])
        ends = float(w) - np.cumsum(melts)
        if same(widths, ends) and same(lost, melts.sum()):
            return
        seen = f"widths {widths[:4].round(3)}, loss {lost:.3f}; should be {ends[:4].round(3)}, " + (
            f"{melts.sum():.3f}; {seen}"
        )
        if same(widths, ends):
            say = "The loss is that of the last day, and not the total."
            require(days == 1 or not same(lost, melts[-1]), say, None, seen)
            say = "That is the width that is left, not the loss."
            require(not same(lost, ends[-1]), say, None, seen)
            require(not same(lost, -melts.sum()), "The loss has the wrong sign.", None, seen)
            say = "The loss is a mean, not the total."
            require(days == 1 or not same(lost, melts.mean()), say, None, seen)
            say = "The loss of a day is rounded on the way: where does an integer come in?"
            require(lost != round(lost), say, "M49", seen)
            require(False, "The widths are right, the total loss is not.", None, seen)
        chained, k = [], key
        for i in range(days):
            k = jax.random.fold_in(k, i)
            chained.append(k)
        before, n = np.r_[float(w), ends[:-1]], range(1, days + 1)
        split = list(jax.random.split(key, days))
        one, block = drawn([key])[0], np.asarray(jax.random.uniform(key, (days,)), np.float64)
        for other, say, number in (
            (before, "The widths are those at the *start* of each day.", None),
            (np.maximum(ends, 0), "A width is cut off at 0; nothing in the statement does that.", None),
            (float(w) - melts, "Every day begins with the first width: the state is not carried.", None),
            (2 * float(w) - ends, "The iceberg grows: a melt is taken off.", None),
            (melts, "These are the melts of the days, not the widths.", None),
            (np.cumsum(melts), "These are the losses so far, not the widths.", None),
            (float(w) - np.cumsum(melts) / a_day, "The draw is not multiplied by the rate.", None),
            (np.r_[np.zeros(days - 1), ends[-1]], "Only the last width is kept: what .at returns is "
             "a new array.", "M29"),
            (np.zeros(days), "No width is kept: what `.at` returns is a new array.", "M29"),
        ):  # fmt: skip
            require(not same(widths, other), say, number, seen)
        for draws, say in (
            (np.full(days, one), "Every day draws with `key` itself, and so has one and the same weather."),
            (np.full(days, melts[0] / a_day), "Every day draws the number of day 0."),
            (drawn([jax.random.fold_in(key, i) for i in n]), "The days are counted from 1, not from 0."),
            (drawn(chained), "The key of a day is folded into that of the day before, not into `key`."),
            (drawn(split), "The keys come from `split`; the statement asks for `fold_in`."),
            (block, "All days are drawn at once from `key`; the statement gives each day a key."),
            (melts[::-1] / a_day, "The draws belong to other days: the order is turned round."),
        ):  # fmt: skip
            require(not same(widths, float(w) - a_day * np.cumsum(draws)), say, "M54", seen)
        require(False, "The widths are not those of the statement.", None, seen)

    keys = [jax.random.key(41), jax.random.key(7)]
    for key, w, days in ((keys[0], 100.0, 7), (keys[1], 2.0, 5), (keys[1], jnp.asarray(62.5), 1)):
        compare(call(answer, key, w, days), key, w, days, "voyage")
    compiled = jax.jit(lambda key, w, days: answer(key, w, days), static_argnums=2)
    compiled = _named(compiled, "jax.jit(voyage, static_argnums=2)")
    for key, w, days in ((keys[0], 90.0, 30), (keys[1], 50.0, 30), (keys[1], 8.0, 2)):
        compare(call(compiled, key, w, days), key, w, days, "jax.jit")
    few, many = _equations(answer, keys[0], 4), _equations(answer, keys[0], 150)
    require(
        len(many) - len(few) < 146,
        "The recording grows with `days`: a Python loop writes its body out for each.", "M22",
        f"{len(few)} equations for 4 days, {len(many)} for 150",
    )  # fmt: skip
    unrolled = max(int(eqn.params.get("unroll", 1)) for eqn in many)
    say = "The loop is unrolled by its option: the compiled program holds the body for each day."
    require(unrolled < 150, say, "M22", f"unroll = {unrolled} for 150 days")


def _equations(answer, key, days):
    """The equations of the recording of a voyage of so many days."""
    import jax

    from jaxwise.compat import inner_jaxprs, open_jaxpr

    def inside(jaxpr):
        for eqn in open_jaxpr(jaxpr).eqns:
            yield eqn
            for inner in inner_jaxprs(eqn):
                yield from inside(inner)

    record = lambda key, w: jax.make_jaxpr(lambda key, w: answer(key, w, days))(key, w)
    name = f"jax.make_jaxpr(lambda key, w: voyage(key, w, {days}))"
    return list(inside(call(_named(record, name), key, 100.0)))


# --- dec_decode


def _number(error):
    """What the statement says of an exception, read by its class alone, then by its words."""
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
    w, key = jnp.array([2.0, -1.0]), jax.random.key(4)

    def carry(w):
        return float(w)

    def immutable(w):
        return int(w)

    def asks(w):
        return -w if w < 3 else w

    def logs(w):
        return np.floor(w)

    asks.__name__ = asks.__qualname__ = logs.__name__ = logs.__qualname__ = "carry"
    kin = type("Kin", (TypeError,), {})
    cousin = type("Cousin", (ValueError,), {})
    branch = _caught(jax.jit(lambda w: w if w > 0 else -w), 2.0)
    entry = _caught(lambda: w.__setitem__(0, 3.0))
    grows = lambda total, w: (total + w, None)
    whole = jnp.int32(0)
    missed = "An exception that the statement lists is not known."
    key_words = "Two phrases tell of a key, and in two classes: all four combinations count."
    kinds = "The classes themselves are meant, not their kin: how does `isinstance` see a subclass?"
    klass = "The words are there, but the class is another: both have to fit."
    words = "The class is right, and the words are not there."
    chain = "The exception itself is meant, and not one behind it in the chain."
    cases = [
        (branch, missed),
        (_caught(jax.jit(lambda w: w[w > 0]), w), missed),
        (entry, missed),
        (_caught(lambda: jax.lax.scan(grows, whole, w)), missed),
        (_caught(lambda: jax.lax.while_loop(lambda n: n < 3, lambda n: n + 0.5, whole)), missed),
        (_caught(lambda: key + 1), missed),
        (_caught(lambda: jax.random.normal(jax.random.split(key, 2))), missed),
        (ValueError("Cannot convert_element_type from key<fry> to float32"), key_words),
        (TypeError("uniform accepts a single key"), key_words),
        (_caught(jax.jit(asks), 2.0), "A function named `carry` was asked for a boolean: class first."),
        (_caught(jax.jit(carry), 2.0), kinds),
        (_caught(jax.jit(immutable), 2.0), kinds),
        (_caught(jax.jit(logs), w), kinds),
        (kin("arrays are immutable"), kinds),
        (kin("the carry differs"), kinds),
        (kin("add does not accept key<fry>"), kinds),
        (cousin("normal accepts a single key"), kinds),
        (ValueError("the carry differs"), klass),
        (ValueError("arrays are immutable"), klass),
        (RuntimeError("normal accepts a single key"), klass),
        (KeyError("key<fry>"), klass),
        (IndexError("Array boolean indices must be concrete"), klass),
        (ValueError("Attempted boolean conversion of traced array"), klass),
        (TypeError("got an unexpected key, and keyword"), words),
        (_caught(lambda: np.asarray(key)), words),
        (_caught(lambda: 1 if w > 0 else 2), words),
        (_caught(lambda: jnp.ones(2) + jnp.ones(3)), words),
        (TypeError(), words),
        (ValueError(7), words),
        (_caught(lambda: [][2]), "Every other exception gives `None`."),
        (_raised(RuntimeError("leg 3 failed"), branch), chain),
        (_raised(TypeError("leg 4 failed"), entry), chain),
        (KeyboardInterrupt("carry"), "Every other exception gives `None`."),
    ]  # fmt: skip
    numbers = {"M01", "M05", "M28", "M49", "M54"}
    confused = {
        (number, None): f"An exception that shows {number} by class and words gets `None`."
        for number in numbers
    }
    confused[("M54", None)] = key_words
    _answers(answer, "decode", cases, _number, numbers, confused)


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
        return None

    def result(calls, words):
        try:
            return call(answer, calls)
        except Crashed as crash:
            files = {s.filename for s in traceback.extract_tb(crash.error.__traceback__)}
            say = f"An exception comes out of `tally`: a call raises {type(crash.error).__name__}."
            require(_LOGS not in files, say, None, f"tally({words})")
            raise

    def counted(script, seen, times=None):
        def run():
            seen.append(script)
            return f[script]() if times is None or seen.count(script) <= times else None

        return run

    lists = [
        "", "branch", "divide", "fine harmless fine", "leg", "divide entry entry", "entry divide entry",
        "gust branch", "missing divide aground", "gust branch entry gust mask entry",
        "divide branch leg mask fine gust divide missing branch aground divide leg",
        "stop entry fine aground aground harmless gust missing missing stop", "entry entry entry",
    ]  # fmt: skip
    for words in lists:
        scripts, seen = words.split(), []
        calls = [counted(script, seen) for script in scripts]
        got, names = result(list(calls), words), [n for n in map(name, scripts) if n]
        want = {n: names.count(n) for n in sorted(names, key=lambda n: (-names.count(n), n))}
        found = f"tally([{', '.join(scripts)}]) gives {got!r:.150}"
        returned(got, "tally")
        say = f"`tally` returns {_kind(got)}; a dictionary is asked for."
        require(isinstance(got, Mapping), say, None, found)
        say = "Each call is made once, all of them."
        require(seen == scripts, say, None, f"{found}, and the calls made are {seen}")
        found += f", should be {want}"
        say = "An exception without a misconception counts under the name of its class."
        require(None not in got and "None" not in got, say, None, found)
        require(set(got) <= set(want) or names, "A call that returns counts nothing.", None, found)
        if "RuntimeError" in got:
            say = "`explain` looks down the chain of causes; the class on top is not all there is."
            require(False, say, None, found)
        classes = {"TypeError", "TracerBoolConversionError", "NonConcreteBooleanIndexError"}
        say = "Where there is a misconception, it counts, not the class of the exception."
        require(not classes & set(got), say, None, found)
        say = "The keys are misconceptions as `explain` numbers them, or bare names of classes."
        require(set(got) <= set(want), say, None, found)
        say = "Some exceptions are not counted at all."
        require(set(got) == set(want), say, None, found)
        say = "The names are right, and the counts are not."
        require(dict(got) == want, say, None, found)
        counts = list(got.values())
        say = "The most frequent comes first in the dictionary."
        require(counts == sorted(counts, reverse=True), say, None, found)
        say = "Equal counts come in the order of their names."
        require(list(got) == list(want), say, None, found)
    try:
        got = result(
            [f["fine"], f["entry"], f["stopped"], f["divide"]], "a KeyboardInterrupt third"
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
            "`traceback.walk_tb(error.__traceback__)` gives frames and line numbers, outermost first.",
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
            "Which of the three messages is about the start, which about the key, which about the list?",
            "`jax.random.fold_in`, `.at[i].set`, and a float to start from.",
            "key of a day: jax.random.fold_in(..., i); kept: widths.at[...].set(...); lost: 0.0",
        ),
        "All that changes is in the carry, with one type from start to end, and each day has a key.",
        "widths and loss against NumPy, eager and under jit; the key of each day; size of the recording",
        "voyages of no days, integer widths, gradients",
    ),
    Exercise(
        "dec_decode", _decode,
        (
            "Which two entries does the class settle, and for which do the words count, too?",
            "`isinstance` sees kin; `type(error) is TypeError` does not. `str(error)` is the text.",
            "if isinstance(error, jax.errors....): return ...; if type(error) is ... and ... in text: ...",
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
