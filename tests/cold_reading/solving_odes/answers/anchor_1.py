import diffrax
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx


def _drug(s, c, args):
    # s runs from 0 to 1 over one piece that lasts `length` hours, with a constant infusion `rate`
    V, K, rate, length = args
    return length * (rate - V * c / (K + c))


def levels(times, starts, stops, rates, p):
    times = np.asarray(times, dtype=np.float64)
    starts = np.asarray(starts, dtype=np.float64)
    stops = np.asarray(stops, dtype=np.float64)
    rates = np.asarray(rates, dtype=np.float64)

    # Everything about time is done here in NumPy, in 64 bits: pieces in which the infusion is constant,
    # ending at each time asked for, and none longer than half an hour.  Each is solved in its own local
    # time, so that 32 bits never hold an absolute time.
    first, last = starts.min(), times.max()
    if not last > first:
        return jnp.zeros(times.shape, jnp.float32)
    edges = np.concatenate([starts, stops, times, np.arange(first, last, 1800.0)])
    edges = np.unique(edges[(edges >= first) & (edges <= last)])
    left = edges[:-1]
    lengths = (np.diff(edges) / 3600.0).astype(np.float32)
    running = (starts[None, :] <= left[:, None]) & (stops[None, :] > left[:, None])
    piece_rates = np.sum(np.where(running, rates[None, :], 0.0), axis=1).astype(np.float32)
    where = np.searchsorted(edges, times)  # 0 for the times before the first infusion

    V, K = p[0], p[1]
    term = diffrax.ODETerm(_drug)
    solver = diffrax.Tsit5()
    rtol = 2e-6

    def piece(c, x):
        rate, length = x
        fast = jax.lax.stop_gradient(V / K)  # the largest rate of decay, per hour
        z = fast * length
        # c at the end of the piece is at least rate * (1 - exp(-z)) / fast
        atol = 1e-30 + rtol * rate * (-jnp.expm1(-z)) / fast
        # Never longer than 1 / fast: at a steady state the error estimate is nil and the steps would
        # otherwise grow until they are unstable, which the gradient would show.
        controller = diffrax.PIDController(rtol=rtol, atol=atol, dtmax=1.0 / z)
        dt0 = jnp.minimum(1.0, 0.5 / z)
        sol = diffrax.diffeqsolve(
            term, solver, t0=0.0, t1=1.0, dt0=dt0, y0=c, args=(V, K, rate, length),
            stepsize_controller=controller, max_steps=1024,
        )
        c = sol.ys[0]
        return c, c

    c0 = jnp.zeros((), jnp.float32)
    _, cs = jax.lax.scan(piece, c0, (jnp.asarray(piece_rates), jnp.asarray(lengths)))
    cs = jnp.concatenate([c0[None], cs])
    return cs[jnp.asarray(where)]


def arrivals(f, u0, ps, t1, level):
    def growth(t, u, p):
        # the size of u, and its relative rate of growth
        size = jnp.maximum(jnp.max(jnp.abs(u)), 1e-30)
        v = u / size
        return size, jnp.sum(v * (f(t, u, p) / size)) / jnp.maximum(jnp.sum(v * v), 1e-30)

    def reaches(t, u, p, **kwargs):
        return u[0] - level

    def explodes(t, u, p, **kwargs):
        # Blow-up in finite time, as opposed to exponential growth (at most exp(300)).  Stops before the
        # steps become too small for t.
        size, rate = growth(t, u, p)
        return ((size > 20.0) & (rate > 1e7)) | (size > 1e200)

    term = diffrax.ODETerm(f)
    solver = diffrax.Kvaerno5()
    # dtmax: a stay above the level of t1 / 50 always holds the end of a step
    controller = diffrax.PIDController(rtol=1e-9, atol=1e-12, dtmax=t1 / 200)
    root_finder = optx.Newton(1e-9, 1e-13, optx.rms_norm)
    event = diffrax.Event((reaches, explodes), root_finder)

    def one(p):
        sol = diffrax.diffeqsolve(
            term, solver, t0=0.0, t1=t1, dt0=1e-6 * t1, y0=u0, args=p,
            stepsize_controller=controller, event=event, max_steps=200_000,
        )
        t, u = sol.ts[0], sol.ys[0]
        size, rate = growth(t, u, p)
        exploded = ((size > 19.0) & (rate > 5e6)) | (size > 1e199)
        exploded = exploded & (u[0] < level * (1 - 1e-7))
        reached = (t < t1) | (u[0] >= level)
        return jnp.where(exploded, jnp.nan, jnp.where(reached, t, jnp.inf))

    return jax.vmap(one)(ps)
