"""The checks of the foundations know right from wrong, and say why: the tables in `diagnoses`."""

import importlib

import jax
import pytest
from conftest import ROOT

from jaxwise.compat import enable_x64
from jaxwise.exercises._exercise import exercises, texts
from jaxwise.exercises._verdict import judge

NAMES = sorted(path.stem for path in (ROOT / "tests" / "diagnoses").glob("[a-z]*.py"))
TABLES = {name: importlib.import_module(f"diagnoses.{name}") for name in NAMES}


def cases(kind):
    """Every answer of a kind: its table, its label and its name; a chapter goes to a core."""
    return [
        pytest.param(table, label, name, id=f"{label}: {name}", marks=pytest.mark.xdist_group(stem))
        for stem, table in TABLES.items()
        for label, answers in getattr(table, kind).items()
        for name in answers
    ]


@pytest.fixture(scope="module")
def chapters(names_of):
    """A function of a table: the names of its chapter, with the chapter's precision set."""
    before = jax.config.jax_enable_x64

    def names(table):
        found, x64 = names_of(table.CHAPTER)
        jax.config.update("jax_enable_x64", x64)
        return found

    yield names
    jax.config.update("jax_enable_x64", before)


def verdict(label, source, names):
    """The verdict on an answer after its starter, run where the chapter's cells ran."""
    text, before = texts()[label], dict(names)
    starter = text.starter.replace(f'check("{label}")', "")
    try:
        exec(starter + source, names)
        return judge(exercises()[label], text, dict(names))
    finally:
        names.clear()
        names.update(before)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_tables_are_those_of_the_chapter(table):
    labels = [label for label, text in texts().items() if text.chapter == table.CHAPTER]
    assert labels == list(table.RIGHT) == list(table.WRONG)
    for label in labels:
        assert "..." in exercises()[label].hints[2], label


@pytest.mark.parametrize(
    "table, label, x64",
    [
        pytest.param(table, label, x64, id=f"{label}-{x64}", marks=pytest.mark.xdist_group(stem))
        for stem, table in TABLES.items()
        for label in table.RIGHT
        for x64 in getattr(table, "X64", (False, True))
    ],
)
def test_the_printed_solution_passes(table, label, x64, chapters):
    names = chapters(table)
    with enable_x64(x64):
        for _ in range(2):
            found = verdict(label, texts()[label].solution, names)
            assert found.passed, found


@pytest.mark.parametrize("table, label, name", cases("RIGHT"))
def test_right_answers_pass(table, label, name, chapters):
    found = verdict(label, table.RIGHT[label][name], chapters(table))
    assert found.passed, found


@pytest.mark.parametrize("table, label, name", cases("WRONG"))
def test_wrong_answers_are_told_why(table, label, name, chapters):
    source, phrase, misconception = table.WRONG[label][name]
    found = verdict(label, source, chapters(table))
    assert found.status in ("needs work", "crashed"), found
    assert phrase in " ".join(str(found).split()), found
    assert found.misconception == misconception, found


def test_the_stopwatch_tells_the_nearest_of_two_faults_that_look_alike():
    from jaxwise.exercises.arrays import _stopwatch_fault

    calls = [(True, False, 1.20, 1.50), (False, False, 0.10, 0.26)]
    for back, ready, phrase in ((0.10, 0.16, "from the start"), (0.10, 0.11, "nobody waited")):
        assert phrase in _stopwatch_fault(back, ready, calls)[0]
    assert _stopwatch_fault(0.10, 0.26, calls) is None
