"""Programs with a planted fault: the audit, or `explain`, or `strict`, names the misconception.

The corpus stands in tests/planted, one program a file, at least three for each misconception that is
sorted as "probe", "explain" or "flag"; it was written without a look at the probes.
"""

import collections
import os
import subprocess
import sys

import corpus
import jax
import pytest

from jaxwise import audit, explain, strict
from jaxwise.data import misconceptions

OLD = tuple(map(int, jax.__version__.split(".")[:2])) < (0, 12)
AT_LEAST = 0.95
# What is missed, each with its reason; the share that is found is held below.
MISSED = {}


def skip_unless_it_runs_here(path):
    for need in corpus.needs(path):
        if need == "jax 0.12":
            if OLD:
                pytest.skip("needs jax 0.12")
        elif not need.startswith("jax"):
            name = {"orbax": "orbax.checkpoint"}.get(need, need)
            pytest.importorskip(name)


def name_of(path):
    return f"{path.parent.name}-{path.stem}"


def test_each_misconception_that_is_noticed_has_three_programs_one_after_a_public_thread():
    found, threads = collections.Counter(), collections.Counter()
    for path in corpus.planted():
        facts = corpus.facts(path)
        assert facts["misconception"].lower() == path.parent.name, path
        assert facts["kind"] == misconceptions()[facts["misconception"]].handled, path
        found[facts["misconception"]] += 1
        threads[facts["misconception"]] += facts["thread"].startswith("https://")
    for number, row in misconceptions().items():
        if row.handled != "exercise only":
            assert found[number] >= 3 and threads[number] >= 1, number


@pytest.mark.parametrize("path", corpus.planted("probe"), ids=name_of)
def test_the_audit_names_the_fault_and_its_witness_shows_it_again(path):
    skip_unless_it_runs_here(path)
    f, args, kwargs, options = corpus.call_of(corpus.load(path))
    report = audit(f, *args, options=options, **kwargs)
    wanted = corpus.facts(path)["misconception"]
    found = [x for x in report.findings if x.misconception == wanted and x.severity != "note"]
    if name_of(path) in MISSED:
        assert not found, "it is found now: take it off the list"
        return
    assert found, str(report)
    for finding in found:
        assert finding.witness.again(), str(finding)


def test_at_least_nineteen_in_twenty_are_found():
    everything = [path for kind in ("probe", "explain", "flag") for path in corpus.planted(kind)]
    assert set(MISSED) <= set(map(name_of, everything))
    assert len(MISSED) <= (1 - AT_LEAST) * len(everything)


@pytest.mark.parametrize("path", corpus.planted("explain"), ids=name_of)
def test_the_exception_is_explained_with_the_users_line(path):
    skip_unless_it_runs_here(path)
    if "devices" in corpus.facts(path) and len(jax.devices()) < 8:
        run_on_eight_devices(path)
        return
    check_explained(path)


def check_explained(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    here = [number for number, line in enumerate(lines, 1) if line.rstrip().endswith("# HERE")]
    module = corpus.load(path)
    with pytest.raises(BaseException) as caught:
        module.run()
    told = explain(caught.value)
    assert told.misconception == corpus.facts(path)["misconception"], str(told)
    assert (told.file, told.line) == (str(path), here[0]), str(told)
    assert told.what and told.do and told.title


def run_on_eight_devices(path):
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1]);"
        "import test_planted; test_planted.check_explained(pathlib.Path(sys.argv[2]))"
    )
    environment = {
        **os.environ, "JAX_PLATFORMS": "cpu", "XLA_FLAGS": "--xla_force_host_platform_device_count=8",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code, str(corpus.HERE), str(path)],
        env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", corpus.planted("flag"), ids=name_of)
def test_the_flags_refuse_it_and_only_they(path):
    skip_unless_it_runs_here(path)
    module = corpus.load(path)
    module.run()
    with pytest.raises(Exception) as caught, strict():
        module.run()
    assert explain(caught.value).misconception == corpus.facts(path)["misconception"]
