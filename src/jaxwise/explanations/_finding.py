"""Which exception of a chain is the telling one, and which rule is for it."""

import sys

from jaxwise.explanations import _frames, _lookup
from jaxwise.explanations._evidence import Evidence, attempt
from jaxwise.explanations._rules import RULES

_LONGEST = 20_000  # characters of a message that are read: jax may print whole programs


def find(exception):
    """The rule for an exception, its facts, and the evidence that it holds for.

    The exception and its explicit causes come first, and the members of a group with it; of the
    rules that hold there, the first that shows a misconception is taken, else the first.  What was
    only being handled meanwhile is asked where these say nothing.  Without any rule the result is
    (None, {}, the evidence of the exception itself).
    """
    found = None
    for group in _evidence_of_chain(exception):
        found = found or (None, {}, group[0])
        matches = [match for evidence in group if (match := _first_rule(evidence))]
        if matches:
            return next((match for match in matches if match[0].misconception), matches[0])
    return found


def _first_rule(evidence):
    for rule in RULES:
        facts = _match(rule, evidence)
        if facts is not None:
            return rule, facts, evidence
    return None


def _match(rule, evidence):
    return attempt(lambda: rule.match(evidence), None)


def _evidence_of_chain(exception):
    """Two lists of evidence, the first never empty: see `_frames.chain`."""
    causes, earlier = _frames.chain(exception)
    everything = causes + earlier
    kinds = [kind(error) for error in everything]
    frames = [tuple(_frames.frames(error)) for error in everything]
    everywhere = tuple(entry for entries in frames for entry in entries)
    evidence = [
        Evidence(error, kinds[i], text(error), frames[i], everywhere, tuple(kinds[i + 1 :]))
        for i, error in enumerate(everything)
    ]
    return [group for group in (evidence[: len(causes)], evidence[len(causes) :]) if group]


def kind(error):
    """The class of an exception as rules name it; "" for one that the user defined.

    >>> kind(ValueError("x"))
    'ValueError'
    """
    cls = type(error)
    if cls.__module__ == "builtins":
        return cls.__name__
    file = getattr(sys.modules.get(cls.__module__), "__file__", None)
    mine = cls.__module__ == "__main__" or (isinstance(file, str) and _frames.owner(file) == "user")
    return "" if mine else _lookup.class_name(cls)


def text(error):
    """What an exception says, at most 20 000 characters of it; "" where saying it fails."""
    whole = attempt(lambda: str(error), "")
    if len(whole) <= _LONGEST:
        return whole
    return whole[: _LONGEST // 2] + "\n" + whole[-_LONGEST // 2 :]
