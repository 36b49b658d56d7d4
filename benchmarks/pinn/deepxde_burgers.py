"""DeepXDE on Burgers' equation, as its own demo sets it up: Adam, then L-BFGS.

    python -m venv there && there/bin/pip install -r benchmarks/pinn/deepxde.txt
    there/bin/python benchmarks/pinn/deepxde_burgers.py all FILE [BITS,... SEED,...]
    there/bin/python benchmarks/pinn/deepxde_burgers.py BITS SEED     one run, a line of JSON

The settings are the demo's of DeepXDE 1.15 (docs/demos/pinn_forward/burgers: 3 layers of 20, 2540 + 80 + 160
points, 15000 steps of Adam at 1e-3, then L-BFGS as it comes), and t ends at 0.99 as there.  The backend is
PyTorch.  With TensorFlow 2.21 as "tensorflow.compat.v1" L-BFGS sees the same loss at all parameters, and
stops.  With 32 bits it may stop early, which DeepXDE's documentation warns of; 64 bits is the mend that
it names.  The seconds are processor time on one thread with imports.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from run import written

HERE = Path(__file__).resolve().parent


def one(bits, seed):
    """Errors and seconds after each stage."""
    sys.path.insert(0, str(HERE.parents[1] / "src"))
    import deepxde as dde
    import numpy as np
    import torch

    from jaxwise import spectral

    torch.set_num_threads(1)
    dde.config.set_default_float(f"float{bits}")
    dde.config.set_random_seed(seed)
    nu = 0.01 / np.pi

    def pde(x, u):
        slope = lambda j: dde.grad.jacobian(u, x, i=0, j=j)
        return slope(1) + u * slope(0) - nu * dde.grad.hessian(u, x, i=0, j=0)

    line, span = dde.geometry.Interval(-1, 1), dde.geometry.TimeDomain(0, 0.99)
    region = dde.geometry.GeometryXTime(line, span)
    ends = dde.icbc.DirichletBC(region, lambda x: 0, lambda _, on: on)
    start = dde.icbc.IC(region, lambda x: -np.sin(np.pi * x[:, :1]), lambda _, on: on)
    data = dde.data.TimePDE(
        region, pde, [ends, start], num_domain=2540, num_boundary=80, num_initial=160
    )
    model = dde.Model(data, dde.nn.FNN([2] + [20] * 3 + [1], "tanh", "Glorot normal"))

    x, t = np.meshgrid(np.linspace(-1, 1, 201), np.linspace(0, 0.99, 100))
    want = spectral.cole_hopf(x, t, nu)
    stages = {}
    for name, options, steps in (("adam", dict(lr=1e-3), 15000), ("L-BFGS", {}, None)):
        model.compile(name, verbose=0, **options)
        model.train(iterations=steps, display_every=1000, verbose=0)
        seconds = time.process_time()
        got = model.predict(np.stack([x.ravel(), t.ravel()], 1))[:, 0].reshape(x.shape)
        stages[name.lower().replace("-", "")] = dict(
            seconds=round(seconds, 1),
            steps=int(model.train_state.step),
            loss=float(f"{np.sum(model.train_state.loss_train):.3g}"),
            error=float(f"{np.linalg.norm(got - want) / np.linalg.norm(want):.3g}"),
        )
    return dict(bits=bits, seed=seed, **stages)


def every(file, bits=(64, 32), seeds=(101, 102, 103, 104, 105)):
    """The runs that the file lacks, each in its own process, written as they come."""
    from importlib.metadata import version

    file = Path(file)
    names = ("deepxde", "torch", "numpy", "scipy")
    head = dict(date=time.strftime("%Y-%m-%d"), backend="pytorch", threads=1)
    head["versions"] = {name: version(name) for name in names}
    stored = json.loads(file.read_text()) if file.exists() else head | dict(runs=[])
    done = {(run["bits"], run["seed"]) for run in stored["runs"]}
    environment = os.environ | dict(
        DDE_BACKEND="pytorch", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1",
        JAX_PLATFORMS="cpu", CUDA_VISIBLE_DEVICES="",
    )  # fmt: skip
    for seed in seeds:
        for width in bits:
            if (int(width), int(seed)) in done:
                continue
            ran = subprocess.run(
                [sys.executable, __file__, str(width), str(seed)],
                env=environment, capture_output=True, text=True,
            )  # fmt: skip
            if ran.returncode:
                sys.exit(ran.stderr)
            stored["runs"].append(json.loads(ran.stdout.splitlines()[-1]))
            print(stored["runs"][-1], flush=True)
            file.write_text(written(stored))


if __name__ == "__main__":
    first, *rest = sys.argv[1:]
    if first == "all":
        every(rest[0], *(a.split(",") for a in rest[1:]))
    else:
        print(json.dumps(one(int(first), int(rest[0]))))
