"""What an audit says: findings, each with a witness, gathered in a report."""

import dataclasses
import html
from collections.abc import Callable

SEVERITIES = ("error", "warning", "note")


@dataclasses.dataclass(frozen=True)
class Witness:
    """Something that shows the fault, and that can be run again.

    Attributes:
        call: the call that was made, as text.
        expected, observed: the two values that should agree and do not, as text.
        check: runs it again; returns True if the fault shows.
    """

    call: str
    expected: str
    observed: str
    check: Callable[[], bool] = dataclasses.field(repr=False, compare=False)

    def again(self):
        """Run the witness again: True if the fault still shows."""
        return bool(self.check())

    def __str__(self):
        return f"{self.call}: expected {self.expected}, got {self.observed}"


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that an audit found.

    Attributes:
        code: stable name of the kind of finding, such as "key-reused"; see `jaxwise.probes.CODES`.
        severity: "error" (wrong, or far too costly, at the arguments given), "warning" (costly, or
            wrong under conditions that are named) or "note".
        evidence: what was seen, in words and numbers.
        witness: a `Witness`; None for notes only.
        misconception: its number in the catalogue, "M51"; None where the catalogue has none.
        probe: the name of the probe that found it.
        file, line: the user's line, where known; None else.
        source: the text of that line.
        explanation: the `jaxwise.explanations.Explanation` of an exception; None else.
    """

    code: str
    severity: str
    evidence: str
    witness: Witness | None = None
    misconception: str | None = None
    probe: str = ""
    file: str | None = None
    line: int | None = None
    source: str = ""
    explanation: object = dataclasses.field(default=None, repr=False, compare=False)

    def __post_init__(self):
        if self.severity not in SEVERITIES:
            raise ValueError(f"severity must be one of {SEVERITIES}, got {self.severity!r}")
        if self.severity == "error" and self.witness is None:
            raise ValueError(f"{self.code}: an error needs a witness")

    @property
    def read(self):
        """The page of the book that treats it: a docname, or None."""
        from jaxwise.data import misconceptions

        known = misconceptions().get(self.misconception)
        return known.page if known else None

    @property
    def where(self):
        """ "file:line", or "" where the line is not known."""
        return f"{self.file}:{self.line}" if self.file and self.line else ""

    def __str__(self):
        belongs = f" ({self.misconception})" if self.misconception else ""
        text = f"{self.severity}: {self.code}{belongs}: {self.evidence}"
        if self.where:
            text += f"\n    at {self.where}"
            text += f": {self.source}" if self.source else ""
        if self.witness is not None:
            text += f"\n    witness: {self.witness}"
        if self.explanation is not None and self.explanation.do:
            text += "\n    " + self.explanation.do.replace("\n", "\n    ")
        if self.read:
            text += f"\n    read on: {self.read}"
        return text

    def as_dict(self):
        """The finding as plain data, for JSON."""
        witness = self.witness
        return {
            "code": self.code,
            "severity": self.severity,
            "misconception": self.misconception,
            "probe": self.probe,
            "evidence": self.evidence,
            "file": self.file,
            "line": self.line,
            "source": self.source,
            "witness": witness
            and {"call": witness.call, "expected": witness.expected, "observed": witness.observed},
            "read": self.read,
        }


@dataclasses.dataclass(frozen=True)
class Report:
    """What `jaxwise.audit` returns.

    Attributes:
        name: the audited function.
        findings: tuple of `Finding`, errors first.
        checked: {probe: what it did, in words}, for the probes that ran.
        not_checked: {probe: why it did not apply or was cut short}.
        silenced: tuple of `Finding` that an option, a comment or a baseline silenced.
    """

    name: str
    findings: tuple[Finding, ...]
    checked: dict
    not_checked: dict
    silenced: tuple[Finding, ...] = ()

    @property
    def ok(self):
        """True when there is no error.  It means *nothing was caught*, never *proved right*."""
        return not self.errors

    @property
    def errors(self):
        """The findings that are errors."""
        return tuple(f for f in self.findings if f.severity == "error")

    def by_code(self, code):
        """The findings with this code."""
        return tuple(f for f in self.findings if f.code == code)

    def __str__(self):
        counts = {s: sum(f.severity == s for f in self.findings) for s in SEVERITIES}
        plural = {s: f"{n} {s}{'' if n == 1 else 's'}" for s, n in counts.items()}
        lines = [f"{self.name}: {', '.join(plural.values())}"]
        lines += ["  " + str(finding).replace("\n", "\n  ") for finding in self.findings]
        lines.append(f"  checked: {', '.join(self.checked) or 'nothing'}")
        lines += [f"  not checked: {probe}: {why}" for probe, why in self.not_checked.items()]
        if self.silenced:
            lines.append(f"  silenced: {', '.join(f.code for f in self.silenced)}")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self):
        return f"<pre>{html.escape(str(self))}</pre>"

    def as_dict(self):
        """The report as plain data, for JSON."""
        return {
            "name": self.name,
            "ok": self.ok,
            "findings": [f.as_dict() for f in self.findings],
            "checked": dict(self.checked),
            "not_checked": dict(self.not_checked),
            "silenced": [f.as_dict() for f in self.silenced],
        }
