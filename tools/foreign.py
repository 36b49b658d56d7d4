"""Audit other people's functions as they stand, and keep what the audit said.

    python -m tools.foreign [module ...]

Runs `jaxwise.audit` on every entry of tests/foreign (or of the modules named) and writes
tests/foreign/results.json: for each library the number of functions and the findings that are
errors.  What of them is right is written by hand in tests/foreign/verdicts.yml.
"""

import datetime
import importlib.util
import json
import os
import platform
import re
import sys
import time
import warnings
from importlib.metadata import version

from tools.chapters import ROOT

FOLDER = ROOT / "tests" / "foreign"
RESULTS = FOLDER / "results.json"
PARTS = ROOT / "_build" / "foreign"


def modules():
    """{name: path} of the corpus."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.py"))}


def load(path):
    """A module of the corpus; its name must not hide the library that it is about."""
    spec = importlib.util.spec_from_file_location(f"foreign_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def audited(name, f, args, kwargs, seconds=90):
    """(errors as plain data, what was not checked) of one entry."""
    from jaxwise.probes import Options, audit

    report = audit(f, *args, options=Options(seconds=seconds), **kwargs)
    errors = [
        {
            "code": error.code, "misconception": error.misconception,
            "evidence": _plain(error.evidence), "source": error.source,
            "again": error.witness.again(),
        }
        for error in report.errors
    ]  # fmt: skip
    cut = {
        p: _plain(why) for p, why in report.not_checked.items() if "be run" in why or "time" in why
    }
    return errors, cut


def _plain(text):
    """A text without the folders of this machine and without memory addresses."""
    return re.sub(r"/\S*/(?=[\w-]+\.py)| at 0x\w+", "", text)[:300]


def main(names):
    warnings.simplefilter("ignore")
    PARTS.mkdir(parents=True, exist_ok=True)
    for name, path in modules().items():
        part = PARTS / f"{name}.json"
        if names and name not in names:
            continue
        start, rows, count, cuts = time.process_time(), {}, 0, {}
        for entry, f, args, kwargs in load(path).functions():
            count += 1
            errors, cut = audited(entry, f, args, kwargs)
            if errors:
                rows[entry] = errors
            if cut:
                cuts[entry] = cut
        seconds = round(time.process_time() - start)
        text = {"functions": count, "cpu_seconds": seconds, "errors": rows, "not_checked": cuts}
        part.write_text(json.dumps(text, indent=1, ensure_ascii=False), encoding="utf-8")
        print(f"{name}: {count} functions, errors on {len(rows)}, {seconds} CPU s", flush=True)
    found = {
        p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted(PARTS.glob("*.json"))
    }
    whole = {
        "date": datetime.date.today().isoformat(), "jax": version("jax"),
        "device": f"{platform.machine()} CPU", "libraries": found,
    }  # fmt: skip
    RESULTS.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    sys.exit(main(sys.argv[1:]))
