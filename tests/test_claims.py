"""What a claim accepts, refuses, prints and records."""

import json
import math
import subprocess
import sys

import jax.numpy as jnp
import numpy as np
import pytest

from jaxwise import claim, glue, seed
from jaxwise.claims import ClaimError, collect, records

OUTSIDE = dict(kind="analytic", source="arithmetic")


@pytest.mark.parametrize(
    "value, op, bound",
    [
        (3, "==", 3), (True, "==", True), ("fp32", "==", "fp32"), (np.int64(3), "==", 3),
        (jnp.arange(3), "==", np.arange(3)),
        (3, "!=", 4), ("a", "!=", "b"), (np.arange(3), "!=", np.arange(1, 4)),
        (1.0, "<", 2), (2, "<=", 2.0), (jnp.float32(3), ">", 2), (2.0, ">=", 2),
        (np.array([0.1, 0.2]), "<", 0.3),
    ],
)  # fmt: skip
def test_what_holds_passes_and_is_recorded(value, op, bound):
    claim("it holds", value, op, bound, **OUTSIDE)
    assert records()[-1]["holds"] is True


@pytest.mark.parametrize(
    "value, op, bound",
    [
        (3, "==", 4), ("a", "==", "b"), (np.arange(3), "==", np.array([0, 1, 3])),
        (3, "!=", 3), (np.arange(3), "!=", 1),
        (2, "<", 2), (2.1, "<=", 2), (2, ">", 2), (1.9, ">=", 2), (np.array([0.1, 0.4]), "<", 0.3),
        (math.nan, "<", 1), (math.nan, ">", 1), (math.nan, "<=", math.nan),
    ],
)  # fmt: skip
def test_what_does_not_hold_raises(value, op, bound):
    with pytest.raises(ClaimError, match="it holds"):
        claim("it holds", value, op, bound, **OUTSIDE)


def test_approximately_is_an_absolute_tolerance_and_nan_never_passes():
    claim("near", 1.05, "≈", 1.0, tol=0.06, **OUTSIDE)
    assert records()[-1]["slack"] == pytest.approx(0.06 / 0.05)
    for value in (1.07, 0.93, math.nan, math.inf):
        with pytest.raises(ClaimError):
            claim("near", value, "≈", 1.0, tol=0.06, **OUTSIDE)
    with pytest.raises(ClaimError):
        claim("both NaN", math.nan, "≈", math.nan, tol=1.0, **OUTSIDE)


def test_the_difference_is_taken_in_double_precision():
    a = jnp.float32(1.0)
    with pytest.raises(ClaimError):
        claim("float32 noise is seen", a, "≈", 1.0 + 1e-9, tol=1e-10, **OUTSIDE)


@pytest.mark.parametrize(
    "arguments, error, names",
    [
        (dict(op="=~"), ValueError, "op"),
        (dict(kind="folklore"), ValueError, "kind"),
        (dict(source=" "), ValueError, "source"),
        (dict(text=""), ValueError, "text"),
        (dict(op="≈"), ValueError, "tol"),
        (dict(tol=0.1), ValueError, "tol"),
        (dict(op="≈", tol=-1.0), ValueError, "tol"),
        (dict(op="≈", tol=math.inf), ValueError, "tol"),
        (dict(op="==", value=1.0), TypeError, "value"),
        (dict(op="==", bound=1.0), TypeError, "bound"),
        (dict(value="a"), TypeError, "value"),
        (dict(value=1j), TypeError, "value"),
        (dict(value=object()), TypeError, "value"),
        (dict(value=np.zeros(3), bound=np.zeros(2)), ValueError, "bound"),
        (dict(value=np.zeros(0)), ValueError, "value"),
        (dict(needs="a big machine"), ValueError, "needs"),
    ],
)
def test_bad_arguments_are_named(arguments, error, names):
    good = dict(text="t", value=1, op="<", bound=2, **OUTSIDE)
    before = len(records())
    with pytest.raises(error, match=f"^{names}:"):
        claim(**good | arguments)
    assert len(records()) == before


def test_a_need_that_is_not_met_is_recorded_as_not_run_and_computes_nothing(capsys):
    claim("on a large machine", lambda: 1 / 0, "==", 1, needs="devices>=100000", **OUTSIDE)
    assert records()[-1]["holds"] is None
    assert "not run here" in capsys.readouterr().out
    claim("on this jax", lambda: 1, "==", 1, needs="jax>=0.4", **OUTSIDE)
    assert records()[-1]["holds"] is True
    claim("without it", lambda: 1 / 0, "==", 1, needs="no-such-package>=1", **OUTSIDE)
    assert records()[-1]["holds"] is None


def test_collecting_records_a_failure_and_goes_on():
    with collect() as found:
        claim("one", 1, "==", 2, **OUTSIDE)
        claim("two", 2, "==", 2, **OUTSIDE)
    assert [r["holds"] for r in found] == [False, True]
    with pytest.raises(ClaimError):
        claim("one", 1, "==", 2, **OUTSIDE)


def test_records_survive_json():
    with collect() as found:
        claim("inf", math.inf, "<", 1.0, **OUTSIDE)
        claim("nan", math.nan, "≈", 1.0, tol=1e-3, **OUTSIDE)
        claim("exact", 1.0, "≈", 1.0, tol=np.float32(1e-3), **OUTSIDE)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_in_a_plain_script_a_claim_prints_one_line_without_loading_jax():
    program = (
        "import sys; from jaxwise import claim, glue; glue('x', 1.0)\n"
        "claim('two and two', 4, '==', 4, kind='analytic', source='arithmetic')\n"
        "assert 'jax' not in sys.modules and 'matplotlib' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "✓ two and two  [== 4 · analytic: arithmetic]\n"


def test_the_seed_is_fixed_unless_the_environment_shifts_it(monkeypatch):
    monkeypatch.delenv("JAXWISE_SEED", raising=False)
    assert seed(5) == 5
    monkeypatch.setenv("JAXWISE_SEED", "3")
    assert seed(5) == 3005
    monkeypatch.setenv("JAXWISE_SEED", "three")
    with pytest.raises(ValueError, match="JAXWISE_SEED"):
        seed(5)
    for bad in (-1, 1000, 1.0, True):
        with pytest.raises(ValueError, match="number"):
            seed(bad)


def test_only_a_finite_scalar_or_words_can_be_glued():
    glue("fine", jnp.float32(1.5))
    for value, error in ((np.zeros(2), TypeError), (math.nan, ValueError), (object(), TypeError)):
        with pytest.raises(error, match="value"):
            glue("name", value)
    with pytest.raises(ValueError, match="name"):
        glue("no spaces", 1)
