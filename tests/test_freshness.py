"""What makes a stored chapter stale, and what does not."""

import pytest
from conftest import HEAD

CLAIMS = 'from jaxwise import claim\nclaim("one", 1, "==", 1, kind="definition", source="none")'
MEASURE = "from jaxwise.measure import count_traces\nprint(1)"
DATA = "import jaxwise as jw\njw.data.misconceptions()"
PLAIN = "print(1)"
CELLS = {"a/claims": CLAIMS, "b/measure": MEASURE, "c/data": DATA, "d/plain": PLAIN}


@pytest.fixture
def stale(book, capsys):
    """A function: the stale chapters and why, as --dry-run says, which must start no kernel."""
    for name, source in CELLS.items():
        book.write(
            name, HEAD + f"\n# Title\n\n```{{code-cell}} ipython3\n{source}\n```\n\nProse.\n"
        )
        book.store(name)

    def no_kernel(*_):
        raise AssertionError("a kernel was asked for")

    book.tool("kernel").run = no_kernel

    def stale():
        capsys.readouterr()
        assert book.tool("notebooks").main(["--dry-run"]) == 0
        said = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
        assert set(said) == set(CELLS)
        return {name: why.removeprefix("stale: ") for name, why in said.items() if why != "fresh"}

    stale.book = book
    stale.package = book.root / "src" / "jaxwise"
    return stale


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_was_just_stored_is_fresh(stale):
    assert stale() == {}


def test_a_changed_function_makes_exactly_the_chapters_that_reach_it_stale(stale):
    edit(stale.package / "claims" / "_display.py", "[:120]", "[:121]")
    assert stale() == {"a/claims": "jaxwise.claims._display changed"}


def test_another_module_concerns_other_chapters(stale):
    edit(stale.package / "measure" / "_traces.py", "\n", "\nCHANGED = 1\n")
    assert list(stale()) == ["b/measure"]


def test_comments_and_docstrings_do_not_count(stale):
    for path in stale.package.rglob("*.py"):
        path.write_text("# A comment.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    edit(
        stale.package / "claims" / "_display.py", '"""Print one line;', '"""Print one single line;'
    )
    assert stale() == {}


def test_a_new_docstring_does_not_count_either(stale):
    path = stale.package / "claims" / "_claim.py"
    edit(path, "def _wide(x):\n", 'def _wide(x):\n    """Widen."""\n')
    assert stale() == {}


def test_data_of_the_package_count(stale):
    edit(stale.package / "data" / "misconceptions.json", "M01", "M00")
    assert stale() == {"c/data": "jaxwise.data changed"}


def test_a_module_that_is_new_among_those_reached_counts(stale):
    (stale.package / "claims" / "_new.py").write_text("X = 1\n")
    edit(
        stale.package / "claims" / "_claim.py",
        "import numpy as np\n",
        "import numpy as np\nimport jaxwise.claims._new\n",
    )
    assert stale() == {"a/claims": "jaxwise.claims._claim changed, jaxwise.claims._new changed"}


def test_another_version_in_the_lock_concerns_every_chapter(stale):
    lock = stale.book.root / "requirements.lock"
    edit(lock, "\njax==", "\njax==9.")
    assert stale() == dict.fromkeys(CELLS, "requirements.lock changed")


def test_comments_and_hashes_of_the_lock_do_not_count(stale):
    lock = stale.book.root / "requirements.lock"
    edit(lock, "--hash=sha256:", "--hash=sha256:0")
    lock.write_text("# made later\n" + lock.read_text(encoding="utf-8"), encoding="utf-8")
    assert stale() == {}


def test_code_counts_and_prose_does_not(stale):
    page = stale.book.root / "book" / "d" / "plain.md"
    edit(page, "Prose.", "Other prose, and more.")
    assert stale() == {}
    edit(page, "print(1)", "print(2)")
    assert stale() == {"d/plain": "its code changed"}


def test_a_chapter_without_stored_outputs_is_stale(stale):
    stale.book.chapter("d/plain").stored.unlink()
    assert stale() == {"d/plain": "it has no stored outputs"}


def test_the_package_imports_absolutely_as_the_reading_of_imports_expects():
    from conftest import ROOT

    relative = [
        p.name for p in (ROOT / "src").rglob("*.py") if "\nfrom ." in p.read_text(encoding="utf-8")
    ]
    assert relative == []
