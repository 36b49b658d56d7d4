"""Answers to the exercises of the chapter `foundations/pytrees`."""

CHAPTER = "foundations/pytrees"


def bank(fields="rate: float\n    times: int = field(metadata=dict(static=True))", head=None):
    head = head or "@jax.tree_util.register_dataclass\n@dataclass"
    return f"""
{head}
class Bank:
    {fields}

    @jax.jit
    def grow(self, x):
        for _ in range(self.times):
            x = x * (1 + self.rate / self.times)
        return x

make_bank = Bank
"""


def descend(before="x, v = state", v="0.9 * v - 0.1 * s", after="return (x, v), None"):
    return f"""
def descend(f, x, steps):
    def step(state, _):
        {before}
        v = jax.tree.map(lambda v, s: {v}, v, jax.grad(f)(x))
        x = jax.tree.map(jnp.add, x, v)
        {after}
    return jax.lax.scan(step, (x, jax.tree.map(jnp.zeros_like, x)), None, steps)[0]
"""


MANUAL_BANK = """
class Bank:
    def __init__(self, rate, times):
        self.rate, self.times = rate, times

    def grow(self, x):
        return grow_bank(self, x)

jax.tree_util.register_pytree_node(
    Bank, lambda b: ((b.rate,), b.times), lambda times, leaves: Bank(leaves[0], times))
grow_bank = jax.jit(lambda b, x: x * (1 + b.rate / b.times) ** b.times)
make_bank = Bank
"""

PICKLED = """
import pickle

def advance(step, state, total, file):
    done, leaves = pickle.loads(file.read_bytes()) if file.exists() else (0, None)
    old, kind = jax.tree.flatten(state)
    if leaves:
        state = jax.tree.unflatten(kind, [
            jax.random.wrap_key_data(jnp.asarray(n), impl=jax.random.key_impl(o))
            if is_key(o) else jnp.asarray(n)
            for n, o in zip(leaves, old)])
    while done < total:
        state, done = step(state), done + 1
    new = [np.asarray(jax.random.key_data(x) if is_key(x) else x)
           for x in jax.tree.leaves(state)]
    file.write_bytes(pickle.dumps((done, new)))
    return state
"""


def advance(load="run = restore(file, like=run)", todo='total - int(run["done"])', done="total"):
    return f"""
def advance(step, state, total, file):
    run = {{"done": jnp.array(0), "state": state}}
    if file.exists():
        {load}
    state = run["state"]
    for _ in range({todo}):
        state = step(state)
    np.savez(file, **arrays_of({{"done": jnp.array({done}), "state": state}}))
    return state
"""


RIGHT = {
    "tree_leaves": {
        "a tuple": "leaves_of = lambda: (3, 1, 3, 1, 0, 2, 1)",
        "counted by JAX": """
def leaves_of():
    trees = [(1.0, (2.0, 3.0), ()), {"w": None, "b": 0.0}, {"w": (3, 4), "b": (4,)},
             jnp.zeros((3, 4)), [None, [None]], ["sgd", 0.1], Plain()]
    return jnp.array([len(jax.tree.leaves(tree)) for tree in trees])
""",
    },
    "tree_none": {
        "a recursion": """
def zeros_of(s):
    if isinstance(s, dict):
        return {k: zeros_of(v) for k, v in s.items()}
    return None if s is None else np.zeros(s)
""",
        "None as a leaf": """
def zeros_of(shapes):
    return jax.tree.map(lambda s: None if s is None else jnp.zeros(s, jnp.float32), shapes,
                        is_leaf=lambda s: s is None or isinstance(s, tuple))
""",
    },
    "tree_register": {
        "registered by hand": MANUAL_BANK,
        "fields named": bank(
            "rate: float\n    times: int",
            "@partial(jax.tree_util.register_dataclass, data_fields=['rate'], "
            "meta_fields=['times'])\n@dataclass",
        ).replace("\n@partial", "\nfrom functools import partial\n@partial", 1),
    },
    "tree_momentum": {
        "a Python loop on flat vectors": """
def descend(f, x, steps):
    p, unravel = ravel_pytree(x)
    v = jnp.zeros_like(p)
    for _ in range(steps):
        v = 0.9 * v - 0.1 * ravel_pytree(jax.grad(f)(unravel(p)))[0]
        p = p + v
    return [unravel(p), unravel(v)]
""",
        "a dictionary as state": """
@partial(jax.jit, static_argnums=(0, 2))
def descend(f, x, steps):
    def step(_, s):
        g = jax.grad(f)(s["x"])
        v = jax.tree.map(lambda v, g: 0.9 * v - g / 10, s["v"], g)
        return {"x": jax.tree.map(lambda x, v: x + v, s["x"], v), "v": v}
    s = jax.lax.fori_loop(0, steps, step, {"x": x, "v": jax.tree.map(lambda x: 0 * x, x)})
    return s["x"], s["v"]
""".replace("\n@partial", "\nfrom functools import partial\n@partial", 1),
    },
    "tree_in_axes": {
        "broadcasting": """
def longitudes(orbit, t):
    columns = jax.tree.map(lambda leaf: jnp.reshape(leaf, (-1, 1)), orbit)
    return columns.longitude(t)
""",
        "a Python loop": """
def longitudes(orbit, t):
    n = max(jnp.size(leaf) for leaf in jax.tree.leaves(orbit))
    full = jax.tree.map(lambda leaf: jnp.broadcast_to(leaf, (n,)), orbit)
    return np.stack([jax.tree.map(lambda leaf: leaf[i], full).longitude(t) for i in range(n)])
""",
    },
    "tree_free": {
        "flat lists": """
def free_slope(f, free, tree):
    leaves, kind = jax.tree.flatten(tree)
    flags = jax.tree.leaves(free)
    def g(some):
        some = iter(some)
        return f(jax.tree.unflatten(kind, [next(some) if b else a
                                           for a, b in zip(leaves, flags)]))
    slopes = iter(jax.grad(g)([a for a, b in zip(leaves, flags) if b]))
    return jax.tree.unflatten(kind, [next(slopes) if b else None for b in flags])
""",
        "one leaf after the other, forward": """
def free_slope(f, free, tree):
    leaves, kind = jax.tree.flatten(tree)
    def slope(i):
        return jax.jacrev(lambda a: f(jax.tree.unflatten(
            kind, leaves[:i] + [a] + leaves[i + 1:])))(leaves[i])
    return jax.tree.unflatten(kind, [slope(i) if b else None
                                     for i, b in enumerate(jax.tree.leaves(free))])
""",
    },
    "tree_resume": {
        "np.savez by name": advance(),
        "pickled arrays": PICKLED,
        "a compiled loop": advance().replace(
            """    for _ in range(total - int(run["done"])):
        state = step(state)
""",
            """    state = jax.lax.fori_loop(int(run["done"]), total, lambda _, s: step(s), state)
""",
        ),
    },
}

WRONG = {
    "tree_leaves": {
        "None counted": ("leaves_of = lambda: [3, 2, 3, 1, 2, 2, 1]", "None is counted", "M36"),
        "shapes are leaves": ("leaves_of = lambda: [3, 1, 2, 1, 0, 2, 1]", "a shape", "M37"),
        "an array is a container": (
            "leaves_of = lambda: [3, 1, 3, 12, 0, 2, 1]",
            "not a container",
            None,
        ),
        "a class dropped": ("leaves_of = lambda: [3, 1, 3, 1, 0, 2, 0]", "not registered", None),
        "six": ("leaves_of = lambda: [3, 1, 3, 1, 0, 2]", "seven are asked", None),
    },
    "tree_none": {
        "no is_leaf": (
            "zeros_of = lambda shapes: jax.tree.map(jnp.zeros, shapes)",
            "taken apart",
            "M37",
        ),
        "None is a number": (
            """
def zeros_of(shapes):
    return jax.tree.map(lambda s: jnp.zeros(s or ()), shapes,
                        is_leaf=lambda s: s is None or isinstance(s, tuple))
""",
            "where None was",
            "M36",
        ),
        "None is gone": (
            """
def zeros_of(s):
    return {k: zeros_of(v) if isinstance(v, dict) else jnp.zeros(v)
            for k, v in s.items() if v is not None}
""",
            "is gone",
            "M36",
        ),
        "integers": (
            """
def zeros_of(shapes):
    return jax.tree.map(lambda s: jnp.zeros(s, int), shapes,
                        is_leaf=lambda s: isinstance(s, tuple))
""",
            "no floats",
            None,
        ),
    },
    "tree_register": {
        "static self": (
            """
from functools import partial

class Bank:
    def __init__(self, rate, times):
        self.rate, self.times = rate, times

    @partial(jax.jit, static_argnums=0)
    def grow(self, x):
        return x * (1 + self.rate / self.times) ** self.times

make_bank = Bank
""",
            "assigned anew",
            "M11",
        ),
        "not registered": (bank(head="@dataclass"), "abstract array", "M10"),
        "rate static, too": (
            bank(
                "rate: float = field(metadata=dict(static=True))\n"
                "    times: int = field(metadata=dict(static=True))"
            ),
            "not among the leaves",
            "M19",
        ),
        "both data": (
            bank("rate: float\n    times: int").replace(
                "for _ in range(self.times):\n            x = x * (1 + self.rate / self.times)",
                "x = x * (1 + self.rate / self.times) ** self.times",
            ),
            "other leaves beside",
            None,
        ),
        "a loop over a tracer": (bank("rate: float\n    times: int"), "__index__", "M02"),
        "frozen": (
            bank(head="@jax.tree_util.register_dataclass\n@dataclass(frozen=True)"),
            "cannot be assigned",
            None,
        ),
        "not jitted": (bank().replace("    @jax.jit\n", ""), "nothing is compiled", None),
    },
    "tree_momentum": {
        "the velocity dropped": (
            descend(before="x, v = state[0], jax.tree.map(jnp.zeros_like, state[1])"),
            "without momentum",
            "M57",
        ),
        "kept in a list": (
            """
kept = []

def descend(f, x, steps):
    v = jax.tree.map(jnp.zeros_like, x)
    for _ in range(steps):
        v = jax.tree.map(lambda v, s: 0.9 * v - 0.1 * s, v, jax.grad(f)(x))
        kept.append(v)
        x = jax.tree.map(jnp.add, x, v)
    return x, v
""",
            "is a tracer",
            "M09",
        ),
        "kept from call to call": (
            """
kept = [None]

def descend(f, x, steps):
    v = kept[0] if jax.tree.structure(kept[0]) == jax.tree.structure(x) else (
        jax.tree.map(jnp.zeros_like, x))
    for _ in range(steps):
        v = jax.tree.map(lambda v, s: 0.9 * v - 0.1 * s, v, jax.grad(f)(x))
        x = jax.tree.map(jnp.add, x, v)
    kept[0] = v
    return x, v
""",
            "from call to call",
            "M09",
        ),
        "the sign": (descend(v="0.9 * v + 0.1 * s"), "climbs", None),
        "no 0.1": (descend(v="0.9 * v - s"), "0.1", None),
        "swapped": (descend() + "\nd = descend\ndescend = lambda *a: d(*a)[::-1]", "way round", None),
        "x alone": (descend() + "\nd = descend\ndescend = lambda *a: d(*a)[0]", "a pair", None),
        "arrays only": (
            """
def descend(f, x, steps):
    v = 0.0
    for _ in range(steps):
        v = 0.9 * v - 0.1 * jax.grad(f)(x)
        x = x + v
    return x, v
""",
            "unsupported operand",
            None,
        ),
    },
    "tree_in_axes": {
        "no axis for t": (
            """
def longitudes(orbit, t):
    return orbit.longitude(t)
""",
            "raised TypeError",
            None,
        ),
        "all mapped": (
            """
def longitudes(orbit, t):
    return jax.vmap(lambda o: o.longitude(t))(orbit)
""",
            "rank should be at least 1",
            "M38",
        ),
        "transposed": (
            """
def longitudes(orbit, t):
    axes = jax.tree.map(lambda leaf: 0 if jnp.ndim(leaf) else None, orbit)
    return jax.vmap(lambda o: o.longitude(t), in_axes=(axes,))(orbit).T
""",
            "an orbit is a row",
            None,
        ),
        "a bare tree": (
            """
def longitudes(orbit, t):
    axes = jax.tree.map(lambda leaf: 0 if jnp.ndim(leaf) else None, orbit)
    return jax.vmap(lambda o: o.longitude(t), in_axes=axes)(orbit)
""",
            "in_axes",
            "M38",
        ),
        "in pairs": (
            """
def longitudes(orbit, t):
    n = max(jnp.size(leaf) for leaf in jax.tree.leaves(orbit))
    return orbit.longitude(jnp.resize(t, n))
""",
            "in pairs",
            "M38",
        ),
    },
    "tree_free": {
        "everything, then masked": (
            """
def free_slope(f, free, tree):
    slopes = jax.grad(f)(tree)
    return jax.tree.map(lambda b, s: s if b else None, free, slopes)
""",
            "raised TypeError",
            "M13",
        ),
        "zeros": (
            """
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    slopes = jax.grad(lambda x: f(merge(x, fixed)))(x)
    return jax.tree.map(lambda s: 0.0 if s is None else s, slopes,
                        is_leaf=lambda s: s is None)
""",
            "Zero is a number",
            "M36",
        ),
        "only the free": (
            """
def free_slope(f, free, tree):
    x, fixed = split(free, tree)
    return jax.tree.leaves(jax.grad(lambda x: f(merge(x, fixed)))(x))
""",
            "not a tree like",
            "M36",
        ),
        "the fixed": (
            """
def free_slope(f, free, tree):
    fixed, x = split(free, tree)
    return jax.grad(lambda x: f(merge(x, fixed)))(x)
""",
            "A free leaf has no slope",
            "M36",
        ),
    },
    "tree_resume": {
        "begins anew": (advance(load="pass"), "begins at the `state`", None),
        "total more": (advance(todo="total"), "in all", None),
        "key forgotten": (
            advance(
                load='run = restore(file, like=run); run["state"] = {**run["state"], '
                '"key": state["key"]} if isinstance(state, dict) else run["state"]'
            ),
            "not saved",
            "M51",
        ),
        "no file": (
            """
def advance(step, state, total, file):
    for _ in range(total):
        state = step(state)
    return state
""",
            "no file",
            None,
        ),
        "NumPy of a key": (
            """
def advance(step, state, total, file):
    for _ in range(total):
        state = step(state)
    np.savez(file, *jax.tree.leaves(state))
    return state
""",
            "cannot be converted to a NumPy array",
            "M54",
        ),
        "raw keys": (
            advance().replace(
                "return state", "return jax.tree.map(lambda x: "
                "jax.random.key_data(x) if is_key(x) else x, state)"
            ),
            "the key's data",
            "M54",
        ),
        "the count not kept": (advance(done="0"), "in all", None),
    },
}  # fmt: skip
