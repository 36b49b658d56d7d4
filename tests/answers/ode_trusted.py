# %% right | SciPy's DOP853 with two tolerances, the finer one is returned
def trusted(f, u0, p, t):
    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    start, s = t[0], t - t[0]
    failed = np.full((len(t), len(u0)), np.nan), False
    if len(t) == 1:
        return u0[None].copy(), bool(np.all(np.isfinite(u0)))
    rhs = jax.jit(lambda s, u: f(start + s, u, p))
    size = np.max(np.abs(u0))
    if size == 0:
        size = s[-1] * max(np.max(np.abs(np.asarray(rhs(x, u0)))) for x in np.linspace(0, s[-1], 9))
    if not (np.isfinite(size) and size > 0):
        size = 1.0

    def solve(rtol, max_step):
        calls = 0

        def g(s, u):
            nonlocal calls
            calls += 1
            if calls > 40_000:
                raise RuntimeError("too much work")
            return np.asarray(rhs(s, u))

        return solve_ivp(g, (0.0, s[-1]), u0, method="DOP853", t_eval=s, rtol=rtol,
                         atol=1e-14 * size, max_step=max_step)

    try:
        with np.errstate(all="ignore"):
            coarse, fine = solve(1e-9, s[-1] / 200), solve(1e-11, s[-1] / 271)
    except Exception:
        return failed
    if coarse.status != 0 or fine.status != 0:
        return failed
    a, b = coarse.y.T, fine.y.T
    if a.shape != failed[0].shape or b.shape != a.shape or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return failed
    return b, bool(np.max(np.abs(a - b)) <= 2e-7 * np.max(np.abs(b)))

# %% right | two unrelated methods, DOP853 and LSODA, have to agree
def trusted(f, u0, p, t):
    import warnings

    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    if t.size == 1:
        return u0[None, :], bool(np.isfinite(u0).all())
    nothing = np.full((t.size, u0.size), np.nan)
    span = t[-1] - t[0]
    fj = jax.jit(lambda s, u: f(t[0] + s, u, p))
    probes = [np.abs(u0).max()] + [0.0 if u0.any() else span * np.abs(fj(span * k / 8, u0)).max()
                                  for k in range(9)]
    ref = np.nanmax(probes)
    ref = ref if 0 < ref < np.inf else 1.0

    def by(method, **options):
        budget = iter(range(40_000))

        def g(s, u):
            next(budget)                       # StopIteration when it is used up
            return np.asarray(fj(s, u))

        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            out = solve_ivp(g, (0.0, span), u0, method=method, t_eval=t - t[0], atol=1e-14 * ref, **options)
        if not out.success or out.y.shape[1] != t.size:
            raise ArithmeticError(out.message)
        return out.y.T

    try:
        one = by("DOP853", rtol=1e-11, max_step=span / 300)
        two = by("LSODA", rtol=1e-11, max_step=span / 200)
    except Exception:
        return nothing, False
    gap, scale = np.abs(one - two).max(), np.abs(one).max()
    return one, bool(np.isfinite(scale) and gap <= 3e-7 * scale)

# %% right | a ladder of tolerances until two rungs agree
def trusted(f, u0, p, t):
    t = np.asarray(t, dtype=float)
    u0 = np.asarray(u0, dtype=float)
    best = np.full((len(t), len(u0)), np.nan)
    best[0] = u0
    if len(t) == 1:
        return best, bool(np.isfinite(best).all())
    T = t[-1] - t[0]
    rhs = jax.jit(lambda s, u: f(t[0] + s, u, p))
    scale0 = np.abs(u0).max() or T * max(np.abs(rhs(x, u0)).max() for x in np.linspace(0, T, 7)) or 1.0
    scale0 = scale0 if np.isfinite(scale0) else 1.0
    work = [0]

    def g(s, u):
        work[0] += 1
        if work[0] > 90_000:
            raise TimeoutError
        return np.asarray(rhs(s, u))

    previous = None
    for rtol, parts in ((1e-7, 150), (1e-9, 211), (1e-11, 307), (1e-13, 401)):
        try:
            with np.errstate(all="ignore"):
                sol = solve_ivp(g, (0, T), u0, "DOP853", t - t[0], rtol=rtol, atol=1e-7 * rtol * scale0,
                                max_step=T / parts)
        except Exception:
            return best, False
        if not sol.success or not np.isfinite(sol.y).all():
            return best, False
        best = sol.y.T
        if previous is not None and np.abs(best - previous).max() <= 1e-7 * np.abs(best).max():
            return best, True
        previous = best
    return best, False

# %% right | classical Runge-Kutta in JAX, grids doubled until three of them agree
def trusted(f, u0, p, t):
    t = jnp.asarray(t, dtype=float)
    u0 = jnp.asarray(u0, dtype=float)
    if t.shape[0] == 1:
        return u0[None], bool(jnp.all(jnp.isfinite(u0)))
    s, start = t - t[0], t[0]

    @jax.jit
    def states(u0, s, counts):
        def interval(u, piece):
            a, b, m = piece
            h = (b - a) / m

            def step(k, u):
                x = start + a + k * h
                k1 = f(x, u, p)
                k2 = f(x + h / 2, u + h / 2 * k1, p)
                k3 = f(x + h / 2, u + h / 2 * k2, p)
                k4 = f(x + h, u + h * k3, p)
                return u + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

            u = jax.lax.fori_loop(0, m, step, u)
            return u, u

        _, us = jax.lax.scan(interval, u0, (s[:-1], s[1:], counts))
        return jnp.concatenate([u0[None], us])

    older, agreed = None, 0
    for N in 2 ** np.arange(10, 17):
        counts = jnp.asarray(np.maximum(1, np.ceil(N * np.diff(s) / s[-1])).astype(int))
        us = states(u0, s, counts)
        if older is not None:
            gap, scale = float(jnp.max(jnp.abs(us - older))), float(jnp.max(jnp.abs(us)))
            good = np.isfinite(scale) and gap <= 3e-7 * scale      # False for a NaN
            agreed = agreed + 1 if good else 0
            if agreed == 2:
                return us, True
        older = us
    return us, False

# %% wrong | two solves held by one largest step: where errors grow they err alike, and agree
def trusted(f, u0, p, t):
    import warnings
    from scipy.integrate import ode

    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    s = t - t[0]
    rhs = jax.jit(lambda x, u: f(t[0] + x, u, p))
    ref = np.abs(u0).max()
    if ref == 0 and len(t) > 1:
        ref = max(s[-1] * np.abs(rhs(x, u0)).max() for x in np.linspace(0, s[-1], 9))
    if not 0 < ref < np.inf:
        ref = 1.0

    def run(rtol):
        calls = [0]

        def g(x, u):
            calls[0] += 1
            if calls[0] > 100_000:
                return np.full_like(u, np.nan)
            return np.asarray(rhs(x, u))

        out = np.full((len(t), len(u0)), np.nan)
        out[0] = u0
        solver = ode(g).set_integrator("dop853", rtol=rtol, atol=1e-14 * ref, nsteps=20_000,
                                       max_step=max(s[-1], 1e-300) / 250)
        solver.set_initial_value(u0, 0.0)
        for k in range(1, len(t)):
            out[k] = solver.integrate(s[k])
            if not solver.successful() or not np.isfinite(out[k]).all():
                out[k:] = np.nan
                break
        return out

    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            rough, fine = run(1e-9), run(1e-11)
    except Exception:
        return np.full((len(t), len(u0)), np.nan), False
    error = np.abs(rough - fine).max()
    return fine, bool(np.isfinite(fine).all() and error <= 2e-7 * np.abs(fine).max())

# %% right | odeint (LSODA) twice, its message and the difference decide
def trusted(f, u0, p, t):
    import warnings
    from scipy.integrate import odeint

    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    if len(t) == 1:
        return u0.reshape(1, -1), bool(np.isfinite(u0).all())
    s = t - t[0]
    rhs = jax.jit(lambda x, u: f(t[0] + x, u, p))
    size = np.abs(u0).max() or s[-1] * max(np.abs(rhs(x, u0)).max() for x in np.linspace(0, s[-1], 9))
    size = size if 0 < size < np.inf else 1.0
    results = []
    for rtol, parts in ((1e-11, 150), (1e-12, 223)):
        left = [40_000]

        def g(x, u):
            left[0] -= 1
            if left[0] < 0:
                raise RuntimeError
            return np.asarray(rhs(x, u))

        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                y, info = odeint(g, u0, s, rtol=rtol, atol=1e-14 * size, hmax=s[-1] / parts,
                                 mxstep=50_000, tfirst=True, full_output=True)
        except Exception:
            return np.full((len(t), len(u0)), np.nan), False
        if info["message"] != "Integration successful." or not np.isfinite(y).all():
            return np.full((len(t), len(u0)), np.nan), False
        results.append(y)
    gap = np.abs(results[0] - results[1]).max() / max(np.abs(results[1]).max(), 1e-300)
    return results[1], bool(gap < 3e-7)

# %% right | Diffrax's Tsit5, the tolerance traced so that one compilation serves both
def trusted(f, u0, p, t):
    t = jnp.asarray(t, dtype=float)
    u0 = jnp.asarray(u0, dtype=float)
    if len(t) == 1:
        return u0[None], bool(jnp.all(jnp.isfinite(u0)))
    ts = t - t[0]
    term = dfx.ODETerm(lambda s, u, args: f(t[0] + s, u, p))
    slopes = jnp.stack([jnp.max(jnp.abs(f(t[0] + ts[-1] * k / 8, u0, p))) for k in range(9)])
    ref = jnp.where(jnp.any(u0 != 0), jnp.max(jnp.abs(u0)), ts[-1] * jnp.max(slopes))
    ref = jnp.where((ref > 0) & jnp.isfinite(ref), ref, 1.0)

    @jax.jit
    def solve(tol):
        control = dfx.PIDController(rtol=tol, atol=1e-4 * tol * ref, dtmax=ts[-1] / 250)
        sol = dfx.diffeqsolve(term, dfx.Tsit5(), ts[0], ts[-1], ts[-1] * 1e-5, u0,
                              saveat=dfx.SaveAt(ts=ts), stepsize_controller=control,
                              max_steps=60_000, throw=False)
        return sol.ys, sol.result == dfx.RESULTS.successful

    try:
        ys, ok = map(jnp.stack, zip(*[solve(jnp.asarray(tol)) for tol in (1e-9, 3e-11)]))
    except Exception:
        return jnp.full((len(t), u0.shape[0]), jnp.nan), False
    if not bool(ok.all()) or not bool(jnp.isfinite(ys).all()):
        return jnp.where(jnp.isfinite(ys[1]), ys[1], jnp.nan), False
    return ys[1], bool(jnp.abs(ys[0] - ys[1]).max() <= 3e-7 * jnp.abs(ys[1]).max())

# %% right | own extrapolation method (modified midpoint, Bulirsch-Stoer), run at two tolerances
def trusted(f, u0, p, t):
    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    s = t - t[0]

    @jax.jit
    def big_step(x, u, h):
        rows = []
        for j, n in enumerate((2, 4, 6, 8, 10, 12)):
            d = h / n
            g = lambda x, u: f(t[0] + x, u, p)
            first = u + d * g(x, u)
            body = lambda k, c: (c[1], c[0] + 2 * d * g(x + k * d, c[1]))
            before, last = jax.lax.fori_loop(1, n, body, (u, first))
            row = [0.5 * (last + before + d * g(x + h, last))]
            for k in range(j):
                ratio = (n / (n - 2 * (k + 1))) ** 2
                row.append(row[k] + (row[k] - rows[-1][k]) / (ratio - 1))
            rows.append(row)
        return rows[-1][-1], jnp.max(jnp.abs(rows[-1][-1] - rows[-1][-2]))

    def run(tol, longest):
        out = np.full((len(t), len(u0)), np.nan)
        out[0] = u = u0
        h, x, biggest, steps = longest, 0.0, np.max(np.abs(u0)), 0
        for k in range(1, len(t)):
            while x < s[k]:
                steps += 1
                if steps > 15_000 + 2 * len(t):
                    return out
                last = x + h >= s[k] * (1 - 1e-14)
                d = s[k] - x if last else h
                new, err = map(np.asarray, big_step(x, u, d))
                scale = max(biggest, np.max(np.abs(new)))
                if np.isfinite(new).all() and np.isfinite(err) and err <= tol * scale:
                    x = s[k] if last else x + d
                    u, biggest = new, scale
                    grow = 3.0 if err == 0 else min(3.0, 0.9 * (tol * scale / err) ** (1 / 11))
                    h = min(longest, max(h, d * grow) if last else d * grow)
                else:
                    h = d * 0.4
                    if h < 1e-14 * s[-1]:
                        return out
            out[k] = u
        return out

    try:
        with np.errstate(all="ignore"):
            rough, fine = run(1e-10, s[-1] / 150), run(1e-13, s[-1] / 233)
    except Exception:
        return np.full((len(t), len(u0)), np.nan), False
    good = np.isfinite(rough).all() and np.isfinite(fine).all()
    return fine, bool(good and np.abs(rough - fine).max() <= 2e-7 * np.abs(fine).max())

# %% right | own adaptive Dormand-Prince pair in a while_loop
def trusted(f, u0, p, t):
    A = ((1 / 5,), (3 / 40, 9 / 40), (44 / 45, -56 / 15, 32 / 9),
         (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
         (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
         (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84))
    C = (1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0)
    E = (71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40)
    t = jnp.asarray(t, dtype=float)
    u0 = jnp.asarray(u0, dtype=float)
    s, start = t - t[0], t[0]

    def attempt(x, u, h):
        ks = [f(start + x, u, p)]
        for row, c in zip(A, C):
            v = u + h * sum(a * k for a, k in zip(row, ks))
            ks.append(f(start + x + c * h, v, p))
        return v, jnp.max(jnp.abs(h * sum(e * k for e, k in zip(E, ks))))

    @jax.jit
    def run(tol, longest):
        def to_next(carry, goal):
            def unfinished(c):
                x, u, h, big, count = c
                return (x < goal) & (count < 100_000)

            def body(c):
                x, u, h, big, count = c
                last = x + h * (1 + 1e-12) >= goal
                d = jnp.where(last, goal - x, h)
                v, err = attempt(x, u, d)
                scale = jnp.maximum(big, jnp.max(jnp.abs(v)))
                fine = jnp.isfinite(err) & jnp.all(jnp.isfinite(v)) & (err <= tol * scale)
                ratio = jnp.where(err > 0, tol * scale / jnp.where(err > 0, err, 1.0), 1e5)
                ratio = jnp.where(jnp.isfinite(ratio), ratio, 0.0)
                factor = jnp.clip(0.9 * ratio ** 0.2, 0.2, 4.0)
                new_h = jnp.where(fine & last, jnp.maximum(h, d * factor), d * factor)
                x = jnp.where(fine, jnp.where(last, goal, x + d), x)
                return (x, jnp.where(fine, v, u), jnp.minimum(new_h, longest),
                        jnp.where(fine, scale, big), count + 1)

            carry = jax.lax.while_loop(unfinished, body, carry)
            x, u = carry[:2]
            return carry, jnp.where(x >= goal, u, jnp.nan)

        init = (s[0], u0, longest, jnp.max(jnp.abs(u0)), 0)
        return jnp.concatenate([u0[None], jax.lax.scan(to_next, init, s[1:])[1]])

    if len(t) == 1:
        return u0[None], bool(jnp.all(jnp.isfinite(u0)))
    a, b = run(1e-10, s[-1] / 300), run(1e-12, s[-1] / 433)
    gap, scale = jnp.max(jnp.abs(a - b)), jnp.max(jnp.abs(b))
    return b, bool(jnp.isfinite(scale)) and bool(gap <= 2e-7 * scale)

# %% right | every step made once and in two halves (RK4, step doubling), adaptive, at two tolerances
def trusted(f, u0, p, t):
    t = jnp.asarray(t, dtype=float)
    u0 = jnp.asarray(u0, dtype=float)
    s, start = t - t[0], t[0]

    def rk4(x, u, h):
        g = lambda x, u: f(start + x, u, p)
        k1 = g(x, u)
        k2 = g(x + h / 2, u + h / 2 * k1)
        k3 = g(x + h / 2, u + h / 2 * k2)
        k4 = g(x + h, u + h * k3)
        return u + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

    def attempt(x, u, h):
        once = rk4(x, u, h)
        twice = rk4(x + h / 2, rk4(x, u, h / 2), h / 2)
        correction = (twice - once) / 15
        return twice + correction, jnp.max(jnp.abs(correction))

    @jax.jit
    def run(tol, longest):
        def to_next(carry, goal):
            def unfinished(c):
                x, u, h, big, count = c
                return (x < goal) & (count < 100_000)

            def body(c):
                x, u, h, big, count = c
                last = x + h * (1 + 1e-12) >= goal
                d = jnp.where(last, goal - x, h)
                v, err = attempt(x, u, d)
                scale = jnp.maximum(big, jnp.max(jnp.abs(v)))
                fine = jnp.isfinite(err) & jnp.all(jnp.isfinite(v)) & (err <= tol * scale)
                ratio = jnp.where(err > 0, tol * scale / jnp.where(err > 0, err, 1.0), 1e5)
                ratio = jnp.where(jnp.isfinite(ratio), ratio, 0.0)
                factor = jnp.clip(0.9 * ratio ** 0.2, 0.2, 4.0)
                new_h = jnp.where(fine & last, jnp.maximum(h, d * factor), d * factor)
                x = jnp.where(fine, jnp.where(last, goal, x + d), x)
                return (x, jnp.where(fine, v, u), jnp.minimum(new_h, longest),
                        jnp.where(fine, scale, big), count + 1)

            carry = jax.lax.while_loop(unfinished, body, carry)
            x, u = carry[:2]
            return carry, jnp.where(x >= goal, u, jnp.nan)

        init = (s[0], u0, longest, jnp.max(jnp.abs(u0)), 0)
        return jnp.concatenate([u0[None], jax.lax.scan(to_next, init, s[1:])[1]])

    if len(t) == 1:
        return u0[None], bool(jnp.all(jnp.isfinite(u0)))
    a, b = run(1e-10, s[-1] / 300), run(1e-12, s[-1] / 433)
    gap, scale = jnp.max(jnp.abs(a - b)), jnp.max(jnp.abs(b))
    return b, bool(jnp.isfinite(scale)) and bool(gap <= 2e-7 * scale)

# %% wrong | the tolerance of a step taken for the error of the states
def trusted(f, u0, p, t):
    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    rhs = jax.jit(lambda x, u: f(x, u, p))
    with np.errstate(all="ignore"):
        sol = solve_ivp(lambda x, u: np.asarray(rhs(x, u)), (t[0], t[-1]), u0, t_eval=t,
                        rtol=1e-6, atol=1e-6)
    states = np.full((len(t), len(u0)), np.nan)
    states[: sol.y.shape[1]] = sol.y.T
    return states, bool(sol.success)

# %% wrong | tight tolerance and "success" taken as a proof, also for chaos
def trusted(f, u0, p, t):
    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    rhs = jax.jit(lambda x, u: f(x, u, p))
    with np.errstate(all="ignore"):
        sol = solve_ivp(lambda x, u: np.asarray(rhs(x, u)), (t[0], t[-1]), u0, method="DOP853",
                        t_eval=t, rtol=1e-9, atol=1e-12)
    states = np.full((len(t), len(u0)), np.nan)
    states[: sol.y.shape[1]] = sol.y.T
    return states, bool(sol.success and np.isfinite(states).all())

# %% wrong | throw left at True: Diffrax raises where the equation cannot be followed
def trusted(f, u0, p, t):
    t, u0 = jnp.asarray(t, dtype=float), jnp.asarray(u0, dtype=float)

    @jax.jit
    def solve(tol):
        return dfx.diffeqsolve(dfx.ODETerm(lambda x, u, args: f(x, u, p)), dfx.Dopri5(), t[0], t[-1],
                               None, u0, saveat=dfx.SaveAt(ts=t), max_steps=20_000,
                               stepsize_controller=dfx.PIDController(rtol=tol, atol=1e-3 * tol)).ys

    a, b = solve(1e-8), solve(1e-10)
    return b, bool(jnp.max(jnp.abs(a - b)) <= 2e-7 * jnp.max(jnp.abs(b)))

# %% wrong | "not larger than" with NaN: a blow-up counts as good
def trusted(f, u0, p, t):
    t, u0 = jnp.asarray(t, dtype=float), jnp.asarray(u0, dtype=float)

    @jax.jit
    def rk4(m):
        def interval(u, ab):
            h = (ab[1] - ab[0]) / m

            def step(k, u):
                x = ab[0] + k * h
                k1 = f(x, u, p)
                k2 = f(x + h / 2, u + h / 2 * k1, p)
                k3 = f(x + h / 2, u + h / 2 * k2, p)
                k4 = f(x + h, u + h * k3, p)
                return u + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

            u = jax.lax.fori_loop(0, m, step, u)
            return u, u

        return jnp.concatenate([u0[None], jax.lax.scan(interval, u0, (t[:-1], t[1:]))[1]])

    m = 2 + 10_000 // len(t)
    a, b = rk4(m), rk4(2 * m)
    error = jnp.max(jnp.abs(a - b)) / jnp.max(jnp.abs(b))
    return b, not bool(error > 1e-6)

# %% wrong | f frozen at the first time, as if it did not depend on t
def trusted(f, u0, p, t):
    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    rhs = jax.jit(lambda u: f(t[0], u, p))
    states = []
    for rtol in (1e-9, 1e-11):
        with np.errstate(all="ignore"):
            sol = solve_ivp(lambda x, u: np.asarray(rhs(u)), (t[0], t[-1]), u0, method="DOP853",
                            t_eval=t, rtol=rtol, atol=1e-13)
        if not sol.success:
            return np.full((len(t), len(u0)), np.nan), False
        states.append(sol.y.T)
    a, b = states
    return b, bool(np.abs(a - b).max() <= 2e-7 * np.abs(b).max())

# %% wrong | starts the clock at zero instead of t[0]
def trusted(f, u0, p, t):
    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    rhs = jax.jit(lambda x, u: f(x, u, p))
    states = []
    for rtol in (1e-9, 1e-11):
        with np.errstate(all="ignore"):
            sol = solve_ivp(lambda x, u: np.asarray(rhs(x, u)), (0.0, t[-1]), u0, method="DOP853",
                            t_eval=t, rtol=rtol, atol=1e-13)
        if not sol.success:
            return np.full((len(t), len(u0)), np.nan), False
        states.append(sol.y.T)
    a, b = states
    return b, bool(np.abs(a - b).max() <= 2e-7 * np.abs(b).max())

# %% wrong | the verdict is a JAX array, not a Python bool
def trusted(f, u0, p, t):
    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    rhs = jax.jit(lambda x, u: f(x, u, p))
    states = []
    for rtol in (1e-9, 1e-11):
        with np.errstate(all="ignore"):
            sol = solve_ivp(lambda x, u: np.asarray(rhs(x, u)), (t[0], t[-1]), u0, method="DOP853",
                            t_eval=t, rtol=rtol, atol=1e-13)
        if not sol.success:
            return jnp.full((len(t), len(u0)), jnp.nan), jnp.array(False)
        states.append(jnp.asarray(sol.y.T))
    a, b = states
    return b, jnp.abs(a - b).max() <= 2e-7 * jnp.abs(b).max()

# %% wrong | absolute error: large harmless states are refused, small bad ones pass
def trusted(f, u0, p, t):
    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    rhs = jax.jit(lambda x, u: f(x, u, p))
    states = []
    for rtol in (1e-8, 1e-9):
        with np.errstate(all="ignore"):
            sol = solve_ivp(lambda x, u: np.asarray(rhs(x, u)), (t[0], t[-1]), u0, method="DOP853",
                            t_eval=t, rtol=rtol)
        if not sol.success:
            return np.full((len(t), len(u0)), np.nan), False
        states.append(sol.y.T)
    a, b = states
    return b, bool(np.abs(a - b).max() <= 1e-6)

# %% wrong | keeps solve_ivp's layout: one row per component instead of one per time
def trusted(f, u0, p, t):
    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    rhs = jax.jit(lambda x, u: f(x, u, p))
    states = []
    for rtol in (1e-9, 1e-11):
        with np.errstate(all="ignore"):
            sol = solve_ivp(lambda x, u: np.asarray(rhs(x, u)), (t[0], t[-1]), u0, method="DOP853",
                            t_eval=t, rtol=rtol, atol=1e-13)
        if not sol.success:
            return np.full((len(u0), len(t)), np.nan), False
        states.append(sol.y)
    a, b = states
    return b, bool(np.abs(a - b).max() <= 2e-7 * np.abs(b).max())

# %% wrong | asks for agreement to the last bit, so that harmless equations are refused
def trusted(f, u0, p, t):
    t, u0 = np.asarray(t, dtype=float), np.asarray(u0, dtype=float)
    rhs = jax.jit(lambda x, u: f(x, u, p))
    states = []
    for rtol in (1e-9, 1e-11):
        with np.errstate(all="ignore"):
            sol = solve_ivp(lambda x, u: np.asarray(rhs(x, u)), (t[0], t[-1]), u0, method="DOP853",
                            t_eval=t, rtol=rtol, atol=1e-13)
        if not sol.success:
            return np.full((len(t), len(u0)), np.nan), False
        states.append(sol.y.T)
    return states[1], bool(np.array_equal(states[0], states[1]))
