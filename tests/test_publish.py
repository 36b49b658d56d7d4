"""Where the book is published from, and the first cell of its notebooks."""

import builtins
import importlib.util
import re
import subprocess

import pytest

from tools import publish
from tools.publish import Origin, install_cell


@pytest.fixture
def tree(tmp_path, monkeypatch):
    for name in ("GITHUB_REPOSITORY", "GITHUB_REF_NAME", "BOOK_BRANCH"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
    # No repository above this folder may answer in its place.
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def remote(tree, url):
    subprocess.run(["git", "-C", tree, "init", "-q"], check=True)
    subprocess.run(["git", "-C", tree, "remote", "add", "origin", url], check=True)


def test_nothing_that_names_a_repository_means_none(tree):
    assert publish.origin(tree) is None


@pytest.mark.parametrize(
    "url",
    [
        "git@github.com:some/fork.git",
        "https://github.com/some/fork",
        "https://github.com/some/fork.git/",
    ],
)
def test_the_remote_names_it(tree, url):
    remote(tree, url)
    assert publish.origin(tree) == Origin("some/fork", "main")


def test_a_remote_elsewhere_names_none(tree):
    remote(tree, "https://example.org/some/fork.git")
    assert publish.origin(tree) is None


def test_the_project_file_names_it_where_no_remote_does(tree):
    (tree / "pyproject.toml").write_text(
        '[project]\nname = "x"\n[project.urls]\nRepository = "https://github.com/a/b"\n'
    )
    assert publish.origin(tree) == Origin("a/b", "main")
    remote(tree, "https://github.com/some/fork")
    assert publish.origin(tree).slug == "some/fork"


def test_the_environment_comes_first(tree, monkeypatch):
    remote(tree, "https://github.com/some/fork")
    monkeypatch.setenv("GITHUB_REPOSITORY", "c/d")
    monkeypatch.setenv("GITHUB_REF_NAME", "dev")
    assert publish.origin(tree) == Origin("c/d", "dev")
    monkeypatch.setenv("BOOK_BRANCH", "release")
    assert publish.origin(tree) == Origin("c/d", "release")
    monkeypatch.setenv("GITHUB_REPOSITORY", 'c/d"; import os')
    assert publish.origin(tree) is None


def test_colab_opens_the_stored_notebook():
    address = Origin("a/b", "dev").colab("start/one-problem")
    assert (
        address
        == "https://colab.research.google.com/github/a/b/blob/dev/notebooks/start/one-problem.ipynb"
    )


# The install cell -------------------------------------------------------------------------------


@pytest.fixture(params=[Origin("a/b", "main"), None], ids=["known", "unknown"])
def cell(request):
    """The cell with its %pip line as a call of pip."""
    source = install_cell(request.param, ["diffrax"])
    return re.sub('%pip install --quiet "(.*)"', r'pip("\1")', source)


def ready(cell, monkeypatch, here):
    asked, loaded = [], []
    real = builtins.__import__
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if here else None)

    def watched(name, *rest, **more):
        loaded.append(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", watched)
    return asked, loaded, lambda: exec(cell, {"pip": asked.append})


def test_it_does_nothing_where_the_package_is(cell, monkeypatch):
    asked, loaded, run = ready(cell, monkeypatch, here=True)
    run()
    assert asked == [] and "jax" not in loaded


def test_it_installs_or_explains_where_the_package_is_missing(cell, monkeypatch):
    asked, loaded, run = ready(cell, monkeypatch, here=False)
    if "raise" in cell:
        with pytest.raises(ModuleNotFoundError, match="wheel"):
            run()
    else:
        run()
        assert asked == ["jaxwise @ git+https://github.com/a/b@main", "diffrax"]
    assert "jax" not in loaded


def test_it_names_no_version_of_jax(cell):
    assert not re.search(r"jax(lib)?(\[\w+\])?\s*[=<>~!]=?", cell)
    assert "upgrade" not in cell.lower() and " -U" not in cell
