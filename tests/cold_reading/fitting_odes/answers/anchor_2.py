import jax; jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import numpy as np

# ---------------------------------------------------------------- problem 1
# With z = log c the equation integrates to  K z + e^z = K log c0 + c0 - V t.  With w = z - log K that is
# w + e^w = R, which Newton's method solves (convex and rising); the derivatives follow implicitly.
# The Jacobian is taken along these directions of q (columns): (V, K, c0 together), K, c0, g.
DIRECTIONS = np.array([[1., 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]])


def clearance_model(t, q):
    """Log predictions, shape (n, 2), and their derivatives along DIRECTIONS, shape (n, 2, 4)."""
    V, K, c0, _ = np.exp(q)
    R = q[2] - q[1] + (c0 - V * t) / K
    w = np.where(R > 1, np.log(np.maximum(R, 1.0)), R)
    for _ in range(40):
        e = np.exp(w)
        w = w - (w + e - R) / (1 + e)
    z, x = w + q[1], np.exp(w)
    one = np.ones_like(z)
    A = np.stack([one, (q[2] - z) / (1 + x), (1 + c0 / K) / (1 + x), 0 * one], axis=-1)
    A = np.stack([A, A], axis=1)
    A[:, 1, 3] = 1.0
    return np.stack([z, z + q[3]], axis=1), A


def fit_clearance(t, y, start):
    t, y = np.asarray(t, float), np.asarray(y, float)
    q = np.array(start, float)
    seen = ~np.isnan(y)
    logy = np.log(y[seen])
    for _ in range(100):
        pred, A = clearance_model(t, q)
        r, A = logy - pred[seen], A[seen]
        size = np.linalg.norm(A, axis=0)
        d = 1 / np.where(size > 0, size, 1.0)
        # four rows of zeros: then all four right singular vectors are there, however few the data
        U, s, Vh = np.linalg.svd(np.vstack([A * d, np.zeros((4, 4))]), full_matrices=False)
        k = int(np.sum(s > 1e-8 * s[0]))
        back = DIRECTIONS @ (d[:, None] * Vh.T)  # to q
        M = back[:, :k] / s[:k]
        step = M @ (U[: len(r), :k].T @ r)
        null = np.zeros((4, 1))
        if k < 4:
            null = np.linalg.qr(back[:, k:])[0]
            step = step - null @ (null.T @ step)  # the shortest step
        if np.max(np.abs(step)) < 1e-11:
            break
        q = q + step
    sigma = np.sqrt(np.sum(r**2) / (len(r) - k))
    se = sigma * np.linalg.norm(M, axis=1)
    se = np.where(np.linalg.norm(null, axis=1) > 1e-6, np.inf, se)
    to_h = np.array([-1.0, 1.0, 0.0, 0.0])
    log_h = np.array([np.log(np.log(2.0)) + to_h @ q, sigma * np.linalg.norm(to_h @ M)])
    return q, se, log_h


# ---------------------------------------------------------------- problem 2
# With w = exp(-u) the equation is  w' = -a - b w log w, w(0) = 1: nothing becomes infinite, and the
# runaway is where w reaches 0 (beyond it w just goes on falling).  Fixed steps of Runge-Kutta in a scan
# can be differentiated forwards and backwards; between the steps, cubic Hermite interpolation.
STEPS = 8000


def slope(w, a, b):
    s = jnp.where(w > 0, w, 1.0)
    return -a - b * s * jnp.log(s)


@jax.jit
def temperature(t, q):
    t, q = jnp.asarray(t, jnp.float64), jnp.asarray(q, jnp.float64)
    a, b = jnp.exp(q[0]), jnp.exp(q[1])
    h = t[-1] / STEPS

    def step(w, _):
        k1 = slope(w, a, b)
        k2 = slope(w + h / 2 * k1, a, b)
        k3 = slope(w + h / 2 * k2, a, b)
        k4 = slope(w + h * k3, a, b)
        return w + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), (w, k1)

    last, (ws, ks) = jax.lax.scan(step, jnp.ones((), jnp.float64), None, length=STEPS)
    ws = jnp.append(ws, last)
    ks = jnp.append(ks, slope(last, a, b))
    i = jnp.clip(jnp.floor(t / h).astype(int), 0, STEPS - 1)
    x = t / h - i
    w = ((1 + 2 * x) * (1 - x)**2 * ws[i] + x * (1 - x)**2 * h * ks[i]
         + x**2 * (3 - 2 * x) * ws[i + 1] + x**2 * (x - 1) * h * ks[i + 1])
    return jnp.where(w > 0, -jnp.log(jnp.where(w > 0, w, 1.0)), jnp.inf)


@jax.jit
def fit_heating(t, y, starts):
    factors = 0.5 ** jnp.arange(20)

    def cost(q):
        return jnp.sum((temperature(t, q) - y)**2)

    def improve(q, c):
        ok = jnp.isfinite(c)
        J, u = jax.jacfwd(lambda p: (temperature(t, p),) * 2, has_aux=True)(q)
        step = jnp.linalg.lstsq(jnp.where(ok, J, 0.0), jnp.where(ok, y - u, 0.0))[0]
        trial = q + factors[:, None] * step
        costs = jax.vmap(cost)(trial)
        i = jnp.argmax(costs < c)  # the longest that lowers the sum
        good = costs[i] < c
        moving = good & (jnp.max(jnp.abs(step)) > 1e-7)
        return jnp.where(good, trial[i], q), jnp.where(good, costs[i], c), moving

    def body(state):
        q, c, _, k = state
        return *jax.vmap(improve)(q, c), k + 1

    starts = jnp.asarray(starts, jnp.float64)
    c = jax.vmap(cost)(starts)
    state = (starts, c, jnp.isfinite(c), 0)
    q, c, _, _ = jax.lax.while_loop(lambda s: jnp.any(s[2]) & (s[3] < 100), body, state)
    return jnp.where(jnp.isfinite(c)[:, None], q, jnp.nan), jnp.where(jnp.isfinite(c), c, jnp.inf)
