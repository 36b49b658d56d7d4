import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


# ---------------------------------------------------------------- problem 1

def _p_and_q(z):
    """(e^z - 1)/z and (e^z - 1 - z)/z^2, as means over a unit circle about z (Kassam & Trefethen)."""
    n = 32
    circle = np.exp(2j * np.pi * (np.arange(n) + 0.5) / n)
    s = z[:, None] + circle
    e = jnp.exp(s)
    p = (e - 1) / s
    q = (e - 1 - s) / s**2
    return jnp.mean(p.real, axis=1), jnp.mean(q.real, axis=1)


def front(nu, u0, length, h, steps, at):
    u0 = jnp.asarray(u0, dtype=float)
    at = jnp.asarray(at, dtype=float)
    length = jnp.asarray(length, dtype=float)
    n = u0.shape[0]
    big_m = (n - 1) // 2
    m = np.arange(big_m + 1)
    k = 2 * np.pi * m / length
    fine = 3 * big_m + 1  # enough points: nothing of the square is folded back onto |m| <= M
    padding = jnp.zeros(fine // 2 - big_m, dtype=complex)

    def nonlinear(v):
        ux = jnp.fft.irfft(jnp.concatenate([1j * k * v, padding]), n=fine) * fine
        return jnp.fft.rfft(-0.5 * ux**2)[: big_m + 1] / fine

    z = h * (k - nu * k**2)
    ez = jnp.exp(z)
    p, q = _p_and_q(z)

    def step(v, _):
        f = nonlinear(v)
        a = ez * v + h * p * f
        return a + h * q * (nonlinear(a) - f), None

    v = jnp.fft.rfft(u0)[: big_m + 1] / n
    v, _ = jax.lax.scan(step, v, None, length=steps)

    # bring the positions into one period; `length` is split so that turns * length is exact
    turns = jnp.floor(at / length)
    c = 134217729.0 * length
    high = c - (c - length)
    low = length - high
    x = (at - turns * high) - turns * low
    phase = 2 * np.pi * (x / length)[:, None] * m
    twice = np.where(m == 0, 1.0, 2.0)
    return jnp.sum(twice * (v.real * jnp.cos(phase) - v.imag * jnp.sin(phase)), axis=1)


# ---------------------------------------------------------------- problem 2

def _curve(theta, times):
    """c(t) and its derivatives by (log V, log K, log c0).

    c + K log c = c0 + K log c0 - V t; with c = c0 e^d:  c0 (e^d - 1) + K d + V t = 0.
    This is convex and rising in d, so Newton from d = 0 comes down to the root."""
    v, k, c0 = jnp.exp(theta)

    def newton(d, _):
        return d - (c0 * jnp.expm1(d) + k * d + v * times) / (c0 * jnp.exp(d) + k), None

    d, _ = jax.lax.scan(newton, 0.0 * times, None, length=30)
    c = c0 * jnp.exp(d)
    slope = c / (c + k)
    jac = jnp.stack([-times * slope * v, -d * slope * k, slope * (c0 + k)], axis=1)
    return c, jac


def elimination(times, y, w, g):
    times = jnp.asarray(times, dtype=float)
    y = jnp.asarray(y, dtype=float)
    w = jnp.asarray(w, dtype=float)
    read = ~jnp.isnan(y)

    def residuals(theta):
        c, jac = _curve(theta, times)
        r = jnp.where(read, (y - c) / w, 0.0)
        return r, jnp.where(read[:, None], jac / w[:, None], 0.0)

    def loss(theta):
        return jnp.sum(residuals(theta)[0] ** 2)

    def improve(carry, _):  # Levenberg-Marquardt
        theta, old, damp = carry
        r, jac = residuals(theta)
        a = jac.T @ jac
        delta = jnp.linalg.solve(a + damp * jnp.diag(jnp.diag(a)), jac.T @ r)
        trial = theta + jnp.clip(delta, -1.0, 1.0)
        new = loss(trial)
        good = new <= old  # False for NaN
        theta = jnp.where(good, trial, theta)
        damp = jnp.where(good, jnp.maximum(damp / 5, 1e-12), jnp.minimum(damp * 4, 1e8))
        return (theta, jnp.where(good, new, old), damp), None

    def fit(theta):
        start = (theta, loss(theta), 0.01 + 0 * theta[0])
        (theta, best, _), _ = jax.lax.scan(improve, start, None, length=100)
        return theta, best

    axes = [np.log(np.geomspace(lo, hi, 8)) for lo, hi in ((0.4, 6.0), (0.15, 7.0), (1.5, 25.0))]
    grid = jnp.asarray(np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3))
    starts = grid[jnp.argsort(jax.vmap(loss)(grid))[:8]]
    thetas, losses = jax.vmap(fit)(starts)
    theta = thetas[jnp.argmin(losses)]

    r, jac = residuals(theta)
    p = jnp.exp(theta)
    variance = jnp.sum(r**2) / (jnp.sum(read) - 3)
    cov = variance * jnp.linalg.inv(jac.T @ jac) * p[:, None] * p[None, :]
    gradient = jax.jacfwd(g)(p)
    return p, cov, g(p), jnp.sqrt(gradient @ cov @ gradient)
