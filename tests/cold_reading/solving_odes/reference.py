import diffrax as dfx
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx


def levels(times, starts, stops, rates, p):
    first = min(times.min(), starts.min())
    order = np.argsort(times, kind="stable")
    ts, on, off = (
        jnp.asarray((x - first) / 3600, jnp.float32) for x in (times[order], starts, stops)
    )
    rates = jnp.asarray(rates, jnp.float32)

    def f(t, c, p):
        running = jnp.sum(jnp.where((on <= t) & (t < off), rates, 0.0))
        return running - p[0] * c / (p[1] + c)

    edges = jnp.sort(jnp.concatenate([on, off]))
    controller = dfx.ClipStepSizeController(dfx.PIDController(rtol=1e-5, atol=1e-6), jump_ts=edges)
    sol = dfx.diffeqsolve(
        dfx.ODETerm(f),
        dfx.Tsit5(),
        0.0,
        ts[-1] + 0.01,
        None,
        jnp.float32(0.0),
        p,
        saveat=dfx.SaveAt(ts=ts),
        stepsize_controller=controller,
    )
    return sol.ys[np.argsort(order)]


def arrivals(f, u0, ps, t1, level):
    def above(t, y, args, **_):
        return y[0] - level

    def one(p):
        sol = dfx.diffeqsolve(
            dfx.ODETerm(f),
            dfx.Kvaerno5(),
            0.0,
            t1,
            None,
            u0,
            p,
            stepsize_controller=dfx.PIDController(rtol=1e-8, atol=1e-10, dtmax=t1 / 100),
            event=dfx.Event(above, optx.Newton(1e-10, 1e-10)),
            throw=False,
        )
        there = sol.result == dfx.RESULTS.event_occurred
        stayed = sol.result == dfx.RESULTS.successful
        return jnp.where(there, sol.ts[0], jnp.where(stayed, jnp.inf, jnp.nan))

    return jax.vmap(one)(ps)
