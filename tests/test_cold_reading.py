"""The problems of the cold readings, and what their readers' answers are worth."""

import importlib.util
import json
import os
import sys

import jax
import pytest
from conftest import ROOT

FOLDER = ROOT / "tests" / "cold_reading"
RESULTS = FOLDER / "results.json"
CHAPTERS = sorted(path.parent.name for path in FOLDER.glob("*/hidden.py"))


def load(path):
    """The names of a Python file."""
    name = "cold_" + "_".join(path.relative_to(FOLDER).with_suffix("").parts)
    spec = importlib.util.spec_from_file_location(name, path)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


def passed(chapter, path):
    """{hidden test: does the answer pass it?}."""
    before, found = jax.config.jax_enable_x64, {}  # what is loaded may set it
    tests = {n: f for n, f in load(FOLDER / chapter / "hidden.py").items() if n.startswith("test_")}
    for name, test in tests.items():
        jax.config.update("jax_enable_x64", False)
        jax.clear_caches()  # a program that an earlier answer compiled counts for this one
        try:
            test(load(path))
            found[name] = True
        except Exception:
            found[name] = False
    jax.config.update("jax_enable_x64", before)
    return found


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_reference_passes_every_hidden_test(chapter):
    found = passed(chapter, FOLDER / chapter / "reference.py")
    assert len(found) >= 7 and all(found.values()), found


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_an_empty_answer_passes_none(chapter, tmp_path):
    empty = tmp_path / "empty.py"
    empty.write_text("")
    tests = load(FOLDER / chapter / "hidden.py")
    for name, test in tests.items():
        if name.startswith("test_"):
            with pytest.raises(KeyError):
                test({})


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_results_are_those_of_the_answers(chapter):
    """The first reader of our page; all readers with COLD_READING=all, or =write, which takes minutes."""
    asked = os.environ.get("COLD_READING", "")
    paths = sorted((FOLDER / chapter / "answers").glob("*.py"))
    found = {p.stem: passed(chapter, p) for p in paths if asked or p.stem == "ours_1"}
    stored = json.loads(RESULTS.read_text())
    if asked == "write":
        stored[chapter] = found
        RESULTS.write_text(json.dumps(dict(sorted(stored.items())), indent=1) + "\n")
    assert found and {name: stored[chapter][name] for name in found} == found
    assert set(stored[chapter]) == {p.stem for p in paths}
