"""Setting up: the right Python is found, and what is missing is said in one message."""

import os
import re
import stat
import subprocess

import pytest

from tools import bootstrap
from tools.chapters import ROOT


def fake_python(folder, name, answer, status=0):
    """A program `name` that answers as an interpreter of some version, or fails as a dead shim does."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {answer}\nexit {status}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A PATH with nothing on it, no PYTHON, no pyenv."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "none"))
    monkeypatch.delenv("PYTHON", raising=False)
    return tmp_path


def test_the_newest_supported_python_that_runs_is_taken(bare):
    fake_python(bare, "python3.13", "3 13", status=127)  # a shim whose version is not installed
    fake_python(bare, "python3.12", "3 12")
    fake_python(bare, "python3", "3 11")
    assert bootstrap.find_python() == str(bare / "python3.12")
    fake_python(bare, "python", "3 13")
    assert bootstrap.find_python() == str(bare / "python"), "3.13 before 3.12"


def test_pyenv_is_looked_into_where_its_shims_do_not_run(bare, monkeypatch):
    folder = bare / "pyenv" / "versions" / "3.12.9" / "bin"
    folder.mkdir(parents=True)
    fake_python(folder, "python", "3 12")
    monkeypatch.setenv("PYENV_ROOT", str(bare / "pyenv"))
    assert bootstrap.find_python() == str(folder / "python")


def test_an_unsupported_python_is_none(bare):
    fake_python(bare, "python3", "3 11")
    fake_python(bare, "python", "3 14")
    assert bootstrap.find_python() is None


def test_a_named_python_that_does_not_run_ends_it_with_its_name(bare, monkeypatch):
    monkeypatch.setenv("PYTHON", "/no/such/python")
    with pytest.raises(SystemExit, match="PYTHON=/no/such/python"):
        bootstrap.find_python()


def test_where_none_is_found_and_none_fetched_one_message_says_how_to_get_it(bare):
    uv = fake_python(bare, "uv", "no network", status=1)
    with pytest.raises(SystemExit) as ended:
        bootstrap.fetch_python(uv)
    for words in ("Python 3.12 or 3.13 is needed", "could not fetch", "PYTHON="):
        assert words in str(ended.value)


def test_make_without_any_python_says_one_thing(tmp_path):
    make = "/usr/bin/make"
    if not os.path.exists(make):
        pytest.skip("make is not at /usr/bin/make")
    done = subprocess.run(
        [make, "book"],
        cwd=ROOT,
        env={"PATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "error: no Python was found" in done.stderr and "Traceback" not in done.stderr


def test_the_environment_is_made_again_when_the_lock_changes(tmp_path, monkeypatch):
    for name in ("requirements.lock", "pyproject.toml", "constraints-colab.txt"):
        (tmp_path / name).write_text("one")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "bootstrap.py").write_text("same")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    before = bootstrap.fingerprint(".venv"), bootstrap.fingerprint(".colab")
    (tmp_path / "requirements.lock").write_text("two")
    assert bootstrap.fingerprint(".venv") != before[0]
    assert bootstrap.fingerprint(".colab") == before[1]


def test_uv_itself_is_locked_with_hashes_and_names_no_index():
    text = (ROOT / "tools" / "uv.lock").read_text(encoding="utf-8")
    assert re.search(r"^uv==[\d.]+ \\$", text, re.M) and text.count("--hash=sha256:") > 5
    assert "http" not in text and "index" not in text
