"""jaxwise.measure: times on a fake clock; counts against XLA, hand counts and second methods."""

import doctest
import importlib
import math
import os
import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from jax.extend.core import Primitive
from jax.sharding import AbstractMesh, AxisType, PartitionSpec

from jaxwise.measure import (
    Pair,
    Timing,
    _timing,
    break_even,
    compare,
    cost,
    count_traces,
    temporaries,
    timeit,
)


def array(*shape, dtype=jnp.float32):
    return jax.ShapeDtypeStruct(shape, dtype)


def xla(f, *args):
    """XLA's own counts: flops, transcendentals, bytes."""
    analysis = jax.jit(f).lower(*args).compile().cost_analysis()
    names = ("flops", "transcendentals", "bytes accessed")
    return tuple(int(analysis.get(name, 0)) for name in names)


def counted(f, *args):
    found = cost(f, *args)
    return found.flops, found.transcendentals, found.bytes


# ---- the package


@pytest.mark.parametrize("module", ["_cost", "_memory", "_timing", "_traces"])
def test_docstring_examples_run(module):
    result = doctest.testmod(importlib.import_module(f"jaxwise.measure.{module}"))
    assert result.attempted > 0 and result.failed == 0


def test_importing_starts_no_backend():
    # A platform that does not exist raises as soon as a backend is wanted, and not before.
    environment = os.environ | {"JAX_PLATFORMS": "no_such_platform"}
    code = "import jaxwise.measure, jax; print('imported', flush=True); jax.devices()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "imported"
    assert done.returncode != 0


# ---- timing


class Clock:
    """A clock that moves only when told; functions made by it cost what they are told to cost."""

    def __init__(self):
        self.wall = self.cpu = 100.0

    def __call__(self):
        return self.wall, self.cpu

    def advance(self, wall, cpu=None):
        self.wall += wall
        self.cpu += wall if cpu is None else cpu

    def function(self, walls, log=None, name="f"):
        """A function whose n-th call takes ``walls[n]`` seconds, the last value from then on."""
        walls = list(walls)

        def f(*args, **kwargs):
            if log is not None:
                log.append(name)
            self.advance(walls.pop(0) if len(walls) > 1 else walls[0])
            return np.zeros(2)

        f.__name__ = name
        return f


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(_timing, "_now", clock)
    return clock


def test_the_first_call_is_kept_apart_from_the_runs(clock):
    timing = timeit(clock.function([5.0, 1.0]), repeat=4)
    assert timing.first_call == pytest.approx(5.0)
    assert timing.wall == pytest.approx((1.0,) * 4)
    assert timing.compile_seconds == pytest.approx(4.0)


def test_compile_seconds_are_never_negative(clock):
    assert timeit(clock.function([1.0, 3.0]), repeat=2).compile_seconds == 0


def test_wall_and_cpu_seconds_are_told_apart(clock):
    timing = timeit(lambda: clock.advance(wall=2.0, cpu=6.0), repeat=3)
    assert timing.median == pytest.approx(2.0)
    assert timing.cpu_quartiles == pytest.approx((6.0, 6.0, 6.0))


def test_wall_is_the_performance_counter_and_cpu_the_time_of_the_process(monkeypatch):
    monkeypatch.setattr(_timing.time, "perf_counter", lambda: 2.0)
    monkeypatch.setattr(_timing.time, "process_time", lambda: 3.0)
    assert _timing._now() == (2.0, 3.0)


def test_quartiles_are_those_of_the_samples(clock):
    # first call, second call (which chooses the number of calls), then five samples
    timing = timeit(clock.function([9, 9, 5, 1, 4, 2, 3]), repeat=5)
    assert timing.quartiles == pytest.approx((2, 3, 4))


def test_short_calls_are_repeated_until_a_sample_lasts_a_millisecond(clock):
    timing = timeit(clock.function([2.0**-12]), repeat=3)
    assert timing.number == 5  # 4.1 calls fill a millisecond
    assert timing.wall == pytest.approx((2.0**-12,) * 3)  # seconds per call, not per sample


def test_a_sample_has_at_most_a_thousand_calls_and_at_least_one(clock):
    assert timeit(clock.function([1e-9]), repeat=1).number == 1000
    assert timeit(clock.function([7.0]), repeat=1).number == 1


def test_number_is_taken_as_given(clock):
    log = []
    assert timeit(clock.function([1.0], log), repeat=4, number=3).number == 3
    assert len(log) == 1 + 4 * 3


def test_a_time_includes_the_wait_for_the_result(clock):
    class Late:
        def block_until_ready(self):
            clock.advance(2.0)
            return self

    timing = timeit(lambda: {"x": [Late()]}, repeat=2)
    assert timing.wall == pytest.approx((2.0, 2.0))


def test_arguments_and_keywords_reach_the_function(clock):
    seen = []
    timeit(lambda *a, **k: (seen.append((a, k)), clock.advance(1.0)), 1, "s", scale=2, repeat=1)
    assert set(map(str, seen)) == {"((1, 's'), {'scale': 2})"}


@pytest.mark.parametrize("result", [None, 3.0, np.ones(3), {"a": (np.ones(2), "text")}])
def test_functions_without_jax_are_timed_on_the_host(result):
    timing = timeit(lambda: result, repeat=2, number=1)
    assert timing.device.startswith("host") and timing.first_call > 0


def test_a_jax_result_names_its_device_and_real_times_are_positive():
    timing = timeit(jax.jit(jnp.sin), jnp.ones(8), repeat=3)
    assert timing.device.startswith("1 x ")
    assert timing.first_call > 0 and min(timing.wall) > 0


def test_a_timing_prints_units_device_date_and_versions(clock):
    text = str(timeit(clock.function([3.0, 0.002], name="solve"), repeat=2))
    assert text.count("\n") == 1
    assert "solve: 2 ms [2 ms to 2 ms] wall" in text and "first call 3 s" in text
    assert f"jax {jax.__version__}" in text and "host" in text and "20" in text.split("; ")[-1]


@pytest.mark.parametrize(
    "seconds, text",
    [(2.5, "2.5 s"), (0.25, "250 ms"), (3e-6, "3 us"), (4e-8, "40 ns"), (0, "0 ns")],
)
def test_seconds_print_in_the_unit_that_fits(seconds, text):
    assert _timing._seconds(seconds) == text


def test_compare_calls_the_two_functions_in_turn(clock):
    log = []
    compare(clock.function([1.0], log, "a"), clock.function([1.0], log, "b"), repeat=3, number=1)
    assert "".join(log[2:]) == "ababab"


def test_ratios_are_taken_pair_by_pair(clock):
    # The load doubles from one pair to the next; the ratio within a pair stays 3.
    load = [1.0, 2.0, 4.0, 8.0]
    a = clock.function([1.0] + [3 * x for x in load], name="a")
    b = clock.function([1.0] + load, name="b")
    pair = compare(a, b, repeat=4, number=1)
    assert pair.ratios == pytest.approx((3.0,) * 4)
    assert pair.ratio == pytest.approx(3.0)
    assert pair.quartiles == pytest.approx((3.0, 3.0, 3.0))


def test_a_cpu_clock_too_coarse_gives_nan_and_not_an_error():
    common = {"first_call": 1.0, "number": 1, "device": "d", "date": "2026", "versions": "v"}
    a = Timing(name="a", wall=(1.0,), cpu=(1.0,), **common)
    b = Timing(name="b", wall=(1.0,), cpu=(0.0,), **common)
    assert all(math.isnan(q) for q in Pair(a, b).cpu_quartiles)


def test_a_pair_says_when_the_second_function_has_paid(clock):
    a = clock.function([4.0], name="loop")
    b = clock.function([13.0, 1.0], name="fast")  # compiles for 12 s, saves 3 s a call
    pair = compare(a, b, repeat=2)
    assert pair.break_even == 4
    assert "loop takes 4 [4 to 4] times as long as fast" in str(pair)
    assert "fast has paid after 4 calls" in str(pair)
    assert compare(b, a, repeat=2).break_even == math.inf


def test_break_even_is_the_smallest_number_of_calls_that_pays():
    rng = np.random.default_rng(0)
    for compile_seconds, after, saved in rng.uniform(0.01, 5.0, size=(200, 3)):
        before = after + saved
        n = 0
        while compile_seconds + n * after > n * before:
            n += 1
        assert break_even(compile_seconds, before=before, after=after) == n


def test_break_even_survives_the_rounding_of_the_division():
    assert 1 / (0.3 - 0.2) > 10  # in floating point
    assert break_even(1, before=0.3, after=0.2) == 10


def test_break_even_is_infinite_if_nothing_is_saved_and_zero_if_nothing_is_spent():
    assert break_even(1.0, before=1.0, after=1.0) == math.inf
    assert break_even(0.0, before=1.0, after=1.0) == 0
    assert break_even(0.0, before=1.0, after=2.0) == math.inf


@pytest.mark.parametrize(
    "times, name",
    [((-1, 1, 1), "compile_seconds"), ((1, math.nan, 1), "before"), ((1, 1, math.inf), "after")],
)
def test_break_even_refuses_what_is_no_time(times, name):
    with pytest.raises(ValueError, match=f"{name} must be a time in seconds"):
        break_even(times[0], before=times[1], after=times[2])


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: timeit(3), TypeError, "f must be a function, got int: 3"),
        (lambda: compare(3, abs), TypeError, "a must be a function"),
        (lambda: compare(abs, 3), TypeError, "b must be a function"),
        (lambda: timeit(abs, 1, repeat=0), ValueError, "repeat must be at least 1, got 0"),
        (lambda: timeit(abs, 1, repeat=True), TypeError, "repeat must be a whole number"),
        (lambda: compare(abs, abs, 1, repeat=2.5), TypeError, "repeat must be a whole .* 2.5"),
        (lambda: timeit(abs, 1, number=-1), ValueError, "number must be at least 1, got -1"),
        (lambda: cost("f"), TypeError, "f must be a function, got str"),
        (lambda: temporaries(None), TypeError, "f must be a function, got NoneType"),
        (lambda: count_traces(1.0), TypeError, "f must be a function, got float"),
    ],
)
def test_bad_arguments_are_named_at_once(call, error, message):
    with pytest.raises(error, match=message):
        call()


# ---- cost, against XLA for programs without loops


@pytest.mark.parametrize(
    "f, args",
    [
        (jnp.matmul, (array(64, 32), array(32, 16))),
        (lambda a, b: jnp.einsum("bij,bjk->bik", a, b), (array(3, 8, 5), array(3, 5, 7))),
        (jnp.add, (array(1000), array(1000))),
        (jnp.sin, (array(1000),)),
        (lax.rsqrt, (array(1000),)),
        (lambda x: x**3, (array(1000),)),
        (lambda x: x**13, (array(1000),)),
    ],
)
def test_flops_and_bytes_of_one_operation_agree_with_xla(f, args):
    assert counted(f, *args) == xla(f, *args)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: jnp.where(x > 0, x, -x),
        lambda x: jnp.exp(x) * x + jnp.tanh(x) / x,
        lambda x: jnp.floor(x) - jnp.maximum(x, 2.0),
        lambda x: x**-2,
        lambda x: x**7.5,
    ],
)
def test_operations_of_fused_programs_agree_with_xla_and_bytes_are_at_least_its(f):
    flops, transcendentals, moved = counted(f, array(1000))
    xla_flops, xla_transcendentals, xla_moved = xla(f, array(1000))
    assert (flops, transcendentals) == (xla_flops, xla_transcendentals)
    assert moved >= xla_moved


@pytest.mark.parametrize("f", [jnp.sum, jnp.max, lambda x: jnp.max(x) + jnp.mean(x)])
def test_reductions_agree_with_xla_up_to_its_partial_sums(f):
    assert cost(f, array(1000)).flops == pytest.approx(xla(f, array(1000))[0], rel=0.03)


@pytest.mark.parametrize(
    "padding, options",
    [
        ("VALID", {}),
        ("SAME", {}),
        ("SAME", {"window_strides": (2, 3)}),
        ("SAME", {"rhs_dilation": (2, 1)}),
        (((1, 2), (0, 1)), {"lhs_dilation": (2, 2)}),
        ("SAME", {"feature_group_count": 2}),
        ("VALID", {"batch_group_count": 2, "kernel": (6, 4, 3, 3)}),
    ],
)
def test_convolutions_agree_with_xla(padding, options):
    groups = options.get("feature_group_count", 1)
    kernel = array(*options.pop("kernel", (6, 4 // groups, 3, 3)))
    strides = options.pop("window_strides", (1, 1))

    def f(x, k):
        return lax.conv_general_dilated(x, k, strides, padding, **options)

    x = array(2, 4, 10, 11)
    assert cost(f, x, kernel).flops == xla(f, x, kernel)[0]


# ---- cost, against hand counts


def test_a_scan_counts_its_body_times_its_length():
    def f(x):
        return lax.scan(lambda c, _: (c * c + jnp.sin(c), None), x, None, length=10)[0]

    found = cost(f, array(100))
    assert (found.flops, found.transcendentals, found.exact) == (2000, 1000, True)
    assert xla(f, array(100))[1] == 100  # XLA counts the body once: the reason for this module


def test_a_scan_costs_what_its_unrolled_form_costs():
    def rolled(x, w):
        return lax.scan(lambda c, w: (jnp.tanh(w @ c), c.sum()), x, w)

    def unrolled(x, w):
        sums = []
        for i in range(7):
            sums.append(x.sum())
            x = jnp.tanh(lax.index_in_dim(w, i, keepdims=False) @ x)
        return x, sums

    a, b = (cost(f, array(9), array(7, 9, 9)) for f in (rolled, unrolled))
    assert (a.flops, a.transcendentals) == (b.flops, b.transcendentals)
    assert a.flops == 7 * (2 * 9 * 9 + 8) and a.equations < b.equations


def test_nested_scans_multiply():
    def f(x):
        def inner(c, _):
            return c + 1.0, None

        def outer(c, _):
            return lax.scan(inner, c, None, length=5)[0], None

        return lax.scan(outer, x, None, length=3)[0]

    found = cost(f, array(4))
    assert found.flops == 3 * 5 * 4 and found.by_primitive == {"add": 60}


def test_a_static_fori_loop_is_exact_and_a_dynamic_one_is_not():
    def loop(x, n):
        return lax.fori_loop(0, n, lambda i, x: x * 2.0, x)

    static, dynamic = cost(loop, array(8), 6), cost(loop, array(8), array(dtype=jnp.int32))
    assert (static.flops, static.exact) == (48, True)
    assert (dynamic.flops, dynamic.exact) == (8, False)


def test_a_while_loop_counts_one_trip_and_says_so():
    found = cost(
        lambda x: lax.while_loop(lambda c: c.sum() < 3.0, lambda c: jnp.sin(c) * 2.0, x), array(8)
    )
    assert (found.flops, found.transcendentals) == (7 + 1 + 8, 8)  # test: 7 adds, 1 comparison
    assert not found.exact
    assert found.notes == ("a while loop is counted for one trip (24 operations)",)
    assert "not exact: a while loop" in str(found)


def test_a_cond_counts_its_most_expensive_branch_and_says_so():
    def f(x, p):
        return lax.cond(p, lambda x: jnp.sin(jnp.cos(x)), lambda x: x + 1.0, x)

    found = cost(f, array(8), array(dtype=jnp.bool_))
    assert (found.flops, found.transcendentals, found.exact) == (0, 16, False)
    assert "(8, 16 operations)" in found.notes[0]


def test_a_cond_with_equal_branches_is_exact():
    found = cost(
        lambda x, p: lax.cond(p, lambda x: x + 1.0, lambda x: x - 1.0, x),
        array(8),
        array(dtype=jnp.bool_),
    )
    assert (found.flops, found.exact) == (8, True)


def test_vmap_of_a_cond_pays_for_both_branches():
    def f(x):
        return lax.cond(x > 0, lambda x: jnp.sin(jnp.cos(x)), lambda x: x + 1.0, x)

    found = cost(jax.vmap(f), array(10))
    assert (found.by_primitive["add"], found.transcendentals, found.exact) == (10, 20, True)
    assert found.by_primitive["select_n"] >= 10


def test_vmap_of_a_matvec_costs_a_matmul():
    one = cost(jnp.matmul, array(5, 7), array(7)).flops
    many = cost(jax.vmap(jnp.matmul, (None, 0)), array(5, 7), array(11, 7)).flops
    assert many == 11 * one == cost(jnp.matmul, array(11, 7), array(7, 5)).flops


def chain(x, v, w):
    return ((x @ v @ w) ** 2).sum()


@pytest.mark.parametrize("argnums, ratio", [((0, 1, 2), 3.0), ((1, 2), 2.5), ((2,), 1.5)])
def test_the_gradient_of_a_matmul_chain_costs_three_times_its_value(argnums, ratio):
    # Backward, each product costs two more, one for each factor; a factor that is not
    # differentiated, and has nothing differentiated before it, saves one.
    args = array(6, 6), array(6, 6), array(6, 6)
    value, gradient = cost(chain, *args), cost(jax.grad(chain, argnums), *args)
    assert value.by_primitive["dot_general"] == 2 * 2 * 6**3
    assert gradient.by_primitive["dot_general"] == ratio * 2 * 2 * 6**3


def test_checkpoint_pays_for_the_forward_pass_again():
    def f(x):
        return jnp.sin(jnp.sin(jnp.sin(x))).sum()

    plain, again = (cost(jax.grad(g), array(10)) for g in (f, jax.checkpoint(f)))
    assert plain.transcendentals == 10 * (2 + 3)  # two sines for the chain, three cosines
    assert again.transcendentals >= plain.transcendentals
    assert again.transcendentals <= 10 * (3 + 2 + 3)


@jax.custom_jvp
def square_jvp(x):
    return x * x


square_jvp.defjvp(lambda primals, tangents: (square_jvp(*primals), 2.0 * primals[0] * tangents[0]))


@jax.custom_vjp
def square_vjp(x):
    return x * x


square_vjp.defvjp(lambda x: (x * x, x), lambda x, g: (2.0 * x * g,))


@pytest.mark.parametrize(
    "f",
    [
        square_jvp,
        square_vjp,
        jax.jit(lambda x: x * x),
        jax.jit(lambda x: jax.jit(lambda y: y * y)(x)),
        jax.checkpoint(lambda x: x * x),
        jax.named_call(lambda x: x * x, name="square"),
        lax.composite(lambda x: x * x, name="test.square"),
        jax.vmap(square_vjp),
    ],
)
def test_calls_of_every_kind_are_looked_into(f):
    found = cost(f, array(10))
    assert (found.flops, found.exact, dict(found.uncounted)) == (10, True, {})


def test_shard_map_counts_all_devices_together():
    mesh = AbstractMesh((4,), ("i",), axis_types=(AxisType.Auto,))
    spec = PartitionSpec("i")
    f = jax.shard_map(lambda x: jnp.sin(x) * 2.0, mesh=mesh, in_specs=spec, out_specs=spec)
    found = cost(f, array(64))
    assert (found.flops, found.transcendentals) == (64, 64)
    total = jax.shard_map(
        lambda x: lax.psum(x, "i"), mesh=mesh, in_specs=spec, out_specs=PartitionSpec()
    )
    assert cost(total, array(64)).flops == 64  # each of four devices gives 16 numbers


def test_results_that_nobody_uses_cost_nothing():
    def f(x):
        unused = x @ x
        return (x + 1.0, unused)[0]

    assert cost(f, array(9, 9)).flops == 81 == xla(f, array(9, 9))[0]


def test_cumulative_sums_and_reductions_take_one_step_less_than_elements():
    assert cost(lambda x: lax.cumsum(x, axis=1), array(4, 10)).flops == 4 * 9
    assert cost(lambda x: lax.cummax(x, axis=0), array(4, 10)).flops == 3 * 10
    assert cost(lambda x: x.sum(axis=1), array(4, 10)).flops == 4 * 9
    assert cost(lambda x: jnp.argmax(x), array(40)).flops == 39
    assert cost(lambda x: lax.cumlogsumexp(x), array(40)).transcendentals == 2 * 39


def test_a_reduction_by_a_given_function_runs_it_once_a_step():
    def f(x):
        return lax.reduce(x, np.float32(0), lambda a, b: a + jnp.sin(b), (0,))

    found = cost(f, array(10, 3))
    assert (found.flops, found.transcendentals) == (27, 27)


def test_pooling_windows_count_their_comparisons():
    def pool(x):
        return lax.reduce_window(x, -jnp.inf, lax.max, (2, 2), (2, 2), "VALID")

    assert cost(pool, array(8, 8)).flops == 16 * 3
    gradient = cost(jax.grad(lambda x: pool(x).sum()), array(8, 8))
    assert gradient.flops == 16 * (3 + 1)  # find each winner again, add to it


def test_a_scatter_add_counts_its_updates():
    def f(x, i, u):
        return x.at[i].add(u, mode="drop")

    found = cost(f, array(100), array(7, dtype=jnp.int32), array(7))
    assert found.flops == 7


def test_integer_work_is_kept_apart_from_flops():
    found = cost(lambda i, x: (i * 2 + 1, x * 2.0), array(10, dtype=jnp.int32), array(5))
    assert (found.flops, found.integer_ops) == (5, 20)


def test_complex_operations_count_the_real_ones_they_are_made_of():
    z = array(10, dtype=jnp.complex64)

    def by_parts(a, b, c, d):
        return a * c - b * d, a * d + b * c

    assert cost(lambda x, y: x * y, z, z).flops == cost(by_parts, *[array(10)] * 4).flops == 60
    assert cost(lambda x, y: x + y, z, z).flops == 20
    m = array(4, 4, dtype=jnp.complex64)
    assert cost(jnp.matmul, m, m).flops == 8 * 4**3
    size = cost(jnp.abs, z)
    assert (size.flops, size.transcendentals) == (30, 10)


def test_ffts_follow_the_five_n_log_n_convention_and_say_so():
    whole = cost(jnp.fft.fft, array(3, 64, dtype=jnp.complex64))
    half = cost(jnp.fft.rfft, array(3, 64))
    back = cost(lambda z: jnp.fft.irfft(z, 64), array(3, 33, dtype=jnp.complex64))
    plane = cost(jnp.fft.fft2, array(8, 8, dtype=jnp.complex64))
    assert whole.flops == 3 * 5 * 64 * 6 and plane.flops == 5 * 64 * 6
    assert half.by_primitive["fft"] == back.by_primitive["fft"] == whole.flops // 2
    assert not whole.exact and "5 n log2 n" in whole.notes[0]


def test_a_sort_counts_its_comparisons_as_xla_does():
    one = cost(jnp.sort, array(1000))
    assert one.flops == xla(jnp.sort, array(1000))[0] == 10_000
    assert cost(lambda x: lax.sort(x, dimension=0), array(1000, 3)).flops == 3 * one.flops
    assert not one.exact
    best = cost(lambda x: lax.top_k(x, 3), array(5, 100))
    assert (best.flops, best.exact) == (5 * 100 * 2, False)


def textbook_cholesky(n):
    """Operations of the loops in the textbook: (flops, square roots)."""
    flops = roots = 0
    for j in range(n):
        flops, roots = flops + 2 * j, roots + 1
        flops += sum(2 * j + 1 for _ in range(j + 1, n))
    return flops, roots


def textbook_lu(n):
    return sum((n - k - 1) + 2 * (n - k - 1) ** 2 for k in range(n))


def test_factorisations_follow_the_loops_of_the_textbook_to_leading_order():
    n = 120
    a = array(n, n)
    found = cost(lambda a: lax.linalg.cholesky(a, symmetrize_input=False), a)
    flops, roots = textbook_cholesky(n)
    assert found.by_primitive["cholesky"] == pytest.approx(flops + roots, rel=0.03)
    lu = cost(lax.linalg.lu, a)
    assert lu.flops == pytest.approx(textbook_lu(n), rel=0.03)
    solve = cost(lambda a, b: lax.linalg.triangular_solve(a, b, left_side=True), a, array(n, 5))
    assert solve.flops == 5 * n**2  # n divisions and n (n - 1) others for each of 5 columns
    assert not found.exact and not lu.exact


def test_tall_factorisations_follow_golub_and_van_loan():
    m, n = 90, 30
    assert cost(lax.linalg.lu, array(m, n)).flops == pytest.approx(n**2 * (m - n / 3), abs=1)
    q_and_r = cost(lambda a: lax.linalg.qr(a, full_matrices=False), array(m, n))
    assert q_and_r.flops == pytest.approx(2 * (2 * n**2 * (m - n / 3)), abs=1)


def test_a_linear_solve_counts_its_solution_and_not_its_transpose():
    found = cost(jnp.linalg.solve, array(60, 60), array(60))
    assert found.by_primitive["triangular_solve"] == 2 * 60**2
    assert "dot_general" not in found.by_primitive and not found.uncounted


def test_of_the_parts_of_a_custom_linear_solve_only_the_solution_runs():
    def f(b):
        return lax.custom_linear_solve(
            lambda x: 2.0 * x,
            b,
            solve=lambda _, b: b / 2.0,
            transpose_solve=lambda _, b: jnp.sin(b) / 2.0,
        )

    found = cost(f, array(10))
    assert (found.flops, found.transcendentals) == (10, 0)


def test_functions_that_hide_their_jaxpr_are_counted_on_every_version():
    def root(x):
        return lax.custom_root(
            lambda y: y * y - x,
            jnp.ones_like(x),
            lambda f, y: f(y) + y,
            lambda g, y: y / g(jnp.ones_like(y)),
        )

    found = cost(root, array(10))
    assert (found.flops, dict(found.uncounted)) == (30, {})
    assert not cost(jnp.searchsorted, array(64), array(5)).uncounted


def unknown_primitive():
    primitive = Primitive("frobnicate")
    primitive.def_abstract_eval(lambda x: x)
    return primitive


def test_a_primitive_without_a_rule_is_listed_with_how_often_it_runs():
    primitive = unknown_primitive()

    def f(x):
        return lax.scan(lambda c, _: (primitive.bind(c) + 1.0, None), x, None, length=5)[0]

    found = cost(f, array(10))
    assert dict(found.uncounted) == {"frobnicate": 5}
    assert found.flops == 50 and not found.exact
    assert "frobnicate has no rule" in str(found)
    assert found.bytes == 5 * 2 * (40 + 40)  # its operands and results count all the same


@pytest.mark.parametrize(
    "f, args", [(jnp.linalg.svd, (array(4, 4),)), (jnp.linalg.eigh, (array(4, 4),))]
)
def test_iterative_factorisations_are_uncounted_and_not_guessed(f, args):
    found = cost(f, *args)
    assert found.uncounted and not found.exact


def test_equations_are_those_of_the_program_with_inner_ones_counted_once():
    def body(c, _):
        return jnp.sin(c) + 1.0, None

    assert cost(lambda x: jnp.sin(x) + 1.0, array(10)).equations == 2
    assert cost(lambda x: lax.scan(body, x, None, length=50), array(10)).equations == 3


def test_random_bits_are_listed_as_uncounted():
    found = cost(lambda k: jax.random.bits(k, (8,)), jax.random.key(0))
    assert dict(found.uncounted) == {"random_bits": 1}


# ---- cost: bytes


def test_bytes_are_operands_plus_results_each_operand_once():
    found = cost(lambda x: (x * x) * 2.0, array(100))
    assert (found.bytes_read, found.bytes_written) == (800, 800)
    assert cost(lambda x: x * x, array(100, dtype=jnp.float16)).bytes == 400


def test_reshapes_move_nothing():
    assert cost(lambda x: x.reshape(10, 10), array(100)).bytes == 0


def test_a_slice_reads_what_it_returns():
    def f(x, i):
        return lax.dynamic_slice(x, (i,), (10,))

    found = cost(f, array(10_000), array(dtype=jnp.int32))
    assert 80 <= found.bytes < 150  # the slice and its index


def test_bytes_in_a_loop_are_multiplied_too():
    def f(x):
        return lax.scan(lambda c, _: (-c, None), x, None, length=6)[0]

    assert cost(f, array(10)).bytes == 6 * 80


# ---- cost: arguments


def test_integers_stay_python_values_for_functions_that_are_not_jitted():
    def power(x, n, kind="odd"):
        for _ in range(n):
            x = x * x
        return x if kind == "even" else -x

    assert cost(power, array(10), 3).flops == 40
    assert cost(power, array(10), 3, kind="even").flops == 30


def test_jitted_functions_keep_their_own_static_arguments():
    f = jax.jit(lambda x, n: x * 2.0 if n == 1 else x * 2.0 + 1.0, static_argnums=1)
    assert cost(f, array(10), 1).flops == 10 and cost(f, array(10), 2).flops == 20


def test_python_floats_are_traced():
    assert cost(lambda x: x * x + 1.0, 2.0).flops == 2


def test_concrete_arrays_and_pytrees_cost_what_their_shapes_cost():
    def f(p):
        return p["w"] @ p["x"]

    shapes = {"w": array(4, 5), "x": array(5)}
    values = {"w": np.ones((4, 5), np.float32), "x": jnp.ones(5, jnp.float32)}
    assert cost(f, values) == cost(f, shapes)


def test_a_cost_prints_operations_bytes_and_their_meaning():
    text = str(cost(jnp.matmul, array(64, 32), array(32, 16)))
    assert "65,536 flops" in text and "10,240 bytes read, 4,096 written, at most" in text
    assert "not exact" not in text


# ---- temporaries


def test_temporaries_hold_what_the_backward_pass_of_a_scan_needs():
    def f(x):
        return lax.scan(lambda c, _: (jnp.sin(c), None), x, None, length=100)[0].sum()

    assert temporaries(lambda x: x + 1.0, array(1000)) == 0
    assert temporaries(f, array(1000)) < 100 * 1000 * 4 <= temporaries(jax.grad(f), array(1000))


def test_temporaries_of_a_jitted_function_with_static_arguments():
    f = jax.jit(lambda x, n: x + n, static_argnums=1)
    assert temporaries(f, array(8), 3) == 0


class Silent:
    """A compiled function on a backend whose memory analysis does what it is told."""

    def __init__(self, outcome):
        self.outcome = outcome

    def __call__(self):
        raise AssertionError("temporaries must not run the function")

    def trace(self, *args):
        return self

    lower = compile = trace

    def memory_analysis(self):
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.mark.parametrize(
    "outcome",
    [None, NotImplementedError(), jax.errors.JaxRuntimeError("UNIMPLEMENTED: not here")],
)
def test_temporaries_are_none_where_the_backend_does_not_say(outcome):
    assert temporaries(Silent(outcome)) is None


def test_other_failures_of_the_backend_are_not_hidden():
    with pytest.raises(jax.errors.JaxRuntimeError, match="RESOURCE_EXHAUSTED"):
        temporaries(Silent(jax.errors.JaxRuntimeError("RESOURCE_EXHAUSTED: memory")))


# ---- traces


def test_equal_shapes_trace_once_and_new_shapes_again():
    g = count_traces(lambda x: x + 1)
    h = jax.jit(g)
    for n in (2, 2, 3, 2, 3):
        h(np.ones(n, np.float32))
    assert (g.count, g.signatures) == (2, ["float32[2]", "float32[3]"])


def test_without_jit_every_call_runs_the_body():
    g = count_traces(lambda x: x + 1)
    assert [g(1), g(1), g(1)] == [2, 2, 2] and g.count == 3


def test_a_python_number_is_traced_apart_from_an_array():
    g = count_traces(lambda x: x + 1)
    h = jax.jit(g)
    h(1.0), h(2.0), h(np.float32(1.0))
    strong, weak = sorted(g.signatures, key=lambda s: s.endswith("weak"))
    assert g.count == 2 and strong == "float32[]" and weak in ("float32[] weak", "float64[] weak")


def test_each_static_value_is_a_trace_and_is_named():
    g = count_traces(lambda x, mode: x)
    h = jax.jit(g, static_argnames="mode")
    for mode in ("a", "b", "a"):
        h(np.ones(2, np.float32), mode=mode)
    assert g.signatures == ["float32[2], mode='a'", "float32[2], mode='b'"]


def test_pytrees_are_described_leaf_by_leaf():
    g = count_traces(lambda p: p["w"])
    jax.jit(g)({"w": np.ones((2, 3), np.float32), "b": np.ones(3, np.int32)})
    assert g.signatures == ["(int32[3], float32[2,3])"]


@pytest.mark.parametrize("empty", [[], {}, (), None, [[], {}]], ids=repr)
def test_what_has_no_leaves_is_described_and_passed_on(empty):
    g = count_traces(lambda x, none: (x, none))
    assert g(1.0, empty) == (1.0, empty)
    jax.jit(g).trace(np.ones(2, np.float32), none=empty)
    assert g.signatures == [f"1.0, {empty!r}", f"float32[2], none={empty!r}"]


def test_a_counted_function_keeps_its_name_and_says_its_count():
    @count_traces
    def energy(x):
        """The energy."""
        return x

    energy(1)
    assert (energy.__name__, energy.__doc__) == ("energy", "The energy.")
    assert repr(energy) == "<energy: body ran 1 time>"


def test_transformed_functions_count_their_traces_too():
    g = count_traces(lambda x: x * x)
    jax.jit(jax.vmap(jax.grad(g)))(np.ones(5, np.float32))
    assert g.count == 1
