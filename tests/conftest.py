"""What every test shares: JAX on the CPU, and a small book in a temporary place."""

import os

os.environ["JAX_PLATFORMS"] = "cpu"  # before anything imports jax
os.environ.setdefault("MPLBACKEND", "agg")

import contextlib
import importlib
import io
import linecache
import re
import shutil
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

HEAD = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
jaxwise:
  objectives:
    count: count to three
  exercises:
    ex_one: {objective: count, minutes: 5, level: recall, misconceptions: [M01]}
---
"""

SMALL = (
    HEAD
    + """
# Small

```{chapter-card}
```

The first cell.

```{code-cell} ipython3
x = 1.25
print(f"{x:.2f}")
```

That was it.
"""
)


def pytest_collection_modifyitems(items):
    """With `--dist loadgroup` a file goes to a core, but programs that share nothing go one by one."""
    for item in items:
        alone = item.path.name in ("test_planted.py", "test_near_misses.py")
        if not alone and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


class Book:
    """A copy of the tools with a book of its own; `tool(name)` is the copy's module."""

    def __init__(self, root):
        self.root = root
        shutil.copytree(
            ROOT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__", "*.lock")
        )
        package = root / "src" / "jaxwise"
        shutil.copytree(
            ROOT / "src" / "jaxwise", package, ignore=shutil.ignore_patterns("__pycache__")
        )
        for name in (
            "pyproject.toml",
            "requirements.lock",
            "_config.yml",
            "LICENSE",
            "LICENSE-text",
        ):
            shutil.copy(ROOT / name, root / name)
        (root / "book").mkdir()
        shutil.copy(ROOT / "book" / "references.bib", root / "book" / "references.bib")
        self.write("index", "# Index\n")

    def write(self, name, text):
        """Write book/<name>.md; the table of contents lists every page that was written."""
        path = self.root / "book" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.list_pages()

    def remove(self, name):
        (self.root / "book" / f"{name}.md").unlink()
        self.list_pages()

    def list_pages(self):
        pages = sorted(
            p.relative_to(self.root).with_suffix("") for p in (self.root / "book").rglob("*.md")
        )
        entries = "".join(f"      - file: {p.as_posix()}\n" for p in pages if p.name != "index")
        parts = f"parts:\n  - caption: Part\n    chapters:\n{entries}" if entries else ""
        (self.root / "_toc.yml").write_text(f"format: jb-book\nroot: book/index\n{parts}")

    def tool(self, name):
        return importlib.import_module(f"tools.{name}")

    def chapter(self, name):
        return self.tool("chapters").Chapter(name, self.root)

    def store(self, name, outputs=None):
        """Store a notebook as `make notebooks` would, with these outputs a cell, and no kernel."""
        notebooks, kernel = self.tool("notebooks"), self.tool("kernel")
        before = kernel.run
        kernel.run = fake_run(outputs or {})
        try:
            assert notebooks.main([name]) == 0
        finally:
            kernel.run = before
        return self.chapter(name).stored


def fake_run(outputs, seconds=2.0):
    """In the place of kernel.run: {number of the code cell: its outputs}; counts its calls."""
    import copy

    import nbformat

    def run(notebook, chapter):
        run.calls.append(chapter.name)
        executed = copy.deepcopy(notebook)
        cells = [cell for cell in executed.cells if cell.cell_type == "code"]
        for number, cell in enumerate(cells):
            cell.execution_count = number + 1
            cell.outputs = [nbformat.from_dict(output) for output in outputs.get(number, [])]
        return executed, {"seconds": seconds, "device": "one test core", "jax": "0.0"}

    run.calls = []
    return run


def printed(text, stream="stdout"):
    return {"output_type": "stream", "name": stream, "text": text}


def shown(metadata=None, **data):
    return {"output_type": "display_data", "metadata": metadata or {}, "data": data}


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A Book in a temporary place, whose tools stand in for the repository's while the test runs."""
    for name in ("GITHUB_REPOSITORY", "GITHUB_REF_NAME", "BOOK_BRANCH"):
        monkeypatch.delenv(name, raising=False)
    made = Book(tmp_path / "book")
    ours = {
        name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "tools"
    }
    sys.path.insert(0, str(made.root))
    importlib.invalidate_caches()
    yield made
    sys.path.remove(str(made.root))
    for name in [name for name in sys.modules if name.split(".")[0] == "tools"]:
        del sys.modules[name]
    sys.modules.update(ours)


# --- the names of a chapter, for the tests of its exercises


def stem(chapter):
    """The name of a chapter's table in `diagnoses`, and of the core that its exercises go to."""
    return chapter.rpartition("/")[2].replace("-", "_")


@pytest.fixture(scope="session")
def names_of():
    """A function of a chapter's name: the names that its answers may use, and if they are of 64 bits.

    They are what the chapter imports and those of the cells that its table in `diagnoses` picks, and of
    all cells if it picks none; they are made once for all modules.
    """
    import jax

    from tools.chapters import Chapter

    made = {}

    def names(chapter):
        if chapter not in made:
            code = Chapter(chapter).code
            with contextlib.suppress(ModuleNotFoundError):
                picks = getattr(
                    importlib.import_module(f"diagnoses.{stem(chapter)}"), "cells", None
                )
                if picks:
                    lines = "\n".join(code).splitlines()
                    imports = [line for line in lines if re.match(r"(import|from) ", line)]
                    code = ["\n".join(imports), *picks(code)]
            jax.config.update("jax_enable_x64", False)
            found = {"__name__": "__main__"}
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for number, cell in enumerate(code):
                    cell = re.sub(r"^check\(.*$", "", cell, flags=re.M)
                    file = f"<{chapter}, cell {number}>"
                    linecache.cache[file] = (len(cell), None, cell.splitlines(True), file)
                    exec(compile(cell, file, "exec", dont_inherit=True), found)
            made[chapter] = found, jax.config.jax_enable_x64
        return made[chapter]

    return names
