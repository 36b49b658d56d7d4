"""tools.site: when it builds, when it starts clean, and when it has nothing to do."""

import pytest
from conftest import SMALL, printed


@pytest.fixture
def site(book):
    """The site tool over a small book; Sphinx and the assets are stood in for, and counted."""
    book.write("part/small", SMALL)
    book.store("part/small", {0: [printed("1.25\n")]})
    site, kernel = book.tool("site"), book.tool("kernel")

    def no_kernel(*_):
        raise AssertionError("a kernel was asked for")

    def build():
        site.builds.append(
            sorted(p.name for p in site.SITE.glob("*")) if site.SITE.exists() else []
        )
        for _, page in site.toc_pages():
            path = site.SITE / f"{page}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("built")
        (site.SITE / "index.html").write_text("built")

    kernel.run = no_kernel
    site.builds, site.build = [], build
    site.assets.mathjax = lambda target: None
    site.book = book
    return site


def test_the_second_run_does_nothing(site, capsys):
    assert site.main() == 0 and len(site.builds) == 1
    assert not site.MARK.exists()
    capsys.readouterr()
    assert site.main() == 0
    assert len(site.builds) == 1
    assert "nothing has changed" in capsys.readouterr().out


def test_a_page_that_was_deleted_is_built_again(site):
    site.main()
    (site.SITE / "book" / "part" / "small.html").unlink()
    site.main()
    assert len(site.builds) == 2


def test_a_build_that_was_interrupted_starts_clean(site):
    site.main()
    (site.SITE / "half.html").write_text("half")
    site.MARK.touch()
    site.main()
    assert site.builds[-1] == []
    assert not (site.SITE / "half.html").exists() and not site.MARK.exists()


def test_a_build_that_fails_leaves_its_mark(site):
    sound, error = site.build, site.BookError

    def fails():
        site.SITE.mkdir(parents=True)
        (site.SITE / "half.html").write_text("half")
        raise error("Sphinx has something to say")

    site.build = fails
    with pytest.raises(error):
        site.main()
    assert site.MARK.exists() and not site.is_current()
    site.build = sound
    site.main()
    assert site.builds == [[]] and site.is_current()


def test_a_build_that_leaves_a_page_out_fails(site):
    sound = site.build
    site.build = lambda: (sound(), (site.SITE / "book" / "part" / "small.html").unlink())
    with pytest.raises(site.BookError, match="book/part/small"):
        site.main()
    assert not site.is_current()


def test_a_change_builds_on_what_is_there(site):
    site.main()
    site.book.write("part/prose", "# More\n")
    site.main()
    assert len(site.builds) == 2 and "book" in site.builds[-1]


def test_a_chapter_that_is_gone_leaves_no_page(site):
    site.book.write("part/prose", "# More\n")
    site.main()
    assert (site.SITE / "book" / "part" / "prose.html").exists()
    site.book.remove("part/prose")
    site.main()
    assert not (site.SITE / "book" / "part" / "prose.html").exists()
    assert (site.SITE / "book" / "part" / "small.html").exists()


@pytest.mark.parametrize(
    "name",
    [
        "book/part/small.md",
        "book/references.bib",
        "book/_static/new.svg",
        "notebooks/part/small.ipynb",
        "notebooks/runs.json",
        "ledger/part/small.json",
        "tools/plain.py",
        "src/jaxwise/data/misconceptions.json",
        "src/jaxwise/claims/_claim.py",
        "_build/executed/part/small.ipynb",
        "_config.yml",
        "_toc.yml",
        "pyproject.toml",
        "requirements.lock",
        "LICENSE",
        "LICENSE-text",
    ],
)
def test_each_kind_of_input_counts(site, name):
    site.main()
    assert site.is_current()
    path = site.book.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n")
    assert not site.is_current()


def test_where_it_is_published_counts(site, monkeypatch):
    site.main()
    monkeypatch.setenv("GITHUB_REPOSITORY", "some/fork")
    assert not site.is_current()


@pytest.mark.parametrize(
    "name",
    ["tools/__pycache__/x.pyc", "book/x.md.partial", "src/jaxwise.egg-info/PKG-INFO", "README.md"],
)
def test_what_no_page_is_made_from_does_not_count(site, name):
    site.main()
    path = site.book.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    assert site.is_current()
