"""Ten problems, chosen before anything was tuned on them, and what their solutions are.

`PROBLEMS[name]()` gives a problem and a function of arrays of coordinates; `SYMMETRIC[name]()` the
same on the part of the domain that a symmetry leaves.  tests/test_pinn_problems.py holds every
reference against a second method.
"""

import functools

import jax.numpy as jnp
import numpy as np

from jaxwise import spectral
from jaxwise.pinn import Dirichlet, Initial, Periodic, Problem, Soft

sin, cos, exp, tanh, pi = jnp.sin, jnp.cos, jnp.exp, jnp.tanh, jnp.pi


def heat():
    problem = Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.1 * u.xx(x, t),
        domain={"x": (0, 1), "t": (0, 1)},
        conditions=[Initial(lambda x: sin(pi * x)), Dirichlet("x", 0.0)],
    )
    return problem, lambda x, t: exp(-0.1 * pi**2 * t) * sin(pi * x)


def poisson():
    problem = Problem(
        residual=lambda u, x, y: u.xx(x, y) + u.yy(x, y) + 2 * pi**2 * sin(pi * x) * sin(pi * y),
        domain={"x": (0, 1), "y": (0, 1)},
        conditions=[Dirichlet("x", 0.0), Dirichlet("y", 0.0)],
    )
    return problem, lambda x, y: sin(pi * x) * sin(pi * y)


def helmholtz():
    exact = lambda x, y: jnp.sin(pi * x) * jnp.sin(4 * pi * y)
    problem = Problem(
        residual=lambda u, x, y: u.xx(x, y) + u.yy(x, y) + u(x, y) + (17 * pi**2 - 1) * exact(x, y),
        domain={"x": (-1, 1), "y": (-1, 1)},
        conditions=[Dirichlet("x", 0.0), Dirichlet("y", 0.0)],
    )
    return problem, exact


def advection():
    problem = Problem(
        residual=lambda u, x, t: u.t(x, t) + 2 * u.x(x, t),
        domain={"x": (0, 2 * pi), "t": (0, 1)},
        conditions=[Initial(lambda x: sin(x)), Periodic("x")],
    )
    return problem, lambda x, t: sin(x - 2 * t)


def fisher():
    wave = lambda x, t: 1 / (1 + jnp.exp((x - 5 * t / jnp.sqrt(6.0)) / jnp.sqrt(6.0))) ** 2
    problem = Problem(
        residual=lambda u, x, t: u.t(x, t) - u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (-10, 10), "t": (0, 2)},
        conditions=[
            Initial(lambda x: wave(x, 0.0)),
            Dirichlet("x", lambda t: wave(-10.0, t), side="low"),
            Dirichlet("x", lambda t: wave(10.0, t), side="high"),
        ],
    )
    return problem, wave


def burgers():
    problem = Problem(
        residual=lambda u, x, t: u.t(x, t) + u(x, t) * u.x(x, t) - 0.01 / pi * u.xx(x, t),
        domain={"x": (-1, 1), "t": (0, 1)},
        conditions=[Initial(lambda x: -sin(pi * x)), Dirichlet("x", 0.0)],
    )
    return problem, functools.partial(spectral.cole_hopf, nu=0.01 / pi)


def burgers_half():
    """Burgers' problem on [0, 1]: its solution is odd, so that zero at x = 0 is one more condition.

    The front, which is there, cannot move then.
    """
    problem, reference = burgers()
    half = Problem(problem.residual, problem.domain | {"x": (0, 1)}, problem.conditions)
    return half, reference


def allen_cahn():
    problem = Problem(
        residual=lambda u, x, t: u.t(x, t) - 1e-4 * u.xx(x, t) - 5 * (u(x, t) - u(x, t) ** 3),
        domain={"x": (-1, 1), "t": (0, 1)},
        conditions=[Initial(lambda x: x**2 * cos(pi * x)), Periodic("x")],
    )
    return problem, allen_cahn_reference


def kdv():
    # The soliton on a circle of length 20, up to its tails' overlap, some 1e-6.
    soliton = lambda x, t: 2 / jnp.cosh((x - 4 * t + 12) % 20 - 10) ** 2
    problem = Problem(
        residual=lambda u, x, t: u.t(x, t) + 6 * u(x, t) * u.x(x, t) + u.xxx(x, t),
        domain={"x": (-10, 10), "t": (0, 1)},
        conditions=[Initial(lambda x: soliton(x, 0.0)), Periodic("x")],
    )
    return problem, soliton


def wave():
    problem = Problem(
        residual=lambda u, x, t: u.tt(x, t) - 4 * u.xx(x, t),
        domain={"x": (0, 1), "t": (0, 1)},
        conditions=[
            Initial(lambda x: sin(pi * x) + 0.5 * sin(4 * pi * x), velocity=0.0),
            Dirichlet("x", 0.0),
        ],
    )
    return (
        problem,
        lambda x, t: sin(pi * x) * cos(2 * pi * t) + 0.5 * sin(4 * pi * x) * cos(8 * pi * t),
    )


def taylor_green():
    def residual(u, v, p, x, y, t):
        at = (x, y, t)
        along = lambda w: (
            w.t(*at) + u(*at) * w.x(*at) + v(*at) * w.y(*at) - 0.05 * (w.xx(*at) + w.yy(*at))
        )
        return along(u) + p.x(*at), along(v) + p.y(*at), u.x(*at) + v.y(*at)

    # On one line the pressure is given: it is otherwise free up to any function of time.
    pressure = lambda u, v, p, x, y, t: p(x, y, t) + (1 + cos(2 * y)) * exp(-0.2 * t) / 4
    start = {"u": lambda x, y: cos(x) * sin(y), "v": lambda x, y: -sin(x) * cos(y)}
    problem = Problem(
        residual=residual,
        domain={"x": (0, 2 * pi), "y": (0, 2 * pi), "t": (0, 1)},
        conditions=[Initial(start), Periodic("x"), Periodic("y"), Soft("x", "low", pressure)],
    )
    return problem, lambda x, y, t: {
        "u": cos(x) * sin(y) * exp(-0.1 * t),
        "v": -sin(x) * cos(y) * exp(-0.1 * t),
        "p": -(cos(2 * x) + cos(2 * y)) * exp(-0.2 * t) / 4,
    }


@functools.cache
def _allen_cahn_table():
    """Fourier coefficients at 201 times, of a solve on 4096 points with steps of 1/2000."""
    g = spectral.grid(4096, power=3)
    u = spectral.allen_cahn(jnp.asarray(g.x**2 * np.cos(pi * g.x)), 1e-4, 5.0, 1 / 2000, 2000, 10)
    return np.fft.rfft(np.asarray(u), axis=1) / 4096


def allen_cahn_reference(x, t):
    """The solution at any points: trigonometric in x, by polynomials of degree 7 in t.

    Near the kink of the start, at x = 1 and t = 0, it is off by up to 1e-4; elsewhere by less than 1e-6.
    """
    table = _allen_cahn_table()
    x, t = np.broadcast_arrays(x, t)
    kept = 600
    m = np.arange(kept)
    found = np.empty(x.size)
    for i, (a, b) in enumerate(zip(x.ravel(), t.ravel(), strict=True)):
        start = int(np.clip(np.floor(b * 200) - 3, 0, 193))
        nodes = np.arange(start, start + 8) / 200
        others = ~np.eye(8, dtype=bool)
        weights = [
            np.prod((b - nodes[o]) / (n - nodes[o])) for n, o in zip(nodes, others, strict=True)
        ]
        row = np.asarray(weights) @ table[start : start + 8, :kept]
        found[i] = row[0].real + 2 * (row[1:] * np.exp(1j * pi * m[1:] * (a + 1))).real.sum()
    return found.reshape(x.shape)


PROBLEMS = {
    f.__name__: f
    for f in (
        heat, poisson, helmholtz, advection, fisher, burgers, allen_cahn, kdv, wave, taylor_green,
    )
}  # fmt: skip
SYMMETRIC = {"burgers": burgers_half}  # the same solutions, with what is known of their symmetry
