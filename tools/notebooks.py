"""book/ -> notebooks/: run what is stale, and rewrite a stored notebook only when it must change.

python -m tools.notebooks [--dry-run] [--force] [chapter ...]
"""

import argparse
import json

import nbformat

from tools import exercises, freshness, kernel, plain, publish
from tools.card import card
from tools.chapters import (
    ROOT,
    BookError,
    chapters,
    check_syntax,
    code_of,
    is_install_cell,
    main_guard,
    pages,
    read_notebook,
)
from tools.compare import GLUE, Tolerance, differences, stderr_of

RECORDS = ROOT / "notebooks" / "runs.json"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="make notebooks", description=__doc__.splitlines()[0])
    parser.add_argument(
        "chapters", nargs="*", help="chapter names, as start/one-problem; all if none"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="list the stale chapters and run nothing"
    )
    parser.add_argument("--force", action="store_true", help="run chapters that are not stale, too")
    arguments = parser.parse_args(arguments)
    wanted = chosen(arguments.chapters)
    records = read_records()
    if not arguments.dry_run and exercises.write():  # the cells that check need them
        print("wrote the exercises into the package")
    for chapter in wanted:
        check_syntax(chapter)
        check_tolerances(chapter)
        why = freshness.reasons(chapter, records.get(chapter.name))
        if arguments.dry_run:
            print(f"{chapter.name}: {'stale: ' + ', '.join(why) if why else 'fresh'}")
            continue
        if why or arguments.force:
            print(f"{chapter.name}: running ({', '.join(why) or 'asked for'})", flush=True)
            executed, run = kernel.run(chapter.notebook, chapter)
            check_outputs(executed, chapter)
            changed = differs(executed, chapter)
            old = records.get(chapter.name)
            records[chapter.name] = record(chapter, steady(run, old))
            print(f"{chapter.name}: {changed or 'agrees with the stored outputs, which stay'}")
            outputs = executed if changed else read_notebook(chapter.stored)
        else:
            changed, outputs = "", read_notebook(chapter.stored)
        text = dumps(assemble(chapter, outputs, records[chapter.name]))
        if write_if_changed(chapter.stored, text):
            print(f"{chapter.name}: wrote {chapter.stored.relative_to(ROOT)}")
        if changed:
            chapter.executed.unlink(missing_ok=True)  # it holds the outputs of before
        write_records(records)  # with each chapter, so that a later one that fails costs nothing
    return 0


def chosen(names):
    found = chapters()
    unknown = set(names) - {chapter.name for chapter in found}
    if unknown:
        raise BookError(
            f"no chapter {sorted(unknown)}; there are {', '.join(c.name for c in found)}"
        )
    return [chapter for chapter in found if not names or chapter.name in names]


def read_records():
    return json.loads(RECORDS.read_text(encoding="utf-8")) if RECORDS.exists() else {}


def write_records(records):
    names = {chapter.name for chapter in chapters()}
    kept = {name: records[name] for name in sorted(records) if name in names}
    write_if_changed(RECORDS, json.dumps(kept, indent=1) + "\n")


def record(chapter, run):
    return run | {
        "code": freshness.code_digest(chapter),
        "package": freshness.package_digest(chapter),
        "lock": freshness.lock_digest(),
    }


def steady(run, old):
    """The run, with the old seconds where the new are within a factor of 1.5: noise is no change."""
    if old and old["jax"] == run["jax"] and 1 / 1.5 < run["seconds"] / old["seconds"] < 1.5:
        return run | {"seconds": old["seconds"]}
    return run


def differs(executed, chapter):
    """Why the stored outputs must be replaced by these; '' when they agree."""
    if not chapter.stored.exists():
        return "first run"
    stored = code_of(read_notebook(chapter.stored))
    fresh = code_of(executed)
    if [c.source for c in stored] != [c.source for c in fresh]:
        return "the code changed"
    uses = plain.glue_uses(chapter)
    for number, (now, then) in enumerate(zip(fresh, stored, strict=True)):
        found = differences(now.outputs, then.outputs, Tolerance.of(now), uses)
        if found:
            return f"code cell {number}: {found[0]}"
    return ""


def check_tolerances(chapter):
    """Refuse a cell that asks for a comparison that there is not, before it runs."""
    for number, cell in enumerate(code_of(chapter.notebook)):
        try:
            Tolerance.of(cell)
        except BookError as error:
            raise BookError(f"{chapter.name}: code cell {number}: {error}") from None


def check_outputs(executed, chapter):
    """A chapter writes nothing on stderr: a warning is a fault or a lesson, and a lesson is printed."""
    for number, cell in enumerate(code_of(executed)):
        noise = stderr_of(cell.outputs)
        if noise:
            raise BookError(
                f"{chapter.name}: code cell {number} writes on stderr: {noise.strip()[:300]}"
            )


def glued(notebook):
    """{name: value as text} of what the outputs of a notebook glue."""
    found = {}
    for cell in code_of(notebook):
        for output in cell.get("outputs", []):
            if GLUE in output.get("data", {}):
                found[output["metadata"]["scrapbook"]["name"]] = output["data"][GLUE]
    return found


def assemble(chapter, outputs, run):
    """The notebook that readers get: install cell, rendered markdown, code with the given outputs."""
    values = glued(outputs)
    links = plain.page_links(chapter, pages(), "")
    results = code_of(outputs)
    if [c.source for c in results] != chapter.code:
        raise BookError(f"{chapter.name}: the outputs belong to other code; run `make notebooks`")
    install = nbformat.v4.new_code_cell(
        publish.install_cell(publish.origin(), chapter.facts.get("packages", ())),
        id="c000-install",
    )
    install.metadata["tags"] = ["jaxwise-install"]
    install["execution_count"] = 0
    cells, count = [], 0
    for cell in chapter.notebook.cells:
        new = nbformat.from_dict({**cell})
        if cell.cell_type == "code":
            new.outputs, count = results[count].outputs, count + 1
            new.execution_count = count
            for output in new.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
        else:
            new.source = plain.render(
                cell.source, glued=values, chapter=chapter, links=links, card=card(chapter, run)
            )
            new.metadata = {}
        if new.source.strip():
            cells.append(new)
    notebook = nbformat.v4.new_notebook(cells=[install, *cells])
    notebook.metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
        "title": chapter.title,
    }
    notebook.nbformat_minor = 5
    nbformat.validate(notebook)
    return notebook


def dumps(notebook):
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write_if_changed(path, text):
    """Write a file as a whole or not at all; True if it changed."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
    return True


def out_of_step(chapter):
    """Why the stored notebook is not what its source and its stored outputs say; '' when it is."""
    if not chapter.stored.exists():
        return "there is no stored notebook"
    stored = read_notebook(chapter.stored)
    run = read_records().get(chapter.name)
    if run is None:
        return "notebooks/runs.json does not know it"
    expected = assemble(chapter, stored, run)
    for now, then in zip(expected.cells, stored.cells, strict=False):
        if now != then and not (is_install_cell(now) and is_install_cell(then)):
            return f"the cell that starts with {now.source.splitlines()[0]!r} differs"
    if len(expected.cells) != len(stored.cells) or expected.metadata != stored.metadata:
        return "cells are missing or left over"
    return ""


if __name__ == "__main__":
    main_guard(main)
