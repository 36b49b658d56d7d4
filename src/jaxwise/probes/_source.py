"""Lines of the user's program: who wrote an equation, who writes a name, what a comment silences."""

import ast
import functools
import inspect
import linecache
import os
import re
import sys
import sysconfig
from types import CodeType

import jax

_PACKAGES = tuple(
    os.path.realpath(p) + os.sep
    for p in {sysconfig.get_paths()[k] for k in ("stdlib", "platstdlib", "purelib", "platlib")}
)
_JAX = tuple(
    os.path.dirname(os.path.realpath(module.__file__)) + os.sep
    for module in (jax, sys.modules["jaxlib"])
)
_OURS = os.path.dirname(os.path.dirname(os.path.realpath(__file__))) + os.sep
_IGNORE = re.compile(r"#\s*jaxwise:\s*ignore\[([\w\s,-]+)\]\s*(\S.*)?$")


@functools.cache
def _real(file):
    return os.path.realpath(file)


def is_installed(file):
    """Is this the file of an installed package or of the standard library?"""
    return "site-packages" in file or "dist-packages" in file or _real(file).startswith(_PACKAGES)


def is_jax(file):
    """Is this a file of jax?"""
    return _real(file).startswith(_JAX)


def is_ours(file):
    """Is this a file of jaxwise?"""
    return _real(file).startswith(_OURS)


def source_line(file, line):
    """The text of a line, stripped; "" where it is not known."""
    return linecache.getline(file, line).strip() if file and line else ""


def frames_of(eqn):
    """[(file, line, function)] of an equation, innermost first, up to where jaxwise called."""
    traceback = eqn.source_info.traceback
    found = []
    for frame in traceback.frames if traceback is not None else ():
        if is_ours(frame.file_name):
            break
        found.append((frame.file_name, frame.line_num, frame.function_name))
    return found


def calls_of(eqn):
    """[(file, place in the code)] of the calls that led to an equation, the outermost first."""
    traceback = eqn.source_info.traceback
    codes, places = traceback.raw_frames() if traceback is not None else ((), ())
    found = []
    for code, place in zip(codes, places, strict=True):
        if is_ours(code.co_filename):
            break
        found.append((code.co_filename, place))
    return found[::-1]


def line_of(eqn, path=()):
    """(file, line) of the user's line behind an equation; (None, None) where there is none.

    An equation in a jitted function of jax's own was recorded when somebody first called that
    function; its line is that of the call, the last equation of `path` outside jax.
    """
    chain = [*path, eqn]
    for i, outer in enumerate(path):
        if is_jax(_file_of_body(outer) or ""):
            chain = chain[: i + 1]
            break
    for candidate in reversed(chain):
        for file, line, _ in frames_of(candidate):
            if not is_jax(file):
                return file, line
    return None, None


def own_line_of(eqn, path=()):
    """As `line_of`, and of an equation that a library made, the user's line that called the library.

    The line of the library itself where no line of the user's is behind it.
    """
    at = line_of(eqn, path)
    if not at[0] or not is_installed(at[0]):
        return at
    # A jitted function of a library was recorded for whoever called it first.
    chain = [*path, eqn]
    first = next((i for i, e in enumerate(path) if is_installed(_file_of_body(e) or "")), len(path))
    for candidate in reversed(chain[: first + 1]):
        for file, line, _ in frames_of(candidate):
            if not is_installed(file):
                return file, line
    return at


_WRAPPERS = {
    *("cache_miss", "reraise_with_filtered_traceback", "_python_pjit_helper", "_run_python_pjit"),
    *("op", "deferring_binary_op", "meth", "__call__", "wrapper", "fun", "bind", "inner"),
    *("bind_with_trace", "_true_bind", "process_primitive", "current", "_pjit_linearize"),
}


def called(eqn, path=()):
    """The name of jax's function that was called from outside jax and made this equation.

    "" where jax's frames are wrappers only, as for an operator between arrays on some versions.
    """
    for outer in path:
        if outer.primitive.name in ("jit", "pjit") and is_jax(_file_of_body(outer) or ""):
            eqn = outer
            break
    inside = []
    for file, _, name in frames_of(eqn):
        if not is_jax(file):
            break
        inside.append(name.split(".")[-1])
    names = [name for name in inside if name not in _WRAPPERS]
    if not names and eqn.primitive.name in ("jit", "pjit"):
        return eqn.params.get("name", "")
    return names[-1] if names else ""


def _file_of_body(eqn):
    """The file in which the function behind a jit equation is defined; None where not known."""
    jaxpr = eqn.params.get("jaxpr")
    info = getattr(getattr(jaxpr, "jaxpr", jaxpr), "debug_info", None)
    words = getattr(info, "func_src_info", None) or ""
    return words.partition(" at ")[2].rpartition(":")[0] or None


def statement_at(file, line):
    """The text of the statement around a line, as far as its source is known."""
    lines = linecache.getlines(file) if file else []
    if not lines or not line or line > len(lines):
        return ""
    best = None
    for node in ast.walk(_tree("".join(lines)) or ast.Module([], [])):
        simple = isinstance(node, ast.stmt) and not hasattr(node, "body")
        if simple and node.lineno <= line <= node.end_lineno:
            best = node
    if best is None:
        return lines[line - 1]
    return "".join(lines[best.lineno - 1 : best.end_lineno])


@functools.lru_cache(maxsize=64)
def _tree(source):
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def hands_back(file, line):
    """Is what a line of a function computes one of several results that the function returns?"""
    tree = _tree("".join(linecache.getlines(file)))
    for function in ast.walk(tree) if tree is not None else ():
        if not isinstance(function, ast.FunctionDef):
            continue
        nodes = list(ast.walk(function))
        several = (ast.Tuple, ast.List, ast.Dict)
        returns = [n for n in nodes if isinstance(n, ast.Return) and isinstance(n.value, several)]
        names = {n.id for r in returns for n in ast.walk(r) if isinstance(n, ast.Name)}
        assigns = [n for n in nodes if isinstance(n, ast.Assign)]
        if any(n.lineno <= line <= n.end_lineno for n in returns):
            return True
        for node in assigns:
            if node.lineno <= line <= node.end_lineno:
                later = [n for n in assigns if n.lineno > node.end_lineno]
                anew = {t.id for n in later for t in n.targets if isinstance(t, ast.Name)}
                kept = {t.id for t in node.targets if isinstance(t, ast.Name)} & names
                if kept - anew:
                    return True
    return False


def silenced(code, places):
    """The reason given in a comment `# jaxwise: ignore[code] reason` at one of the places, or None.

    A place is (file, line); the comment stands on the line or on the one above.  A comment without
    a reason silences nothing.
    """
    for file, line in places:
        for number in (line, line - 1) if file and line else ():
            found = _IGNORE.search(linecache.getline(file, number))
            if found and code in re.split(r"[\s,]+", found[1].strip()) and found[2]:
                return found[2].strip()
    return None


def definition(function):
    """[(file, line)] where a function is defined: its decorators and its `def`."""
    try:
        code = inspect.unwrap(function).__code__
    except (AttributeError, ValueError):
        return []
    lines = [code.co_firstlineno]
    for number in range(code.co_firstlineno, code.co_firstlineno + 12):
        text = linecache.getline(code.co_filename, number)
        lines.append(number)
        if text.lstrip().startswith(("def ", "async def ")) or "lambda" in text:
            break
    return [(code.co_filename, number) for number in lines]


def sources_beside(function):
    """[(file, source, is it later?)] of the program that a function belongs to.

    That is its file; for a function of a notebook it is all cells that were run, each of which has
    a file name of its own, and is later if it was first run after the function's own cell.
    """
    own = function.__code__.co_filename
    if os.path.exists(own):
        return [(own, "".join(linecache.getlines(own)), False)]
    family = os.path.dirname(own) or re.split(r"\d", own)[0]
    names = [name for name in list(linecache.cache) if name.startswith(family)]
    position = names.index(own) if own in names else len(names)
    return [(name, "".join(linecache.getlines(name)), i > position) for i, name in enumerate(names)]


# Methods that change what they are called on.
_CHANGERS = {
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update"),
    *("setdefault", "popitem", "add", "discard", "fill", "put", "appendleft", "popleft"),
}


def lines_of(function):
    """The numbers of the first and the last line of a function, with what is defined in it."""

    def last(code):
        lines = [line for _, _, line in code.co_lines() if line]
        inner = [last(c) for c in code.co_consts if isinstance(c, CodeType)]
        return max([code.co_firstlineno, *lines, *inner])

    return function.__code__.co_firstlineno, last(function.__code__)


def writers(place, value):
    """[(file, line)] that write to a place after or outside the definition of the function there.

    A write to an element (`G[0] = 1`), a changing method (`G.append(1)`), an augmented assignment
    and `setattr` count as writes.  The assignment that gives a name of the module its first value
    is none, and a closure's name is not a name of the module.

    Arguments:
        place: the `Place`.
        value: what stands there; a container may have other names.
    """
    search, own_lines = _Writers(place, value), lines_of(place.function)
    for file, source, later in sources_beside(place.function):
        own = file == place.function.__code__.co_filename
        if (tree := _tree(source)) is not None:
            search.file, search.own = file, own_lines if own else (0, -1)
            search.after = own_lines[1] if own else 0 if later else 10**9
            search.visit(tree)
    return search.found


class _Writers(ast.NodeVisitor):
    """Finds statements that write to a place, in one file after the other.

    Attributes:
        file, own, after: of the file that is visited; the lines of the function itself, and the line
            after which statements of the module count.
        bound: names of the module that have a value.
        scopes, inside, loops: the functions, the classes, and how many loops are around.
    """

    def __init__(self, place, value):
        self.path, self.kind, self.owner, self.value = place.path, place.kind, place.owner, value
        self.names = place.function.__globals__
        self.classes = {c.__name__ for c in type(place.owner).__mro__}
        self.found, self.bound = [], set()
        self.scopes, self.inside, self.loops = [], [], 0

    def visit_FunctionDef(self, node):
        self.scopes.append(node)
        self.generic_visit(node)
        self.scopes.pop()

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef

    def visit_ClassDef(self, node):
        self.inside.append(node.name)
        self.generic_visit(node)
        self.inside.pop()

    def visit_ImportFrom(self, node):
        names = {(alias.asname or alias.name,) for alias in node.names}
        self.bound |= {self.path} if ("*",) in names else names

    def visit_NamedExpr(self, node):
        self._target(node.target, first=True)
        self.generic_visit(node)

    def visit_Assign(self, node):
        for target in node.targets:
            self._target(target, first=True)
        self.generic_visit(node)

    def visit_AnnAssign(self, node):
        if node.value is not None:
            self._target(node.target, first=True)
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        self._target(node.target)
        self.generic_visit(node)

    def visit_For(self, node):
        self._target(node.target)
        self._loop(node)

    def visit_While(self, node):
        self._loop(node)

    def _loop(self, node):
        self.loops += 1
        self.generic_visit(node)
        self.loops -= 1

    def visit_With(self, node):
        for item in node.items:
            if item.optional_vars is not None:
                self._target(item.optional_vars)
        self.generic_visit(node)

    def visit_Delete(self, node):
        for target in node.targets:
            self._target(target)

    def visit_Call(self, node):
        if isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGERS:
            self._target(node.func.value, element=True)
        if isinstance(node.func, ast.Name) and node.func.id == "setattr" and len(node.args) == 3:
            if isinstance(node.args[1], ast.Constant):
                self._note_names(node.args[0], (str(node.args[1].value),), False, node.lineno)
        self.generic_visit(node)

    def _target(self, target, element=False, first=False):
        """Note what an assignment to `target`, or a change of it (`element`), writes to.

        `first`: it may be what gives a name its first value.
        """
        for part in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            part = part.value if isinstance(part, ast.Starred) else part
            within = element
            while isinstance(part, ast.Subscript):
                part, within = part.value, True
            self._note_names(part, (), within, part.lineno, first)

    def _note_names(self, part, after, element, line, first=False):
        names = list(reversed(after))
        while isinstance(part, ast.Attribute):
            names.append(part.attr)
            part = part.value
        if isinstance(part, ast.Name):
            self._note((part.id, *reversed(names)), element, line, first)

    def _note(self, names, element, line, first):
        if self.own[0] <= line <= self.own[1]:
            return
        one = len(self.path) == 1
        writes = self._writes_name(names, element, first) if one else self._writes_attribute(names)
        if writes and (self.scopes or line > self.after):
            self.found.append((self.file, line))

    def _writes_name(self, names, element, first):
        if self.kind == "closure":
            # An element may be written under another name, of the same object, from outside.
            if element and not self._local(names[0]) and self._is(names, self.value):
                return True
            around = [s for s in self.scopes if s.lineno <= self.own[0] <= s.end_lineno]
            return names == self.path and bool(around) and (element or self._declared(names[0]))
        if names != self.path:
            return False
        if self.scopes:
            return self._declared(names[0]) or (element and not self._local(names[0]))
        new = first and not element and not self.loops and names not in self.bound
        if not element:
            self.bound.add(names)
        return not new

    def _writes_attribute(self, names):
        """self.k is written as self.k in a method of its class, or by another name of the object."""
        if names[-1:] != self.path[-1:] or len(names) < 2:
            return False
        # A constructor makes the first value; it changes nothing.
        function = getattr(self.scopes[-1], "name", "") if self.scopes else ""
        if function in ("__init__", "__post_init__", "setup", "__new__"):
            return False
        if names[0] == "self" and len(names) == 2:
            return not self.inside or self.inside[-1] in self.classes
        if self.path[0] == "self" or names == self.path or names[-2] == self.path[0]:
            return True
        return self._is_argument(names[0]) or self._is(names[:-1], self.owner)

    def _is(self, names, thing):
        """Do these names, the first of the module, stand for this very object?"""
        found = self.names.get(names[0])
        for name in names[1:]:
            found = getattr(found, name, None)
        return found is not None and found is thing

    def _is_argument(self, name):
        """An argument of a function around may be any object."""
        return any(
            isinstance(node, ast.arg) and node.arg == name
            for scope in self.scopes
            for node in ast.walk(scope)
        )

    def _local(self, name):
        """Does a function around assign to the name?"""
        return any(
            isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name
            for scope in self.scopes
            for node in ast.walk(scope)
        )

    def _declared(self, name):
        """Is the name declared global or nonlocal in a function around?"""
        return any(
            isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names
            for scope in self.scopes
            for node in ast.walk(scope)
        )


def dropped_updates(function):
    """[(line, text)] of statements `x.at[...].set(...)` whose result nobody takes."""
    file = function.__code__.co_filename
    tree = _tree("".join(linecache.getlines(file)))
    found = []
    if tree is None:
        return found
    first, last = lines_of(function)
    methods = {
        "set",
        "add",
        "multiply",
        "mul",
        "divide",
        "power",
        "min",
        "max",
        "apply",
        "subtract",
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Expr) and first <= node.lineno <= last):
            continue
        call = node.value
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        base = call.func.value
        if call.func.attr in methods and isinstance(base, ast.Subscript):
            if isinstance(base.value, ast.Attribute) and base.value.attr == "at":
                found.append((node.lineno, ast.unparse(node)))
    return found
