"""The Colab run: which chapters, from where, and without the network where that is allowed."""

import subprocess

import pytest

from tools import colab
from tools.chapters import BookError, chapters


@pytest.fixture
def ran(monkeypatch):
    """What `main` would run, without building, installing or running it."""
    seen = {}
    monkeypatch.setattr(colab, "build_wheel", lambda folder: folder / "jaxwise-0-py3-none-any.whl")
    monkeypatch.setattr(colab, "install", lambda wheel: seen.update(wheel=wheel))

    def run(folder, number):
        seen.update(folder=folder, notebooks=sorted(p.name for p in folder.glob("*.ipynb")))
        return seen.get("status", 0)

    monkeypatch.setattr(colab, "run", run)
    return seen


def test_every_chapter_runs_outside_the_repository(ran):
    assert colab.main([]) == 0
    assert ran["notebooks"] == sorted(f"{c.name.replace('/', '-')}.ipynb" for c in chapters())
    assert not ran["folder"].is_relative_to(colab.ROOT) and " " in str(ran["folder"])


def test_one_part_can_be_named_and_a_wrong_one_is_refused(ran):
    assert colab.main(["start"]) == 0
    assert ran["notebooks"] == ["start-one-problem.ipynb"]
    with pytest.raises(BookError, match="'nowhere'"):
        colab.main(["nowhere"])


def test_a_chapter_that_fails_fails_the_run(ran):
    ran["status"] = 1
    with pytest.raises(BookError, match="fails under Colab"):
        colab.main([])


@pytest.mark.parametrize("allowed", [True, False])
def test_the_network_is_off_where_that_is_allowed(tmp_path, monkeypatch, capsys, allowed):
    commands = []

    def run(command, **options):
        commands.append((command, options["env"]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(colab, "_can_unshare", lambda: allowed)
    monkeypatch.setattr(colab.subprocess, "run", run)
    assert colab.run(tmp_path, 1) == 0
    [(command, environment)] = commands
    assert (command[0] == "unshare") == allowed and "--nbval-lax" in command
    assert "PYTHONPATH" not in environment
    assert ("network off" in capsys.readouterr().out) == allowed
