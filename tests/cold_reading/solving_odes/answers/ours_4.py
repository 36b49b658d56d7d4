import diffrax as dfx
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx


def _elimination(s, c, args):
    # s runs from 0 to 1 over one interval; time itself never becomes a 32-bit number
    (V, K), length, inflow = args
    return length * (inflow - V * c / (K + c))


def levels(times, starts, stops, rates, p):
    # Everything about the clock in float64 NumPy: hours since the first infusion starts.
    times, starts, stops, rates = (np.asarray(x, np.float64) for x in (times, starts, stops, rates))
    epoch = starts.min()
    when = np.maximum((times - epoch) / 3600.0, 0.0)        # before the first infusion c is 0
    begin, finish = (starts - epoch) / 3600.0, (stops - epoch) / 3600.0
    grid = np.unique(np.concatenate([[0.0], when, begin, finish]))
    grid = grid[grid <= when.max()]
    if grid.size == 1:
        return jnp.zeros(when.shape, jnp.float32)

    # Between neighbours of the grid the inflow is constant, and f is smooth.
    middle = 0.5 * (grid[1:] + grid[:-1])[:, None]
    inflow = ((begin <= middle) & (middle < finish)).astype(np.float64) @ rates
    length = np.diff(grid)
    first = np.minimum(1.0, 0.01 / length)                  # 0.01 h is the shortest K / V
    atol = 1e-12 * float(rates.max())                       # c may be of any size: nearly relative
    f32 = np.float32

    def interval(c, x):
        span, rate, dt0 = x
        sol = dfx.diffeqsolve(
            dfx.ODETerm(_elimination), dfx.Tsit5(), f32(0), f32(1), dt0, c, (p, span, rate),
            stepsize_controller=dfx.PIDController(rtol=2e-6, atol=atol), max_steps=16_384)
        return sol.ys[-1], sol.ys[-1]

    xs = tuple(jnp.asarray(x.astype(f32)) for x in (length, inflow, first))
    _, after = jax.lax.scan(interval, jnp.zeros((), jnp.float32), xs)
    c = jnp.concatenate([jnp.zeros(1, jnp.float32), after])
    return c[np.searchsorted(grid, when)]


def arrivals(f, u0, ps, t1, level):
    u0 = jnp.asarray(u0)

    def crossing(t, y, args, **_):
        above = y[0] - level
        # u runs away: its relative rate is far beyond anything that a solution up to t1 can have
        rate = jnp.max(jnp.abs(f(t, y, args)))
        blown = ~(rate < 1e8 * (10.0 + jnp.max(jnp.abs(y))))
        return jnp.where(blown & (above < 0), 1.0, above)

    def one(p):
        sol = dfx.diffeqsolve(
            dfx.ODETerm(f), dfx.Kvaerno5(), 0.0, t1, None, u0, p,
            # dtmax: the sign is looked at between steps only, and a visit lasts t1 / 50 at least
            stepsize_controller=dfx.PIDController(rtol=1e-9, atol=1e-12, dtmax=t1 / 100),
            event=dfx.Event(crossing, optx.Newton(1e-10, 1e-10), direction=True),
            max_steps=200_000, throw=False)
        finished = sol.result == dfx.RESULTS.successful     # an event is not "successful"
        arrived = sol.ys[-1][0] >= level * (1 - 1e-6)
        return jnp.where(finished, jnp.inf, jnp.where(arrived, sol.ts[-1], jnp.nan))

    return jax.vmap(one)(ps)
