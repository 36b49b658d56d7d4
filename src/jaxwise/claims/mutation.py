"""Break a program in many small ways, one at a time, and see which breaks its claims notice.

A claim that still holds when the code it is about is broken is worth nothing.  `mutants` lists
the broken programs, `score` runs them.  The idea is that of DeMillo, Lipton and Sayward, "Hints
on test data selection", Computer 11 (4), 1978.
"""

import ast
import contextlib
import hashlib
import re
from collections import Counter
from dataclasses import asdict, dataclass, field

from jaxwise.claims._operators import CLAIMED, OPERATORS, faults, inside
from jaxwise.claims._scope import Scope
from jaxwise.claims.running import (
    Runner,
    against,
    describe_error,
    plain_python,
    unmutated,
    within_reason,
)

_OFF = re.compile(r"#.*\bno-mutation\b")
_UNTOUCHED = (ast.JoinedStr, ast.Assert, ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Mutant:
    """One broken program.

    Attributes:
      operator: the kind of fault, a key of `OPERATORS`.
      cell: index of the changed cell, from 0.
      line: line of the change in that cell, from 1.
      description: one line, with cells counted from 1.
      fingerprint: twelve hexadecimal digits made from the operator, the statement and the number
        of the occurrence: it does not change when something else in the program does.
      source: the changed cell.
    """

    operator: str
    cell: int
    line: int
    description: str
    fingerprint: str
    source: str = field(repr=False)

    def apply(self, cells):
        """The cells of the broken program."""
        return [*cells[: self.cell], self.source, *cells[self.cell + 1 :]]


def mutants(cells, *, operators=None, skip=()):
    """All mutants of a program, in the order of the program.

    Not touched are imports, annotations, texts, `assert`, all of a `claim` but its value, what
    only prints or draws or only feeds that, exercise starters, and what is marked: a cell that
    begins with the comment `# no-mutation`, a statement with that comment on its first line.

    Args:
      cells: code, a sequence of strings.
      operators: the codes to use, from `OPERATORS`; None is all.
      skip: indices (from 0) of cells to leave alone.

    Returns:
      A list of `Mutant`.

    Raises:
      SyntaxError: a cell is not Python.
      ValueError: an operator is not known.

    >>> for mutant in mutants(["a = x - y"]):
    ...     print(mutant.operator, "|", mutant.description)
    sign | cell 1 line 1: `x - y` -> `x + y`
    drop | cell 1 line 1: `x - y` -> `x`
    """
    unknown = sorted(set(operators or ()) - set(OPERATORS))
    if unknown:
        raise ValueError(f"operators: expected some of {', '.join(OPERATORS)}, got {unknown[0]!r}")
    cells = plain_python(cells)
    trees = [ast.parse(cell) for cell in cells]
    scope, found, counts = Scope(trees), [], Counter()
    for index, (cell, tree) in enumerate(zip(cells, trees, strict=True)):
        if _OFF.match(cell.lstrip()) or index in skip:
            continue
        seen = {ast.dump(tree)}
        for code, node, new, statement, slot in _changes(tree.body, scope, cell.split("\n")):
            words = ast.unparse(_head(statement))
            counts[code, words] += 1
            if operators is not None and code not in operators:
                continue
            source, dump = _spliced(cell, tree, node, new, slot)
            if dump in seen:
                continue
            seen.add(dump)
            old_words, new_words = _difference(_words(node), _words(new))
            if code == "key" and isinstance(getattr(new, "func", None), ast.Lambda):
                old_words, new_words = _words(node), "its first key, repeated"
            found.append(
                Mutant(
                    operator=code,
                    cell=index,
                    line=node.lineno,
                    description=f"cell {index + 1} line {node.lineno}: "
                    f"`{old_words}` -> `{new_words}`",
                    fingerprint=_digest(code, words, counts[code, words]),
                    source=source,
                )
            )
    return found


def _changes(body, scope, lines, function=None):
    """Yield (operator, node, new node, statement, (parent, field, position)) for statements."""
    for statement in body:
        marked = _OFF.search(lines[statement.lineno - 1])
        if marked or not scope.computes(statement):
            continue
        yield from _walk(statement, statement, frozenset(), scope, lines, function)


def _walk(node, statement, places, scope, lines, function):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        function = node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "ctx", "type_params", "targets", "target"):
            continue
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            yield from _changes(value, scope, lines, function)
            continue
        for position, child in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(child, ast.AST) or isinstance(child, _UNTOUCHED):
                continue
            inner = places
            if scope.is_claim(node):
                if not (name == "args" and position == 1 or getattr(child, "arg", 0) == "value"):
                    continue
                inner = places | {CLAIMED}
            inner = inside(node, name, child, inner, scope)
            slot = (node, name, position if isinstance(value, list) else None)
            if isinstance(child, ast.expr):
                for code, new in faults(child, node, inner, scope, function):
                    yield code, child, new, statement, slot
            if isinstance(child, (ast.ExceptHandler, ast.match_case)):
                yield from _changes(child.body, scope, lines, function)
            else:
                yield from _walk(child, statement, inner, scope, lines, function)
    if isinstance(node, ast.AugAssign):
        for code, new in faults(node, None, places, scope, function):
            yield code, node, new, statement, None


def _head(statement):
    """A compound statement without its blocks, a simple one as it is."""
    if not hasattr(statement, "body"):
        return statement
    empty = {"body": [ast.Pass()], "orelse": [], "finalbody": [], "handlers": [], "cases": []}
    fields = {n: empty.get(n, v) for n, v in ast.iter_fields(statement)}
    if isinstance(statement, ast.Try):
        fields["finalbody"] = [ast.Pass()]
    return type(statement)(**fields, lineno=1, col_offset=0)


def _spliced(cell, tree, node, new, slot):
    """The cell's text with `new` in the place of `node`, and the dump of what it parses to."""
    lines = cell.encode().split(b"\n")
    start = sum(len(line) + 1 for line in lines[: node.lineno - 1]) + node.col_offset
    end = sum(len(line) + 1 for line in lines[: node.end_lineno - 1]) + node.end_col_offset
    with _replaced(node, new, slot):
        expected = ast.dump(tree)
    text = _words(new)
    for candidate in (text, f"({text})"):
        source = (cell.encode()[:start] + candidate.encode() + cell.encode()[end:]).decode()
        try:
            if ast.dump(ast.parse(source)) == expected:
                return source, expected
        except SyntaxError:
            pass
    with _replaced(node, new, slot):
        return ast.unparse(ast.fix_missing_locations(tree)), expected  # only comments are lost


@contextlib.contextmanager
def _replaced(node, new, slot):
    """Within this context the syntax tree is the mutant's."""
    parent, name, position = slot or (node, "op", None)  # of an augmented assignment, the operator
    whole, new = getattr(parent, name), new if slot else new.op
    changed = new if position is None else [*whole[:position], new, *whole[position + 1 :]]
    setattr(parent, name, changed)
    try:
        yield
    finally:
        setattr(parent, name, whole)


def _words(node):
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split("\n"))


def _difference(old, new, room=72, context=24):
    """Two texts, both cut to the neighbourhood of what differs where they are long."""
    if max(len(old), len(new)) <= room:
        return old, new
    shortest = min(len(old), len(new))
    same = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    tail = next((i for i in range(shortest - same) if old[-1 - i] != new[-1 - i]), shortest - same)
    first, last = max(0, same - context), max(0, tail - context)

    def cut(text):
        text = ("… " if first else "") + text[first : len(text) - last] + (" …" if last else "")
        return text if len(text) <= 2 * room else f"{text[:room]} … {text[-room:]}"

    return cut(old), cut(new)


def _digest(*parts):
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def sample(found, limit):
    """At most `limit` mutants: operators in turn, and within an operator cells in turn.

    Which ones depends on the fingerprints alone.

    Args:
      found: mutants.
      limit: a positive integer, or None for all.
    """
    if limit is None or len(found) <= limit:
        return list(found)
    by_cell, by_operator, turns = Counter(), Counter(), []
    for mutant in sorted(found, key=lambda m: m.fingerprint):
        turns.append((by_cell[mutant.operator, mutant.cell], mutant.cell, mutant))
        by_cell[mutant.operator, mutant.cell] += 1
    ordered = []
    for _, _, mutant in sorted(turns, key=lambda turn: turn[:2]):
        ordered.append((by_operator[mutant.operator], mutant.operator, mutant.fingerprint, mutant))
        by_operator[mutant.operator] += 1
    kept = {id(turn[-1]) for turn in sorted(ordered, key=lambda turn: turn[:3])[:limit]}
    return [mutant for mutant in found if id(mutant) in kept]


@dataclass(frozen=True)
class Result:
    """What became of one mutant.

    Attributes:
      mutant: the `Mutant`.
      noticed: "claim", "crash", "time", or None.
      claims: texts of the claims that noticed; one that did not run begins with "missing: ".
      detail: the exception in one line, or "".
      cpu_seconds: CPU time of the run, s.
    """

    mutant: Mutant
    noticed: str | None
    claims: list
    detail: str
    cpu_seconds: float


@dataclass(frozen=True)
class MutationReport:
    """What `score` found.

    Attributes:
      results: a `Result` for each mutant that ran, in the order of the program.
      found: how many mutants there are; more than ran where a limit was set.
      claims: texts of the claims of the unchanged program.
      cpu_seconds: CPU time of all runs, s.
    """

    results: list
    found: int
    claims: list
    cpu_seconds: float

    @property
    def score(self):
        """Noticed mutants over all that ran, from 0 to 1; None where there was none."""
        if not self.results:
            return None
        return sum(result.noticed is not None for result in self.results) / len(self.results)

    @property
    def unnoticed(self):
        """The results that no claim, crash or limit noticed."""
        return [result for result in self.results if result.noticed is None]

    @property
    def idle(self):
        """Texts of the claims that noticed no mutant, oldest first."""
        busy = {text.removeprefix("missing: ") for result in self.results for text in result.claims}
        return [text for text in self.claims if text not in busy]

    def to_json(self):
        """The report as what `json.dumps` takes."""
        results = [
            {k: v for k, v in asdict(r.mutant).items() if k != "source"}
            | dict(noticed=r.noticed, claims=r.claims, detail=r.detail, cpu_seconds=r.cpu_seconds)
            for r in self.results
        ]
        return asdict(self) | dict(results=results, score=self.score, idle=self.idle)

    def to_text(self):
        """The report in words, unnoticed mutants first."""
        if self.score is None:
            return "there is nothing to mutate"
        noticed, total = len(self.results) - len(self.unnoticed), len(self.results)
        lines = [
            f"{noticed} of {total} mutants noticed ({self.score:.0%})"
            + (f", a sample of {self.found}" if self.found > total else "")
            + f"; {self.cpu_seconds:.0f} CPU s"
        ]
        if self.unnoticed:
            lines += ["", "unnoticed:"] + [f"  {_line(result)}" for result in self.unnoticed]
        if self.idle:
            lines += ["", "claims that noticed none:"] + [f"  {text}" for text in self.idle]
        for how in ("claim", "crash", "time"):
            some = [result for result in self.results if result.noticed == how]
            if some:
                lines += ["", f"noticed by {how} ({len(some)}):"]
            for result in some:
                by = "; ".join(result.claims) or result.detail
                lines.append(f"  {_line(result)}" + (f"\n      {by}" if by else ""))
        return "\n".join(lines)


def _line(result):
    mutant = result.mutant
    return f"{mutant.fingerprint} {mutant.operator:9s} {mutant.description}"


def score(
    cells,
    *,
    baseline=None,
    limit=None,
    jobs=2,
    timeout=None,
    operators=None,
    skip=(),
    brief=False,
    runner=None,
    **options,
):
    """Run the mutants of a program and say which are noticed, and by what.

    A mutant is noticed by claim when a claim fails, or when a claim of the unchanged program does
    not run although the program came to its end; by crash when an exception ends it; by time when
    it is killed at the limit.

    Args:
      cells: code, a sequence of strings.
      baseline: the `Outcome` of the unchanged program, where it is known.
      limit: run at most so many, chosen by `sample`; None is all.
      jobs: runs at a time.
      timeout: wall seconds a run; None is what `running.within_reason` gives it.
      operators, skip: as for `mutants`.
      brief: end a run at the first cell in which a claim fails.  It saves most of the time; what
        else would have noticed stays unknown, and `idle` means less.
      runner: a `Runner` to use, in place of one made here with `jobs`.
      options: `folder`, `path`, `file`, as for `Runner.run`.

    Returns:
      A `MutationReport`.

    Raises:
      ProgramError: the unchanged program fails, or makes no claim.
    """
    if limit is not None and (not isinstance(limit, int) or limit < 1):
        raise ValueError(f"limit: expected None or a positive integer, got {limit!r}")
    if runner is None:
        with Runner(jobs=jobs) as runner:
            return score(
                cells,
                baseline=baseline,
                limit=limit,
                timeout=timeout,
                operators=operators,
                skip=skip,
                brief=brief,
                runner=runner,
                **options,
            )
    found = mutants(cells, operators=operators, skip=skip)
    if baseline is None:
        baseline = unmutated(cells, runner, timeout=timeout, **options)
    chosen = sample(found, limit)
    requests = [dict(cells=m.apply(list(cells)), brief=brief, **options) for m in chosen]
    outcomes = within_reason(runner, requests, baseline, timeout)
    results = [_judged(m, baseline, outcome) for m, outcome in zip(chosen, outcomes, strict=True)]
    return MutationReport(
        results=results,
        found=len(found),
        claims=[record["text"] for record in baseline.records if record["holds"]],
        cpu_seconds=baseline.cpu_seconds + sum(result.cpu_seconds for result in results),
    )


def _judged(mutant, baseline, outcome):
    claims = list(dict.fromkeys(record["text"] for record in outcome.failed))
    detail = describe_error(outcome.error) if outcome.error else ""
    whole = not outcome.timed_out and outcome.error is None
    if whole and not claims:
        pairs = against(baseline, outcome)
        silent = [want["text"] for want, got in pairs if got is None or got["holds"] is None]
        claims += [f"missing: {text}" for text in dict.fromkeys(silent)]
    noticed = "claim" if claims else None
    if noticed is None and not whole:
        noticed = "time" if outcome.timed_out else "crash"
    return Result(mutant, noticed, claims, detail, outcome.cpu_seconds)
