"""Two solves: drug levels in 32 bits, and first arrivals of stiff systems that may blow up."""

import diffrax as dfx
import jax
import jax.numpy as jnp
import numpy as np

STEP = 7.2  # seconds; V / K is at most 100 per hour, so that (V / K) h is at most 0.2


def levels(times, starts, stops, rates, p):
    # All that concerns time is NumPy in 64 bits: the epoch goes, and every jump and every asked time
    # becomes an edge between steps.  Only lengths of steps, in hours, become 32-bit floats.
    times, starts, stops, rates = (np.asarray(a, np.float64) for a in (times, starts, stops, rates))
    first = starts.min()
    asked = np.maximum(times, first) - first  # until the first infusion starts, c is 0
    starts, stops = starts - first, stops - first
    edges = np.unique(np.concatenate([starts, stops, asked]))
    supply = np.zeros(len(edges) - 1)
    begin, end = np.searchsorted(edges, starts), np.searchsorted(edges, stops)
    for i, j, rate in zip(begin, end, rates, strict=True):
        supply[i:j] += rate
    where = np.searchsorted(edges, asked)
    last = where.max()  # nothing is asked after this edge
    lengths, supply = np.diff(edges)[:last], supply[:last]
    counts = np.maximum(np.ceil(lengths / STEP), 1).astype(int)
    h = np.repeat(lengths / counts / 3600.0, counts).astype(np.float32)
    supply = np.repeat(supply, counts).astype(np.float32)
    at = np.concatenate([[0], np.cumsum(counts)]).astype(int)[where]

    p = jnp.asarray(p, jnp.float32)
    V, K = p[0], p[1]

    def step(carry, x):
        c, lost = carry
        dt, R = x

        def slope(c):
            return R - V * c / (K + c)

        k1 = slope(c)
        k2 = slope(c + dt / 2 * k1)
        k3 = slope(c + dt / 2 * k2)
        k4 = slope(c + dt * k3)
        add = dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4) + lost  # compensated: what rounding lost, goes on
        new = c + add
        lost = jax.lax.stop_gradient(add - (new - c))
        return (new, lost), new

    zero = jnp.zeros((), jnp.float32)
    _, c = jax.lax.scan(step, (zero, zero), (jnp.asarray(h), jnp.asarray(supply)))
    return jnp.concatenate([zero[None], c])[at]


def arrivals(f, u0, ps, t1, level):
    dtmax, dt0 = t1 / 100, t1 / 10_000  # a visit lasts t1 / 50 at least: no step jumps over it

    def solve(p, end, **options):
        return dfx.diffeqsolve(
            dfx.ODETerm(f), dfx.Kvaerno5(), 0.0, end, dt0, u0, p,
            stepsize_controller=dfx.PIDController(rtol=1e-9, atol=1e-11, dtmax=dtmax),
            max_steps=100_000, throw=False, **options)

    def stop(t, y, args, **_):
        # Arrived; or so large and so fast that u multiplies within a billionth of t1: it blows up.
        size, speed = jnp.max(jnp.abs(y)), jnp.max(jnp.abs(f(t, y, args)))
        return (y[0] >= level) | ((size > 10.0) & (1e-9 * t1 * speed > size))

    def one(p):
        # First to the end of the step in which u[0] arrives ...
        sol = solve(p, t1, event=dfx.Event(stop))
        reached = sol.ys[-1][0] >= level
        below = sol.result == dfx.RESULTS.successful  # neither an event nor a failure
        # ... then the same steps again, looking closely at the last of them.
        hi = jnp.where(reached, sol.ts[-1], dt0)
        lo = jnp.maximum(hi - dtmax, 0.0)
        ts = jnp.minimum(jnp.linspace(lo, hi, 4001), hi)
        x = solve(p, hi, saveat=dfx.SaveAt(ts=ts)).ys[:, 0]
        above = x >= level
        i = jnp.maximum(jnp.argmax(above), 1)
        rise = jnp.where(x[i] > x[i - 1], x[i] - x[i - 1], 1.0)
        part = jnp.clip((level - x[i - 1]) / rise, 0.0, 1.0)
        time = jnp.where(jnp.any(above), ts[i - 1] + (ts[i] - ts[i - 1]) * part, hi)
        return jnp.where(reached, time, jnp.where(below, jnp.inf, jnp.nan))

    return jax.vmap(one)(ps)
