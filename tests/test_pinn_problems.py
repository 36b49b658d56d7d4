"""The references of benchmarks/pinn, each against something that knows nothing of it."""

import importlib.util

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from conftest import ROOT
from scipy.integrate import solve_ivp

from jaxwise import pinn, spectral
from jaxwise.pinn._ansatz import Ansatz

_spec = importlib.util.spec_from_file_location(
    "pinn_problems", ROOT / "benchmarks/pinn/problems.py"
)
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
PROBLEMS = _module.PROBLEMS | {f"half_{name}": f for name, f in _module.SYMMETRIC.items()}
CLOSED = sorted(set(PROBLEMS) - {"burgers", "half_burgers", "allen_cahn"})


@pytest.fixture(autouse=True)
def in_64_bits():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def points(problem, number=50):
    low, high = np.array(list(problem.domain.values())).T
    return np.random.default_rng(0).uniform(low, high, (number, len(low)))


def each(problem, reference):
    """{field: its reference, a function of scalars}."""
    if len(problem.fields) == 1:
        return {problem.fields[0]: reference}
    return {name: lambda *p, name=name: reference(*p)[name] for name in problem.fields}


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_form_solves_its_equation(name):
    problem, reference = PROBLEMS[name]()
    fields = {n: pinn.Field(f, problem.names) for n, f in each(problem, reference).items()}
    one = lambda p: jnp.stack(
        jax.tree.leaves(problem.residual(**fields, **dict(zip(problem.names, p, strict=True))))
    )
    left = jax.vmap(one)(points(problem))
    assert np.abs(left).max() < 1e-9


@pytest.mark.parametrize("name", sorted(PROBLEMS))
def test_a_reference_has_the_values_that_were_given(name):
    problem, reference = PROBLEMS[name]()
    ansatz = Ansatz(problem)
    zero = lambda *p: jnp.zeros(len(problem.fields))
    for field, lifted in zip(problem.fields, ansatz.fields(zero), strict=True):
        want = each(problem, reference)[field]
        for condition in problem.conditions:
            if not isinstance(condition, pinn.Initial | pinn.Dirichlet):
                continue
            if isinstance(condition.value, dict) and field not in condition.value:
                continue
            k = problem.names.index(condition.axis)
            side = getattr(condition, "side", "low")
            for end in ("low", "high") if side == "both" else (side,):
                face = points(problem)
                face[:, k] = problem.domain[condition.axis][end == "high"]
                given = np.array([float(lifted(*p)) for p in face])
                off = np.asarray(want(*face.T)) - given
                # the series of the start of Allen-Cahn is cut off, which its kink feels
                bound = 2e-5 if name == "allen_cahn" else 2e-6
                assert np.sqrt(np.mean(off**2)) < bound, (condition, end)


def test_burgers_is_that_of_a_spectral_solver():
    _, reference = PROBLEMS["burgers"]()
    x = spectral.grid(2048).x
    u = spectral.burgers(-np.sin(np.pi * x), 0.01 / np.pi, 1 / 2000, 2000, 500)
    want = reference(x, np.array([0.0, 0.25, 0.5, 0.75, 1.0])[:, None])
    assert np.linalg.norm(np.asarray(u) - want) < 1e-8 * np.linalg.norm(want)


def test_the_soliton_on_a_circle_is_that_of_a_spectral_solver():
    _, reference = PROBLEMS["kdv"]()
    x = spectral.grid(256, -10.0, 20.0).x
    u = spectral.kdv(2 / np.cosh(x + 2) ** 2, 1 / 2000, 2000, 1000, length=20.0)
    want = reference(x, np.array([0.0, 0.5, 1.0])[:, None])
    assert np.linalg.norm(np.asarray(u) - want) < 1e-6 * np.linalg.norm(want)


def test_allen_cahn_is_that_of_finite_volumes_and_scipy():
    """Volumes of the half [0, 1], which get small towards the kink of the start at x = 1."""
    _, reference = PROBLEMS["allen_cahn"]()
    n = 12800
    s = np.linspace(1, 0, n + 1)
    edges = 1 - 0.05 * s - 0.95 * s**4
    places, sizes = (edges[1:] + edges[:-1]) / 2, np.diff(edges)

    def rate(t, u):
        flux = 1e-4 * np.diff(u, prepend=u[:1], append=u[-1:])
        flux[1:-1] /= np.diff(places)
        return np.diff(flux) / sizes + 5 * (u - u**3)

    x = edges  # the integral of x^2 cos(pi x), for the means over the volumes
    total = x**2 * np.sin(np.pi * x) / np.pi + 2 * x * np.cos(np.pi * x) / np.pi**2
    total -= 2 * np.sin(np.pi * x) / np.pi**3
    run = solve_ivp(
        rate, (0, 1), np.diff(total) / sizes, "LSODA", [0.05, 0.333, 1.0],
        rtol=1e-9, atol=1e-11, lband=1, uband=1,
    )  # fmt: skip
    for t, u, bound in zip(run.t, run.y.T, (3e-6, 2e-7, 1e-6), strict=True):
        want = reference(places[::100], t)
        assert np.linalg.norm(u[::100] - want) < bound * np.linalg.norm(want)
