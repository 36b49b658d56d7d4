"""Exercises that answer back: `check`, `hint`, `solution`, `progress`.

They work in Colab, Jupyter and a plain script, without a network: statements, starters and solutions
travel with the package.
"""

import sys

from jaxwise.exercises._exercise import exercises, texts
from jaxwise.exercises._verdict import Verdict, judge

_verdicts = {}  # label -> the last Verdict of this session
_hints_seen = {}  # label -> how many hints were shown


def check(label, answer=None):
    """Look at your answer to an exercise, and say what it shows.

    Arguments:
        label: the label of the exercise, as it stands in the chapter, "pure_at_set".
        answer: what you made; None takes it by its name from where `check` is called.

    Returns:
        `Verdict`; its text is also printed.  Its status is one of "passed", "not attempted", "needs
        work", "crashed", "our fault".

    Raises:
        ValueError: there is no exercise of this label.

    >>> def smooth(u):
    ...     return (u[:-2] + u[2:]) / 2
    >>> verdict = check("pure_at_set")  # doctest: +ELLIPSIS
    pure_at_set: needs work...
    >>> verdict.status
    'needs work'
    """
    text = _text(label)
    frame = sys._getframe(1)
    names = {**frame.f_globals, **frame.f_locals}
    verdict = judge(exercises()[label], text, names, answer)
    _verdicts[label] = verdict
    print(verdict)
    return verdict


def hint(label, number=None):
    """Print a hint: the next one at each call, or the one with this number (1, 2, 3).

    The first is a question, the second names a tool, the third is a skeleton.

    Raises:
        ValueError: there is no exercise of this label, or no hint of this number.
    """
    _text(label)
    hints = exercises()[label].hints
    if number is None:
        number = min(_hints_seen.get(label, 0) + 1, len(hints))
    if number not in range(1, len(hints) + 1):
        raise ValueError(f"{label} has hints 1 to {len(hints)}, not {number!r}")
    _hints_seen[label] = max(number, _hints_seen.get(label, 0))
    more = f"  (hint({label!r}) again for the next)" if number < len(hints) else ""
    print(f"{label}, hint {number} of {len(hints)}: {hints[number - 1]}{more}")


def solution(label):
    """Print a solution of an exercise, and why it works.

    Raises:
        ValueError: there is no exercise of this label.
    """
    text = _text(label)
    print(f"{label}: a solution\n\n{text.solution}\n{text.remark}\n{exercises()[label].why}")


def progress():
    """Print which exercises you have tried in this session, chapter by chapter."""
    marks = {"passed": "passed", "needs work": "needs work", "crashed": "crashed"}
    chapter = None
    for label, text in texts().items():
        if text.chapter != chapter:
            chapter = text.chapter
            print(f"{chapter}")
        seen = _verdicts.get(label)
        mark = marks.get(seen.status, "not attempted") if seen else "-"
        hints = f", {_hints_seen[label]} hints" if label in _hints_seen else ""
        print(f"  {label:<24} {mark}{hints}")


def _text(label):
    known = texts()
    if label not in known:
        import difflib

        near = difflib.get_close_matches(str(label), known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"
        raise ValueError(f"no exercise has the label {label!r}{hint}")
    return known[label]


__all__ = ["Verdict", "check", "hint", "progress", "solution"]
