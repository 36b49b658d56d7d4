"""The command line `jaxwise`: commands, usage errors, exit status."""

import json
import subprocess
import sys

import pytest

import jaxwise
from jaxwise import __main__ as cli


def jaxwise_command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "jaxwise", *arguments], capture_output=True, text=True
    )


def test_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"jaxwise {jaxwise.__version__}\n"


@pytest.mark.parametrize(
    "arguments, says",
    [
        ([], "the following arguments are required: COMMAND"),
        (["docto"], "invalid choice: 'docto' (choose from"),
        (["doctor", "--format", "xml"], "invalid choice: 'xml'"),
        (["doctor", "extra"], "unrecognized arguments: extra"),
        (["--nonsense", "doctor"], "unrecognized arguments: --nonsense"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_exits_with_2(arguments, says):
    done = jaxwise_command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: jaxwise") and says in done.stderr


def test_help_names_each_command():
    done = jaxwise_command("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in cli.COMMANDS)


@pytest.fixture
def greeting(monkeypatch, tmp_path):
    """A command put into the table as another author would, in a module of its own."""
    (tmp_path / "greeting_command.py").write_text(
        "def add_arguments(parser):\n    parser.add_argument('--name', required=True)\n"
        "def run(arguments):\n    print('hello', arguments.name)\n    return 7\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(cli.COMMANDS, "greet", ("greeting_command", "say hello"))
    yield
    sys.modules.pop("greeting_command", None)


def test_a_command_is_a_line_in_the_table(greeting, capsys):
    assert cli.main(["greet", "--name", "you"]) == 7
    assert capsys.readouterr().out == "hello you\n"


def test_a_command_that_is_not_called_is_not_imported(greeting, capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert "say hello" in capsys.readouterr().out
    assert "greeting_command" not in sys.modules


def test_the_exit_status_of_the_doctor_is_its_verdict(monkeypatch, capsys):
    from jaxwise import doctor

    healthy, ill = doctor.Diagnosis(), doctor.Diagnosis()
    ill.fault("code", "something is wrong", "mend it")
    monkeypatch.setattr(doctor, "examine", lambda: healthy)
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().out == "READY\n"
    monkeypatch.setattr(doctor, "examine", lambda: ill)
    assert cli.main(["doctor", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["ready"] is False
