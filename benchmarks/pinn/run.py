"""Error against processor seconds: `jaxwise.pinn`, Adam and L-BFGS with the same ansatz.

    python benchmarks/pinn/run.py METHOD PROBLEM SEED [SETTINGS]     one run, a line of JSON
    python benchmarks/pinn/run.py all FILE [METHOD,... PROBLEM,... SEED,...]
    python benchmarks/pinn/run.py book FILE DEEPXDE                  src/jaxwise/data/pinn.json, for the book

Each run is a process of its own, with one thread (NPROC=1); the seconds are its processor time from
start to end, with imports and compilation, without the evaluation of errors against the reference.
"""

import dataclasses
import json
import os
import platform
import subprocess
import sys
import time
import warnings
from functools import partial
from pathlib import Path

HERE = Path(__file__).parent
SEEDS = (101, 102, 103, 104, 105)
BUDGET = 60.0  # seconds of Adam and L-BFGS
REACH = {  # what the chapter teaches: how far a problem goes with settings of its own, and symmetry
    "heat": dict(hidden=(12, 12), points=500, horizons=(1.0,), checks=(5,), features=500,
                 feature_points=1500, corrections=1, goal=1e-8),
    "poisson": dict(hidden=(12, 12), points=500, checks=(5,), features=700, feature_points=2500,
                    goal=1e-8),
    "helmholtz": dict(hidden=(12, 12), points=500, checks=(), steps=60, features=1200,
                      feature_points=4000, goal=2e-6),
    "burgers": dict(checks=(), steps=300, features=2500, feature_points=10000, corrections=2,
                    goal=1e-7),  # on half of the domain
    "allen_cahn": dict(checks=(), steps=230, features=2500, feature_points=10000, goal=1e-6),
}  # fmt: skip


class Clock:
    """Processor seconds since the process began, without what ran while it was stopped."""

    def __init__(self):
        self.out = 0.0

    def __call__(self):
        return time.process_time() - self.out

    def outside(self, function):
        before = time.process_time()
        found = function()
        self.out += time.process_time() - before
        return found


def ours(problem, reference, seed, settings, clock):
    import jax

    from jaxwise import pinn

    tuples = {k: tuple(v) if isinstance(v, list) else v for k, v in settings.items()}
    settings = pinn.Settings(**tuples)
    solution = pinn.solve(problem, key=jax.random.key(seed), settings=settings)
    seconds = clock()
    theta, _ = solution.parameters
    alone = dataclasses.replace(solution, parameters=(theta, ()))
    return dict(
        seconds=seconds,
        steps=len(solution.history),
        loss=float(solution.history[-1, 2]),
        error=solution.error(reference),
        alone=alone.error(reference),  # of the network, without the corrections
        estimate=solution.estimate,
        warned=bool(solution.warnings),
    )


def _loss(problem, seed):
    import jax.numpy as jnp
    import numpy as np

    from jaxwise.pinn import Settings
    from jaxwise.pinn._ansatz import network
    from jaxwise.pinn._solve import Solution, System

    system = System(problem, Settings())
    residuals, _ = system._functions(system._raw)
    loss = lambda theta, data: jnp.mean(residuals(theta, data) ** 2)
    draws = np.random.default_rng(seed)
    theta, _ = network(draws, system.sizes)

    def error(theta, reference):
        parts = theta, ()
        return Solution(problem, 0.0, (), None, parts, system.values).error(reference)

    return lambda: system.sample(draws, 1.0), loss, theta, error


def adam(problem, reference, seed, settings, clock):
    """Adam, the rate falling tenfold every 5000 steps from 3e-3, new points every 100 steps."""
    import jax
    import optax

    sample, loss, theta, error = _loss(problem, seed)
    optimiser = optax.adam(optax.exponential_decay(3e-3, 5000, 0.1))
    state = optimiser.init(theta)

    @jax.jit
    def hundred(theta, state, data):
        def step(carry, _):
            theta, state = carry
            update, state = optimiser.update(jax.grad(loss)(theta, data), state)
            return (optax.apply_updates(theta, update), state), None

        return jax.lax.scan(step, (theta, state), length=100)[0]

    trace, steps = [], 0
    while clock() < BUDGET:
        theta, state = hundred(theta, state, sample())
        theta.block_until_ready()
        steps += 100
        if not trace or clock() > 1.15 * trace[-1][0]:
            trace.append((clock(), steps, clock.outside(partial(error, theta, reference))))
    seconds = clock()
    return dict(seconds=seconds, steps=steps, error=error(theta, reference), trace=trace)


def lbfgs(problem, reference, seed, settings, clock):
    """SciPy's L-BFGS-B, memory of 50, 200 iterations on a sample, then the next one."""
    import jax
    import numpy as np
    import scipy.optimize

    sample, loss, theta, error = _loss(problem, seed)
    value_and_grad = jax.jit(jax.value_and_grad(loss))
    trace, steps = [], 0
    while clock() < BUDGET:
        data, count, done = sample(), 0, steps

        def seen(theta, done=done):
            nonlocal count
            count += 1
            if not trace or clock() > 1.15 * trace[-1][0]:
                off = clock.outside(partial(error, theta, reference))
                trace.append((clock(), done + count, off))
            if clock() > BUDGET:
                raise StopIteration

        found = scipy.optimize.minimize(
            lambda th: tuple(np.asarray(v) for v in value_and_grad(th, data)),  # noqa: B023
            theta,
            jac=True,
            method="L-BFGS-B",
            callback=seen,
            options=dict(maxcor=50, maxiter=200, ftol=0, gtol=0, maxfun=10**6),
        )
        theta, steps = found.x, steps + count
    seconds = clock()
    return dict(seconds=seconds, steps=steps, error=error(theta, reference), trace=trace)


def by_spectral(problem, reference, seed, settings, clock):
    """`jaxwise.spectral`, on points and with steps that leave the error below 1e-9."""
    import jax.numpy as jnp
    import numpy as np

    from jaxwise import spectral

    name = settings.pop("name")
    g = spectral.grid(settings["n"], settings.get("start", -1.0), settings.get("length", 2.0))
    if name == "burgers":
        u = spectral.burgers(-jnp.sin(jnp.pi * g.x), 0.01 / np.pi, 1 / 2000, 2000, 200)
    else:
        u = spectral.kdv(reference(g.x, 0.0), 1 / 2000, 2000, 200, length=20.0)
    u = np.asarray(u)
    seconds = clock()
    want = reference(g.x, np.arange(11)[:, None] / 10)
    return dict(seconds=seconds, error=float(np.linalg.norm(u - want) / np.linalg.norm(want)))


SPECTRAL = {
    "burgers": dict(name="burgers", n=2048),
    "kdv": dict(name="kdv", n=256, start=-10.0, length=20.0),
}
METHODS = {"ours": ours, "reach": ours, "adam": adam, "lbfgs": lbfgs, "spectral": by_spectral}
OF_METHOD = {"reach": REACH, "spectral": SPECTRAL}  # the others do all ten, with default settings


def one(method, name, seed, settings=None):
    """One run in this process."""
    clock = Clock()
    import jax

    jax.config.update("jax_enable_x64", True)
    from problems import PROBLEMS, SYMMETRIC

    warnings.simplefilter("ignore")
    if settings is None:
        settings = dict(OF_METHOD.get(method, {}).get(name, {}))
    stated = PROBLEMS | SYMMETRIC if method == "reach" else PROBLEMS
    problem, reference = stated[name]()
    found = METHODS[method](problem, reference, int(seed), settings, clock)
    rounded = {k: float(f"{v:.3g}") if isinstance(v, float) else v for k, v in found.items()}
    if "trace" in rounded:
        rounded["trace"] = [(round(t, 1), n, float(f"{e:.3g}")) for t, n, e in rounded["trace"]]
    return dict(method=method, problem=name, seed=int(seed), **rounded)


def about():
    from importlib.metadata import version

    cpu = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line),
        platform.processor(),
    )
    return dict(
        date=time.strftime("%Y-%m-%d"),
        device=cpu,
        threads=1,
        python=platform.python_version(),
        versions={p: version(p) for p in ("jax", "jaxlib", "numpy", "scipy", "optax")},
    )


def every(file, methods=("ours",), problems=(), seeds=SEEDS):
    """The runs that the file lacks, each in its own process, written as they come."""
    sys.path.insert(0, str(HERE))
    from problems import PROBLEMS

    file = Path(file)
    stored = json.loads(file.read_text()) if file.exists() else dict(about(), runs=[])
    done = {(r["method"], r["problem"], r["seed"]) for r in stored["runs"]}
    environment = os.environ | dict(NPROC="1", OPENBLAS_NUM_THREADS="1", JAX_PLATFORMS="cpu")
    for seed in seeds:
        for method in methods:
            for name in problems or OF_METHOD.get(method, PROBLEMS):
                if (method, name, int(seed)) in done:
                    continue
                ran = subprocess.run(
                    [sys.executable, __file__, method, name, str(seed)],
                    env=environment, capture_output=True, text=True,
                )  # fmt: skip
                if ran.returncode:
                    sys.exit(ran.stderr)
                stored["runs"].append(json.loads(ran.stdout.splitlines()[-1]))
                print(stored["runs"][-1] | dict(trace=None), flush=True)
                file.write_text(written(stored))


def written(stored):
    """The text of a file of results, a run a line."""
    head = {k: v for k, v in stored.items() if k != "runs"}
    lines = ",\n  ".join(json.dumps(run) for run in stored["runs"])
    return json.dumps(head, indent=1)[:-2] + f',\n "runs": [\n  {lines}\n ]\n}}\n'


def for_the_book(stored, deepxde):
    """The results without the traces of the errors, and those of deepxde_burgers.py after its last stage.

    Of the errors of networks alone only that of the run whose error is the median is kept.
    """
    runs = [{k: v for k, v in run.items() if k != "trace"} for run in stored["runs"]]
    groups = {}
    for run in runs:
        groups.setdefault((run["method"], run["problem"]), []).append(run)
    for group in groups.values():
        middle = sorted(group, key=lambda run: run["error"])[len(group) // 2]
        for run in group:
            if run is not middle:
                run.pop("alone", None)
    for run in deepxde["runs"]:
        if run["bits"] == 64:
            runs.append(dict(method="deepxde", problem="burgers", seed=run["seed"], **run["lbfgs"]))
    return stored | dict(runs=runs)


if __name__ == "__main__":
    if sys.argv[1] == "all":
        every(sys.argv[2], *([x for x in a.split(",") if x] for a in sys.argv[3:]))
    elif sys.argv[1] == "book":
        stored, deepxde = (json.loads(Path(file).read_text()) for file in sys.argv[2:])
        data = HERE.parents[1] / "src" / "jaxwise" / "data" / "pinn.json"
        data.write_text(written(for_the_book(stored, deepxde)))
    else:
        sys.path.insert(0, str(HERE))
        method, name, seed, *rest = sys.argv[1:]
        print(json.dumps(one(method, name, seed, *(json.loads(r) for r in rest))))
