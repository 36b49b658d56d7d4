"""Which outputs the site gets, and that it says which."""

import json

import pytest
from conftest import SMALL, fake_run, printed


@pytest.fixture
def site(book):
    """A stored chapter, its executed copy with another output, and a fake kernel with a third."""
    book.write("part/small", SMALL)
    stored = book.store("part/small", {0: [printed("stored\n")]})
    chapter = book.chapter("part/small")
    chapter.executed.parent.mkdir(parents=True)
    chapter.executed.write_text(stored.read_text().replace("stored\\n", "executed\\n"))
    book.tool("kernel").run = fake_run({0: [printed("run\n")]})
    return book


def chosen(book):
    said = []
    found = book.tool("outputs").choose([book.chapter("part/small")], said.append)
    (notebook,) = found.values()
    (cell,) = book.tool("chapters").code_of(notebook)
    return "".join(output.text for output in cell.outputs).strip(), [line.strip() for line in said]


def recode(path):
    path.write_text(path.read_text().replace("x = 1.25", "x = 2.5"))


def test_what_was_just_computed_comes_first(site):
    assert chosen(site) == ("executed", ["part/small: outputs just computed"])
    assert site.tool("kernel").run.calls == []


def test_what_is_stored_comes_next(site):
    recode(site.chapter("part/small").executed)
    assert chosen(site) == ("stored", ["part/small: outputs stored"])
    site.chapter("part/small").executed.unlink()
    assert chosen(site)[0] == "stored"
    assert site.tool("kernel").run.calls == []


def test_only_where_nothing_fits_it_runs_and_keeps_what_it_computed(site):
    recode(site.chapter("part/small").source)
    assert chosen(site) == ("run", ["part/small: no outputs fit its code: running it"])
    assert chosen(site) == ("run", ["part/small: outputs just computed"])
    assert site.tool("kernel").run.calls == ["part/small"]


def test_prose_does_not_make_it_run(site):
    source = site.chapter("part/small").source
    source.write_text(source.read_text().replace("That was it.", "That was all."))
    assert chosen(site)[0] == "executed"


def test_a_cell_that_never_ran_does_not_fit(site):
    path = site.chapter("part/small").executed
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if "x = 1.25" in cell["source"]:
            cell["execution_count"] = None
    path.write_text(json.dumps(notebook))
    assert chosen(site)[0] == "stored"


@pytest.mark.parametrize("text", ["", "{", "[]", "\0"])
def test_a_broken_file_gives_one_message(site, text):
    site.chapter("part/small").executed.write_text(text)
    with pytest.raises(
        site.tool("chapters").BookError, match=r"small\.ipynb: not a notebook .*; delete it"
    ) as told:
        chosen(site)
    assert "\n" not in str(told.value)


def test_a_run_that_writes_on_stderr_is_refused(site):
    recode(site.chapter("part/small").source)
    site.tool("kernel").run = fake_run({0: [printed("a warning", "stderr")]})
    with pytest.raises(site.tool("chapters").BookError, match="stderr"):
        chosen(site)
    assert "x = 1.25" in site.chapter("part/small").executed.read_text()
