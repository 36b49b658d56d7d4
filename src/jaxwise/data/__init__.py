"""Reference values and catalogues, each with its source."""

import functools
import json
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Misconception:
    """One thing that JAX users get wrong.

    Attributes:
      id: "M01" to "M60"; stable.
      title: the misconception, in its holder's words.
      part: the part of JAX that it is about.
      chapters: short tags of the chapters that treat it (PUR purity, TRF transformations, ...).
      priority: is it one of the twenty that any workshop must meet?
      evidence: public threads that show that people hold it.
      links: the addresses of those threads, where known.
      handled: what notices it: "probe" (`jaxwise.audit`), "explain" (its exception is explained),
        "flag" (`jaxwise.strict` refuses it) or "exercise only".
      reason: why that, in a sentence.
      page: the page of the book that treats it, as "foundations/purity".
    """

    id: str
    title: str
    part: str
    chapters: tuple[str, ...]
    priority: bool
    evidence: str
    links: tuple[str, ...]
    handled: str
    reason: str
    page: str


@functools.cache
def misconceptions():
    """The catalogue of misconceptions, {id: Misconception}, in order.

    >>> misconceptions()["M29"].title
    '`x.at[i].set(v)` changes x'
    """
    text = files(__package__).joinpath("misconceptions.json").read_text(encoding="utf-8")
    rows = [
        {**row, "chapters": tuple(row["chapters"]), "links": tuple(row["links"])}
        for row in json.loads(text)["misconceptions"]
    ]
    return {row["id"]: Misconception(**row) for row in rows}
