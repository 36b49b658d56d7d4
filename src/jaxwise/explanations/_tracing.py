"""Rules about tracing: Python meets values that are not there yet (M01 to M16)."""

import ast
import re

from jaxwise.explanations import _lookup
from jaxwise.explanations._rule import Rule

_TRACER_ERRORS = (
    "jax.TracerBoolConversionError",
    "jax.TracerIntegerConversionError",
    "jax.TracerArrayConversionError",
    "jax.ConcretizationTypeError",
)
# A call into jax or a library, on the user's line, that needed a number and got a tracer.
_SIZES = (
    r"jax\..*\b(zeros|ones|full|empty|arange|linspace|logspace|geomspace|eye|identity|tri|tile"
    r"|repeat|reshape|broadcast_to|resize|pad|split|array_split|fft\w*|fftfreq|one_hot|iota"
    r"|choice|permutation|normal|uniform|randint|bernoulli|top_k|scan|hanning|hamming|triu_indices"
    r"|tril_indices|indices|unravel_index|dynamic_slice\w*)"
)
_NUMBERS = r"jax\.(numpy|random|lax|nn|scipy|ops|image|Array)\.(?!\w*(map|scan|loop|cond|switch)).*"
_HIGHER = r"jax\.numpy\.(vectorize|apply_along_axis|apply_over_axes|piecewise|select|frompyfunc)"


def _not_higher(evidence):
    """Was a function of jax called that takes no function of the user's?"""
    return evidence.calls(_NUMBERS) and not evidence.calls(_HIGHER)


def _calls_method_of_static_self(evidence):
    """Was a method called on an object of the very class that has no hash?"""
    node = evidence.node
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    found = re.search(r"object of type <class '([^']+)'>", evidence.text)
    inner = re.search(r"unhashable type: '([^']+)'", evidence.text)
    if inner is not None and inner[1] != found[1].rpartition(".")[2]:
        return False  # the object has a hash, and that hashes something which has none
    owner = _lookup.look_up(evidence.user, node.func.value)
    if owner is not None:
        return f"{type(owner).__module__}.{type(owner).__qualname__}" == found[1]
    return "." in found[1] and not found[1].startswith(("numpy.", "jax"))


RULES = (
    # A tracer outlived its function ---------------------------------------------------------------
    Rule(
        "leaked-tracer",
        "M09",
        ("jax.UnexpectedTracerError", "TypeError"),
        "A value of a traced function was kept and used after the function had returned",
        (
            "A function that jax traced put one of its intermediate values{kind} where it outlives "
            "the call: into `self`, a global, a list or a cache.",
            "That value was `{holder}` of the trace, not numbers, and the line above used it.",
            "After the trace is over the value stands for nothing.",
        ),
        "Return the value, and let the caller keep it. To find what holds it:\n"
        "    jax.clear_caches()          # or f is not traced again\n"
        "    with jax.checking_leaks():\n"
        "        f(x)",
        words=r"No constant handler for type: .*Tracer|unexpected tracer"
        r"(?:.*?intermediate value(?P<kind> with type \S+) wrapped in an? "
        r"(?P<holder>\w+))?",
    ),
    Rule(
        "leak-found",
        "M09",
        ("Exception",),
        "A traced function kept one of its intermediate values",
        (
            "`jax.checking_leaks` is on, and after the trace something still refers to a value of "
            "it.",
            "A tracer that is kept in `self`, a global, a list or a cache fails when it is used "
            "later.",
        ),
        "Return the value instead of storing it:\n    def f(x):\n        return y, intermediate",
        words=r"Leaked trace|Leaked tracer",
    ),
    Rule(
        "tracer-of-finished-function",
        "M09",
        _TRACER_ERRORS,
        "A value of a traced function was kept and used after the function had returned",
        (
            "This line reads {value} that was made in a function which jax traced and which has "
            "returned since.",
            "The function stored the tracer in `self`, a global or a list; it never becomes a "
            "number.",
        ),
        "Return the value from the traced function, and use what the call returns:\n"
        "    y, intermediate = f(x)",
        when=lambda e: e.returned,
    ),
    # A library needs the number, not the user's line ----------------------------------------------
    Rule(
        "size-depends-on-data",
        "M06",
        ("jax.ConcretizationTypeError",),
        "The size of the result would depend on values that are not known while tracing",
        (
            "`{name}` finds out from the numbers how many entries its result has; {where} there "
            "are no numbers, and every array needs a shape.",
            "Three-argument `jnp.where(condition, x, y)` is different: its shape is known.",
        ),
        "Say how many entries there can be, with a filler that is no position, or keep the shape:\n"
        "    (index,) = jnp.nonzero(mask, size=n, fill_value=x.size)\n"
        "    y = x.at[index].get(mode='fill', fill_value=0)\n"
        "    total = jnp.where(mask, x, 0.0).sum()",
        words=r"(?P<name>jnp\.nonzero|jnp\.unique|jnp\.bincount|setdiff1d|union1d|intersect1d"
        r"|setxor1d|trim_zeros|segment_\w+\(\) `num_segments|jnp\.argwhere)",
    ),
    Rule(
        "select-by-mask",
        "M05",
        ("jax.ConcretizationTypeError", "jax.TracerBoolConversionError"),
        "Selecting by a traced mask would give an array of unknown size",
        (
            "`{called}` keeps the entries where the mask is true; {where} nobody knows how many "
            "these are.",
        ),
        "Keep the shape, and put a neutral value where the mask is false:\n"
        "    total = jnp.where(mask, x, 0.0).sum()",
        when=lambda e: e.calls(r"jax\.numpy\.(compress|extract)|jax\.Array\.compress"),
    ),
    Rule(
        "size-argument",
        "M07",
        ("jax.ConcretizationTypeError",),
        "A size must be a Python number, and a traced value was given",
        (
            "{where_} a shape, a length or a count was asked of {value}.",
            "It depends on `{arguments}`.",
            "Shapes are fixed when jax compiles, so a size cannot be a traced argument.",
        ),
        "Make the size a static argument, or compute it from a shape:\n"
        "    @partial(jax.jit, static_argnames='n')",
        words=r"jnp\.(arange|linspace|logspace|geomspace|repeat|eye|split)|jax\.numpy\.\w*split"
        r"|pad_width|num_classes|`length` argument|random\.permutation|total_repeat_length",
    ),
    Rule(
        "size-needed-inside",
        "M07",
        _TRACER_ERRORS,
        "A size must be a Python number, and a traced value was given",
        (
            "`{called}` needs to know a size; {where} it got {value}.",
            "It depends on `{arguments}`.",
        ),
        "Make the size a static argument, or compute it from a shape:\n"
        "    @partial(jax.jit, static_argnames='n')",
        when=lambda e: e.calls(_SIZES) and _not_higher(e),
    ),
    Rule(
        "numpy-array-filled",
        "M03",
        ("ValueError", "TypeError"),
        "A traced value was put into a NumPy array",
        (
            "A NumPy array holds numbers, and a value that jax traces is none yet, so it cannot "
            "be stored in one.",
        ),
        "Build the result with jax: stack a list, or update a jax array.\n"
        "    out = jnp.zeros(n).at[i].set(y)\n"
        "    out = jnp.stack(values)",
        words="setting an array element with a sequence|float\\(\\) argument must be",
        when=lambda e: any(kind in _TRACER_ERRORS for kind in e.behind),
    ),
    Rule(
        "foreign-code-needs-number",
        "M03",
        _TRACER_ERRORS,
        "NumPy or SciPy was given a traced value",
        (
            "`{called}` is not a jax function: it computes with numbers at once.",
            "{where_} it got {value}, which has no numbers yet.",
        ),
        "Use the jax counterpart (`jax.numpy`, `jax.scipy`), or call back to the host:\n"
        "    jax.pure_callback(f, jax.ShapeDtypeStruct(x.shape, x.dtype), x)",
        when=lambda e: e.through("scipy", "numpy", "pandas", "sklearn", "matplotlib", "networkx"),
    ),
    Rule(
        "static-argument-of-library",
        "M04",
        (
            "jax.TracerBoolConversionError",
            "jax.TracerIntegerConversionError",
            "jax.TracerArrayConversionError",
        ),
        "An argument must be a Python value, and a traced one was given",
        (
            "`{called}` decides something by this argument while it is traced; {where} it got "
            "{value}.",
            "It depends on `{arguments}`.",
        ),
        "Pass the setting as a static argument, or close over a Python number:\n"
        "    @partial(jax.jit, static_argnames='n')",
        when=lambda e: (
            _not_higher(e) or e.through("diffrax", "optax", "optimistix", "lineax", "equinox")
        ),
    ),
    # Python asks a tracer -------------------------------------------------------------------------
    Rule(
        "truth-of-tracer",
        "M01",
        ("jax.TracerBoolConversionError",),
        "Python asked a traced value whether it is true",
        (
            "`if`, `while`, `and`, `or`, `not`, `assert`, `max`, `in` and chained comparisons need "
            "True or False at once.",
            "{where_} there is only {value}, whose number is not known yet.",
            "It depends on `{arguments}`.",
        ),
        "Let jax choose: `jnp.where` for values, `jax.lax.cond` for branches that cost, "
        "`jax.lax.while_loop` for loops.\n"
        "    y = jnp.where(x > 0, x, -x)",
    ),
    Rule(
        "slice-of-python-sequence",
        "M08",
        ("jax.TracerIntegerConversionError",),
        "A list or NumPy array was sliced at a traced position",
        (
            "A slice of a Python list or a NumPy array needs integers; {where} it got {value}.",
            "Its length would also depend on a number that is not known yet.",
        ),
        "Make it a jax array and take a window of fixed length (past the end it is moved back):\n"
        "    window = jax.lax.dynamic_slice_in_dim(jnp.asarray(table), start, 4)",
        when=lambda e: e.operation in ("BINARY_SLICE", "STORE_SLICE", "BUILD_SLICE"),
    ),
    Rule(
        "integer-of-tracer",
        "M02",
        ("jax.TracerIntegerConversionError",),
        "Python asked a traced value for an integer",
        (
            "`range(n)`, `list[i]` and `[0] * n` need an integer at once.",
            "{where_} there is only {value}, whose number is not known yet.",
            "It depends on `{arguments}`.",
        ),
        "Loop with `jax.lax.fori_loop`, index a jax array, or make the argument static:\n"
        "    y = jnp.asarray(table)[i]\n"
        "    total = jax.lax.fori_loop(0, n, lambda i, t: t + x[i], 0.0)",
    ),
    Rule(
        "list-times-tracer",
        "M02",
        ("TypeError",),
        "A list or tuple was multiplied by a traced value",
        (
            "Python repeats a list an integer number of times; it does not multiply the entries.",
            "`{type}` is a value that jax traces, whose number is not known yet.",
        ),
        "Parameters or a carry are multiplied leaf by leaf; a number of copies has to be static:\n"
        "    jax.tree.map(lambda p, g: p - rate * g, params, grads)\n"
        "    @partial(jax.jit, static_argnames='n')",
        words=r"unsupported operand type\(s\) for \*: '(?:list|tuple|str)' and '(?P<type>\w*Tracer)"
        r"|unsupported operand type\(s\) for \*: '(?P<type2>\w*Tracer)' and '(?:list|str)'",
    ),
    Rule(
        "array-of-tracer",
        "M03",
        ("jax.TracerArrayConversionError",),
        "NumPy was given a traced value",
        (
            "A NumPy function, `np.asarray` or an index into a NumPy array needs numbers at once.",
            "{where_} there is only {value}, which has no numbers yet.",
            "It depends on `{arguments}`.",
        ),
        "Use `jax.numpy` inside, and NumPy before or after the transformed function:\n"
        "    y = jnp.sin(x)\n"
        "    y = jnp.asarray(table)[i]",
    ),
    Rule(
        "percent-format",
        "M15",
        ("jax.ConcretizationTypeError", "TypeError"),
        "A traced value was formatted as a number",
        (
            "`%` formatting needs the number now; {where} there is only {value}.",
            "`print` in a traced function runs while jax traces, not in each call.",
        ),
        "Print at run time:\n    jax.debug.print('x = {{x}}', x=x)",
        words=r"real number is required, not \w*Tracer|Abstract tracer value",
        when=lambda e: isinstance(e.node, ast.BinOp) and isinstance(e.node.op, ast.Mod),
    ),
    Rule(
        "number-of-tracer",
        "M04",
        ("jax.ConcretizationTypeError",),
        "Python asked a traced value for its number",
        (
            "`float`, `int`, `.item()`, `math.sqrt` or an argument such as `axis=` needs the "
            "number at once.",
            "{where_} there is only {value}, whose number is not known yet.",
            "It depends on `{arguments}`.",
        ),
        "Stay in jax (`jnp.sqrt`, `x.astype`), convert after the call, or make the argument "
        "static:\n"
        "    y = jnp.sqrt(x)\n"
        "    @partial(jax.jit, static_argnames='axis')",
    ),
    # Indexing -------------------------------------------------------------------------------------
    Rule(
        "boolean-mask",
        "M05",
        ("jax.NonConcreteBooleanIndexError",),
        "Selecting by a traced mask would give an array of unknown size",
        (
            "`x[mask]` has as many entries as the mask has trues; while jax traces, the mask "
            "{mask} has no values yet.",
        ),
        "Keep the shape, and put a neutral value where the mask is false:\n"
        "    total = jnp.where(mask, x, 0.0).sum()\n"
        "    x = jnp.where(mask, new, x)",
        words=r"^.*?got (?P<mask>bool\[[^\]]*\])|^",
    ),
    Rule(
        "dynamic-slice",
        "M08",
        ("IndexError",),
        "A slice with a traced limit would give an array of unknown size",
        (
            "`x[a:b]` has `b - a` entries, and {slice} has a limit that jax traces, so the size of "
            "the result is not known.",
        ),
        "Take a window of fixed length (past the end it is moved back), or keep the shape and mask:\n"
        "    window = jax.lax.dynamic_slice_in_dim(x, start, 4)\n"
        "    total = jnp.where(jnp.arange(x.size) < n, x, 0.0).sum()",
        words=r"static start/stop/step.*?(?:Got|Found) (?P<slice>slice\(.*?\))(?: at position|\.)",
    ),
    Rule(
        "traced-shape",
        "M07",
        ("TypeError",),
        "A size must be a Python number, and a traced value was given",
        (
            "A shape was asked for with {shape} in it.",
            "It depends on `{arguments}`.",
            "Shapes are fixed when jax compiles, so a size cannot be a traced argument.",
        ),
        "Make the size a static argument, or compute it from a shape:\n"
        "    @partial(jax.jit, static_argnames='n')",
        words=r"Shapes must be 1D sequences of concrete values of integer type, "
        r"got (?P<shape>.*?Tracer.*?)\.(?: |\n|$)",
    ),
    Rule(
        "shape-not-integer",
        "M07",
        ("TypeError",),
        "A size must be an integer",
        ("A shape was asked for with {shape} in it, which is not an integer.",),
        "Make the size a Python integer:\n    x = jnp.zeros(int(n))",
        words=r"Shapes must be 1D sequences of concrete values of integer type, "
        r"got (?P<shape>.*?)\.(?: |\n|$)",
    ),
    Rule(
        "traced-parameter",
        "M07",
        ("TypeError",),
        "A size must be a Python number, and a traced value was given",
        (
            "`{name}` fixes its {parameter} when it is traced, and got a traced value for it.",
            "Shapes are fixed when jax compiles, so a size cannot be a traced argument.",
        ),
        "Make the size a static argument:\n    @partial(jax.jit, static_argnames='n')",
        words=r"call to primitive (?P<name>\w+), the value of parameter (?P<parameter>\w+) was not "
        r"hashable: .*Tracer",
    ),
    # Arguments of jit -----------------------------------------------------------------------------
    Rule(
        "static-argument-traced",
        "M04",
        ("ValueError",),
        "An argument must be a Python value, and a traced one was given",
        ("`{called}` treats this argument as fixed when it is traced, and got a traced value.",),
        "Pass the setting as a static argument, or close over a Python number:\n"
        "    @partial(jax.jit, static_argnames='axis')",
        words=r"Non-hashable static arguments.*Tracer",
        when=lambda e: _not_higher(e),
    ),
    Rule(
        "static-self-not-hashable",
        "M10",
        ("ValueError",),
        "The object whose method was jitted cannot be a static argument",
        (
            "`self` was marked static, so jax hashes the object, and `{type}` has no hash.",
            "A dataclass has none unless it is frozen.",
        ),
        "Jit a function of the arrays, or register the class as a pytree:\n"
        "    @jax.tree_util.register_dataclass\n"
        "    @dataclass",
        words=r"Non-hashable static arguments.*?of type <class '(?P<type>[^']+)'>",
        when=_calls_method_of_static_self,
    ),
    Rule(
        "static-not-hashable",
        "M12",
        ("ValueError",),
        "A static argument must be hashable",
        (
            "jax keeps one compiled program for each value of a static argument and finds it by "
            "hash; a value of type `{type}` has no hash.",
            "Arrays, lists and dictionaries have none.",
        ),
        "Pass arrays and dictionaries of arrays as ordinary arguments; as a static one, use a "
        "tuple or a frozen dataclass:\n"
        "    f(x, (1, 2))   # not [1, 2]",
        words=r"Non-hashable static arguments.*?of type <class '(?:[\w.]*\.)?(?P<type>[^']+)'>",
    ),
    Rule(
        "static-not-comparable",
        "M12",
        ("ValueError",),
        "A static argument must be comparable",
        (
            "jax compares static arguments with `==` to find the compiled program, and for "
            "`{type}` that gave no True or False.",
            "An object that holds arrays cannot be compared like that.",
        ),
        "Keep arrays out of static arguments:\n    f(x, scale=2.0)",
        words=r"static arguments should be comparable.*?of types <class '(?:[\w.]*\.)?"
        r"(?P<type>[^']+)'>",
    ),
    Rule(
        "static-names",
        "M12",
        ("ValueError",),
        "`static_argnums` or `static_argnames` names an argument that is not there",
        (
            "The names or positions must be those of the arguments of the function.",
            "In its own words: {message}.",
        ),
        "Name the arguments as the function does:\n"
        "    jax.jit(f, static_argnames='n')   # def f(x, n): ...",
        words=r"Jitted function has (invalid argnames|static_argnums=|invalid argnums)",
    ),
    Rule(
        "jitted-method",
        "M10",
        ("TypeError",),
        "`jax.jit` on a method passes `self` to jax, and jax does not know the class",
        (
            "`{function}` is a method, so its first argument, `{path}`, is the object of class "
            "`{type}`.",
            "jax takes arrays and pytrees of arrays, and does not know this class.",
        ),
        "Jit a function that takes the arrays, or register the class as a pytree:\n"
        "    @jax.tree_util.register_dataclass\n"
        "    @dataclass",
        words=r"interpreting argument to <(?:function|bound method) (?P<function>(?:[\w.]|<locals>)"
        r"*?(?P<class>\w+)\.\w+) (?:at|of).*?of type <class '(?:(?:[\w.]|<locals>)*\.)?"
        r"(?P<type>(?P=class))'>.*?at path (?P<path>\w+)\.?\s",
    ),
    Rule(
        "jitted-method-of-subclass",
        "M10",
        ("TypeError",),
        "`jax.jit` on a method passes `self` to jax, and jax does not know the class",
        (
            "`{function}` is a method, so its first argument, `{path}`, is the object of class "
            "`{type}`.",
            "jax takes arrays and pytrees of arrays, and does not know this class.",
        ),
        "Jit a function that takes the arrays, or register the class as a pytree:\n"
        "    @jax.tree_util.register_dataclass\n"
        "    @dataclass",
        words=r"interpreting argument to <(?:function|bound method) (?P<function>\S+) "
        r"(?:at|of).*?of type <class '(?P<type>[^']+)'>.*?at path (?P<path>self|cls)\.?\s",
    ),
    Rule(
        "dataclass-argument",
        "M10",
        ("TypeError",),
        "An object of a dataclass was passed where jax takes arrays",
        (
            "jax takes arrays and pytrees of arrays, and does not know the class `{type}`.",
            "To close over an object that holds arrays would freeze them.",
        ),
        "If it holds arrays, register the class; if it holds settings only, mark it static:\n"
        "    @jax.tree_util.register_dataclass\n"
        "    @dataclass",
        words=r"(?:as an abstract array.*?of type|Argument .* of type) '?<class "
        r"'(?P<type>(?!jax)\w+\.[^']+)'>",
        when=lambda e: e.marked("__dataclass_fields__", in_text=True),
    ),
    Rule(
        "not-an-array-argument",
        "M13",
        ("TypeError",),
        "A string, function or other object was passed where jax takes arrays",
        (
            "The argument `{path}` is of type `{type}`.",
            "A jitted function takes arrays, numbers and pytrees of them; anything else cannot "
            "be traced.",
        ),
        "Mark the argument static, or close over it:\n"
        "    @partial(jax.jit, static_argnames='mode')",
        words=r"as an abstract array.*?of type <class '(?P<type>[^']+)'>"
        r"(?:.*?at path (?P<path>\S+?)\.?\s)?",
        when=lambda e: not e.calls(r"jax\.(numpy|scipy|nn|lax|random)\..*"),
    ),
    Rule(
        "not-a-jax-type",
        "M13",
        ("TypeError",),
        "A string, function or other object was passed where jax takes arrays",
        (
            "A value of type `{type}` is among the arguments.",
            "jax transformations take arrays, numbers and pytrees of them.",
        ),
        "Close over the object, or take it out of what is transformed:\n"
        "    jax.vmap(lambda x: f(x, mode))(xs)",
        words=r"Argument .* of type '?<class '(?P<type>(?!list'|tuple'|dict')[^']+)'>'? "
        r"is not a valid JAX type",
    ),
    Rule(
        "not-a-jax-result",
        "M13",
        ("TypeError",),
        "A transformed function returned something that is no array",
        (
            "The function returned a value of type `{type}`.",
            "What jax traces returns arrays, numbers and pytrees of them.",
        ),
        "Return arrays, and make the rest outside:\n    y = f(x)\n    return y, 'label'",
        words=r"returned a value of type <class '(?P<type>[^']+)'>.*not a valid JAX type",
    ),
    Rule(
        "no-jax-dtype",
        "M13",
        ("TypeError", "ValueError"),
        "jax arrays hold numbers only",
        (
            "Strings, None and other objects cannot be entries of an array.",
            "In its own words: {message}.",
        ),
        "Keep strings and objects in Python or NumPy, and give jax numbers:\n"
        "    codes = jnp.asarray([names.index(n) for n in labels])",
        words=r"not a valid JAX array type|None is not a valid value for jnp\.array",
    ),
    Rule(
        "object-to-array",
        "M13",
        ("TypeError",),
        "jax arrays hold numbers only",
        ("An array was to be made of something of type `{type}`.",),
        "Keep strings and objects in Python, and give jax numbers:\n"
        "    x = {{name: jnp.asarray(value) for name, value in data.items()}}",
        words=r"argument must be a string.* not '(?P<type>\w+)'",
        when=lambda e: e.calls(r"jax\.numpy\.(array|asarray)"),
    ),
    Rule(
        "truth-of-array",
        "M01",
        ("ValueError",),
        "Python asked a whole array whether it is true",
        (
            "`if`, `and`, `or`, `not` and chained comparisons need one True or False, and this "
            "comparison has one for each entry.",
        ),
        "Combine entry by entry with `&`, `|`, `~` and brackets, then choose with `jnp.where`:\n"
        "    y = jnp.where((x > 0) & (x < 1), x, 0.0)",
        words=r"truth value of an array with more than one element is ambiguous",
        when=lambda e: e.names_jax_array or not e.names(r"numpy\.ndarray"),
    ),
    # Printing and looking up ----------------------------------------------------------------------
    Rule(
        "format-of-tracer",
        "M15",
        ("TypeError",),
        "A traced value was formatted as a number",
        (
            "A format such as `:.2f` needs the number now, and `{type}` is a value that jax "
            "traces.",
            "`print` in a traced function runs while jax traces, not in each call.",
        ),
        "Print at run time:\n    jax.debug.print('x = {{x:.2f}}', x=x)",
        words=r"unsupported format string passed to (?P<type>\w*Tracer)\.__format__",
    ),
    Rule(
        "debug-print-of-f-string",
        "M15",
        ("ValueError",),
        "`jax.debug.print` was given an f-string",
        (
            "An f-string is filled in while jax traces, before there are numbers; "
            "`jax.debug.print` fills its fields in when the program runs.",
        ),
        "Leave out the f:\n    jax.debug.print('x = {{x}}', x=x)",
        words=r"Unused (keyword |positional )?arguments to `jax\.debug",
    ),
    Rule(
        "format-of-array",
        None,
        ("TypeError",),
        "An array was formatted as one number",
        ("A format such as `:.2f` is for one number, and an array was given.",),
        "Pick an entry, or reduce the array first:\n    print(f'{{float(x[0]):.2f}}')",
        words=r"unsupported format string passed to (numpy\.ndarray|ArrayImpl|\S*ArrayImpl)",
    ),
    Rule(
        "tracer-as-key",
        "M16",
        ("TypeError",),
        "A traced value was used as a key of a dictionary, set or cache",
        (
            "A dictionary finds a key by its hash, and `{type}` is a value that jax traces: it has "
            "no number to hash yet.",
        ),
        "Put the values into an array, in the order of the keys 0, 1, ..., and index it, or choose "
        "with `jax.lax.switch`:\n"
        "    y = jnp.array(list(table.values()))[i]",
        words=r"unhashable type: '(?P<type>\w*Tracer)'",
    ),
    Rule(
        "array-as-key",
        "M16",
        ("TypeError",),
        "A jax array was used as a key of a dictionary, set or cache",
        ("jax arrays have no hash, so they cannot be keys.",),
        "Use a Python number as the key, or an array as the table:\n"
        "    y = table[int(i)]\n"
        "    y = jnp.asarray(values)[i]",
        words=r"unhashable type: '[\w.]*ArrayImpl'",
    ),
    Rule(
        "no-attribute-while-tracing",
        "M04",
        ("AttributeError",),
        "A traced value cannot do what a finished array can",
        (
            "A traced value stands for an array that will be computed later: it is on no "
            "device yet and cannot be waited for.",
            "In its own words: {message}.",
        ),
        "Do it outside, on what the transformed function returns:\n"
        "    y = jax.block_until_ready(f(x))",
        words=r"method is not available on traced array|\w*Tracer has no attribute '?"
        r"(block_until_ready|copy_to_host_async|addressable\w*|device_buffer|sharding|devices"
        r"|unsafe_buffer_pointer|to_py)",
    ),
)
