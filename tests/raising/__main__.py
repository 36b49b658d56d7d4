"""Run the programs of a module in a process of its own, with tests/ on the path.

    python -m raising devices

Prints, as JSON, {name: what `explain` says, or {"skipped": why}}.
"""

import dataclasses
import json
import sys

from jaxwise.explanations import explain
from jaxwise.explanations._finding import find
from raising import programs


def report(program):
    if missing := program.missing():
        return {"skipped": missing}
    error = program.error()
    rule = find(error)[0]
    return {**dataclasses.asdict(explain(error)), "rule": rule.name if rule else None}


print(json.dumps({p.name: report(p) for p in programs(*sys.argv[1:])}))
