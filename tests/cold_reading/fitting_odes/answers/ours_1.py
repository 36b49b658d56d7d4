import jax; jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np

# Problem 1.  With w = log(c / K) the equation integrates: w + e^w = w0 + e^w0 - (V / K) t.

def _clearance(t, q):                               # logs (n, 2), derivatives by q (n, 2, 4)
    w0 = q[2] - q[1]
    big = np.exp(w0)
    tau = np.exp(q[0] - q[1]) * t
    right = w0 + big - tau
    w = np.where(right < 1.0, right, np.log(np.maximum(right, 1.0)))
    for _ in range(60):                             # from above: Newton descends to the root
        e = np.exp(w)
        w = w - (w + e - right) / (1.0 + e)
    d = 1.0 + np.exp(w)
    zero, one = np.zeros_like(w), np.ones_like(w)
    by_q = np.stack([-tau / d, (w0 - w) / d, (1.0 + big) / d], -1)
    J = np.stack([np.column_stack([by_q, zero]), np.column_stack([by_q, one])], 1)
    z = w + q[1]
    return np.stack([z, z + q[3]], 1), J

def _unseen(J):                                     # orthonormal directions with J v = 0, (4, m)
    M, columns = J.copy(), np.ones(J.shape[1])
    for _ in range(6):                              # neither scaling changes the rank
        rows = abs(M).max(1, keepdims=True)
        M = M / np.where(rows > 0, rows, 1.0)
        size = abs(M).max(0)
        size = np.where(size > 0, size, 1.0)
        M, columns = M / size, columns / size
    _, s, vh = np.linalg.svd(np.concatenate([M, np.zeros((4, 4))]), full_matrices=False)
    k = int((s > 1e-9 * s[0]).sum())
    null = columns[:, None] * vh[k:].T
    null = null / np.linalg.norm(null, axis=0)
    return k, np.linalg.qr(null)[0] if null.shape[1] else null

def _linear(t, logs, seen, q):
    z, J = _clearance(t, q)
    r, J = (z - logs)[seen], J[seen]
    k, null = _unseen(J)
    size = np.linalg.norm(J, axis=0)
    scale = 1.0 / np.where(size > 0, size, 1.0)
    u, s, vh = np.linalg.svd(J * scale, full_matrices=False)
    G = scale[:, None] * vh[:k].T / s[:k]           # G G^T: a generalised inverse of J^T J
    d = -G @ (u[:, :k].T @ r)
    return r, k, null, G, d - null @ (null.T @ d)   # the shortest step

def fit_clearance(t, y, start):
    t, y = np.asarray(t, float), np.asarray(y, float)
    q = np.array(start, float)
    seen = ~np.isnan(y)
    logs = np.log(np.where(seen, y, 1.0))
    for _ in range(40):
        q = q + _linear(t, logs, seen, q)[-1]
    r, k, null, G, _ = _linear(t, logs, seen, q)
    sigma = np.sqrt(r @ r / max(r.size - k, 1))
    error = sigma * np.linalg.norm(G, axis=1)
    error = np.where((abs(null) > 1e-6).any(1), np.inf, error)
    v = np.array([-1.0, 1.0, 0.0, 0.0])
    h = np.array([np.log(np.log(2.0)) + v @ q, sigma * np.linalg.norm(v @ G)])
    return q, error, h

# Problem 2.  With v = e^-u: v' = -a - b v log v, v(0) = 1; the runaway is where v crosses 0.

def temperature(t, q):
    t = jnp.asarray(t, float)
    a, b = jnp.exp(q[0]), jnp.exp(q[1])
    grid = t[-1] * jnp.linspace(0.0, 1.0, 3001) ** 2   # shorter steps at the beginning
    knots = jnp.sort(jnp.concatenate([grid, t]))

    def f(v):
        safe = jnp.where(v > 0, v, 1.0)             # below 0: v' = -a, it stays below
        return -a - b * safe * jnp.log(safe)

    def step(v, h):
        k1 = f(v)
        k2 = f(v + h / 2 * k1)
        k3 = f(v + h / 2 * k2)
        k4 = f(v + h * k3)
        v = v + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        return v, v

    first = jnp.ones(())
    v = jnp.concatenate([first[None], jax.lax.scan(step, first, jnp.diff(knots))[1]])
    v = v[jnp.searchsorted(knots, t)]
    return jnp.where(v > 0, -jnp.log(jnp.where(v > 0, v, 1.0)), jnp.inf)

def fit_heating(t, y, starts):
    t, y, starts = (jnp.asarray(x, float) for x in (t, y, starts))

    def look(q):                                    # the sum, and the Gauss-Newton step
        def twice(q):
            r = temperature(t, q) - y
            return r, r

        J, r = jax.jacfwd(twice, has_aux=True)(q)
        total = jnp.sum(r**2)
        good = jnp.isfinite(total) & jnp.isfinite(J).all() & (q.max() < 6.0)
        J, r = jnp.where(good, J, 0.0), jnp.where(good, r, 0.0)
        return jnp.where(good, total, jnp.inf), -jnp.linalg.lstsq(J, r)[0]

    def fit(start):
        def going(state):
            q, cost, d, s, i = state
            return jnp.isfinite(cost) & (s * abs(d).max() > 1e-9) & (i < 600)

        def step(state):
            q, cost, d, s, i = state
            trial = q + s * d
            new_cost, new_d = look(trial)
            better = new_cost < cost                # False for inf and NaN
            return (jnp.where(better, trial, q), jnp.where(better, new_cost, cost),
                    jnp.where(better, new_d, d), jnp.where(better, 1.0, s / 2), i + 1)

        cost, d = look(start)
        q, cost, *_ = jax.lax.while_loop(going, step, (start, cost, d, jnp.ones(()), 0))
        return jnp.where(jnp.isfinite(cost), q, jnp.nan), cost

    return jax.vmap(fit)(starts)
