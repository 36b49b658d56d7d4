"""Turn what a night's runs computed into the title and body of one issue.

A job that failed leaves a report, a JSON file made by ``collect`` from pytest's JUnit XML. The last
job reads all reports with ``write`` and gets two text files; ``find`` tells whether such an issue
is open. Nothing here reaches a network; posting the issue is the workflow's business. Only the
standard library is used, because a job that failed while it installed its environment must still
be able to report.

    python tools/nightly_issue.py collect --job newest-jax --junit nbval.xml \\
        --command "make nbval LAX=1" --out reports/newest-jax.json
    python tools/nightly_issue.py write reports issue
    python tools/nightly_issue.py find issue
"""

import argparse
import datetime
import json
import os
import platform
import re
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

PACKAGES = ("jax", "jaxlib", "flax", "optax", "numpyro", "diffrax", "numpy", "scipy")
TITLE_LIMIT = 120  # characters
LOG_LIMIT = 3_000  # characters of one cell's log
CHAPTER_LIMIT = 40  # chapters listed for one job
BODY_LIMIT = 60_000  # characters; GitHub refuses more than 65,536

# A terminal's colour codes; pytest writes the escape character as "#x1B" in XML.
ANSI = re.compile(r"(?:\x1b|#x1B)\[[0-9;]*[A-Za-z]")
# Control characters other than newline and tab, and those that change the direction of text.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def parse_junit(xml: str) -> list[dict]:
    """Return the failed cells of a JUnit report that pytest and nbval wrote, in the order run.

    Args:
        xml: the text of the report.

    Returns:
        One dict per failed test case: ``chapter`` ("foundations/randomness"), ``cell`` (the number
        that nbval gives, which counts code cells from 0; None where a notebook could not be read)
        and ``message`` (the log without colour codes).

    Raises:
        ValueError: the text is not well-formed XML.

    >>> parse_junit('<testsuites><testsuite><testcase classname="notebooks.start.orbit.ipynb" '
    ...             'name="Cell 3"><failure message="">differs</failure></testcase></testsuite>'
    ...             '</testsuites>')
    [{'chapter': 'start/orbit', 'cell': 3, 'message': 'differs'}]
    """
    try:
        root = ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise ValueError(
            f"xml: expected a JUnit report, got text that is not XML: {error}"
        ) from None
    failures = []
    for case in root.iter("testcase"):
        problem = case.find("failure")
        if problem is None:
            problem = case.find("error")
        if problem is None:
            continue
        place, name = case.get("classname", ""), case.get("name", "")
        number = re.fullmatch(r"Cell (\d+)", name)
        failures.append(
            {
                "chapter": _chapter(place or name),
                "cell": int(number[1]) if number else None,
                "message": plain(problem.text or problem.get("message", "")).strip(),
            }
        )
    return failures


def _chapter(place: str) -> str:
    """Name a chapter from pytest's class name: dots stand for slashes there."""
    dotted = place.replace("/", ".").removeprefix("notebooks.").removesuffix(".ipynb")
    return dotted.replace(".", "/")


def plain(text: str) -> str:
    """Return `text` without colour codes, control characters and changes of direction."""
    return CONTROL.sub("", ANSI.sub("", text).replace("\r\n", "\n"))


def title(reports: list[dict]) -> str:
    """Name the jobs that failed. It holds no date, so that the next night finds the same issue.

    >>> title([{"job": "shifted-seeds"}, {"job": "newest-jax"}])
    'Nightly run fails: newest-jax, shifted-seeds'
    """
    if not reports:
        raise ValueError("reports: expected at least one report of a failed job, got none")
    jobs = ", ".join(sorted({_one_line(report["job"]) for report in reports}))
    text = f"Nightly run fails: {jobs}".replace("@", "@\u200b")
    return text if len(text) <= TITLE_LIMIT else text[: TITLE_LIMIT - 1] + "…"


def body(reports: list[dict], *, run_url: str | None = None) -> str:
    """Say what failed, on which versions, and the one command that shows it again.

    Args:
        reports: dicts with the keys ``job``, ``command``, ``device``, ``date``, ``versions`` (name
            to version), ``failures`` (see `parse_junit`) and, where no report of tests was left,
            ``note``. Only ``job`` must be there.
        run_url: the address of the run, or None.

    Returns:
        Markdown of at most 60,000 characters. Text that came from a log stands in code, where it
        can neither close the block, nor notify anyone, nor refer to another issue.
    """
    if not reports:
        raise ValueError("reports: expected at least one report of a failed job, got none")
    parts = [_job(report) for report in sorted(reports, key=lambda report: str(report["job"]))]
    if run_url:
        parts.insert(0, f"The run with its full logs: <{run_url}>")
    kept, length = [], 0
    for number, part in enumerate(parts):
        length += len(part) + 2
        if length > BODY_LIMIT - 100:
            kept.append(f"{len(parts) - number} more parts are left out here; the run has them.")
            break
        kept.append(part)
    return "\n\n".join(kept) + "\n"


def _job(report: dict) -> str:
    """Write one failed job as a section of markdown."""
    lines = [f"## {_code(report['job'])}", ""]
    for label in ("date", "device"):
        if report.get(label):
            lines.append(f"- {label.capitalize()}: {_code(report[label])}")
    if report.get("versions"):
        versions = (f"{name} {version}" for name, version in report["versions"].items())
        lines.append(f"- Versions: {_code(', '.join(versions))}")
    if report.get("note"):
        lines.append(f"- Note: {_code(report['note'])}")
    if report.get("command"):
        lines += ["", "To see it again:", "", _fence(report["command"], "sh")]
    failures = report.get("failures") or []
    if failures:
        lines += ["", *_chapters(failures), "", *_first(failures[0])]
    return "\n".join(lines)


def _chapters(failures: list[dict]) -> list[str]:
    """List the chapters that failed, in the order run, each with its first cell."""
    cells = {}
    for failure in failures:
        cells.setdefault(failure["chapter"], []).append(failure["cell"])
    lines = [f"Chapters that failed: {len(cells)}", ""]
    for chapter, numbers in list(cells.items())[:CHAPTER_LIMIT]:
        count = f"{len(numbers)} cell{'s' if len(numbers) > 1 else ''}"
        lines.append(f"- {_code(chapter)}: {count}, the first is {_cell(numbers[0])}")
    if len(cells) > CHAPTER_LIMIT:
        lines.append(f"- and {len(cells) - CHAPTER_LIMIT} more")
    return lines


def _first(failure: dict) -> list[str]:
    """Show the first cell that differs, with its log."""
    where = f"First: {_code(failure['chapter'])}, {_cell(failure['cell'])}"
    return [f"{where} (code cells count from 0)", "", _fence(failure["message"], "text")]


def _cell(number: int | None) -> str:
    return "the notebook as a whole" if number is None else f"cell {number}"


def _one_line(text: object) -> str:
    return " ".join(plain(str(text)).split())[:500]


def _code(text: object) -> str:
    """Put text into a code span that the text cannot end."""
    line = _quiet(_one_line(text)) or "none"
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def _fence(text: str, language: str) -> str:
    """Put text into a code block that the text cannot end, shortened in the middle if long."""
    text = _quiet(_shorten(plain(text).strip("\n")), keep_at=language == "sh")
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{ticks}{language}\n{text}\n{ticks}"


def _quiet(text: str, *, keep_at: bool = False) -> str:
    """Break mentions. Code does not notify; this holds too where a mail shows the bare text.

    A command is left as it is: it must be possible to copy it.
    """
    return text if keep_at else text.replace("@", "@\u200b")


def _shorten(text: str, limit: int = LOG_LIMIT) -> str:
    """Keep the beginning (the cell) and the end (the error) of a log."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half} characters left out …]\n{text[-half:]}"


def installed(names=PACKAGES) -> dict[str, str]:
    """Return the versions of Python and of those named packages that are installed here."""
    found = {"python": platform.python_version()}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def device() -> str:
    """Describe the machine: processor, cores, system. Accelerators are not looked for."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        text = cpuinfo.read_text(errors="replace")
        names = re.findall(r"^model name\s*: (.+)$", text, re.MULTILINE)
        model = names[0] if names else model
    return f"CPU {model}, {os.cpu_count()} cores, {platform.system()}"


def collect(*, job: str, junit: Path, command: str, today: str | None = None) -> dict:
    """Make the report of one failed job, here and now.

    Args:
        job: the job's name.
        junit: where pytest left its JUnit XML; the file may be missing.
        command: what shows the failure again. ``{jax}`` and the like stand for the installed
            versions.
        today: the date, by default today's in UTC.
    """
    versions = installed()
    for name, version in versions.items():
        command = command.replace("{" + name + "}", version)
    report = {
        "job": job,
        "date": today or datetime.datetime.now(datetime.UTC).date().isoformat(),
        "device": device(),
        "versions": versions,
        "command": command,
        "failures": [],
    }
    if not junit.exists():
        report["note"] = "it ended before any chapter was run"
    else:
        try:
            report["failures"] = parse_junit(junit.read_text(encoding="utf-8"))
        except ValueError as error:
            report["note"] = str(error)
        else:
            if not report["failures"]:
                report["note"] = "no chapter failed; the failure is elsewhere in the log"
    return report


def without_report(results: dict, reports: list[dict]) -> list[dict]:
    """Return a short report for each job that did not succeed and left none.

    Args:
        results: GitHub's ``needs`` context, job name to ``{"result": ...}``.
        reports: the reports that were found.
    """
    known = {report["job"] for report in reports}
    bad = {name for name, entry in results.items() if entry["result"] in ("failure", "cancelled")}
    return [
        {"job": name, "note": f"{results[name]['result']}, and it left no report"}
        for name in sorted(bad - known)
    ]


def open_issue(text: str, issues: list[dict]) -> int | None:
    """Return the number of the oldest of the open `issues` with the title `text`, or None.

    >>> open_issue("b", [{"number": 9, "title": "b"}, {"number": 4, "title": "b"}])
    4
    """
    numbers = [issue["number"] for issue in issues if issue["title"].strip() == text.strip()]
    return min(numbers, default=None)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("collect", help="write the report of one failed job")
    one.add_argument("--job", required=True)
    one.add_argument("--junit", required=True, type=Path)
    one.add_argument("--command", required=True)
    one.add_argument("--out", required=True, type=Path)
    two = verbs.add_parser("write", help="write title.txt and body.md from a folder of reports")
    two.add_argument("reports", type=Path)
    two.add_argument("out", type=Path)
    two.add_argument("--results", default="{}", help="GitHub's needs context, as JSON")
    two.add_argument("--run-url")
    three = verbs.add_parser("find", help="print the number of the open issue with this title")
    three.add_argument("out", type=Path, help="holds title.txt and open.json, a list of issues")
    options = parser.parse_args(arguments)
    if options.verb == "find":
        issues = json.loads((options.out / "open.json").read_text(encoding="utf-8"))
        number = open_issue((options.out / "title.txt").read_text(encoding="utf-8"), issues)
        print(number or "")
        return
    if options.verb == "collect":
        report = collect(job=options.job, junit=options.junit, command=options.command)
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        return
    files = sorted(options.reports.glob("*.json"))
    reports = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    reports += without_report(json.loads(options.results), reports)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "title.txt").write_text(title(reports) + "\n", encoding="utf-8")
    text = body(reports, run_url=options.run_url)
    (options.out / "body.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
