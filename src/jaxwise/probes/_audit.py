"""Run the probes on a function and gather what they find."""

import dataclasses
import importlib

from jaxwise.probes import _source, _tracing, _world
from jaxwise.probes._codes import PROBES
from jaxwise.probes._compare import arrays_of
from jaxwise.probes._findings import SEVERITIES, Finding, Report, Witness
from jaxwise.probes._interpret import count_equations
from jaxwise.probes._limits import Deadline, TimeLimit
from jaxwise.probes._options import Options
from jaxwise.probes._subject import NotApplicable, Subject, name_of

_SCALAR_TROUBLE = ("Tracer", "Concretization", "NonConcrete", "TypeError", "ValueError")


def audit(f, /, *args, options=None, **kwargs):
    """Look for what JAX users get wrong in a function, at the arguments given.

    The function is called as plain Python, traced, compiled, batched and differentiated, each time
    on its own arguments; what it changes is put back.  A failure of the function is a finding, not
    an exception.  `report.ok` says that nothing was caught; it proves nothing.

    Arguments:
        f: a function, method, partial, jitted function, Flax or Equinox module.
        *args, **kwargs: ordinary arguments of it, pytrees of arrays and Python values.  Floats and
            arrays are traced; integers, strings and other objects are static, unless `f` is jitted
            and says otherwise.
        options: `jaxwise.probes.Options`, or None for the usual ones.

    Returns:
        `Report`.

    Raises:
        TypeError: `f` is not callable, or `options` are none.

    >>> import jax, jax.numpy as jnp
    >>> def noise(key, x):
    ...     return x + jax.random.normal(key, x.shape) + jax.random.uniform(key, x.shape)
    >>> report = audit(noise, jax.random.key(0), jnp.zeros(3))
    >>> report.ok, report.errors[0].code, report.errors[0].misconception
    (False, 'key-reused', 'M51')
    """
    return run_probes(tuple(PROBES), f, args, kwargs, options)


def run_probes(names, f, args, kwargs, options):
    """The report of some of the probes; see `audit`."""
    options = Options() if options is None else options
    if not isinstance(options, Options):
        raise TypeError(f"options must be jaxwise.probes.Options, got {type(options).__name__}")
    findings, checked, left_out = [], {}, {}
    try:
        subject = Subject(f, args, kwargs, options)
    except TypeError:
        raise
    try:
        runs = _runs(subject, findings)
        for name in names:
            if name in options.skip:
                left_out[name] = "skipped, as asked"
            elif runs is None:
                left_out[name] = "the function does not run"
            elif name != "purity" and any(run.config for run in subject.runs):
                left_out[name] = "it changes jax's configuration as it runs"
            elif not runs and name not in ("purity", "tracing"):
                left_out[name] = "it cannot be traced, or would be slow to compile"
            else:
                _one(name, subject, findings, checked, left_out)
    except TimeLimit:
        missing = [name for name in names if name not in checked and name not in left_out]
        left_out |= dict.fromkeys(missing, "the time limit was reached")
        findings.append(
            Finding(
                "time-limit",
                "warning",
                f"stopped after {options.seconds:g} s; not looked at: {', '.join(missing) or 'nothing'}",
                Witness(
                    subject.call_text(), f"at most {options.seconds:g} s", "more", lambda: True
                ),
                probe="call",
            )  # fmt: skip
        )
    subject.deadline = Deadline(600)  # for those who run a witness again
    return _report(subject, _without_consequences(findings), checked, left_out)


# What follows from another fault, and says nothing new beside it.
_CONSEQUENCES = {
    "stale-recording": ("too-coarse", "jit-differs", "gradient-wrong"),
    "frozen-read": ("jit-differs",),
    "host-random": ("jit-differs", "vmap-differs", "not-repeatable", "gradient-wrong"),
    "not-repeatable": ("jit-differs", "vmap-differs", "gradient-wrong"),
    "changed-state": ("jit-differs", "vmap-differs", "gradient-wrong", "too-coarse"),
    "out-of-bounds": ("gradient-wrong", "too-coarse"),
    "truncated": ("too-coarse",),
    "too-coarse": ("not-finite",),
}


def _without_consequences(findings):
    codes = {finding.code for finding in findings if finding.severity != "note"}
    dropped = {code for cause in codes for code in _CONSEQUENCES.get(cause, ())}
    return [finding for finding in findings if finding.code not in dropped]


def _one(name, subject, findings, checked, left_out):
    subject.deadline.check()
    module = importlib.import_module(f"jaxwise.probes._{name}")
    try:
        parts = module.probe(subject)
    except NotApplicable as why:
        left_out[name] = str(why)
        return
    except Exception as error:
        left_out[name] = _in_words(error)
        return
    checked[name] = PROBES[name]
    for part in parts:
        try:
            subject.deadline.check()
            findings += [dataclasses.replace(finding, probe=name) for finding in part()]
        except TimeLimit:
            left_out[name] = "cut short by the time limit"
            raise
        except Exception as error:  # a part that fails takes nothing from the others
            left_out[name] = "in part: " + _in_words(error)


def _in_words(error):
    return f"it could not be run here ({type(error).__name__}: {error})"[:240]


# --- does it run at all?


def _runs(subject, findings):
    """Call it plainly, trace it, compile it; a failure is a finding.

    Returns True if it can be probed, False if it runs and cannot be traced or compiled, None if it
    does not run.
    """
    if (error := _call(subject, plain=True)) is not None:
        findings.append(_raised(subject, error, "raises"))
        return None
    error = _trace(subject)
    for which, severity in (("settings", "note"), ("all", "warning")):
        if error is None or not subject.keep_scalars_static(which):
            continue
        again = _trace(subject)
        if again is None:
            kind = type(error).__name__
            findings.append(
                Finding(
                    "not-traceable",
                    severity,
                    "some of its Python numbers steer Python code; under jax.jit they have to be "
                    "static arguments",
                    Witness(
                        f"jax.jit({subject.call_text()})",
                        "a result",
                        kind,
                        lambda: _trace(Subject(*subject.call, subject.options)) is not None,
                    ),
                    _explained(error).misconception,
                    probe="call",
                )  # fmt: skip
            )
            error = None
        else:
            subject.trace_all_scalars()
    stops = list(_if_too_large(subject)) if error is None else []
    if not stops and subject.settings is not None:
        raised = _call(subject, plain=False)
        stops = [_raised(subject, raised, "raises")] if raised is not None else []
    if not stops and error is not None:
        stops = [_raised(subject, error, "not-traceable")]
    findings += stops
    subject.traceable = not stops
    return not stops


def _call(subject, plain):
    try:
        with subject.guard():
            subject.eager(subject.natural()) if plain else subject.as_given()
    except (Exception, SystemExit) as error:  # sys.exit in a function must not end the audit
        return error
    return None


def _trace(subject):
    try:
        with subject.guard():
            _ = subject.jaxpr
    except (Exception, SystemExit) as error:  # sys.exit in a function must not end the audit
        return error
    return None


def _explained(error):
    from jaxwise.explanations import explain

    return explain(error)


def _raised(subject, error, code):
    """The finding for a function that raises; its witness calls it again."""
    told = _explained(error)
    kind = type(error)

    def again():
        later = _call(subject, True) if code == "raises" else _trace(subject)
        if later is None and subject.settings is not None:
            later = _call(subject, False)
        return later is not None and type(later).__name__ == kind.__name__

    other = "valid JAX type" in str(error) or "output" in str(error)
    if code == "not-traceable" and other and _returns_other_things(subject):
        code = "not-an-array"
    where = "traced by jax.jit, " if code != "raises" else ""
    file, line = told.file, told.line
    if file is not None and _source.is_ours(file):
        file, line = None, None
    # A function that is not jitted, and jits others, drives them from Python, and is not traced.
    drives = code == "not-traceable" and subject.settings is None and (
        _tracing._builds_jit(subject) or bool(_tracing.jitted_helpers(subject))
    )  # fmt: skip
    first = told.first_line[:200].rstrip(".")
    return Finding(
        code, "warning" if drives else "error", f"{where}it raises {first}. {told.what}".strip(),
        Witness(subject.call_text(), "a result", kind.__name__, again),
        told.misconception, probe="call", file=file, line=line,
        source=_source.source_line(file, line), explanation=told,
    )  # fmt: skip


def _returns_other_things(subject):
    """Does a plain call return leaves that are no arrays?"""
    try:
        result = subject.plain()
    except Exception:
        return False
    return any(a is None for a in arrays_of(result))


def _if_too_large(subject):
    """For a program that would be slow to compile, or too large: what its recording shows."""
    closed, _ = subject.jaxpr
    size = count_equations(closed)
    written_out = size > 300 and _tracing.most_copies(closed, subject) >= _tracing.LONG
    if size <= subject.options.largest and not written_out:
        return
    loops = list(_tracing._unrolled(subject, closed))
    for finding in loops:
        yield dataclasses.replace(finding, probe="tracing")
    if size <= subject.options.largest:
        return
    yield Finding(
        "too-large", "warning" if loops else "error",
        f"the recording has {size} equations, more than the {subject.options.largest} that are "
        "compiled here; nothing was run compiled",
        Witness(subject.call_text(), f"at most {subject.options.largest} equations", f"{size}",
                lambda: count_equations(subject.jaxpr[0]) > subject.options.largest),
        "M22", probe="tracing",
    )  # fmt: skip


# --- the report


def _report(subject, findings, checked, left_out):
    kept, silenced, seen = [], [], set()
    definitions = [p for g in _world.functions_of(subject.given) for p in _source.definition(g)]
    for finding in findings:
        key = (finding.code, finding.file, finding.line, finding.evidence)
        if key in seen:
            continue
        seen.add(key)
        if finding.line and not finding.source:
            text = _source.source_line(finding.file, finding.line)
            finding = dataclasses.replace(finding, source=text)
        places = [(finding.file, finding.line), *definitions]
        if finding.code == "changed-state":
            places += _lines_of(subject)
        meant = finding.code in subject.options.ignore or _source.silenced(finding.code, places)
        (silenced if meant else kept).append(finding)
    kept.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return Report(subject.name, tuple(kept), checked, left_out, tuple(silenced))


def _lines_of(subject):
    """Every line of the function and its helpers: state is written somewhere among them."""
    functions = {id(g): g for g in _world.functions_of(subject.f)}
    functions |= {id(p.function): p.function for p in _world.reach(subject.body)}
    return [
        (g.__code__.co_filename, line)
        for g in functions.values()
        for line in sorted({n for _, _, n in g.__code__.co_lines() if n})
    ]


def assert_clean(f, /, *args, options=None, **kwargs):
    """Raise AssertionError, with the report, if an audit finds an error or reaches its time limit.

    For a test suite: ``def test_step(): assert_clean(step, state, data)``.

    Arguments, errors: as `audit`.

    Returns:
        the `Report`, when there is no error in it and all was looked at that could be.

    >>> import jax.numpy as jnp
    >>> assert_clean(jnp.tanh, jnp.ones(3)).ok
    True
    """
    report = audit(f, *args, options=options, **kwargs)
    if not report.ok or any(finding.code == "time-limit" for finding in report.findings):
        raise AssertionError(str(report))
    return report


__all__ = ["assert_clean", "audit", "name_of", "run_probes"]
