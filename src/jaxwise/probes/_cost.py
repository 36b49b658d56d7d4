"""Does a function do far more work than it has to?"""

import jax

from jaxwise import measure
from jaxwise.probes._findings import Finding, Witness
from jaxwise.probes._interpret import equations
from jaxwise.probes._purity import _at, _places
from jaxwise.probes._source import line_of
from jaxwise.probes._subject import NotApplicable

MORE = 3.0  # times the reference's operations, or temporaries, from which it is worth a word


def probe(subject):
    """The parts; see `jaxwise.probes.cost`."""
    donates = subject.settings is not None and subject.settings.donate_argnums
    with subject.guard():
        closed, _ = subject.jaxpr
    loops = [
        (eqn, path)
        for eqn, path in equations(closed)
        if "callback" in eqn.primitive.name and _at_every_step([e.primitive.name for e in path])
    ]
    if subject.options.reference is None and not donates and not loops:
        raise NotApplicable("no reference to compare with, no donation, no callback in a loop")
    parts = [lambda: _against_reference(subject), lambda: _callbacks(subject, loops)]
    return [*parts, lambda: _donation(subject)] if donates else parts


def _at_every_step(path):
    """Is this the way into a loop, with no `cond` within it?  A branch may be there to call seldom."""
    first = next((i for i, name in enumerate(path) if name in ("scan", "while")), None)
    return first is not None and "cond" not in path[first:]


def _callbacks(subject, loops):
    for eqn, path in loops[:1]:
        file, line = line_of(eqn, path)
        harmless = eqn.primitive.name == "debug_callback"
        yield Finding(
            "callback-in-loop", "note" if harmless else "warning",
            "a loop calls back to Python at every step; the device waits for it each time",
            Witness(f"jax.make_jaxpr of {subject.call_text()}", "a loop without callbacks",
                    eqn.primitive.name, lambda: True) if not harmless else None,
            file=file, line=line,
        )  # fmt: skip


def _against_reference(subject):
    if subject.options.reference is None:
        return
    ratio = _ratio(subject)
    if ratio < MORE:
        return
    yield _at(
        subject, _places(subject), "costs-more", "error" if ratio >= 2 * MORE else "warning",
        f"it takes {ratio:.3g} times the operations of the reference",
        Witness(subject.call_text(), "about the reference's operations", f"{ratio:.3g} times",
                lambda: _ratio(subject) >= MORE),
        "M44",
    )  # fmt: skip


def _ratio(subject):
    def work(f):
        def program(*dynamic):
            args, kwargs = subject.merge(dynamic)
            return f(*args, **kwargs)

        with subject.guard():
            c = measure.cost(jax.jit(program), *subject.arrays())
        return c.flops + c.transcendentals + c.integer_ops

    return work(subject.body) / max(work(subject.options.reference), 1)


def _donation(subject):
    """A donated argument that has no result to live in."""
    text = _unusable(subject)
    if not text:
        return
    yield _at(
        subject, _places(subject), "donation-unused", "warning",
        f"a donated argument cannot be used: {text[:160]}; no result has its shape and type",
        Witness(subject.call_text(), "a result in the place of the donated argument", "none",
                lambda: bool(_unusable(subject))),
        "M25",
    )  # fmt: skip


def _unusable(subject):
    with subject.guard() as run:
        fresh = jax.jit(
            lambda *args, **kwargs: subject.body(*args, **kwargs),
            donate_argnums=subject.settings.donate_argnums,
            static_argnums=subject.settings.static_argnums or None,
        )
        try:
            fresh.lower(*subject.args, **subject.kwargs).compile()
        except Exception:
            return ""
    texts = [str(w.message) for w in run.warnings]
    return next((t.partition("\n")[0] for t in texts if "donated buffers" in t), "")
