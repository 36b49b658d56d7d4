"""The faults that are put into a program: each operator maps a syntax node to faulty ones."""

import ast
import copy
import math
import re

from jaxwise.claims._scope import chain

# What a place in the program is, seen from inside: a literal means something else in each.
INDEX, SHAPE, SMALL, CLAIMED = "index", "shape", "tolerance", "claimed value"

_SWAPS = {"mean": "sum", "sin": "cos", "max": "min", "maximum": "minimum", "argmax": "argmin"}
_SWAPS |= {"fmax": "fmin", "psum": "pmean", "pmax": "pmin"}
_SWAPS |= {new: old for old, new in _SWAPS.items()}
_UPDATE_SWAPS = {"add": "set", "set": "add", "max": "min", "min": "max"}
_BUILTIN = ("max", "min")
_NUMERIC = ("jax.", "numpy.", "math.", "scipy.")
_FLIPS = {ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt}
_FLIPS |= {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
_FLAGS = {"endpoint", "reverse", "replace", "lower", "independent", "descending", "hermitian"}
_FLAGS |= {"bias", "rescale", "adjoint", "periodic"}
_UPDATES = {"set", "add", "subtract", "multiply", "mul", "divide", "power", "min", "max", "apply"}
_LOWER = {"float64": "float32", "complex128": "complex64", "longdouble": "float64"}
_LOWER |= {"clongdouble": "complex128", "float_": "float32"}
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult)

_SEEDS = {"key", "PRNGKey", "seed", "default_rng", "RandomState", "SeedSequence"}
# The position of a shape, a number of points, axes or digits among a function's arguments.
_SHAPED = dict.fromkeys(("zeros", "ones", "empty", "full", "eye", "ShapeDtypeStruct"), {0})
_SHAPED |= dict.fromkeys(("split", "broadcast_to", "tile", "repeat", "round"), {1})
_SHAPED |= dict.fromkeys(("reshape", "transpose", "swapaxes", "moveaxis"), {1, 2, 3, 4})
_SHAPED |= dict.fromkeys(("linspace", "logspace", "geomspace"), {2})
_SHAPE_WORDS = re.compile(
    r"(in_|out_)?ax[ei]s|axis\d|num|length|ndim|dims?|(nondiff_|static_|donate_)?arg(nums|names)"
    r"|decimals|seed|key|unroll|repeats|precision|\w*(size|shape|features)"
)
_SMALL_WORDS = re.compile(r"(\w*_)?[arfxg]?(tol|eps|epsilon)(_\w+)?")


def inside(node, field, child, places, scope):
    """The places that `child`, in `field` of `node`, is in."""
    if isinstance(node, ast.Subscript) and field == "slice":
        return places | {INDEX}
    if isinstance(node, ast.keyword) and node.arg:
        if _SHAPE_WORDS.fullmatch(node.arg):
            return places | {SHAPE}
        return places | {SMALL} if _SMALL_WORDS.fullmatch(node.arg) else places
    if isinstance(node, ast.Assign) and field == "value":
        names = [getattr(target, "id", "") for target in node.targets]
        if any(_SMALL_WORDS.fullmatch(name.lower()) for name in names):
            return places | {SMALL}
    if isinstance(node, ast.Call) and field == "args":
        name, full = _last(node), scope.resolve(node.func)
        position = next(i for i, argument in enumerate(node.args) if argument is child)
        where = {1} if full.startswith("jax.random.") else _SHAPED.get(name, set())
        if name in ("reshape", "transpose", "swapaxes") and not full.startswith(_NUMERIC):
            where = {0, *where}  # a method: the array is not among the arguments
        if name in _SEEDS or position in where:
            return places | {SHAPE}
    return places


def faults(node, parent, places, scope, function):
    """The faulty versions of one node.

    Args:
      node: an expression, or an augmented assignment.
      parent: the node it stands in.
      places: a set of INDEX, SHAPE, SMALL, CLAIMED.
      scope: the `Scope` of the program.
      function: the function definition around it, or None.

    Yields:
      (operator code, new node).
    """
    for code, operator in OPERATORS.items():
        for new in operator(node, parent, places, scope, function) or ():
            yield code, new


def _sign(node, parent, places, scope, function):
    """`a + b` <-> `a - b`, `x += a` <-> `x -= a`, `-a` -> `a`."""
    if SHAPE in places:
        return
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, (ast.Add, ast.Sub)):
        sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
        if not any(_is_text_or_list(side) or _is_number(side, 0) for side in sides):
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield _changed(node, op=other)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        constant = isinstance(node.operand, ast.Constant)
        even = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow)
        even = even and parent.left is node and _is_number(parent.right, 2)
        even = even or (isinstance(parent, ast.Call) and _last(parent) in ("abs", "cos", "cosh"))
        if not (constant and (INDEX in places or _is_number(node.operand, 0)) or even):
            yield node.operand


def _factor(node, parent, places, scope, function):
    """A number doubled; an arithmetic return value doubled; no number of a claim itself."""
    if isinstance(node, ast.Constant) and not places & {INDEX, SMALL, CLAIMED}:
        x = node.value
        if isinstance(x, bool) or not isinstance(x, (int, float, complex)) or x == 0:
            return
        if isinstance(x, int) and SHAPE in places:
            return
        in_sum = isinstance(parent, ast.BinOp) and isinstance(parent.op, (ast.Add, ast.Sub))
        used = isinstance(parent, (ast.BinOp, ast.AugAssign)) or _counts(parent)
        if (isinstance(x, int) and not used) or (in_sum and abs(x) < 1e-6):
            return  # an option, a position or a name; a guard against division by zero
        if isinstance(x, float) and not math.isfinite(2 * x):
            return
        yield ast.Constant(2 * x)
    returned = isinstance(parent, (ast.Return, ast.Lambda))
    if returned and isinstance(node, (ast.BinOp, ast.UnaryOp)) and not places & {INDEX, SHAPE}:
        op = node.op
        if isinstance(op, (ast.USub, *_ARITHMETIC)) and not _has_text_or_list(node):
            yield ast.BinOp(ast.Constant(2), ast.Mult(), node)


def _drop(node, parent, places, scope, function):
    """`a + b`, `a - b`, `a * b`, `a / b` -> `a`; a leading number of a product goes instead."""
    if not isinstance(node, ast.BinOp) or SHAPE in places or _has_text_or_list(node):
        return
    left, right = node.left, node.right
    if isinstance(node.op, (ast.Add, ast.Sub)) and not _is_number(right, 0):
        yield left
    if isinstance(node.op, (ast.Mult, ast.Div)) and not _leaves_nothing_new(right):
        if not isinstance(left, ast.Constant):
            yield left
        elif isinstance(node.op, ast.Mult) and not _leaves_nothing_new(left):
            yield right


def _swap(node, parent, places, scope, function):
    """One function for another; the sign of exp's argument; sqrt or abs left out; add for set."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        if isinstance(parent, ast.Call) and parent.func is node:
            update = _updated(parent)
            other = (_UPDATE_SWAPS if update is not None else _SWAPS).get(node.attr)
            if update is not None and chain(update)[-1:] in (["zeros"], ["zeros_like"]):
                other = None  # there, to add is to set
        else:
            other = _SWAPS.get(node.attr) if scope.resolve(node).startswith(_NUMERIC) else None
        if other and (node.attr not in ("sum", "mean") or not _is_own(node, scope)):
            yield _changed(node, attr=other)
    if isinstance(node, ast.Name) and isinstance(parent, ast.Call) and parent.func is node:
        imported = scope.resolve(node).startswith(_NUMERIC)
        other = _SWAPS.get(node.id) if node.id in _BUILTIN else None
        if other and not imported:
            yield _changed(node, id=other)
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        argument, name = node.args[0], _last(node)
        first = argument
        while isinstance(first, ast.BinOp) and isinstance(first.op, (ast.Mult, ast.Div)):
            first = first.left
        if name == "exp" and not isinstance(first, (ast.UnaryOp, ast.Starred)):  # see _sign
            yield _changed(node, args=[ast.UnaryOp(ast.USub(), argument)])
        if name in ("sqrt", "abs", "absolute", "fabs") and not isinstance(argument, ast.Starred):
            yield argument


def _compare(node, parent, places, scope, function):
    """`<` <-> `>=`, `>` <-> `<=`, `==` <-> `!=`; not in a claim, whose own question it is."""
    if not isinstance(node, ast.Compare) or CLAIMED in places or len(node.ops) > 1:
        return
    names = [getattr(side, "id", "") for side in (node.left, *node.comparators)]
    if type(node.ops[0]) in _FLIPS and "__name__" not in names:
        yield _changed(node, ops=[_FLIPS[type(node.ops[0])]()])


def _flag(node, parent, places, scope, function):
    """A boolean keyword that changes the result and not its shape."""
    if isinstance(parent, ast.keyword) and parent.arg in _FLAGS:
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield ast.Constant(not node.value)


def _key(node, parent, places, scope, function):
    """Keys that are not independent: all of a split the same, or fold_in left out."""
    if not isinstance(node, ast.Call) or not node.args:
        return
    name = scope.resolve(node.func)
    if name == "jax.random.split":
        same = "(lambda keys: __import__('jax').numpy.broadcast_to(keys[:1], keys.shape))"
        yield ast.Call(ast.parse(same, mode="eval").body, [node], [])
    elif name == "jax.random.fold_in":
        yield node.args[0]


def _precision(node, parent, places, scope, function):
    """x64 left off; a narrower floating-point type."""
    if isinstance(node, ast.Call) and node.args:
        x64 = isinstance(node.args[0], ast.Constant) and node.args[0].value == "jax_enable_x64"
        if x64 and len(node.args) == 2 and _is_true(node.args[1]):
            yield _changed(node, args=[node.args[0], ast.Constant(False)])
        if _last(node) == "enable_x64" and _is_true(node.args[0]):
            yield _changed(node, args=[ast.Constant(False), *node.args[1:]])
    if isinstance(node, ast.Attribute) and node.attr in _LOWER:
        if scope.resolve(node).startswith(_NUMERIC):
            yield _changed(node, attr=_LOWER[node.attr])
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in _LOWER:
        dtype = isinstance(parent, ast.keyword) and parent.arg == "dtype"
        if dtype or (isinstance(parent, ast.Call) and _last(parent) in ("astype", "dtype")):
            yield ast.Constant(_LOWER[node.value])


def _state(node, parent, places, scope, function):
    """An update that is lost: `x.at[i].set(v)` -> `x`; the old state returned."""
    if isinstance(node, ast.Call):
        array = _updated(node)
        if array is not None:
            yield array
        if scope.resolve(node.func) == "optax.apply_updates" and node.args:
            yield node.args[0]
    returned = isinstance(parent, (ast.Return, ast.Tuple))
    if isinstance(node, ast.Name) and returned and isinstance(node.ctx, ast.Load) and function:
        old = re.sub(r"^(new|next|updated)_|_(new|next)$", "", node.id)
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        if old != node.id and old in [argument.arg for argument in arguments]:
            yield ast.Name(old, ast.Load())


OPERATORS = {
    "sign": _sign,
    "factor": _factor,
    "drop": _drop,
    "swap": _swap,
    "compare": _compare,
    "flag": _flag,
    "key": _key,
    "precision": _precision,
    "state": _state,
}


def _changed(node, **fields):
    new = copy.copy(node)
    for field, value in fields.items():
        setattr(new, field, value)
    return new


def _last(call):
    return (chain(call.func) or [""])[-1]


def _updated(call):
    """The array `x` of a call `x.at[i].set(v)`, or None."""
    func = call.func
    if isinstance(func, ast.Attribute) and func.attr in _UPDATES:
        if isinstance(func.value, ast.Subscript) and isinstance(func.value.value, ast.Attribute):
            if func.value.value.attr == "at":
                return func.value.value.value
    return None


def _is_own(node, scope):
    """A method named like a NumPy function, of a module that is not an array library."""
    root = chain(node)[:1]
    module = scope.modules.get(root[0], "") if root else ""
    return bool(module) and not f"{module}.".startswith(_NUMERIC)


def _is_number(node, number):
    if not isinstance(node, ast.Constant) or isinstance(node.value, (bool, str, bytes)):
        return False
    return node.value == number


def _leaves_nothing_new(factor):
    """Without a factor of 1 nothing changes; without one of 0.5 it is as if it were doubled."""
    return _is_number(factor, 1) or _is_number(factor, 0.5)


def _is_true(node):
    return isinstance(node, ast.Constant) and node.value is True


def _is_text_or_list(node):
    if isinstance(node, (ast.JoinedStr, ast.List, ast.Tuple, ast.ListComp)):
        return True
    return isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))


def _has_text_or_list(node):
    while isinstance(node, ast.BinOp):
        if _is_text_or_list(node.right):
            return True
        node = node.left
    return _is_text_or_list(node)


def _counts(parent):
    """Is the literal how often something is repeated?"""
    return isinstance(parent, ast.Call) and _last(parent) in ("range", "fori_loop")
