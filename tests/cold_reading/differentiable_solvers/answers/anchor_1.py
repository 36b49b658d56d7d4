import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


# ---------------------------------------------------------------- 1. flame front

def _weights(z):
    """p(z) = (e^z - 1) / z and q(z) = (e^z - 1 - z) / z^2, as means over a circle about z (both are
    entire functions), so that neither they nor their derivatives lose digits near z = 0."""
    points = np.exp(2j * np.pi * (np.arange(32) + 0.5) / 32)
    w = z[:, None] + points[None, :]
    e = jnp.exp(w)
    p = jnp.mean(((e - 1) / w).real, axis=1)
    q = jnp.mean(((e - 1 - w) / (w * w)).real, axis=1)
    return p, q


def front(nu, u0, length, h, steps, at):
    u0 = jnp.asarray(u0, dtype=float)
    at = jnp.asarray(at, dtype=float)
    length = jnp.asarray(length, dtype=float)
    N = u0.shape[0]
    M = (N - 1) // 2
    P = 3 * M + 1                       # points enough that |m| <= M of a product is free of aliases
    m = np.arange(M + 1)
    k = 2 * np.pi * m / length
    z = h * (k - nu * k**2)
    p, q = _weights(z)
    ez, hp, hq = jnp.exp(z), h * p, h * q

    def F(v):
        ux = jnp.fft.irfft(1j * k * v, n=P) * P
        return jnp.fft.rfft(-0.5 * ux * ux)[: M + 1] / P

    def step(v, _):
        f = F(v)
        a = ez * v + hp * f
        return a + hq * (F(a) - f), None

    v0 = jnp.fft.rfft(u0)[: M + 1] / N
    v, _ = jax.lax.scan(step, v0, None, length=steps)

    # at / length less its whole number of periods; length is split so that n * high is exact
    n = jnp.round(at / length)
    c = 134217729.0 * length
    high = c - (c - length)
    low = length - high
    r = ((at - n * high) - n * low) / length
    phase = 2 * np.pi * r[:, None] * m[None, :]
    factor = np.where(m == 0, 1.0, 2.0)
    return jnp.cos(phase) @ (factor * v.real) - jnp.sin(phase) @ (factor * v.imag)


# ---------------------------------------------------------------- 2. elimination

def _model(p, t):
    """c(t) and its derivatives by (V, K, c0), from K ln c + c = K ln c0 + c0 - V t."""
    V, K, c0 = p[0], p[1], p[2]
    start = jnp.log(c0 / K)
    A = start + (c0 - V * t) / K
    x = jnp.minimum(A, jnp.log(jnp.maximum(A, 1.0)))    # above the root of x + e^x = A, x = ln(c / K)
    for _ in range(9):                                  # Newton: convex, so it falls to the root
        e = jnp.exp(x)
        x = x - (x + e - A) / (1 + e)
    c = K * jnp.exp(x)
    f = c / (K + c)
    J = jnp.stack([-t * f, (start - x) * f, f * (K + c0) / c0], axis=1)
    return c, J


_LOW = np.log(np.array([0.02, 0.01, 0.1]))
_HIGH = np.log(np.array([100.0, 100.0, 400.0]))
_STARTS = np.log(np.array([(V, K, c0) for V in (0.8, 1.8, 3.8) for K in (0.4, 2.5)
                            for c0 in (4.0, 14.0)]))


def elimination(times, y, w, g):
    times = jnp.asarray(times, dtype=float)
    y = jnp.asarray(y, dtype=float)
    w = jnp.asarray(w, dtype=float)
    read = ~jnp.isnan(y)
    y = jnp.where(read, y, 0.0)
    s = jnp.where(read, 1 / w, 0.0)

    def residual(logs):                 # and its derivatives by the logarithms of V, K, c0
        p = jnp.exp(logs)
        c, J = _model(p, times)
        return (y - c) * s, J * p * s[:, None]

    def improve(carry, _):              # one step of Levenberg and Marquardt
        logs, damping, r, J = carry
        A = J.T @ J
        d = jnp.sqrt(jnp.diag(A) + 1e-200)
        change = jnp.linalg.solve(A / d[:, None] / d + damping * jnp.eye(3), (J.T @ r) / d) / d
        new = jnp.clip(logs + jnp.clip(change, -1.0, 1.0), _LOW, _HIGH)
        r_new, J_new = residual(new)
        better = jnp.sum(r_new**2) < jnp.sum(r**2)
        damping = jnp.where(better, jnp.maximum(damping / 5, 1e-10), jnp.minimum(damping * 4, 1e8))
        return (jnp.where(better, new, logs), damping, jnp.where(better, r_new, r),
                jnp.where(better, J_new, J)), None

    def fit(logs, count):
        r, J = residual(logs)
        (logs, _, r, _), _ = jax.lax.scan(improve, (logs, jnp.array(1e-2), r, J), None, length=count)
        return logs, jnp.sum(r**2)

    all_logs, costs = jax.vmap(lambda logs: fit(logs, 50))(jnp.asarray(_STARTS))
    logs, cost = fit(all_logs[jnp.argmin(costs)], 100)
    p = jnp.exp(logs)
    J = _model(p, times)[1] * s[:, None]
    A = J.T @ J
    d = jnp.sqrt(jnp.diag(A))
    C = cost / (jnp.sum(read) - 3) * jnp.linalg.inv(A / d[:, None] / d) / d[:, None] / d
    value = g(p)
    slope = jax.grad(g)(p)
    return p, C, value, jnp.sqrt(slope @ C @ slope)
