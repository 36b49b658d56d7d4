"""What the names in a frame stand for, and what was being called there.

Everything is looked up where Python has stored it; no property and no other code of the user runs.
"""

import ast
import functools
import linecache
import re
import sys
import types

from jaxwise.explanations._frames import owner

_TRANSFORMERS = ("jax", "equinox", "flax", "haiku", "numpyro", "diffrax", "optimistix")
_TRANSFORMED = ("jaxlib.PjitFunction", "jax.custom_vjp", "jax.custom_jvp")


def class_name(cls):
    """A class as "package.Name", whatever the modules between.

    >>> class_name(types.ModuleType), class_name(ast.Name)
    ('builtins.module', 'ast.Name')
    """
    return f"{str(cls.__module__).partition('.')[0]}.{cls.__name__}"


def kind(value):
    """The class of a value as "package.Name"; of any array or tracer of jax, "jax.Array".

    >>> kind(3), kind(ast)
    ('builtins.int', 'builtins.module')
    """
    name = class_name(type(value))
    return "jax.Array" if re.fullmatch(r"(jax|jaxlib)\.(ArrayImpl|\w*Tracer)", name) else name


def look_up(entry, node):
    """The value of a dotted name, given as a syntax tree, in a frame; None if it is not known."""
    if isinstance(node, ast.Attribute):
        return _held(look_up(entry, node.value), node.attr)
    if isinstance(node, ast.Name):
        builtins = vars(sys.modules["builtins"])
        for names in (entry.frame.f_locals, entry.frame.f_globals, builtins):
            if node.id in names:
                return names[node.id]
    return None


def _held(value, name):
    """An attribute that an object holds, or a method that its class holds."""
    own = _dictionary(value)
    if name in own:
        return own[name]
    found = next((vars(cls)[name] for cls in type(value).__mro__ if name in vars(cls)), None)
    return found if callable(found) else None


def _dictionary(value):
    try:
        return dict(object.__getattribute__(value, "__dict__"))
    except (AttributeError, TypeError):
        return {}


def values(entry):
    """What the names on the line stand for, a list, as far as a look tells."""
    nodes = ast.walk(ast.parse(_statement(entry.source)))
    found = [look_up(entry, n) for n in nodes if isinstance(n, (ast.Name, ast.Attribute))]
    return [value for value in found if value is not None]


def custom_rules(entry):
    """Functions with a derivative rule of their own that a frame's variables hold, a list.

    Objects of the user's classes are opened once.
    """
    code = entry.frame.f_code
    known = {**entry.frame.f_globals, **entry.frame.f_locals}
    names = (*code.co_varnames, *code.co_names, *code.co_freevars, *code.co_cellvars)
    found = [known[name] for name in names if name in known]
    for value in list(found):
        if _owner_of_class(value) == "user":
            found += _dictionary(value).values()
    return [value for value in found if kind(value) in ("jax.custom_vjp", "jax.custom_jvp")]


def mentioned(entry):
    """The names that a frame's function uses, and the user's functions that it can reach, a set."""
    functions = [value for value in values(entry) if _function(value) is not None]
    codes, names = [entry.frame.f_code], set()
    known = [{**entry.frame.f_globals, **entry.frame.f_locals}]
    for function in map(_function, functions):
        codes.append(function.__code__)
        known.append(function.__globals__)
    seen = set()
    while codes and len(seen) < 200:
        code, around = codes.pop(), known.pop()
        if code in seen or owner(code.co_filename) != "user":
            continue
        seen.add(code)
        names.update(code.co_names)
        inner = [const for const in code.co_consts if isinstance(const, types.CodeType)]
        codes += inner
        known += [around] * len(inner)
        for name in (*code.co_names, *code.co_freevars):
            function = _function(around.get(name))
            if function is not None:
                codes.append(function.__code__)
                known.append(function.__globals__)
    return names


def _function(value):
    """The Python function behind a value, also where jax or functools has wrapped it, or None."""
    for _ in range(10):
        if isinstance(value, types.MethodType):
            value = value.__func__
        elif isinstance(value, functools.partial):
            value = value.func
        elif isinstance(value, types.FunctionType) and owner(value.__code__.co_filename) == "user":
            return value
        elif kind(value) in _TRANSFORMED or isinstance(value, types.FunctionType):
            value = getattr(value, "__wrapped__", None)
        else:
            return None
    return None


def _owner_of_class(value):
    module = sys.modules.get(str(type(value).__module__))
    file = getattr(module, "__file__", None)
    return owner(file) if isinstance(file, str) else "python"


def node(entry):
    """The syntax tree of the expression that was running; None where it cannot be had."""
    positions = list(entry.frame.f_code.co_positions())
    first, last, left, right = positions[entry.at // 2]
    if None in (first, last, left, right):
        return None
    lines = linecache.getlines(entry.file, entry.frame.f_globals)[first - 1 : last]
    parts = [line.encode() for line in lines]
    parts[-1] = parts[-1][:right]
    parts[0] = parts[0][left:]
    return ast.parse(b"(" + b"".join(parts) + b"\n)", mode="eval").body


def _calls(entry):
    """The calls that may have been running: the one that was, or, where this is lost, all there."""
    if entry.operation.startswith("CALL"):
        running = node(entry)
        return [running] if isinstance(running, ast.Call) else []
    if entry.operation != "RERAISE":
        return []
    nodes = ast.walk(ast.parse(_statement(entry.source)))
    return [call for call in nodes if isinstance(call, ast.Call)]


def _statement(source):
    """A line that may be a piece of a statement, made into something that parses."""
    bare = source.rstrip(",")
    for text in (
        source,
        f"{source}\n    pass",
        f"if 1:\n    pass\n{source}\n    pass",  # elif
        f"({bare})",
        f"f({bare})",
        f"{{{bare}}}",
        f"({bare}",
        source.rstrip("({[,"),
    ):
        try:
            ast.parse(text)
            return text
        except SyntaxError:
            continue
    return "0"


def called(entry):
    """The full names of what may have been called in a frame, such as ["jax.numpy.zeros"].

    A method of an array is "jax.Array.reshape", one of another object "optax.Chain.update", a
    built-in function "builtins.max".  Names of which nobody can tell are left out.
    """
    names = [_full_name(entry, call.func) for call in _calls(entry)]
    return [name for name in names if name]


def _full_name(entry, function):
    names, root = [], function
    while isinstance(root, ast.Attribute):
        names.insert(0, root.attr)
        root = root.value
    value = look_up(entry, root)
    while isinstance(value, types.ModuleType) and names:
        inner = vars(value).get(names[0])
        if not isinstance(inner, types.ModuleType):
            return ".".join([value.__name__, *names])
        value = inner
        names.pop(0)
    if value is None:
        return ""
    if names:
        return ".".join([kind(value), *names])
    plain = isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType))
    if not plain and _owner_of_class(value) == "user":
        return ""
    return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"


def calls_transformed(entry):
    """Was the result of a transformation of jax being called, or a loop or branch of jax?"""
    return any(_is_transformed(entry, call.func) for call in _calls(entry))


def _is_transformed(entry, function):
    if isinstance(function, ast.Call):  # jax.jit(f)(x)
        function = function.func
    value = look_up(entry, function)
    if isinstance(value, functools.partial):
        value = value.func
    if isinstance(value, types.FunctionType):
        return owner(value.__code__.co_filename) in _TRANSFORMERS
    return kind(value) in _TRANSFORMED
