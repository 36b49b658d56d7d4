# %% right | experiment: a new counted function, traced twice
def same_kind(first, second):
    runs = []

    def probe(*args, **kwargs):
        runs.append(1)
        return 0

    jitted = jax.jit(probe)
    for args, kwargs in (first, second):
        jitted.trace(*args, **kwargs)
    return len(runs) == 1

# %% right | the chapter's tool count_traces (stumbles over empty containers by itself)
def same_kind(first, second):
    counted = count_traces(lambda *args, **kwargs: None)
    jitted = jax.jit(counted)
    jitted.trace(*first[0], **first[1])
    before = counted.count
    jitted.trace(*second[0], **second[1])
    return counted.count == before

# %% right | experiment that calls, not only traces, and lets a nonlocal number count
def same_kind(first, second):
    count = 0

    @jax.jit
    def f(*args, **kwargs):
        nonlocal count
        count += 1
        return args, kwargs

    args, kwargs = first
    f(*args, **kwargs)
    after_first = count
    args, kwargs = second
    f(*args, **kwargs)
    return count == after_first

# %% right | rule: tree and jax.typeof of each leaf
def same_kind(first, second):
    def kind(call):
        leaves, tree = jax.tree.flatten(call)
        return tree, [jax.typeof(leaf) for leaf in leaves]
    return kind(first) == kind(second)

# %% right | rule: shape, dtype and weakness of jnp.asarray of each leaf
def describe(leaf):
    x = jnp.asarray(leaf)
    return x.shape, x.dtype, x.weak_type

def same_kind(first, second):
    if jax.tree.structure(first) != jax.tree.structure(second):
        return False
    pairs = zip(jax.tree.leaves(first), jax.tree.leaves(second))
    return all(describe(a) == describe(b) for a, b in pairs)

# %% right | one expression: jax.tree.map to strings, dictionaries compared by ==
def same_kind(first, second):
    kind = lambda call: jax.tree.map(lambda x: jax.typeof(x).str_short() +
                                     "~" * jax.typeof(x).weak_type, call)
    a, b = kind((tuple(first[0]), dict(first[1]))), kind((tuple(second[0]), dict(second[1])))
    return a == b

# %% right | compares what a recording knows: in_tree and in_avals of jitted traces
def same_kind(first, second):
    def ask(call):
        args, kwargs = call
        traced = jax.jit(lambda *a, **k: 0).trace(*args, **kwargs)
        leaves, tree = jax.tree.flatten(traced.args_info)
        return tree, [(jax.typeof(x).weak_type) for x in jax.tree.leaves(call)], \
            [(x.shape, x.dtype) for x in leaves]
    return ask(first) == ask(second)

# %% right | a class whose object is jitted and counts its own calls
class Probe:
    def __init__(self):
        self.bodies = 0

    def __call__(self, *args, **kwargs):
        self.bodies += 1
        return jnp.zeros(())

def same_kind(first, second):
    probe = Probe()
    jitted = jax.jit(probe)
    jitted(*first[0], **first[1])
    jitted(*second[0], **second[1])
    return probe.bodies == 1

# %% right | exception instead of a count: the body refuses to run a second time
class RecordedAgain(Exception):
    pass

def same_kind(first, second):
    seen = []

    def once(*args, **kwargs):
        if seen:
            raise RecordedAgain
        seen.append(True)

    jitted = jax.jit(once)
    jitted.trace(*first[0], **first[1])
    try:
        jitted.trace(*second[0], **second[1])
    except RecordedAgain:
        return False
    return True

# %% right | rule by hand: Python numbers by exact type, arrays by attributes, trees by recursion
def kind_of(x):
    if isinstance(x, dict):
        return "dict", tuple((k, kind_of(x[k])) for k in sorted(x))
    if isinstance(x, (list, tuple)):
        return type(x).__name__, tuple(kind_of(y) for y in x)
    if type(x) in (int, float, complex):
        return (), jnp.asarray(x).dtype.name, True
    if type(x) is bool:
        return (), "bool", False
    weak = getattr(x, "weak_type", False)
    return tuple(x.shape), jax.dtypes.canonicalize_dtype(x.dtype).name, bool(weak)

def same_kind(first, second):
    (a, p), (b, q) = first, second
    return kind_of(a) == kind_of(b) and kind_of(p) == kind_of(q)

# %% right | early returns, a beginner's step-by-step comparison
def same_kind(first, second):
    args1, kwargs1 = first
    args2, kwargs2 = second
    if len(args1) != len(args2):
        return False
    if set(kwargs1) != set(kwargs2):
        return False
    leaves1, tree1 = jax.tree.flatten((args1, kwargs1))
    leaves2, tree2 = jax.tree.flatten((args2, kwargs2))
    if tree1 != tree2:
        return False
    for x, y in zip(leaves1, leaves2):
        x, y = jnp.asarray(x), jnp.asarray(y)
        if x.shape != y.shape or x.dtype != y.dtype:
            return False
        if x.weak_type != y.weak_type:
            return False
    return True

# %% right | hashable key in a set
def same_kind(first, second):
    keys = set()
    for call in (first, second):
        leaves, tree = jax.tree.flatten(call)
        avals = tuple(jax.typeof(leaf) for leaf in leaves)
        keys.add((tree, avals))
    return len(keys) == 1

# %% right | experiment in a helper that is a generator of counts
def counts_after(calls):
    counter = iter(range(1_000_000))
    last = [None]

    def body(*args, **kwargs):
        last[0] = next(counter)

    jitted = jax.jit(body)
    for args, kwargs in calls:
        jitted.trace(*args, **kwargs)
        yield last[0]

def same_kind(first, second):
    before, after = counts_after([first, second])
    return before == after

# %% wrong | shape and dtype of the leaves only, weakness forgotten
def same_kind(first, second):
    def kind(call):
        leaves, tree = jax.tree.flatten(call)
        return tree, [(jnp.shape(x), jnp.asarray(x).dtype) for x in leaves]
    return kind(first) == kind(second)

# %% wrong | leaves only, the tree forgotten
def same_kind(first, second):
    kind = lambda call: [jax.typeof(leaf) for leaf in jax.tree.leaves(call)]
    return kind(first) == kind(second)

# %% wrong | positions and keywords thrown together
def same_kind(first, second):
    def kind(call):
        args, kwargs = call
        leaves, tree = jax.tree.flatten([*args, *kwargs.values()])
        return tree, [jax.typeof(leaf) for leaf in leaves]
    return kind(first) == kind(second)

# %% wrong | compares Python types, so NumPy and JAX arrays differ
def same_kind(first, second):
    def kind(call):
        leaves, tree = jax.tree.flatten(call)
        return tree, [(type(x), jnp.shape(x), jnp.asarray(x).dtype) for x in leaves]
    return kind(first) == kind(second)

# %% wrong | isinstance float is weak, though np.float64 is a float
def same_kind(first, second):
    def kind(x):
        weak = isinstance(x, (int, float, complex)) and not isinstance(x, bool)
        weak = weak or getattr(x, "weak_type", False)
        return jnp.shape(x), jnp.asarray(x).dtype, bool(weak)
    a, tree_a = jax.tree.flatten(first)
    b, tree_b = jax.tree.flatten(second)
    return tree_a == tree_b and [*map(kind, a)] == [*map(kind, b)]

# %% wrong | the size of the call cache, which tells NumPy from JAX arrays
def same_kind(first, second):
    jitted = jax.jit(lambda *args, **kwargs: 0)
    jitted(*first[0], **first[1])
    jitted(*second[0], **second[1])
    return jitted._cache_size() == 1

# %% wrong | one probe for all time remembers the calls of earlier questions
runs = []

@jax.jit
def eternal_probe(*args, **kwargs):
    runs.append(1)
    return 0

def same_kind(first, second):
    eternal_probe.trace(*first[0], **first[1])
    before = len(runs)
    eternal_probe.trace(*second[0], **second[1])
    return len(runs) == before

# %% wrong | a new lambda for each of the two calls
def same_kind(first, second):
    count = []
    for args, kwargs in (first, second):
        jax.jit(lambda *a, **k: count.append(1)).trace(*args, **kwargs)
    return len(count) == 1

# %% wrong | the values must agree as well
def same_kind(first, second):
    a, tree_a = jax.tree.flatten(first)
    b, tree_b = jax.tree.flatten(second)
    return tree_a == tree_b and all(
        jax.typeof(x) == jax.typeof(y) and bool(np.all(np.asarray(x) == np.asarray(y)))
        for x, y in zip(a, b))

# %% wrong | keywords are not looked at
def same_kind(first, second):
    runs = []

    def probe(*args):
        runs.append(1)

    jitted = jax.jit(probe)
    jitted.trace(*first[0])
    jitted.trace(*second[0])
    return len(runs) == 1

# %% wrong | the printed program is the kind: keyword, tree and names are not in it
def same_kind(first, second):
    text = lambda call: str(jax.make_jaxpr(lambda *a, **k: jax.tree.leaves((a, k)))(
        *call[0], **call[1]))
    return text(first) == text(second)

# %% wrong | all Python numbers are one kind
def same_kind(first, second):
    def kind(x):
        if type(x) in (bool, int, float, complex):
            return "number"
        return jax.typeof(x)
    a, tree_a = jax.tree.flatten(first)
    b, tree_b = jax.tree.flatten(second)
    return tree_a == tree_b and [*map(kind, a)] == [*map(kind, b)]

# %% wrong | keywords in another order are another kind
def same_kind(first, second):
    def kind(call):
        args, kwargs = call
        leaves, tree = jax.tree.flatten((args, list(kwargs.items())),
                                        is_leaf=lambda x: isinstance(x, str))
        return tree, [x if isinstance(x, str) else jax.typeof(x) for x in leaves]
    return kind(first) == kind(second)

# %% wrong | a bool counts as a weak Python number
def same_kind(first, second):
    def kind(x):
        weak = type(x) in (bool, int, float, complex) or getattr(x, "weak_type", False)
        return jnp.shape(x), jnp.asarray(x).dtype, bool(weak)
    a, tree_a = jax.tree.flatten(first)
    b, tree_b = jax.tree.flatten(second)
    return tree_a == tree_b and [*map(kind, a)] == [*map(kind, b)]

# %% wrong | only plain Python numbers are weak, weak JAX arrays are taken for strong
def same_kind(first, second):
    def kind(x):
        return jnp.shape(x), jnp.asarray(x).dtype, type(x) in (int, float, complex)
    a, tree_a = jax.tree.flatten(first)
    b, tree_b = jax.tree.flatten(second)
    return tree_a == tree_b and [*map(kind, a)] == [*map(kind, b)]

# %% wrong | lists and tuples are the same to it
def same_kind(first, second):
    def plain(x):
        if isinstance(x, dict):
            return {k: plain(v) for k, v in x.items()}
        if isinstance(x, (list, tuple)):
            return [plain(v) for v in x]
        return x
    a, tree_a = jax.tree.flatten(plain(first))
    b, tree_b = jax.tree.flatten(plain(second))
    return tree_a == tree_b and [*map(jax.typeof, a)] == [*map(jax.typeof, b)]

# %% wrong | answers the opposite question
def same_kind(first, second):
    counted = count_traces(lambda *args, **kwargs: None)
    jitted = jax.jit(counted)
    jitted.trace(*first[0], **first[1])
    jitted.trace(*second[0], **second[1])
    return counted.count == 2
