"""Other people's code: what the audit said of it was read by hand, and a sample says it again.

tests/foreign holds functions of installed libraries as they stand, with ordinary arguments;
`python -m tools.foreign` audits them all and writes results.json; verdicts.yml says of each error
whether it is right, and why.
"""

import collections
import json
import pathlib

import pytest
import yaml

from jaxwise.probes import CODES
from tools import foreign

VERDICTS = foreign.FOLDER / "verdicts.yml"
RIGHT = 0.95  # the share of a probe's errors that has to be right


def results():
    return json.loads(foreign.RESULTS.read_text(encoding="utf-8"))["libraries"]


def verdicts():
    return yaml.safe_load(VERDICTS.read_text(encoding="utf-8"))


def errors():
    """[(entry, code)] of every error in the results."""
    return [
        (entry, error["code"])
        for library in results().values()
        for entry, found in library["errors"].items()
        for error in found
    ]


def test_enough_functions_of_enough_libraries_were_audited():
    assert set(results()) == set(foreign.modules())
    assert len(results()) >= 10
    assert sum(library["functions"] for library in results().values()) >= 300


def test_every_error_was_read_and_every_reading_is_of_an_error():
    read = {(entry, code) for entry, found in verdicts().items() for code in found}
    assert set(errors()) == read
    for entry, found in verdicts().items():
        for code, verdict in found.items():
            assert verdict["real"] in (True, False), (entry, code)
            assert len(verdict["why"].split()) >= 4, (entry, code)


REPRODUCERS = sorted(
    {
        verdict["reproducer"]
        for found in verdicts().values()
        for verdict in found.values()
        if verdict["real"]
    }
)


@pytest.mark.parametrize("code", REPRODUCERS, ids=range(len(REPRODUCERS)))
def test_the_reproducer_of_a_real_fault_shows_it_without_jaxwise(code):
    assert "jaxwise" not in code
    exec(code, {})


def test_nineteen_in_twenty_errors_of_each_probe_are_right():
    right, wrong = collections.Counter(), collections.Counter()
    for entry, code in set(errors()):
        probe = CODES[code][0]
        (right if verdicts()[entry][code]["real"] else wrong)[probe] += 1
    shares = {p: right[p] / (right[p] + wrong[p]) for p in {*right, *wrong}}
    assert all(share >= RIGHT for share in shares.values()), (right, wrong)


def test_every_witness_showed_its_fault_again():
    assert [
        (entry, error["code"])
        for library in results().values()
        for entry, found in library["errors"].items()
        for error in found
        if not error["again"]
    ] == []


@pytest.mark.parametrize("name", results())
def test_a_sample_says_the_same_again(name):
    stored = results()[name]["errors"]
    entries = {entry: rest for entry, *rest in foreign.load(foreign.modules()[name]).functions()}
    quiet = [entry for entry in entries if entry not in stored]
    sample = [*list(stored)[:1], *quiet[len(quiet) // 2 :][:1]]
    for entry in sample:
        found, cut = foreign.audited(entry, *entries[entry], seconds=900)  # a busy machine is slow
        said = [e["code"] for e in found]
        assert said == [e["code"] for e in stored.get(entry, ())], (entry, cut)


def test_no_path_of_a_machine_is_in_the_results():
    text = foreign.RESULTS.read_text(encoding="utf-8")
    assert str(pathlib.Path.home()) not in text and "site-packages" not in text
