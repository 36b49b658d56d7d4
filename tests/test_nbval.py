"""nbval, end to end: one real run over a sound notebook and one in which everything is wrong."""

import json
import os
import re
import subprocess
import sys

import nbformat
import pytest
from conftest import HEAD, Book

# Each cell, and how the copy called broken is falsified: its source, its stored outputs, or both.
CELLS = {
    "digit": 'print(f"{1.25:.2f}")',
    "exponent": 'print(f"{1e-9:.0e}")',
    "deleted": 'print("here")',
    "never": 'print("there")',
    "figure": """import os
import matplotlib.pyplot as plt
import numpy as np
from jaxwise import show
show.style()
fig, ax = plt.subplots()
x = np.linspace(0, 6, 100)
for k in range(3):
    ax.plot(x, np.sin(x + k))
show.figure(fig, alt="Three sines, each a radian ahead of the one before.")""",
    "semicolon": "ax.plot(x, x);",
    "environment": """mine = ("JAX", "XLA", "JAXLIB", "TF_CPP")
print({name: value for name, value in os.environ.items() if name.startswith(mine)})""",
    "noise": 'print("quiet")',
    "claim": """from jaxwise import claim
claim("a half is 0.5", 1 / 2, "≈", 0.5, tol=1e-9, kind="analytic", source="arithmetic")""",
    "crash": 'print("whole")',
    "marked": 'print("compared")',
    "sound": 'print("the last cell")',
}
FALSE_SOURCE = {
    "noise": 'import sys; print("quiet"); print("a warning", file=sys.stderr)',
    "claim": CELLS["claim"].replace("0.5, tol", "0.6, tol"),
    "crash": 'raise RuntimeError("no")',
    "figure": CELLS["figure"].replace("range(3)", "range(2)"),  # the stored one has a curve more
    "marked": '# NBVAL_IGNORE_OUTPUT\nprint("not compared")',
}
WRONG = ["digit", "exponent", "deleted", "never", *FALSE_SOURCE]
NUMBER = {name: number for number, name in enumerate(CELLS, start=1)}  # cell 0 installs

CHAPTER = (
    HEAD
    + "\n# Sound\n\n```{chapter-card}\n```\n"
    + "".join(
        f"\nThe cell {name}.\n\n```{{code-cell}} ipython3\n{source}\n```\n"
        for name, source in CELLS.items()
    )
)
# What a shell may hold; none of it may reach a chapter.
SHELL = {
    "JAX_ENABLE_X64": "1",
    "XLA_FLAGS": "--xla_from_the_shell",
    "JAXWISE_SEED": "3",
    "TF_CPP_MIN_LOG_LEVEL": "0",
}


def shell(book, *command, **variables):
    environment = {
        **os.environ,
        **variables,
        "PYTHONPATH": str(book.root),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for name in ("GITHUB_REPOSITORY", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, *command],
        cwd=book.root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


class Run:
    """The book, the stored notebook, and what nbval said."""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    run = Run()
    run.book = book = Book(tmp_path_factory.mktemp("nbval") / "book")
    book.write("part/sound", CHAPTER)
    run.made = shell(book, "-m", "tools.notebooks", **SHELL)
    assert run.made.returncode == 0, run.made.stderr
    stored = book.root / "notebooks" / "part" / "sound.ipynb"
    run.stored = nbformat.read(str(stored), as_version=4)
    nbformat.write(falsified(run.stored), str(stored.with_name("broken.ipynb")))
    run.executed = book.root / "_build" / "executed" / "part"
    run.executed.mkdir(parents=True)
    (run.executed / "broken.ipynb").write_text("{}")  # as an earlier run left it
    nbval = [
        "-m",
        "pytest",
        "-p",
        "tools.nbval_plugin",
        "-p",
        "no:cacheprovider",
        "--nbval",
        "--nbval-current-env",
    ]
    run.nbval = shell(book, *nbval, "notebooks", "-rA", "--color=no", **SHELL)
    run.text = run.nbval.stdout
    return run


def falsified(notebook):
    notebook = nbformat.from_dict(json.loads(json.dumps(notebook)))
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for name, source in FALSE_SOURCE.items():
        cells[NUMBER[name]].source = source
    cells[NUMBER["digit"]].outputs[0].text = "1.27\n"
    cells[NUMBER["exponent"]].outputs[0].text = "1e-06\n"
    cells[NUMBER["deleted"]].outputs = []
    cells[NUMBER["never"]].outputs = []
    cells[NUMBER["never"]].execution_count = None
    return notebook


def of(text, notebook, name):
    """passed or failed, as the summary says."""
    return re.findall(
        rf"^(PASSED|FAILED|ERROR) \S*{notebook}\.ipynb::Cell {NUMBER[name]}(?: |$)", text, re.M
    )


def test_the_run_as_a_whole_fails(run):
    assert run.nbval.returncode == 1, run.text + run.nbval.stderr


@pytest.mark.parametrize("name", CELLS)
def test_each_cell_of_the_untouched_notebook_passes(run, name):
    assert of(run.text, "sound", name) == ["PASSED"]


@pytest.mark.parametrize("name", WRONG)
def test_each_falsified_cell_fails_by_its_number(run, name):
    assert set(of(run.text, "broken", name)) & {"FAILED", "ERROR"}


@pytest.mark.parametrize("name", sorted(set(CELLS) - set(WRONG)))
def test_the_sound_cells_beside_them_pass(run, name):
    assert of(run.text, "broken", name) == ["PASSED"]


@pytest.mark.parametrize(
    "said",
    [
        "the number 1.27 (stored) is now 1.25",
        "the number 1e-06 (stored) is now 1e-09",
        "the kinds of output differ: stored none, now ['stdout']",
        f"stored cell {NUMBER['never']} has never run",
        "the figure differs",
        "the cell writes on stderr",
        "claim does not hold: a half is 0.5",
        "RuntimeError: no",
        f"cell {NUMBER['marked']} asks not to be compared",
    ],
)
def test_each_failure_says_why(run, said):
    assert said in re.sub(r"\x1b\[[\d;]*m", "", run.text)


def test_a_chapter_that_passes_leaves_what_it_computed(run):
    executed = nbformat.read(str(run.executed / "sound.ipynb"), as_version=4)
    assert [c.source for c in executed.cells] == [c.source for c in run.stored.cells]
    outputs = [
        [c.outputs for c in nb.cells if c.cell_type == "code"] for nb in (executed, run.stored)
    ]
    assert outputs[0] == outputs[1]
    assert executed.metadata["jaxwise"]["run"]["seconds"] > 0
    claim = outputs[0][NUMBER["claim"]][0].metadata["jaxwise"]["claim"]
    assert claim["holds"] is True


def test_a_chapter_that_fails_leaves_nothing(run):
    assert not (run.executed / "broken.ipynb").exists()


def test_nothing_of_the_shell_reaches_a_chapter(run):
    """Neither when nbval runs it, which agreed with this output, nor when it is stored."""
    cells = [cell for cell in run.stored.cells if cell.cell_type == "code"]
    assert cells[NUMBER["environment"]].outputs[0].text == "{'JAX_PLATFORMS': 'cpu'}\n"


def test_a_trailing_semicolon_silences_a_cell(run):
    cells = [cell for cell in run.stored.cells if cell.cell_type == "code"]
    assert cells[NUMBER["semicolon"]].outputs == []  # and nbval, which ran it again, agrees


def test_a_stored_run_says_what_it_cost(run):
    records = json.loads((run.book.root / "notebooks" / "runs.json").read_text())
    assert 0 < records["part/sound"]["seconds"] < 60


# The environment, without a kernel --------------------------------------------------------------


def test_the_doors_that_stay_open(book):
    environment = book.tool("kernel").chapter_environment
    assert "XLA_FLAGS" not in environment({"XLA_FLAGS": "--a"})
    assert environment({"XLA_FLAGS": "--a", "CHAPTER_XLA_FLAGS": "--b"})["XLA_FLAGS"] == "--b"
    assert environment({"NPROC": "8"})["NPROC"] == "1"
    assert environment({"CHAPTER_NPROC": "8"})["NPROC"] == "8"
    assert environment({"JAX_PLATFORMS": "tpu"})["JAX_PLATFORMS"] == "cpu"
    assert environment({"CHAPTER_PLATFORMS": "tpu"})["JAX_PLATFORMS"] == "tpu"
    assert environment({"JAXWISE_SEED": "1", "JAX_X": "1", "HOME": "/h"}).keys() & {
        "JAXWISE_SEED",
        "JAX_X",
        "HOME",
    } == {"HOME"}


def test_entering_the_environment_changes_this_process(book, monkeypatch):
    monkeypatch.setattr(
        os, "environ", {"JAX_ENABLE_X64": "1", "HOME": "/h", "CHAPTER_XLA_FLAGS": "--b"}
    )
    book.tool("kernel").enter_chapter_environment()
    assert os.environ["XLA_FLAGS"] == "--b" and os.environ["HOME"] == "/h"
    assert "JAX_ENABLE_X64" not in os.environ


def test_a_flag_for_chapters_reaches_the_kernel(book, monkeypatch):
    code = 'import os\nprint(os.environ["XLA_FLAGS"])'
    book.write("part/flag", HEAD + f"\n# Flag\n\n```{{code-cell}} ipython3\n{code}\n```\n")
    chapter = book.chapter("part/flag")
    monkeypatch.setenv("XLA_FLAGS", "--of_the_shell")
    monkeypatch.setenv("CHAPTER_XLA_FLAGS", "--of_the_chapters")
    executed, run = book.tool("kernel").run(chapter.notebook, chapter)
    assert executed.cells[-1].outputs[0].text == "--of_the_chapters\n"
    assert run["seconds"] > 0 and run["jax"] and run["device"]
