"""The command line: `jaxwise COMMAND`, or `python -m jaxwise COMMAND`.

A command is a module with `add_arguments(parser)` and `run(arguments) -> exit status`.  To add
one, put a line into `COMMANDS`: its module is imported only when the command is used.
"""

import sys

from jaxwise import __version__, _shadows

# Name of the command -> its module, and what it does in one line.
COMMANDS = {
    "audit": ("jaxwise.probes.cli", "what is wrong with a function, or with what a script jits"),
    "doctor": ("jaxwise.doctor", "is this environment fit, and if not, what to do"),
}


def _parser(argv):
    """Return the parser; only the command that `argv` names gets its own arguments."""
    import argparse
    import importlib

    parser = argparse.ArgumentParser(prog="jaxwise", description="Tools for programs that use JAX.")
    parser.add_argument("--version", action="version", version=f"jaxwise {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    named = next((word for word in argv if not word.startswith("-")), None)
    for name, (home, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name == named:
            module = importlib.import_module(home)
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


def main(argv=None) -> int:
    """Run one command; return its exit status.  A wrong call exits with status 2."""
    argv = sys.argv[1:] if argv is None else list(argv)
    with _shadows.set_aside():  # a random.py of the user's must not be run by importing argparse
        arguments = _parser(argv).parse_args(argv)
    return arguments.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
