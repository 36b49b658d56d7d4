"""Which misunderstanding does an exception show, on which line of yours, and what to do instead?"""

import re
import sys
import textwrap
from dataclasses import dataclass

from jaxwise.data import misconceptions
from jaxwise.explanations import _frames
from jaxwise.explanations._evidence import attempt
from jaxwise.explanations._finding import find
from jaxwise.explanations._rule import fill

__all__ = ["Explanation", "explain"]

_WIDTH = 79
# The page of the book for a chapter tag of the catalogue; for others, the page that lists them all.
_PAGES = {"PUR": "foundations/purity"}
_CATALOGUE = "about/misconceptions"


@dataclass(frozen=True)
class Explanation:
    """What an exception means.  Printed it is a page of text; Jupyter shows it formatted.

    Attributes:
      misconception: "M01" to "M60" in `jaxwise.data.misconceptions()`, or None.
      title: what went wrong, in a sentence without its full stop.
      file: the file of the user's own line, or None where there is no such line.
      line: the number of that line, or None.
      source: the text of that line, "" if unknown.
      what: what happened, in plain words.
      do: what to do instead; lines that start with four spaces are code.
      first_line: class and first line of the exception, without memory addresses.
      read: a page of the book, as a document name such as "foundations/purity", or None.
      origin: (file, line) where the value or the side effect began, where jax says so; or None.
    """

    misconception: str | None
    title: str
    file: str | None
    line: int | None
    source: str
    what: str
    do: str
    first_line: str
    read: str | None
    origin: tuple[str, int] | None = None

    def __str__(self):
        number = f" ({self.misconception})" if self.misconception else ""
        parts = [_wrap(self.first_line), _wrap(f"{self.title}{number}.")]
        if self.file is not None:
            parts.append(f'File "{self.file}", line {self.line}\n    {self.source}'.rstrip())
        if self._began_elsewhere:
            parts.append(f'jax also names file "{self.origin[0]}", line {self.origin[1]}')
        parts.append(_wrap(self._new))
        parts.append("\n".join(_wrap(row) for row in self.do.splitlines()))
        if self.read:
            parts.append(f"Read: {self.read}")
        return "\n\n".join(parts)

    def _repr_markdown_(self):
        number = f" ({self.misconception})" if self.misconception else ""
        parts = [f"**{self.title}**{number}", _code(self.first_line)]
        if self.file is not None:
            parts.append(f"`{self.file}`, line {self.line}" + (":" if self.source else ""))
            parts += [f"```python\n{self.source}\n```"] if self.source else []
        if self._began_elsewhere:
            parts.append(f"jax also names `{self.origin[0]}`, line {self.origin[1]}.")
        parts.append(self._new)
        rows = self.do.splitlines()
        parts.append(" ".join(row for row in rows if not row.startswith("    ")))
        code = "\n".join(row[4:] for row in rows if row.startswith("    "))
        parts += [f"```python\n{code}\n```"] if code else []
        if self.read:
            parts.append(f"Read: {self.read}")
        return "\n\n".join(parts)

    @property
    def _new(self):
        """What happened, without the words that stand in the first line already."""
        mine, _, theirs = self.what.partition(" In its own words: ")
        return mine if theirs.rstrip(".") in self.first_line else self.what

    @property
    def _began_elsewhere(self):
        return self.origin is not None and self.origin != (self.file, self.line)


def explain(exception=None):
    """Say which misunderstanding an exception shows, on which line, and what to do.

    Args:
      exception: the exception; if None, the last one that nobody caught (`sys.last_exc`, or
        `sys.last_value` where IPython is older), as in a notebook after an error.

    Returns:
      An `Explanation`.  Its `misconception` is None where the exception shows none of the
      catalogue; it then says what the exception means, as far as that can be told.  The causes of
      the exception are looked through as well, and the members of a group.

    Raises:
      TypeError: `exception` is not an exception.
      ValueError: it is None, and there was no last exception.

    >>> try:
    ...     mean = totl / 3
    ... except NameError as error:
    ...     explanation = explain(error)
    >>> print(explanation.title)
    A name is not defined
    >>> explanation.source, explanation.misconception
    ('mean = totl / 3', None)
    """
    if exception is None:
        exception = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
        if exception is None:
            raise ValueError(
                "exception: expected an exception, or one that nobody caught before this call "
                "(sys.last_exc); got None, and there was none"
            )
    if not isinstance(exception, BaseException):
        raise TypeError(f"exception: expected an exception, got {type(exception).__name__}")
    rule, facts, evidence = find(exception)
    title, what, do = _words(rule, facts) if rule else _without_rule(evidence)
    file, line, source = _place(evidence, exception)
    return Explanation(
        misconception=rule.misconception if rule else None,
        title=title,
        file=file,
        line=line,
        source=source,
        what=what,
        do=do,
        first_line=_first_line(evidence),
        read=_page(rule.misconception) if rule and rule.misconception else None,
        origin=attempt(lambda: evidence.origin, None),
    )


def _words(rule, facts):
    """Title, what happened and what to do, from a rule."""
    (title,) = fill((rule.title,), facts) or (rule.title,)
    (do,) = fill((rule.do,), facts) or (rule.do,)
    what = [_capital(text) for text in fill(rule.what, facts)]
    return title, " ".join(what) or f"{title}.", do


def _capital(text):
    """A sentence with a capital letter at its start, where this is a plain word."""
    plain = re.match(r"(?!jax)[a-z]+[ ,]", text)
    return text[0].upper() + text[1:] if plain else text


def _without_rule(evidence):
    """The same for an exception that no rule is for."""
    name = type(evidence.error).__name__
    said = evidence.facts.get("message", "")
    said = f": {said}." if said else "."
    if evidence.raised_by_user:
        do = "Look at the condition under which your line raises it."
        return f"Your own code raised {name}", f"Your own code raised {name}{said}", do
    do = "Look at the values that your line passes on:\n    print(type(x), x)"
    return f"{name} is no error that jaxwise knows", f"What your line called raised it{said}", do


def _place(evidence, exception):
    """File, line and text of the user's line: of the telling exception, else of one behind it."""
    error = evidence.error
    if isinstance(error, SyntaxError) and error.filename:
        return str(error.filename), error.lineno, str(error.text or "").strip()
    causes, earlier = _frames.chain(exception)
    found = [_frames.user_frame(_frames.frames(one)) for one in (error, *causes, *earlier)]
    frame = next((frame for frame in found if frame is not None), None)
    return (frame.file, frame.line, frame.source) if frame else (None, None, "")


def _first_line(evidence):
    """Class and first line of an exception, as Python prints them, without memory addresses."""
    cls = type(evidence.error)
    name = (
        cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
    )
    said = (evidence.text.strip().splitlines() or [""])[0]
    said = re.sub(r" at 0x[0-9a-fA-F]+|0x[0-9a-fA-F]{6,}| with object id \d+", "", said)
    return f"{name}: {said}" if said else name


def _page(number):
    return misconceptions()[number].page


def _wrap(text):
    """Lines of at most 79 characters; a line that starts with four spaces is left as it is."""
    return text if text.startswith("    ") else textwrap.fill(text, _WIDTH, break_on_hyphens=False)


def _code(text):
    """Text as a code span of Markdown, whatever quotes it has."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"
