"""Run a program again and again, each time in a fresh process, and collect its claims.

A program is a list of code cells, executed in order in one namespace, as a notebook kernel would
but without one.  Starting Python and importing jax costs seconds, so a `Runner` imports once, in
a server process without a jax backend, and forks a child for every run: no configuration, no
compilation cache and no global of one run is seen by the next.
"""

import ast
import concurrent.futures
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import asdict, dataclass

from jaxwise.claims._program import Program, ProgramError, plain_python, read_program

__all__ = ["ClaimRate", "Outcome", "Program", "ProgramError", "Runner", "SeedReport"]
__all__ += ["plain_python", "read_program", "shifted", "unmutated"]

PRELOAD = ("jax", "jax.numpy", "scipy.optimize", "matplotlib.pyplot", "jaxwise", "jaxwise.claims")
_PACKAGES = str(pathlib.Path(__file__).parents[2])


@dataclass(frozen=True)
class Outcome:
    """What one run did.

    Attributes:
      records: the claims, as `jaxwise.claims.records` gives them, each with "cell", the index
        (from 0) of its cell.
      error: None, or the exception that ended the run: a dictionary with "type", "message",
        "cell" (index from 0) and "line" (from 1; None where it is not known).  A process that
        ended without one, by a signal for instance, has the type "ProcessDied".
      timed_out: the run was killed at its limit.
      cpu_seconds: CPU time of the child and of the processes it waited for, s.
      wall_seconds: elapsed time, s.
      stdout, stderr: what was written; the middle of a very long output is cut out.
    """

    records: list
    error: dict | None
    timed_out: bool
    cpu_seconds: float
    wall_seconds: float
    stdout: str
    stderr: str

    @property
    def failed(self):
        """The records of the claims that do not hold."""
        return [record for record in self.records if record["holds"] is False]


class Runner:
    """A server that runs programs, up to `jobs` at a time.  Use it as a context manager.

    Args:
      jobs: runs at a time, a positive integer.
      preload: modules that the server imports before it forks.

    Raises:
      RuntimeError: the system cannot fork, the server did not start, or a preloaded module
        started a jax backend or a thread.

    The environment of every run has no `JAX_*`, no `XLA_FLAGS` and no `JAXWISE_SEED` but the one
    asked for; `NPROC` and `OPENBLAS_NUM_THREADS` are 1 where they are not set.

    >>> with Runner(jobs=1, preload=["jaxwise"]) as runner:
    ...     outcome = runner.run(["x = 20", "print(2 * x + 2)"], timeout=60)
    >>> outcome.stdout
    '42\\n'
    """

    def __init__(self, *, jobs=2, preload=PRELOAD):
        if not isinstance(jobs, int) or isinstance(jobs, bool) or jobs < 1:
            raise ValueError(f"jobs: expected a positive integer, got {jobs!r}")
        if not (hasattr(os, "fork") and hasattr(socket, "send_fds")):
            raise RuntimeError("programs are run in forked processes, which this system has not")
        self.jobs = jobs
        self._lock = threading.Lock()
        self._open = set()
        self._control, theirs = socket.socketpair()
        code = (
            f"import sys; sys.path[-1:] = [sys.path[-1], {_PACKAGES!r}]\n"
            "from jaxwise.claims._server import serve\n"
            f"serve({theirs.fileno()}, {list(preload)!r})"
        )
        with tempfile.TemporaryFile() as stderr:
            self._server = subprocess.Popen(
                [sys.executable, "-P", "-c", code],
                pass_fds=[theirs.fileno()],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,  # an interrupt is ours to handle
            )
            theirs.close()
            ready = self._control.makefile("rb").readline()
            if not ready:
                self.close()
                stderr.seek(0)
                raise RuntimeError(f"the server did not start: {stderr.read().decode()[-2000:]}")
        self.state = json.loads(ready)
        if self.state["backend"] or self.state["threads"] > 1:
            self.close()
            raise RuntimeError(
                f"preload: expected modules that start no jax backend and no thread, got "
                f"{', '.join(preload)}: backend {self.state['backend']}, "
                f"{self.state['threads']} threads"
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End the server and whatever still runs."""
        self._control.close()
        for line in list(self._open):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._server.wait()

    def run(self, cells, *, timeout, seed=None, brief=False, folder=None, path=None, file=None):
        """Run one program.

        Args:
          cells: code, a sequence of strings.  IPython magics and shell lines are left out.
          timeout: wall seconds after which the run and all it started are killed.
          seed: None, or the whole number that `JAXWISE_SEED` is set to.
          brief: end after the first cell in which a claim fails.
          folder: the working directory; None is an empty one, removed after the run.
          path: the directory from which the program imports its own modules; None is `folder`.
          file: the program's `__file__`, if it has one.

        Returns:
          An `Outcome`.  An exception in the program is part of it and is not raised here.

        Raises:
          TypeError, ValueError: an argument is not as described.
          RuntimeError: the server has gone.
        """
        request = dict(cells=plain_python(cells), timeout=timeout, seed=seed, brief=brief)
        request |= dict(path=path, file=file)
        if not timeout > 0:
            raise ValueError(f"timeout: expected a positive number of seconds, got {timeout!r}")
        if seed is not None and (not isinstance(seed, int) or seed < 0):
            raise ValueError(f"seed: expected None or a whole number, got {seed!r}")
        if folder is not None:
            return self._exchange(request | dict(folder=str(folder)))
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as fresh:
            return self._exchange(request | dict(folder=fresh))

    def run_all(self, requests):
        """Run many programs, `jobs` at a time; outcomes come in the order of the requests.

        Args:
          requests: dictionaries with the arguments of `run`.
        """
        pool = concurrent.futures.ThreadPoolExecutor(self.jobs)
        try:
            waiting = [pool.submit(lambda r: self.run(**r), request) for request in requests]
            for future in waiting:
                yield future.result()
        finally:  # also when the caller stops half-way, or is interrupted
            pool.shutdown(wait=False, cancel_futures=True)

    def _exchange(self, request):
        ours, theirs = socket.socketpair()
        records, error, reached, done, end = [], None, 0, False, None
        with ours:
            try:
                with theirs, self._lock:
                    socket.send_fds(self._control, [b"r"], [theirs.fileno()])
                self._open.add(ours)
                payload = json.dumps(request).encode()
                ours.sendall(len(payload).to_bytes(8) + payload)
                for line in ours.makefile("rb"):
                    message = _parsed(line)
                    if "records" in message:
                        records += [r | {"cell": message["cell"]} for r in message["records"]]
                        error, reached = message["error"], message["cell"] + 1
                    done = done or "done" in message
                    if "end" in message:
                        end = message
                        break
            except OSError:
                pass
            finally:
                self._open.discard(ours)
        if end is None:
            raise RuntimeError("the server ended before the run did")
        if error is not None and error["type"] is None:
            error = None  # sys.exit() without a complaint
        elif error is None and not done and not end["timed_out"]:
            how = f"signal {end['signal']}" if end["signal"] else f"exit status {end['status']}"
            error = dict(type="ProcessDied", message=f"ended by {how}", cell=reached, line=None)
        return Outcome(
            records=records,
            error=error,
            **{k: end[k] for k in ("timed_out", "cpu_seconds", "wall_seconds", "stdout", "stderr")},
        )


def _parsed(line):
    try:
        return json.loads(line)
    except ValueError:  # a line that the child was killed in
        return {}


def _environment():
    """Ours, without what would change jax, and with one thread a library."""
    gone = ("XLA_FLAGS", "JAXWISE_SEED")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("JAX_") and k not in gone}
    defaults = {
        "NPROC": "1",
        "OPENBLAS_NUM_THREADS": "1",  # a thread of the server would be missing in its children
        "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    }
    return defaults | kept | {"MPLBACKEND": "agg", "PYTHONHASHSEED": "0"}


def unmutated(cells, runner, *, timeout=None, **options):
    """The `Outcome` of a program as it stands, which must claim something, and rightly.

    Args:
      cells, options: as for `Runner.run`.
      runner: a `Runner`.
      timeout: wall seconds; None is 600.

    Raises:
      ProgramError: it ends in an exception or at the limit, makes no claim, or a claim fails.
    """
    outcome = runner.run(cells, timeout=timeout or 600, **options)
    if outcome.timed_out:
        raise ProgramError(f"the unchanged program did not end in {timeout or 600:g} s")
    if outcome.error is not None:
        raise ProgramError(f"the unchanged program fails: {describe_error(outcome.error)}")
    if outcome.failed:
        failed = "; ".join(f"{where(r['cell'])}: {r['text']}" for r in outcome.failed)
        raise ProgramError(f"the unchanged program fails its own claims: {failed}")
    if not any(record["holds"] for record in outcome.records):
        raise ProgramError("the unchanged program makes no claim that runs here")
    return outcome


def describe_error(error):
    """One line on an `Outcome.error`."""
    place = "" if error["cell"] is None else f"{where(error['cell'])} "
    line = "" if error["line"] is None else f"line {error['line']} "
    first = (error["message"].splitlines() or [""])[0]
    return f"{place}{line}{error['type']}: {first}"[:200]


def where(cell):
    """'cell 1' for index 0: words count cells from 1, data from 0."""
    return f"cell {cell + 1}"


def against(baseline, outcome):
    """Put the claims of a run beside those of the unchanged program.

    Claims are paired by cell and text and, where a text is made anew in each run, by their order
    in the cell.  Claims that did not run in the baseline are left out.

    Returns:
      A list, one entry a claim of the baseline, of (baseline record, its record or None).
    """
    pairs = []
    for cell in sorted({record["cell"] for record in baseline.records}):
        wanted = [r for r in baseline.records if r["cell"] == cell]
        found = [r for r in outcome.records if r["cell"] == cell]
        if len(found) >= len(wanted):
            pairs += zip(wanted, found[: len(wanted)], strict=True)
            continue
        by_text = {}
        for record in found:
            by_text.setdefault(record["text"], []).append(record)
        for want in wanted:
            same = by_text.get(want["text"])
            pairs.append((want, same.pop(0) if same else None))
    return [(want, got) for want, got in pairs if want["holds"] is not None]


@dataclass(frozen=True)
class ClaimRate:
    """How often one claim held: `held` of `runs` shifted runs, and the shifts where it did not."""

    cell: int
    text: str
    held: int
    runs: int
    failed_at: list

    @property
    def rate(self):
        """The share of the shifts at which the claim held, from 0 to 1."""
        return self.held / self.runs


@dataclass(frozen=True)
class SeedReport:
    """What `shifted` found.

    Attributes:
      claims: a `ClaimRate` for each claim of the unshifted program, in order.
      errors: for each shift at which the run did not end, a dictionary with "shift" and "error".
      shifts: the shifts.
      uses_seed: a cell calls `seed`; if none does, the shifts change nothing.
      cpu_seconds: CPU time of all runs, s.
    """

    claims: list
    errors: list
    shifts: list
    uses_seed: bool
    cpu_seconds: float

    @property
    def rates(self):
        """The rate of each claim, by (cell index from 0, text)."""
        return {(claim.cell, claim.text): claim.rate for claim in self.claims}

    def to_json(self):
        """The report as what `json.dumps` takes."""
        return asdict(self) | {"claims": [asdict(c) | {"rate": c.rate} for c in self.claims]}

    def to_text(self):
        """The report in words, least certain claims first."""
        lines = [f"shifted keys: {len(self.shifts)} runs, {self.cpu_seconds:.0f} CPU s"]
        if not self.uses_seed:
            lines.append("  no cell calls seed(): the shifts change nothing")
        for c in sorted(self.claims, key=lambda c: c.rate):
            missed = f", not at {', '.join(map(str, c.failed_at))}" if c.failed_at else ""
            lines.append(f"  {c.held}/{c.runs}  {where(c.cell)}: {c.text}{missed}")
        lines += [f"  shift {e['shift']}: {e['error']}" for e in self.errors]
        return "\n".join(lines)


def within_reason(runner, requests, baseline, timeout=None):
    """Run changed versions of a program, each within a limit that the unchanged one suggests.

    The limit is wall time, and on a busy machine a healthy run may reach it.  One that was killed
    before it had three times the processor time of the unchanged program is run once more, with ten
    times the limit.

    Args:
      requests: dictionaries with the arguments of `Runner.run`, without `timeout`.
      baseline: the `Outcome` of the unchanged program.
      timeout: wall seconds a run, and no second run; None is five times the unchanged run, at least 10.

    Yields:
      An `Outcome` for each request, in their order.
    """
    limit = timeout or max(10, 5 * baseline.wall_seconds)
    requests = [request | dict(timeout=limit) for request in requests]
    for request, outcome in zip(requests, runner.run_all(requests), strict=True):
        starved = outcome.timed_out and outcome.cpu_seconds < 3 * baseline.cpu_seconds
        if starved and timeout is None:
            outcome = runner.run(**request | dict(timeout=10 * limit))
        yield outcome


def shifted(cells, shifts=range(1, 21), *, jobs=2, timeout=None, runner=None, **options):
    """Run a program again with shifted keys; count how often each of its claims holds.

    A program takes part by writing `jax.random.key(seed(0))`.

    Args:
      cells: code, a sequence of strings.
      shifts: values of `JAXWISE_SEED`, whole numbers; 0 is the program as it stands.
      jobs: runs at a time.
      timeout: wall seconds a run; None is what `within_reason` gives it.
      runner: a `Runner` to use, in place of one made here with `jobs`.
      options: `folder`, `path`, `file`, as for `Runner.run`.

    Returns:
      A `SeedReport`.  A claim that a run did not reach did not hold there.

    Raises:
      ProgramError: the unshifted program fails, or makes no claim.
      ValueError: `shifts` is empty.
    """
    shifts = list(shifts)
    if not shifts:
        raise ValueError("shifts: expected at least one")
    if runner is None:
        with Runner(jobs=jobs) as runner:
            return shifted(cells, shifts, timeout=timeout, runner=runner, **options)
    baseline = unmutated(cells, runner, timeout=timeout, **options)
    requests = [dict(cells=cells, seed=shift, **options) for shift in shifts]
    outcomes = within_reason(runner, requests, baseline, timeout)
    held, missed, errors, cpu = Counter(), {}, [], baseline.cpu_seconds
    for shift, outcome in zip(shifts, outcomes, strict=True):
        cpu += outcome.cpu_seconds
        if outcome.timed_out:
            errors.append(dict(shift=shift, error=f"killed after {outcome.wall_seconds:.0f} s"))
        elif outcome.error is not None:
            errors.append(dict(shift=shift, error=describe_error(outcome.error)))
        holds = {}
        for want, got in against(baseline, outcome):
            key = (want["cell"], want["text"])
            holds[key] = holds.get(key, True) and got is not None and got["holds"] is True
        for key, here in holds.items():
            held[key] += here
            if not here:
                missed.setdefault(key, []).append(shift)
    keys = {(r["cell"], r["text"]): None for r in baseline.records if r["holds"]}
    return SeedReport(
        claims=[ClaimRate(*key, held[key], len(shifts), missed.get(key, [])) for key in keys],
        errors=errors,
        shifts=shifts,
        uses_seed=any(_calls_seed(cell) for cell in plain_python(cells)),
        cpu_seconds=cpu,
    )


def _calls_seed(cell):
    calls = (node.func for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Call))
    return any(getattr(f, "id", getattr(f, "attr", None)) == "seed" for f in calls)
