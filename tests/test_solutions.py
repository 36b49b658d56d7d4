"""Every solution that a chapter prints does what its exercise asks, and its starter does not."""

import re

import pytest

from jaxwise.claims.running import Runner
from tools.chapters import chapters

SOLUTION = re.compile(r"^```\{solution\} (\S+)\n(.*?)^```\s*$", re.S | re.M)
CODE = re.compile(r"^~~~python\n(.*?)^~~~\s*$", re.S | re.M)

# What a right solution does.  Each runs after the whole chapter and the solution, in its names.
CHECKS = {
    "one_hours_apart": """
a = 2298154.563194444
with jax.enable_x64(False):
    answer = hours_apart(a, a + 1 / 24)
assert isinstance(answer, jax.Array) and answer.dtype == "float32" and abs(answer - 1.0) * 3600 < 1
""",
    "one_in_axes": """
ps = jnp.array([[687.0, 0.09, 5.7, 1.0], [365.0, 0.02, 1.6, 1.2]])
assert longitudes(ps, t).shape == (2, 12)
assert np.allclose(longitudes(ps, t)[1], heliocentric_longitude(ps[1], t))
""",
    "one_gradient_of_cost": """
value, slope = cost_and_slope(jnp.array(guess))
assert np.allclose(value, cost(jnp.array(guess))) and np.allclose(slope, from_grad)
""",
    "one_newton_loop": """
M = jnp.linspace(0.0, 6.0, 7)
assert np.allclose(eccentric_anomaly_loop(M, 0.1, 10), eccentric_anomaly(M, 0.1), atol=1e-12)
size = [len(str(jax.make_jaxpr(lambda M: eccentric_anomaly_loop(M, 0.1, n))(M))) for n in (10, 99)]
assert size[0] == size[1], size
""",
    "one_time_right": """
import time as clock
slept = seconds_of(lambda x: clock.sleep(0.05) or x, 1.0)
assert 0.045 < slept < 0.5
""",
    "one_circle": """
assert 500 < worst_of_circle() < 800   # the equation of the centre is 2 e, about 640 arcmin
""",
    "one_equant": """
assert equant_worst() < 3.0
""",
    "pure_global_freeze": """
assert growth_at(100.0, 0.1) == 110.0 and growth_at(100.0, 0.5) == 150.0 and growth_at._cache_size() == 1
""",
    "pure_at_set": """
u = jnp.array([0.0, 1.0, 4.0, 9.0])
assert np.allclose(smooth(u), [0.0, 2.0, 5.0, 9.0]) and np.allclose(u, [0.0, 1.0, 4.0, 9.0])
""",
    "pure_counter": """
n, y = counted_step(*counted_step(0, 1.0))
assert int(n) == 2 and float(y) == 3.0
""",
    "pure_static_self": """
spring = make_spring(2.0)
assert spring.force(1.0) == -2.0 and make_spring(3.0).force(1.0) == -3.0
spring.k = 5.0
assert spring.force(1.0) == -5.0 and type(spring).force._cache_size() == 1
""",
    "pure_step": """
key = jax.random.key(0)
y = jnp.ones(1000)
new, noise = euler_pure(y, 0.3, 0.1, key)
assert np.allclose(new, 0.97 + noise) and 0.009 < noise.std() < 0.011 and len(np.unique(noise)) > 900
""",
    "pure_reads_only": """
assert [is_pure(f, 1.5) for f in functions] == [False] * 4 + [True] * 2
assert [is_pure(jax.jit(f), 1.5) for f in functions] == [False] * 4 + [True] * 2
""",
    "pure_own_simulation": """
state, period = (1e-3, 0.0), 2 * np.pi
for _ in range(1000):
    state = my_step(state, (1.0, 0.0, period / 1000))
assert abs(float(state[0]) - 1e-3) < 1e-5
""",
}


def solutions(chapter):
    """{label: code} of the solutions in a chapter."""
    found = SOLUTION.findall(chapter.source.read_text(encoding="utf-8"))
    return {label: "\n".join(CODE.findall(body)) for label, body in found}


def test_every_exercise_has_a_solution_and_a_check():
    for chapter in chapters():
        assert list(solutions(chapter)) == list(chapter.facts["exercises"]), chapter.name
        assert set(solutions(chapter)) <= set(CHECKS)


@pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
def test_solutions_do_what_is_asked_and_starters_do_not(chapter):
    programs = {label: [code, CHECKS[label]] for label, code in solutions(chapter).items()}
    verdict = """
failed = []
for label, cells in PROGRAMS.items():
    names = dict(globals())
    try:
        for cell in cells:
            exec(cell, names)
    except Exception as error:
        failed.append((label, repr(error)))
    starter = dict(globals())
    try:
        exec(cells[1], starter)
        failed.append((label, "the starter passes"))
    except Exception:
        pass
assert not failed, failed
""".replace("PROGRAMS", repr(programs))
    with Runner(jobs=1) as runner:
        outcome = runner.run([*chapter.code, verdict], timeout=240)
    assert outcome.error is None and not outcome.timed_out, outcome.error
