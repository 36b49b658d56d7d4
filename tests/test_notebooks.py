"""book/ -> notebooks/: the same bytes each time, and new ones only when they must change."""

import json
import os

import nbformat
import pytest
from conftest import ROOT, SMALL, fake_run, printed, shown

from tools import notebooks
from tools.chapters import chapters

GLUE = "application/papermill.record/text/plain"


def glued(name, value):
    return shown({"scrapbook": {"name": name}}, **{GLUE: repr(value)})


@pytest.fixture
def small(book):
    """The small chapter, stored; `small(outputs)` runs `make notebooks` on it, with a fake kernel."""
    book.write("part/small", SMALL)
    book.store("part/small", {0: [printed("1.25\n")]})

    def small(outputs=None, *arguments, seconds=2.0):
        book.tool("kernel").run = fake_run(outputs or {0: [printed("1.25\n")]}, seconds)
        assert book.tool("notebooks").main([*arguments]) == 0
        return book.tool("kernel").run.calls

    small.book = book
    small.stored = book.chapter("part/small").stored
    small.source = book.chapter("part/small").source
    small.text = lambda: small.stored.read_text(encoding="utf-8")
    small.edit = lambda old, new: small.source.write_text(
        small.source.read_text().replace(old, new)
    )
    return small


# When it runs, and when it writes ---------------------------------------------------------------


def test_a_fresh_chapter_is_neither_run_nor_written(small):
    before = small.text(), small.stored.stat().st_mtime_ns
    assert small() == []
    assert (small.text(), small.stored.stat().st_mtime_ns) == before


def test_made_again_from_nothing_it_has_the_same_bytes(small):
    before = small.text()
    small.stored.unlink()
    assert small() == ["part/small"]
    assert small.text() == before


def test_prose_is_written_without_a_run(small):
    small.edit("That was it.", "That was all.")
    assert small() == []
    assert "That was all." in small.text()


def test_code_is_run(small):
    small.edit("x = 1.25", "x = 1.5")
    assert small({0: [printed("1.50\n")]}) == ["part/small"]
    assert "1.50" in small.text() and "1.25" not in small.text()
    assert small({0: [printed("1.50\n")]}) == []


def test_a_run_within_the_tolerance_leaves_the_file(small):
    before = small.text()
    assert small({0: [printed("1.26\n")]}, "--force") == ["part/small"]
    assert small.text() == before


def test_a_run_beyond_the_tolerance_replaces_it_and_what_was_computed_before(small):
    executed = small.book.chapter("part/small").executed
    executed.parent.mkdir(parents=True)
    executed.write_text(small.text())
    small({0: [printed("1.28\n")]}, "--force")
    assert "1.28" in small.text()
    assert not executed.exists()


def test_a_tolerance_of_the_cell_is_heeded(small):
    small.edit("x = 1.25", ":compare: {units: 5}\n\nx = 1.25")
    small({0: [printed("1.25\n")]})
    small({0: [printed("1.29\n")]}, "--force")
    assert "1.29" not in small.text()
    small({0: [printed("1.31\n")]}, "--force")
    assert "1.31" in small.text()


def test_a_dry_run_starts_no_kernel_and_writes_nothing(small, capsys):
    small.edit("x = 1.25", "x = 1.5")
    files = {
        p: p.read_bytes()
        for p in small.book.root.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    assert small(None, "--dry-run") == []
    assert "part/small: stale: its code changed" in capsys.readouterr().out
    assert files == {p: p.read_bytes() for p in files}


def test_only_the_chapters_that_are_named_are_touched(small):
    small.book.write("part/other", SMALL)
    assert small(None, "part/other") == ["part/other"]


def test_a_chapter_that_fails_does_not_undo_those_before_it(small):
    small.book.write("part/a", SMALL)
    small.book.write("part/z", SMALL)
    sound = fake_run({0: [printed("1.25\n")]})
    error = small.book.tool("chapters").BookError

    def run(notebook, chapter):
        if chapter.name == "part/z":
            raise error("it fails")
        return sound(notebook, chapter)

    small.book.tool("kernel").run = run
    with pytest.raises(error):
        small.book.tool("notebooks").main([])
    assert sound.calls == ["part/a"]
    assert small(None, "part/a") == []


def test_what_is_written_on_stderr_is_refused(small):
    small.stored.unlink()
    with pytest.raises(
        small.book.tool("chapters").BookError, match="code cell 0 writes on stderr: a warning"
    ):
        small({0: [printed("a warning", "stderr")]})


def test_records_forget_chapters_that_are_gone(small):
    small.book.write("part/other", SMALL)
    small()
    small.book.remove("part/other")
    small()
    records = json.loads((small.book.root / "notebooks" / "runs.json").read_text())
    assert list(records) == ["part/small"]


def test_noise_in_the_seconds_changes_nothing_and_a_real_change_does(small):
    before = small.text()
    small(None, "--force", seconds=2.9)
    assert small.text() == before
    small(None, "--force", seconds=9.0)
    assert "9 seconds of processor time" in small.text()


# What a notebook holds --------------------------------------------------------------------------


def cells(path):
    return nbformat.read(str(path), as_version=4).cells


def test_the_install_cell_stands_first_and_nowhere_in_the_source(small):
    first = cells(small.stored)[0]
    assert first.metadata["tags"] == ["jaxwise-install"] and "find_spec" in first.source
    assert "find_spec" not in small.source.read_text()


def test_a_glued_value_stands_in_the_prose(small):
    small.edit("That was it.", "It is {glue:text}`x:.3f`.")
    small.edit("x = 1.25", "x = 1.25  # glued")
    small({0: [printed("1.25\n"), glued("x", 1.25)]})
    assert cells(small.stored)[-1].source == "It is 1.250."


def test_a_glued_value_that_prints_otherwise_rewrites_the_file(small):
    small.edit("That was it.", "It is {glue:text}`x:.2f`.")
    small.edit("x = 1.25", "x = 1.25  # glued")
    small({0: [glued("x", 1.25001)]})
    before = small.text()
    small({0: [glued("x", 1.25002)]}, "--force")
    assert small.text() == before
    small({0: [glued("x", 1.29)]}, "--force")
    assert cells(small.stored)[-1].source == "It is 1.29."


def test_ids_are_unique_valid_and_the_same_each_time(small):
    ids = [cell.id for cell in cells(small.stored)]
    assert len(set(ids)) == len(ids)
    small(None, "--force")
    assert [cell.id for cell in cells(small.stored)] == ids
    nbformat.validate(nbformat.read(str(small.stored), as_version=4))


def test_outputs_of_other_code_are_never_taken(small):
    notebook = json.loads(small.text())
    notebook["cells"][-2]["source"] = "x = 2"
    small.stored.write_text(json.dumps(notebook))
    with pytest.raises(small.book.tool("chapters").BookError, match="other code"):
        small()


def test_a_broken_file_gives_one_message(small):
    small.stored.write_text("{")
    with pytest.raises(
        small.book.tool("chapters").BookError, match="small.ipynb: not a notebook .*delete it"
    ):
        small()


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "x.ipynb"
    assert notebooks.write_if_changed(path, "old") and not notebooks.write_if_changed(path, "old")

    def no_space(*_):
        raise OSError("no space")

    monkeypatch.setattr(type(path), "replace", no_space)
    with pytest.raises(OSError):
        notebooks.write_if_changed(path, "new")
    assert path.read_text() == "old"


# In step ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "falsify",
    [
        lambda small: small.edit("That was it.", "That was all."),
        lambda small: small.edit("# Small", "# Large"),
        lambda small: small.edit("count to three", "count to four"),
        lambda small: small.source.write_text(
            small.source.read_text() + "\n```{code-cell} ipython3\n```\n\nMore.\n"
        ),
        lambda small: small.stored.write_text(small.text().replace("The first cell.", "The cell.")),
        lambda small: small.stored.unlink(),
        lambda small: (small.book.root / "notebooks" / "runs.json").write_text("{}"),
    ],
)
def test_a_notebook_out_of_step_is_noticed(small, falsify):
    out_of_step = small.book.tool("notebooks").out_of_step
    assert out_of_step(small.book.chapter("part/small")) == ""
    falsify(small)
    try:
        said = out_of_step(small.book.chapter("part/small"))
    except small.book.tool("chapters").BookError as error:
        said = str(error)
    assert said


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_every_stored_notebook_is_in_step_with_its_source(chapter):
    assert notebooks.out_of_step(chapter) == ""


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_every_stored_notebook_has_the_bytes_that_would_be_written(chapter, monkeypatch):
    """On a clone with a remote the install cell alone may differ."""
    for name in ("GITHUB_REPOSITORY", "BOOK_BRANCH", "GITHUB_REF_NAME"):
        monkeypatch.delenv(name, raising=False)
    stored = notebooks.read_notebook(chapter.stored)
    again = notebooks.assemble(chapter, stored, notebooks.read_records()[chapter.name])
    again.cells[0].source = stored.cells[0].source
    assert notebooks.dumps(again) == chapter.stored.read_text(encoding="utf-8")


def test_no_notebook_is_left_of_a_chapter_that_is_gone():
    known = {chapter.stored for chapter in chapters()}
    assert [
        os.path.relpath(p, ROOT) for p in (ROOT / "notebooks").rglob("*.ipynb") if p not in known
    ] == []
