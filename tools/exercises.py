"""The exercises of the chapters as one data file that the package carries.

Statement, starter and solution stand in the chapter, and nowhere else; `make notebooks` writes them to
src/jaxwise/data/exercises.json, so that `jaxwise.exercises` has them offline.
"""

import ast
import json
import re
import sys
import textwrap

from tools import plain
from tools.chapters import ROOT, BookError, chapters, main_guard, pages

FILE = ROOT / "src" / "jaxwise" / "data" / "exercises.json"
EXERCISE = re.compile(r"^```\{exercise\} *([^\n]*)\n(.*?)^```\s*$", re.S | re.M)
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```\s*$", re.S | re.M)
SOLUTION = re.compile(r"^```\{solution\} (\S+)\n(.*?)^```\s*$", re.S | re.M)
CODE = re.compile(r"^~~~python\n(.*?)^~~~\s*$", re.S | re.M)
LABEL = re.compile(r"^:label: *(\S+)\s*$", re.M)
CHECK = re.compile(r"^check\(\"(\w+)\"\)$", re.M)


def exercises(chapter, links=None):
    """[{label, title, statement, starter, solution, ...}] of a chapter, in order."""
    source = chapter.source.read_text(encoding="utf-8")
    solutions = {label: body for label, body in SOLUTION.findall(source)}
    found = []
    for match in EXERCISE.finditer(source):
        label = LABEL.search(match[2])
        if label is None:
            raise BookError(f"{chapter.name}: the exercise {match[1]!r} has no label")
        label = label[1]
        cell = CELL.search(source, match.end())
        if cell is None or label not in solutions:
            raise BookError(f"{chapter.name}: the exercise {label} has no starter or no solution")
        starter = _code(cell[1])
        body = solutions[label]
        found.append(
            {
                "label": label,
                "chapter": chapter.name,
                "title": match[1].strip(),
                "name": _name(starter, label),
                "statement": _plain(LABEL.sub("", match[2]), chapter, links),
                "starter": starter,
                "solution": "\n".join(CODE.findall(body)).strip() + "\n",
                "remark": _plain(
                    CODE.sub("", re.sub(r"^:\w+:.*$", "", body, flags=re.M)), chapter, links
                ),
                "misconceptions": chapter.facts["exercises"]
                .get(label, {})
                .get("misconceptions", []),
            }  # fmt: skip
        )
    return found


def _code(cell):
    """The starter without cell options and without the line that checks it."""
    lines = [line for line in cell.splitlines() if not line.startswith(":")]
    return CHECK.sub("", "\n".join(lines)).strip() + "\n"


def _name(starter, label):
    """What the reader defines: the function whose body raises NotImplementedError."""
    for node in ast.walk(ast.parse(starter)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and any(
            isinstance(n, ast.Raise) and "NotImplementedError" in ast.unparse(n) for n in node.body
        ):
            return node.name
    raise BookError(f"the starter of {label} has no function that raises NotImplementedError")


def _plain(text, chapter, links):
    text = plain.render(text.strip(), glued={}, chapter=chapter, links=links or {})
    return textwrap.dedent(text).strip()


def collected():
    """Those of all chapters, as the text of the data file."""
    rows = []
    listed = pages(ROOT)
    for chapter in chapters(ROOT):
        rows += exercises(chapter, plain.page_links(chapter, listed, ""))
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def write():
    """Write the data file if it differs; True if it did."""
    text = collected()
    if FILE.exists() and FILE.read_text(encoding="utf-8") == text:
        return False
    FILE.write_text(text, encoding="utf-8")
    return True


def main():
    print("exercises.json:", "rewritten" if write() else "up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main_guard(main))
