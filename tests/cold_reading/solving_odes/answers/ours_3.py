import diffrax as dfx
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx

# --- 1. the drug -------------------------------------------------------------------------------


def _drug(s, y, args):
    # s runs from 0 to 1 over a piece with a constant rate; y = (c, dc/dV, dc/dK)
    length, rate, V, K = args
    c, by_V, by_K = y
    room = K + jnp.abs(c)  # c is never negative, but a trial step may be
    q = c / room
    damping = V * K / room**2
    return length * jnp.stack([rate - V * q, -damping * by_V - q, -damping * by_K + V * q / room])


@jax.jit
def _pieces(lengths, rates, p):
    V, K = p[0], p[1]

    def piece(y, lr):
        length, rate = lr
        first = jnp.minimum(1.0, 0.05 * K / (length * (V + rate)))
        sol = dfx.diffeqsolve(
            dfx.ODETerm(_drug), dfx.Tsit5(), 0.0, 1.0, first, y, (length, rate, V, K),
            stepsize_controller=dfx.PIDController(rtol=1e-6, atol=1e-30), max_steps=200_000)
        return sol.ys[-1], sol.ys[-1]

    start = jnp.zeros(3, p.dtype)
    _, ys = jax.lax.scan(piece, start, (lengths, rates))
    return jnp.concatenate([start[None], ys])


def levels(times, starts, stops, rates, p):
    times, starts, stops, rates = (np.asarray(a, np.float64) for a in (times, starts, stops, rates))
    first, last = starts.min(), times.max()
    if last <= first:
        return jnp.zeros(times.shape, jnp.float32)

    # Break the time wherever the rate jumps and wherever c is asked for.  All differences are taken
    # in 64 bits by NumPy; JAX sees only the length of each piece, in hours.
    edges = np.unique(np.concatenate([starts, stops, times]))
    edges = edges[(edges >= first) & (edges <= last)]
    lengths = np.diff(edges) / 3600
    rate = np.zeros(len(lengths))
    for a, b, r in zip(starts, stops, rates, strict=True):
        rate[np.searchsorted(edges, a):np.searchsorted(edges, b)] += r

    # The sensitivities are part of the state, so that the tolerance holds for them as well.
    fixed = jax.lax.stop_gradient(p)
    ys = _pieces(jnp.asarray(lengths.astype(np.float32)), jnp.asarray(rate.astype(np.float32)), fixed)
    ys = jax.lax.stop_gradient(ys)[np.searchsorted(edges, np.maximum(times, first))]
    zero = p - fixed  # zero, with the derivative 1
    return ys[:, 0] + ys[:, 1] * zero[0] + ys[:, 2] * zero[1]


# --- 2. the arrivals ---------------------------------------------------------------------------

WINDOWS = 64  # shorter than t1 / 50: no stay above the level fits between two ends
MAX_STEPS = 10_000  # in one window; only a solution that ceases to exist needs more


def arrivals(f, u0, ps, t1, level):
    edges = jnp.asarray(np.linspace(0.0, t1, WINDOWS + 1))

    def field(t, u, args):
        p, alive = args
        return jnp.where(alive, f(t, u, p), 0.0)  # nothing moves once the answer is known

    def below(t, u, args, **_):
        return level - u[0]

    def one(p):
        def window(carry, ab):
            u, alive, answer = carry
            a, b = ab
            sol = dfx.diffeqsolve(
                dfx.ODETerm(field), dfx.Kvaerno5(), a, b, None, u, (p, alive),
                stepsize_controller=dfx.PIDController(rtol=1e-9, atol=1e-12),
                event=dfx.Event(below, optx.Newton(1e-10, 1e-12), direction=False),
                max_steps=MAX_STEPS, throw=False)
            end, v = sol.ts[-1], sol.ys[-1]
            early = ~(end >= b - 1e-9 * (b - a))
            enough = sol.stats["num_steps"] < MAX_STEPS
            close = jnp.abs(v[0] - level) <= 1e-6
            hit = alive & jnp.isfinite(end) & ((v[0] >= level) | (early & enough & close))
            fine = (sol.result == dfx.RESULTS.successful) & ~early & jnp.all(jnp.isfinite(v))
            lost = alive & ~hit & ~fine
            answer = jnp.where(hit, end, jnp.where(lost, jnp.nan, answer))
            alive = alive & ~hit & ~lost
            return (jnp.where(alive, v, u0), alive, answer), None

        start = (jnp.asarray(u0), jnp.asarray(True), jnp.asarray(jnp.inf, edges.dtype))
        (_, _, answer), _ = jax.lax.scan(window, start, (edges[:-1], edges[1:]))
        return answer

    return jax.vmap(one)(ps)
