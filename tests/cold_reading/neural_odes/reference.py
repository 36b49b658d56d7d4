import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
WIDTH = jnp.array([200.0, 30.0])


def init(key):
    W = jax.random.normal(key, (2, 24))
    return {"W": W, "b": jnp.zeros(24), "last": jnp.zeros(24), "bias": jnp.zeros(())}


def rate(params, c, T):
    z = jnp.stack([(c - 500) / 300, (T - 375) / 45])
    z = jnp.tanh(z @ params["W"] + params["b"])
    return 5 * (z @ params["last"] + params["bias"])


def rk4(f, t, u, h):
    k1 = f(t, u)
    k2 = f(t + h / 2, u + h / 2 * k1)
    k3 = f(t + h / 2, u + h / 2 * k2)
    k4 = f(t + h, u + h * k3)
    return u + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def advance(f, t, u, dt, steps):
    h = dt / steps
    return jax.lax.scan(lambda u, i: (rk4(f, t + i * h, u, h), None), u, jnp.arange(steps))[0]


def residuals(params, starts, ts, data):
    def f(t, u):
        R = rate(params, *u)
        inflow = jnp.array([800.0, 320 + 15 * jnp.sin(2 * jnp.pi * t / 40)])
        return (inflow - u) / 50 + R * jnp.array([-1, 0.12])

    def shoot(u, dates):
        def to_next(u, pair):
            u = advance(f, pair[0], u, pair[1] - pair[0], 40)
            return u, u

        return jax.lax.scan(to_next, u, jnp.asarray(dates))[1]

    K, L = len(starts), (len(ts) - 1) // len(starts)
    pairs = jnp.stack([ts[:-1], ts[1:]], 1).reshape(K, L, 2)
    y = jax.vmap(shoot)(starts, pairs)
    r = [starts - data[:-1:L], y.reshape(-1, 2) - data[1:], y[:-1, -1] - starts[1:]]
    r = jnp.concatenate(r) / WIDTH
    return jnp.where(jnp.isnan(r), 0.0, r).ravel()


def diode(ts, u, beta):
    near = np.diff(ts) < 1
    spread, centre = u.std(0), u[:, 0].mean()
    first, last, dt = u[:-1][near], u[1:][near], np.diff(ts)[near]
    knots = np.linspace(u[:, 0].min() - spread[0] / 4, u[:, 0].max() + spread[0] / 4, 18)
    gap = knots[1] - knots[0]

    def g(p, x):
        bumps = jnp.exp(-(((x[..., None] - knots) / gap) ** 2) / 2)
        return spread[0] * (bumps @ p[3:] + p[1] + p[2] * (x - centre) / spread[0])

    def step(p, u, dt):
        def f(t, u):
            x, y, z = u
            return jnp.array([p[0] * (y - x - g(p, x)), x - y + z, -beta * y])

        return advance(f, 0.0, u, dt, 4)

    def r(p):
        misfit = (jax.vmap(step, (None, 0, 0))(p, first, dt) - last) / spread
        return jnp.concatenate([misfit.ravel(), 1e-3 * p[1:]])

    jacobian = jax.jit(jax.jacfwd(lambda p: (r(p),) * 2, has_aux=True))
    p, lam = np.array([10.0, *np.zeros(20)]), 1.0
    J, here = map(np.asarray, jacobian(p))
    for _ in range(14):
        there = p - np.linalg.solve(J.T @ J + lam * np.eye(p.size), J.T @ here)
        J_there, r_there = map(np.asarray, jacobian(there))
        if r_there @ r_there < here @ here:
            p, J, here, lam = there, J_there, r_there, lam / 5
        else:
            lam = 5 * lam
    return float(p[0]), lambda x: np.asarray(g(p, jnp.asarray(x)))
