"""Judge an answer: passed, not attempted, needs work, crashed, or a fault of ours."""

import dataclasses
import textwrap

from jaxwise.exercises._exercise import Chapter, ChapterMissing, Crashed, NeedsWork, NotAttempted

SECONDS = 120  # a check that runs longer says so


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What a check says.

    Attributes:
        label: the exercise.
        status: "passed", "not attempted", "needs work", "crashed" or "our fault".
        text: what is to be said about the answer.
        misconception: its number in the catalogue, or None.
        explanation: of the exception, for a crash; else None.
    """

    label: str
    status: str
    text: str
    misconception: str | None = None
    explanation: object = dataclasses.field(default=None, repr=False, compare=False)

    @property
    def passed(self):
        return self.status == "passed"

    def __str__(self):
        belongs = f" ({self.misconception})" if self.misconception else ""
        body = "\n".join(
            textwrap.fill(line, 88, initial_indent="  ", subsequent_indent="  ")
            if not line.startswith(" ")
            else line
            for line in self.text.splitlines()
        )
        return f"{self.label}: {self.status}{belongs}" + (f"\n{body}" if body else "")

    def _ipython_display_(self):
        """`check` has printed it."""


def judge(exercise, text, names, answer=None):
    """The `Verdict` on an answer, which stands in `names` unless it is given."""
    from jaxwise.probes._limits import Deadline, TimeLimit, quiet, restored

    label, name = exercise.label, text.name
    if answer is None:
        if name not in names:
            say = f"There is no `{name}` here. Run the cell that defines it."
            return Verdict(label, "not attempted", say)
        answer = names[name]
    try:
        with restored(), Deadline(SECONDS).alarm(), quiet():
            exercise.check(answer, Chapter(names))
    except NotAttempted:
        return Verdict(label, "not attempted", "")
    except NeedsWork as told:
        lines = [told.diagnosis] + ([f"Seen: {told.evidence}"] if told.evidence else [])
        lines.append(f"hint({label!r}) gives a hint.")
        return Verdict(label, "needs work", "\n".join(lines), told.misconception)
    except Crashed as crash:
        return _crashed(label, crash)
    except ChapterMissing as missing:
        say = f"The check needs `{missing}` of the chapter. Run the cells above it."
        return Verdict(label, "not attempted", say)
    except TimeLimit:
        say = f"After {SECONDS} seconds the check gave up. Does a loop grow with the data, or never end?"
        return Verdict(label, "needs work", say)
    except Exception as error:
        return _ours(label, error)
    lines = [exercise.why, f"Checked: {exercise.checked}", f"Not checked: {exercise.unchecked}"]
    return Verdict(label, "passed", "\n".join(lines))


def _crashed(label, crash):
    from jaxwise.explanations import explain

    told = explain(crash.error)
    lines = [f"{crash.call} raised {told.first_line}"]
    lines += [f"Line {told.line}: {told.source}"] if told.line else []
    lines += [told.what] if told.what else []
    do = told.do.splitlines() if told.do else []
    lines += ["    " + line.strip() if line.startswith("    ") else line for line in do]
    return Verdict(label, "crashed", "\n".join(lines), told.misconception, told)


def _ours(label, error):
    import traceback

    import jax

    from jaxwise import __version__

    last = traceback.extract_tb(error.__traceback__)[-1]
    say = (
        f"The check itself failed ({type(error).__name__}: {error}); your answer may be right. "
        f"Please report it with the label, your answer, and this: jaxwise {__version__}, "
        f"jax {jax.__version__}, {last.name} line {last.lineno}."
    )
    return Verdict(label, "our fault", say)
