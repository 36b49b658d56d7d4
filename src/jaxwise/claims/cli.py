"""`jaxwise mutate FILE`: do the claims of a program notice when it is broken?"""

import json
import sys

from jaxwise.claims.mutation import score
from jaxwise.claims.running import ProgramError, Runner, read_program, shifted


def add_arguments(parser):
    """Add the options of `jaxwise mutate` to an `argparse.ArgumentParser`."""
    parser.description = (
        "Break a program that makes claims in many small ways, and list the breaks that no claim "
        "notices. Exit status 1 where the share noticed, or the share of the shifted keys at "
        "which some claim holds, is under the bar; 2 where the program cannot be examined."
    )
    parser.add_argument("file", help="a .py script or an .ipynb notebook")
    parser.add_argument("--limit", type=_positive, metavar="N", help="run at most N mutants")
    parser.add_argument(
        "--seeds", type=_positive, metavar="N", help="also run with N shifted keys (JAXWISE_SEED)"
    )
    parser.add_argument("--jobs", type=_positive, default=2, metavar="N", help="runs at a time: 2")
    parser.add_argument(
        "--timeout", type=float, metavar="S", help="seconds a run; else 5 unchanged runs, >= 10"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--fail-under", type=_share, default=0.8, metavar="SHARE", help="the bar: 0.8"
    )


def run(arguments):
    """Do it; returns the exit status: 0, 1 under the bar, 2 where it could not be done."""
    try:
        program = read_program(arguments.file)
        options = program.options | dict(timeout=arguments.timeout)
        with Runner(jobs=arguments.jobs) as runner:
            report = score(
                program.cells,
                limit=arguments.limit,
                skip=program.skip,
                runner=runner,
                **options,
            )
            seeds = None
            if arguments.seeds:
                shifts = range(1, arguments.seeds + 1)
                seeds = shifted(program.cells, shifts, runner=runner, **options)
        if report.score is None:
            raise ProgramError(f"{arguments.file}: there is nothing to mutate")
    except (ProgramError, RuntimeError, ValueError) as error:
        print(f"jaxwise mutate: error: {error}", file=sys.stderr)
        return 2
    if arguments.format == "json":
        found = dict(mutation=report.to_json(), seeds=seeds and seeds.to_json())
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        print(report.to_text())
        if seeds:
            print(f"\n{seeds.to_text()}")
    shares = [report.score, *(seeds.rates.values() if seeds else ())]
    return 1 if min(shares) < arguments.fail_under else 0


def _positive(text):
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _share(text):
    number = float(text)
    if not 0 <= number <= 1:
        raise ValueError(text)
    return number
