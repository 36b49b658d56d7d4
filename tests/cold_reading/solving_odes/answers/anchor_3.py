import diffrax
import jax
import jax.numpy as jnp
import numpy as np


def _washout(c, length, V, K):
    """No infusion: K log(c) + c falls at the rate V.  Solved for y = log(c) by Newton's method."""
    alive = c > 1e-36
    y0 = jnp.log(jnp.where(alive, c, 1.0))
    b = K * y0 + jnp.exp(y0) - V * length

    # The function K y + exp(y) - b is convex and increasing: from above, Newton goes down to the root.
    def newton(y, b, K):
        e = jnp.exp(y)
        return y - (K * y + e - b) / (K + e)

    bs, Ks = jax.lax.stop_gradient(b), jax.lax.stop_gradient(K)
    y = jnp.minimum(jax.lax.stop_gradient(y0), bs / Ks)
    for _ in range(30):
        y = newton(y, bs, Ks)
    y = newton(jax.lax.stop_gradient(y), b, K)  # one more step, which carries the gradient
    return jnp.where(alive, jnp.exp(y), 0.0)


def _infusion(c, length, rate, V, K, atol):
    """A constant infusion, in the scaled time s from 0 to 1."""

    def field(s, c, args):
        length, rate, V, K = args
        return length * (rate - V * c / (K + c))

    sol = diffrax.diffeqsolve(
        diffrax.ODETerm(field),
        diffrax.Tsit5(),
        t0=0.0,
        t1=1.0,
        dt0=0.1 / (1.0 + 100.0 * length),
        y0=c,
        args=(length, rate, V, K),
        stepsize_controller=diffrax.PIDController(rtol=1e-5, atol=atol),
        max_steps=2**14,
    )
    return sol.ys[0]


def levels(times, starts, stops, rates, p):
    # All arithmetic on the times is done by NumPy in 64 bits; only lengths of pieces go to JAX.
    knots = np.unique(np.concatenate([starts, stops, times]))
    where = np.searchsorted(knots, times)
    left, right = knots[:-1], knots[1:]
    lengths = ((right - left) / 3600.0).astype(np.float32)
    on = (starts[None, :] <= left[:, None]) & (stops[None, :] >= right[:, None])
    totals = np.where(on, rates[None, :], 0.0).sum(axis=1).astype(np.float32)
    atol = float(1e-7 * rates.min())
    V, K = p[0], p[1]

    def piece(c, x):
        length, rate = x
        running = rate > 0
        washed = _washout(c, jnp.where(running, jnp.float32(0.0), length), V, K)
        # Where nothing runs, the solve is a short dummy, not used.
        infused = _infusion(c, jnp.where(running, length, jnp.float32(1e-3)), rate, V, K, atol)
        c = jnp.where(running, infused, washed)
        return c, c

    c0 = jnp.zeros((), jnp.float32)
    _, cs = jax.lax.scan(piece, c0, (jnp.asarray(lengths), jnp.asarray(totals)))
    return jnp.concatenate([c0[None], cs])[where]


def arrivals(f, u0, ps, t1, level):
    dtmax = 0.005  # less than t1 / 50, and small against 1 / 30, the fastest growth
    points = 401
    solver = diffrax.Kvaerno5()
    controller = diffrax.PIDController(rtol=1e-9, atol=1e-11, dtmax=dtmax)
    term = diffrax.ODETerm(f)

    def blown(t, u, p):
        # Growing without bounds: large, and the time in which it would double is all but zero.
        size = jnp.max(jnp.abs(u))
        speed = jnp.max(jnp.abs(f(t, u, p)))
        fast = (size > 10) & (1e-10 * speed > size)
        return fast | (size > 1e200) | ~jnp.isfinite(size) | ~jnp.isfinite(speed)

    def stop(t, u, args, **kwargs):
        return (u[0] >= level) | blown(t, u, args)

    def one(p):
        # First pass: up to the end of the step in which u[0] passes the level, or u blows up.
        sol = diffrax.diffeqsolve(
            term, solver, t0=0.0, t1=t1, dt0=1e-5, y0=u0, args=p,
            stepsize_controller=controller, event=diffrax.Event(stop), max_steps=100_000,
        )
        end, u = sol.ts[0], sol.ys[0]
        arrived = u[0] >= level
        missed = jnp.where(blown(end, u, p), jnp.nan, jnp.inf)

        # Second pass: the same again, looking closely at the last step.
        end = jnp.where(arrived, end, 0.01 * end)
        ts = jnp.linspace(jnp.maximum(end - 1.001 * dtmax, 0.0), end, points)
        ts = jnp.minimum(ts, end)
        sol = diffrax.diffeqsolve(
            term, solver, t0=0.0, t1=end, dt0=1e-5, y0=u0, args=p,
            stepsize_controller=controller, saveat=diffrax.SaveAt(ts=ts), max_steps=100_000,
        )
        x = sol.ys[:, 0]
        above = x >= level
        k = jnp.where(jnp.any(above), jnp.argmax(above), points - 1)
        k = jnp.maximum(k, 1)
        rise = x[k] - x[k - 1]
        part = (level - x[k - 1]) / jnp.where(rise > 0, rise, 1.0)
        t = ts[k - 1] + jnp.clip(part, 0.0, 1.0) * (ts[k] - ts[k - 1])
        return jnp.where(arrived, t, missed)

    return jax.jit(jax.vmap(one))(ps)
