"""The sources: which pages the book has, and what stands in each chapter.

A chapter is a page of `_toc.yml` under `book/` whose front matter names a kernel.  Everything that
other tools know about a chapter, they know from here.
"""

import ast
import hashlib
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import jupytext
import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[1]


class BookError(Exception):
    """Something in the sources is wrong; the message says what and where."""


@dataclass(frozen=True)
class Chapter:
    """One chapter: `name` is its path below book/ without the ending, as in "start/one-problem"."""

    name: str
    root: Path = field(default=ROOT, compare=False)

    @property
    def source(self):
        return self.root / "book" / f"{self.name}.md"

    @property
    def stored(self):
        """The notebook that is kept with its outputs, that Colab opens."""
        return self.root / "notebooks" / f"{self.name}.ipynb"

    @property
    def executed(self):
        """The notebook that the last `make test` ran and found equal to the stored one."""
        return self.root / "_build" / "executed" / f"{self.name}.ipynb"

    @property
    def docname(self):
        return f"book/{self.name}"

    @cached_property
    def notebook(self):
        """The source as a notebook: cells with deterministic ids, no outputs, markdown as written."""
        try:
            notebook = jupytext.reads(self.source.read_text(encoding="utf-8"), fmt="md:myst")
        except Exception as error:  # YAML's, jupytext's or nbformat's, as it comes
            raise BookError(
                f"{_where(self.source, self.root)}: not readable: {_one_line(error)}"
            ) from None
        for number, cell in enumerate(notebook.cells):
            digest = hashlib.sha256(cell.source.encode()).hexdigest()[:8]
            cell["id"] = f"c{number:03d}-{digest}"
        return notebook

    @property
    def facts(self):
        """What the front matter says under `jaxwise:` (objectives, exercises, prerequisites...)."""
        return self.notebook.metadata.get("jaxwise", {})

    @property
    def code(self):
        """The sources of the code cells, in order."""
        return [cell.source for cell in self.notebook.cells if cell.cell_type == "code"]

    @property
    def title(self):
        for cell in self.notebook.cells:
            for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
                if line.startswith("# "):
                    return line[2:].strip()
        raise BookError(
            f"{_where(self.source, self.root)}: no title (a line that starts with '# ')"
        )


def pages(root=ROOT):
    """[(part, page)] in reading order: page is the path that `_toc.yml` gives, as "book/index"."""
    toc = _yaml((root / "_toc.yml").read_text(encoding="utf-8"), "_toc.yml")
    try:
        found = [("", toc["root"])]
        for part in toc.get("parts") or []:
            found += [
                (part.get("caption", ""), entry["file"]) for entry in part.get("chapters") or []
            ]
    except (AttributeError, KeyError, TypeError):
        raise BookError("_toc.yml: expected root:, and parts: of chapters: of file:") from None
    for _, page in found:
        if not (root / f"{page}.md").is_file():
            raise BookError(f"_toc.yml: names {page!r}, but there is no file {page}.md")
    return found


def front_matter(path):
    """The YAML between the first two lines `---` of a page; {} where there is none."""
    text = path.read_text(encoding="utf-8")
    if not text.startswith("---\n"):
        return {}
    matter, end, _ = text.partition("\n---\n")
    if not end:
        raise BookError(f"{path.name}: the front matter has no end (a line '---')")
    found = _yaml(matter[4:], f"{path.name}: the front matter")
    if not isinstance(found, dict):
        raise BookError(f"{path.name}: the front matter is not a mapping")
    return found


def chapters(root=ROOT):
    """The chapters in reading order."""
    found = []
    for _, page in pages(root):
        path = root / f"{page}.md"
        if "kernelspec" in front_matter(path):
            chapter = Chapter(page.removeprefix("book/"), root)
            _check_facts(chapter)
            found.append(chapter)
    return found


def _check_facts(chapter):
    """Refuse a chapter whose front matter leaves out what every other tool takes from it."""
    where, facts = _where(chapter.source, chapter.root), chapter.facts
    for key in ("objectives", "exercises"):
        if not isinstance(facts, dict) or not isinstance(facts.get(key), dict) or not facts[key]:
            raise BookError(f"{where}: the front matter has no jaxwise: {key}:")
    for label, exercise in facts["exercises"].items():
        missing = {"objective", "minutes", "level"} - set(exercise or ())
        if missing:
            raise BookError(f"{where}: the exercise {label} has no {', '.join(sorted(missing))}")


def check_syntax(chapter):
    """Raise a BookError that names the first code cell that is not Python."""
    for number, source in enumerate(chapter.code):
        try:
            ast.parse(source)
        except SyntaxError as error:
            lines = source.splitlines() or [""]
            line = lines[min(error.lineno or 1, len(lines)) - 1].strip()
            raise BookError(
                f"{_where(chapter.source, chapter.root)}: code cell {number} is not Python: "
                f"{error.msg} in the line `{line}`"
            ) from None


def _yaml(text, where):
    try:
        return yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise BookError(f"{where}: not YAML: {_one_line(error)}") from None


def _where(path, root):
    return path.relative_to(root).as_posix()


def _one_line(error):
    return " ".join(str(error).split())[:200]


def main_guard(main):
    """Run a tool's main: a BookError becomes one line on stderr and exit status 1."""
    try:
        sys.exit(main())
    except BookError as error:
        sys.exit(f"error: {error}")


def read_notebook(path):
    """A notebook file; a BookError says it where the file is none."""
    try:
        return nbformat.read(str(path), as_version=4)
    except FileNotFoundError:
        raise
    except Exception as error:
        raise BookError(
            f"{path}: not a notebook ({_one_line(error)}); delete it and run again"
        ) from None


def code_of(notebook):
    """The code that readers and the source share: all but the generated install cell."""
    return [c for c in notebook.cells if c.cell_type == "code" and not is_install_cell(c)]


def is_install_cell(cell):
    return "jaxwise-install" in cell.metadata.get("tags", [])
