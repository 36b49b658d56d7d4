"""`jaxwise audit`: audit functions from the command line, each in a process of its own.

    jaxwise audit package.module:function --example package.module:arguments
    jaxwise audit --record script.py -- its arguments

The exit status is 0 when no new error was found, 1 when there is one, 2 for a wrong call, 3 when a
target could not be audited whole: the time limit was reached, or its module does not import.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

STATUS_ERROR, STATUS_FAILED = 1, 3


def add_arguments(parser):
    """Declare the arguments of the command."""
    parser.description = __doc__.replace("\n\n", "\n").strip()
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("targets", nargs="*", metavar="MODULE:FUNCTION")
    parser.add_argument(
        "--example", action="append", default=[], metavar="MODULE:NAME",
        help="arguments for the target of the same position: a tuple, a dict of keywords, a pair "
        "(tuple, dict), or a function that returns one",
    )  # fmt: skip
    parser.add_argument(
        "--record", metavar="SCRIPT",
        help="run this script, and audit the functions that it jits, with the arguments they got",
    )  # fmt: skip
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--skip", default="", metavar="PROBES", help="probes to leave out, a,b")
    parser.add_argument("--ignore", default="", metavar="CODES", help="codes that are meant, a,b")
    parser.add_argument(
        "--baseline", metavar="FILE",
        help="findings known and accepted; only others count",
    )  # fmt: skip
    parser.add_argument(
        "--write-baseline", metavar="FILE", help="write what was found as a baseline, exit with 0"
    )
    parser.add_argument(
        "--seconds", type=float, default=60.0,
        help="time limit of a target; its process is killed a little later (default 60)",
    )  # fmt: skip
    parser.add_argument("--worker", help=argparse.SUPPRESS)


def run(arguments):
    """Audit the targets; return the exit status."""
    if arguments.worker:
        return _work(json.loads(arguments.worker))
    try:
        jobs = _jobs(arguments)
        known = _read_baseline(arguments.baseline)
    except _WrongCall as error:
        print(f"jaxwise audit: {error}", file=sys.stderr)
        return 2
    results = [_run_job(job, arguments.seconds) for job in jobs]
    reports = [report for result in results for report in result["reports"]]
    failures = [result["failed"] for result in results if result["failed"]]
    for report in reports:
        _accept(report, known)
    if arguments.write_baseline:
        rows = [
            _fingerprint(r, f) for r in reports for f in r["findings"] if f["severity"] != "note"
        ]
        text = json.dumps({"accepted": sorted(rows, key=json.dumps)}, indent=1) + "\n"
        pathlib.Path(arguments.write_baseline).write_text(text, encoding="utf-8")
    if arguments.format == "json":
        print(json.dumps({"reports": reports, "failed": failures}, indent=1))
    else:
        for report in reports:
            print(_text(report))
        for failure in failures:
            print(f"jaxwise audit: {failure}", file=sys.stderr)
    if arguments.write_baseline:
        return STATUS_FAILED if failures else 0
    if any(not report["ok"] for report in reports):
        return STATUS_ERROR
    stopped = any(f["code"] == "time-limit" for report in reports for f in report["findings"])
    return STATUS_FAILED if failures or stopped else 0


class _WrongCall(Exception):
    """The command line makes no sense; its text says why."""


def _jobs(arguments):
    from jaxwise.probes._codes import CODES, PROBES

    skip, ignore = (
        [word for word in text.split(",") if word] for text in (arguments.skip, arguments.ignore)
    )
    for option, words, names in (("--skip", skip, PROBES), ("--ignore", ignore, CODES)):
        for word in words:
            if word not in names:
                raise _WrongCall(f"{option}: no {word!r}; known are {', '.join(names)}")
    if not arguments.seconds > 0:
        raise _WrongCall(f"--seconds must be above 0, got {arguments.seconds}")
    common = {"skip": skip, "ignore": ignore, "seconds": arguments.seconds}
    if arguments.record:
        if arguments.example:
            raise _WrongCall("--record finds the arguments itself; leave --example out")
        if not os.path.isfile(arguments.record):
            raise _WrongCall(f"--record: there is no file {arguments.record}")
        return [{"script": arguments.record, "argv": arguments.targets, **common}]
    if not arguments.targets:
        raise _WrongCall("name a function as module:function, or a script with --record")
    if len(arguments.example) != len(arguments.targets):
        raise _WrongCall(
            f"{len(arguments.targets)} targets and {len(arguments.example)} examples; each target "
            "needs its arguments: --example module:name"
        )
    for word in [*arguments.targets, *arguments.example]:
        if not all(word.partition(":")[::2]):
            raise _WrongCall(f"{word!r} is not of the form module:name")
    pairs = zip(arguments.targets, arguments.example, strict=True)
    return [{"target": target, "example": example, **common} for target, example in pairs]


def _run_job(job, seconds):
    """Run one job in a process that is killed when it overstays; {"reports", "failed"}."""
    name = job.get("target") or job["script"]
    command = [sys.executable, "-m", "jaxwise", "audit", "--worker", json.dumps(job)]
    read, write = os.pipe()
    environment = {**os.environ, "JAXWISE_AUDIT_PIPE": str(write)}
    # A script may jit many functions; each gets the limit.
    allowed = (20 * seconds if "script" in job else seconds) + 60
    process = subprocess.Popen(
        command, pass_fds=[write], env=environment, stdout=sys.stderr, start_new_session=True
    )
    os.close(write)
    import threading

    chunks = []
    with os.fdopen(read, "rb") as pipe:
        reader = threading.Thread(target=lambda: chunks.append(pipe.read()), daemon=True)
        reader.start()
        failed = None
        try:
            status = process.wait(timeout=allowed)
        except subprocess.TimeoutExpired:
            _kill(process)
            status, failed = 0, f"{name} was killed after {allowed:.0f} s"
        reader.join(timeout=10)
    *whole, rest = b"".join(chunks).decode().split("\n")  # a report a line; then what went wrong
    if not failed and (status or not whole):
        failed = f"{name}: {rest.strip() or f'its process ended with status {status}'}"
    return {"reports": [json.loads(line) for line in whole], "failed": failed}


def _kill(process):
    import signal

    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError, AttributeError):
        process.kill()
    process.wait()


# --- in the process of a target


def _work(job):
    """Audit one job; write a line of JSON for each report to the pipe that the parent opened."""
    sys.path.insert(0, os.getcwd())
    out = os.fdopen(int(os.environ.pop("JAXWISE_AUDIT_PIPE")), "w", encoding="utf-8")
    from jaxwise.probes import Options, audit

    options = {key: job[key] for key in ("skip", "ignore", "seconds")}
    try:
        if "script" in job:
            reports = _recorded(job, options)
        else:
            f = _named(job["target"])
            args, kwargs = _arguments(_named(job["example"]))
            reports = [_plain(audit(f, *args, options=Options(**options), **kwargs), job["target"])]
        for report in reports:
            print(json.dumps(report), file=out, flush=True)
    except _WrongCall as error:
        out.write(" ".join(str(error).split()))
        return STATUS_FAILED
    finally:
        out.close()
    return 0


def _recorded(job, options):
    """The reports of the functions that a script jits, one after the other."""
    from jaxwise.probes import Options, audit
    from jaxwise.probes._record import record

    try:
        found = record(job["script"], job["argv"])
    except BaseException as error:
        raise _WrongCall(f"the script raised {type(error).__name__}: {error}") from error
    if not found:
        raise _WrongCall("the script ran, and called no function of its own that it jits")
    for one in found:
        (args, kwargs), *more = one.calls
        report = audit(one.function, *args, options=Options(calls=tuple(more), **options), **kwargs)
        yield _plain(report, f"{one.name} ({os.path.basename(one.file)}:{one.line})")


def _plain(report, target):
    return {**report.as_dict(), "target": target, "text": str(report)}


def _named(words):
    """The object that `module:name.name` names."""
    import importlib

    module, _, path = words.partition(":")
    try:
        value = importlib.import_module(module)
    except BaseException as error:
        raise _WrongCall(f"{module} does not import: {type(error).__name__}: {error}") from error
    for name in path.split("."):
        try:
            value = getattr(value, name)
        except AttributeError:
            raise _WrongCall(f"{module} has no {path}") from None
    return value


def _arguments(example):
    """(args, kwargs) from an example: a tuple, a dict, a pair of both, or a function of none."""
    if callable(example):
        example = example()
    if isinstance(example, dict):
        return (), example
    if isinstance(example, tuple) and len(example) == 2:
        args, kwargs = example
        if isinstance(args, tuple) and isinstance(kwargs, dict):
            return args, kwargs
    if isinstance(example, tuple):
        return example, {}
    raise _WrongCall(f"the example must be a tuple or a dict, it is a {type(example).__name__}")


# --- the baseline


def _fingerprint(report, finding):
    """What stays the same when lines move: target, code, and the text of the line."""
    return {"target": report["target"].partition(" (")[0], "code": finding["code"],
            "source": finding["source"]}  # fmt: skip


def _read_baseline(path):
    if path is None:
        return []
    try:
        rows = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["accepted"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _WrongCall(f"--baseline {path}: not readable as a baseline ({error})") from error
    return list(rows)


def _accept(report, known):
    """Move the findings that the baseline knows, one for one, to the silenced ones."""
    left = list(known)
    new = []
    for finding in report["findings"]:
        mark = _fingerprint(report, finding)
        if mark in left:
            left.remove(mark)
            report["silenced"].append(finding)
        else:
            new.append(finding)
    if len(new) < len(report["findings"]):
        report["findings"] = new
        report["ok"] = not any(finding["severity"] == "error" for finding in new)
        report["text"] = None


def _text(report):
    """A report as text; after a baseline took findings out, a shorter one."""
    if report["text"] is not None:
        name, _, rest = report["text"].partition(": ")
        return f"{report['target']}: {rest}" if name else report["text"]
    lines = [f"{report['target']}: {len(report['findings'])} findings beside the baseline"]
    for f in report["findings"]:
        belongs = f" ({f['misconception']})" if f["misconception"] else ""
        lines.append(f"  {f['severity']}: {f['code']}{belongs}: {f['evidence']}")
        lines += [f"      at {f['file']}:{f['line']}: {f['source']}"] if f["file"] else []
    return "\n".join(lines)
