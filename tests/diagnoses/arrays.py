"""Answers to the exercises of the chapter `foundations/arrays`."""

CHAPTER = "foundations/arrays"

PAIRS = [
    ("float32", "float32"),
    ("float32", "float64"),
    ("float32", "float64"),
    ("float32", "float32"),
    ("int8", "int8"),
    ("float32", "float64"),
]


def dtypes(**changes):
    rows = list(PAIRS)
    for row, pair in changes.items():
        rows[int(row[1:])] = pair
    return f"def six_dtypes():\n    return {rows!r}\n"


def returns(name, arguments, expression, before=""):
    return f"def {name}({arguments}):\n    {before or 'pass'}\n    return {expression}\n"


def row(expression, before=""):
    return returns("row_or_nan", "table, i", expression, before)


def signs(expression, before=""):
    return returns("count_signs", "degrees", expression, before)


def nights(expression, before=""):
    return returns("elapsed", "whole, clock", expression, before)


def passes(expression):
    return f"""
def three_passes(multiply, A, B):
    A1, B1 = (x.astype(jnp.bfloat16).astype(jnp.float32) for x in (A, B))
    A2, B2 = A - A1, B - B1
    return {expression}
"""


def stopwatch(body):
    return "def two_times(f, x):\n" + "".join(f"    {line}\n" for line in body.split("; "))


TABLE = """
class Table:
    def __init__(self, start, step, values):
        self.start, self.step, self.values = start, step, jnp.array(values)

    def at(self, t):
        rows = jnp.asarray((t - self.start) / self.step)
        inside = (rows >= 0) & (rows <= len(self.values) - 1)
        i = jnp.clip(jnp.floor(rows).astype(int), 0, len(self.values) - 2)
        w = rows - i
        return jnp.where(inside, (1 - w) * self.values[i] + w * self.values[i + 1], jnp.nan)

    def corrected(self, i, by):
        if np.any((i < 0) | (i >= len(self.values))):
            raise IndexError("no such row")
        return Table(self.start, self.step, self.values.at[i].add(by))

make_table = Table
"""


def table(old, new):
    assert old in TABLE
    return TABLE.replace(old, new)


RIGHT = {
    "arr_dtypes": {
        "dtypes, not names": """
def six_dtypes():
    f4, f8 = jnp.float32, np.dtype("float64")
    return [(f4, f4), (f4, f8), (f4, f8), [f4, np.float32], ("i1", jnp.dtype("int8")), (f4, f8)]
""",
        "run, in both": """
from jaxwise.compat import enable_x64

def six_dtypes():
    f, i = jnp.ones(2, dtype=jnp.float32), jnp.ones(2, dtype=jnp.int32)
    both = []
    for wide in (False, True):
        with enable_x64(wide):
            both.append([x.dtype for x in (f + 1.5, f + np.float64(1.5), i * 1.5, i * f,
                         jnp.int8(100) + 100, jnp.zeros(2, dtype="float64"))])
    return list(zip(*both))
""",
    },
    "arr_row": {
        "no wrapping": row('table.at[i].get(mode="fill", wrap_negative_indices=False)'),
        "a longer table": row(
            "jnp.append(table, jnp.nan)[jnp.where((i < 0) | (i >= n), n, i)]",
            "i, n = jnp.asarray(i), table.shape[0]",
        ),
        "take": row("jnp.take(table, jnp.where(jnp.asarray(i) < 0, len(table), i))"),
        "NumPy": """
def row_or_nan(table, i):
    i, table = np.asarray(i), np.asarray(table)
    out = np.full(i.shape, np.nan)
    ok = (i >= 0) & (i < len(table))
    out[ok] = table[i[ok]]
    return out
""",
    },
    "arr_signs": {
        "histogram": signs(
            "jnp.histogram(degrees % 360 % 360, jnp.arange(0.0, 361.0, 30.0))[0].astype(int)"
        ),
        "bincount": signs(
            "jnp.bincount(s % 12, length=12)", "s = jnp.floor(degrees / 30).astype(int)"
        ),
        "a matrix of comparisons": signs(
            "(s[:, None] == jnp.arange(12)).sum(axis=0)",
            "s = jnp.clip((degrees % 360 / 30).astype(int), 0, 11)",
        ),
        "NumPy": signs(
            "np.bincount(s, minlength=12)",
            "s = np.floor(np.asarray(degrees, float) / 30).astype(int) % 12",
        ),
    },
    "arr_stopwatch": {
        "compiled ahead": """
def two_times(f, x):
    g = f.lower(x).compile()
    start = time.perf_counter_ns()
    result = g(x)
    back = time.perf_counter_ns()
    result.block_until_ready()
    return [(back - start) / 1e9, (time.perf_counter_ns() - start) / 1e9]
""",
        "np.asarray waits, and a median of three": """
def two_times(f, x):
    float(f(x)[0, 0])
    readings = []
    for _ in range(3):
        a = time.monotonic(); y = f(x); b = time.monotonic(); np.asarray(y)
        readings.append((b - a, time.monotonic() - a))
    return tuple(jnp.median(jnp.array(readings), axis=0))
""",
    },
    "arr_elapsed": {
        "jitted": "elapsed = jax.jit(lambda w, c: (w - w[0]).astype(c.dtype) + c - c[0])\n",
        "NumPy in 64 bits": nights(
            "jnp.asarray(t - t[0])", "t = np.asarray(whole, float) + np.asarray(clock, float)"
        ),
        "64 bits for a while": """
from jaxwise.compat import enable_x64

def elapsed(whole, clock):
    with enable_x64(True):
        t = whole.astype(jnp.float64) + clock
        return t - t[0]
""",
    },
    "arr_three_passes": {
        "bfloat16 and back": passes("multiply(A1, B1) + multiply(A1, B2) + multiply(A2, B1)"),
        "two calls": passes("multiply(A1, B) * 1 + multiply(A1, B2) + multiply(A2, B)"),
        "in one call": passes("multiply(jnp.hstack([A1, A1, A2]), jnp.vstack([B1, B2, B1]))"),
        "NumPy, by the bits": """
def three_passes(multiply, A, B):
    def high(x):
        bits = np.asarray(x).view(np.uint32) + np.uint32(0x8000)
        return (bits & np.uint32(0xFFFF0000)).view(np.float32)

    A1, B1 = high(A), high(B)
    A2, B2 = np.asarray(A) - A1, np.asarray(B) - B1
    return np.asarray(multiply(A1, B1)) + np.asarray(multiply(A2, B1)) + multiply(A1, B2)
""",
    },
    "arr_table": {
        "indices and where": TABLE,
        "a NamedTuple": """
from typing import NamedTuple

class Table(NamedTuple):
    days: np.ndarray
    values: jax.Array

    def at(self, t):
        return jnp.asarray(np.interp(t, self.days, np.asarray(self.values, float),
                                     left=np.nan, right=np.nan))

    def corrected(self, i, by):
        for k in i:
            if not 0 <= k < len(self.values):
                raise IndexError(int(k))
        count = jnp.asarray(np.bincount(i, minlength=len(self.values)))
        return self._replace(values=self.values + by * count)

def make_table(start, step, values):
    return Table(start + step * np.arange(len(values)), jnp.asarray(values.copy()))
""",
    },
}

WRONG = {
    "arr_dtypes": {
        "64 bits without the switch": (dtypes(r5=("float64", "float64")), "whoever asks", "M31"),
        "a strong NumPy number is strong": (dtypes(r1=("float64",) * 2), "whoever asks", "M31"),
        "a NumPy number is weak": (dtypes(r1=("float32",) * 2), "not a Python number", "M34"),
        "as NumPy": (dtypes(r3=("float64",) * 2), "as NumPy does", "M34"),
        "as NumPy, as far as it goes": (dtypes(r3=PAIRS[1]), "as NumPy does", "M34"),
        "int8 grows": (dtypes(r4=("int32", "int64")), "the type of the array", "M34"),
        "int stays": (dtypes(r2=("int32", "int32")), "with a fraction", "M34"),
        "a Python number widens": (dtypes(r0=PAIRS[1]), "no bits of its own", "M34"),
        "Python types": (dtypes().replace("'float64'", "float"), "how many bits", None),
        "no names": (dtypes(r4=("int9", "int8")), "is no dtype", None),
        "five": ("def six_dtypes():\n    return [('int8', 'int8')] * 5", "list of six", None),
        "swapped": (
            f"def six_dtypes():\n    return {[p[::-1] for p in PAIRS]!r}",
            "other way round",
            None,
        ),
    },
    "arr_row": {
        "clamped": (row("table[i]"), "clamped", "M30"),
        "filled": (row('table.at[i].get(mode="fill")'), "counts from the end", "M30"),
        "taken": (row("jnp.take(table, i)"), "counts from the end", "M30"),
        "clipped": (row('jnp.take(table, i, mode="clip")'), "clamped", "M30"),
        "only the end": (
            row("jnp.where(jnp.asarray(i) < len(table), table[i], jnp.nan)"),
            "counts from the end",
            "M30",
        ),
        "one too few": (
            row(
                "jnp.where((i >= 0) & (i < len(table) - 1), table[i], jnp.nan)",
                "i = jnp.asarray(i)",
            ),
            "that exists comes back as NaN",
            None,
        ),
        "wrapped": (row('jnp.take(table, i, mode="wrap")'), "is not NaN", "M30"),
        "minus one for NaN": (
            row('table.at[i].get(mode="fill", fill_value=-1.0, wrap_negative_indices=False)'),
            "is not NaN",
            "M30",
        ),
        "a list": (row("jnp.ravel(table.at[i].get(mode='fill'))"), "should have the shape", None),
    },
    "arr_signs": {
        "the update is lost": (
            signs("n", "n = jnp.zeros(12, int); n.at[(degrees % 360 // 30).astype(int)].add(1)"),
            "who keeps it",
            "M29",
        ),
        "assigned": (
            signs("n", "n = jnp.zeros(12, int); n[(degrees % 360 // 30).astype(int)] += 1"),
            "immutable",
            "M28",
        ),
        "set": (
            signs("jnp.zeros(12, int).at[(degrees % 360 // 30).astype(int) % 12].set(1)"),
            "one is lost",
            None,
        ),
        "a hair below zero": (
            signs("jnp.zeros(12, int).at[(degrees % 360 // 30).astype(int)].add(1)"),
            "dropped",
            "M30",
        ),
        "no remainder": (
            signs("jnp.zeros(12, int).at[(degrees // 30).astype(int)].add(1)"),
            "dropped",
            "M30",
        ),
        "cut towards zero": (
            signs("jnp.zeros(12, int).at[(degrees / 30).astype(int) % 12].add(1)"),
            "towards zero",
            None,
        ),
        "eight bits": (
            signs("jnp.zeros(12, 'int8').at[jnp.floor(degrees / 30).astype(int) % 12].add(1)"),
            "integers of so few bits",
            None,
        ),
        "fractions": (
            signs("jnp.zeros(12).at[jnp.floor(degrees / 30).astype(int) % 12].add(1)"),
            "integers",
            None,
        ),
    },
    "arr_stopwatch": {
        "nobody waits": (
            stopwatch(
                "f(x); a = time.perf_counter(); y = f(x); b = time.perf_counter() - a; "
                "return b, time.perf_counter() - a"
            ),
            "nobody waited",
            "M20",
        ),
        "waits too early": (
            stopwatch(
                "f(x).block_until_ready(); a = time.perf_counter(); "
                "y = f(x).block_until_ready(); b = time.perf_counter() - a; "
                "return b, time.perf_counter() - a"
            ),
            "both are the same",
            "M20",
        ),
        "compiles": (
            stopwatch(
                "a = time.perf_counter(); y = f(x); b = time.perf_counter() - a; "
                "y.block_until_ready(); return b, time.perf_counter() - a"
            ),
            "compiling",
            None,
        ),
        "from the call's return": (
            stopwatch(
                "f(x).block_until_ready(); a = time.perf_counter(); y = f(x); "
                "b = time.perf_counter(); y.block_until_ready(); "
                "return b - a, time.perf_counter() - b"
            ),
            "from the start",
            None,
        ),
        "swapped": (
            stopwatch(
                "f(x).block_until_ready(); a = time.perf_counter(); y = f(x); "
                "b = time.perf_counter() - a; y.block_until_ready(); "
                "return time.perf_counter() - a, b"
            ),
            "other way round",
            None,
        ),
        "compiles, though traced before": (
            stopwatch(
                "jax.eval_shape(f, x); a = time.perf_counter(); y = f(x); "
                "b = time.perf_counter() - a; y.block_until_ready(); "
                "return b, time.perf_counter() - a"
            ),
            "compiling",
            None,
        ),
        "the first call is still at work": (
            stopwatch(
                "f(x); a = time.perf_counter(); y = f(x); b = time.perf_counter() - a; "
                "y.block_until_ready(); return b, time.perf_counter() - a"
            ),
            "still at work",
            "M20",
        ),
        "two calls": (
            stopwatch(
                "f(x).block_until_ready(); a = time.perf_counter(); y = f(x); "
                "b = time.perf_counter() - a; y.block_until_ready(); a = time.perf_counter(); "
                "f(x).block_until_ready(); return b, time.perf_counter() - a"
            ),
            "two different calls",
            None,
        ),
        "not called": (stopwatch("return 0.1, 0.4"), "not called", None),
    },
    "arr_elapsed": {
        "added": (nights("t - t[0]", "t = whole + clock"), "quarter of a day", "M34"),
        "asked for float64": (
            nights("t - t[0]", "t = whole.astype('float64') + clock"),
            "You ask for float64",
            "M31",
        ),
        "asked for, too late": (
            nights("t - t[0]", "t = (whole + clock).astype('float64')"),
            "there is none",
            "M31",
        ),
        "the first clock stays": (nights("whole - whole[0] + clock"), "its clock is not", None),
        "reversed": (nights("whole[0] - whole + (clock[0] - clock)"), "sign is reversed", None),
        "integers": (nights("(whole - whole[0]) * 1.0"), "The clock has no part", None),
        "from one to the next": (
            nights("jnp.diff(whole, prepend=whole[:1]) + jnp.diff(clock, prepend=clock[:1])"),
            "from each entry to the next",
            None,
        ),
        "the switch": (
            nights(
                "t - t[0]",
                "jax.config.update('jax_enable_x64', True); t = whole.astype('float64') + clock",
            ),
            "changes JAX's settings",
            None,
        ),
        "another setting": (
            nights(
                "whole - whole[0] + (clock - clock[0])",
                "jax.config.update('jax_numpy_dtype_promotion', 'standard'); "
                "jax.config.update('jax_default_matmul_precision', 'highest')",
            ),
            "changes JAX's settings, for everything",
            None,
        ),
        "a NumPy array": (
            nights("np.asarray(whole - whole[0] + (clock - clock[0]))"),
            "`jax.Array` is asked for",
            None,
        ),
    },
    "arr_three_passes": {
        "one pass": (passes("multiply(A, B)"), "rounded factors", "M33"),
        "one rest": (passes("multiply(A1, B1) + multiply(A1, B2)"), "it is missing", "M33"),
        "the rests": (passes("multiply(A1, B1) + multiply(A2, B2)"), "smallest product", None),
        "no multiply": (passes("A @ B"), "never called", None),
        "a part": (
            passes("multiply(A1, B1) + A1 @ B2 + A2 @ B1"),
            "multiplied elsewhere",
            None,
        ),
        "four": (
            passes("multiply(A1, B1) + multiply(A1, B2) + multiply(A2, B1) + multiply(A2, B2)"),
            "called 4 times",
            None,
        ),
        "thrice": (
            passes("(multiply(A, B) + multiply(A, B) + multiply(A, B)) / 3"),
            "rounded factors",
            "M33",
        ),  # fmt: skip
    },
    "arr_table": {
        "Julian days in 32 bits": (
            table(
                "jnp.asarray((t - self.start) / self.step)",
                "(jnp.asarray(t) - self.start) / self.step",
            ),
            "quarter of a day",
            "M32",
        ),
        "clamped": (table("jnp.where(inside, ", "jnp.where(True, "), "gives a number", "M30"),
        "the end is out": (table("rows <= len", "rows < len"), "that day is in the table", None),
        "repeated rows once": (table(".add(by)", ".set(self.values[i] + by)"), "named twice", None),
        "in silence": (
            table('raise IndexError("no such row")', "pass"),
            "goes by in silence",
            "M30",
        ),
        "negative rows": (table("(i < 0) | ", ""), "goes by in silence", "M30"),
        "no row at all": (
            table(
                "if np.any((i < 0) | (i >= len(self.values)))", "if i.min() < 0 or i.max() > 9**4"
            ),
            "zero-size array",
            None,
        ),
        "lost": (
            table("self.values.at[i].add(by))", "self.values)"),
            "has no correction",
            "M29",
        ),
        "in place": (
            table(
                "return Table(self.start, self.step, self.values.at[i].add(by))",
                "self.values = self.values.at[i].add(by); return self",
            ),
            "old table",
            "M28",
        ),
        "the nearest row": (table("w = rows - i", "w = 0.0"), "not interpolated", None),
        "NumPy": (table("return jnp.where", "return np.where"), "`jax.Array` is asked for", None),
    },
}
