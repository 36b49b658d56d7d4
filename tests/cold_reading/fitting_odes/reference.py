import diffrax as dfx
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


def solve(f, start, t, args, adjoint):
    """The states at the times t; inf where the solver did not arrive."""
    return dfx.diffeqsolve(
        dfx.ODETerm(f),
        dfx.Tsit5(),
        0.0,
        t[-1],
        None,
        start,
        args,
        saveat=dfx.SaveAt(ts=t),
        stepsize_controller=dfx.PIDController(rtol=1e-8, atol=1e-8),
        adjoint=adjoint,
        max_steps=256,
        throw=False,
    ).ys


@jax.jit
def linearise(q, t, y):
    """Misses in logarithms, zero where nothing was measured, with their Jacobian before them."""

    def misses(q):
        rate = lambda _, z, p: -p[0] / (p[1] + jnp.exp(z))
        z = solve(rate, q[2], t, jnp.exp(q[:2]), dfx.ForwardMode())
        r = jnp.where(jnp.isnan(y), 0.0, jnp.stack([z, z + q[3]], 1) - jnp.log(y)).ravel()
        return r, r

    return jax.jacfwd(misses, has_aux=True)(q)


def fit_clearance(t, y, start):
    q = np.asarray(start)
    for _ in range(20):
        J, r = map(np.asarray, linearise(q, t, y))
        left, s, right = np.linalg.svd(J, full_matrices=False)
        seen = s > 1e-8 * s[0]
        W = right[seen].T / s[seen]
        q = q - W @ (left.T @ r)[seen]
    C = r @ r / (np.isfinite(y).sum() - seen.sum()) * W @ W.T
    unseen = (abs(right[~seen]) > 1e-6).any(0)
    h = np.array([-1.0, 1.0, 0.0, 0.0])
    half = np.array([np.log(np.log(2)) + h @ q, np.sqrt(h @ C @ h)])
    return q, np.where(unseen, np.inf, np.sqrt(np.diag(C))), half


def temperature(t, q, adjoint=None):
    """The default adjoint here allows derivatives in both directions."""
    rate = lambda _, u, p: p[0] * jnp.exp(u) - p[1] * u
    return solve(rate, jnp.zeros(()), t, jnp.exp(q), adjoint or dfx.DirectAdjoint())


def fit_heating(t, y, starts):
    def value(q):
        r = temperature(t, q, dfx.ForwardMode()) - y
        return r, r

    def fit(start):
        def step(state, _):
            trial, mu, q, r, J = state
            J_new, r_new = jax.jacfwd(value, has_aux=True)(trial)
            better = jnp.sum(r_new**2) < jnp.sum(r**2)
            new = (trial, r_new, J_new)
            q, r, J = (jnp.where(better, a, b) for a, b in zip(new, (q, r, J), strict=True))
            mu = jnp.where(better, mu / 5, mu * 4)
            A = J.T @ J
            trial = q - jnp.linalg.solve(A + mu * jnp.diag(jnp.diag(A)), J.T @ r)
            return (trial, mu, q, r, J), None

        nothing = jnp.full(2, jnp.nan), jnp.full(len(t), jnp.inf), jnp.zeros((len(t), 2))
        (_, _, q, r, _), _ = jax.lax.scan(step, (start, 0.01, *nothing), length=40)
        return q, jnp.sum(r**2)

    return jax.vmap(fit)(starts)
