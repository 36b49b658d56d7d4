import diffrax as dfx
import jax
import jax.numpy as jnp
import numpy as np

H_MAX = 0.0025                                # hours; the fastest rate is V / K = 100 per hour
GRADED = 1e-7 * 1.5 ** np.arange(28)          # hours after a start: c may pass K very quickly there


def levels(times, starts, stops, rates, p):
    # All that concerns time is done by NumPy, in 64 bits and since the first start; hours from here on.
    times, starts, stops, rates = (np.asarray(x, np.float64) for x in (times, starts, stops, rates))
    epoch = starts.min()
    begin, end = (starts - epoch) / 3600, (stops - epoch) / 3600
    when = np.maximum((times - epoch) / 3600, 0.0)  # before the first start, c is 0
    last = max(when.max(), 1e-3)
    grid = np.concatenate([[0.0, last], begin, end, when, np.add.outer(begin, GRADED).ravel()])
    grid = np.unique(grid[grid <= last])

    # The rate is constant between the points of the grid.
    by_begin, by_end = np.argsort(begin), np.argsort(end)
    on = np.searchsorted(begin[by_begin], grid[:-1], side="right")
    off = np.searchsorted(end[by_end], grid[:-1], side="right")
    added = np.append(0.0, np.cumsum(rates[by_begin]))[on]
    ended = np.append(0.0, np.cumsum(rates[by_end]))[off]
    rate = np.where(on > off, added - ended, 0.0)

    pieces = np.ceil(np.diff(grid) / H_MAX).astype(int)
    hs = np.repeat(np.diff(grid) / pieces, pieces).astype(np.float32)
    rs = np.repeat(rate, pieces).astype(np.float32)
    index = np.append(0, np.cumsum(pieces))[np.searchsorted(grid, when)]

    V, K = p[0], p[1]

    def step(state, hr):                      # Runge-Kutta of order 4, with compensated summation
        c, lost = state
        h, r = hr

        def slope(c):
            return r - V * (c / (K + c))

        k1 = slope(c)
        k2 = slope(c + h / 2 * k1)
        k3 = slope(c + h / 2 * k2)
        k4 = slope(c + h * k3)
        change = h / 6 * (k1 + 2 * (k2 + k3) + k4) - lost
        new = c + change
        lost = jax.lax.stop_gradient((new - c) - change)
        return (new, lost), new

    zero = jnp.zeros((), jnp.float32)
    _, cs = jax.lax.scan(step, (zero, zero), (jnp.asarray(hs), jnp.asarray(rs)))
    return jnp.append(zero, cs)[index]


def arrivals(f, u0, ps, t1, level):
    u0, ps = jnp.asarray(u0), jnp.asarray(ps)

    def solve(u, p, start, stop, **more):
        return dfx.diffeqsolve(
            dfx.ODETerm(f), dfx.Kvaerno5(), start, stop, None, u, p,
            stepsize_controller=dfx.PIDController(rtol=1e-9, atol=1e-12, dtmax=t1 / 100),
            max_steps=100_000, throw=False, **more)

    def stop_here(t, y, args, **_):
        # Reached, or so close to a pole that what is left of the time is below 1e-10.
        growth = f(t, y, args) * jnp.sign(y)
        explodes = jnp.any(growth > 1e10 * jnp.maximum(jnp.abs(y), 10.0))
        return (y[0] >= level) | explodes

    def one(p):
        saved = dfx.SaveAt(subs=[dfx.SubSaveAt(t1=True), dfx.SubSaveAt(steps=True)])
        sol = solve(u0, p, 0.0, t1, saveat=saved, event=dfx.Event(stop_here))
        t_end, y_end = sol.ts[0][0], sol.ys[0][0]

        # The step before the last one: u[0] is still below there.  The padding is inf.
        before = jnp.sum(sol.ts[1] < t_end)
        i = jnp.maximum(before - 1, 0)
        t_low = jnp.where(before > 0, sol.ts[1][i], 0.0)
        y_low = jnp.where(before > 0, sol.ys[1][i], u0)

        def refine():                         # bisect, with solves over a part of that last step
            def halve(_, ab):
                a, b = ab
                mid = (a + b) / 2
                above = solve(y_low, p, t_low, mid).ys[-1, 0] >= level
                return jnp.where(above, a, mid), jnp.where(above, mid, b)

            a, b = jax.lax.fori_loop(0, 20, halve, (t_low, t_end))
            return (a + b) / 2

        def missed():
            return jnp.where(t_end >= t1 * (1 - 1e-12), jnp.inf, jnp.nan) + 0 * t_end

        return jax.lax.cond(y_end[0] >= level, refine, missed)

    # One after the other: no lane waits for the slowest.
    return jax.lax.scan(lambda _, p: (None, one(p)), None, ps)[1]
