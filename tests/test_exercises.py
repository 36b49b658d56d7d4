"""Every exercise of the book answers back, and its answers are told right from wrong.

For each: the starter is "not attempted", the printed solution passes, and of the answers in
tests/answers, written from the statement alone, every right one passes and no wrong one does.
"""

import contextlib
import hashlib
import io
import json
import linecache
import os
import re
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import pytest
from conftest import ROOT, stem
from corpus import HERE

from jaxwise.data import misconceptions
from jaxwise.exercises import _looks, check, hint, progress, solution
from jaxwise.exercises._exercise import Exercise, exercises, texts
from jaxwise.exercises._verdict import judge
from tools import exercises as tool
from tools.chapters import Chapter, chapters

ANSWERS = HERE / "answers"
JUDGED = ANSWERS / "judged.json"
PART = 5  # of the exercises that did not change, one in so many is judged anew
_counter = iter(range(10**6))


def run(source, names):
    """Execute a cell so that its lines can be found, as in a notebook."""
    file = f"<answer {next(_counter)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, file, "exec", dont_inherit=True), names)


@pytest.fixture(scope="module")
def namespaces(names_of):
    """A function of a chapter's name: a copy of its names, with the chapter's precision set."""
    before = jax.config.jax_enable_x64

    def names(chapter):
        found, x64 = names_of(chapter)
        jax.config.update("jax_enable_x64", x64)
        return dict(found)

    yield names
    jax.config.update("jax_enable_x64", before)


def pool(label):
    """[(is it right?, what is particular, code)] of an exercise's answers."""
    cells = re.split(r"^# %% ", (ANSWERS / f"{label}.py").read_text(encoding="utf-8"), flags=re.M)
    found = []
    for cell in cells[1:]:
        head, _, code = cell.partition("\n")
        kind, _, why = head.partition(" | ")
        assert kind in ("right", "wrong"), f"{label}: {head}"
        found.append((kind == "right", why, code))
    return found


def digest(label):
    """Of all that decides what is said of the answers to an exercise."""
    text = texts()[label]
    check = sys.modules[exercises()[label].check.__module__].__file__
    common = sorted(Path(check).parent.glob("_*.py"))
    parts = [text.starter, text.solution, *Chapter(text.chapter).code]
    files = [ANSWERS / f"{label}.py", Path(check), *common, ROOT / "requirements.lock"]
    parts += [file.read_text(encoding="utf-8") for file in files]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def due():
    """The exercises whose answers are judged in this run.

    They are those of which something changed since all answers were judged right (JUDGED has the
    digests), and a part of the others, a new one whenever anything changes.  ANSWERS=all judges all,
    as the nightly run does; ANSWERS=write also notes the digests of those that pass.
    """
    now = {label: digest(label) for label in texts()}
    if os.environ.get("ANSWERS") == "all":
        return list(now)
    known = json.loads(JUDGED.read_text(encoding="utf-8"))
    changed = [label for label in now if known.get(label) != now[label]]
    if os.environ.get("ANSWERS") == "write":
        return changed
    others = [label for label in now if label not in changed]
    order = lambda label: hashlib.sha256((label + str(now)).encode()).digest()
    return changed + sorted(others, key=order)[: -(-len(others) // PART)]


def note(label):
    """Write down that all answers of an exercise were judged right."""
    import fcntl

    with open(JUDGED, "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = json.load(file) | {label: digest(label)}
        file.seek(0)
        file.truncate()
        listed = {label: known[label] for label in sorted(known) if label in texts()}
        file.write(json.dumps(listed, indent=1) + "\n")


def each(labels):  # a chapter to a core: its names are made once
    return pytest.mark.parametrize(
        "label",
        [
            pytest.param(
                label, id=label, marks=pytest.mark.xdist_group(stem(texts()[label].chapter))
            )
            for label in labels
        ],
    )


def test_the_data_file_is_what_the_chapters_say():
    assert tool.FILE.read_text(encoding="utf-8") == tool.collected(), "run `make notebooks`"


def test_every_exercise_of_the_book_has_a_check_hints_and_words():
    listed = [label for chapter in chapters() for label in chapter.facts["exercises"]]
    assert list(texts()) == listed and set(exercises()) == set(listed)
    for exercise in exercises().values():
        assert len(exercise.hints) == 3 and all(len(h.split()) >= 4 for h in exercise.hints)
        assert exercise.why and exercise.checked and exercise.unchecked
        assert texts()[exercise.label].solution.strip() not in "\n".join(exercise.hints)


@each(texts())
def test_starter_is_not_attempted_and_solution_passes(label, namespaces):
    text = texts()[label]
    names = namespaces(text.chapter)
    assert judge(exercises()[label], text, names).status == "not attempted"
    run(text.solution, names)
    verdict = judge(exercises()[label], text, names)
    assert verdict.passed, str(verdict)
    del names[text.name]
    assert judge(exercises()[label], text, names).status == "not attempted"


def test_every_exercise_has_answers_and_what_changed_is_judged():
    assert {path.stem for path in ANSWERS.glob("*.py")} == set(texts())
    known, labels = json.loads(JUDGED.read_text(encoding="utf-8")), due()
    others = set(texts()) - set(labels)
    assert all(known[label] == digest(label) for label in others)
    assert len(others) <= (1 - 1 / PART) * len(texts())


@each(due())
def test_no_right_answer_is_rejected_and_no_wrong_one_accepted(label, namespaces):
    text = texts()[label]
    answers = pool(label)
    assert len(answers) >= 20
    assert sum(right for right, *_ in answers) >= 2 <= sum(not right for right, *_ in answers)
    diagnoses = set()
    for right, why, code in answers:
        names = namespaces(text.chapter)
        names.pop(text.name, None)
        with contextlib.suppress(Exception):
            run(code, names)
        verdict = judge(exercises()[label], text, names)
        assert right or "NameError" not in str(verdict), f"{why}: {verdict}"
        assert verdict.status != "our fault", f"{why}: {verdict}"
        assert verdict.passed == right, f"{why}: {verdict}"
        if not right:
            diagnoses.add(verdict.text.partition("\n")[0])
            known = {None, *misconceptions()}
            assert verdict.misconception in known
    assert len(diagnoses) >= 2, "the wrong answers are not told apart"
    if os.environ.get("ANSWERS") == "write":
        note(label)


# --- the functions that a reader calls


def test_check_finds_the_answer_where_it_is_called(capsys):
    def smooth(u):
        return u.at[1:-1].set(0.5 * (u[:-2] + u[2:]))

    verdict = check("pure_at_set")
    assert verdict.passed and "passed" in capsys.readouterr().out
    assert not check("pure_at_set", answer=lambda u: u).passed


def test_a_crash_is_explained_with_the_readers_line():
    def smooth(u):
        u[1:-1] = 0.5 * (u[:-2] + u[2:])
        return u

    verdict = check("pure_at_set", smooth)
    assert verdict.status == "crashed" and verdict.misconception == "M28"
    assert "u[1:-1] = " in verdict.text


def test_a_fault_of_ours_says_so_and_does_not_blame_the_answer():
    def broken(answer, chapter):
        raise ZeroDivisionError("in the check")

    exercise = Exercise("pure_at_set", broken, ("a", "b", "c"), "why", "checked", "unchecked")
    verdict = judge(exercise, texts()["pure_at_set"], {"smooth": lambda u: u})
    assert verdict.status == "our fault" and "may be right" in verdict.text


def test_a_missing_chapter_name_is_not_held_against_the_answer():
    verdict = judge(
        exercises()["aud_wolf"], texts()["aud_wolf"], {"same_in_a_batch": lambda f, x: True}
    )
    assert verdict.status == "not attempted" and "lorenz" in verdict.text


def test_hints_rise_and_the_solution_is_that_of_the_chapter(capsys):
    for number in (1, 2, 3):
        hint("pure_counter")
        assert f"hint {number} of 3" in capsys.readouterr().out
    hint("pure_counter", 1)
    assert "hint 1" in capsys.readouterr().out
    with pytest.raises(ValueError, match="1 to 3"):
        hint("pure_counter", 4)
    solution("pure_counter")
    assert texts()["pure_counter"].solution.strip() in capsys.readouterr().out


def test_progress_lists_every_exercise(capsys):
    check("pure_at_set", lambda u: u)
    capsys.readouterr()
    progress()
    out = capsys.readouterr().out
    assert all(label in out for label in texts()) and "needs work" in out


@pytest.mark.parametrize("use", [check, hint, solution])
def test_an_unknown_label_is_refused_with_a_near_one(use):
    with pytest.raises(ValueError, match="pure_at_set"):
        use("pure_at_sett")


def test_a_plain_script_can_check_an_answer(tmp_path):
    script = tmp_path / "answer.py"
    script.write_text(
        "from jaxwise.exercises import check\n"
        "def counted_step(count, x):\n    return count + 1, x + 1.0\n"
        "check('pure_counter')\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert done.returncode == 0 and "pure_counter: needs work" in done.stdout, done.stderr


def test_what_an_earlier_answer_compiled_is_heard_again():
    pad = lambda: jnp.pad(jnp.ones(7), (0, 3)).block_until_ready()
    pad()
    heard = _looks.compiles()
    pad()
    assert heard


def test_importing_the_exercises_is_light():
    code = "import sys, jaxwise.exercises as e; assert 'jax' not in sys.modules; e.solution('pure_at_set')"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_the_data_file_is_plain_for_a_reader_without_sphinx():
    for row in json.loads(tool.FILE.read_text(encoding="utf-8")):
        for part in ("statement", "remark"):
            assert "{" + "doc}" not in row[part] and "{" + "ref}" not in row[part]


def test_a_stopwatch_on_a_busy_machine_is_not_read_on_two_calls():
    from jaxwise.exercises.arrays import _stopwatch_fault

    # One call took long on the device: its end is near that of the next one, which began later.
    calls = [(True, False, 1.2, 1.5), (False, False, 0.1, 0.68), (False, False, 0.4, 0.7)]
    assert _stopwatch_fault(0.101, 0.681, calls) is None
    assert "two different calls" in _stopwatch_fault(0.101, 0.701, calls)[0]
