"""diffrax: diffeqsolve with several solvers, controllers, adjoints; paths and interpolations."""

import diffrax as dfx
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx

STEPPED = dfx.PIDController(rtol=1e-3, atol=1e-5)
PI = dfx.PIDController(rtol=1e-3, atol=1e-5, pcoeff=0.3, icoeff=0.4)


def lotka(t, y, args):
    a, b, c, d = args
    prey, predator = y
    return jnp.stack([a * prey - b * prey * predator, -c * predator + d * prey * predator])


def oscillator(t, y, args):
    return {"x": y["v"], "v": -args * y["x"]}


def stiff(t, y, args):
    return -args * (y - jnp.cos(t))


def velocity(t, v, args):
    return v


def force(t, x, args):
    return -args * x


def drift(t, y, args):
    return args[0] * y


def proportional(t, y, args):
    return args[1] * y


def constant(t, y, args):
    return args[1]


def slow(t, y, args):
    return jnp.sin(y)


def quick(t, y, args):
    return -args * y


def height(t, y, args, **kwargs):
    return y[0]


def fall(t, y, g):
    return jnp.stack([y[1], -g])


def relax(t, y, args):
    return args - y**3


def response(t, y, args):
    return jnp.outer(jnp.tanh(y), jnp.ones(2))


def solving(field, solver, dt0=0.1, t1=1.0, **options):
    def run(y0, args):
        term = dfx.ODETerm(field)
        return dfx.diffeqsolve(term, solver, 0.0, t1, dt0, y0, args, **options).ys

    return run


def noisy(solver, noise=proportional, levy=dfx.BrownianIncrement, tree=False):
    def run(y0, args, key):
        if tree:
            path = dfx.VirtualBrownianTree(0.0, 1.0, 0.05, (), key, levy_area=levy)
        else:
            path = dfx.UnsafeBrownianPath((), key, levy_area=levy)
        terms = dfx.MultiTerm(dfx.ODETerm(drift), dfx.ControlTerm(noise, path))
        adjoint = dfx.RecursiveCheckpointAdjoint() if tree else dfx.DirectAdjoint()
        return dfx.diffeqsolve(
            terms, solver, 0.0, 1.0, 0.05, y0, args, adjoint=adjoint, max_steps=32
        ).ys

    return run


def symplectic(solver):
    def run(y0, args):
        terms = (dfx.ODETerm(velocity), dfx.ODETerm(force))
        return dfx.diffeqsolve(terms, solver, 0.0, 1.0, 0.05, y0, args).ys

    return run


def implicit_explicit(y0, args):
    terms = dfx.MultiTerm(dfx.ODETerm(slow), dfx.ODETerm(quick))
    solver = dfx.KenCarp3()
    return dfx.diffeqsolve(terms, solver, 0.0, 1.0, 0.1, y0, args, stepsize_controller=STEPPED).ys


def dense(y0, args, t):
    solution = dfx.diffeqsolve(
        dfx.ODETerm(lotka),
        dfx.Tsit5(),
        0.0,
        1.0,
        0.1,
        y0,
        args,
        saveat=dfx.SaveAt(dense=True),
        stepsize_controller=STEPPED,
    )
    return jax.vmap(solution.evaluate)(t)


def falling(y0, args):
    """When a ball reaches the ground."""
    event = dfx.Event(height, optx.Newton(1e-5, 1e-5))
    solution = dfx.diffeqsolve(
        dfx.ODETerm(fall),
        dfx.Tsit5(),
        0.0,
        5.0,
        0.1,
        y0,
        args,
        event=event,
    )
    return solution.ts, solution.ys


def steady(y0, args):
    solution = dfx.diffeqsolve(
        dfx.ODETerm(relax),
        dfx.Tsit5(),
        0.0,
        jnp.inf,
        0.1,
        y0,
        args,
        stepsize_controller=STEPPED,
        event=dfx.Event(dfx.steady_state_event(1e-3, 1e-3)),
        adjoint=dfx.ImplicitAdjoint(),
    )
    return solution.ys


def driven(coefficients, ts, y0):
    """A controlled differential equation."""
    control = dfx.CubicInterpolation(ts, coefficients)
    term = dfx.ControlTerm(response, control)
    return dfx.diffeqsolve(term.to_ode(), dfx.Tsit5(), ts[0], ts[-1], 0.1, y0).ys


def evaluate(interpolation):
    def run(ts, values, t):
        return jax.vmap(interpolation(ts, values).evaluate)(t)

    return run


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    prey = (jnp.array([1.0, 0.6]), (1.1, 0.4, 0.9, jnp.asarray(0.3)))
    spring = ({"x": jnp.asarray(1.0), "v": jnp.asarray(0.2)}, jnp.asarray(2.0))
    fast = (jnp.array([0.3, 1.2]), jnp.array([20.0, 5.0]))

    explicit = {
        "Euler": dfx.Euler(),
        "Heun": dfx.Heun(),
        "Midpoint": dfx.Midpoint(),
        "Ralston": dfx.Ralston(),
        "Bosh3": dfx.Bosh3(),
        "Tsit5": dfx.Tsit5(),
        "Dopri5": dfx.Dopri5(),
        "Dopri8": dfx.Dopri8(),
        "LeapfrogMidpoint": dfx.LeapfrogMidpoint(),
        "ReversibleHeun": dfx.ReversibleHeun(),
    }
    for name, solver in explicit.items():
        yield f"diffrax.diffeqsolve[{name}]", solving(lotka, solver), prey, {}
    adaptive = {
        "Tsit5,PID": solving(lotka, dfx.Tsit5(), stepsize_controller=STEPPED),
        "Dopri5,PI,first": solving(lotka, dfx.Dopri5(), None, stepsize_controller=PI),
        "Half,PID": solving(lotka, dfx.HalfSolver(dfx.Heun()), stepsize_controller=STEPPED),
        "Tsit5,ts": solving(lotka, dfx.Tsit5(), saveat=dfx.SaveAt(ts=jnp.linspace(0, 1, 6))),
        "Tsit5,steps": solving(
            lotka, dfx.Tsit5(), saveat=dfx.SaveAt(t0=True, steps=True), max_steps=16
        ),
        "Tsit5,StepTo": solving(
            lotka,
            dfx.Tsit5(),
            None,
            stepsize_controller=dfx.StepTo(jnp.array([0.0, 0.2, 0.5, 1.0])),
        ),
        "Tsit5,Clip": solving(
            lotka,
            dfx.Tsit5(),
            stepsize_controller=dfx.ClipStepSizeController(STEPPED, step_ts=jnp.array([0.33])),
        ),
        "Tsit5,backwards": solving(lotka, dfx.Tsit5(), -0.1, -1.0),
    }
    for name, run in adaptive.items():
        yield f"diffrax.diffeqsolve[{name}]", run, prey, {}
    yield "diffrax.diffeqsolve[pytree]", solving(oscillator, dfx.Tsit5()), spring, {}

    implicit = {
        "ImplicitEuler": solving(
            stiff, dfx.ImplicitEuler(dfx.VeryChord(rtol=1e-4, atol=1e-6)), 0.05
        ),
        "Kvaerno3": solving(stiff, dfx.Kvaerno3(), stepsize_controller=STEPPED),
    }
    for name, run in implicit.items():
        yield f"diffrax.diffeqsolve[{name}]", run, fast, {}

    yield "diffrax.diffeqsolve[KenCarp3]", implicit_explicit, fast, {}
    adjoints = {
        "RecursiveCheckpoint,3": dfx.RecursiveCheckpointAdjoint(checkpoints=3),
        "Direct": dfx.DirectAdjoint(),
        "Backsolve": dfx.BacksolveAdjoint(),
        "ForwardMode": dfx.ForwardMode(),
    }
    for name, adjoint in adjoints.items():
        run = solving(lotka, dfx.Tsit5(), adjoint=adjoint, max_steps=32)
        yield f"diffrax.diffeqsolve[{name}]", run, prey, {}
    motion = ((n(2), n(2)), jnp.asarray(2.0))
    yield "diffrax.diffeqsolve[SemiImplicitEuler]", symplectic(dfx.SemiImplicitEuler()), motion, {}
    yield "diffrax.diffeqsolve[dense]", dense, (*prey, jnp.array([0.1, 0.55, 0.9])), {}
    yield "diffrax.diffeqsolve[Event]", falling, (jnp.array([2.0, 0.5]), jnp.asarray(9.8)), {}
    yield "diffrax.diffeqsolve[SteadyState]", steady, (jnp.asarray(0.5), jnp.asarray(1.7)), {}

    key = jax.random.key(0)
    ito = (jnp.asarray(1.0), (jnp.asarray(0.3), jnp.asarray(0.2)), key)
    stochastic = {
        "Euler,tree": noisy(dfx.Euler(), tree=True),
        "EulerHeun": noisy(dfx.EulerHeun()),
        "ItoMilstein": noisy(dfx.ItoMilstein()),
        "StratonovichMilstein": noisy(dfx.StratonovichMilstein(), tree=True),
        "SPaRK": noisy(dfx.SPaRK(), levy=dfx.SpaceTimeLevyArea),
        "ShARK": noisy(dfx.ShARK(), constant, dfx.SpaceTimeLevyArea),
        "SRA1": noisy(dfx.SRA1(), constant, dfx.SpaceTimeLevyArea),
    }
    for name, run in stochastic.items():
        yield f"diffrax.diffeqsolve[{name}]", run, ito, {}

    tree = dfx.VirtualBrownianTree(0.0, 1.0, 1e-2, (3,), key)
    yield "diffrax.VirtualBrownianTree.evaluate", tree.evaluate, (0.2, 0.7), {}
    path = dfx.UnsafeBrownianPath((2,), key)
    yield "diffrax.UnsafeBrownianPath.evaluate", path.evaluate, (0.2, 0.7), {}
    ts = jnp.linspace(0.0, 1.0, 7)
    values, inside = n(7, 2), jnp.array([0.11, 0.5, 0.83])
    name = "diffrax.LinearInterpolation.evaluate"
    yield name, evaluate(dfx.LinearInterpolation), (ts, values, inside), {}
    coefficients = dfx.backward_hermite_coefficients(ts, values)
    name = "diffrax.CubicInterpolation.evaluate"
    yield name, evaluate(dfx.CubicInterpolation), (ts, coefficients, inside), {}
    cubic = dfx.CubicInterpolation(ts, coefficients)
    yield "diffrax.CubicInterpolation.derivative", cubic.derivative, (jnp.asarray(0.37),), {}
    yield (
        "diffrax.backward_hermite_coefficients",
        dfx.backward_hermite_coefficients,
        (ts, values),
        {},
    )
    holes = values.at[2, 0].set(jnp.nan)
    yield "diffrax.linear_interpolation", dfx.linear_interpolation, (ts, holes), {}
    yield "diffrax.rectilinear_interpolation", dfx.rectilinear_interpolation, (ts, values), {}
    yield "diffrax.ControlTerm.to_ode", driven, (coefficients, ts, n(3)), {}
    yield "diffrax.adjoint_rms_seminorm", dfx.adjoint_rms_seminorm, ((n(3), None, n(2), None),), {}
