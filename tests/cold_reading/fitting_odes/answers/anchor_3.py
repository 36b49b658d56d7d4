import jax; jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np

# K (log c - log c0) + c - c0 + V t = 0 is the solution in closed form.  With w = log(c / K) and
# x0 = c0 / K it reads w + e^w = log x0 + x0 - V t / K, which Newton's method solves in logarithms.


def _log_conc(t, q):
    """log c at the times t, and its derivative by (log V, log K, log c0, log g)."""
    lx0 = q[2] - q[1]
    x0 = np.exp(lx0)
    tau = np.exp(q[0] - q[1]) * t
    s = lx0 + x0 - tau
    # Both starting points lie to the right of the root of a rising convex function.
    w = np.where(s > 1.0, np.log(np.maximum(s, 1.0)), s)
    for _ in range(60):
        e = np.exp(w)
        w = w - (w + e - s) / (1.0 + e)
    d = 1.0 + np.exp(w)
    jac = np.stack([-tau / d, -(w - lx0) / d, (1.0 + x0) / d, np.zeros_like(w)], axis=1)
    return w + q[1], jac


def fit_clearance(t, y, start):
    t = np.asarray(t, dtype=float)
    y = np.asarray(y, dtype=float)
    q = np.array(start, dtype=float)
    measured = ~np.isnan(y)
    seen0, seen1 = measured[:, 0], measured[:, 1]
    logs = np.concatenate([np.log(y[seen0, 0]), np.log(y[seen1, 1])])

    def residual(q):
        z, jac = _log_conc(t, q)
        jac1 = jac.copy()
        jac1[:, 3] = 1.0
        pred = np.concatenate([z[seen0], z[seen1] + q[3]])
        return pred - logs, np.concatenate([jac[seen0], jac1[seen1]])

    def decompose(jac):
        u, s, vt = np.linalg.svd(jac, full_matrices=False)
        # J is free of units (logs by logs): an absolute bound, and one for rounding.
        keep = s > max(1e-5, 1e-13 * s[0])
        return u[:, keep], s[keep], vt[keep]

    for _ in range(100):
        r, jac = residual(q)
        u, s, vt = decompose(jac)
        step = -vt.T @ ((u.T @ r) / s)  # the shortest Gauss-Newton step
        q = q + step
        if np.max(np.abs(step)) < 1e-12:
            break
    r, jac = residual(q)
    u, s, vt = decompose(jac)
    with np.errstate(divide="ignore", invalid="ignore"):
        sigma = np.sqrt(np.sum(r**2) / np.float64(r.size - s.size))
    root = vt.T / s  # covariance = sigma^2 root root^T
    undetermined = np.linalg.norm(np.eye(4) - vt.T @ vt, axis=1) > 1e-4
    se = np.where(undetermined, np.inf, sigma * np.linalg.norm(root, axis=1))
    log_h = np.log(np.log(2.0)) + q[1] - q[0]
    se_h = sigma * np.linalg.norm(root[1] - root[0])
    return jnp.asarray(q), jnp.asarray(se), jnp.asarray([log_h, se_h])


# s = e^-u obeys s' = -a - b s log s; it falls through 0 at the runaway and goes on falling.
_STEPS = 1500


def temperature(t, q):
    t = jnp.asarray(t, dtype=float)
    a, b = jnp.exp(q[0]), jnp.exp(q[1])

    def rate(s):
        return -a - b * s * jnp.log(jnp.where(s > 0, s, 1.0))

    def step(s, h):
        k1 = rate(s)
        k2 = rate(s + 0.5 * h * k1)
        k3 = rate(s + 0.5 * h * k2)
        k4 = rate(s + h * k3)
        s = s + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
        return s, s

    # Short steps first (an early runaway, a fast transient); the wanted times are grid points.
    grid = t[-1] * (jnp.arange(1, _STEPS + 1) / _STEPS) ** 2
    grid = jnp.sort(jnp.concatenate([grid, t]))
    h = jnp.diff(jnp.concatenate([jnp.zeros(1), grid]))
    _, s = jax.lax.scan(step, jnp.ones(()), h)
    s = s[jnp.searchsorted(grid, t)]
    return jnp.where(s > 0, -jnp.log(jnp.where(s > 0, s, 1.0)), jnp.inf)


def fit_heating(t, y, starts):
    shorten = 0.5 ** jnp.arange(26)
    def cost_of(q):
        c = jnp.sum((temperature(t, q) - y) ** 2)
        return jnp.where(jnp.isfinite(c), c, jnp.inf)

    def iteration(carry, _):
        q, cost = carry
        r = temperature(t, q) - y
        jac = jax.jacfwd(lambda p: temperature(t, p))(q)
        r = jnp.where(jnp.isfinite(r), r, 0.0)
        jac = jnp.where(jnp.isfinite(jac), jac, 0.0)
        full = jnp.linalg.lstsq(jac, -r)[0]
        trials = q + shorten[:, None] * full
        costs = jax.vmap(cost_of)(trials)
        lower = costs < cost
        k = jnp.argmax(lower)  # the longest step that lowers the sum
        found = lower[k]
        return (jnp.where(found, trials[k], q), jnp.where(found, costs[k], cost)), None

    def fit_one(start):
        cost0 = cost_of(start)
        (q, cost), _ = jax.lax.scan(iteration, (start, cost0), None, length=60)
        ok = jnp.isfinite(cost0)
        return jnp.where(ok, q, jnp.nan), jnp.where(ok, cost, jnp.inf)

    return jax.vmap(fit_one)(jnp.asarray(starts, dtype=float))
