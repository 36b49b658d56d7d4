"""Pages made from other pages' outputs: tables that hand-written pages of book/about include."""

import json
import re

import yaml

from tools import benchmarks, ledger
from tools.chapters import ROOT, BookError, code_of
from tools.notebooks import write_if_changed

FOLDER = ROOT / "_build" / "pages"


def write(chosen):
    """Write every generated table.  `chosen` is {chapter: notebook with outputs}."""
    write_if_changed(FOLDER / "claims.md", claims_page(chosen))
    write_if_changed(FOLDER / "objectives.md", objectives_page(chosen))
    write_if_changed(FOLDER / "misconceptions.md", misconceptions_page(chosen))
    write_if_changed(FOLDER / "foreign.md", foreign_page())
    benchmarks.write(FOLDER)


def claims_of(notebook):
    """[(number of the code cell, record)] of the claims in a chapter's outputs, in order."""
    found = []
    for number, cell in enumerate(code_of(notebook)):
        for output in cell.get("outputs", []):
            record = output.get("metadata", {}).get("jaxwise", {}).get("claim")
            if record is not None:
                found.append((number, record))
    return found


def claims_page(chosen):
    lines = []
    for chapter, notebook in chosen.items():
        claims, examined = claims_of(notebook), ledger.read(chapter)
        rates = {rate["text"]: rate for rate in examined["seeds"]} if examined else {}
        lines += [f"## {chapter.title}", "", f"{{doc}}`/{chapter.docname}`", ""]
        lines += _score(chapter, examined)
        lines += ["| claim | against | slack | keys |", "|---|---|---|---|"]
        for _, record in claims:
            rate = rates.get(record["text"])
            keys = f"{rate['held']} of {rate['runs']}" if rate else ""
            against = f"*{record['kind']}*: {_literal(record['source'])}"
            lines.append(
                "| "
                + " | ".join(map(_cell, (_literal(record["text"]), against, _slack(record), keys)))
                + " |"
            )
        lines.append("")
    return "\n".join(lines)


def _score(chapter, examined):
    if examined is None:
        why = ledger.pending().get(chapter.name, "no reason given")
        return [f"Not examined yet: {why}", ""]
    missed = ledger.unnoticed(examined)
    reasons = ledger.survivors().get(chapter.name, {})
    lines = [
        f"Of {_of(examined)} of this chapter's code, its claims notice "
        f"**{examined['score']:.0%}** ({examined['date']}, jax {examined['jax']}, {examined['device']}).",
        "",
    ]
    if missed:
        lines += [":::{dropdown} The broken versions that no claim notices, and why", ""]
        lines += [
            f"- {_cell(m['description'])}: {reasons.get(m['fingerprint'], '*no reason given yet*')}"
            for m in missed
        ]
        lines += [":::", ""]
    return lines


def _of(examined):
    """How many broken versions were run, and of how many."""
    ran, found = len(examined["mutants"]), examined.get("found")
    if found is None or found == ran:
        return f"{ran} broken versions"
    return f"{ran} broken versions, a sample of {found},"


def _slack(record):
    if record["holds"] is None:
        return f"not run here: needs {record['needs']}"
    slack = record["slack"]
    if slack is None:
        return "–"
    if slack == "exact" or slack > 1000:
        return "exact" if slack == "exact" else "over 1000"
    return f"{slack:.2g}" if slack < 100 else f"{slack:.0f}"


def objectives_page(chosen):
    lines = []
    for chapter, notebook in chosen.items():
        served = serves(chapter, notebook)
        lines += [
            f"## {chapter.title}",
            "",
            "| you can | predictions | exercises | claims |",
            "|---|---|---|---|",
        ]
        for name, text in chapter.facts["objectives"].items():
            found = served[name]
            row = (
                text,
                len(found["predictions"]),
                ", ".join(f"`{e}`" for e in found["exercises"]),
                len(found["claims"]),
            )
            lines.append("| " + " | ".join(_cell(str(part)) for part in row) + " |")
        lines.append("")
    return "\n".join(lines)


def serves(chapter, notebook):
    """{objective: {"predictions", "exercises", "claims"}}; BookError where one names no objective."""
    served = {
        name: {"predictions": [], "exercises": [], "claims": []}
        for name in chapter.facts["objectives"]
    }

    def give(objective, kind, what):
        if objective not in served:
            raise BookError(
                f"{chapter.docname}.md: {what!r} names no objective of the chapter: {objective!r}"
            )
        served[objective][kind].append(what)

    for cell in chapter.notebook.cells:
        if cell.cell_type == "markdown":
            for name, question in re.findall(
                r"\{predict\}\n(?::objective: *(\S+)\n)?(.*)", cell.source
            ):
                give(name, "predictions", question)
    for label, exercise in chapter.facts["exercises"].items():
        give(exercise["objective"], "exercises", label)
    sources = [cell for cell in chapter.notebook.cells if cell.cell_type == "code"]
    for number, record in claims_of(notebook):
        give(sources[number].metadata.get("objective"), "claims", record["text"])
    return served


def foreign_page():
    """What the audit found in other people's functions, and how much of it was right."""
    folder = ROOT / "tests" / "foreign"
    if not (folder / "results.json").exists():
        return "Not audited yet.\n"
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    verdicts = yaml.safe_load((folder / "verdicts.yml").read_text(encoding="utf-8"))
    libraries = results["libraries"]
    lines = [
        f"{sum(row['functions'] for row in libraries.values())} functions of {len(libraries)} "
        f"libraries, audited on {results['date']} with jax {results['jax']} ({results['device']}).",
        "",
        "| library | functions | with an error |",
        "|---|---|---|",
    ]
    lines += [
        f"| {name} | {row['functions']} | {len(row['errors'])} |" for name, row in libraries.items()
    ]
    shown = set()
    for row in libraries.values():
        for entry in row["errors"]:
            lines += ["", f"## `{entry}`", ""]
            for code, verdict in verdicts[entry].items():
                kind = "right" if verdict["real"] else "a false alarm"
                lines += [f"`{code}` ({kind}): {verdict['why']}.", ""]
                program = verdict.get("reproducer", "")
                if program and program not in shown:
                    lines += ["```python", program.rstrip(), "```", ""]
                    shown.add(program)
    return "\n".join(lines) + "\n"


# What `handled` of a misconception means to a reader.
_NOTICED = {
    "probe": "probe",
    "explain": "explained",
    "flag": "flag",
    "exercise only": "you",
}


def misconceptions_page(chosen):
    from jaxwise.data import misconceptions

    met, shown = {}, {}
    for chapter in chosen:
        for label, exercise in chapter.facts["exercises"].items():
            for code in exercise.get("misconceptions", []):
                met.setdefault(code, []).append(f"{{ref}}`{label} <{label}>`")
        for code in shows(chapter):
            shown.setdefault(code, []).append(f"{{doc}}`/{chapter.docname}`")
    lines, part = [], None
    for row in misconceptions().values():
        if row.part != part:
            part = row.part
            lines += [
                "",
                f"## {part}",
                "",
                "| no. | misconception, and what notices it | threads | shown running in | exercises |",
                "|---|---|---|---|---|",
            ]
        seen = ", ".join(f"[{_thread(link)}]({link})" for link in row.links) or row.evidence
        name = f"**{row.id}**" if row.priority else row.id
        noticed = f"*{_NOTICED[row.handled]}*: {row.reason}."
        running, exercises = (", ".join(found.get(row.id, [])) for found in (shown, met))
        cells = (name, f"{row.title}<br>{noticed}", seen, running, exercises)
        lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    return "\n".join(lines) + "\n"


def shows(chapter):
    """The misconceptions that cells of a chapter show running, each once, in order."""
    cells = code_of(chapter.notebook)
    return list(dict.fromkeys(code for cell in cells for code in cell.metadata.get("shows", [])))


def _thread(link):
    _, _, rest = link.partition("github.com/")
    return f"{rest.split('/')[1]} {rest.rsplit('/', 1)[1]}"


def _literal(text):
    """Text that is no markdown, as in 2**21, so that it reads as it was printed."""
    return re.sub(r"([*_\\[\]<>$`])", r"\\\1", text)


def _cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")
