from functools import partial
from math import isqrt

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

circle = np.exp(2j * np.pi * (np.arange(32) + 0.5) / 32)


@partial(jax.jit, static_argnames=("steps",))
def front(nu, u0, length, h, steps, at):
    u0, at = jnp.asarray(u0, float), jnp.asarray(at, float)
    N = u0.shape[0]
    M = (N - 1) // 2
    P = 2 * N                                   # more than 3 M points: the square is exact
    k = 2 * np.pi * np.arange(M + 1) / length
    z = h * (k - nu * k**2)
    # p = (e^z - 1) / z and q = (e^z - 1 - z) / z^2, as means over a circle around z
    w = z[:, None] + circle
    p = h * jnp.mean((jnp.exp(w) - 1) / w, axis=1).real
    q = h * jnp.mean((jnp.exp(w) - 1 - w) / w**2, axis=1).real
    e = jnp.exp(z)

    def F(v):
        ux = jnp.fft.irfft(1j * k * v, P) * P   # irfft pads with zeros
        return -0.5 * jnp.fft.rfft(ux**2)[: M + 1] / P

    def step(v, _):
        Fv = F(v)
        a = e * v + p * Fv
        return a + q * (F(a) - Fv), None

    def march(v, n):
        return jax.lax.scan(step, v, None, length=n)[0]

    size = isqrt(steps)
    blocks, rest = divmod(steps, size)

    @jax.checkpoint
    def block(v):
        return march(v, size)

    v = jnp.fft.rfft(u0)[: M + 1] / N
    v, _ = jax.lax.scan(lambda v, _: (block(v), None), v, None, length=blocks)
    if rest:
        v = jax.checkpoint(lambda v: march(v, rest))(v)
    twice = np.where(np.arange(M + 1) == 0, 1.0, 2.0)
    return (jnp.exp(1j * k * at[:, None]) @ (twice * v)).real


def concentration(logs, t):
    """c(t) and its derivatives by (V, K, c0), from K log(c / c0) + c - c0 + V t = 0."""
    V, K, c0 = jnp.exp(logs)
    s = jnp.log(c0 / K) + (c0 - V * t) / K      # x + e^x = s with x = log(c / K)
    x = jnp.where(s > 1, jnp.log(jnp.maximum(s, 1.0)), s)
    for _ in range(8):                          # Newton, from the right of the root: convex
        ex = jnp.exp(x)
        x = x - (ex + x - s) / (ex + 1)
    ratio = jnp.exp(x)                          # c / K
    log_c_c0 = x + jnp.log(K / c0)
    slope = ratio / (1 + ratio)                 # c / (K + c)
    J = jnp.stack([-t, -log_c_c0, jnp.full_like(t, 1 + K / c0)], axis=-1)
    return K * ratio, slope[:, None] * J


# starts: a grid in the logarithms of (V, K, c0)
starts = np.stack(np.meshgrid(*[np.linspace(np.log(a), np.log(b), 6)
                                for a, b in ((0.5, 5.0), (0.2, 5.0), (2.0, 20.0))],
                              indexing="ij"), axis=-1).reshape(-1, 3)


@jax.jit
def fit(times, y, w):
    read = ~jnp.isnan(y)
    y = jnp.where(read, y, 0.0)
    weight = jnp.where(read, 1 / w, 0.0)

    def misfit(logs):
        r = weight * (y - concentration(logs, times)[0])
        return jnp.sum(r**2)

    def levenberg(logs):                        # Levenberg-Marquardt in the logarithms
        def iteration(state, _):
            logs, old, lam = state
            c, J = concentration(logs, times)
            A = weight[:, None] * J * jnp.exp(logs)
            r = weight * (y - c)
            D = jnp.sqrt(jnp.sum(A**2, axis=0))
            D = D + 1e-6 * jnp.max(D)
            Q, R = jnp.linalg.qr(jnp.concatenate([A, jnp.sqrt(lam) * jnp.diag(D)]))
            d = jnp.linalg.solve(R, Q.T @ jnp.concatenate([r, jnp.zeros(3)]))
            trial = logs + jnp.clip(d, -2.0, 2.0)
            new = misfit(trial)
            better = new < old                  # False for NaN
            lam = jnp.clip(jnp.where(better, 0.2 * lam, 4 * lam), 1e-14, 1e8)
            return (jnp.where(better, trial, logs), jnp.where(better, new, old), lam), None

        (logs, cost, _), _ = jax.lax.scan(iteration, (logs, misfit(logs), jnp.array(1e-2)),
                                          None, length=200)
        return logs, cost

    first = jnp.argsort(jax.vmap(misfit)(jnp.asarray(starts)))[:6]
    ends, costs = jax.vmap(levenberg)(jnp.asarray(starts)[first])
    best = jnp.argmin(costs)
    logs = ends[best]
    p = jnp.exp(logs)
    A = weight[:, None] * concentration(logs, times)[1] * p
    s2 = costs[best] / (jnp.sum(read) - 3)
    _, s, Vt = jnp.linalg.svd(A, full_matrices=False)
    root = p[:, None] * Vt.T / s                # root root^T = (J^T W J)^-1
    return p, s2 * (root @ root.T)


def elimination(times, y, w, g):
    p, C = fit(*(jnp.asarray(a, float) for a in (times, y, w)))
    slope = jax.grad(g)(p)
    return p, C, g(p), jnp.sqrt(slope @ C @ slope)
