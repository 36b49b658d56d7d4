"""The live view: an edit shows on the served page, no kernel starts, a mistake does not end it."""

import shutil
import sys
import urllib.request

import pytest
from conftest import ROOT, SMALL, printed


@pytest.fixture
def live(book, monkeypatch):
    """A live view of a small book whose one chapter has stored outputs; starting a kernel fails."""
    sys.modules.pop("jaxwise_site", None)
    shutil.copytree(ROOT / "book" / "_static", book.root / "book" / "_static")
    shutil.copytree(ROOT / "src" / "jaxwise", book.root / "src" / "jaxwise", dirs_exist_ok=True)
    book.write("small", SMALL)
    book.store("small", {0: [printed("1.25\n")]})
    (book.root / "_build" / "extra").mkdir(parents=True, exist_ok=True)

    def no_kernel(*_):
        raise AssertionError("a kernel was started")

    monkeypatch.setattr(book.tool("kernel"), "run", no_kernel)
    monkeypatch.chdir(book.root)
    said = []
    made = book.tool("live").Live(say=said.append)
    made.said, made.book = said, book
    yield made
    sys.modules.pop("jaxwise_site", None)


def get(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode()


def test_an_edit_of_the_prose_changes_the_served_page_and_tells_the_browser(live):
    assert live.poll()
    with live.serving() as address:
        page, version = f"{address}book/small.html", f"{address}__version__"
        before = get(version)
        assert "That was it." in get(page) and "1.25" in get(page)
        live.book.write("small", SMALL.replace("That was it.", "That was not all."))
        assert live.poll()
        assert "That was not all." in get(page) and "1.25" in get(page)
        assert get(version) != before
        assert "location.reload()" in get(page)


def test_the_reloading_script_stands_only_in_what_is_served(live):
    live.poll()
    built = live.book.root / "_build" / "live" / "html" / "book" / "small.html"
    assert "location.reload()" not in built.read_text(encoding="utf-8")
    assert not (live.book.root / "_build" / "html").exists()


def test_without_a_change_nothing_is_built(live):
    assert live.poll()
    version = live.version
    assert not live.poll()
    assert live.version == version


def test_an_edit_of_the_code_says_what_to_run_and_keeps_the_page(live):
    live.poll()
    live.book.write("small", SMALL.replace("x = 1.25", "x = 2.5"))
    live.poll()
    with live.serving() as address:
        page = get(f"{address}book/small.html")
    assert "This cell was not run since its code changed." in page and "2.5" in page
    assert any("run: python -m tools.notebooks small" in line for line in live.said)


def test_new_outputs_appear_by_themselves(live, monkeypatch):
    live.poll()
    live.book.write("small", SMALL.replace("x = 1.25", "x = 2.5"))
    live.poll()
    live.book.store("small", {0: [printed("2.50\n")]})
    assert live.poll()
    with live.serving() as address:
        page = get(f"{address}book/small.html")
    assert "2.50" in page and "was not run" not in page


def test_a_warning_and_an_error_are_told_and_do_not_end_it(live):
    live.poll()
    live.book.write("small", SMALL + "\nSee {doc}`nowhere`.\n")
    live.poll()
    assert "unknown document" in live.said[-1]
    live.book.write("small", SMALL.replace("x = 1.25", "x = = 1.25"))
    live.poll()
    assert "code cell 0 is not Python" in live.said[-1]
    live.book.write("small", SMALL.replace("That was it.", "Well again."))
    live.poll()
    with live.serving() as address:
        assert "Well again." in get(f"{address}book/small.html")
