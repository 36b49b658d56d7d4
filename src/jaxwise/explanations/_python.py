"""Rules about ordinary exceptions of Python that learners meet: no misconception of jax in them."""

from jaxwise.explanations._rule import Rule

# What jax no longer has, or in its older versions not yet -> what does the same.
MOVED = {
    "jax.tree_map": "jax.tree.map",
    "jax.tree_multimap": "jax.tree.map",
    "jax.tree_leaves": "jax.tree.leaves",
    "jax.tree_flatten": "jax.tree.flatten",
    "jax.tree_unflatten": "jax.tree.unflatten",
    "jax.tree_structure": "jax.tree.structure",
    "jax.tree_reduce": "jax.tree.reduce",
    "jax.ops.index_update": "x = x.at[i].set(y)",
    "jax.ops.index_add": "x = x.at[i].add(y)",
    "jax.ops.index": "x.at[i]",
    "jax.experimental.host_callback": "jax.pure_callback, jax.experimental.io_callback",
    "jax.experimental.enable_x64": "jax.enable_x64(True), or JAX_ENABLE_X64=1",
    "jax.experimental.maps": "jax.shard_map",
    "jax.experimental.stax": "flax or equinox",
    "jax.experimental.optimizers": "optax",
    "jax.experimental.loops": "jax.lax.scan",
    "jax.enable_x64": "jax.config.update('jax_enable_x64', True)",
    "jax.ds": "jax.lax.dynamic_slice_in_dim(x, start, size)",
    "jax.reshard": "jax.sharding.reshard",
    "jax.linear_util": "jax.extend.linear_util",
    "jax.xla_computation": "jax.jit(f).lower(x)",
    "jax.use_mesh": "jax.set_mesh",
    "jax.device_put_replicated": "jax.device_put(x, sharding)",
    "jax.device_put_sharded": "jax.device_put(x, sharding)",
    "jax.numpy.DeviceArray": "jax.Array",
    "jax.numpy.in1d": "jnp.isin",
    "jax.numpy.row_stack": "jnp.vstack",
    "jax.numpy.trapz": "jnp.trapezoid",
    "jax.numpy.product": "jnp.prod",
    "jax.numpy.cumproduct": "jnp.cumprod",
    "jax.numpy.msort": "jnp.sort(x, axis=0)",
    "jax.numpy.round_": "jnp.round",
    "jax.config.config": "jax.config.update('jax_enable_x64', True)   # without an import",
    "jax.core.Primitive": "jax.extend.core.Primitive",
    "jax.lib.xla_bridge": "jax.devices(), jax.default_backend()",
    "jax.random.KeyArray": "jax.Array",
    "jax.lax.pvary": "jax.lax.pcast(x, axes, to='varying')",
}


def _moved(name, new):
    module, _, last = name.rpartition(".")
    module = module.replace(".", r"\.")
    return Rule(
        f"moved-{name}",
        None,
        ("AttributeError", "ImportError", "ModuleNotFoundError"),
        f"`{name}` is not part of this version of jax",
        (
            "Names in jax move from time to time, and an example may be older or newer than the "
            "jax that runs it.",
        ),
        f"Use what does the same:\n    {new}",
        words=rf"module '{module}' has no attribute '{last}'|import name '{last}' from '{module}'"
        rf"|No module named '{module}(\.{last}|(?<!'jax)')|^{module}\.{last} (was|is|has been) ",
    )


RULES = tuple(_moved(name, new) for name, new in MOVED.items()) + (
    Rule(
        "starter",
        None,
        ("NotImplementedError",),
        "This part is still to be written",
        ("The code raised NotImplementedError itself, as the starter of an exercise does.",),
        "Replace the line by your answer, and run again:\n    return ...",
        user=True,
    ),
    Rule(
        "claim",
        None,
        ("jaxwise.ClaimError",),
        "A claim of this program does not hold",
        ("The value that was computed and the one from outside do not agree.", "{message}."),
        "Look at both, and at what was changed last:\n    print(value, bound)",
    ),
    Rule(
        "own-assertion",
        None,
        ("AssertionError",),
        "An assertion in your code does not hold",
        ("The line claims something that is not so.", "It says: {message}."),
        "Print both sides before the line:\n    print(left, right)",
        user=True,
    ),
    Rule(
        "unknown-name",
        None,
        ("NameError",),
        "A name is not defined",
        (
            "Python does not know `{name}` here.",
            "It may be spelled differently, defined in a cell that has not run, or not imported.",
        ),
        "Define it first, or import it:\n    import jax.numpy as jnp",
        words=r"name '(?P<name>\w+)' is not defined",
    ),
    Rule(
        "unbound-local",
        None,
        ("UnboundLocalError", "NameError"),
        "A variable is used before it has a value",
        (
            "The function assigns to `{name}` somewhere, so `{name}` is its own variable, and "
            "here it has no value yet.",
        ),
        "Give it a value first, or take it as an argument:\n    def f(x, {name}): ...",
        words=r"(cannot access (local|free)|local) variable '(?P<name>\w+)'",
    ),
    Rule(
        "wrong-argument-count",
        None,
        ("TypeError",),
        "A function was called with the wrong number of arguments",
        (
            "jax calls the functions that it is given, too: the body of `scan` gets (carry, "
            "x), that of `fori_loop` (i, x).",
            "In its own words: {message}.",
        ),
        "Compare the call with the definition:\n    help(function)",
        words=r"takes .*positional arguments?|missing \d+ required|"
        r"got an unexpected keyword argument|got multiple values for",
    ),
    Rule(
        "not-a-function",
        None,
        ("TypeError",),
        "Something that is no function was called",
        (
            "A transformation may have been applied to a result, or brackets doubled.",
            "In its own words: {message}.",
        ),
        "Call the function once:\n    jax.grad(f)(x)   # jax.grad(f) is a function",
        words=r"object is not callable",
    ),
    Rule(
        "unpack-count",
        None,
        ("ValueError", "TypeError"),
        "There are more or fewer values than names",
        (
            "`jax.random.split(key, n)` gives n keys, `jax.grad` one gradient.",
            "In its own words: {message}.",
        ),
        "Count what the right side gives:\n    key, k1, k2 = jax.random.split(key, 3)",
        words=r"(too many|not enough) values to unpack|cannot unpack non-iterable",
    ),
    Rule(
        "pickled-function",
        None,
        ("AttributeError", "TypeError", "pickle.PicklingError", "_pickle.PicklingError"),
        "A function or another thing that cannot be pickled was to be saved or sent",
        (
            "Python pickles a function by its name, and a lambda or a function inside "
            "another has none that can be found again.",
            "In its own words: {message}.",
        ),
        "Save arrays, and define functions at the top of a module:\n"
        "    np.savez('params.npz', **params)",
        words=r"Can't (get|pickle) local object|[Cc]annot pickle|Can't pickle",
    ),
    Rule(
        "missing-package",
        None,
        ("ModuleNotFoundError", "ImportError"),
        "A package is missing",
        (
            "Python looked in every place where packages are installed for it, and did not "
            "find this one, or not this name in it.",
            "In its own words: {message}.",
        ),
        "See what is wrong with this environment:\n    python -m jaxwise doctor",
    ),
    Rule(
        "jax-has-no",
        None,
        ("AttributeError",),
        "jax has no such name",
        (
            "jax covers most of NumPy and SciPy, not all of it, and names move.",
            "In its own words: {message}.",
        ),
        "Look for it by a part of its name:\n    [name for name in dir(jnp) if 'part' in name]",
        words=r"module 'jax[\w.]*' has no attribute|^jax[\w.]* (was|is|has been) ",
    ),
    Rule(
        "unknown-setting",
        None,
        ("AttributeError",),
        "jax has no such setting",
        (
            "Settings have names such as `jax_enable_x64`; this one is spelled differently "
            "or belongs to another version.",
            "In its own words: {message}.",
        ),
        "List the settings:\n    print(jax.config.values.keys())",
        words=r"Unrecognized config option|'Config' object has no attribute",
    ),
    Rule(
        "numpy-array-has-no",
        None,
        ("AttributeError",),
        "A NumPy array or a number has no such method",
        (
            "Methods such as `block_until_ready` and `.at` belong to jax arrays.",
            "In its own words: {message}.",
        ),
        "Make a jax array of it, or call the function:\n    jax.block_until_ready(x)",
        words=r"'(numpy\.\w+|float|int|tuple|list)' object has no attribute '(block_until_ready|at"
        r"|devices|sharding|weak_type)'",
    ),
    Rule(
        "no-attribute",
        None,
        ("AttributeError",),
        "There is no such attribute",
        (
            "The object is of another type than expected, or the name is spelled differently.",
            "In its own words: {message}.",
        ),
        "Look at what it has:\n    print(type(x), dir(x))",
        words=r"has no attribute",
    ),
    Rule(
        "debug-print-fields",
        None,
        ("KeyError", "IndexError"),
        "The format of `jax.debug.print` and its arguments do not match",
        ("The text has a field {{...}} for which no value was passed.",),
        "Pass a value for each field:\n    jax.debug.print('x = {{x}}', x=x)",
        when=lambda e: e.calls(r"jax\.debug\.print"),
    ),
    Rule(
        "none-in-arithmetic",
        None,
        ("TypeError",),
        "None was used as a number",
        (
            "A function without `return` gives None.",
            "In its own words: {message}.",
        ),
        "Return the value:\n    return y",
        words=r"unsupported operand type.*NoneType|'NoneType' object is not|not NoneType",
    ),
    Rule(
        "callback-failed",
        None,
        ("jax.JaxRuntimeError", "jaxlib.XlaRuntimeError"),
        "A function that jax called back on the host failed",
        ("It raised {inner}",),
        "Call it by itself, with NumPy arrays, to see the whole error:\n    f(np.asarray(x))",
        words=r"[Cc]allback.*\n(?P<inner>[A-Za-z_][\w.]*(?:Error|Exception|Warning)?: [^\n]+)",
    ),
    Rule(
        "checkify-failed",
        None,
        ("jax.JaxRuntimeError", "ValueError"),
        "A check that was asked for failed",
        (
            "`checkify` recorded in the program what was wrong, and reports it now.",
            "In its own words: {message}.",
        ),
        "Look at the values that go in; a check under `jit` must be made functional first:\n"
        "    error, y = checkify.checkify(f)(x)\n"
        "    error.throw()",
        words=r"`check` failed|generated by primitive|not functionalized|division by zero",
    ),
    Rule(
        "traced-again",
        None,
        ("RuntimeError",),
        "A function was traced again although that was forbidden",
        (
            "A new shape, dtype or static value, or a new function, needs a new trace.",
            "In its own words: {message}.",
        ),
        "Ask jax why:\n    jax.config.update('jax_explain_cache_misses', True)",
        words=r"no_tracing",
    ),
    Rule(
        "missing-key",
        None,
        ("KeyError",),
        "A dictionary has no such key",
        ("The key {message} is not in it.", "It may be spelled differently, or be set later."),
        "Look at the keys that there are:\n    print(list(d))",
    ),
    Rule(
        "list-too-short",
        None,
        ("IndexError",),
        "A list is shorter than that",
        ("Positions are counted from 0, so the last one of n is n - 1.",),
        "Look at its length:\n    print(len(values))",
        words=r"(list|tuple|string|range object) (assignment )?index out of range",
    ),
    Rule(
        "missing-file",
        None,
        ("FileNotFoundError",),
        "There is no such file",
        (
            "A path that does not start with / is looked for from the working directory.",
            "In its own words: {message}.",
        ),
        "Look where you are:\n    print(pathlib.Path.cwd())",
    ),
    Rule(
        "endless-recursion",
        None,
        ("RecursionError",),
        "A function calls itself without an end",
        ("Each call waits for the next one, and Python allows about a thousand to wait.",),
        "Give it a case that ends, or use a loop:\n    if n == 0:\n        return 1",
    ),
    Rule(
        "syntax",
        None,
        ("SyntaxError", "IndentationError", "TabError"),
        "Python cannot read this line",
        (
            "Often a bracket or a colon is missing on this line or on the one before.",
            "In its own words: {message}.",
        ),
        "Compare the brackets, quotes and indentation:\n    y = f(x[0])",
    ),
)
