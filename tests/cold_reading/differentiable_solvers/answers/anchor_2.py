"""Cold reading, anchor 2: a flame front and a drug elimination, in JAX."""

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

# Contour integrals (Kassam & Trefethen): a circle of radius 2, no point of it on the real axis.
CIRCLE = 2.0 * np.exp(2j * np.pi * (np.arange(32) + 0.5) / 32)


def _p_and_q(z):
    """(e^z - 1) / z and (e^z - 1 - z) / z^2: means over a circle about z, also right at z = 0."""
    w = z[:, None] + CIRCLE
    e = jnp.exp(w)
    p = jnp.mean((e - 1) / w, axis=1).real
    q = jnp.mean((e - 1 - w) / w**2, axis=1).real
    return p, q


def front(nu, u0, length, h, steps, at):
    u0, at = jnp.asarray(u0, float), jnp.asarray(at, float)
    n = u0.shape[0]
    top = (n - 1) // 2
    fine = 4 * (top + 1)  # points of the finer grid: over 3 M, so no aliases in |m| <= M
    m = np.arange(top + 1.0)
    k = 2 * np.pi * m / length
    z = h * (k - nu * k**2)
    p, q = _p_and_q(z)
    ez, hp, hq = jnp.exp(z), h * p, h * q

    def nonlinear(v):
        ux = jnp.fft.irfft(1j * k * v, n=fine) * fine
        return jnp.fft.rfft(-0.5 * ux**2)[: top + 1] / fine

    def step(v, _):
        f = nonlinear(v)
        a = ez * v + hp * f
        return a + hq * (nonlinear(a) - f), None

    v = jnp.fft.rfft(u0)[: top + 1] / n
    v, _ = jax.lax.scan(step, v, None, length=steps)

    turns = at / length
    turns = turns - jnp.round(turns)
    phase = 2 * np.pi * turns[:, None] * m[1:]
    waves = v[1:].real * jnp.cos(phase) - v[1:].imag * jnp.sin(phase)
    return v[0].real + 2 * jnp.sum(waves, axis=1)


def _log_concentration(theta, t):
    """s = log c(t): K s + e^s = c0 + K log c0 - V t; Newton from log c0 is monotone (convex)."""
    V, K, c0 = theta
    right = c0 + K * jnp.log(c0) - V * t

    def newton(s, _):
        e = jnp.exp(s)
        return s - (K * s + e - right) / (K + e), None

    s, _ = jax.lax.scan(newton, jnp.log(c0) + 0.0 * t, None, length=30)
    return s


def _model(theta, t):
    """c(t) and its derivatives by (V, K, c0), by implicit differentiation on paper."""
    V, K, c0 = theta
    s = _log_concentration(theta, t)
    c = jnp.exp(s)
    part = c / (K + c)
    return c, jnp.stack([-t * part, (jnp.log(c0) - s) * part, (1 + K / c0) * part], axis=1)


GRID_V, GRID_K, GRID_C0 = np.geomspace(0.3, 8, 12), np.geomspace(0.06, 15, 8), np.geomspace(1, 30, 14)
GRID = np.stack(np.meshgrid(GRID_K, GRID_V, GRID_C0, indexing="ij"), axis=-1)[..., [1, 0, 2]]


def elimination(times, y, w, g):
    t, y, w = (jnp.asarray(x, float) for x in (times, y, w))
    read = ~jnp.isnan(y)
    seen = jnp.where(read, y, 0.0)
    root = jnp.where(read, 1.0 / w, 0.0)

    def residuals(log_theta):
        theta = jnp.exp(log_theta)
        c, jac = _model(theta, t)
        return root * (c - seen), root[:, None] * jac * theta

    def cost_of(log_theta):
        cost = jnp.sum(residuals(log_theta)[0] ** 2)
        return jnp.where(jnp.isfinite(cost), cost, jnp.inf)

    # Starts: for each K of a grid the best V and c0; each is refined by Levenberg-Marquardt in logs.
    log_grid = np.log(GRID).reshape(len(GRID_K), -1, 3)
    costs = jax.vmap(jax.vmap(cost_of))(log_grid)
    starts = jnp.asarray(log_grid)[jnp.arange(len(GRID_K)), jnp.argmin(costs, axis=1)]

    def refine(carry, _):
        x, cost, lam = carry
        r, jac = residuals(x)
        normal = jac.T @ jac
        damped = normal + jnp.diag(lam * jnp.diag(normal) + 1e-15 * jnp.trace(normal))
        dx = jnp.clip(-jnp.linalg.solve(damped, jac.T @ r), -1.0, 1.0)
        new_cost = cost_of(x + dx)
        good = new_cost <= cost
        lam = jnp.clip(jnp.where(good, lam / 5, lam * 4), 1e-12, 1e8)
        return (jnp.where(good, x + dx, x), jnp.where(good, new_cost, cost), lam), None

    def fit(x):
        (x, cost, _), _ = jax.lax.scan(refine, (x, cost_of(x), jnp.asarray(1e-2)), None, length=100)
        return x, cost

    ends, costs = jax.vmap(fit)(starts)
    x = ends[jnp.argmin(costs)]
    p = jnp.exp(x)
    r, jac = residuals(x)
    variance = jnp.sum(r**2) / (jnp.sum(read) - 3)
    C = variance * jnp.linalg.inv(jac.T @ jac) * p[:, None] * p[None, :]
    slope = jax.jacfwd(g)(p)
    return p, C, g(p), jnp.sqrt(slope @ C @ slope)
