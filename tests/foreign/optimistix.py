"""optimistix: root_find, least_squares, minimise and fixed_point, with several solvers."""

import jax.numpy as jnp
import lineax as lx
import numpy as np
import optax
import optimistix as optx


def system(y, args):
    """Two equations with a root near (0.8, 0.6)."""
    a, b = args
    return jnp.stack([y[0] + 0.3 * y[1] ** 2 - a, y[1] + jnp.sin(y[0]) / 3 - b])


def cubic(y, args):
    return y**3 + y - args


def decay(y, args):
    """Residuals of a decay curve."""
    t, data = args
    return y["amplitude"] * jnp.exp(-y["rate"] * t) - data


def valley(y, args):
    return jnp.sum((y - args) ** 2) + 0.3 * jnp.sum((y[1:] - y[:-1] ** 2) ** 2)


def contraction(y, args):
    return 0.4 * jnp.cos(args * y) + 0.2 * jnp.tanh(y[::-1])


def implicit_euler(y, args):
    """One step of y' = -args y**3 from 1."""
    return 1.0 - 0.1 * args * y**3


def solving(solve, fn, solver, **options):
    def run(y0, args):
        return solve(fn, solver, y0, args, **options).value

    return run


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    tol = {"rtol": 1e-5, "atol": 1e-5}
    loose = {"rtol": 1e-4, "atol": 1e-4}
    start, right = jnp.array([0.5, 0.5]), (1.0, jnp.asarray(0.8))

    roots = {
        "Newton": optx.Newton(**tol),
        "Newton,QR": optx.Newton(**tol, linear_solver=lx.QR()),
        "Chord": optx.Chord(**tol),
        "LevenbergMarquardt": optx.LevenbergMarquardt(**tol),
        "Dogleg": optx.Dogleg(**tol),
        "BestSoFar": optx.BestSoFarRootFinder(optx.Newton(**tol)),
    }
    for name, solver in roots.items():
        run = solving(optx.root_find, system, solver)
        yield f"optimistix.root_find[{name}]", run, (start, right), {}
    bracket = {"options": {"lower": 0.0, "upper": 3.0}}
    run = solving(optx.root_find, cubic, optx.Bisection(**tol), **bracket)
    yield "optimistix.root_find[Bisection]", run, (jnp.asarray(1.0), jnp.asarray(2.5)), {}
    adjoint = optx.RecursiveCheckpointAdjoint()
    run = solving(optx.root_find, cubic, optx.Newton(**tol), adjoint=adjoint, max_steps=16)
    yield "optimistix.root_find[checkpoint]", run, (jnp.asarray(1.0), jnp.asarray(2.5)), {}

    t = jnp.linspace(0.0, 2.0, 12)
    data = 2.0 * jnp.exp(-1.3 * t) + 0.02 * n(12)
    guess = {"amplitude": jnp.asarray(1.5), "rate": jnp.asarray(1.0)}
    fits = {
        "LevenbergMarquardt": optx.LevenbergMarquardt(**tol),
        "GaussNewton": optx.GaussNewton(**tol),
        "Dogleg": optx.Dogleg(**tol),
        "BFGS": optx.BFGS(**loose),
        "NelderMead": optx.NelderMead(**loose),
        "BestSoFar": optx.BestSoFarLeastSquares(optx.GaussNewton(**tol)),
    }
    for name, solver in fits.items():
        run = solving(optx.least_squares, decay, solver)
        yield f"optimistix.least_squares[{name}]", run, (guess, (t, data)), {}
    run = solving(optx.least_squares, decay, fits["GaussNewton"], adjoint=adjoint, max_steps=16)
    yield "optimistix.least_squares[checkpoint]", run, (guess, (t, data)), {}

    minimisers = {
        "BFGS": optx.BFGS(**loose),
        "BFGS,hessian": optx.BFGS(**loose, use_inverse=False),
        "DFP": optx.DFP(**loose),
        "LBFGS": optx.LBFGS(**loose),
        "NelderMead": optx.NelderMead(**loose),
        "NonlinearCG": optx.NonlinearCG(**loose),
        "NonlinearCG,dai_yuan": optx.NonlinearCG(**loose, method=optx.dai_yuan),
        "GradientDescent": optx.GradientDescent(0.1, **loose),
        "Optax": optx.OptaxMinimiser(optax.adam(0.05), **loose),
        "BestSoFar": optx.BestSoFarMinimiser(optx.BFGS(**loose)),
    }
    for name, solver in minimisers.items():
        run = solving(optx.minimise, valley, solver, max_steps=1000)
        yield f"optimistix.minimise[{name}]", run, (n(3), jnp.array([0.3, 0.5, -0.2])), {}
    run = solving(
        optx.minimise,
        lambda y, args: (y - args) ** 2 + jnp.cos(y) / 2,
        optx.GoldenSearch(**loose),
        options={"lower": -2.0, "upper": 3.0},
    )
    yield "optimistix.minimise[GoldenSearch]", run, (jnp.asarray(0.0), jnp.asarray(0.7)), {}

    points = {
        "FixedPointIteration": optx.FixedPointIteration(**tol),
        "FixedPointIteration,damped": optx.FixedPointIteration(**tol, damp=0.2),
        "Newton": optx.Newton(**tol),
        "LevenbergMarquardt": optx.LevenbergMarquardt(**tol),
        "BestSoFar": optx.BestSoFarFixedPoint(optx.FixedPointIteration(**tol)),
    }
    for name, solver in points.items():
        run = solving(optx.fixed_point, contraction, solver)
        yield f"optimistix.fixed_point[{name}]", run, (n(4), jnp.asarray(0.9)), {}
    run = solving(optx.fixed_point, implicit_euler, optx.Newton(**tol))
    yield "optimistix.fixed_point[implicit Euler]", run, (jnp.asarray(1.0), jnp.asarray(2.0)), {}

    y = {"a": n(3), "b": n(2, 2)}
    yield "optimistix.rms_norm", optx.rms_norm, (y,), {}
    yield "optimistix.max_norm", optx.max_norm, (y,), {}
    yield "optimistix.two_norm", optx.two_norm, (y,), {}
    gradients = (n(4), n(4), n(4))
    yield "optimistix.polak_ribiere", optx.polak_ribiere, gradients, {}
    yield "optimistix.fletcher_reeves", optx.fletcher_reeves, gradients, {}
    yield "optimistix.hestenes_stiefel", optx.hestenes_stiefel, gradients, {}
    yield "optimistix.dai_yuan", optx.dai_yuan, gradients, {}
    compat = optx.compat.minimize
    target = jnp.array([0.3, 0.5, -0.2])
    run = lambda y0: compat(lambda y: valley(y, target), y0, method="bfgs").x
    yield "optimistix.compat.minimize", run, (n(3),), {}
