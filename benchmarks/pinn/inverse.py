"""Burgers' equation forward, and its viscosity from 500 noisy readings: by a network, and by a solver.

    NPROC=1 python benchmarks/pinn/inverse.py FILE [DRAWS]     puts the results into FILE, made by run.py

Forward: relative L2 error at 51 times and 101 places, five keys.
Inverse: fifty sensors at random places, read ten times, with noise of 1 % of the largest velocity: twenty draws,
the same for both methods, from a start that is five times too large.  Each method is a function of its
own; its lines are counted, without comments and empty lines.  Seconds are those of the processor, with
compilation in the first draw; `again` is the median of the others.  The interval is 95 % of a normal
distribution with the standard error that the method gives for log(nu).
"""

import inspect
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

from jaxwise import pinn, spectral

jax.config.update("jax_enable_x64", True)
NU, SIGMA, START = 0.05, 0.01, np.log(0.25)
TIMES = np.arange(1, 11) / 10
EARLY = 30  # steps of a network that is stopped before it has converged


def forward_by_solver(key):
    x = spectral.grid(64).x
    u = spectral.burgers(-jnp.sin(jnp.pi * x), NU, 1 / 200, 200, 4)
    waves = np.fft.rfft(np.asarray(u)) / 64 * np.where(np.arange(33) == 0, 1, 2)
    return lambda x: (waves @ np.exp(1j * np.pi * np.arange(33)[:, None] * (x + 1))).real


def forward_by_network(key):
    problem = pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) + u(x, t) * u.x(x, t) - NU * u.xx(x, t),
        domain={"x": (-1, 1), "t": (0, 1)},
        conditions=[pinn.Initial(lambda x: -jnp.sin(jnp.pi * x)), pinn.Dirichlet("x", 0.0)],
    )
    solution = pinn.solve(problem, key=key)
    return lambda x: solution(*np.meshgrid(x, np.arange(51) / 50))


def by_solver(sensors):
    x = spectral.grid(64).x
    m = np.arange(33)
    basis = np.where(m == 0, 1, 2) * jnp.exp(1j * jnp.pi * m * (sensors[:, None] + 1)) / 64

    def model(q):
        u = spectral.burgers(-jnp.sin(jnp.pi * x), jnp.exp(q), 1 / 50, 50, 5)[1:]
        return (jnp.fft.rfft(u) @ basis.T).real.ravel()

    tangent = jax.jit(lambda q: jax.jvp(model, (q,), (1.0,)))

    def fit(readings, key):
        q = START
        for _ in range(12):
            u, slope = tangent(q)
            left = readings - u
            q = q + np.clip(slope @ left / (slope @ slope), -1, 1)
        u, slope = tangent(q)
        scatter = np.sqrt(np.sum((readings - u) ** 2) / (len(readings) - 1))
        return float(q), float(scatter / np.linalg.norm(slope))

    return fit


def by_network(sensors, steps=150, loose=1e-3):
    sizes = [(2, 20), (20, 20), (20, 1)]
    count = sum(m * n + n for m, n in sizes)
    points = jax.random.uniform(jax.random.key(7), (700, 2), minval=jnp.array([-1.0, 0.0]))
    where = jnp.stack([jnp.tile(sensors, len(TIMES)), jnp.repeat(TIMES, len(sensors))], 1)

    def u(theta, x, t):
        z, i = jnp.stack([x, 2 * t - 1]), 0
        for m, n in sizes:
            W, b = theta[i : i + m * n].reshape(m, n), theta[i + m * n : i + m * n + n]
            z, i = (z if i == 0 else jnp.tanh(z)) @ W + b, i + m * n + n
        return -jnp.sin(jnp.pi * x) + t * (1 - x**2) * z[0]

    def along(f, x):
        return jax.jvp(f, (x,), (jnp.ones_like(x),))

    def equation(theta, p):
        x, t = p
        u_t = along(lambda t: u(theta, x, t), t)[1]
        (value, u_x), (_, u_xx) = along(lambda x: along(lambda x: u(theta, x, t), x), x)
        return (u_t + value * u_x - jnp.exp(theta[count]) * u_xx) / loose

    def reading(theta, p):
        return (u(theta, p[0], p[1]) - p[2]) / SIGMA

    def residuals(theta, data):
        return jnp.concatenate(
            [
                jax.vmap(equation, (None, 0))(theta, points),
                jax.vmap(reading, (None, 0))(theta, data),
            ]
        )

    def rows(theta, data):
        pairs = [
            jax.vmap(jax.value_and_grad(f), (None, 0))(theta, p)
            for f, p in ((equation, points), (reading, data))
        ]
        return [jnp.concatenate([pair[i] for pair in pairs]) for i in (0, 1)]

    @jax.jit
    def step(theta, mu, data):
        r, J = rows(theta, data)
        A = J.T @ J
        shift = mu * jnp.trace(A) / len(A) * jnp.eye(len(A))
        factor = jax.scipy.linalg.cho_factor(A + shift)
        d = -jax.scipy.linalg.cho_solve(factor, J.T @ r)
        bend = along(lambda e: along(lambda e: residuals(theta + e * d, data), e)[1], 0.0)[1]
        c = -jax.scipy.linalg.cho_solve(factor, J.T @ bend)
        d = jnp.where(jnp.linalg.norm(c) < 0.75 * jnp.linalg.norm(d), d + c / 2, d)
        better = jnp.sum(residuals(theta + d, data) ** 2) < jnp.sum(r**2)
        return jnp.where(better, theta + d, theta), jnp.where(better, mu / 3, 4 * mu)

    def fit(readings, key):
        parts = [
            v
            for k, (m, n) in zip(jax.random.split(key, 3), sizes, strict=True)
            for v in (jax.random.normal(k, (m * n,)) / np.sqrt(m), jnp.zeros(n))
        ]
        theta, mu = jnp.concatenate([*parts, jnp.array([START])]), 1e-2
        data = jnp.concatenate([where, jnp.asarray(readings)[:, None]], 1)
        for _ in range(steps):
            theta, mu = step(theta, mu, data)
        r, J = rows(theta, data)
        scatter = np.sqrt(np.sum(r[len(points) :] ** 2) / (len(readings) - 1))
        R = np.linalg.qr(np.asarray(J)[:, np.argsort(np.arange(count + 1) == count)])[1]
        return float(theta[count]), float(scatter / abs(R[-1, -1]))

    return fit


def early(sensors):
    return by_network(sensors, steps=EARLY)


def lines(function):
    text = inspect.getsource(function).splitlines()
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in text)


def forward():
    """What the two methods make of the equation, if the viscosity is known."""
    x, found = np.linspace(-1, 1, 101), []
    truth = spectral.cole_hopf(x, np.arange(51)[:, None] / 50, NU)
    for name, method in (("solver", forward_by_solver), ("network", forward_by_network)):
        runs = []
        for n in range(5):
            jax.clear_caches()
            begun = time.process_time()
            u = np.asarray(method(jax.random.key(200 + n))(x))
            seconds = time.process_time() - begun
            runs.append((seconds, np.linalg.norm(u - truth) / np.linalg.norm(truth)))
        seconds, error = np.median(np.array(runs), axis=0)
        found.append(
            dict(
                problem="forward",
                method=name,
                error=float(f"{error:.3g}"),
                seconds=round(float(seconds), 2),
                lines=lines(method),
            )
        )
        print(found[-1], flush=True)
    return found


def main(file, draws=20):
    keys = jax.random.split(jax.random.key(2026), 2)
    sensors = jax.random.uniform(keys[0], (50,), minval=-1.0, maxval=1.0)
    clean = spectral.cole_hopf(np.asarray(sensors), TIMES[:, None], NU).ravel()
    noise = np.asarray(jax.random.normal(keys[1], (draws, clean.size)))
    found = forward()
    for name, method in (("solver", by_solver), ("network", by_network), ("network, early", early)):
        fit, fits = method(sensors), []
        for n in range(draws):
            begun = time.process_time()
            q, error = fit(clean + SIGMA * noise[n], jax.random.key(100 + n))
            fits.append((q - np.log(NU), error, time.process_time() - begun))
            print(name, n, *(f"{v:.4f}" for v in fits[-1]), flush=True)
        off, errors, seconds = np.array(fits).T
        found.append(
            dict(
                problem="inverse",
                method=name,
                draws=draws,
                rms=float(f"{np.sqrt(np.mean(off**2)):.3g}"),
                bias=float(f"{np.mean(off):.3g}"),
                bar=float(f"{np.median(errors):.3g}"),
                covered=int(np.sum(abs(off) < 1.96 * errors)),
                first=round(float(seconds[0]), 1),
                again=round(float(np.median(seconds[1:])), 2),
                lines=lines(by_network if method is early else method),
            )
        )
        print(found[-1], flush=True)
    stored = json.loads(Path(file).read_text())
    head = about()
    inverse = dict(
        date=head["date"], device=head["device"], jax=head["versions"]["jax"], rows=found
    )
    Path(file).write_text(written(stored | dict(inverse=inverse)))


if __name__ == "__main__":
    main(sys.argv[1], *(int(n) for n in sys.argv[2:]))
