"""The stored examinations are of the code as it stands, and good enough; a sample is run again."""

import hashlib
import os
import re

import pytest

from jaxwise.claims import mutation, running
from tools import ledger
from tools.chapters import chapters

EXAMINED = [chapter for chapter in chapters() if chapter.name not in ledger.pending()]
CHAPTERS = pytest.mark.parametrize("chapter", EXAMINED, ids=lambda chapter: chapter.name)
SAMPLE = 40  # broken versions that an examination runs at least
BROKEN_AGAIN = 3  # broken versions of a drawn chapter that run again, beside one shift of its keys
AGAIN = 200  # processor seconds after which no other chapter is drawn; LEDGER_AGAIN=all draws all
STATED = re.compile(r"\b(\d+) of 20\b")


def enough(examined):
    """What is not good enough in an examination, as sentences."""
    found = []
    if examined["score"] < 0.8:
        found.append(f"claims notice {examined['score']:.0%} of the mutants, 80 % are needed")
    for rate in examined["seeds"]:
        stated = STATED.search(rate["text"])
        least = int(stated[1]) if stated else 19
        if rate["held"] * 20 < least * rate["runs"]:
            found.append(f"held for {rate['held']} of {rate['runs']} keys: {rate['text']}")
    return found


@CHAPTERS
def test_the_examination_is_of_the_code_as_it_stands(chapter):
    examined = ledger.read(chapter)
    assert examined is not None, "run `make ledger`"
    assert examined["code"] == ledger.digest(chapter.code), "the code changed: run `make ledger`"
    own = ledger.not_the_chapters_own(chapter)
    now, ran = mutation.mutants(chapter.code, skip=own), examined["mutants"]
    assert examined.get("found", len(ran)) == len(now)
    sample = mutation.sample(now, len(ran))
    assert [row["fingerprint"] for row in ran] == [mutant.fingerprint for mutant in sample]
    assert len(ran) >= min(len(now), SAMPLE)
    noticed = sum(row["noticed"] is not None for row in ran)
    assert examined["score"] == pytest.approx(noticed / len(ran))


def test_what_is_pending_says_since_when_and_has_no_examination():
    names = {chapter.name for chapter in chapters()}
    for name, why in ledger.pending().items():
        assert name in names and re.search(r"\b20\d\d-\d\d-\d\d\b", why)
        assert ledger.read(next(c for c in chapters() if c.name == name)) is None


@CHAPTERS
def test_claims_notice_four_faults_in_five_and_hold_for_nineteen_keys_in_twenty(chapter):
    examined = ledger.read(chapter)
    assert enough(examined) == []
    assert {rate["runs"] for rate in examined["seeds"]} == {20}


@CHAPTERS
def test_every_fault_that_goes_unnoticed_has_a_reason_and_every_reason_a_fault(chapter):
    missed = {mutant["fingerprint"] for mutant in ledger.unnoticed(ledger.read(chapter))}
    reasons = ledger.survivors().get(chapter.name, {})
    assert set(reasons) == missed
    assert all(len(reason.split()) >= 4 for reason in reasons.values())


def test_a_weak_examination_is_refused():
    strong = {"score": 0.9, "seeds": [{"text": "holds", "held": 19, "runs": 20}]}
    assert enough(strong) == []
    assert enough(strong | {"score": 0.79})
    assert enough(strong | {"seeds": [{"text": "holds", "held": 18, "runs": 20}]})
    assert not enough(
        strong | {"seeds": [{"text": "holds for 15 of 20 keys", "held": 16, "runs": 20}]}
    )
    assert enough(strong | {"seeds": [{"text": "holds for 15 of 20 keys", "held": 14, "runs": 20}]})


def seconds_again(chapter):
    examined = ledger.read(chapter) or {"mutants": [], "cpu_seconds": 0}
    runs = len(examined["mutants"]) + len(ledger.SHIFTS)
    return (BROKEN_AGAIN + 1) * examined["cpu_seconds"] / runs


def drawn(examined):
    """A few chapters, fewer if they are slow, and others whenever the code of any chapter changes."""
    if os.environ.get("LEDGER_AGAIN") == "all":
        return examined
    now = "".join(ledger.digest(chapter.code) for chapter in examined)
    order = lambda chapter: hashlib.sha256((chapter.name + now).encode()).digest()
    found, seconds = [], 0.0
    for chapter in sorted(examined, key=order):
        if seconds < AGAIN:
            found.append(chapter)
            seconds += seconds_again(chapter)
    return found


def test_slow_chapters_leave_less_for_others(monkeypatch):
    monkeypatch.delenv("LEDGER_AGAIN", raising=False)
    for seconds, number in ((AGAIN / 1000, len(EXAMINED)), (0.7 * AGAIN, 2), (3 * AGAIN, 1)):
        monkeypatch.setitem(globals(), "seconds_again", lambda _, seconds=seconds: seconds)
        assert len(drawn(EXAMINED)) == number


@pytest.mark.parametrize("chapter", drawn(EXAMINED), ids=lambda chapter: chapter.name)
def test_a_sample_run_again_agrees_with_what_is_stored(chapter):
    examined = ledger.read(chapter)
    stored = {mutant["fingerprint"]: mutant["noticed"] for mutant in examined["mutants"]}
    own = ledger.not_the_chapters_own(chapter)
    with running.Runner(jobs=2) as runner:
        report = mutation.score(chapter.code, skip=own, limit=BROKEN_AGAIN, runner=runner)
        again = {result.mutant.fingerprint: result.noticed for result in report.results}
        shift = int(examined["code"][:4], 16) % 20 + 1
        seeds = running.shifted(chapter.code, [shift], runner=runner)
    assert {name: bool(how) for name, how in again.items()} == {
        name: bool(stored[name]) for name in again
    }
    rates = {rate["text"]: rate for rate in examined["seeds"]}
    for claim in seeds.claims:
        assert claim.held == 1 or rates[claim.text]["held"] < 20, f"shift {shift}: {claim.text}"


def test_the_digest_sees_code_and_bounds_and_not_comments_or_sources():
    program = ["x = 1  # one", "claim('t', x, '<', 2, kind='analytic', source='arithmetic')"]
    same = ["x = 1", "claim('t', x, '<', 2, kind='published', source='a book')"]
    other = ["x = 1", "claim('t', x, '<', 3, kind='analytic', source='arithmetic')"]
    assert ledger.digest(program) == ledger.digest(same) != ledger.digest(other)
    assert ledger.digest(["x = 1", "y = 2"]) != ledger.digest(["x = 1\ny = 2"])


def test_the_digest_leaves_out_the_checks_of_exercises():
    starter = "def f(x):\n    raise NotImplementedError"
    checked = f'from jaxwise.exercises import check\n\n{starter}\n\ncheck("ex_one")'
    assert ledger.digest([starter]) == ledger.digest([checked])
    assert ledger.digest([starter]) != ledger.digest([f"{starter}\n\ncheck_all(f)"])
