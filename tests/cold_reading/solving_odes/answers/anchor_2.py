import diffrax
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx


def levels(times, starts, stops, rates, p):
    # Subtract the epoch while still in float64 (NumPy), then go to hours: at most 96, fine for 32 bits.
    times, starts, stops, rates = (np.asarray(x, np.float64) for x in (times, starts, stops, rates))
    origin = starts.min()
    hours = (times - origin) / 3600.0
    if hours.max() <= 0.0:
        return jnp.zeros(times.shape, jnp.float32)
    on = ((starts - origin) / 3600.0).astype(np.float32)
    off = ((stops - origin) / 3600.0).astype(np.float32)

    # Times at which the total rate changes.  Those closer than a few 32-bit floats are merged,
    # since the solver steps to the float before each jump and goes on from the float after it.
    knots = [np.float32(0.0)]
    for v in np.unique(np.concatenate([on, off])):
        if v - knots[-1] >= 4e-5:
            knots.append(v)
    knots = np.array(knots, np.float32)
    i_on = np.searchsorted(knots, on, side="right") - 1
    i_off = np.searchsorted(knots, off, side="right") - 1
    change, count = np.zeros(len(knots)), np.zeros(len(knots), int)
    np.add.at(change, i_on, rates)
    np.add.at(change, i_off, -rates)
    np.add.at(count, i_on, 1)
    np.add.at(count, i_off, -1)
    total = np.where(np.cumsum(count) > 0, np.cumsum(change), 0.0)  # rate from knots[i] to knots[i + 1]

    knots_j = jnp.asarray(knots, jnp.float32)
    total_j = jnp.asarray(total, jnp.float32)

    def field(t, c, args):
        V, K = args
        rate = total_j[jnp.searchsorted(knots_j, t, side="right") - 1]
        return rate - V * c / (K + c)

    # Save at sorted, distinct times; those before the first infusion are moved to 0, where c is 0.
    ts, back = np.unique(np.maximum(hours, 0.0).astype(np.float32), return_inverse=True)
    end = float(max(knots[-1], ts[-1])) + 0.01

    pid = diffrax.PIDController(
        rtol=3e-6, atol=1e-9 * float(rates.max()), dtmin=1e-5, force_dtmin=True
    )
    controller = diffrax.ClipStepSizeController(pid, jump_ts=knots_j[1:])
    sol = diffrax.diffeqsolve(
        diffrax.ODETerm(field),
        diffrax.Tsit5(),
        t0=0.0,
        t1=end,
        dt0=1e-4,
        y0=jnp.zeros((), jnp.float32),
        args=(p[0], p[1]),
        saveat=diffrax.SaveAt(ts=jnp.asarray(ts, jnp.float32)),
        stepsize_controller=controller,
        max_steps=2**16 + 256 * len(rates),
    )
    return sol.ys[back.reshape(-1)]


def arrivals(f, u0, ps, t1, level):
    u0 = jnp.asarray(u0)

    def field(t, u, p):
        return f(t, u, p)

    def exploding(t, u, p, rate):
        # u has become large, and grows by a factor e in a negligible time (or is just absurdly large).
        size = jnp.max(jnp.abs(u))
        growth = jnp.sum(u * f(t, u, p)) / jnp.sum(u * u)
        return ((size > 10.0) & (growth > rate)) | (size > 1e100) | ~jnp.isfinite(size)

    def reached(t, y, args, **kwargs):
        return y[0] - level

    def blown_up(t, y, args, **kwargs):
        return exploding(t, y, args, 1e8)

    event = diffrax.Event([reached, blown_up], optx.Newton(1e-8, 1e-11, optx.rms_norm))
    # Steps of at most t1 / 200 cannot jump over a stay above the level of t1 / 50; they and the tight
    # tolerances also keep the interpolation in the step with the event accurate.
    controller = diffrax.PIDController(rtol=1e-9, atol=1e-12, dtmax=t1 / 200)

    def one(p):
        sol = diffrax.diffeqsolve(
            diffrax.ODETerm(field),
            diffrax.Kvaerno5(),
            t0=0.0,
            t1=t1,
            dt0=1e-6,
            y0=u0,
            args=p,
            saveat=diffrax.SaveAt(t1=True),
            stepsize_controller=controller,
            event=event,
            max_steps=2**20,
        )
        t, u = sol.ts[-1], sol.ys[-1]
        early = jnp.where(exploding(t, u, p, 0.5e8), jnp.nan, t)
        return jnp.where(t >= t1, jnp.inf, early)

    return jax.vmap(one)(ps)
