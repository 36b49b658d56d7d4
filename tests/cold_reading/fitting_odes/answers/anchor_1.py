import jax; jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np

# With z = log(c / K) the equation integrates to z + e^z = z0 + e^z0 - (V / K) t.

def _solve_z(w):
    z = np.where(w < 1.0, w, np.log(np.maximum(w, 1.0)))
    for _ in range(40):
        e = np.exp(z)
        z = z - (z + e - w) / (1.0 + e)
    return z

def _log_c(t, q):
    z0 = q[2] - q[1]
    e0 = np.exp(z0)
    s = np.exp(q[0] - q[1]) * t
    z = _solve_z(z0 + e0 - s)
    d = 1.0 / (1.0 + np.exp(z))
    jac = np.stack([-s * d, 1.0 + (s - (1.0 + e0)) * d, (1.0 + e0) * d, 0.0 * t], axis=1)
    return z + q[1], jac

def fit_clearance(t, y, start):
    t, y = np.asarray(t, dtype=float), np.asarray(y, dtype=float)
    q = np.array(start, dtype=float)
    seen = ~np.isnan(y)
    m0, m1 = seen[:, 0], seen[:, 1]
    data = np.log(np.concatenate([y[m0, 0], y[m1, 1]]))

    def model(q):
        x, jac = _log_c(t, q)
        jac_g = jac.copy()
        jac_g[:, 3] = 1.0
        res = np.concatenate([x[m0], x[m1] + q[3]]) - data
        jac = np.concatenate([jac[m0], jac_g[m1], np.zeros((4, 4))])  # zeros: always 4 singular values
        u, s, vt = np.linalg.svd(jac, full_matrices=False)
        keep = s > 1e-9 * s[0]
        return res, u[: res.size], s, vt, keep

    for _ in range(100):
        res, u, s, vt, keep = model(q)
        step = -vt[keep].T @ ((u[:, keep].T @ res) / s[keep])
        q = q + step
        if np.max(np.abs(step)) < 1e-12:
            break
    res, u, s, vt, keep = model(q)
    sigma = np.sqrt(np.sum(res**2) / (res.size - keep.sum()))

    def error(direction):
        return sigma * np.linalg.norm((vt[keep] @ direction) / s[keep])

    free = np.sqrt(np.sum(vt[~keep] ** 2, axis=0)) > 1e-5
    err = np.array([np.inf if free[i] else error(np.eye(4)[i]) for i in range(4)])
    log_h = np.array([np.log(np.log(2.0)) + q[1] - q[0], error(np.array([-1.0, 1.0, 0.0, 0.0]))])
    return jnp.asarray(q), jnp.asarray(err), jnp.asarray(log_h)

# With v = e^-u the equation is v' = -a - b v log v, v(0) = 1; the runaway is where v crosses 0.

_M = 2500  # Runge-Kutta steps, short at first, longer later

def temperature(t, q):
    t, q = jnp.asarray(t), jnp.asarray(q)
    a, b = jnp.exp(q[0]), jnp.exp(q[1])

    def f(v):
        pos = v > 0
        return -a - b * jnp.where(pos, v * jnp.log(jnp.where(pos, v, 1.0)), 0.0)

    def step(v, h):
        k1 = f(v)
        k2 = f(v + h / 2 * k1)
        k3 = f(v + h / 2 * k2)
        k4 = f(v + h * k3)
        v = v + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        return v, v

    grid = t[-1] * (jnp.arange(_M + 1) / _M) ** 2
    _, vs = jax.lax.scan(step, jnp.ones(()), jnp.diff(grid))
    vs = jnp.concatenate([jnp.ones(1), vs])
    k = jnp.clip(jnp.floor(_M * jnp.sqrt(t / t[-1])).astype(int), 0, _M - 1)
    h = grid[k + 1] - grid[k]
    s = (t - grid[k]) / h
    v0, v1 = vs[k], vs[k + 1]
    v = ((1 + 2 * s) * (1 - s) ** 2 * v0 + s**2 * (3 - 2 * s) * v1
         + h * s * (1 - s) ** 2 * f(v0) - h * s**2 * (1 - s) * f(v1))  # cubic Hermite
    pos = v > 0
    return jnp.where(pos, -jnp.log(jnp.where(pos, v, 1.0)), jnp.inf)

def fit_heating(t, y, starts):
    t, y, starts = jnp.asarray(t), jnp.asarray(y), jnp.asarray(starts)

    def evaluate(q):
        jac, u = jax.jacfwd(lambda p: (temperature(t, p),) * 2, has_aux=True)(q)
        r, j1, j2 = u - y, jac[:, 0], jac[:, 1]
        m = (j1 @ j2) / (j1 @ j1)
        w = j2 - m * j1
        d2 = -(w @ r) / (w @ w)
        return jnp.sum(r**2), jnp.stack([-(j1 @ r) / (j1 @ j1) - m * d2, d2])

    def attempt(state, _):
        q, cost, full, alpha = state
        q_new = q + alpha * full
        cost_new, full_new = evaluate(q_new)
        ok = cost_new < cost  # False for inf and NaN
        return (jnp.where(ok, q_new, q), jnp.where(ok, cost_new, cost),
                jnp.where(ok, full_new, full), jnp.where(ok, 1.0, alpha / 2)), None

    def one(start):
        cost, full = evaluate(start)
        (q, best, _, _), _ = jax.lax.scan(attempt, (start, cost, full, jnp.ones(())), None, length=150)
        bad = ~jnp.isfinite(cost)
        return jnp.where(bad, jnp.nan, q), jnp.where(bad, jnp.inf, best)

    return jax.vmap(one)(starts)
