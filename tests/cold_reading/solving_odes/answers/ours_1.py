import diffrax as dfx
import jax
import jax.numpy as jnp
import numpy as np


def levels(times, starts, stops, rates, p):
    """Concentration at `times`: one solve per interval of constant inflow, each from its time 0."""
    times, starts, stops, rates = (np.asarray(x, np.float64) for x in (times, starts, stops, rates))
    # All arithmetic with time stamps is done by NumPy, in 64 bits; JAX sees only lengths, in hours.
    knots = np.unique(np.concatenate([starts, stops]))
    active = (starts[:, None] <= knots) & (knots < stops[:, None])
    inflow = (rates[:, None] * active).sum(axis=0).astype(np.float32)       # from each knot on
    lengths = (np.diff(knots) / 3600).astype(np.float32)
    # Time j lies in (knots[k], knots[k + 1]], so that the length of its last solve is never zero.
    k = np.searchsorted(knots, times, side="left") - 1
    before = k < 0
    k = np.maximum(k, 0)
    last = np.where(before, 1.0, (times - knots[k]) / 3600).astype(np.float32)
    atol = float(1e-20 * rates.max())            # relative accuracy also in the tail, for the gradient

    def rhs(t, c, args):
        V, K, rate = args
        return rate - V * c / (K + c)

    def advance(c, length, rate):
        first = jnp.minimum(length, jnp.float32(1e-3))
        sol = dfx.diffeqsolve(
            dfx.ODETerm(rhs), dfx.Tsit5(), jnp.zeros_like(length), length, first, c, (p[0], p[1], rate),
            stepsize_controller=dfx.PIDController(rtol=1e-5, atol=atol), max_steps=20_000)
        return sol.ys[-1]

    def interval(c, piece):
        c = advance(c, *piece)
        return c, c

    zero = jnp.zeros((), jnp.float32)
    _, later = jax.lax.scan(interval, zero, (jnp.asarray(lengths), jnp.asarray(inflow[:-1])))
    at_knots = jnp.concatenate([zero[None], later])
    c = jax.vmap(advance)(at_knots[k], jnp.asarray(last), jnp.asarray(inflow[k]))
    return jnp.where(before, zero, c)


SEEK, HALVE, NEVER, GONE, FOUND = range(5)
PIECES, HALVINGS = 60, 40


def arrivals(f, u0, ps, t1, level):
    """First time at which u[0] reaches `level`, for each row of `ps`.

    Pieces shorter than t1 / 50 cannot miss an excursion; the piece with the crossing is then bisected.
    """
    u0 = jnp.asarray(u0)
    piece = t1 / PIECES

    def rhs(t, u, args):
        p, active = args
        return jnp.where(active, f(t, u, p), 0.0)

    def reached(t, y, args, **_):
        return y[0] >= level

    def arrival(p):
        def step(carry, _):
            t, u, h, k, mode = carry
            seek, halve = mode == SEEK, mode == HALVE
            length = jnp.where(halve, h / 2, piece)
            sol = dfx.diffeqsolve(
                dfx.ODETerm(rhs), dfx.Kvaerno5(), t, t + length, None, u, (p, seek | halve),
                stepsize_controller=dfx.PIDController(rtol=1e-8, atol=1e-11),
                event=dfx.Event(reached), max_steps=3000, throw=False)
            end = sol.ys[-1]
            crossed = end[0] >= level
            worked = sol.result == dfx.RESULTS.successful
            move = (seek | halve) & ~crossed & worked
            t, u = jnp.where(move, t + length, t), jnp.where(move, end, u)
            h = jnp.where(halve, length, h)
            k = k + 1
            sought = jnp.where(crossed, HALVE,
                               jnp.where(~worked, GONE, jnp.where(k == PIECES, NEVER, SEEK)))
            halved = jnp.where(h < 1e-6 * t, FOUND, HALVE)
            mode = jnp.where(seek, sought, jnp.where(halve, halved, mode))
            return (t, u, h, k, mode), None

        start = (jnp.array(0.0), u0, jnp.array(piece), jnp.array(0), jnp.array(SEEK))
        (t, _, h, _, mode), _ = jax.lax.scan(step, start, None, PIECES + HALVINGS)
        return jnp.where(mode == NEVER, jnp.inf, jnp.where(mode == GONE, jnp.nan, t + h / 2))

    return jax.vmap(arrival)(ps)
