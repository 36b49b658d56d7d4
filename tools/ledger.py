"""How much each chapter's claims are worth: broken programs that they notice, keys that they survive.

    python -m tools.ledger [--all] [--sample N] [chapter ...]

Runs the chapters whose code changed since their last examination (all of them with --all) and writes
ledger/<chapter>.json.  The reasons why a broken program may go unnoticed stand, by hand, in
ledger/survivors.yml.
"""

import argparse
import ast
import datetime
import hashlib
import json
import platform
from importlib.metadata import version

import yaml

from tools import kernel
from tools.chapters import ROOT, main_guard
from tools.notebooks import chosen, write_if_changed

FOLDER = ROOT / "ledger"
SHIFTS = range(1, 21)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="make ledger", description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help="chapter names; all if none")
    parser.add_argument(
        "--all", action="store_true", help="examine chapters whose code has not changed, too"
    )
    parser.add_argument(
        "--sample", type=int, help="run this many broken programs of each chapter, not all"
    )
    arguments = parser.parse_args(arguments)
    kernel.enter_chapter_environment()
    for chapter in chosen(arguments.chapters):
        if not arguments.all and is_current(chapter):
            print(f"{chapter.name}: examined already")
            continue
        examined = examine(chapter, arguments.sample)
        write_if_changed(
            path_of(chapter), json.dumps(examined, indent=1, ensure_ascii=False) + "\n"
        )
        print(
            f"{chapter.name}: score {examined['score']:.0%} of {len(examined['mutants'])} mutants"
        )
        for mutant in unnoticed(examined):
            print(f"  unnoticed {mutant['fingerprint']}: {mutant['description']}")
        for rate in examined["seeds"]:
            if rate["held"] < 0.95 * rate["runs"]:
                print(f"  held for {rate['held']} of {rate['runs']} keys: {rate['text']}")
    return 0


def examine(chapter, sample=None):
    """Mutate a chapter and shift its keys; the result as a JSON-able dictionary.

    Of a chapter with many broken versions a sample may be run: operators in turn, and cells in turn.
    """
    from jaxwise.claims import mutation, running

    with running.Runner(jobs=2) as runner:
        report = mutation.score(
            chapter.code,
            skip=not_the_chapters_own(chapter),
            brief=True,
            limit=sample,
            runner=runner,
        )
        seeds = running.shifted(chapter.code, SHIFTS, runner=runner)
    return {
        "code": digest(chapter.code),
        "date": datetime.date.today().isoformat(),
        "jax": version("jax"),
        "device": f"{platform.machine()} CPU",
        "score": report.score,
        "found": report.found,
        "cpu_seconds": round(report.cpu_seconds + seeds.cpu_seconds),
        "mutants": [
            {
                "fingerprint": result.mutant.fingerprint,
                "operator": result.mutant.operator,
                "description": result.mutant.description,
                "noticed": result.noticed,
            }
            for result in report.results
        ],
        "seeds": [{"text": c.text, "held": c.held, "runs": c.runs} for c in seeds.claims],
    }


def digest(cells):
    """A digest of a program; comments, and the words in which claims name their source, left out.

    So are the checks of the exercises: on a starter they say that nothing was attempted.
    """
    total = hashlib.sha256()
    for cell in cells:
        tree = ast.parse(cell)
        tree.body = [statement for statement in tree.body if not _checks(statement)]
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "claim":
                node.keywords = [k for k in node.keywords if k.arg not in ("kind", "source")]
        total.update(ast.dump(tree).encode() + b"\0")
    return total.hexdigest()[:16]


def _checks(statement):
    """Is this `check("label")`, or the import of `check`?"""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "jaxwise.exercises"
    call = getattr(statement, "value", None)
    return isinstance(call, ast.Call) and getattr(call.func, "id", "") == "check"


def not_the_chapters_own(chapter):
    """Numbers of the code cells that are the reader's: those of "Your own function here" and after."""
    skipped, number, own = [], 0, True
    for cell in chapter.notebook.cells:
        if cell.cell_type == "markdown":
            own = own and "## Your own function here" not in cell.source
            continue
        if not own or "no-mutation" in cell.metadata.get("tags", []):
            skipped.append(number)
        number += 1
    return skipped


def path_of(chapter):
    return FOLDER / f"{chapter.name}.json"


def read(chapter):
    """The last examination of a chapter, or None."""
    path = path_of(chapter)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def is_current(chapter):
    examined = read(chapter)
    return examined is not None and examined["code"] == digest(chapter.code)


def unnoticed(examined):
    return [mutant for mutant in examined["mutants"] if mutant["noticed"] is None]


def pending():
    """{chapter: why it has not been examined yet, with a date}, written by hand."""
    path = FOLDER / "pending.yml"
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}


def survivors():
    """{chapter: {fingerprint: reason}}: why a broken program may go unnoticed, written by hand."""
    path = FOLDER / "survivors.yml"
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}


if __name__ == "__main__":
    main_guard(main)
