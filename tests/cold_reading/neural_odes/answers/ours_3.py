import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)

# ---- 1. An unknown reaction ----
STEPS = 80                                   # of Runge-Kutta from date to date
WIDTH = np.array([200.0, 30.0])

def init(key, sizes=(2, 32, 32, 1)):
    keys = jax.random.split(key, len(sizes))
    net = [(jax.random.normal(k, (m, n)) / jnp.sqrt(m), jnp.zeros(n))
           for k, m, n in zip(keys, sizes, sizes[1:])]
    W, bias = net[0]                         # bends spread over the ranges of c and T
    net[0] = (W, jax.random.uniform(keys[-1], bias.shape, minval=-2.5, maxval=2.5))
    W, bias = net[-1]
    return [*net[:-1], (0 * W, bias)]

def rate(params, c, T):
    z = jnp.stack([(c - 500.0) / 200.0, (T - 375.0) / 20.0])
    for W, bias in params[:-1]:
        z = jnp.tanh(z @ W + bias)
    W, bias = params[-1]
    return 3.0 * (z @ W + bias)[0]

def _tank(t, u, params):
    c, T = u
    R = rate(params, c, T)
    inflow = 320 + 15 * jnp.sin(2 * jnp.pi * t / 40)
    return jnp.stack([(800 - c) / 50 - R, (inflow - T) / 50 + 0.12 * R])

def _shoot(params, u, begins, ends):
    def to_next_date(u, dates):
        t0, t1 = dates
        h = (t1 - t0) / STEPS
        def rk4(u, i):
            t = t0 + i * h
            k1 = _tank(t, u, params)
            k2 = _tank(t + h / 2, u + h / 2 * k1, params)
            k3 = _tank(t + h / 2, u + h / 2 * k2, params)
            k4 = _tank(t + h, u + h * k3, params)
            return u + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), None
        u, _ = jax.lax.scan(rk4, u, jnp.arange(STEPS))
        return u, u
    return jax.lax.scan(to_next_date, u, (begins, ends))[1]

def residuals(params, starts, ts, data):
    n, K = len(ts), len(starts)
    L = (n - 1) // K
    y = jax.vmap(_shoot, (None, 0, 0, 0))(params, starts, ts[:-1].reshape(K, L),
                                          ts[1:].reshape(K, L))          # (K, L, 2)
    known = ~jnp.isnan(data)
    filled = jnp.where(known, data, 0.0)
    first = jnp.where(known[:-1:L], starts - filled[:-1:L], 0.0)
    inner = jnp.where(known[1:], y.reshape(-1, 2) - filled[1:], 0.0)
    gaps = y[:-1, -1] - starts[1:]
    return (jnp.concatenate([first, inner, gaps]) / WIDTH).ravel()

# ---- 2. An unknown diode: every state is free, g is linear between knots ----
def _flow(v, dt, beta, lo, h):               # v: state (3), log alpha, g at the knots
    alpha, G = jnp.exp(v[3]), v[4:]
    def f(u):
        x, y, z = u
        s = (x - lo) / h
        i = jnp.clip(jnp.floor(jax.lax.stop_gradient(s)), 0, len(G) - 2).astype(int)
        g = G[i] + (s - i) * (G[i + 1] - G[i])
        return jnp.stack([alpha * (y - x - g), x - y + z, -beta * y])
    def rk4(u, _):
        k = dt / 30
        k1 = f(u)
        k2 = f(u + k / 2 * k1)
        k3 = f(u + k / 2 * k2)
        return u + k / 6 * (k1 + 2 * k2 + 2 * k3 + f(u + k * k3)), None
    return jax.lax.scan(rk4, v[:3], None, length=30)[0]

_flows = jax.jit(jax.vmap(lambda *a: (_flow(*a), jax.jacfwd(_flow)(*a)), (0, 0, None, None, None)))

def diode(ts, u, beta, m=41, weight=30.0, bend=0.15):
    scale, n = u[:, 0].std(), len(ts)
    D = u / scale
    sd, lo, h = D.std(0), D[:, 0].min(), np.ptp(D[:, 0]) / (m - 1)
    knots, D2 = lo + h * np.arange(m), np.diff(np.eye(m), 2, axis=0) / h     # D2 @ G: changes of slope
    a = np.flatnonzero(np.diff(ts) < 1.0)    # intervals without a pause
    dt, rows = ts[a + 1] - ts[a], np.arange(len(a))
    # a first guess: dx/dt = alpha y - F(x) by the trapezoidal rule, F linear between knots
    H = np.maximum(0, 1 - abs(D[:, :1] - knots) / h)
    A = np.c_[D[a, 1] + D[a + 1, 1], -H[a] - H[a + 1]] * dt[:, None] / 2
    A = np.r_[A, np.c_[np.zeros(m - 2), 0.01 * D2]]
    coef = np.linalg.lstsq(A, np.r_[D[a + 1, 0] - D[a, 0], np.zeros(m - 2)], rcond=None)[0]
    alpha = np.clip(coef[0], 5.0, 30.0)
    theta = np.r_[D.ravel(), np.log(alpha), coef[1:] / alpha - knots]
    def system(theta, sigma):
        U, q = theta[:3 * n].reshape(n, 3), theta[3 * n:]
        v = np.c_[U[a], np.tile(q, (len(a), 1))]
        end, jac = (np.asarray(o) for o in _flows(v, dt, float(beta), lo, h))
        J = np.zeros((len(a), 3, theta.size))
        for j in range(3):
            J[rows[:, None], j, 3 * a[:, None] + np.arange(3)] = jac[:, j, :3]
            J[rows, j, 3 * (a + 1) + j] = -1.0
        J[:, :, 3 * n:] = jac[:, :, 3:]
        J = (J * (weight / sd)[:, None]).reshape(-1, theta.size)
        smooth = np.c_[np.zeros((m - 2, 3 * n + 1)), sigma / bend * D2]
        r = [((U - D) / sd).ravel(), (weight * (end - U[a + 1]) / sd).ravel(), smooth @ theta]
        return np.concatenate(r), np.r_[np.eye(3 * n, theta.size) / np.tile(sd, n)[:, None], J, smooth]
    lam, sigma = 1e-3, 0.01
    for k in range(30):                      # Levenberg and Marquardt; sigma: the noise, as it shows
        if k % 6 == 0:
            gap = (theta[:3 * n].reshape(n, 3) - D) / sd
            sigma = max(1e-4, np.sqrt(np.mean(gap**2))) if k else sigma
            r, J = system(theta, sigma)
        trial = theta - np.linalg.solve(J.T @ J + lam * np.eye(theta.size), J.T @ r)
        r_new, J_new = system(trial, sigma)
        better = r_new @ r_new < r @ r
        theta, r, J = (trial, r_new, J_new) if better else (theta, r, J)
        lam = max(lam / 5, 1e-9) if better else lam * 10
    G = theta[3 * n + 1:]
    return float(np.exp(theta[3 * n])), lambda x: scale * np.interp(np.asarray(x) / scale, knots, G)
