"""Rules about shapes that do not fit: they show no misconception of the catalogue."""

from jaxwise.explanations._rule import Rule

_SAME_SHAPE = "Print both shapes before this line:\n    print(a.shape, b.shape)"

RULES = (
    Rule(
        "core-dimension",
        None,
        ("ValueError",),
        "Shapes do not fit",
        (
            "The function works on axes that belong together, and their sizes differ.",
            "In its own words: {message}.",
        ),
        _SAME_SHAPE,
        words=r"inconsistent size for core dimension",
    ),
    Rule(
        "scan-lengths",
        None,
        ("ValueError",),
        "`scan` cannot tell how many steps to take",
        (
            "`scan` goes along axis 0 of every array in `xs`.",
            "In its own words: {message}.",
        ),
        "Give arrays of one length, or the number of steps:\n"
        "    jax.lax.scan(body, start, None, length=100)",
        words=r"scan got (values? with|`length` argument|no values to scan)",
    ),
    Rule(
        "shapes-broadcast",
        None,
        ("TypeError", "ValueError"),
        "Two shapes do not fit together",
        (
            "`{name}` got shapes {shapes}.",
            "Axes are compared from the last to the first; two sizes fit if they are equal or one "
            "of them is 1.",
        ),
        _SAME_SHAPE,
        words=r"(?P<name>\w+) got incompatible shapes for broadcasting: "
        r"(?P<shapes>\([^a-z]*\))\.?|Incompatible (?:shapes|types) for broadcasting|"
        r"operands could not be broadcast together|could not be broadcast"
        r"|must have the same number of dimensions, got",
    ),
    Rule(
        "shapes-product",
        None,
        ("TypeError", "ValueError"),
        "The sizes in a product do not fit",
        (
            "The axis that is summed over has {sizes}.",
            "In `a @ b` the last axis of `a` meets the first of a vector, or the last but one of a "
            "matrix.",
        ),
        "Transpose one of them, or name the axes:\n    c = jnp.einsum('ij,kj->ik', a, b)",
        words=r"contracting dimensions to have the same shape, got (?P<sizes>[^.\n]*)"
        r"|matmul input operand|Einstein sum subscript|Size of label|dimension_numbers must be",
    ),
    Rule(
        "shapes-reshape",
        None,
        ("TypeError", "ValueError"),
        "An array cannot be given this shape",
        (
            "The number of entries must stay the same.",
            "In its own words: {message}.",
        ),
        "Let jax compute one of the sizes:\n    y = x.reshape(-1, 3)",
        words=r"cannot reshape array of|total size of new array must be unchanged",
    ),
    Rule(
        "shapes-join",
        None,
        ("TypeError", "ValueError"),
        "Arrays that are joined must agree in the other axes",
        (
            "Arrays are joined along one axis; in all others they have the same size.",
            "In its own words: {message}.",
        ),
        _SAME_SHAPE,
        words=r"Cannot concatenate arrays|All input arrays must have the same shape",
    ),
    Rule(
        "axis-out-of-bounds",
        None,
        ("ValueError", "numpy.AxisError"),
        "The array has no such axis",
        (
            "Under `vmap` an array has one axis less than outside.",
            "In its own words: {message}.",
        ),
        "Look at the shape here:\n    print(x.shape)",
        words=r"axis -?\d+ is out of bounds for array of dimension",
    ),
    Rule(
        "too-many-indices",
        None,
        ("IndexError",),
        "There are more indices than axes",
        (
            "Under `vmap` an array has one axis less than outside.",
            "In its own words: {message}.",
        ),
        "Look at the shape here:\n    print(x.shape)",
        words=r"[Tt]oo many indices",
    ),
    Rule(
        "mask-shape",
        None,
        ("IndexError",),
        "A mask must have the shape of what it selects from",
        (
            "A mask has one True or False for each entry that it selects from.",
            "In its own words: {message}.",
        ),
        "Make the mask from the same array:\n    y = x[x > 0]",
        words=r"boolean index did not match",
    ),
    Rule(
        "shape-of-argument",
        None,
        ("ValueError", "TypeError"),
        "An array has not the shape that a function needs",
        (
            "The function needs an array with a certain number of axes, or with two of equal size.",
            "In its own words: {message}.",
        ),
        "Look at the shape here:\n    print(x.shape)",
        words=r"must have shape \[|only support \d-dimensional|must be one-dimensional arrays of"
        r"|cannot select an axis to squeeze|dynamic_update_slice update shape"
        r"|dimension size divided|isn't a permutation of"
        r"|must have the same number of dimensions; \d",
    ),
    Rule(
        "one-number-expected",
        None,
        ("TypeError", "ValueError"),
        "One number was expected and an array was given",
        (
            "`int`, `float`, `range` and indices take one number, that is, an array of shape ().",
            "In its own words: {message}.",
        ),
        "Take one entry, or reduce first:\n    value = float(x[0])",
        words=r"[Oo]nly (integer )?scalar arrays can be converted|only 0-dimensional arrays"
        r"|can only convert an array of size 1",
    ),
    Rule(
        "array-without-axes",
        None,
        ("TypeError",),
        "A single number was treated like a sequence",
        ("An array of shape () has no axis to iterate over, to unpack or to count.",),
        "Keep an axis, or use the number as it is; value and gradient together are a pair:\n"
        "    x = jnp.atleast_1d(x)\n"
        "    value, grad = jax.value_and_grad(f)(x)",
        words=r"iteration over a 0-d array|len\(\) of unsized object",
    ),
    Rule(
        "shape-in-pieces",
        None,
        ("TypeError",),
        "The second size of a shape was taken for a dtype",
        ("A shape is one argument, and the dtype is the next one.",),
        "Write the shape as a tuple:\n    x = jnp.zeros((3, 4))",
        words=r"Cannot interpret '\d+' as a data type",
    ),
    Rule(
        "tree-arithmetic",
        None,
        ("TypeError",),
        "Python does no arithmetic on containers of arrays",
        (
            "A dictionary, list or tuple is no array: `+` joins lists, and `*` repeats them.",
            "In its own words: {message}.",
        ),
        "Compute leaf by leaf:\n    params = jax.tree.map(lambda p, g: p - 0.1 * g, params, grads)",
        words=r"unsupported operand type\(s\) for [-+*/]=?: '(float|int|dict|list|tuple|ArrayImpl)' "
        r"and '(dict|list|tuple)'|unsupported operand type\(s\) for [-+*/]=?: '(dict|list|tuple)' and"
        r" '(float|int)'|can't multiply sequence by non-int of type '(float|ArrayImpl)'",
    ),
    Rule(
        "array-to-json",
        None,
        ("TypeError",),
        "JSON holds Python numbers and lists",
        ("In its own words: {message}.",),
        "Convert first:\n    json.dumps({{'loss': float(loss), 'x': x.tolist()}})",
        words=r"Object of type (ArrayImpl|ndarray|float32|int32) is not JSON serializable",
    ),
    Rule(
        "field-of-frozen-dataclass",
        None,
        ("AttributeError", "dataclasses.FrozenInstanceError"),
        "A frozen dataclass does not change",
        ("A new object is made instead, as a function with a state returns a new state.",),
        "Replace a field:\n    state = dataclasses.replace(state, w=w)",
        words=r"cannot assign to field",
    ),
    Rule(
        "string-index",
        None,
        ("TypeError",),
        "An array was indexed with a string",
        (
            "Names are for dictionaries; an array has positions.",
            "In its own words: {message}.",
        ),
        "Use a dictionary of arrays:\n    data = {{'mass': mass, 'charge': charge}}",
        words=r"does not support string indexing",
    ),
)
