import functools

import jax
import jax.numpy as jnp
import jax.random as jr
import numpy as np

jax.config.update("jax_enable_x64", True)
WIDTH, SUBSTEPS, SCALE = 32, 50, np.array([200.0, 30.0])

def rk4_many(f, t0, y0, dt, n):
    h = dt / n
    def step(y, i):
        t = t0 + i * h
        k1 = f(t, y)
        k2 = f(t + h / 2, y + h / 2 * k1)
        k3 = f(t + h / 2, y + h / 2 * k2)
        return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + f(t + h, y + h * k3)), None
    return jax.lax.scan(step, y0, jnp.arange(n) * 1.0)[0]

# ---- problem 1
def init(key):
    k1, k2, k3 = jr.split(key, 3)
    return {"w1": 0.8 * jr.normal(k1, (WIDTH, 2)), "b1": jr.uniform(k2, (WIDTH,), float, -2.0, 2.0),
            "w2": jr.normal(k3, (WIDTH, WIDTH)) / np.sqrt(WIDTH), "b2": jnp.zeros(WIDTH),
            "w3": jnp.zeros(WIDTH), "b3": jnp.zeros(())}

def rate(params, c, T):
    v = jnp.stack([(c - 500.0) / 250.0, (T - 375.0) / 25.0])
    v = jnp.tanh(params["w1"] @ v + params["b1"])
    v = jnp.tanh(params["w2"] @ v + params["b2"])
    return 3.0 * (params["w3"] @ v + params["b3"])

def residuals(params, starts, ts, data):
    n, K = ts.shape[0], starts.shape[0]
    L = (n - 1) // K
    def field(t, y):
        r = rate(params, y[0], y[1])
        dT = (320.0 + 15.0 * jnp.sin(2 * jnp.pi * t / 40.0) - y[1]) / 50.0 + 0.12 * r
        return jnp.stack([(800.0 - y[0]) / 50.0 - r, dT])
    def segment(y0, t0, dt):
        def step(y, td):
            y = rk4_many(field, td[0], y, td[1], SUBSTEPS)
            return y, y
        return jax.lax.scan(step, y0, (t0, dt))[1]
    sol = jax.vmap(segment)(starts, ts[:-1].reshape(K, L), jnp.diff(ts).reshape(K, L))  # (K, L, 2)
    missing = jnp.isnan(data)
    known = jnp.where(missing, 0.0, data)
    first = jnp.where(missing[:-1:L], 0.0, starts - known[:-1:L])
    second = jnp.where(missing[1:], 0.0, sol.reshape(n - 1, 2) - known[1:])
    return (jnp.concatenate([first, second, sol[:-1, -1] - starts[1:]]) / SCALE).reshape(-1)

# ---- problem 2: the states at all dates, alpha and F = alpha (x + g(x)) on a grid are unknown
@functools.partial(jax.jit, static_argnums=(6,))
def flow(S, dts, p, beta, k0, hk, jac):
    def one(s, p, dt):
        def field(t, s):
            x, y, z = s[0], s[1], s[2]
            j = jnp.clip(jnp.floor((x - k0) / hk).astype(int), 0, p.shape[0] - 3)
            F = p[1 + j] + (p[2 + j] - p[1 + j]) * ((x - k0) / hk - j)
            return jnp.stack([p[0] * y - F, x - y + z, -beta * y])
        return rk4_many(field, 0.0, s, dt, 16)
    out = jax.vmap(one, (0, None, 0))(S, p, dts)
    return (out, *jax.vmap(jax.jacfwd(one, (0, 1)), (0, None, 0))(S, p, dts)) if jac else out

def diode(ts, u, beta):
    ts, u, m, tau, wc = np.asarray(ts, float), np.asarray(u, float), 81, 0.2, 30.0
    n, unit = len(ts), u[:, 0].std()
    D, dt = u / unit, np.diff(ts)
    sd, ok, span = D.std(0), np.where(dt < 1.0)[0], np.ptp(D[:, 0])
    k0, hk = D[:, 0].min() - 0.06 * span, 1.12 * span / (m - 1)
    D2, d = np.diff(np.eye(m), 2, axis=0) / hk, dt[ok][:, None]
    # first guess: linear least squares of the integrated equation along cubics through the data
    dD = np.stack([0 * D[:, 0], D[:, 0] - D[:, 1] + D[:, 2]], 1)
    for i in np.split(np.arange(n), np.where(dt >= 1.0)[0] + 1):
        if len(i) > 1:
            dD[i, 0] = np.gradient(D[i, 0], ts[i], edge_order=2 if len(i) > 2 else 1)
    r = (np.arange(16) + 0.5) / 16
    x, y = [(D[ok, c][:, None] * (1 - r) ** 2 * (1 + 2 * r) + D[ok + 1, c][:, None] * r**2 * (3 - 2 * r)
             + d * (dD[ok, c][:, None] * r * (1 - r) ** 2 - dD[ok + 1, c][:, None] * r**2 * (1 - r)))
            for c in (0, 1)]
    hats = np.maximum(0.0, 1 - np.abs((x[..., None] - k0) / hk - np.arange(m))).mean(1)
    A = np.concatenate([d * y.mean(1)[:, None], -d * hats], 1) / 0.02
    A = np.concatenate([A, np.concatenate([np.zeros((m - 2, 1)), D2 / (10.0 * tau)], 1)])
    p = np.linalg.lstsq(A, np.r_[(D[ok + 1, 0] - D[ok, 0]) / 0.02, np.zeros(m - 2)], rcond=None)[0]
    # Levenberg-Marquardt, with the noise estimated anew in each round
    S, sigma, nS, q = D.copy(), 0.01, 3 * n, len(ok)
    def resid(S, p, end, al):
        return np.r_[((S - D) / sd).ravel() / sigma, ((end - S[ok + 1]) / sd).ravel() * wc / sigma,
                     D2 @ p[1:] / (al * tau)]
    for _ in range(4):
        al, lam, new = np.clip(p[0], 5.0, 30.0), 1e-6, np.inf
        for _ in range(15):
            end, Js, Jp = [np.asarray(a) for a in flow(S[ok], dt[ok], p, beta, k0, hk, True)]
            res = resid(S, p, end, al)
            C, J = np.zeros((q, 3, nS + 1 + m)), np.zeros((len(res), nS + 1 + m))
            for c in range(3):
                C[np.arange(q), :, 3 * ok + c] = Js[:, :, c]
                C[np.arange(q), c, 3 * (ok + 1) + c] -= 1.0
            C[:, :, nS:] = Jp
            J[np.arange(nS), np.arange(nS)] = 1 / np.tile(sd, n) / sigma
            J[nS:nS + 3 * q] = (C / sd[:, None] * wc / sigma).reshape(3 * q, -1)
            J[nS + 3 * q:, nS + 1:] = D2 / (al * tau)
            H, b, cost = J.T @ J, J.T @ res, res @ res
            for _ in range(8):
                step = -np.linalg.solve(H + lam * np.diag(np.diag(H)), b)
                S1, p1 = S + step[:nS].reshape(n, 3), p + step[nS:]
                r1 = resid(S1, p1, np.asarray(flow(S1[ok], dt[ok], p1, beta, k0, hk, False)), al)
                if r1 @ r1 < cost:
                    S, p, new, lam = S1, p1, r1 @ r1, max(lam / 10, 1e-10)
                    break
                lam *= 10
            if not new < cost * (1 - 1e-4):
                break
        sigma = max(3e-4, 1.05 * np.sqrt(np.mean(((S - D) / sd) ** 2)))
    alpha, f, knots = float(p[0]), p[1:], k0 + hk * np.arange(m)
    return alpha, lambda x: unit * np.interp(np.asarray(x) / unit, knots, f) / alpha - np.asarray(x)
