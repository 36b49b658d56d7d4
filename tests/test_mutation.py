"""Broken programs: which are made, how they are run, and whether their claims notice."""

import argparse
import ast
import json
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from jaxwise.claims import cli
from jaxwise.claims.mutation import mutants, sample, score
from jaxwise.claims.running import (
    Outcome,
    ProgramError,
    Runner,
    read_program,
    shifted,
    within_reason,
)


@pytest.fixture(scope="module")
def runner():
    with Runner(jobs=2) as runner:
        yield runner


def claimed(value, bound="True", op="==", more="", text="'it holds'"):
    return f"claim({text}, {value}, {op!r}, {bound}, {more}kind='analytic', source='arithmetic')"


IMPORTS = "import jax\nimport jax.numpy as jnp\nimport numpy as np\nimport math\n"
IMPORTS += "from jaxwise import claim, glue, seed"


# Which mutants are made


@pytest.mark.parametrize(
    "operator, before, after",
    [
        ("sign", "x = a - b", "x = a + b"),
        ("sign", "x = a + b", "x = a - b"),
        ("sign", "x = -a * 3", "x = a * 3"),
        ("sign", "x += a", "x -= a"),
        ("sign", "x = u[i + 1]", "x = u[i - 1]"),
        ("sign", "x = (a - b) * c", "x = (a + b) * c"),
        ("factor", "x = 0.5 * a", "x = 1.0 * a"),
        ("factor", "x = a ** 2", "x = a ** 4"),
        ("factor", "dt = 0.01", "dt = 0.02"),
        ("factor", "for i in range(10):\n    x = f(x)", "for i in range(20):\n    x = f(x)"),
        ("factor", "def f(a):\n    return a * a", "def f(a):\n    return 2 * (a * a)"),
        ("factor", "f = lambda a: a * a", "f = lambda a: 2 * (a * a)"),
        ("drop", "x = a + b", "x = a"),
        ("drop", "x = a - b", "x = a"),
        ("drop", "x = a * b", "x = a"),
        ("drop", "x = 2 * b", "x = b"),
        ("drop", "x = a / b", "x = a"),
        ("drop", "x = (a + b) @ c", "x = a @ c"),
        ("swap", "x = jnp.mean(a)", "x = jnp.sum(a)"),
        ("swap", "x = a.sum()", "x = a.mean()"),
        ("swap", "x = jnp.sin(a)", "x = jnp.cos(a)"),
        ("swap", "f = jax.grad(jnp.cos)", "f = jax.grad(jnp.sin)"),
        ("swap", "x = max(a, b)", "x = min(a, b)"),
        ("swap", "x = jnp.exp(a)", "x = jnp.exp(-a)"),
        ("swap", "x = u.at[i].add(v)", "x = u.at[i].set(v)"),
        ("swap", "x = jnp.sqrt(a)", "x = a"),
        ("swap", "x = abs(a)", "x = a"),
        ("compare", "x = jnp.where(a < b, a, b)", "x = jnp.where(a >= b, a, b)"),
        ("compare", "while a == b:\n    a = f(a)", "while a != b:\n    a = f(a)"),
        ("flag", "x = jnp.linspace(a, b, 5, endpoint=False)", "x = jnp.linspace(a, b, 5, endpoint=True)"),
        ("key", "k = jax.random.fold_in(key, i)", "k = key"),
        ("precision", "jax.config.update('jax_enable_x64', True)", "jax.config.update('jax_enable_x64', False)"),
        ("precision", "x = a.astype(jnp.float64)", "x = a.astype(jnp.float32)"),
        ("precision", "x = np.zeros(3, dtype='float64')", "x = np.zeros(3, dtype='float32')"),
        ("precision", "x = np.longdouble(a)", "x = np.float64(a)"),
        ("state", "x = x.at[i].set(v)", "x = x"),
        ("state", "def f(state):\n    return (new_state, a)", "def f(state):\n    return (state, a)"),
    ],
)  # fmt: skip
def test_each_operator_makes_its_fault(operator, before, after):
    found = mutants([IMPORTS, before], operators=[operator])
    assert [ast.unparse(ast.parse(m.source)) for m in found] == [ast.unparse(ast.parse(after))]
    assert found[0].operator == operator and found[0].cell == 1
    assert found[0].description.startswith("cell 2 line ")


@pytest.mark.parametrize(
    "cell",
    [
        "import jax.numpy as jnp",
        "'''1 - 2'''",
        "print(a - 1.0)",
        "jax.debug.print('{}', a - 1.0)",
        "plt.plot(a, 2.0 * a)",
        "fig, (left, right) = plt.subplots(1, 2, figsize=(2 * 3.0, 3.0))\nleft.plot(a - b)",
        "for panel, k in zip(axes, range(3)):\n    panel.plot(a - k)",
        "grid = jnp.linspace(0.0, 1.0, 50)\nax.plot(grid, jnp.sin(grid))",
        "def draw(a):\n    b = 2.0 * a\n    ax.plot(b)\ndraw(a - 1.0)",
        "def curve(a):\n    return 2.0 * a\nax.plot(curve(a))",
        "glue('excess', a - 1.0)",
        "a - 1.0",
        "assert a - 1.0 < 2.0",
        claimed("a", "1.0 - b", "≈", "tol=2 * 1e-3, "),
        claimed("a", text="f'{a - 1.0}'"),
        claimed("a < 2.0"),
        "def f(x: 'a - b') -> 1 - 2:\n    'One - two.'\n    raise NotImplementedError",
        "def f(x):\n    ...",
        "x = u[2]",
        "x = u[-1]",
        "x = jnp.cumsum(a, axis=-1) if a.ndim else a",
        "x = jnp.zeros((2 * 3, 4))",
        "k = jax.random.key(3 + 4)",
        "x = a.reshape(-1, 2 * n)",
        "x = f(a, rtol=1e-6)",
        "tol = 1e-6",
        "x = f'{a - 1.0}'",
        "x = 'a' + b",
        "x = a + 0",
        "n_points = 50",
        "if __name__ == '__main__':\n    f()",
        "# no-mutation\nx = a - b",
        "x = a - b  # no-mutation: either sign will do",
    ],
)
def test_what_is_not_the_computation_is_left_alone(cell):
    assert [m.description for m in mutants([IMPORTS, cell])] == []


def test_faults_that_change_nothing_are_not_made():
    same = [
        "x = a * 1",
        "x = a / 1.0",
        "x = 0.5 * a",
        "x = a - 0.0",
        "x = math.cos(-a)",
        "x = abs(-a)",
    ]
    same += ["x = jnp.exp(-a * b)"]
    same += ["x = jnp.zeros(3).at[1].set(a)", "x = (-a) ** 2"]
    found = mutants([IMPORTS, *same], operators=["sign", "drop", "swap"])
    assert [ast.unparse(ast.parse(m.source)) for m in found] == [
        "x = math.sin(-a)",
        "x = -a",
        "x = jnp.exp(-a)",
        "x = jnp.exp(a * b)",
    ]


def test_the_value_of_a_claim_is_the_programs_own_code():
    cell = claimed("jnp.sum(x - y)", "1.0", "≈", "tol=0.5, ")
    assert {m.operator for m in mutants([IMPORTS, cell])} == {"sign", "drop", "swap"}


def test_what_is_glued_or_claimed_besides_being_drawn_is_mutated():
    drawn = "grid = jnp.linspace(0.0, 1.0, 50)\nax.plot(grid)\n"
    assert mutants([IMPORTS, drawn]) == []
    assert mutants([IMPORTS, drawn + "glue('end', grid[-1])"]) != []
    assert mutants([IMPORTS, drawn + claimed("grid[-1]", "1.0", "≈", "tol=1.0, ")]) != []


def test_a_split_yields_keys_that_are_all_the_same(runner):
    for make in ("key", "PRNGKey"):
        cell = f"a, b = jax.random.split(jax.random.{make}(0))\n" + claimed("bool((a == b).all())")
        found = mutants([IMPORTS, cell], operators=["key"])
        assert [m.description.split("-> ")[1] for m in found] == ["`its first key, repeated`"]
        outcome = runner.run([IMPORTS, found[0].source], timeout=60)
        assert outcome.error is None and [r["holds"] for r in outcome.records] == [True]
        assert runner.run([IMPORTS, cell], timeout=60).records[0]["holds"] is False


MANY = [
    IMPORTS,
    textwrap.dedent(
        """
        def energy(x, v):  # é: two bytes
            return (0.5 * v**2 - jnp.cos(x)  # potential
                    + 3.0)

        def step(x, v, h=0.1):
            new_x = x + h * v
            return new_x, v - h * jnp.sin(new_x)

        def drift(n):
            return max(abs(energy(*step(0.0, float(i))) - 2.0) for i in range(n))
        """
    ),
]


def test_mutants_parse_differ_and_keep_the_rest_of_the_text():
    found = mutants(MANY)
    assert len(found) > 20
    assert len({ast.dump(ast.parse(m.source)) for m in found} | {ast.dump(ast.parse(MANY[1]))}) == (
        len(found) + 1
    )
    for mutant in found:
        assert mutant.apply(MANY)[0] == MANY[0]
        assert "# é: two bytes" in mutant.source


def test_fingerprints_are_distinct_and_survive_unrelated_edits():
    before = [m.fingerprint for m in mutants(MANY)]
    assert len(set(before)) == len(before)
    edited = [
        "# a new cell\nq = 7.0",
        MANY[0],
        "# a comment\n\n" + MANY[1] + "\nz = energy(q, 1.0)",
    ]
    assert [m.fingerprint for m in mutants(edited) if m.cell == 2][: len(before)] == before
    assert [m.fingerprint for m in mutants(MANY, operators=["sign"])] == [
        m.fingerprint for m in mutants(MANY) if m.operator == "sign"
    ]


def test_a_sample_is_spread_over_operators_and_cells_and_is_always_the_same():
    cells = [IMPORTS, *[f"x{i} = a - 2.0 * jnp.sin(b + {i})" for i in range(8)]]
    found = mutants(cells)
    chosen = sample(found, 12)
    assert len(chosen) == 12 and chosen == sample(list(reversed(found)), 12)[::-1]
    counts = [sum(m.operator == code for m in chosen) for code in {m.operator for m in found}]
    assert max(counts) - min(counts) <= 1 and len({m.cell for m in chosen}) > 2
    assert sample(found, None) == found and sample(found, 1000) == found


# How programs are run


def test_the_server_has_no_backend_and_one_that_would_is_refused(runner):
    assert runner.state == {"backend": False, "threads": 1}
    program = "import jax\njax.devices()"
    with pytest.raises(RuntimeError, match="preload"), _module("starts_a_backend", program):
        Runner(jobs=1, preload=["starts_a_backend"])


class _module:
    """A module in a folder that is on PYTHONPATH within this context."""

    def __init__(self, name, source):
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        with open(f"{self.folder.name}/{name}.py", "w") as file:
            file.write(source)

    def __enter__(self):
        self.before = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = self.folder.name

    def __exit__(self, *_):
        del os.environ["PYTHONPATH"]
        if self.before is not None:
            os.environ["PYTHONPATH"] = self.before
        self.folder.cleanup()


def test_a_failing_claim_is_recorded_with_its_cell_and_the_run_goes_on(runner):
    cells = [IMPORTS, claimed("1", "2"), "x = 1", claimed("x", "1")]
    outcome = runner.run(cells, timeout=60)
    assert [(r["cell"], r["holds"]) for r in outcome.records] == [(1, False), (3, True)]
    assert outcome.error is None and not outcome.timed_out
    assert "✗ it holds" in outcome.stdout and outcome.stderr == ""


def test_an_exception_ends_the_run_and_is_placed(runner):
    outcome = runner.run(["x = 1", "def f():\n    return 1 / 0\n\nf()", "print('no')"], timeout=60)
    assert outcome.error == dict(
        type="ZeroDivisionError", message="division by zero", cell=1, line=2
    )
    assert 'File "<cell 2>", line 2' in outcome.stderr and "return 1 / 0" in outcome.stderr
    assert outcome.stdout == ""


def test_a_process_that_dies_is_an_error_and_a_clean_exit_is_none(runner):
    died = runner.run(["x = 1", "import os\nos.kill(os.getpid(), 11)"], timeout=60).error
    assert (died["type"], died["message"], died["cell"]) == ("ProcessDied", "ended by signal 11", 1)
    assert runner.run(["raise SystemExit"], timeout=60).error is None
    assert runner.run(["raise SystemExit(3)"], timeout=60).error["type"] == "SystemExit"


def test_nothing_leaks_from_one_run_into_the_next(runner, monkeypatch):
    monkeypatch.setenv("JAXWISE_SEED", "9")
    report = "import jax, os, math\nimport numpy as np\n"
    report += (
        "print(jax.config.jax_enable_x64, hasattr(math, 'left'), os.environ.get('JAXWISE_SEED')"
    )
    report += ", os.listdir('.'), 'left' in globals())\nprint(np.random.rand())"
    change = "import jax, math\njax.config.update('jax_enable_x64', True)\nmath.left = left = 1\n"
    change += "open('left', 'w').close()"
    assert runner.run([change], timeout=60, seed=4).error is None
    state, draw = runner.run([report], timeout=60).stdout.splitlines()
    assert state == "False False None [] False"
    assert draw != runner.run([report], timeout=60).stdout.splitlines()[1]
    assert "False False 4 [] False" in runner.run([report], timeout=60, seed=4).stdout


def test_jax_is_not_configured_from_outside(monkeypatch):
    monkeypatch.setenv("JAX_ENABLE_X64", "1")
    monkeypatch.setenv("XLA_FLAGS", "--xla_force_host_platform_device_count=3")
    with Runner(jobs=1) as fresh:
        cell = "import os, jax\nprint(jax.config.jax_enable_x64, os.environ.get('XLA_FLAGS'), "
        cell += "os.environ['NPROC'], jax.device_count())"
        assert fresh.run([cell], timeout=60).stdout == "False None 1 1\n"


def test_source_can_be_looked_up_and_magics_are_left_out(runner):
    cells = [
        "%matplotlib inline\n!ls\nimport inspect",
        "def f():\n    return 7\n\nprint(inspect.getsource(f))",
    ]
    outcome = runner.run(cells, timeout=60)
    assert outcome.error is None and outcome.stdout == "def f():\n    return 7\n\n"


def test_at_the_limit_all_that_a_run_started_is_killed(runner):
    cell = "import subprocess\np = subprocess.Popen(['sleep', '60'])\nprint(p.pid)\n"
    outcome = runner.run(["print('before')", cell + "while True: print('y' * 1000)"], timeout=3)
    assert outcome.timed_out and outcome.error is None
    assert len(outcome.stdout) < 1e6 and outcome.cpu_seconds > 0.1
    assert _within(10, lambda: not _runs(int(outcome.stdout.split()[1])))


@pytest.mark.parametrize(("used", "runs"), [(0.5, [10, 100]), (9.0, [10])])
def test_a_run_that_the_machine_left_no_time_for_is_run_again(used, runs):
    class Busy:
        asked = []

        def run(self, *, timeout, cells):
            self.asked.append(timeout)
            ended = {
                "records": [],
                "error": None,
                "wall_seconds": timeout,
                "stdout": "",
                "stderr": "",
            }
            return Outcome(timed_out=timeout < 50, cpu_seconds=used, **ended)

        def run_all(self, requests):
            return (self.run(**request) for request in requests)

    baseline = Outcome([], None, False, cpu_seconds=1.0, wall_seconds=1.0, stdout="", stderr="")
    [outcome] = within_reason(Busy(), [dict(cells=["x = 1"])], baseline)
    assert Busy.asked == runs and outcome.timed_out == (len(runs) == 1)
    Busy.asked.clear()
    [outcome] = within_reason(Busy(), [dict(cells=["x = 1"])], baseline, timeout=3)
    assert Busy.asked == [3] and outcome.timed_out, "a limit that was asked for is kept"


def test_runs_end_when_the_process_that_asked_for_them_is_killed(tmp_path):
    cell = f"import os, time\nopen('{tmp_path}/pid', 'w').write(str(os.getpid()))\ntime.sleep(60)"
    program = "from jaxwise.claims.running import Runner\n"
    program += f"Runner(preload=['jaxwise']).run([{cell!r}], timeout=60)"
    asking = subprocess.Popen([sys.executable, "-c", program])
    assert _within(20, lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    child = int((tmp_path / "pid").read_text())
    assert _runs(child)
    asking.send_signal(signal.SIGKILL)
    asking.wait()
    assert _within(10, lambda: not _runs(child))


def _runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = f"/proc/{pid}/stat"  # a zombie that nobody has waited for yet does not run
    return not os.path.exists(stat) or open(stat).read().rsplit(")", 1)[1].split()[0] != "Z"


def _within(seconds, condition):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_arguments_are_checked(runner):
    with pytest.raises(TypeError, match="cells"):
        runner.run("x = 1", timeout=1)
    with pytest.raises(ValueError, match="timeout"):
        runner.run(["x = 1"], timeout=0)
    with pytest.raises(ValueError, match="seed"):
        runner.run(["x = 1"], timeout=1, seed=-1)
    with pytest.raises(ValueError, match="jobs"):
        Runner(jobs=0)
    with pytest.raises(ValueError, match="operators"):
        mutants(["x = 1"], operators=["typo"])
    with pytest.raises(ValueError, match="limit"):
        score(["x = 1"], limit=0, runner=runner)
    with pytest.raises(ValueError, match="shifts"):
        shifted(["x = 1"], [], runner=runner)


# Whether the claims notice

PENDULUM = [
    "import math\nfrom jaxwise import claim",
    textwrap.dedent(
        """
        def energy(x, v):
            return 0.5 * v**2 - math.cos(x)

        def step(x, v, h):
            v = v - h * math.sin(x)
            return x + h * v, v

        x, v = 1.0, 0.0
        for i in range(100):
            x, v = step(x, v, 0.01)
        """
    ),
]
# The exact pendulum at t = 1, from x = 1 at rest, by SciPy's ellipj and ellipk:
# sin(x / 2) = k sn(K - t, k), v = -2 k cn(K - t, k), k = sin(1/2); x = 0.600085, v = -0.754964.
STRONG = [
    *PENDULUM,
    "\n".join(
        [
            claimed("x", "0.6001", "≈", "tol=0.005, ", "'angle'"),
            claimed("v", "-0.7550", "≈", "tol=0.005, ", "'speed'"),
            claimed("energy(math.pi / 3, 1.0)", "0.0", "≈", "tol=1e-9, ", "'energy'"),
            claimed("energy(0.0, 2.0)", "1.0", "≈", "tol=1e-9, ", "'energy at rest'"),
        ]
    ),
]
EMPTY = [*PENDULUM, claimed("True == True")]


def test_strong_claims_notice_all_and_an_empty_claim_notices_nothing(runner):
    strong = score(STRONG, runner=runner)
    broken = {r.mutant.operator for r in strong.results if r.mutant.cell == 1}
    assert broken == {"sign", "factor", "drop", "swap"}
    assert [r.mutant.description for r in strong.unnoticed] == []
    assert strong.score == 1.0 and strong.found == len(strong.results) == 17
    assert {"angle", "energy"} <= {text for r in strong.results for text in r.claims}

    empty = score(EMPTY, runner=runner)
    assert empty.score == 0.0 and empty.idle == ["it holds"]
    same = [r.mutant.fingerprint for r in strong.results if r.mutant.cell == 1]
    assert [r.mutant.fingerprint for r in empty.unnoticed] == same


def test_faults_that_only_jax_has_are_noticed(runner):
    cells = [
        IMPORTS + "\njax.config.update('jax_enable_x64', True)",
        "def noise(key):\n    return jax.random.normal(key)\n\n"
        "keys = jax.random.split(jax.random.key(seed(0)), 4)\n"
        "draws = jax.vmap(noise)(keys)\n"
        "other = noise(jax.random.fold_in(keys[0], 1))\n"
        "x = jnp.arange(4.0).at[1].add(0.5)",
        claimed("float(jnp.std(draws))", "0.01", ">"),
        claimed("bool(other != draws[0])"),
        claimed("x", "np.array([0, 1.5, 2, 3])", "≈", "tol=1e-9, "),
        claimed("str(x.dtype)", "'float64'"),
    ]
    report = score(cells, operators=["precision", "key", "state", "swap"], runner=runner)
    found = {(r.mutant.operator, r.mutant.cell) for r in report.results}
    assert {("precision", 0), ("key", 1), ("state", 1), ("swap", 1)} <= found
    assert [r.mutant.description for r in report.unnoticed] == []
    assert {r.noticed for r in report.results} == {"claim"}


def test_how_a_mutant_was_noticed_is_told(runner):
    cells = [
        "from jaxwise import claim",
        "n, ran = 3, False\nwhile n > 0:\n    n -= 1",
        "y = [10, 20, 30][1 + 1]",
        f"if n < 1:\n    {claimed('y', '30')}",
    ]
    report = score(cells, timeout=2, runner=runner)
    how = {r.mutant.description.split(": ")[1]: r for r in report.results}
    assert how["`n -= 1` -> `n += 1`"].noticed == "time"
    crash = how["`1 + 1` -> `1 - 1`"]
    assert (crash.noticed, crash.claims) == ("claim", ["it holds"])
    assert how["`n < 1` -> `n >= 1`"].claims == ["missing: it holds"]
    crashing = score([cells[0], "y = [1, 2, 3][5 - 3]", claimed("y", "3")], runner=runner)
    assert [(r.noticed, r.detail) for r in crashing.results if r.noticed == "crash"] == [
        ("crash", "cell 2 line 1 IndexError: list index out of range")
    ] * 2


def test_a_claim_whose_text_is_made_anew_is_not_missing(runner):
    cells = ["from jaxwise import claim", "y = 2.0 + 1.0", claimed("True", text="f'y is {y}'")]
    assert score(cells, runner=runner).score == 0.0


def test_marked_code_is_not_scored_and_the_report_says_when_it_is_a_sample(runner):
    marked = [EMPTY[0], "# no-mutation: shown, not claimed" + EMPTY[1], EMPTY[2]]
    assert score(marked, runner=runner).score is None
    report = score(EMPTY, limit=5, runner=runner)
    assert len(report.results) == 5 < report.found
    assert "0 of 5 mutants noticed (0%), a sample of" in report.to_text().splitlines()[0]


def test_reports_are_json_and_the_same_each_time(runner):
    def told(report):
        plain = json.loads(json.dumps(report.to_json(), allow_nan=False))
        for part in (plain, *plain.get("results", [])):
            part.pop("cpu_seconds", None)
            part.pop("timeout", None)
        return plain

    first, second = (told(score(STRONG, limit=8, runner=runner)) for _ in range(2))
    assert first == second and first["score"] == 1.0
    assert {"operator", "description", "fingerprint", "noticed"} <= set(first["results"][0])
    first, second = (told(shifted(CHANCE, range(3), runner=runner)) for _ in range(2))
    assert first == second


def test_unnoticed_mutants_stand_first_in_the_text(runner):
    half = [*PENDULUM, claimed("energy(math.pi / 3, 1.0)", "0.0", "≈", "tol=1e-9, ")]
    report = score(half, limit=10, runner=runner)
    text = report.to_text()
    assert 0 < report.score < 1
    assert text.index("unnoticed:") < text.index("noticed by claim")
    assert all(r.mutant.description in text for r in report.results)


@pytest.mark.parametrize(
    "cells, reason",
    [
        (["x = 1"], "makes no claim"),
        (
            ["from jaxwise import claim", claimed("1", "2")],
            "fails its own claims: cell 2: it holds",
        ),
        (["x = 1", "1 / 0"], "cell 2 line 1 ZeroDivisionError"),
        (["while True: pass"], "did not end in 1 s"),
    ],
)
def test_a_program_must_first_hold_by_itself(runner, cells, reason):
    for examine in (score, shifted):
        with pytest.raises(ProgramError, match=reason):
            examine(cells, timeout=1, runner=runner)


# Shifted keys

CHANCE = [
    "from jaxwise import claim, seed\nimport numpy as np",
    "shift = seed(0) // 1000\nx = np.random.default_rng(seed(1)).normal()",
    "\n".join(
        [
            claimed("shift % 4", "3", "!=", text="'three in four'"),
            claimed("abs(x)", "100", "<", text="'always'"),
            claimed("shift % 2", "0", text="'one in two'"),
            claimed("True", text="f'made anew: {x}'"),
        ]
    ),
    "assert shift != 7",
    claimed("True", text="'after the crash'"),
]


def test_a_claim_is_reported_with_the_share_of_keys_at_which_it_holds(runner):
    report = shifted(CHANCE, range(1, 9), runner=runner)
    rates = {text.split(":")[0]: rate for (_, text), rate in report.rates.items()}
    assert rates == {
        "three in four": 6 / 8,
        "always": 1.0,
        "one in two": 4 / 8,
        "made anew": 1.0,
        "after the crash": 7 / 8,
    }
    assert [e["shift"] for e in report.errors] == [7] and "AssertionError" in report.errors[0][
        "error"
    ]
    assert next(c for c in report.claims if c.text == "three in four").failed_at == [3, 7]
    assert "4/8  cell 3: one in two, not at 1, 3, 5, 7" in report.to_text()
    assert report.uses_seed
    assert not shifted(EMPTY, [1], runner=runner).uses_seed


# The command


def command(capsys, *words):
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    status = cli.run(parser.parse_args([str(word) for word in words]))
    return status, *capsys.readouterr()


def script(tmp_path, cells, name="program.py"):
    path = tmp_path / name
    path.write_text("\n\n".join(cells), encoding="utf-8")
    return path


def test_the_command_scores_a_script_against_the_bar(tmp_path, capsys):
    status, out, err = command(capsys, script(tmp_path, STRONG), "--limit", 6)
    assert (status, err) == (0, "") and out.startswith("6 of 6 mutants noticed (100%)")
    status, out, _ = command(capsys, script(tmp_path, EMPTY), "--limit", 4)
    assert status == 1 and "0 of 4 mutants noticed (0%)" in out
    assert command(capsys, script(tmp_path, EMPTY), "--limit", 4, "--fail-under", 0)[0] == 0


def test_the_command_scores_a_notebook_and_shifts_its_keys(tmp_path, capsys):
    def cell(source, *tags):
        kept = source.splitlines(keepends=True)
        return dict(cell_type="code", source=kept, metadata=dict(tags=list(tags)))

    cells = [
        dict(cell_type="markdown", source=["# Title"]),
        cell(CHANCE[0]),
        cell(CHANCE[1], "no-mutation"),
    ]
    cells += [cell("y = 2.0 - 1.0"), cell(claimed("y", "1.0", "≈", "tol=0.1, ")), cell(CHANCE[2])]
    path = script(tmp_path, [json.dumps(dict(cells=cells, nbformat=4))], "chapter.ipynb")
    status, out, _ = command(capsys, path, "--seeds", 2, "--format", "json")
    found = json.loads(out)
    assert {r["cell"] for r in found["mutation"]["results"]} == {2, 4}
    assert "cell 3 line 1: `2.0 - 1.0` -> `2.0 + 1.0`" in [
        r["description"] for r in found["mutation"]["results"]
    ]
    assert found["mutation"]["score"] >= 0.8
    assert {c["text"].split(":")[0]: c["rate"] for c in found["seeds"]["claims"]}[
        "one in two"
    ] == 0.5
    assert status == 1  # a claim that holds for one key in two is under the bar


@pytest.mark.parametrize(
    "name, text, reason",
    [
        ("missing.py", None, "cannot be read"),
        ("notes.txt", "x = 1", "expected a .py script or an .ipynb notebook"),
        ("wrong.py", "x = 1\ny = (", "line 2: not Python"),
        ("wrong.ipynb", "{}", "not a notebook"),
        ("fails.py", "from jaxwise import claim\n" + claimed("1", "2"), "fails its own claims"),
        ("bare.py", "from jaxwise import claim\n" + claimed("1", "1"), "nothing to mutate"),
    ],
)
def test_what_cannot_be_examined_is_status_2_with_a_reason(tmp_path, capsys, name, text, reason):
    path = tmp_path / name
    if text is not None:
        path.write_text(text)
    status, out, err = command(capsys, path)
    assert (status, out) == (2, "") and reason in err and err.count("\n") == 1


def test_a_script_is_run_as_its_author_runs_it(tmp_path, capsys, monkeypatch):
    (tmp_path / "helper.py").write_text("offset = 2.0")
    cells = ["import helper, os\nfrom jaxwise import claim", "y = helper.offset - 1.0"]
    cells += [
        claimed("y", "1.0", "≈", "tol=0.1, "),
        claimed("os.path.basename(__file__)", "'program.py'"),
    ]
    cells += ["if __name__ == '__main__':\n    " + claimed("'here' in os.listdir('.')")]
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "here").touch()
    monkeypatch.chdir(tmp_path / "elsewhere")
    path = script(tmp_path, cells)
    assert read_program(path).options["file"] == str(path)
    assert command(capsys, path)[0] == 0


def test_a_brief_run_ends_at_the_first_cell_with_a_failing_claim_and_scores_the_same():
    cells = [
        "from jaxwise import claim\nx = 2.0 + 1.0",
        "claim('three', x, '≈', 3.0, tol=1e-9, kind='analytic', source='sum')",
        "y = 1.0 / (x - x + 1.0)\nclaim('one', y, '≈', 1.0, tol=1e-9, kind='analytic', source='sum')",
    ]
    with Runner(jobs=1, preload=["jaxwise"]) as runner:
        whole = score(cells, runner=runner)
        brief = score(cells, runner=runner, brief=True)
        broken = runner.run([cells[0].replace("+", "-"), *cells[1:]], timeout=30, brief=True)
    assert [r.noticed for r in brief.results] == [r.noticed for r in whole.results]
    assert [record["text"] for record in broken.records] == ["three"] and broken.error is None
