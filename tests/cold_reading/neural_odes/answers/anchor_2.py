import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

# ---------------------------------------------------------------- problem 1: an unknown reaction
C_MID = np.arange(-125.0, 1126.0, 125.0)  # centres of Gaussian bumps, a little beyond the ranges
T_MID = np.arange(287.5, 463.0, 12.5)
SUB = 100  # Runge-Kutta steps between two dates (at most 0.1 s each)
SCALE = np.array([200.0, 30.0])

def init(key):
    del key  # the model is linear in its weights: zero is a good place to start
    return {"w": jnp.zeros((len(C_MID), len(T_MID)), dtype=jnp.float64)}

def rate(params, c, T):
    bc = jnp.exp(-0.5 * ((c - C_MID) / 125.0) ** 2)
    bT = jnp.exp(-0.5 * ((T - T_MID) / 12.5) ** 2)
    return 10.0 * jnp.dot(bc, jnp.dot(params["w"], bT))

def _rk4(field, t, y, h):
    k1 = field(t, y)
    k2 = field(t + h / 2, y + h / 2 * k1)
    k3 = field(t + h / 2, y + h / 2 * k2)
    k4 = field(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

def residuals(params, starts, ts, data):
    n, K = ts.shape[0], starts.shape[0]
    L = (n - 1) // K
    def field(t, y):
        c, T = y[0], y[1]
        R = rate(params, c, T)
        feed = 320.0 + 15.0 * jnp.sin(2 * jnp.pi * t / 40.0)
        return jnp.stack([(800.0 - c) / 50.0 - R, (feed - T) / 50.0 + 0.12 * R])
    def interval(y, t_and_dt):
        t, dt = t_and_dt
        h = dt / SUB
        y, _ = jax.lax.scan(lambda v, i: (_rk4(field, t + i * h, v, h), None), y, jnp.arange(SUB))
        return y, y
    def segment(y0, t, dt):
        return jax.lax.scan(interval, y0, (t, dt))[1]
    sol = jax.vmap(segment)(starts, ts[:-1].reshape(K, L), jnp.diff(ts).reshape(K, L))
    there = ~jnp.isnan(data)
    known = jnp.where(there, data, 0.0)
    first = jnp.where(there[:-1:L], starts - known[:-1:L], 0.0)
    fit = jnp.where(there[1:], sol.reshape(n - 1, 2) - known[1:], 0.0)
    joins = sol[:-1, -1] - starts[1:]
    return (jnp.concatenate([first, fit, joins]) / SCALE).reshape(-1)

# ---------------------------------------------------------------- problem 2: an unknown diode
M, SLOPE = 48, 0.15  # knots of g; the usual change of its slope at a knot

def _flow(q, h, k0, d, beta):
    """State after h; q holds x, y, z, alpha and alpha g at the knots."""
    alpha, G = q[3], q[4:]
    def field(t, v):
        x, y, z = v[0], v[1], v[2]
        pos = (x - k0) / d
        i = jnp.clip(jnp.floor(pos).astype(int), 0, M - 2)
        Gx = G[i] + (G[i + 1] - G[i]) * (pos - i)
        return jnp.stack([alpha * (y - x) - Gx, x - y + z, -beta * y])
    step = h / 24
    return jax.lax.scan(lambda v, _: (_rk4(field, 0.0, v, step), None), q[:3], None, length=24)[0]

_axes = (0, 0, None, None, None)
_both = jax.jit(lambda *a: (jax.vmap(_flow, _axes)(*a), jax.vmap(jax.jacfwd(_flow), _axes)(*a)))

def diode(ts, u, beta):
    s = np.std(u[:, 0])  # the equations keep their form in any unit
    U, n = u / s, len(ts)
    sig = 0.01 * U.std(axis=0)
    idx = np.flatnonzero(np.diff(ts) < 1.0)  # no interval over a pause
    h, m = np.diff(ts)[idx], len(idx)
    lo, hi = U[:, 0].min(), U[:, 0].max()
    knots = np.linspace(lo - 0.1 * (hi - lo), hi + 0.1 * (hi - lo), M)
    d = knots[1] - knots[0]
    D2 = np.diff(np.eye(M), 2, axis=0) / d
    # first guess: trapezoidal rule, linear in alpha and G = alpha g
    hat = np.maximum(0.0, 1.0 - np.abs((U[:, :1] - knots) / d))
    F = np.column_stack([U[:, 1] - U[:, 0], -hat])
    A = np.vstack([0.5 * h[:, None] * (F[idx] + F[idx + 1]) / (1.5 * sig[0]),
                   np.column_stack([np.zeros(M - 2), D2 / (12 * SLOPE)])])
    b = np.concatenate([(U[idx + 1, 0] - U[idx, 0]) / (1.5 * sig[0]), np.zeros(M - 2)])
    p = np.linalg.lstsq(A, b, rcond=None)[0]
    p[0] = np.clip(p[0], 5.0, 30.0)
    # then all states at the dates are unknowns too: Levenberg-Marquardt on data, joins and smoothness
    N, rows, cols = 3 * n, 3 * n + 3 * np.arange(m)[:, None, None], 3 * idx[:, None, None]
    rows, cols = rows + np.arange(3)[:, None], cols + np.arange(3)
    def system(w, tol, prior):
        X, q = w[:N].reshape(n, 3), w[N:]
        val, jac = _both(np.hstack([X[idx], np.tile(q, (m, 1))]), h, knots[0], d, float(beta))
        val, jac = np.asarray(val), np.asarray(jac) / tol[:, None]
        r = [((X - U) / sig).ravel(), ((val - X[idx + 1]) / tol).ravel(), prior @ q[1:]]
        J = np.zeros((N + 3 * m + M - 2, N + M + 1))
        J[np.arange(N), np.arange(N)] = np.tile(1 / sig, n)
        J[rows, cols], J[rows, cols + 3] = jac[:, :, :3], -np.diag(1 / tol)
        J[N:N + 3 * m, N:], J[N + 3 * m:, N + 1:] = jac[:, :, 3:].reshape(3 * m, M + 1), prior
        return np.concatenate(r), J
    w, noise = np.concatenate([U.ravel(), p]), 1.0
    for ratio, count in ((1.0, 12), (0.1, 20), (0.03, 20)):
        args = ratio * sig, D2 * noise / (SLOPE * np.clip(w[N], 5.0, 30.0))
        (r, J), mu, H = system(w, *args), 1e-3, None
        for _ in range(count):
            if H is None:
                H, grad = J.T @ J, J.T @ r
            new = w - np.linalg.solve(H + np.diag(mu * np.diag(H) + 1e-9), grad)
            r2, J2 = system(new, *args)
            gain = r @ r - r2 @ r2
            if np.isfinite(gain) and np.all(np.isfinite(J2)) and gain > 0:
                done = gain < 1e-5 * (r @ r) and mu < 1e-2
                w, r, J, H, mu = new, r2, J2, None, mu / 5
                if done:
                    break
            else:
                mu *= 8
        noise = np.clip(np.sqrt(np.mean(r[:N] ** 2)), 0.05, 2.0) if ratio < 1 else 1.0
    alpha, g = float(w[N]), w[N + 1:] / w[N]
    return alpha, lambda x: s * np.interp(np.asarray(x) / s, knots, g)
