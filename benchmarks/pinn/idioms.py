"""What ways of writing two derivatives cost: paired ratios to jvp of jvp, in one process.

    NPROC=1 python benchmarks/pinn/idioms.py FILE     puts the results into FILE, made by run.py

A network 2-64-64-64-64-1 of 64 bits, u_t - u_xx at 10 000 points: the residual, and the gradient of its
mean square by the weights.  Each round times every idiom once, in an order of its own; the figures are
medians of the ratios of the rounds, of processor seconds, without compilation.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("NPROC", "1")
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np
from run import about, written

jax.config.update("jax_enable_x64", True)
ROUNDS, WIDTHS = 15, (2, 64, 64, 64, 64, 1)


def u(theta, x, t):
    z = jnp.stack([x, t])
    for W, b in theta[:-1]:
        z = jnp.tanh(z @ W + b)
    W, b = theta[-1]
    return (z @ W + b)[0]


def along(f, x):
    return jax.jvp(f, (x,), (jnp.ones_like(x),))


def grad_of_grad(f, x):
    return jax.grad(jax.grad(f))(x)


def hessian(f, x):
    return jax.hessian(f)(x)


def forward_over_reverse(f, x):
    return along(jax.grad(f), x)[1]


def jvp_of_jvp(f, x):
    return along(lambda x: along(f, x)[1], x)[1]


def taylor(f, x):
    from jax.experimental.jet import jet

    return jet(f, (x,), ((jnp.ones_like(x), jnp.zeros_like(x)),))[1][1]


IDIOMS = {
    "jvp of jvp": jvp_of_jvp,
    "grad of grad": grad_of_grad,
    "jvp of grad": forward_over_reverse,
    "jax.hessian": hessian,
    "jet": taylor,
}


def residual(second):
    def at(theta, p):
        u_t = along(lambda t: u(theta, p[0], t), p[1])[1]
        return u_t - second(lambda x: u(theta, x, p[1]), p[0])

    return lambda theta, points: jax.vmap(at, (None, 0))(theta, points)


def main(file):
    keys = jax.random.split(jax.random.key(0), len(WIDTHS))
    theta = [
        (jax.random.normal(k, (m, n)) / np.sqrt(m), jnp.zeros(n))
        for k, m, n in zip(keys, WIDTHS, WIDTHS[1:], strict=False)
    ]
    points = jax.random.uniform(jax.random.key(1), (10_000, 2))
    jobs, values = {}, []
    for name, second in IDIOMS.items():
        f = residual(second)
        jobs[name, "residual"] = jax.jit(f)
        jobs[name, "gradient"] = jax.jit(
            jax.grad(lambda theta, points, f=f: jnp.mean(f(theta, points) ** 2))
        )
        values.append(np.asarray(jobs[name, "residual"](theta, points)))
        jax.block_until_ready(jobs[name, "gradient"](theta, points))
    assert all(np.allclose(v, values[0], rtol=0, atol=1e-10) for v in values)
    seconds = {job: [] for job in jobs}
    for order in (np.random.default_rng(n).permutation(len(jobs)) for n in range(ROUNDS)):
        for job in (list(jobs)[i] for i in order):
            begun = time.process_time()
            jax.block_until_ready(jobs[job](theta, points))
            seconds[job].append(time.process_time() - begun)
    ratio = lambda name, what: float(
        np.median(np.divide(seconds[name, what], seconds["jvp of jvp", what])).round(2)
    )
    rows = [
        dict(idiom=name, residual=ratio(name, "residual"), gradient=ratio(name, "gradient"))
        for name in IDIOMS
    ]
    head = about()
    idioms = dict(
        date=head["date"],
        device=head["device"],
        jax=head["versions"]["jax"],
        points=len(points),
        seconds=round(float(np.median(seconds["jvp of jvp", "residual"])), 3),
        rows=rows,
    )
    file = Path(file)
    file.write_text(written(json.loads(file.read_text()) | dict(idioms=idioms)))
    print(json.dumps(idioms, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
