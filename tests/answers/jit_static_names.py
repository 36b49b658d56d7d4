# %% right | a dictionary, written down
def static_names():
    return {"grid": ("n",), "block_means": ("blocks",), "power": (), "loss": ("norm",),
            "adjusted": (), "repeated": ("f", "times")}

# %% right | the other order in repeated
def static_names():
    return {
        "grid": ("n",),
        "block_means": ("blocks",),
        "power": (),
        "loss": ("norm",),
        "adjusted": (),
        "repeated": ("times", "f"),
    }

# %% right | dict with keywords
def static_names():
    return dict(grid=("n",), block_means=("blocks",), power=(), loss=("norm",),
                adjusted=(), repeated=("f", "times"))

# %% right | words split into tuples
def static_names():
    words = {"grid": "n", "block_means": "blocks", "power": "", "loss": "norm",
             "adjusted": "", "repeated": "f times"}
    return {name: tuple(names.split()) for name, names in words.items()}

# %% right | filled in, function by function, with reasons
def static_names():
    names = {}
    names["grid"] = ("n",)                  # a size
    names["block_means"] = ("blocks",)      # a size
    names["power"] = ()                     # k is data, as x is
    names["loss"] = ("norm",)               # a string that Python compares
    names["adjusted"] = ()                  # a dictionary of numbers is a tree
    names["repeated"] = ("f", "times")      # a function, and a Python loop
    return names

# %% right | zip of names and tuples
def static_names():
    functions = ["grid", "block_means", "power", "loss", "adjusted", "repeated"]
    static = [("n",), ("blocks",), (), ("norm",), (), ("f", "times")]
    return dict(zip(functions, static))

# %% right | the most come from a default
def static_names():
    names = dict.fromkeys(["grid", "block_means", "power", "loss", "adjusted", "repeated"], ())
    names.update(grid=("n",), block_means=("blocks",), loss=("norm",))
    names["repeated"] = tuple(["f", "times"])
    return names

# %% right | an OrderedDict, made once outside
from collections import OrderedDict

STATIC = OrderedDict([("grid", ("n",)), ("block_means", ("blocks",)), ("power", tuple()),
                      ("loss", ("norm",)), ("adjusted", tuple()),
                      ("repeated", ("f", "times"))])

def static_names():
    return STATIC

# %% right | a lambda
static_names = lambda: {"repeated": ("f", "times"), "adjusted": (), "loss": ("norm",),
                        "power": (), "block_means": ("blocks",), "grid": ("n",)}

# %% right | one triple per argument, gathered
def static_names():
    roles = [("grid", "low", 0), ("grid", "high", 0), ("grid", "n", 1),
             ("block_means", "x", 0), ("block_means", "blocks", 1),
             ("power", "x", 0), ("power", "k", 0), ("loss", "d", 0), ("loss", "norm", 1),
             ("adjusted", "x", 0), ("adjusted", "options", 0),
             ("repeated", "f", 1), ("repeated", "x", 0), ("repeated", "times", 1)]
    result = {}
    for function, argument, static in roles:
        result[function] = result.get(function, ()) + ((argument,) if static else ())
    return result

# %% right | by experiment: the fewest names with which the call runs
from itertools import combinations

def static_names():
    def repeated(f, x, times):
        for _ in range(times):
            x = f(x)
        return x
    x = np.arange(12.0)
    trials = {
        "grid": (lambda low, high, n: jnp.linspace(low, high, n), "low high n", (0.0, 1.0, 5)),
        "block_means": (lambda x, blocks: x.reshape(blocks, -1).mean(axis=1), "x blocks", (x, 3)),
        "power": (lambda x, k: x**k, "x k", (x, 2)),
        "loss": (lambda d, norm: d.sum() if norm == "squares" else d.max(), "d norm", (x, "squares")),
        "adjusted": (lambda x, options: options["gain"] * x, "x options", (x, {"gain": 2.0})),
        "repeated": (repeated, "f x times", (jnp.sin, x, 3))}
    def fewest(f, names, args):
        for k in range(len(names) + 1):
            for some in combinations(names, k):
                try:
                    jax.jit(f, static_argnames=some).trace(*args)
                    return some
                except Exception:
                    pass
    return {name: fewest(f, words.split(), args) for name, (f, words, args) in trials.items()}

# %% right | argument names from the code of the functions, the choice by position
def static_names():
    signatures = {"grid": ("low", "high", "n"), "block_means": ("x", "blocks"),
                  "power": ("x", "k"), "loss": ("d", "norm"), "adjusted": ("x", "options"),
                  "repeated": ("f", "x", "times")}
    places = {"grid": [2], "block_means": [1], "power": [], "loss": [1], "adjusted": [],
              "repeated": [0, 2]}
    return {name: tuple(signatures[name][i] for i in places[name]) for name in signatures}

# %% wrong | the exponent is thought to be static
def static_names():
    return {"grid": ("n",), "block_means": ("blocks",), "power": ("k",), "loss": ("norm",),
            "adjusted": (), "repeated": ("f", "times")}

# %% wrong | options sound static, but a dictionary has no hash
def static_names():
    return {"grid": ("n",), "block_means": ("blocks",), "power": (), "loss": ("norm",),
            "adjusted": ("options",), "repeated": ("f", "times")}

# %% wrong | the function to repeat is forgotten
def static_names():
    return {"grid": ("n",), "block_means": ("blocks",), "power": (), "loss": ("norm",),
            "adjusted": (), "repeated": ("times",)}

# %% wrong | the count of repetitions is thought to be data
def static_names():
    return {"grid": ("n",), "block_means": ("blocks",), "power": (), "loss": ("norm",),
            "adjusted": (), "repeated": ("f",)}

# %% wrong | the limits of the grid are static too: they run, with more recordings
def static_names():
    return {"grid": ("low", "high", "n"), "block_means": ("blocks",), "power": (),
            "loss": ("norm",), "adjusted": (), "repeated": ("f", "times")}

# %% wrong | the comma forgotten: strings, not tuples
def static_names():
    return {"grid": ("n"), "block_means": ("blocks"), "power": (), "loss": ("norm"),
            "adjusted": (), "repeated": ("f", "times")}

# %% wrong | lists instead of tuples
def static_names():
    return {"grid": ["n"], "block_means": ["blocks"], "power": [], "loss": ["norm"],
            "adjusted": [], "repeated": ["f", "times"]}

# %% wrong | None where there is none
def static_names():
    return {"grid": ("n",), "block_means": ("blocks",), "power": None, "loss": ("norm",),
            "adjusted": None, "repeated": ("f", "times")}

# %% wrong | functions without static arguments left out
def static_names():
    return {"grid": ("n",), "block_means": ("blocks",), "loss": ("norm",),
            "repeated": ("f", "times")}

# %% wrong | numbers of the arguments instead of names
def static_names():
    return {"grid": (2,), "block_means": (1,), "power": (), "loss": (1,),
            "adjusted": (), "repeated": (0, 2)}

# %% wrong | everything that is no array is static
def static_names():
    return {"grid": ("low", "high", "n"), "block_means": ("blocks",), "power": ("k",),
            "loss": ("norm",), "adjusted": ("options",), "repeated": ("f", "times")}

# %% wrong | the data of repeated is static with the rest
def static_names():
    return {"grid": ("n",), "block_means": ("blocks",), "power": (), "loss": ("norm",),
            "adjusted": (), "repeated": ("f", "x", "times")}

# %% wrong | blocks could be traced, since reshape gets a -1
def static_names():
    return {"grid": ("n",), "block_means": (), "power": (), "loss": ("norm",),
            "adjusted": (), "repeated": ("f", "times")}

# %% wrong | a string is data like any other
def static_names():
    return {"grid": ("n",), "block_means": ("blocks",), "power": (), "loss": (),
            "adjusted": (), "repeated": ("f", "times")}

# %% wrong | static and traced exchanged
def static_names():
    return {"grid": ("low", "high"), "block_means": ("x",), "power": ("x", "k"),
            "loss": ("d",), "adjusted": ("x", "options"), "repeated": ("x",)}

# %% wrong | a set of names
def static_names():
    return {"grid": {"n"}, "block_means": {"blocks"}, "power": set(), "loss": {"norm"},
            "adjusted": set(), "repeated": {"f", "times"}}

# %% wrong | a misspelt name: norms
def static_names():
    return {"grid": ("n",), "block_means": ("block",), "power": (), "loss": ("norms",),
            "adjusted": (), "repeated": ("f", "times")}
