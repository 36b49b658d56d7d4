"""Drug levels under infusions (32 bits), and arrival times of stiff equations (64 bits)."""
import diffrax as dfx
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx


def _uptake(s, c, args):
    # s runs from 0 to 1 over a piece of d hours; abs() keeps wild trial steps away from the pole at -K
    rate, d, V, K = args
    return d * (rate - V * c / (K + jnp.abs(c)))


def levels(times, starts, stops, rates, p):
    # All clock arithmetic in NumPy's 64 bits; JAX sees only lengths of pieces, in hours.
    times, starts, stops, rates = (np.asarray(x, np.float64) for x in (times, starts, stops, rates))
    first = starts.min()
    wanted = np.maximum(times, first)                      # c is 0 up to the first start
    points = np.unique(np.concatenate([starts, stops, wanted]))
    points = points[points <= wanted.max()]                # what comes later does not matter
    if len(points) == 1:
        return jnp.zeros(times.shape, jnp.float32)
    left, right = points[:-1], points[1:]
    on = (starts[None, :] <= left[:, None]) & (stops[None, :] >= right[:, None])
    rate = jnp.asarray((on @ rates).astype(np.float32))    # constant on each piece: no jumps inside
    hours = jnp.asarray(((right - left) / 3600.0).astype(np.float32))
    V, K = p[0], p[1]
    atol = 1e-20 * float(rates.max())                      # so that small levels are right, too

    def piece(c, x):
        r, d = x
        sol = dfx.diffeqsolve(
            dfx.ODETerm(_uptake), dfx.Tsit5(), 0.0, 1.0, 0.01, c, (r, d, V, K),
            stepsize_controller=dfx.PIDController(rtol=1e-6, atol=atol), max_steps=20_000)
        c = sol.ys[-1].astype(jnp.float32)
        return c, c

    zero = jnp.zeros((), jnp.float32)
    _, ends = jax.lax.scan(piece, zero, (rate, hours))
    return jnp.append(zero, ends)[np.searchsorted(points, wanted)]


def arrivals(f, u0, ps, t1, level):
    u0 = jnp.asarray(u0)
    # Legs shorter than t1/50: no step can jump over a visit above the level.
    edges = jnp.linspace(0.0, t1, 65)

    def field(t, u, args):
        p, live = args
        return jnp.where(live, f(t, u, p), 0.0)            # a lane that is done stands still

    def gap(t, u, args, **_):
        return u[0] - level

    def one(p):
        def leg(carry, ab):
            u, live, answer = carry
            a, b = ab
            sol = dfx.diffeqsolve(
                dfx.ODETerm(field), dfx.Kvaerno5(), a, b, None, u, (p, live),
                stepsize_controller=dfx.PIDController(rtol=1e-8, atol=1e-12),
                event=dfx.Event(gap, optx.Newton(1e-10, 1e-10), direction=True),
                max_steps=2000, throw=False)
            t, v = sol.ts[-1], sol.ys[-1]
            # at an event the state is at the level up to the root finder's tolerance
            hit = live & ((v[0] >= level) | ((t < b) & (v[0] > level - 1e-6)))
            fine = (sol.result == dfx.RESULTS.successful) & jnp.all(jnp.isfinite(v))
            answer = jnp.where(hit, jnp.clip(t, a, b), jnp.where(live & ~hit & ~fine, jnp.nan, answer))
            live = live & fine & ~hit
            return (jnp.where(live, v, u0), live, answer), None

        start = (u0, jnp.full((), True), jnp.full((), jnp.inf, u0.dtype))
        (_, _, answer), _ = jax.lax.scan(leg, start, (edges[:-1], edges[1:]))
        return answer

    return jax.vmap(one)(ps)
