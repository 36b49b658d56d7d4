import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

CIRCLE = np.exp(2j * np.pi * (np.arange(32) + 0.5) / 32)


def _factors(z):
    c = z[:, None] + CIRCLE
    e = jnp.exp(c)
    p = jnp.mean((e - 1) / c, axis=-1).real
    q = jnp.mean((e - 1 - c) / (c * c), axis=-1).real
    return jnp.exp(z), p, q                # means over a circle: nothing cancels


@partial(jax.jit, static_argnames=("steps",))
def front(nu, u0, length, h, steps, at):
    nu, u0, length, h, at = (jnp.asarray(a, jnp.float64) for a in (nu, u0, length, h, at))
    N = u0.shape[0]
    M = (N - 1) // 2
    P = 4 * M + 4                          # more than 3 M points: no aliasing into |m| <= M
    m = np.arange(M + 1)
    k = 2 * np.pi * m / length
    e, p, q = _factors(h * (k - nu * k**2))

    def F(v):
        ux = jnp.fft.irfft(1j * k * v, n=P) * P
        return -0.5 * jnp.fft.rfft(ux * ux)[: M + 1] / P

    @jax.checkpoint
    def step(v):
        Fv = F(v)
        a = e * v + h * p * Fv
        return a + h * q * (F(a) - Fv)

    def march(v, n):
        return jax.lax.scan(lambda v, _: (step(v), None), v, None, length=n)[0]

    size = math.isqrt(steps)               # blocks of about sqrt(steps)
    block = jax.checkpoint(lambda v: march(v, size))
    v = jnp.fft.rfft(u0)[: M + 1] / N
    v, _ = jax.lax.scan(lambda v, _: (block(v), None), v, None, length=steps // size)
    if rest := steps % size:
        v = jax.checkpoint(lambda v: march(v, rest))(v)
    # positions reduced to one period: exact value, and derivatives by `at` and `length` kept
    at_, length_ = jax.lax.stop_gradient((at, length))
    r = jnp.remainder(at_, length_)
    turns = jnp.round((at_ - r) / length_)
    r = r + (at - at_) - turns * (length - length_)
    wave = np.where(m == 0, 1.0, 2.0) * jnp.exp(1j * k * r[:, None])
    return jnp.sum(wave * v, axis=-1).real


def _model(theta, t):
    """c(t) and its derivatives by theta = log(V, K, c0); c = K w, with w + log w = r."""
    V, K, c0 = jnp.exp(theta)
    s = (c0 - V * t) / K
    r = theta[2] - theta[1] + s
    x = jnp.where(r > 1, jnp.log(jnp.maximum(r, 1.0)), r)
    for _ in range(9):                     # Newton for x + e^x = r, from the right: monotone
        ex = jnp.exp(x)
        x = x - (x + ex - r) / (1 + ex)
    w = jnp.exp(x)
    c = K * w
    slopes = jnp.stack([-V * t / K, w - s, jnp.broadcast_to(1 + c0 / K, t.shape)], axis=-1)
    return c, slopes * (c / (1 + w))[:, None]


@jax.jit
def _fit(times, y, w):
    read = ~jnp.isnan(y)
    data, weight = jnp.where(read, y, 0.0), jnp.where(read, 1 / w, 0.0)
    def linearised(theta):
        c, J = _model(theta, times)
        return weight * (data - c), weight[:, None] * J
    def misfit(theta):
        return jnp.sum(linearised(theta)[0] ** 2)
    def iterate(_, state):                 # Levenberg and Marquardt
        theta, r, J, lam = state
        scale = jnp.linalg.norm(J, axis=0) + 1e-30
        Js = J / scale
        d = jnp.linalg.solve(Js.T @ Js + lam * jnp.eye(3), Js.T @ r) / scale
        new = theta + d / jnp.maximum(1.0, jnp.max(jnp.abs(d)))
        r_new, J_new = linearised(new)
        better = jnp.sum(r_new**2) < jnp.sum(r**2)         # False for NaN
        theta, r, J = (jnp.where(better, a, b)
                       for a, b in ((new, theta), (r_new, r), (J_new, J)))
        return theta, r, J, jnp.where(better, jnp.maximum(0.2 * lam, 1e-14), 4 * lam)
    def descend(theta):
        start = (theta, *linearised(theta), jnp.float64(1e-2))
        theta, r, _, _ = jax.lax.fori_loop(0, 120, iterate, start)
        return theta, jnp.sum(r**2)
    # many starts, for the lowest of all minima: for each (V, K) the best c0 of ten
    axes = np.geomspace(0.5, 5, 4), np.geomspace(0.2, 5, 4), np.geomspace(1.8, 22, 10)
    grid = np.log(np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)).reshape(16, 10, 3)
    best = jnp.argmin(jax.vmap(jax.vmap(misfit))(jnp.asarray(grid)), axis=1)
    thetas, costs = jax.vmap(descend)(jnp.asarray(grid)[jnp.arange(16), best])
    theta = thetas[jnp.nanargmin(costs)]
    r, J = linearised(theta)
    p = jnp.exp(theta)
    s = jnp.sqrt(jnp.sum(r**2) / (jnp.sum(read) - 3))
    J = J / p
    scale = jnp.linalg.norm(J, axis=0)
    R = jnp.linalg.qr(J / scale, mode="r")
    return p, s * jnp.linalg.inv(R) / scale[:, None]       # C = half @ half.T


def elimination(times, y, w, g):
    p, half = _fit(*(jnp.asarray(a, jnp.float64) for a in (times, y, w)))
    try:
        slope = jax.jacfwd(g)(p)           # forward: g may hold a while_loop
    except TypeError:
        slope = jax.grad(g)(p)
    return p, half @ half.T, jnp.asarray(g(p)), jnp.linalg.norm(slope @ half)
