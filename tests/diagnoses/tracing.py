"""Answers to the exercises of the chapter `foundations/tracing`."""

CHAPTER = "foundations/tracing"


def cells(code):
    """What of the chapter's code the answers use, without running the fits."""
    wanted = ("import jax\n", "def squares", "def serve_badly", "def padded")
    chosen = [cell for cell in code if any(w in cell for w in wanted)]
    stand_in = "orbits, fit_padded = [__import__('numpy').ones(4)] * 2, None"
    return [stand_in, *(cell.split("\ncounted = count_traces(lambda s")[0] for cell in chosen)]


RIGHT = {
    "jit_equations": {
        "a numpy integer": "equations_of = lambda steps, nights: np.int64(9) * steps",
        "counted up": """
def equations_of(steps, nights):
    total = 0
    for _ in range(steps):
        total += 2 + 3 + 4
    return total
""",
    },
    "jit_same_kind": {
        "by rule": """
def same_kind(first, second):
    kinds = []
    for call in (first, second):
        leaves, tree = jax.tree.flatten(call)
        kinds.append((tree, [str(jax.typeof(leaf)) for leaf in leaves]))
    return kinds[0] == kinds[1]
""",
        "a NumPy bool, by a list": """
def same_kind(first, second):
    seen = []
    f = jax.jit(lambda *args, **kwargs: seen.append(1))
    f(*first[0], **first[1])
    f(*second[0], **second[1])
    return np.bool_(len(seen) == 1)
""",
    },
    "jit_static_names": {
        "by loops": """
def static_names():
    table = dict.fromkeys(["power", "adjusted"], ())
    return table | {"grid": ("n",), "block_means": ("blocks",), "loss": ("norm",),
                    "repeated": ("f", "times")}
""",
    },
    "jit_rebuilt": {
        "jitted anew, of one function": """
def cost_service(orbit, t, longitude):
    return jax.jit(squares)(orbit, t, longitude)
""",
        "only the misses are jitted": """
misses = jax.jit(kepler.misses)

def cost_service(orbit, t, longitude):
    d = misses(orbit, t, longitude)
    return jnp.vdot(d, d)
""",
        "a float": """
cost = jax.jit(squares)

def cost_service(orbit, t, longitude):
    return float(cost(orbit, t, longitude))
""",
        "compiled ahead, in a dictionary": """
programs = {}

def cost_service(orbit, t, longitude):
    if len(t) not in programs:
        programs[len(t)] = jax.jit(squares).lower(orbit, t, longitude).compile()
    return programs[len(t)](orbit, t, longitude)
""",
    },
    "jit_buckets": {
        "one bucket, a count": """
@jax.jit
def root(d, n):
    return jnp.sqrt((d**2).sum() / n)

def rms(d):
    full = np.zeros(40)
    full[:len(d)] = d
    return root(full, float(len(d)))
""",
        "NaN and nanmean": """
@jax.jit
def root(d):
    return jnp.sqrt(jnp.nanmean(d**2))

def rms(d):
    return float(root(np.append(d, np.full(40 - len(d), np.nan))))
""",
        "sum by NumPy, root by JAX": """
root = jax.jit(lambda s, n: jnp.sqrt(s / n))

def rms(d):
    return root(d @ d, float(len(d)))
""",
        "programs made by hand": """
weighted = jax.jit(lambda d, w: jnp.sqrt((w * d**2).sum() / w.sum()))
kind = lambda n: jax.ShapeDtypeStruct((n,), np.float64)
programs = {n: weighted.lower(kind(n), kind(n)).compile() for n in (8, 40)}

def rms(d):
    n = 8 if len(d) <= 8 else 40
    return programs[n](np.pad(d, (0, n - len(d))), 1.0 * (np.arange(n) < len(d)))
""",
        "handed over first": """
root = jax.jit(lambda d, n: jnp.sqrt(jnp.sum(d**2) / n))

def rms(d):
    n = jnp.asarray(len(d), float)
    d = np.asarray(jnp.asarray(d))
    return root(jnp.array(np.pad(d, (0, 40 - len(d)))), n)
""",
        "the norm": """
norm = jax.jit(jnp.linalg.norm)

def rms(d):
    return norm(np.pad(d, (0, 64 - len(d)))) / np.sqrt(len(d))
""",
    },
    "jit_ahead": {
        "warmed up": """
def ahead(f, shapes):
    jitted = jax.jit(f)
    for shape in shapes:
        jitted(np.zeros(shape))

    def run(x):
        if x.shape not in set(shapes):
            raise ValueError("no")
        return jitted(x)

    return run
""",
        "warmed up, jitted anew, JAX's arrays after NumPy's": """
def ahead(f, shapes):
    for shape in shapes:
        jax.jit(f)(np.zeros(shape))

    def run(x):
        if x.shape not in shapes:
            raise ValueError(x.shape)
        return jax.jit(f)(jnp.asarray(x))

    return run
""",
        "trace, lower, compile": """
def ahead(f, shapes):
    programs = {s: jax.jit(f).trace(np.ones(s)).lower().compile() for s in shapes}

    def run(x):
        try:
            program = programs[np.shape(x)]
        except KeyError:
            raise ValueError(f"no program for {np.shape(x)}") from None
        return program(jnp.asarray(x))

    return run
""",
    },
    "jit_service": {
        "warmed up": """
def make_service(f, table, sizes):
    jitted, table = jax.jit(f), jnp.asarray(table)
    for n in sizes:
        jitted(table, np.zeros(n), np.zeros(n))

    def serve(x):
        n = len(x)
        if n > max(sizes):
            raise ValueError("too long")
        size = min(s for s in sizes if s >= n)
        return jitted(table, np.r_[x, np.zeros(size - n)], 1.0 * (np.arange(size) < n))

    return serve
""",
        "a class": """
class make_service:
    def __init__(self, f, table, sizes):
        self.table, self.programs = table, {}
        for n in sizes:
            self.programs[n] = jax.jit(f).lower(table, np.ones(n), np.ones(n)).compile()

    def __call__(self, x):
        sizes = [n for n in self.programs if n >= x.size]
        if not sizes:
            raise ValueError(x.size)
        full, weight = np.zeros(min(sizes)), np.zeros(min(sizes))
        full[:x.size], weight[:x.size] = x, 1
        return self.programs[min(sizes)](self.table, full, weight)
""",
    },
}

STATIC = {
    "grid": ("n",),
    "block_means": ("blocks",),
    "power": (),
    "loss": ("norm",),
    "adjusted": (),
    "repeated": ("f", "times"),
}


def static(**changes):
    return f"def static_names():\n    return {STATIC | changes}"


def service(program, fill="np.pad(x, (0, size - len(x)))", first="", refuse="ValueError"):
    return f"""
def make_service(f, table, sizes):
    {first or "pass"}
    def serve(x):
        size = min([s for s in sizes if s >= len(x)], default=None)
        if size is None:
            raise {refuse}("too long")
        weight = np.pad(np.ones(len(x)), (0, size - len(x)))
        return {program}({fill}, weight)
    return serve
"""


WARM = (
    "go = jax.jit(f); [go(table, np.zeros(n), np.zeros(n)) for n in sizes]\n"
    "    run = lambda x, w: go(table, x, w)"
)

WRONG = {
    "jit_equations": {
        "the loop is one": ("equations_of = lambda s, n: 9", "no loop in the recording", "M22"),
        "for each night": ("equations_of = lambda s, n: 9 * s * n", "whole array", None),
        "eight": ("equations_of = lambda s, n: 8 * s", "operation by operation", None),
        "traced": (
            """
def equations_of(steps, nights):
    f = lambda M, e: kepler.eccentric_anomaly(M, e, steps)
    return len(jax.make_jaxpr(f)(np.zeros(nights), np.float64(0.1)).eqns)
""",
            "come from tracing",
            None,
        ),
        "no nights": ("equations_of = lambda s, n: 9 * s * (n > 0)", "of no nights", None),
        "one at least": ("equations_of = lambda s, n: max(9 * s, 1)", "no step at all", None),
        "text": ("equations_of = lambda s, n: 'many'", "is an integer", None),
    },
    "jit_same_kind": {
        "shapes alone": (
            """
def same_kind(first, second):
    shape = lambda call: (jax.tree.structure(call), [np.shape(x) for x in jax.tree.leaves(call)])
    return shape(first) == shape(second)
""",
            "differ in the dtype",
            "M19",
        ),
        "dtypes, without weakness": (
            """
def same_kind(first, second):
    kind = lambda c: (jax.tree.structure(c),
                      [(np.shape(x), np.asarray(x).dtype) for x in jax.tree.leaves(c)])
    return kind(first) == kind(second)
""",
            "a Python number and an array's number",
            "M19",
        ),
        "leaves alone": (
            """
def same_kind(first, second):
    kind = lambda c: [str(jax.typeof(x)) for x in jax.tree.leaves(c)]
    return kind(first) == kind(second)
""",
            "by position or by keyword",
            "M19",
        ),
        "one for all": ("same_kind = lambda first, second: True", "differ in the shape", "M18"),
        "values, too": (
            "same_kind = lambda first, second: repr(first) == repr(second)",
            "that makes no new recording",
            None,
        ),
        "by no_tracing, which refuses more": (
            """
def same_kind(first, second):
    f = jax.jit(lambda *args, **kwargs: 0)
    f(*first[0], **first[1])
    try:
        with jax.no_tracing():
            f(*second[0], **second[1])
    except RuntimeError:
        return False
    return True
""",
            "differ in NumPy or JAX",
            None,
        ),
        "a bool is a weak number": (
            """
def same_kind(first, second):
    kind = lambda x: (jax.typeof(x).str_short(), type(x) is bool or jax.typeof(x).weak_type)
    return jax.tree.map(kind, first) == jax.tree.map(kind, second)
""",
            "a bool of Python's",
            None,
        ),
        "a sentence": ("same_kind = lambda first, second: 'yes'", "True or False", None),
    },
    "jit_static_names": {
        "nothing": (static(grid=(), block_means=()), "decides a shape", "M07"),
        "a size traced": (static(block_means=()), "decides a shape", "M07"),
        "a string traced": (static(loss=()), "no array and no number", "M13"),
        "a function traced": (static(repeated=("times",)), "no array and no number", "M13"),
        "a loop traced": (static(repeated=("f",)), "Python loop", "M02"),
        "a static dictionary": (static(adjusted=("options",)), "must have a hash", "M12"),
        "an array static": (static(power=("x", "k")), "must have a hash", "M12"),
        "bounds static": (static(grid=("low", "high", "n")), "fewer static", "M19"),
        "an exponent static": (static(power=("k",)), "fewer static", "M19"),
        "numbers": (static(grid=(2,)), "names are strings", None),
        "no comma": (static(grid="n"), "made by the comma", None),
        "a list of names": (static(loss=["norm"]), "a tuple of names", None),
        "None": (static(power=None), "a tuple of names", None),
        "functions for keys": (
            f"static_names = lambda: {{np.sum: ()}} | {STATIC}",
            "the names of the functions",
            None,
        ),
        "a strange name": (static(grid=("num",)), "no such argument", None),
        "one missing": ("static_names = lambda: {'grid': ('n',)}", "says nothing", None),
        "a list": ("static_names = lambda: [('n',)]", "give a dictionary", None),
    },
    "jit_rebuilt": {
        "as before": (
            """
def cost_service(orbit, t, longitude):
    return jax.jit(lambda p: squares(p, t, longitude))(orbit)
""",
            "made inside the request",
            "M17",
        ),
        "the first nights kept": (
            """
kept = {}

def cost_service(orbit, t, longitude):
    if len(t) not in kept:
        kept[len(t)] = jax.jit(lambda p: squares(p, t, longitude))
    return kept[len(t)](orbit)
""",
            "those of the request before",
            "M24",
        ),
        "a partial": (
            """
from functools import partial

def cost_service(orbit, t, longitude):
    return jax.jit(partial(squares, t=t, longitude=longitude))(orbit)
""",
            "made inside the request",
            "M17",
        ),
        "kept for each night's data": (
            """
kept = {}

def cost_service(orbit, t, longitude):
    key = (np.asarray(t).tobytes(), np.asarray(longitude).tobytes())
    if key not in kept:
        kept[key] = jax.jit(lambda p: squares(p, t, longitude))
    return kept[key](orbit)
""",
            "as a constant",
            "M24",
        ),
        "not jitted": ("cost_service = squares", "nothing is compiled", None),
        "the mean": (
            "cost_service = jax.jit(lambda p, t, l: jnp.mean(kepler.misses(p, t, l) ** 2))",
            "mean of the squares",
            None,
        ),
        "half": (
            "cost_service = jax.jit(lambda p, t, l: squares(p, t, l) / 2)",
            "half of it",
            None,
        ),
        "nothing": (
            "def cost_service(orbit, t, longitude):\n    squares(orbit, t, longitude)",
            "returns None",
            None,
        ),
    },
    "jit_buckets": {
        "as they come": ("rms = jax.jit(lambda d: jnp.sqrt(jnp.mean(d**2)))", "each length", "M18"),
        "filled up by JAX": (
            """
root = jax.jit(lambda d, n: jnp.sqrt(jnp.sum(d**2) / n))

def rms(d):
    return root(jnp.pad(d, (0, 40 - len(d))), float(len(d)))
""",
            "each length",
            "M18",
        ),
        "pieces of powers of two": (
            """
total = jax.jit(lambda d: jnp.sum(d**2))

def rms(d):
    bits = [b for b in (1, 2, 4, 8, 16, 32) if len(d) & b]
    pieces = np.split(d, np.cumsum(bits)[:-1])
    return np.sqrt(sum(float(total(p)) for p in pieces) / len(d))
""",
            "More than three",
            "M18",
        ),
        "five buckets": (
            """
root = jax.jit(lambda d, n: jnp.sqrt(jnp.sum(d**2) / n))

def rms(d):
    size = min(b for b in (8, 16, 24, 32, 40) if b >= len(d))
    return root(np.pad(d, (0, size - len(d))), float(len(d)))
""",
            "More than three",
            "M18",
        ),
        "the mean of all": (
            """
root = jax.jit(lambda d: jnp.sqrt(jnp.mean(d**2)))

def rms(d):
    return root(np.pad(d, (0, 40 - len(d))))
""",
            "over the filling, too",
            None,
        ),
        "the last repeated": (
            """
root = jax.jit(lambda d: jnp.sqrt(jnp.mean(d**2)))

def rms(d):
    return root(np.pad(d, (0, 40 - len(d)), mode="edge"))
""",
            "The filling counts",
            None,
        ),
        "NaN times zero": (
            """
root = jax.jit(lambda d, w: jnp.sqrt(jnp.sum(w * d**2) / jnp.sum(w)))

def rms(d):
    n = 40 - len(d)
    return root(np.pad(d, (0, n), constant_values=np.nan), np.pad(np.ones(len(d)), (0, n)))
""",
            "The result is NaN",
            None,
        ),
        "a traced size": (
            """
@jax.jit
def root(d, n):
    full = jnp.zeros(n).at[: d.size].set(d)
    return jnp.sqrt(jnp.sum(full**2) / d.size)

def rms(d):
    return root(d, 40)
""",
            "Shapes must be 1D",
            "M07",
        ),
        "a static count": (
            """
from functools import partial

@partial(jax.jit, static_argnames="n")
def root(d, n):
    return jnp.sqrt(jnp.sum(d**2) / n)

def rms(d):
    return root(np.pad(d, (0, 40 - len(d))), len(d))
""",
            "each length",
            "M18",
        ),
        "NumPy": ("rms = lambda d: np.sqrt(np.mean(d**2))", "JAX has no part", None),
        "no root": (
            "f = jax.jit(lambda d, n: jnp.sum(d**2) / n)\n"
            "rms = lambda d: f(np.pad(d, (0, 40 - len(d))), 1.0 * len(d))",
            "without its root",
            None,
        ),
    },
    "jit_ahead": {
        "jit alone": ("ahead = lambda f, shapes: jax.jit(f)", "nothing has been recorded", "M18"),
        "traced alone": (
            """
def ahead(f, shapes):
    jitted = jax.jit(f)
    for s in shapes:
        jitted.trace(jax.ShapeDtypeStruct(s, np.float64))
    return jitted
""",
            "not yet a program",
            None,
        ),
        "another function": (
            """
def ahead(f, shapes):
    for s in shapes:
        jax.jit(lambda x: f(x)).lower(np.ones(s)).compile()
    return jax.jit(lambda x: f(x))
""",
            "recorded again when it comes",
            "M17",
        ),
        "in single precision": (
            """
def ahead(f, shapes):
    jitted = jax.jit(f)
    for s in shapes:
        jitted(jnp.zeros(s, jnp.float32))
    return jitted
""",
            "very dtype",
            "M17",
        ),
        "a second function": (
            """
def ahead(f, shapes):
    programs = {s: jax.jit(f).lower(np.ones(s)).compile() for s in shapes}

    def shape_of(x):
        return jax.eval_shape(jnp.negative, x).shape

    def run(x):
        if shape_of(x) not in programs:
            raise ValueError(x.shape)
        return programs[x.shape](x)

    return run
""",
            "record something else",
            "M17",
        ),
        "no refusal": (
            """
def ahead(f, shapes):
    jitted = jax.jit(f)
    for s in shapes:
        jitted(np.zeros(s))
    return jitted
""",
            "What should be refused is served",
            "M18",
        ),
        "a KeyError": (
            """
def ahead(f, shapes):
    programs = {s: jax.jit(f).lower(np.ones(s)).compile() for s in shapes}
    return lambda x: programs[x.shape](x)
""",
            "this is another error",
            None,
        ),
        "the first alone": (
            """
def ahead(f, shapes):
    return jax.jit(f).lower(np.ones(shapes[0])).compile()
""",
            "fewer recordings than shapes",
            "M18",
        ),
        "the programs": (
            "ahead = lambda f, shapes: [jax.jit(f).lower(np.ones(s)).compile() for s in shapes]",
            "should return a function",
            None,
        ),
    },
    "jit_service": {
        "nothing ahead": (
            service("go", first="go = lambda x, w: jax.jit(f)(table, x, w)"),
            "Not everything is recorded",
            "M18",
        ),
        "a closed-over table": (
            service(
                "run",
                first="run = jax.jit(lambda x, w: f(table, x, w)); "
                "[run(np.zeros(n), np.zeros(n)) for n in sizes]",
            ),
            "a constant of each program",
            "M24",
        ),
        "made anew": (
            service("(lambda x, w: jax.jit(lambda t: f(t, x, w))(table))", first=WARM),
            "recorded when it comes",
            "M17",
        ),
        "filled up by JAX": (
            service("run", "jnp.pad(x, (0, size - len(x)))", first=WARM),
            "for the filling up",
            "M18",
        ),
        "filled with ones": (
            service("run", "np.pad(x, (0, size - len(x)), constant_values=1.0)", first=WARM),
            "filled up with zeros",
            None,
        ),
        "another error": (service("run", first=WARM, refuse="IndexError"), "another error", None),
        "filled up at the front": (
            service("(lambda x, w: run(x, w[::-1]))", "np.pad(x, (size - len(x), 0))", first=WARM),
            "goes at the end",
            None,
        ),
        "zeros are filling": (
            service("(lambda x, w: run(x, 1.0 * (x != 0)))", first=WARM),
            "taken for filling",
            None,
        ),
        "whole weights": (
            service(
                "(lambda x, w: go(table, x, w.astype(int)))",
                first="go = jax.jit(f); [go(table, np.zeros(n), np.zeros(n, int)) for n in sizes]",
            ),
            "recorded for something else",
            None,
        ),
        "the largest alone": (
            service(
                "(lambda x, w: run(np.pad(x, (0, max(sizes) - len(x))), "
                "np.pad(w, (0, max(sizes) - len(x)))))",
                first=WARM,
            ),
            "smallest of the sizes",
            None,
        ),
        "all weights one": (
            service("(lambda x, w: run(x, np.ones(len(x))))", first=WARM),
            "weights do not add up",
            None,
        ),
        "the response alone": (
            service("(lambda x, w: run(x, w)['response'])", first=WARM),
            "what `f` returns",
            None,
        ),
    },
}
