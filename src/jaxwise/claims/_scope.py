"""Which statements of a program compute something, and which only show it."""

import ast
import re

_SHOWS = re.compile(r"(plt|show|print|pprint|display|(fig|axs?|axes|axis)(_?\d+|_\w+)?)")
_MODULES = {"jnp": "jax.numpy", "np": "numpy", "numpy": "numpy", "jax": "jax", "math": "math"}


def chain(node):
    """The names of a dotted expression, root first; calls and subscripts are looked through.

    >>> chain(ast.parse("axes[0].twinx().plot", mode="eval").body)
    ['axes', 'twinx', 'plot']
    """
    names = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return []
    return [node.id, *reversed(names)]


class Scope:
    """What the names of a program stand for.

    Args:
      trees: the syntax trees of the cells.
    """

    def __init__(self, trees):
        self.modules = dict(_MODULES)
        self.showing = set()  # names of figures, axes, and functions that only draw or print
        for tree in trees:
            for node in ast.walk(tree):
                self._learn(node)
        self._last = {id(tree.body[-1]) for tree in trees if tree.body}
        functions = [f for tree in trees for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)]
        before = -1
        while before != len(self.showing):
            before = len(self.showing)
            self.showing |= {f.name for f in functions if self._only_shows(f)}
        self.feeding = self._names_that_only_feed_a_picture(trees)

    def _learn(self, node):
        if isinstance(node, ast.Import):
            for name in node.names:
                self.modules[name.asname or name.name.split(".")[0]] = (
                    name.name if name.asname else name.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                self.modules[name.asname or name.name] = f"{node.module}.{name.name}"
        elif isinstance(node, ast.Assign) and chain(node.value)[:1] == ["plt"]:
            for target in node.targets:
                self.showing |= _stored(target)
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Tuple):
            if chain(node.iter) == ["zip"]:
                for target, source in zip(node.target.elts, node.iter.args, strict=False):
                    if self._shows_root(chain(source)):
                        self.showing |= _stored(target)

    def resolve(self, node):
        """The full dotted name of a function where its root was imported, else as written.

        With `import jax.numpy as jnp`, `jnp.sum` is "jax.numpy.sum".
        """
        names = []
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self.modules.get(node.id, node.id), *reversed(names)])

    def is_claim(self, node):
        """A call of `claim`, by whatever prefix."""
        return isinstance(node, ast.Call) and chain(node.func)[-1:] == ["claim"]

    def computes(self, statement):
        """May a change in this statement change what the program computes?"""
        if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Assert, ast.Pass)):
            return False
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = statement.name
            return not (name in self.feeding or name in self.showing or _is_starter(statement))
        if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            if self._shows_root(chain(statement.value)[:2]):
                return False
            targets = _targets(statement)
            return not targets or not targets <= self.feeding
        if isinstance(statement, ast.Expr):
            return not self._shows(statement)
        blocks = list(_blocks(statement))
        return not blocks or any(self.computes(inner) for block in blocks for inner in block)

    def _shows_root(self, names):
        return any(_SHOWS.fullmatch(n) or n in self.showing for n in names[:1]) or any(
            n in ("plt", "show") for n in names[:2]
        )

    def _shows(self, statement):
        """An expression statement that prints, draws, glues, or is the last line of a cell."""
        value = statement.value
        names = chain(value.func) if isinstance(value, ast.Call) else []
        if self._shows_root(names) or names[-2:] == ["debug", "print"] or names[-1:] == ["glue"]:
            return True
        if not isinstance(value, ast.Call):
            return not isinstance(value, (ast.Await, ast.Yield, ast.YieldFrom))
        effect = names[-1:] == ["claim"] or names[-2:] == ["config", "update"]
        return id(statement) in self._last and not effect

    def _only_shows(self, function):
        """A function that draws or prints, returns nothing but figures, and does nothing else."""
        drawn = False
        for node in ast.walk(function):
            if isinstance(node, ast.Expr):
                constant = isinstance(node.value, ast.Constant)
                if not constant and not self._shows(node):
                    return False
                names = chain(node.value)
                drawn = drawn or (not constant and names[-1:] != ["glue"])
            elif isinstance(node, ast.Return) and node.value is not None:
                parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                if not all(self._shows_root(chain(part)) for part in parts):
                    return False
            elif (
                isinstance(node, (ast.Subscript, ast.Attribute))
                and not isinstance(node.ctx, ast.Load)
                or isinstance(node, (ast.Assert, ast.Raise, ast.Yield, ast.Global, ast.Nonlocal))
            ):
                return False
        return drawn

    def _names_that_only_feed_a_picture(self, trees):
        """Names that are used, and only by statements that show or that make such names."""
        statements = [tree.body for tree in trees]
        used = {n.id for t in trees for n in ast.walk(t) if _is_use(n)}
        made = {n.id for t in trees for n in ast.walk(t) if _is_made(n)}
        made |= {f.name for t in trees for f in ast.walk(t) if isinstance(f, ast.FunctionDef)}
        self.feeding = made & used
        before = None
        while before != len(self.feeding):
            before = len(self.feeding)
            live = set().union(*(self._live_uses(body) for body in statements))
            self.feeding = self.feeding - live
        return self.feeding & self._seen(trees)

    def _seen(self, trees):
        """The names from which something that is shown is made."""
        nodes = [node for tree in trees for node in ast.walk(tree)]
        seen, before = set(), None
        for node in nodes:
            if isinstance(node, (ast.Expr, ast.Assign)) and not self._computes_anywhere(node):
                seen |= _uses(node)
        while before != len(seen):
            before = len(seen)
            for node in nodes:
                if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                    made = _targets(node)
                else:
                    made = {node.name} if isinstance(node, ast.FunctionDef) else set()
                if made & seen:
                    seen |= _uses(node)
        return seen

    def _computes_anywhere(self, statement):
        if isinstance(statement, ast.Expr):
            return not self._shows(statement)
        return not self._shows_root(chain(statement.value)[:2])

    def _live_uses(self, body):
        """The names that statements which compute (or glue, or assert) use."""
        names = set()
        for statement in body:
            blocks = list(_blocks(statement))
            if isinstance(statement, ast.Expr) and self._shows(statement):
                value = statement.value
                called = chain(value.func) if isinstance(value, ast.Call) else []
                if called[-1:] == ["glue"] or (called and not self._shows_root(called)):
                    if called[-2:] != ["debug", "print"]:
                        names |= _uses(statement)
                continue
            if not (self.computes(statement) or isinstance(statement, ast.Assert)):
                inner = [self._live_uses(block) for block in blocks]
                if not isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                    names = names.union(*inner)
                continue
            if not blocks:
                names |= _uses(statement)
                continue
            inside = {id(node) for block in blocks for s in block for node in ast.walk(s)}
            head = {n.id for n in ast.walk(statement) if _is_use(n) and id(n) not in inside}
            names = names.union(head, *(self._live_uses(block) for block in blocks))
        return names


def _blocks(statement):
    """The lists of statements inside a compound statement."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(statement, field, None)
        if isinstance(block, list) and block:
            yield block
    for part in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
        yield part.body


def _targets(statement):
    """The names that an assignment binds or changes; empty where one of them is not a name."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    names = set()
    for target in targets:
        parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        for part in parts:
            root = chain(part.value if isinstance(part, ast.Starred) else part)
            if not root:
                return set()
            names.add(root[0])
    return names


def _is_starter(function):
    """An exercise's starting point: a function with nothing in it yet."""
    body = [s for s in function.body if not _is_constant(s)]
    if not body:
        return True
    raised = body[0].exc if isinstance(body[0], ast.Raise) else None
    empty = isinstance(body[0], ast.Pass) or chain(raised)[:1] == ["NotImplementedError"]
    return len(body) == 1 and empty


def _is_constant(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_use(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def _is_made(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _uses(node):
    return {n.id for n in ast.walk(node) if _is_use(n)}


def _stored(node):
    return {n.id for n in ast.walk(node) if _is_made(n)}
