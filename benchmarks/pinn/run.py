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
from pathlib import Path

HERE = Path(__file__).parent
ONE_CORE = dict(NPROC="1", OPENBLAS_NUM_THREADS="1", JAX_PLATFORMS="cpu")
SEEDS = (101, 102, 103, 104, 105)
BUDGET = 60.0  # seconds of Adam, and of Adam with L-BFGS
LBFGS = 500  # iterations on one sample
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
MINUTE = {  # as far, and no further than a minute on a slow machine
    "burgers": dict(
        checks=(), steps=150, features=2500, feature_points=8000, corrections=1, goal=1e-7
    ),
}


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


class Plain:
    """A problem with the ansatz of `jaxwise.pinn`, its start and its points, and one number to minimise."""

    def __init__(self, problem, reference, seed, clock):
        import jax
        import jax.numpy as jnp

        from jaxwise.pinn import Settings
        from jaxwise.pinn._ansatz import network
        from jaxwise.pinn._solve import Solution, System, _draws

        system = System(problem, Settings())
        residuals, _ = system._functions(system._raw)
        draws = _draws(jax.random.key(seed))
        self.loss = lambda theta, data: jnp.mean(residuals(theta, data) ** 2)
        self.theta, _ = network(draws, system.sizes)
        self.sample = lambda: system.sample(draws, 1.0)
        self.clock, self.steps, self.trace = clock, 0, []

        def error():
            values = self.theta, ()
            return Solution(problem, 0.0, (), None, values, system.values).error(reference)

        self.error = error

    def seen(self, last=False):
        """Measures the error, without counting the time, where 15 % more seconds have gone by."""
        if last or not self.trace or self.clock() > 1.15 * self.trace[-1][0]:
            self.trace.append((self.clock(), self.steps, self.clock.outside(self.error)))

    def found(self):
        self.seen(last=True)
        seconds, steps, error = self.trace[-1]
        return dict(seconds=seconds, steps=steps, error=error, trace=self.trace)

    def by_adam(self, until):
        """The rate falls from 3e-3 to a thousandth of that at `until` seconds; new points every 100 steps."""
        import jax
        import jax.numpy as jnp
        import optax

        optimiser = optax.scale_by_adam()
        state = optimiser.init(self.theta)

        @jax.jit
        def hundred(theta, state, data, rate):
            def step(carry, _):
                theta, state = carry
                update, state = optimiser.update(jax.grad(self.loss)(theta, data), state)
                return (theta - rate * update, state), None

            return jax.lax.scan(step, (theta, state), length=100)[0]

        self.theta = jnp.asarray(self.theta)
        while self.clock() < until:
            rate = 3e-3 * 1e-3 ** min(self.clock() / until, 1.0)
            self.theta, state = hundred(self.theta, state, self.sample(), rate)
            self.theta.block_until_ready()
            self.steps += 100
            self.seen()

    def by_lbfgs(self, until, iterations=LBFGS):
        """SciPy's L-BFGS-B, memory of 50; new points, and an empty memory, every `iterations`."""
        import jax
        import numpy as np
        import scipy.optimize

        value_and_grad = jax.jit(jax.value_and_grad(self.loss))

        def after_each(theta):
            self.theta, self.steps = np.array(theta), self.steps + 1
            self.seen()
            if self.clock() > until:
                raise StopIteration

        while self.clock() < until:
            data = self.sample()
            self.theta = scipy.optimize.minimize(
                lambda theta: tuple(np.asarray(v) for v in value_and_grad(theta, data)),  # noqa: B023
                self.theta,
                jac=True,
                method="L-BFGS-B",
                callback=after_each,
                options=dict(maxcor=50, maxiter=iterations, ftol=0, gtol=0, maxfun=10**6),
            ).x


def adam(problem, reference, seed, settings, clock):
    """Adam for the whole minute."""
    run = Plain(problem, reference, seed, clock)
    run.by_adam(BUDGET)
    return run.found()


def lbfgs(problem, reference, seed, settings, clock):
    """Adam for the first sixth of the minute, L-BFGS for the rest."""
    run = Plain(problem, reference, seed, clock)
    run.by_adam(BUDGET / 6)
    run.by_lbfgs(BUDGET)
    return run.found()


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
METHODS = {
    "ours": ours, "reach": ours, "minute": ours, "adam": adam, "lbfgs": lbfgs, "spectral": by_spectral,
}  # fmt: skip
OF_METHOD = {
    "reach": REACH,
    "minute": MINUTE,
    "spectral": SPECTRAL,
}  # the others do all ten, with default settings


def one(method, name, seed, settings=None):
    """One run in this process."""
    clock = Clock()
    import jax

    jax.config.update("jax_enable_x64", True)
    from problems import PROBLEMS, SYMMETRIC

    warnings.simplefilter("ignore")
    if settings is None:
        settings = dict(OF_METHOD.get(method, {}).get(name, {}))
    stated = PROBLEMS | SYMMETRIC if method in ("reach", "minute") else PROBLEMS
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
    environment = os.environ | ONE_CORE
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
        os.environ.update(ONE_CORE)
        sys.path.insert(0, str(HERE))
        method, name, seed, *rest = sys.argv[1:]
        print(json.dumps(one(method, name, seed, *(json.loads(r) for r in rest))))
