"""The audit and its probes: what a finding carries, what is put back, and how bad input ends."""

import functools
import json
import os
import pathlib
import subprocess
import sys
import threading
import time
import warnings

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxwise import assert_clean, audit, probes, strict
from jaxwise.data import misconceptions
from jaxwise.probes import CODES, PROBES, Finding, Options


def codes(report, severity=None):
    return [f.code for f in report.findings if severity in (None, f.severity)]


def twice(key, x):
    return x + jax.random.normal(key, x.shape) + jax.random.uniform(key, x.shape)


def clean(x):
    return jnp.sum(jnp.tanh(x))


KEY, X = jax.random.key(5), jnp.arange(1.0, 4.0)


# --- findings and reports


def test_a_finding_has_code_line_misconception_and_a_witness_that_runs_again():
    [finding] = audit(twice, KEY, X).errors
    assert (finding.code, finding.misconception, finding.probe) == ("key-reused", "M51", "keys")
    assert finding.file == __file__ and "jax.random.uniform" in finding.source
    assert finding.witness.again() and finding.witness.expected and finding.witness.observed
    assert finding.read == misconceptions()["M51"].page
    text = str(finding)
    assert "M51" in text and "witness" in text and finding.where in text


def test_an_error_without_a_witness_cannot_be_made():
    with pytest.raises(ValueError, match="witness"):
        Finding("key-reused", "error", "evidence")
    with pytest.raises(ValueError, match="severity"):
        Finding("key-reused", "bad", "evidence")


def test_a_witness_of_what_was_mended_does_not_show_it():
    state = {"offset": 0.0}

    def f(x):
        if state["step"]:
            state["calls"] = state.get("calls", 0) + state["step"]
        return x

    state["step"] = 1
    [finding] = probes.purity(f, 1.0).errors
    assert finding.code == "changed-state" and finding.witness.again()
    state["step"] = 0
    assert not finding.witness.again()


def test_the_report_says_what_was_checked_and_what_not_and_is_json():
    report = audit(clean, X)
    assert report.ok and report.errors == ()
    assert set(report.checked) | set(report.not_checked) == set(PROBES)
    assert "draws no random numbers" in report.not_checked["keys"]
    again = json.loads(json.dumps(report.as_dict()))
    assert again["ok"] and again["name"] == "clean"
    assert "checked" in str(report) and "<pre>" in report._repr_html_()


def test_errors_come_first():
    report = audit(twice, jax.random.PRNGKey(5), X)
    severities = [f.severity for f in report.findings]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert "legacy-key" in codes(report, "note") and "key-reused" in codes(report, "error")


def test_every_code_belongs_to_a_probe_and_every_probe_is_a_function():
    assert {probe for probe, _ in CODES.values()} <= {*PROBES, "call"}
    for name in PROBES:
        report = getattr(probes, name)(clean, X)
        assert set(report.checked) | set(report.not_checked) == {name}
        assert getattr(probes, name).__doc__


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"skip": "keys"}, "skip"), ({"skip": ["kees"]}, "kees"), ({"ignore": ["nope"]}, "nope"),
        ({"reference": 3}, "reference"), ({"domain": (1.0, 0.0)}, "domain"),
        ({"calls": [(1.0,)]}, "calls"), ({"seconds": 0}, "seconds"),
    ],
)  # fmt: skip
def test_wrong_options_are_refused_by_name(wrong, says):
    with pytest.raises((TypeError, ValueError), match=says):
        Options(**wrong)


def test_what_is_no_function_or_no_options_is_refused():
    with pytest.raises(TypeError, match="function"):
        audit(3)
    with pytest.raises(TypeError, match="Options"):
        audit(clean, X, options={"skip": ()})


# --- silencing


def test_skip_leaves_a_probe_out_and_ignore_lists_its_finding_apart():
    assert (
        audit(twice, KEY, X, options=Options(skip=["keys"])).not_checked["keys"].startswith("skip")
    )
    report = audit(twice, KEY, X, options=Options(ignore=["key-reused"]))
    assert report.ok and [f.code for f in report.silenced] == ["key-reused"]


def test_a_comment_silences_its_own_code_and_only_with_a_reason():
    def meant(key):
        a = jax.random.normal(key)
        return a + jax.random.normal(key)  # jaxwise: ignore[key-reused] the same noise is wanted

    def no_reason(key):
        a = jax.random.normal(key)
        return a + jax.random.normal(key)  # jaxwise: ignore[key-reused]

    def other_code(key):
        a = jax.random.normal(key)
        return a + jax.random.normal(key)  # jaxwise: ignore[key-returned] something else

    assert audit(meant, KEY).ok and len(audit(meant, KEY).silenced) == 1
    assert not audit(no_reason, KEY).ok and not audit(other_code, KEY).ok


# --- what is put back


def test_arguments_globals_random_states_and_configuration_are_as_before():
    journal, array, box = [], np.ones(3), {"a": 1}
    generator = np.random.default_rng(0)

    def f(y, d):
        journal.append("called")
        y += 1
        d["b"] = 2
        np.random.normal()
        return y.sum() + generator.normal()

    before = (
        generator.bit_generator.state,
        np.random.get_state()[1].copy(),
        jax.config.jax_enable_x64,
    )
    report = audit(f, array, box)
    assert {"changed-state", "changed-argument", "host-random"} <= set(codes(report))
    assert journal == [] and (array == 1).all() and box == {"a": 1}
    assert generator.bit_generator.state == before[0]
    assert (np.random.get_state()[1] == before[1]).all() and jax.config.jax_enable_x64 == before[2]


def test_a_dict_among_the_arguments_that_is_changed_is_found():
    def heuristic(parameters, x):
        parameters["scale"] = x.std()
        return x / parameters["scale"]

    parameters = {"scale": 1.0}
    report = audit(heuristic, parameters, X)
    assert "changed-argument" in codes(report, "error") and parameters == {"scale": 1.0}


def test_a_changed_setting_of_jax_is_an_error_and_is_put_back():
    def f(x):
        jax.config.update("jax_numpy_rank_promotion", "warn")
        return x

    report = audit(f, X)
    assert "changed-config" in codes(report, "error")
    assert jax.config.jax_numpy_rank_promotion == "allow"


def test_a_leaked_tracer_is_taken_out_again():
    kept = []

    def f(x):
        kept.append(x * 2)
        return x

    assert "leaked-tracer" in codes(audit(f, X)) and kept == []


def test_a_donating_function_keeps_its_arguments():
    f = jax.jit(lambda x: x + 1, donate_argnums=0)
    assert audit(f, X).ok and float(X[0]) == 1.0


# --- kinds of functions


class Scaler:
    def __init__(self, k):
        self.k = k

    def apply(self, x):
        return self.k * x

    def __call__(self, x):
        return self.k * x


@pytest.mark.parametrize(
    "f",
    [
        clean, jax.jit(clean), functools.partial(jnp.dot, jnp.ones(3)), Scaler(2.0).apply, Scaler(2.0),
        jax.vmap(jnp.sin), jax.grad(clean), jnp.tanh, lambda x: {"a": x, "b": (x, None)},
        jax.tree_util.Partial(jnp.add, 1.0), functools.partial(jax.jit(jnp.multiply), 2.0),
    ],
    ids=lambda f: probes._audit.name_of(f)[:20],
)  # fmt: skip
def test_functions_of_every_kind_pass(f):
    report = audit(f, X)
    assert report.ok, str(report)
    assert "agreement" in report.checked


def test_flax_and_equinox_modules_pass_with_their_parameters_as_data():
    nnx = pytest.importorskip("flax.nnx")
    equinox = pytest.importorskip("equinox")
    linear = nnx.Linear(3, 2, rngs=nnx.Rngs(0))
    mlp = equinox.nn.MLP(3, 2, 8, 1, key=KEY)
    dropout, batch_norm = nnx.Dropout(0.5, rngs=nnx.Rngs(0)), nnx.BatchNorm(3, rngs=nnx.Rngs(0))
    for module, x in ((linear, X), (mlp, X), (dropout, X), (batch_norm, jnp.stack([X, X * X]))):
        report = audit(module, x)
        assert report.ok, str(report)
        assert "gradients" in report.checked


# --- near misses of the probes, one by one


def test_a_cache_is_a_note_and_a_counter_an_error():
    table, count = {}, [0]

    def cached(x):
        if "nodes" not in table:
            table["nodes"] = np.polynomial.legendre.leggauss(4)[0]
        return x * table["nodes"].sum()

    def counts(x):
        count[0] += 1
        return x

    assert audit(cached, X).ok and "remembers" in codes(audit(cached, X), "note")
    assert "changed-state" in codes(audit(counts, X), "error")


def test_a_key_shared_by_lanes_by_value_or_by_vmap_is_found_and_split_keys_are_not():
    def broadcast(key):
        return jax.vmap(jax.random.normal)(jnp.broadcast_to(key, (4,)))

    def mapped(key):
        return jax.vmap(lambda x: x + jax.random.normal(key))(X)

    def right(key):
        return jax.vmap(jax.random.normal)(jax.random.split(key, 4))

    assert "key-shared-by-lanes" in codes(audit(broadcast, KEY), "error")
    assert "key-shared-by-lanes" in codes(audit(mapped, KEY), "error")
    assert audit(right, KEY).ok


def test_a_key_that_a_library_draws_from_twice_is_an_error_on_the_users_line():
    dist = pytest.importorskip("numpyro.distributions")

    def pair(key):
        first = dist.Normal(0.0, 1.0).sample(key)
        return first * dist.Gamma(2.0).sample(key)

    def lanes(key):
        return jax.vmap(lambda x: x + dist.Normal(0.0, 1.0).sample(key))(X)

    def shut_up(key):
        first = dist.Normal(0.0, 1.0).sample(key)
        return first - dist.Normal(1.0, 1.0).sample(key)  # jaxwise: ignore[key-reused] paired

    for f, text in ((pair, "return first * dist.Gamma"), (lanes, "return jax.vmap(lambda x")):
        (error,) = audit(f, KEY).errors
        assert error.file == __file__ and error.source.startswith(text), str(error)
    assert audit(shut_up, KEY).ok


def test_fold_in_that_meets_split_is_found_by_value():
    def f(key):
        children = jax.random.split(key, 3)
        return jax.random.normal(children[1]) + jax.random.normal(jax.random.fold_in(key, 1))

    report = audit(f, KEY)
    assert "key-reused" in codes(report, "error") and "split-and-fold-in" in codes(
        report, "warning"
    )


def test_a_key_in_a_while_loop_under_vmap_is_not_called_reused_when_a_lane_waits():
    def waits(key, limit):
        def body(state):
            key, n, _ = state
            key, sub = jax.random.split(key)
            return key, n + 1, jax.random.normal(sub)

        return jax.lax.while_loop(lambda s: s[1] < limit, body, (key, 0, 0.0))[2]

    f = lambda key: jax.vmap(waits)(jax.random.split(key, 3), jnp.array([1, 2, 5]))
    report = probes.keys(f, KEY)
    assert report.ok and "keys" in report.checked, str(report)


def test_an_index_outside_counts_only_where_the_result_depends_on_it():
    table = jnp.arange(4.0)

    def clamps(i):
        return table[i].sum()

    def masked(i):
        return jnp.where(i < 4, table[i], 0.0).sum()

    outside = jnp.array([1, 9])
    assert "out-of-bounds" in codes(audit(clamps, outside), "error")
    assert audit(masked, outside).ok and audit(clamps, jnp.array([1, 3])).ok


def test_the_gradient_of_a_wrong_custom_rule_disagrees():
    @jax.custom_jvp
    def f(x):
        return jnp.sin(x)

    f.defjvp(lambda x, t: (jnp.sin(x[0]), t[0] * jnp.sin(x[0])))
    assert "custom-gradient" in codes(audit(lambda x: f(x).sum(), X), "warning")
    assert codes(audit(lambda x: jnp.sin(x).sum(), X)) == []


@pytest.fixture(autouse=True)
def thirty_two_bits():
    """What ran before in this process may have asked for 64."""
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", False)
    yield
    jax.config.update("jax_enable_x64", before)


def test_the_cause_of_a_gradient_that_is_not_finite_is_the_right_one():
    norm = jax.jit(lambda v: jnp.sqrt(jnp.sum(v**2)))

    def beside(v):  # a where that has nothing to do with the norm
        return norm(v) + jnp.sum(jnp.where(v > -1, v, 2 * v))

    def within(v):  # the norm is jitted, and the where stands outside
        return jnp.where(v.sum() > 0, norm(v), 0.0)

    for f, number in ((beside, "M41"), (within, "M40")):
        [error] = audit(f, jnp.zeros(3)).errors
        assert (error.code, error.misconception) == ("gradient-not-finite", number)
    [error] = audit(lambda x: jnp.sum(jnp.arccos(x)), jnp.ones(2)).errors
    assert "at 1 and at -1" in error.evidence


def test_a_python_number_among_the_results_does_not_stop_the_gradients():
    report = audit(lambda x: {"y": jnp.sum(jnp.sin(x)), "step": 0.5}, X)
    assert codes(report) == [] and "gradients" in report.checked


def test_a_domain_gives_notes_elsewhere():
    f = lambda x: jnp.sum(jnp.sqrt(x))
    assert codes(audit(f, X)) == []
    report = audit(f, X, options=Options(domain=(0.0, 2.0)))
    assert report.ok and codes(report, "note") == ["gradient-not-finite"]


def test_a_reference_that_costs_far_less_is_named():
    matrix = jnp.ones((40, 40))
    slow = lambda v: (matrix @ matrix) @ v
    fast = lambda v: matrix @ (matrix @ v)
    v = jnp.ones(40)
    assert "costs-more" in codes(audit(slow, v, options=Options(reference=fast)), "error")
    assert audit(fast, v, options=Options(reference=slow)).ok


def test_a_logger_that_is_made_within_an_audit_speaks_after_it_and_closes_at_exit():
    code = """
import logging, jax.numpy as jnp
from jaxwise import audit

def f(x):
    if not logging.getLogger("mine").handlers:
        logging.getLogger("mine").addHandler(logging.StreamHandler())
        logging.getLogger("mine").handlers[0].close = logging.getLogger("mine").handlers[0].stream.close
    return x

audit(f, jnp.ones(3))
logging.getLogger("mine").warning("heard after the audit")
"""
    environment = {**os.environ, "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0 and done.stderr == "heard after the audit\n", done.stderr


def test_donation_in_vain_and_callbacks_in_loops_are_warnings():
    useless = jax.jit(lambda x: x.sum(), donate_argnums=0)
    assert "donation-unused" in codes(audit(useless, jnp.ones(300)), "warning")

    def loops(x):
        def step(c, _):
            shape = jax.ShapeDtypeStruct((), jnp.float32)
            return jax.pure_callback(lambda v: np.float32(v), shape, c), None

        return jax.lax.scan(step, x, None, length=3)[0]

    def seldom(x):
        def step(c, i):
            shape = jax.ShapeDtypeStruct((), jnp.float32)
            call = lambda c: jax.pure_callback(lambda v: np.float32(v), shape, c)
            return jax.lax.cond(i == 2, call, lambda c: c, c), None

        return jax.lax.scan(step, x, jnp.arange(3))[0]

    assert "callback-in-loop" in codes(audit(loops, 1.0), "warning")
    assert "callback-in-loop" not in codes(audit(seldom, 1.0))


def test_several_devices_are_compared():
    code = (
        "import jax, jax.numpy as jnp; from jaxwise import audit;"
        "r = audit(lambda x: jnp.cumsum(x) / x.sum(), jnp.arange(16.0) + 1); assert r.ok, r;"
        "from jaxwise.probes import _agreement; assert len(jax.devices()) == 8"
    )
    environment = {
        **os.environ, "JAX_PLATFORMS": "cpu", "XLA_FLAGS": "--xla_force_host_platform_device_count=8",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


# --- bad input


def within(limit, f, *args, **options):
    start = time.monotonic()
    report = audit(f, *args, options=Options(**options))
    assert time.monotonic() - start < limit
    return report


def test_what_would_take_minutes_to_compile_is_not_compiled():
    def long(x):
        for _ in range(3000):
            x = jnp.sin(x) * 1.01
        return x

    jitted = jax.jit(long)
    for f in (long, jitted):
        report = within(60, f, X)
        assert {"unrolled-loop", "too-large"} <= set(codes(report))
    assert jitted._cache_size() == 0


def test_a_function_that_never_ends_or_waits_for_a_lock_is_stopped():
    lock = threading.Lock()
    lock.acquire()

    def forever(x):
        while True:
            time.sleep(0.01)

    def waits(x):
        with lock:
            return x

    def calls_back(x):  # XLA makes an error of its own of whatever ends its callback
        def slow(x):
            time.sleep(10)
            return x

        return jax.pure_callback(slow, jax.ShapeDtypeStruct((), jnp.float32), x)

    for f in (forever, waits, calls_back):
        report = within(20, f, 1.0, seconds=1.5)
        assert codes(report) == ["time-limit"]
        with pytest.raises(AssertionError, match="time-limit"):
            assert_clean(f, 1.0, options=Options(seconds=0.3))


def test_megabytes_of_output_are_swallowed(capsys):
    def talks(x):
        for _ in range(20_000):
            print("x" * 100)
        return x

    assert codes(audit(talks, 1.0)) == ["prints-once"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("f", "args", "code"),
    [
        (lambda x: "text", (1.0,), "not-an-array"),
        (lambda x: {"a": x, "name": "b"}, (1.0,), "not-an-array"),
        (lambda x: (i for i in range(3)), (1.0,), "not-an-array"),
        (lambda x, y: x + y, (1.0,), "raises"),
        (lambda x: x.missing, (X,), "raises"),
        (lambda x: sys.exit(3), (1.0,), "raises"),
        (lambda x: x if x > 0 else -x, (3.0,), "not-traceable"),
        (np.sin, (X,), "not-traceable"),
        (lambda x: x, (object(),), "not-an-array"),
    ],
)
def test_what_fails_is_a_finding(f, args, code):
    report = audit(f, *args)
    assert code in codes(report, "error"), str(report)
    [finding] = [x for x in report.errors if x.code == code]
    assert finding.witness.again()


def test_endless_recursion_is_a_finding_and_ctrl_c_is_not_swallowed():
    def down(x):
        return down(x)

    def stops(x):
        raise KeyboardInterrupt

    assert "raises" in codes(audit(down, 1.0), "error")
    with pytest.raises(KeyboardInterrupt):
        audit(stops, 1.0)


def test_objects_with_locks_empty_arrays_and_no_arguments_pass():
    class Holder:
        def __init__(self):
            self.lock, self.k = threading.RLock(), 2.0

        def __call__(self, x):
            with self.lock:
                return self.k * x

    assert audit(Holder(), X).ok
    assert audit(lambda x: x, jnp.zeros((0, 3))).ok
    assert audit(lambda: jnp.ones(2)).ok
    assert audit(lambda x: None, 1.0).ok


def test_the_process_is_healthy_afterwards():
    code = """
import time, jax, jax.numpy as jnp
from jaxwise import audit
from jaxwise.probes import Options
def forever(x):
    while True: time.sleep(0.01)
def huge(x):
    for i in range(100_000): x = jnp.sin(x) + i
    return x
audit(forever, 1.0, options=Options(seconds=1))
audit(huge, jnp.ones(3), options=Options(seconds=3))
assert float(jax.jit(jnp.sin)(0.0)) == 0.0
"""
    environment = {**os.environ, "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr


# --- strict and assert_clean


@pytest.mark.parametrize(
    ("f", "args", "off"),
    [
        (lambda a, b: a - b, (jnp.ones((3, 1)), jnp.ones(3)), "rank_promotion"),
        (lambda a, b: a * b, (jnp.ones(3, jnp.int32), jnp.ones(3)), "dtype_promotion"),
        (lambda: jax.random.normal(jax.random.PRNGKey(0)), (), "legacy_keys"),
        (lambda x: jnp.log(x), (jnp.array(-1.0),), "nans"),
        (twice, (KEY, X), "key_reuse"),
        (lambda: jnp.zeros(3, "float64"), (), "truncation"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_strict_refuses_and_each_flag_can_be_left_out(f, args, off):
    f(*args)
    with pytest.raises(Exception), strict():  # noqa: B017  each flag has an exception of its own
        f(*args)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with strict(**{off: False}):
            jax.block_until_ready(f(*args))


def test_strict_finds_a_leak_and_puts_the_flags_back():
    kept = []

    def leaks(x):
        kept.append(x * 2)
        return x

    names = (
        "jax_numpy_rank_promotion",
        "jax_debug_nans",
        "jax_debug_key_reuse",
        "jax_legacy_prng_key",
    )
    before = [getattr(jax.config, name) for name in names]
    with pytest.raises(Exception, match="[Ll]eaked"), strict():
        jax.jit(leaks)(1.0)
    assert [getattr(jax.config, name) for name in names] == before


def test_assert_clean_raises_with_the_report():
    assert assert_clean(clean, X).ok
    with pytest.raises(AssertionError, match="key-reused"):
        assert_clean(twice, KEY, X)


# --- the command line

PROGRAM = """
import jax, jax.numpy as jnp
gain = 2.0

@jax.jit
def amplified(x):
    return x * gain

def noisy(key, x):
    return x + jax.random.normal(key, x.shape) + jax.random.uniform(key, x.shape)

def sleepy(x):
    import time
    time.sleep(1000)

def killer(x):
    import os
    os._exit(9)

data = (jnp.ones(3),)
def example():
    return (jax.random.key(0), jnp.ones(3)), {}

if __name__ == "__main__":
    print("running")
    for n in range(3, 8):
        amplified(jnp.ones(n))
    gain = 3.0
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("program")
    (folder / "program.py").write_text(PROGRAM, encoding="utf-8")
    return folder


def command(folder, *arguments):
    environment = {**os.environ, "JAX_PLATFORMS": "cpu"}
    return subprocess.run(
        [sys.executable, "-m", "jaxwise", "audit", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_a_target_with_its_example_and_a_baseline(program):
    call = ("program:noisy", "--example", "program:example")
    done = command(program, *call, "--write-baseline", "known.json")
    assert done.returncode == 0 and "key-reused" in done.stdout
    done = command(program, *call)
    assert done.returncode == 1 and "M51" in done.stdout
    done = command(program, *call, "--baseline", "known.json", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 0 and report["reports"][0]["ok"]
    assert [f["code"] for f in report["reports"][0]["silenced"]] == ["key-reused"]


def test_a_script_is_recorded_with_the_calls_it_makes(program):
    done = command(program, "--record", "program.py", "--format", "json")
    [report] = json.loads(done.stdout)["reports"]
    found = {f["code"] for f in report["findings"]}
    assert done.returncode == 1 and "running" in done.stderr
    assert {"frozen-read", "retraces-for-shapes"} <= found


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("program:noisy",), 2, "example"),
        (("noisy", "--example", "data"), 2, "module:name"),
        (("--record", "missing.py"), 2, "no file"),
        (("program:noisy", "--example", "program:data", "--skip", "kees"), 2, "kees"),
        (
            ("program:noisy", "--example", "program:data", "--baseline", "missing.json"),
            2,
            "baseline",
        ),
        (("program:nothing", "--example", "program:data"), 3, "nothing"),
        (("absent:f", "--example", "program:data"), 3, "absent"),
        (("program:noisy", "--example", "program:gain"), 3, "tuple"),
        (("program:killer", "--example", "program:data"), 3, "status"),
    ],
)
def test_wrong_calls_and_broken_targets_say_so(program, arguments, status, says):
    done = command(program, *arguments)
    assert done.returncode == status and says in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


def test_a_target_that_overstays_is_stopped(program):
    start = time.monotonic()
    done = command(program, "program:sleepy", "--example", "program:data", "--seconds", "2")
    assert time.monotonic() - start < 60 and "time-limit" in done.stdout
    assert done.returncode == 3


def test_a_script_that_is_killed_leaves_the_reports_of_what_was_done(program):
    (program / "two.py").write_text(
        "import os, jax\n"
        "@jax.jit\ndef fine(x):\n    return x + 1\n"
        "@jax.jit\ndef fatal(x):\n    if os.environ.get('ALREADY'): os._exit(9)\n    return x\n"
        "fine(1.0), fatal(1.0)\nos.environ['ALREADY'] = 'yes'\n"
    )
    done = command(program, "--record", "two.py", "--format", "json")
    found = json.loads(done.stdout)
    assert [report["target"] for report in found["reports"]] == ["fine (two.py:2)"]
    assert done.returncode == 3 and "status 9" in found["failed"][0]


# --- the catalogue


def test_every_misconception_is_sorted_with_a_reason_and_a_page():
    root = pathlib.Path(__file__).resolve().parents[1] / "book"
    for row in misconceptions().values():
        assert row.handled in ("probe", "explain", "flag", "exercise only")
        assert len(row.reason.split()) >= 4
        assert (root / f"{row.page}.md").is_file(), row.page
