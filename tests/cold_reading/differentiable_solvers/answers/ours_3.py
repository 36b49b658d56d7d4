import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

circle = np.exp(2j * np.pi * (np.arange(32) + 0.5) / 32)
fixed = jax.lax.stop_gradient


def factors(z):
    """p(z) and q(z), as means over a circle around z, where nothing cancels."""
    w = z[..., None] + circle
    e = jnp.exp(w)
    return jnp.mean((e - 1) / w, axis=-1).real, jnp.mean((e - 1 - w) / w**2, axis=-1).real


@partial(jax.jit, static_argnames=("steps",))
def _front(nu, u0, length, h, at, steps):
    N = u0.size
    M = (N - 1) // 2
    P = 3 * M + 2                          # points on which modes up to 2 M do not fold into |m| <= M
    m = np.arange(M + 1)
    k = 2 * np.pi * m / length             # not negative: |k| is k
    z = h * (k - nu * k**2)
    e = jnp.exp(z)
    p, q = factors(z)

    def F(v):
        ux = jnp.fft.irfft(1j * k * v, n=P) * P
        return -0.5 * jnp.fft.rfft(ux**2)[: M + 1] / P

    @jax.checkpoint
    def step(v, _):
        Fv = F(v)
        a = e * v + h * p * Fv
        return a + h * q * (F(a) - Fv), None

    def march(v, n):
        return jax.lax.scan(step, v, None, length=n)[0]

    size = math.isqrt(steps)
    blocks, rest = divmod(steps, size)
    block = jax.checkpoint(lambda v: march(v, size))

    v = jnp.fft.rfft(u0)[: M + 1] / N
    v, _ = jax.lax.scan(lambda v, _: (block(v), None), v, None, length=blocks)
    if rest:
        v = jax.checkpoint(lambda v: march(v, rest))(v)

    # whole periods are taken off without rounding; the derivatives stay those of at / length
    r = jnp.fmod(fixed(at), fixed(length))
    x = r + (at - fixed(at)) - jnp.round((fixed(at) - r) / fixed(length)) * (length - fixed(length))
    basis = np.where(m == 0, 1.0, 2.0) * jnp.exp(2j * np.pi * m * (x / length)[:, None])
    return (basis @ v).real


def front(nu, u0, length, h, steps, at):
    nu, u0, length, h, at = (jnp.asarray(s, float) for s in (nu, u0, length, h, at))
    return _front(nu, u0, length, h, at, steps=int(steps))


def concentration(logs, t):
    """c(t) and its derivatives by (log V, log K, log c0); K log c + c = K log c0 + c0 - V t."""
    V, K, c0 = jnp.exp(logs)
    b = logs[2] - logs[1] + (c0 - V * t) / K
    r = jnp.where(b > 1, jnp.log(jnp.where(b > 1, b, 1.0)), b)      # r = log(c / K), r + e^r = b
    for _ in range(8):
        er = jnp.exp(r)
        r = r - (r + er - b) / (1 + er)
    c = K * jnp.exp(r)
    s = c / (K + c)
    fall = logs[2] - logs[1] - r                                    # log(c0 / c)
    return c, jnp.stack([-V * t * s, K * fall * s, (K + c0) * s], axis=-1)


def elimination(times, y, w, g):
    times, y, w = (jnp.asarray(s, float) for s in (times, y, w))
    read = ~jnp.isnan(y)
    y = jnp.where(read, y, 0.0)
    weight = jnp.where(read, 1 / w, 0.0)

    def linearised(logs):
        c, J = concentration(logs, times)
        return weight * (y - c), weight[:, None] * J

    # starts: for each K of a coarse grid the best V and c0
    axes = [np.linspace(np.log(a), np.log(b), 9) for a, b in ((0.15, 8), (0.3, 10), (1.5, 25))]
    K, V, c0 = np.meshgrid(*axes, indexing="ij")
    grid = jnp.asarray(np.stack([V, K, c0], axis=-1).reshape(-1, 3))
    c = jax.vmap(lambda logs: concentration(logs, times)[0])(grid)
    misfit = (c**2 @ weight**2 - 2 * c @ (weight**2 * y)).reshape(9, 81)
    starts = grid.reshape(9, 81, 3)[np.arange(9), jnp.argmin(misfit, axis=1)]

    def improve(state, _):                                          # Levenberg and Marquardt
        logs, cost, damp = state
        r, J = linearised(logs)
        A = J.T @ J
        change = jnp.linalg.solve(A + damp * jnp.diag(jnp.diag(A)), J.T @ r)
        new = logs + jnp.clip(change, -1.0, 1.0)
        new_cost = jnp.sum(linearised(new)[0] ** 2)
        better = new_cost < cost                                    # False for NaN
        damp = jnp.clip(jnp.where(better, damp / 5, damp * 5), 1e-12, 1e12)
        return (jnp.where(better, new, logs), jnp.where(better, new_cost, cost), damp), None

    def fit(logs):
        first = (logs, jnp.sum(linearised(logs)[0] ** 2), jnp.array(1e-2, float))
        return jax.lax.scan(improve, first, None, length=100)[0][:2]

    ends, costs = jax.vmap(fit)(starts)
    logs = ends[jnp.argmin(costs)]
    r, J = linearised(logs)
    p = jnp.exp(logs)
    s2 = jnp.sum(r**2) / (jnp.sum(read) - 3)
    C = s2 * jnp.linalg.inv(J.T @ J) * p[:, None] * p
    slope = jax.jacfwd(g)(p)
    return p, C, g(p), jnp.sqrt(slope @ C @ slope)
