"""Programs that look like faults and are right: the audit reports no error on any of them."""

import corpus
import pytest

from jaxwise import audit

# Warnings that stand on near misses: true, and worth a word there.  Others are a change to look at.
WARNED = {
    "as_many_features_as_points": {"accidental-broadcast"},  # nine by nine, and not summed
    "bessel_on_the_host": {"no-reverse-mode"},  # a callback has no derivative
    "clipped_cotangent": {"custom-gradient"},  # a rule that clips on purpose
    "dormand_prince_step": {"too-coarse"},  # its error estimate is all rounding at this step
    "image_of_any_dtype": {"retraces-for-types"},  # one recording a dtype
    "kepler_while_loop": {"no-reverse-mode"},
    "newton_until_it_is_small": {"not-traceable"},  # it drives a jitted step from Python
    "progress_by_io_callback": {"no-reverse-mode", "callback-in-loop"},
    "same_directions_for_two_clouds": {"key-reused"},  # a library may want the same numbers
    "string_hash_int32": {"integer-wrap"},  # a polynomial hash, without bit operations
    "windowed_spectrum": {"retraces-for-types"},  # one recording a window
}


def test_there_are_at_least_sixty():
    assert len(corpus.near_misses()) >= 60


@pytest.mark.parametrize("path", corpus.near_misses(), ids=lambda path: path.stem)
def test_the_audit_reports_no_error(path):
    for need in corpus.needs(path):
        pytest.importorskip(need)
    f, args, kwargs, options = corpus.call_of(corpus.load(path))
    report = audit(f, *args, options=options, **kwargs)
    assert report.ok, str(report)
    warned = {finding.code for finding in report.findings if finding.severity == "warning"}
    assert warned <= WARNED.get(path.stem, set()), str(report)
    cut = {probe: why for probe, why in report.not_checked.items() if "could not be run" in why}
    assert not cut, cut
