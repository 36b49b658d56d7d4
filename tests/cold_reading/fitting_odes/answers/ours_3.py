import jax; jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np

# ---- 1. clearance.  With w = log(c/K), s = log(c0/K) and v = V/K the equation has the implicit
# solution  w + exp(w) = A(t) = s + exp(s) - v t;  so log c = log K + w, d w = d A / (1 + exp(w)).
def _omega(A):                                      # w with w + exp(w) = A, by Newton from above
    w = np.where(A > 1.0, np.log(np.maximum(A, 1.0)), A)
    for _ in range(40):
        e = np.exp(w)
        w = w - (w + e - A) / (1.0 + e)
    return w


def _clearance(q, t, logs, mask):
    """Misses r, their derivatives J by scaled directions p, and T with dq = T dp."""
    log_V, log_K, log_c0, log_g = q
    s, v = log_c0 - log_K, np.exp(log_V - log_K)
    w = _omega(s + np.exp(s) - v * t)
    u = 1.0 / (1.0 + np.exp(w))
    z = log_K + w
    r = (np.stack([z, z + log_g], axis=1) - logs)[mask]
    row, column = np.nonzero(mask)
    u, times = u[row], t[row]
    ref = np.sum(u**2 * times) / np.sum(u**2)
    # directions: d log K, d A(ref), d log(V/K), d log(g K)
    J = np.stack([1.0 * (column == 0), u, -v * (times - ref) * u, 1.0 * (column == 1)], axis=1)
    b = 1.0 / (1.0 + np.exp(s))
    T = np.array([[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0],
                  [1.0, b, v * ref * b, 0.0], [-1.0, 0.0, 0.0, 1.0]])
    scale = np.sqrt(np.sum(J**2, axis=0))
    scale = np.where(scale > 0.0, scale, 1.0)
    return r, J / scale, T / scale


def _decompose(J):
    U, S, Vt = np.linalg.svd(J, full_matrices=J.shape[0] < 4)
    k = int(np.sum(S > 1e-8 * S[0]))
    return U[:, :k], S[:k], Vt[:k].T, Vt[k:].T, k


def fit_clearance(t, y, start):
    t, y = np.asarray(t, dtype=float), np.asarray(y, dtype=float)
    q = np.array(start, dtype=float)
    mask = ~np.isnan(y)
    logs = np.log(np.where(mask, y, 1.0))
    for _ in range(30):
        r, J, T = _clearance(q, t, logs, mask)
        U, S, V, null, k = _decompose(J)
        d = -T @ (V @ ((U.T @ r) / S))
        if k < 4:                                   # the shortest step: nothing along the unseen
            Q = np.linalg.qr(T @ null)[0]
            d = d - Q @ (Q.T @ d)
        q = q + d
    r, J, T = _clearance(q, t, logs, mask)
    U, S, V, null, k = _decompose(J)
    s2 = (r @ r) / (r.size - k) if r.size > k else np.nan
    L = np.vstack([np.eye(4), [-1.0, 1.0, 0.0, 0.0]]) @ T
    error = np.sqrt(s2 * np.sum(((L @ V) / S) ** 2, axis=1))
    unseen = np.sqrt(np.sum((L @ null) ** 2, axis=1))
    seen = unseen <= 1e-6 * np.sqrt(np.sum(L**2, axis=1))
    errors = np.where(seen[:4], error[:4], np.inf)
    return q, errors, np.array([np.log(np.log(2.0)) + q[1] - q[0], error[4]])


# ---- 2. heating.  x = exp(-u) obeys x' = -a - b x log(x), x(0) = 1, and the runaway is x = 0, where
# nothing becomes large.  Below 0 x goes on falling with x' = -a.
STEPS = 4000


def _rk4(x, h, a, b):
    def f(x):
        safe = jnp.where(x > 0.0, x, 1.0)           # 1 log 1 = 0
        return -a - b * safe * jnp.log(safe)
    k1 = f(x)
    k2 = f(x + h / 2 * k1)
    k3 = f(x + h / 2 * k2)
    k4 = f(x + h * k3)
    return x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


@jax.jit
def temperature(t, q):
    t = jnp.asarray(t, dtype=jnp.float64)
    a, b = jnp.exp(q[0]), jnp.exp(q[1])
    grid = t[-1] * jnp.linspace(0.0, 1.0, STEPS + 1) ** 2       # short steps first
    x = jax.lax.scan(lambda x, h: (_rk4(x, h, a, b), x), jnp.ones(()), jnp.diff(grid))[1]
    i = jnp.clip(jnp.searchsorted(grid, t, side="right") - 1, 0, STEPS - 1)
    x = _rk4(x[i], t - grid[i], a, b)               # from the last grid point to each time
    alive = x > 0.0
    return jnp.where(alive, -jnp.log(jnp.where(alive, x, 1.0)), jnp.inf)


@jax.jit
def fit_heating(t, y, starts):
    def look(q):                                    # the sum of squares, the Gauss-Newton step
        def twice(q):
            r = temperature(t, q) - y
            return r, r
        J, r = jax.jacfwd(twice, has_aux=True)(q)
        ok = jnp.all(jnp.isfinite(r)) & jnp.all(jnp.isfinite(J))
        r, J = jnp.where(ok, r, 0.0), jnp.where(ok, J, 1.0)
        return jnp.where(ok, jnp.sum(r**2), jnp.inf), jnp.linalg.lstsq(J, -r)[0]

    def body(state):
        q, cost, d, s, _, i = state
        trial = q + s * d
        new_cost, new_d = look(trial)
        better = new_cost < cost
        q, d = jnp.where(better, trial, q), jnp.where(better, new_d, d)
        cost, s = jnp.where(better, new_cost, cost), jnp.where(better, 1.0, s / 2)
        return q, cost, d, s, jnp.max(jnp.abs(s * d)) < 1e-8, i + 1

    def one(q):
        cost, d = look(q)
        state = (q, cost, d, jnp.ones(()), ~jnp.isfinite(cost), 0)
        q, cost = jax.lax.while_loop(lambda s: ~s[4] & (s[5] < 400), body, state)[:2]
        return jnp.where(jnp.isfinite(cost), q, jnp.nan), cost
    return jax.vmap(one)(jnp.asarray(starts, dtype=jnp.float64))
