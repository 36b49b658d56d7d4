"""Rules about arrays, dtypes, pytrees and vmap (M25 to M39)."""

import ast
import re

from jaxwise.explanations import _lookup
from jaxwise.explanations._rule import Rule

_RUNTIME = ("jax.JaxRuntimeError", "jaxlib.XlaRuntimeError", "RuntimeError", "ValueError")


def _beyond_32_bits(evidence):
    """Is it a number that 64 bits would hold and the 32 of jax's default do not?"""
    if "jitted computation" in evidence.text:
        return True
    found = re.search(r"[Pp]ython int(?:eger)? (-?\d+)", evidence.text)
    narrow = re.search(r"(?:to|for) u?int(8|16)\b", evidence.text)
    by_jax = evidence.calls(r"jax\..*") or evidence.names_jax_array or "convert to" in evidence.text
    return by_jax and not narrow and not -(2**31) <= int(found[1]) < 2**32


def _views_jax_array(evidence):
    """Is a NumPy array on the line a view of memory that no NumPy array owns, as jax gives it?"""
    arrays = [value for value in evidence.values if _lookup.kind(value) == "numpy.ndarray"]
    locked = [array.base for array in arrays if not array.flags.writeable]
    return any(type(base).__name__ in ("memoryview", "PyCapsule", "ArrayImpl") for base in locked)


def _operand_from_container(evidence):
    """Was one operand an item or attribute of something, in code that maps over trees?"""
    if not isinstance(evidence.node, ast.BinOp) or not evidence.mentions("tree", "tree_map"):
        return False
    sides = (evidence.node.left, evidence.node.right)
    return any(isinstance(side, (ast.Subscript, ast.Attribute)) for side in sides)


RULES = (
    # Memory ---------------------------------------------------------------------------------------
    Rule(
        "donated-array-used",
        "M25",
        _RUNTIME,
        "An array was used after its memory had been given away",
        (
            "The array {array} was passed to a function that donates this argument, so its memory "
            "was reused for the result.",
            "The old array is gone, on every device, CPU included.",
        ),
        "Use the result from now on, or copy first what you need later:\n"
        "    kept = x.copy()\n"
        "    x = step(x)",
        words=r"Array has been deleted(?: with shape=(?P<array>\w+\[[^\]]*\]))?"
        r"|(?i:buffer has been deleted or donated)",
    ),
    Rule(
        "donated-twice",
        "M25",
        _RUNTIME,
        "One array was donated and also used in the same call",
        (
            "Two arguments of this call are the same array, and at least one of them is donated.",
            "Its memory cannot be both given away and read.",
        ),
        "Donate only what appears once, or pass a copy:\n    f(x, x.copy())",
        words=r"donate the same buffer twice|buffer that was previously donated in the same call",
    ),
    Rule(
        "donation-unused",
        "M25",
        ("UserWarning",),
        "A donated array could not be reused",
        (
            "No result has the shape and dtype of the donated array, so its memory is lost and "
            "nothing is saved.",
        ),
        "Donate arguments that have the shape and dtype of a result:\n"
        "    step = jax.jit(step, donate_argnames='state')",
        words=r"[Dd]onated buffers were not usable",
    ),
    Rule(
        "large-constants",
        "M24",
        ("UserWarning",),
        "Large arrays are built into the compiled program",
        (
            "The function closes over arrays, so they became constants of the program.",
            "{size} were captured.",
        ),
        "Pass the arrays as arguments:\n    f(params, data)   # not a global `data`",
        words=r"constants were captured during lowering(?: \((?P<size>[^)]*?) total\))?",
    ),
    Rule(
        "out-of-memory",
        "M26",
        _RUNTIME,
        "The device has not enough memory for this",
        (
            "The program asked for {size} bytes at once.",
            "On a GPU, jax takes most of the memory at its start; that alone is no leak.",
        ),
        "Make the arrays smaller or work in batches; look at what is alive:\n"
        "    print(sum(a.nbytes for a in jax.live_arrays()) / 1e9, 'GB')",
        words=r"RESOURCE_EXHAUSTED(?:.*?(?:allocating|allocate) (?P<size>\d+) bytes)?",
    ),
    # Changing in place ----------------------------------------------------------------------------
    Rule(
        "in-place",
        "M28",
        ("TypeError",),
        "A jax array was to be changed in place",
        (
            "jax arrays never change: `x[i] = y`, `x[i] += y`, and NumPy functions that write into "
            "an array, fail.",
        ),
        "Make a new array and bind it to the name:\n    x = x.at[i].set(y)\n    x = x.at[i].add(y)",
        words=r"immutable.*in-place item assignment|does not support item assignment.*jax"
        r"|'\w*(Tracer|ArrayImpl|PRNGKeyArray)' object does not support item assignment",
    ),
    Rule(
        "in-place-at",
        "M28",
        ("TypeError",),
        "`x.at[...]` was used like an array",
        ("`x.at[i]` names a place; a method such as `.set(y)` makes the new array.",),
        "Call the method, and bind the result:\n    x = x.at[i].set(y)",
        words=r"_IndexUpdate(Helper|Ref)",
    ),
    Rule(
        "in-place-delete",
        "M28",
        ("AttributeError", "TypeError"),
        "An entry of a jax array was to be deleted in place",
        ("jax arrays never change, in their values or in their size.",),
        "Make a new array:\n    x = jnp.delete(x, i)",
        words=r"__delitem__|object doesn't support item deletion",
        when=lambda e: (
            e.operation == "DELETE_SUBSCR" and (e.names(r"jax\.Array") or "__del" in e.text)
        ),
    ),
    Rule(
        "in-place-method",
        "M28",
        ("AttributeError",),
        "A jax array was to be changed in place",
        (
            "jax arrays never change, so they have no `{name}`.",
            "NumPy's methods that write into the array are missing.",
        ),
        "Make a new array:\n    x = jnp.append(x, y)\n    x = jnp.sort(x)",
        words=r"(?:ArrayImpl'?|\w*Tracer'?|Array) (?:object )?has no attribute '?"
        r"(?P<name>append|extend|fill|put|resize|itemset|setflags|insert|partition|remove|pop)\b"
        r"|property '(?P<name2>\w+)' of '\w*ArrayImpl' object has no setter",
    ),
    Rule(
        "read-only-view",
        "M28",
        ("ValueError",),
        "A NumPy view of a jax array was to be changed",
        (
            "`np.asarray` of a jax array gives a view that may only be read, since jax arrays "
            "never change.",
        ),
        "Copy it into a NumPy array of your own:\n    x = np.array(x)",
        words=r"(assignment|output array|array) (destination )?is read-only",
        when=_views_jax_array,
    ),
    Rule(
        "out-argument",
        "M28",
        ("NotImplementedError", "TypeError"),
        "A result was to be written into a jax array",
        ("jax arrays never change, so there is nothing that `out=` could write to.",),
        "Bind the result to a name:\n    x = jnp.add(x, y)",
        words=r"^out argument of|argument 'out'|return arrays must be of ArrayType"
        r"|'out' argument .*not supported",
        when=lambda e: e.calls(r"jax\..*") or e.names_jax_array,
    ),
    # Precision and dtypes -------------------------------------------------------------------------
    Rule(
        "integer-too-large",
        "M31",
        ("OverflowError",),
        "An integer does not fit into the 32 bits that jax uses by default",
        (
            "{number} is outside what {dtype} holds.",
            "Unless 64 bits are switched on, jax makes int32 of every Python integer, and float32 "
            "of every float.",
        ),
        "Switch 64 bits on before the first array, or use a float:\n"
        "    jax.config.update('jax_enable_x64', True)",
        words=r"(?:[Pp]ython int(?:eger)? |with value )(?P<number>-?\d+)"
        r"(?:.*?(?:convert to|bounds for) (?P<dtype>\w+))?|overflow .*jitted computation",
        when=_beyond_32_bits,
    ),
    Rule(
        "integer-out-of-range",
        None,
        ("OverflowError",),
        "An integer does not fit into the dtype",
        (
            "Small dtypes hold small numbers: int8 to 127, uint8 from 0 to 255.",
            "In its own words: {message}.",
        ),
        "Choose a larger dtype, or bring the number into range first:\n"
        "    x = jnp.array(value, dtype=jnp.int32)",
        words=r"[Pp]ython int(eger)? -?\d+",
    ),
    Rule(
        "float64-not-available",
        "M31",
        ("UserWarning",),
        "64 bits were asked for and are switched off",
        ("{wanted} was asked for, and jax gives {given} unless 64 bits are switched on.",),
        "Switch 64 bits on before the first array is made:\n"
        "    jax.config.update('jax_enable_x64', True)",
        words=r"requested dtype (?:<class '[\w.]*\.)?(?P<wanted>\w+).*?not available"
        r".*?truncated to dtype (?P<given>\w+)",
    ),
    Rule(
        "promotion",
        "M34",
        ("jax.TypePromotionError",),
        "Two dtypes were combined, and jax was told not to guess the result",
        (
            "{dtypes} would have to be promoted to a common dtype.",
            "jax has promotion rules of its own: they differ from NumPy's.",
        ),
        "Convert one of them yourself:\n    y = i.astype(x.dtype) * x",
        words=r"(?:Input dtypes \((?P<dtypes>[^)]*)\))?",
    ),
    Rule(
        "lax-dtypes",
        "M34",
        ("TypeError",),
        "A function of `jax.lax` was given different dtypes",
        (
            "`{name}` got {dtypes}.",
            "Functions in `jax.lax` convert nothing; those in `jax.numpy` do.",
        ),
        "Use the function of `jax.numpy`, or convert first:\n    jax.lax.add(x, y.astype(x.dtype))",
        words=r"(?P<name>[\w.]+) requires arguments to have the same dtypes, "
        r"got (?P<dtypes>\w+(?:, \w+)+)",
    ),
    Rule(
        "fori-bounds",
        "M34",
        ("TypeError",),
        "The limits of a loop have different dtypes",
        (
            "Both limits are counted in one integer type.",
            "In its own words: {message}.",
        ),
        "Give two integers:\n    jax.lax.fori_loop(0, int(n), body, x)",
        words=r"lower and upper arguments to fori_loop must have equal types",
    ),
    # Lists, trees, vmap ---------------------------------------------------------------------------
    Rule(
        "list-for-array",
        "M35",
        ("TypeError",),
        "A {type} was passed where jax needs an array",
        (
            "`{name}` got a {type} at position {position}.",
            "NumPy would make an array of it; jax does not, because that is slow and hides copies.",
        ),
        "Make an array first:\n    x = jnp.array(values)",
        words=r"(?P<name>[\w.]+) requires ndarray or scalar arguments, got <class '(?P<type>list"
        r"|tuple|dict|set|range|generator|map|dict_values)'>(?: at position (?P<position>\d+))?",
    ),
    Rule(
        "object-for-array",
        None,
        ("TypeError",),
        "A function of jax was given something that is no array",
        ("`{name}` got a value of type `{type}`.", "A function without `return` gives None."),
        "Pass an array or a number:\n    print(type(x))",
        words=r"(?P<name>[\w.]+) requires ndarray or scalar arguments, "
        r"got <class '(?P<type>[^']+)'>|argument to <function (?P<name2>[\w.]+).*? as an abstract "
        r"array.*?of type <class '(?P<type2>[^']+)'>",
    ),
    Rule(
        "list-for-lax",
        "M35",
        ("TypeError",),
        "A {type} was passed where jax needs an array",
        ("A function of jax got a {type}.", "jax makes no array of a list by itself."),
        "Make an array first:\n    x = jnp.array(values)",
        words=r"interpreting argument to (?P<name>\w+) as a JAX value.*?of type "
        r"<class '(?P<type>list|tuple|dict)'>|of type '?<class '(?P<type2>list|tuple|dict)'>'? is "
        r"not a valid JAX type",
    ),
    Rule(
        "array-with-list",
        "M35",
        ("TypeError",),
        "A list was combined with a jax array",
        (
            "Operators of jax arrays take arrays and numbers, and this is a {type}.",
            "NumPy would make an array of the list; jax does not.",
        ),
        "Make an array first:\n    y = x + jnp.array(values)",
        words=r"unsupported operand type\(s\) for \S+: '\w*(?:ArrayImpl|Tracer)' and "
        r"'(?P<type>list|tuple)'|unsupported operand type\(s\) for \S+: '(?P<type2>list|tuple)' "
        r"and '\w*(?:ArrayImpl|Tracer)'",
    ),
    Rule(
        "list-as-index",
        "M35",
        ("TypeError",),
        "A list was used as an index of a jax array",
        ("jax takes arrays, integers, slices and tuples of them as an index, and no list.",),
        "Make an array of the list:\n    y = x[jnp.array([0, 2])]",
        words=r"non-tuple sequence for multidimensional indexing",
    ),
    Rule(
        "list-in-jit",
        "M35",
        ("AttributeError", "TypeError"),
        "A list was passed to a transformed function, and a list is a pytree, not an array",
        (
            "jax hands a list on as a list, with an array in the place of each number.",
            "In its own words: {message}.",
        ),
        "Pass an array:\n    f(jnp.array(values))",
        words=r"'(list|tuple)' object has no attribute '(shape|dtype|ndim|mean|sum|at|T|size|astype"
        r"|reshape|max|min|std|dot|ravel|flatten)'|can't multiply sequence by non-int of type "
        r"'\w*(float|Tracer|ArrayImpl)|unsupported operand type\(s\) for \S+: '(list|tuple)' and "
        r"'(float|int|list|tuple)'",
        when=lambda e: e.under_transform,
    ),
    Rule(
        "array-for-list",
        "M35",
        ("ValueError", "TypeError"),
        "Arrays to be joined are one argument: a list of them",
        (
            "`jnp.concatenate` and its kin take a sequence of arrays as their first argument.",
            "An array passed there is taken apart along its first axis.",
        ),
        "Put the arrays into a list:\n    x = jnp.concatenate([a, b])",
        words=r"Zero-dimensional arrays cannot be concatenated"
        r"|Passing an array as a dtype argument",
    ),
    Rule(
        "ragged-list",
        None,
        ("ValueError",),
        "A nested list has rows of different lengths",
        (
            "An array needs rows of one length.",
            "In its own words: {message}.",
        ),
        "Fill the short rows up and keep a mask, or use one array for each row:\n"
        "    rows = [jnp.array(row) for row in rows]",
        words=r"inhomogeneous shape",
    ),
    Rule(
        "index-out-of-bounds",
        "M30",
        ("jax.JaxRuntimeError",),
        "An index is outside of the array",
        (
            "`checkify` saw it; without it, jax reads the last entry and drops a write.",
            "In its own words: {message}.",
        ),
        "Check the index, or say what shall happen:\n"
        "    y = x.at[i].get(mode='fill', fill_value=jnp.nan)",
        words=r"out-of-bounds indexing for array",
    ),
    Rule(
        "index-not-integer",
        None,
        ("TypeError",),
        "An index must be an integer or boolean",
        ("The index is of type {dtype}.",),
        "Make integers of it:\n    y = x[jnp.asarray(i, int)]",
        words=r"Indexer must have integer or boolean type, got indexer with type (?P<dtype>\w+)",
    ),
    Rule(
        "dtype-not-accepted",
        None,
        ("TypeError",),
        "A function does not take this dtype",
        ("`{name}` was given {dtype}.",),
        "Convert first, or use the function for this dtype:\n"
        "    mask = (x > 0) & (y > 0)   # & is for booleans and integers",
        words=r"(?P<name>\w+) does not accept dtypes? (?P<dtype>(?!key)\w+)",
    ),
    Rule(
        "tree-with-none",
        "M36",
        ("ValueError", "TypeError"),
        "In a pytree, None is an empty place and no leaf",
        (
            "Two trees are mapped over together, and one has None where the other has a value.",
            "None has no leaves, so the trees differ in structure.",
        ),
        "Fill the gap, or let None count as a leaf, and have the function handle it:\n"
        "    g = lambda x, y: None if x is None or y is None else f(x, y)\n"
        "    jax.tree.map(g, a, b, is_leaf=lambda x: x is None)",
        words=r"pytree structure error|Expected None, got|Expected .*, got None"
        r"|unsupported operand type\(s\) for \S+: '(\w+' and 'NoneType'"
        r"|NoneType' and '\w+')",
        when=lambda e: (
            "None" in e.text
            and "in_axes" not in e.text
            and (e.maps_trees or "unsupported" in e.text)
            and ("unsupported" not in e.text or e.within_call(r"jax\.(tree|tree_util)\..*"))
        ),
    ),
    Rule(
        "none-in-tree",
        "M36",
        ("TypeError",),
        "In a pytree, None is an empty place and no leaf",
        (
            "A value that was looked up in a container is None.",
            "`jax.tree.map` never visits None, so it cannot have been replaced there.",
        ),
        "Let None count as a leaf, and have the function handle it:\n"
        "    g = lambda x: None if x is None else f(x)\n"
        "    jax.tree.map(g, tree, is_leaf=lambda x: x is None)",
        words=r"unsupported operand type.*NoneType|'NoneType' object",
        when=_operand_from_container,
    ),
    Rule(
        "tree-mismatch",
        "M36",
        ("ValueError",),
        "Two pytrees that are mapped over together have different structures",
        (
            "Trees must have the same keys, lengths and types of containers at every place.",
            "These two differ at {place}.",
        ),
        "Look at both structures:\n    print(jax.tree.structure(a), jax.tree.structure(b))",
        words=r"pytree structure error: [^\n]*key path\s+(?P<place>tree_map[^\n]*)"
        r"|Dict key mismatch|(Tuple|List|Custom node|Named tuple|Node) (arity|type|data) mismatch"
        r"|Expected (dict|tuple|list|named tuple|custom node)[^,]*, got",
        when=lambda e: e.maps_trees,
    ),
    Rule(
        "too-many-leaves",
        "M36",
        ("ValueError",),
        "A pytree was rebuilt with the wrong number of leaves",
        (
            "None and empty containers have no leaves.",
            "In its own words: {message}.",
        ),
        "Flatten and rebuild the same structure:\n    leaves, structure = jax.tree.flatten(tree)",
        words=r"Too (many|few) leaves for PyTreeDef|Incorrect number of leaves",
    ),
    Rule(
        "unsortable-keys",
        "M36",
        ("ValueError", "TypeError"),
        "The keys of a dictionary in a pytree cannot be sorted",
        (
            "jax puts the leaves of a dictionary in the order of its keys, and these cannot be "
            "compared with each other.",
        ),
        "Use keys of one type:\n    params = {{'layer_0': w0, 'layer_1': w1}}",
        words=r"Comparator raised exception while sorting pytree",
    ),
    Rule(
        "in-axes",
        "M38",
        ("ValueError", "TypeError"),
        "`in_axes` or `out_axes` does not fit the arguments",
        (
            "`in_axes` is an int, None, or a tuple with one entry for each positional "
            "argument; an entry may be a pytree like its argument.",
            "In its own words: {message}.",
        ),
        "Give one entry for each argument, None where all lanes share it:\n"
        "    jax.vmap(f, in_axes=(None, 0))(params, xs)",
        words=r"vmap (in_axes|out_axes)|at vmap out_axes|non-None value in in_axes"
        r"|vmap wrapped function must be passed",
    ),
    Rule(
        "sizes-to-map",
        "M38",
        ("ValueError",),
        "The arguments of `vmap` differ in the length of the axis that is mapped",
        (
            "{one}; {other}.",
            "Every argument is mapped over its axis 0 unless `in_axes` says otherwise, leaf by "
            "leaf, parameters too.",
        ),
        "Say which arguments all lanes share:\n    jax.vmap(f, in_axes=(None, 0))(params, xs)",
        words=r"(?:vmap|pmap) got inconsistent sizes for array axes to be mapped:"
        r"(?:\s*\* (?P<one>[^\n;]*);?\s*\* (?P<other>[^\n;]*))?",
    ),
    Rule(
        "axis-to-map-missing",
        "M38",
        ("ValueError",),
        "An argument of `vmap` has no axis to map",
        (
            "An argument of shape {shape} was to be mapped along axis {axis}.",
            "Keyword arguments are always mapped along axis 0.",
        ),
        "Pass it by position, with None in `in_axes`:\n    jax.vmap(f, in_axes=(0, None))(xs, 2.0)",
        words=r"(?:vmap|pmap) was requested to map its argument along axis (?P<axis>-?\d+).*?"
        r"its shape is (?P<shape>\([^)]*\))",
    ),
    Rule(
        "rank-promotion",
        "M39",
        ("ValueError",),
        "Arrays with different numbers of axes were combined",
        (
            "`{name}` got shapes {shapes}; broadcasting would make a larger array of them.",
            "With (N, 1) and (N,) it would be an N by N table.",
        ),
        "Make the shapes equal first, or add the axis where you mean it:\n"
        "    residual = prediction[:, 0] - y",
        words=r"Operands could not be broadcast together for (?P<name>\w+) on shapes "
        r"(?P<shapes>\([^a-z]*\)).*rank_promotion",
    ),
)
