"""How much each chapter's claims are worth: broken programs that they notice, keys that they survive.

    python -m tools.ledger [--all] [chapter ...]

Runs the chapters whose code changed since their last examination (all of them with --all) and writes
ledger/<chapter>.json.  The reasons why a broken program may go unnoticed stand, by hand, in
ledger/survivors.yml.
"""

import argparse
import datetime
import json
import platform
from importlib.metadata import version

import yaml

from tools import freshness, kernel
from tools.chapters import ROOT, main_guard
from tools.notebooks import chosen, write_if_changed

FOLDER = ROOT / "ledger"
SHIFTS = range(1, 21)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="make ledger", description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help="chapter names; all if none")
    parser.add_argument("--all", action="store_true", help="examine chapters whose code has not changed, too")
    arguments = parser.parse_args(arguments)
    kernel.enter_chapter_environment()
    for chapter in chosen(arguments.chapters):
        if not arguments.all and is_current(chapter):
            print(f"{chapter.name}: examined already")
            continue
        examined = examine(chapter)
        write_if_changed(path_of(chapter), json.dumps(examined, indent=1, ensure_ascii=False) + "\n")
        print(f"{chapter.name}: score {examined['score']:.0%} of {len(examined['mutants'])} mutants")
        for mutant in unnoticed(examined):
            print(f"  unnoticed {mutant['fingerprint']}: {mutant['description']}")
        for rate in examined["seeds"]:
            if rate["held"] < 0.95 * rate["runs"]:
                print(f"  held for {rate['held']} of {rate['runs']} keys: {rate['text']}")
    return 0


def examine(chapter):
    """Mutate a chapter and shift its keys; the result as a JSON-able dictionary."""
    from jaxwise.claims import mutation

    report = mutation.score(chapter.code).to_json()
    seeds = mutation.shifted(chapter.code, shifts=SHIFTS).to_json()
    return {
        "code": freshness.code_digest(chapter),
        "date": datetime.date.today().isoformat(),
        "jax": version("jax"),
        "device": f"{platform.machine()} CPU",
        **report,
        "seeds": seeds["claims"],
    }


def path_of(chapter):
    return FOLDER / f"{chapter.name}.json"


def read(chapter):
    """The last examination of a chapter, or None."""
    path = path_of(chapter)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def is_current(chapter):
    examined = read(chapter)
    return examined is not None and examined["code"] == freshness.code_digest(chapter)


def unnoticed(examined):
    return [mutant for mutant in examined["mutants"] if mutant["noticed"] is None]


def survivors():
    """{chapter: {fingerprint: reason}}: why a broken program may go unnoticed, written by hand."""
    path = FOLDER / "survivors.yml"
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}


if __name__ == "__main__":
    main_guard(main)
