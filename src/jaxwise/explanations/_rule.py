"""What a rule is.

A rule names the classes of exception that it is for, then key words that the text must have, then
at most one further condition.  Its sentences are templates: {name} stands for a named group of the
key words or for a fact that every exception has (`Evidence.facts`).  A sentence that needs what
this exception does not tell is left out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from jaxwise.explanations._evidence import Evidence


@dataclass(frozen=True)
class Rule:
    """One kind of exception, what it means, and what to do.

    Attributes:
      name: short and unique, for tests.
      misconception: "M01" to "M60", or None.
      classes: the exact classes, builtins by name, others as "package.Name" ("jax.KeyReuseError").
      title: what went wrong, in a few words.
      what: sentences that say what happened.
      do: what to do instead; lines that start with four spaces are code.
      words: a regular expression that the text must contain; its groups `x`, `x2`, `x3`, `x4` all
        give the fact {x}.
      when: a further condition on the evidence.
      user: does the user's own code raise it (True), or something that it calls (False)?
    """

    name: str
    misconception: str | None
    classes: tuple[str, ...]
    title: str
    what: tuple[str, ...]
    do: str
    words: str = ""
    when: Callable[[Evidence], bool] | None = None
    user: bool = False

    def match(self, evidence):
        """The facts for the sentences, a dict, where the rule holds; else None."""
        if evidence.kind not in self.classes or evidence.raised_by_user != self.user:
            return None
        if self.misconception is not None and evidence.raised_by_stranger:
            return None
        found = re.search(self.words, evidence.text, re.DOTALL)
        if found is None or (self.when is not None and not self.when(evidence)):
            return None
        groups = {name.rstrip("234"): text for name, text in found.groupdict().items() if text}
        return {name: _plain(text) for name, text in {**evidence.facts, **groups}.items()}


def _plain(text):
    """A fact as a reader wants it: no representation of a tracer, no path of a class.

    >>> _plain("(JitTracer(~int32[]), 2)"), _plain("fit.<locals>.Model")
    ('(traced int32[], 2)', 'Model')
    """
    if re.fullmatch(r"[\w.]+\.<locals>\.\w+|(jax|jaxlib)\._[\w.]+", text):
        return text.rpartition(".")[2]
    text = re.sub(r"<class '(?:[\w.]|<locals>)*?(\w+)'>", r"\1", text)
    text = re.sub(r"\w+Tracer\(primal=.*?\]\)", "traced value", text)
    return re.sub(r"\w+Tracer[(<](?:~|aval=)*(\w+\[[^\]]*\])[^)>]*[)>]", r"traced \1", text)


def fill(sentences, facts):
    """The sentences whose facts are all known, with these put in.

    >>> fill(("Got {shape}.", "It was {colour}."), {"shape": "(3,)"})
    ['Got (3,).']
    """
    done = []
    for sentence in sentences:
        try:
            done.append(sentence.format(**facts))
        except KeyError:
            continue
    return done
