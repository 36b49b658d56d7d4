import jax; jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np

# ---- 1: c' = -V c / (K + c) has a solution in closed form: with u = log(c0/K), x = log(c/K),
#         x + e^x = u + e^u - V t / K.  The derivatives follow from it without cancellation in the basis
#         p of directions in q = log(V, K, c0, g):  all three scaled | K alone | V and K together | g.
BASIS = np.array([[1.0, 1, 1, 0], [0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 1]])      # q = BASIS.T @ p

def _clearance(t, q):                               # logs (n, 2), derivatives by p (n, 2, 4)
    v, k, c0, g = q
    u = c0 - k
    L = u + np.exp(u) - np.exp(v - k) * t
    x = np.where(L < 1.0, L, np.log(np.maximum(L, 1.0)))      # right of the root: Newton is monotone
    for _ in range(30):
        e = np.exp(x)
        x = x - (x + e - L) / (1.0 + e)
    e = np.exp(x)
    s = 1.0 / (1.0 + e)
    columns = [np.ones_like(x), s * (u - x), s * (e - np.exp(u))]
    J = np.stack([np.stack([*columns, 0 * x], -1), np.stack([*columns, columns[0]], -1)], 1)
    return np.stack([k + x, k + x + g], 1), J

def _directions(J):                                 # J by p, at least four rows
    D = np.maximum(np.linalg.norm(J, axis=0), 1.0)
    U, S, Vt = np.linalg.svd(J / D, full_matrices=False)
    W = BASIS.T @ (Vt / D).T                        # columns: the singular directions in q
    known = (S > 1e-13 * S[0]) & (S > 1e-7 * np.linalg.norm(W, axis=0))
    null = np.zeros((4, 1)) if known.all() else np.linalg.qr(W[:, ~known])[0]
    return U[:, known], W[:, known] / S[known], null

def fit_clearance(t, y, start):
    t, y = np.asarray(t, float), np.asarray(y, float)
    q = np.array(start, float)
    measured = ~np.isnan(y)
    logs = np.log(y[measured])

    def linearise(q):                               # four rows of zeros: never fewer rows than columns
        z, J = _clearance(t, q)
        return (np.concatenate([z[measured] - logs, np.zeros(4)]),
                np.concatenate([J[measured], np.zeros((4, 4))]))

    for _ in range(40):
        r, J = linearise(q)
        U, E, null = _directions(J)
        d = E @ (U.T @ r)
        q = q - (d - null @ (null.T @ d))           # the shortest step in q
    r, J = linearise(q)
    U, E, null = _directions(J)
    s2 = (r @ r) / (logs.size - E.shape[1])
    error = np.sqrt(s2 * (E**2).sum(1))
    error = np.where(np.linalg.norm(null, axis=1) > 1e-6, np.inf, error)
    log_h = np.log(np.log(2.0)) + q[1] - q[0]
    error_h = np.sqrt(s2 * ((E[1] - E[0]) ** 2).sum())
    return q, error, np.array([log_h, error_h])

# ---- 2: with w = e^-u, w' = -a - b w log w; the runaway is where w falls through zero, at speed a.
STEPS = 4000

def _rk4(w, h, a, b):
    def f(w):
        alive = w > 0
        return -a - b * jnp.where(alive, w * jnp.log(jnp.where(alive, w, 1.0)), 0.0)
    k1 = f(w)
    k2 = f(w + h / 2 * k1)
    k3 = f(w + h / 2 * k2)
    k4 = f(w + h * k3)
    return w + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

@jax.jit
def temperature(t, q):
    t, q = jnp.asarray(t, float), jnp.asarray(q, float)
    a, b = jnp.exp(q[0]), jnp.exp(q[1])
    grid = t[-1] * (jnp.arange(STEPS + 1) / STEPS) ** 2       # short steps first: early runaways

    def step(w, h):
        w = _rk4(w, h, a, b)
        return w, w

    w0 = jnp.ones(())
    w = jnp.concatenate([w0[None], jax.lax.scan(step, w0, jnp.diff(grid), unroll=4)[1]])
    k = jnp.clip(jnp.searchsorted(grid, t, side="right") - 1, 0, STEPS)
    w = _rk4(w[k], t - grid[k], a, b)               # the rest of the way, from the grid to t
    return jnp.where(w > 0, -jnp.log(jnp.where(w > 0, w, 1.0)), jnp.inf)

@jax.jit
def fit_heating(t, y, starts):
    t, y, starts = (jnp.asarray(v, float) for v in (t, y, starts))

    def linearise(q):
        def twice(q):
            r = temperature(t, q) - y
            return r, r
        J, r = jax.jacfwd(twice, has_aux=True)(q)
        return r, J

    def fit(start):
        r, J = linearise(start)
        dead = ~jnp.isfinite(r).all()
        r, J = jnp.where(dead, 0.0, r), jnp.where(dead, 1.0, J)

        def body(state):
            q, r, J, d, share, _, i = state
            trial = q + share * d
            r_new, J_new = linearise(trial)
            better = (jnp.sum(r_new**2) < jnp.sum(r**2)) & (trial.max() < 5.0)    # False for inf, NaN
            q, r, J = (jnp.where(better, x, z) for x, z in zip((trial, r_new, J_new), (q, r, J)))
            d = jnp.where(better, -jnp.linalg.lstsq(J, r)[0], d)
            share = jnp.where(better, 1.0, share / 2)
            return q, r, J, d, share, jnp.abs(share * d).max() < 1e-7, i + 1

        state = (start, r, J, -jnp.linalg.lstsq(J, r)[0], jnp.ones(()), dead, 0)
        q, r, *_ = jax.lax.while_loop(lambda s: ~s[5] & (s[6] < 300), body, state)
        return jnp.where(dead, jnp.nan, q), jnp.where(dead, jnp.inf, jnp.sum(r**2))

    return jax.vmap(fit)(starts)
