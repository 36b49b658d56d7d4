import jax
import jax.numpy as jnp
import jax.random as jr
import numpy as np
jax.config.update("jax_enable_x64", True)
H1, H2 = 40, 32  # hidden widths of the rate's network
SUBSTEPS = 100  # RK4 steps between two dates, which are at most 10 s apart
# ---- Problem 1
def init(key):
    k1, k2, k3, k4 = jr.split(key, 4)
    w1 = 1.5 * jr.normal(k1, (H1, 2))
    centres = jr.uniform(k2, (H1, 2), minval=-1.67, maxval=1.67)  # the units switch all over the domain
    return dict(w1=w1, b1=-jnp.sum(w1 * centres, axis=1), w2=1.5 / np.sqrt(H1) * jr.normal(k3, (H2, H1)),
                b2=0.5 * jr.normal(k4, (H2,)), w3=jnp.zeros((H2,)), b3=jnp.zeros(()))
def rate(params, c, T):
    x = jnp.stack([(c - 500.0) / 300.0, (T - 375.0) / 45.0])
    h = jnp.tanh(params["w1"] @ x + params["b1"])
    h = jnp.tanh(params["w2"] @ h + params["b2"])
    return 5.0 * (jnp.dot(params["w3"], h) + params["b3"])
def _rk4(f, t, s, h):
    k1 = f(t, s)
    k2 = f(t + h / 2, s + h / 2 * k1)
    k3 = f(t + h / 2, s + h / 2 * k2)
    return s + h / 6 * (k1 + 2 * k2 + 2 * k3 + f(t + h, s + h * k3))
@jax.checkpoint
def _interval(params, s, t0, t1):
    def tank(t, s):
        r, feed = rate(params, s[0], s[1]), 320.0 + 15.0 * jnp.sin(2 * jnp.pi * t / 40.0)
        return jnp.stack([(800.0 - s[0]) / 50.0 - r, (feed - s[1]) / 50.0 + 0.12 * r])
    h = (t1 - t0) / SUBSTEPS
    body = lambda s, i: (_rk4(tank, t0 + i * h, s, h), None)
    return jax.lax.scan(body, s, jnp.arange(SUBSTEPS, dtype=jnp.float64))[0]
def residuals(params, starts, ts, data):
    K, n = starts.shape[0], ts.shape[0]
    L = (n - 1) // K
    def segment(s0, t0, t1):
        body = lambda s, tt: (_interval(params, s, tt[0], tt[1]),) * 2
        return jax.lax.scan(body, s0, (t0, t1))[1]
    sol = jax.vmap(segment)(starts, ts[:-1].reshape(K, L), ts[1:].reshape(K, L))  # (K, L, 2)
    missing = jnp.isnan(data)
    known = jnp.where(missing, 0.0, data)
    first = jnp.where(missing[:-1:L], 0.0, starts - known[:-1:L])
    fit = jnp.where(missing[1:], 0.0, sol.reshape(n - 1, 2) - known[1:])
    gaps = sol[:-1, -1] - starts[1:]
    return (jnp.concatenate([first, fit, gaps]) / np.array([200.0, 30.0])).reshape(-1)
# ---- Problem 2: g is piecewise linear; all states, alpha and g are fitted together (multiple shooting)
@jax.jit
def _flows(s, dt, p, beta, lo, d):
    def f(p, s):
        q = (s[0] - lo) / d
        i = jnp.clip(jnp.floor(q), 0, p.shape[0] - 3).astype(int)
        g = p[1 + i] + (q - i) * (p[2 + i] - p[1 + i])
        return jnp.stack([p[0] * (s[1] - s[0] - g), s[0] - s[1] + s[2], -beta * s[1]])
    def flow(s, p, dt):
        body = lambda s, _: (_rk4(lambda t, y: f(p, y), 0.0, s, dt / 20), None)
        return jax.lax.scan(body, s, None, length=20)[0]
    return tuple(jax.vmap(a, (0, None, 0))(s, p, dt) for a in (flow, jax.jacfwd(flow, (0, 1))))
def _first_guess(v, dt, ok, lo, d, m):  # linear regression: dx/dt integrated along Hermite interpolants
    w, dq = ok / dt, np.diff(v[:, 0]) / dt
    xd = (np.append(w * dq, 0) + np.append(0, w * dq)) / (np.append(w, 0) + np.append(0, w) + 1e-12)
    yd = v[:, 0] - v[:, 1] + v[:, 2]
    th, wt = np.polynomial.legendre.leggauss(6)
    th, k, h = (th + 1) / 2, np.flatnonzero(ok), dt[ok][:, None]
    wt = wt / 2 * h
    herm = lambda a, b: (a[k, None] * (1 + 2 * th) * (1 - th) ** 2 + h * b[k, None] * th * (1 - th) ** 2
                         + a[k + 1, None] * th**2 * (3 - 2 * th) + h * b[k + 1, None] * th**2 * (th - 1))
    x, y = herm(v[:, 0], xd), herm(v[:, 1], yd)
    q = (x - lo) / d
    i = np.clip(np.floor(q), 0, m - 2).astype(int)
    A, rows = np.zeros((len(k), m + 1)), np.arange(len(k))[:, None] + 0 * i
    A[:, 0] = (wt * (y - x)).sum(1)
    np.add.at(A, (rows, i + 1), -wt * (1 - q + i))
    np.add.at(A, (rows, i + 2), -wt * (q - i))
    pen = np.hstack([np.zeros((m - 2, 1)), np.diff(np.eye(m), 2, axis=0) * 0.01 / (2 * d)])
    rhs = np.append(v[k + 1, 0] - v[k, 0], np.zeros(m - 2))
    c = np.linalg.lstsq(np.vstack([A, pen]), rhs, rcond=None)[0]
    alpha = np.clip(c[0], 4.0, 35.0)
    return np.append(alpha, c[1:] / alpha)
def diode(ts, u, beta):
    S, n, m, dt = u[:, 0].std(), len(ts), 40, np.diff(ts)
    v, ok = u / S, dt < 1.0
    dt, sc = np.where(ok, dt, 0.1), v.std(axis=0)  # over a pause nothing is compared
    lo, hi = v[:, 0].min(), v[:, 0].max()
    lo, hi = lo - 0.1 * (hi - lo), hi + 0.1 * (hi - lo)
    d, k, e = (hi - lo) / (m - 1), np.arange(n - 1), np.arange(3 * n)
    bend = np.diff(np.eye(m), 2, axis=0) / (0.2 * d)
    def system(s, p, sigma, delta):
        end, (Js, Jp) = jax.tree_util.tree_map(np.asarray, _flows(s[:-1], dt, p, float(beta), lo, d))
        w = ok[:, None] / (delta * sc)
        r = np.concatenate([((s - v) / (sigma * sc)).ravel(), ((end - s[1:]) * w).ravel(), bend @ p[1:]])
        J = np.zeros((len(r), 3 * n + 1 + m))
        J[e, e] = np.tile(1 / (sigma * sc), n)
        D = J[3 * n:6 * n - 3].reshape(n - 1, 3, -1)  # a view
        for a in range(3):
            D[k, :, 3 * k + a], D[k, a, 3 * k + 3 + a] = Js[:, :, a], -1.0
        D[:, :, 3 * n:] = Jp
        D *= w[:, :, None]
        J[6 * n - 3:, 3 * n + 1:] = bend
        return r, J
    s, p, sigma, ratio = v.copy(), _first_guess(v, dt, ok, lo, d, m), 0.01, 0.1
    for stage in range(3):
        delta, mu = max(ratio * sigma, 2e-4), 1e-4
        r, J = system(s, p, sigma, delta)
        for _ in range(12):  # Levenberg and Marquardt's method
            A = J.T @ J
            step = np.linalg.solve(A + mu * np.diag(np.diag(A)), -J.T @ r)
            s2, p2 = s + step[:3 * n].reshape(n, 3), p + step[3 * n:]
            p2[0] = np.clip(p2[0], 3.0, 45.0)
            r2, J2 = system(s2, p2, sigma, delta)
            if not r2 @ r2 < r @ r:
                mu *= 10
                continue
            gain, s, p, r, J, mu = 1 - (r2 @ r2) / (r @ r), s2, p2, r2, J2, mu / 10
            if gain < 1e-4:
                break
        sigma, ratio = np.clip(1.1 * np.sqrt(np.mean(((s - v) / sc) ** 2)), 5e-4, 0.03), 0.05
    return float(p[0]), lambda x: S * np.interp(np.asarray(x, float) / S, np.linspace(lo, hi, m), p[1:])
