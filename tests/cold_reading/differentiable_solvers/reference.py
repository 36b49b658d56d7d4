import math

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
CIRCLE = np.exp(2j * np.pi * (np.arange(32) + 0.5) / 32)


def front(nu, u0, length, h, steps, at):
    N = u0.shape[0]
    m = np.arange((N - 1) // 2 + 1)
    P = 2 * N  # points enough for the square
    k = 2 * jnp.pi * m / length
    z = h * (k - nu * k**2)
    c = z[:, None] + CIRCLE
    p = jnp.mean((jnp.exp(c) - 1) / c, axis=1).real
    q = jnp.mean((jnp.exp(c) - 1 - c) / c**2, axis=1).real

    def F(v):
        slope = jnp.fft.irfft(1j * k * v, P, norm="forward")
        return jnp.fft.rfft(-(slope**2) / 2, norm="forward")[: m.size]

    def step(v, _):
        Fv = F(v)
        a = jnp.exp(z) * v + h * p * Fv
        return a + h * q * (F(a) - Fv), None

    @jax.checkpoint
    def block(v, _):
        return jax.lax.scan(step, v, length=r)

    r = math.isqrt(steps)
    v = jnp.fft.rfft(u0, norm="forward")[: m.size]
    v, _ = jax.lax.scan(block, v, length=steps // r)
    v, _ = jax.lax.scan(step, v, length=steps % r)
    waves = jnp.exp(1j * k * at[:, None])
    return (waves @ (np.where(m == 0, 1, 2) * v)).real


def elimination(times, y, w, g):
    there = ~jnp.isnan(y)
    y = jnp.where(there, y, 0.0)

    def model(logs):
        V, K, c0 = jnp.exp(logs)

        def rate(b):  # of b = log c, which is less stiff than c
            return -V / (K + jnp.exp(b))

        def between(b, dt):
            h = dt / 20

            def step(_, b):
                r1 = rate(b)
                r2 = rate(b + h / 2 * r1)
                r3 = rate(b + h / 2 * r2)
                return b + h / 6 * (r1 + 2 * r2 + 2 * r3 + rate(b + h * r3))

            b = jax.lax.fori_loop(0, 20, step, b)
            return b, b

        gaps = jnp.diff(times, prepend=0.0)
        return jnp.where(there, jnp.exp(jax.lax.scan(between, jnp.log(c0), gaps)[1]) / w, 0.0)

    def misfit(logs):
        r = model(logs) - jnp.where(there, y / w, 0.0)
        return r, r

    def try_step(_, carry):
        logs, J, r, damping = carry
        H = J.T @ J
        new = logs - jnp.linalg.solve(H + damping * jnp.diag(jnp.diag(H)), J.T @ r)
        new_J, new_r = jax.jacfwd(misfit, has_aux=True)(new)
        better = jnp.sum(new_r**2) <= jnp.sum(r**2)
        good, bad = (new, new_J, new_r, damping / 5), (logs, J, r, damping * 4)
        return jax.tree.map(lambda a, b: jnp.where(better, a, b), good, bad)

    starts = np.meshgrid([-0.5, 0.4, 1.3], [-1.4, 0.0, 1.4], [0.8, 1.6, 2.3, 2.9])
    starts = jnp.stack([part.ravel() for part in starts], axis=1)
    J, r = jax.vmap(jax.jacfwd(misfit, has_aux=True))(starts)
    best = jnp.argmin(jnp.sum(r**2, axis=1))
    start = starts[best], J[best], r[best], jnp.array(0.01)
    logs, J, r, _ = jax.lax.fori_loop(0, 40, try_step, start)
    p = jnp.exp(logs)
    s2 = jnp.sum(r**2) / (jnp.sum(there) - 3)
    C = s2 * jnp.linalg.inv(J.T @ J) * jnp.outer(p, p)
    slope = jax.grad(g)(p)
    return p, C, g(p), jnp.sqrt(slope @ C @ slope)
