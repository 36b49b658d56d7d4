"""Answers to the exercises of the chapter `science/solving-odes`."""

CHAPTER = "science/solving-odes"

X64 = (True,)  # the precision of the chapter

# Right answers beside the printed one.
RIGHT = {
    "ode_reached": {
        "the largest finite time": """
def reached(sol):
    ts = np.asarray(sol.ts)
    i = np.flatnonzero(ts < np.inf)[-1]
    return float(ts[i]), np.asarray(sol.ys)[i]
""",
        "the count of accepted steps": """
def reached(sol):
    n = int(sol.stats["num_accepted_steps"])
    return [sol.ts[n - 1], sol.ys[n - 1]]
""",
        "under jit": """
@jax.jit
def _last(ts, ys):
    i = jnp.argmax(jnp.where(jnp.isinf(ts), -jnp.inf, ts))
    return ts[i], ys[i]

def reached(sol):
    return _last(sol.ts, sol.ys)
""",
    },
    "ode_equal_error": {
        "by hand, base 10": """
def price(a, b, error):
    def at(rows):
        x, y = np.log10(rows[:, 0]), np.log10(rows[:, 1])
        i = min(max(int(np.sum(rows[:, 0] > error)), 1), len(rows) - 1)
        w = (np.log10(error) - x[i - 1]) / (x[i] - x[i - 1])
        return 10 ** (y[i - 1] + w * (y[i] - y[i - 1]))
    return at(a) / at(b)
""",
        "jnp, minus the errors": """
def price(a, b, error):
    n = lambda r: jnp.interp(-jnp.log(error), -jnp.log(r[:, 0]), jnp.log(r[:, 1]))
    return jnp.exp(n(a) - n(b))
""",
    },
    "ode_clock": {
        "jnp": """
def solver_times(stamps):
    stamps = jnp.asarray(stamps)
    return ((stamps - jnp.min(stamps)) * 1e-9).astype(jnp.float32)
""",
        "Python's integers": """
def solver_times(stamps):
    first = min(int(s) for s in stamps)
    return np.array([(int(s) - first) / 1e9 for s in stamps], dtype="float32")
""",
        "32 bits before the division": """
def solver_times(stamps):
    return (stamps - min(stamps)).astype(np.float32) / np.float32(1e9)
""",
    },
    "ode_stability": {
        "backwards, with jnp": """
def stability_steps(f, t, u, p, T, limit):
    mu = jnp.linalg.eigvals(jax.jacrev(lambda u: f(t, u, p))(u))
    return T / limit * jnp.max(jnp.where(mu.real < 0, abs(mu), 0.0))
""",
        "column by column": """
def stability_steps(f, t, u, p, T, limit):
    columns = [jax.jvp(lambda u: f(t, u, p), (u,), (v,))[1] for v in jnp.eye(u.size)]
    worst = 0.0
    for m in np.linalg.eig(np.stack(columns, axis=1))[0]:
        if m.real < 0:
            worst = max(worst, abs(m))
    return worst * T / limit
""",
    },
    "ode_exponent": {
        "QR": """
def largest_exponent(step, u0, skip, n):
    J = jax.jacfwd(step)
    def turn(c, _):
        u, Q = c
        Q, R = jnp.linalg.qr(J(u) @ Q)
        return (step(u), Q), jnp.log(jnp.abs(R[0, 0]))
    d = u0.size
    Q = jnp.linalg.qr(jnp.sin(jnp.arange(1.0, d * d + 1)).reshape(d, d))[0]
    return jax.lax.scan(turn, (u0, Q), None, skip + n)[1][skip:].sum() / n
""",
        "two loops": """
def largest_exponent(step, u0, skip, n):
    u = jax.lax.fori_loop(0, skip, lambda i, u: step(u), u0)
    v = jnp.ones_like(u0)
    def turn(i, c):
        u, v, total = c
        u, v = jax.jvp(step, (u,), (v,))
        size = jnp.abs(v).max()
        return u, v / size, total + jnp.log(size)
    return float(jax.lax.fori_loop(0, n, turn, (u, v, 0.0))[2] / n)
""",
    },
    "ode_trusted": {
        "two methods": """
def trusted(f, u0, p, t):
    found = []
    for solver in (dfx.Tsit5(), dfx.Dopri8()):
        sol = dfx.diffeqsolve(
            dfx.ODETerm(f), solver, t[0], t[-1], None, u0, p, saveat=dfx.SaveAt(ts=t),
            stepsize_controller=dfx.PIDController(rtol=1e-10, atol=1e-10), throw=False)
        found.append(np.asarray(sol.ys))
    good = np.all(np.isfinite(found)) and np.allclose(*found, rtol=0, atol=1e-7 * np.abs(found[1]).max())
    return found[1], bool(good)
""",
        "SciPy": """
def trusted(f, u0, p, t):
    g = jax.jit(lambda s, u: f(s, u, p))
    runs = [solve_ivp(lambda s, u: np.asarray(g(s, u)), (float(t[0]), float(t[-1])),
                      np.asarray(u0), "DOP853", np.asarray(t), rtol=r, atol=r)
            for r in (1e-8, 1e-10)]
    ys = np.full((len(t), len(u0)), np.nan)
    last = runs[1].y.T
    ys[: len(last)] = last
    same = runs[0].y.shape == runs[1].y.shape
    good = same and all(r.success for r in runs) and np.isfinite(ys).all()
    return ys, bool(good and np.abs(runs[0].y - runs[1].y).max() < 1e-6 * np.abs(ys).max())
""",
    },
}

# Wrong answers: source, a phrase of the diagnosis, misconception.
WRONG = {
    "ode_reached": {
        "the last row": (
            "def reached(sol):\n    return sol.ts[-1], sol.ys[-1]",
            "That is padding",
            "M59",
        ),
        "where it should end": (
            "def reached(sol):\n"
            "    last = int(np.isfinite(sol.ts).sum()) - 1\n    return sol.t1, sol.ys[last]",
            "it gave up before",
            "M59",
        ),
        "the state of the padding": (
            "def reached(sol):\n    return sol.ts[np.isfinite(sol.ts)][-1], sol.ys[-1]",
            "the padding behind it",
            "M59",
        ),
        "one too few": (
            "def reached(sol):\n"
            "    last = int(np.isfinite(sol.ts).sum()) - 2\n    return sol.ts[last], sol.ys[last]",
            "went further",
            None,
        ),
        "rejected steps counted": (
            'def reached(sol):\n    n = int(sol.stats["num_steps"])\n'
            "    return sol.ts[n - 1], sol.ys[n - 1]",
            "That is padding",
            "M59",
        ),
        "the time alone": (
            "def reached(sol):\n    return sol.ts[jnp.isfinite(sol.ts)].max()",
            "a pair is asked for",
            None,
        ),
        "only if it worked": (
            "def reached(sol):\n"
            "    if sol.result == dfx.RESULTS.successful:\n"
            "        last = int(np.isfinite(sol.ts).sum()) - 1\n"
            "        return sol.ts[last], sol.ys[last]",
            "returns None",
            None,
        ),
    },
    "ode_equal_error": {
        "upside down": (
            "def price(a, b, error):\n"
            "    n = lambda r: np.interp(-np.log(error), -np.log(r[:, 0]), np.log(r[:, 1]))\n"
            "    return np.exp(n(b) - n(a))",
            "upside down",
            None,
        ),
        "no logarithms": (
            "def price(a, b, error):\n"
            "    n = lambda r: np.interp(error, r[::-1, 0], r[::-1, 1])\n"
            "    return n(a) / n(b)",
            "not in their logarithms",
            None,
        ),
        "one logarithm": (
            "def price(a, b, error):\n"
            "    n = lambda r: np.interp(np.log(error), np.log(r[::-1, 0]), r[::-1, 1])\n"
            "    return n(a) / n(b)",
            "log error and the evaluations",
            None,
        ),
        "falling abscissae": (
            "def price(a, b, error):\n"
            "    n = lambda r: np.exp(np.interp(np.log(error), *np.log(r).T))\n"
            "    return n(a) / n(b)",
            "abscissae that rise",
            None,
        ),
        "a ratio of logarithms": (
            "def price(a, b, error):\n"
            "    n = lambda r: np.interp(-np.log(error), -np.log(r[:, 0]), np.log(r[:, 1]))\n"
            "    return n(a) / n(b)",
            "logarithms of the evaluations are divided",
            None,
        ),
        "row by row": (
            "def price(a, b, error):\n    return np.mean(a[:2, 1] / b[:2, 1])",
            "not the ratio",
            None,
        ),
    },
    "ode_clock": {
        "32 bits first": (
            "def solver_times(stamps):\n    s = stamps.astype(np.float32)\n"
            "    return (s - s.min()) / np.float32(1e9)",
            "became 32-bit floats before",
            "M32",
        ),
        "64 bits first": (
            "def solver_times(stamps):\n    s = stamps / 1e9\n"
            "    return (s - s.min()).astype(np.float32)",
            "Subtract before you convert",
            "M32",
        ),
        "from the first": (
            "def solver_times(stamps):\n    return ((stamps - stamps[0]) / 1e9).astype(np.float32)",
            "from the earliest",
            None,
        ),
        "sorted": (
            "def solver_times(stamps):\n    s = np.sort(stamps)\n"
            "    return ((s - s[0]) / 1e9).astype(np.float32)",
            "are sorted",
            None,
        ),
        "whole seconds": (
            "def solver_times(stamps):\n"
            "    return ((stamps - stamps.min()) // 10**9).astype(np.float32)",
            "",
            "M32",
        ),
        "milliseconds": (
            "def solver_times(stamps):\n"
            "    return ((stamps - stamps.min()) / 1e6).astype(np.float32)",
            "milliseconds",
            None,
        ),
        "64 bits out": (
            "def solver_times(stamps):\n    return (stamps - stamps.min()) / 1e9",
            "dtype is not float32",
            None,
        ),
        "in place": (
            "def solver_times(stamps):\n    stamps -= stamps.min()\n"
            "    return (stamps / 1e9).astype(np.float32)",
            "are changed",
            None,
        ),
    },
    "ode_stability": {
        "a norm": (
            "def stability_steps(f, t, u, p, T, limit):\n"
            "    J = jax.jacfwd(f, argnums=1)(t, u, p)\n"
            "    return T * np.linalg.norm(J, 2) / limit",
            "norm of the Jacobian",
            "M59",
        ),
        "symmetric": (
            "def stability_steps(f, t, u, p, T, limit):\n"
            "    mu = np.linalg.eigvalsh(jax.jacfwd(f, argnums=1)(t, u, p))\n"
            "    return T * np.abs(mu[mu < 0]).max(initial=0) / limit",
            "symmetric matrix",
            None,
        ),
        "the real part": (
            "def stability_steps(f, t, u, p, T, limit):\n"
            "    mu = np.linalg.eigvals(jax.jacfwd(f, argnums=1)(t, u, p))\n"
            "    return T * max(0.0, -mu.real.min()) / limit",
            "Only the real part",
            None,
        ),
        "growth too": (
            "def stability_steps(f, t, u, p, T, limit):\n"
            "    mu = np.linalg.eigvals(jax.jacfwd(f, argnums=1)(t, u, p))\n"
            "    return T * np.abs(mu).max() / limit",
            "direction that grows",
            "M59",
        ),
        "the slowest": (
            "def stability_steps(f, t, u, p, T, limit):\n"
            "    mu = np.linalg.eigvals(jax.jacfwd(f, argnums=1)(t, u, p))\n"
            "    return T * np.abs(mu[mu.real < 0]).min(initial=np.inf) / limit",
            "slowest direction",
            "M59",
        ),
        "by t": (
            "def stability_steps(f, t, u, p, T, limit):\n"
            "    return T * jnp.abs(jax.jacfwd(f, argnums=0)(t, u, p)).max() / limit",
            "",
            None,
        ),
        "at another time": (
            "def stability_steps(f, t, u, p, T, limit):\n"
            "    mu = np.linalg.eigvals(jax.jacfwd(f, argnums=1)(1.0, u, p))\n"
            "    return T * np.abs(mu[mu.real < 0]).max(initial=0.0) / limit",
            "at the `t`, `u` and `p`",
            None,
        ),
        "rounded": (
            "def stability_steps(f, t, u, p, T, limit):\n"
            "    mu = np.linalg.eigvals(jax.jacfwd(f, argnums=1)(t, u, p))\n"
            "    return int(np.ceil(T * np.abs(mu[mu.real < 0]).max(initial=0.0) / limit))",
            "rounded",
            None,
        ),
        "empty": (
            "def stability_steps(f, t, u, p, T, limit):\n"
            "    mu = np.linalg.eigvals(jax.jacfwd(f, argnums=1)(t, u, p))\n"
            "    return T * np.abs(mu[mu.real < 0]).max() / limit",
            "zero-size",
            None,
        ),
    },
    "ode_exponent": {
        "not brought back": (
            """
def largest_exponent(step, u0, skip, n):
    def turn(c, _):
        return jax.jvp(step, (c[0],), (c[1],)), None
    u = jax.lax.scan(lambda u, _: (step(u), None), u0, None, skip)[0]
    u, v = jax.lax.scan(turn, (u, jnp.ones_like(u)), None, n)[0]
    return jnp.log(jnp.linalg.norm(v)) / n
""",
            "overflowed",
            None,
        ),
        "nothing forgotten": (
            """
def largest_exponent(step, u0, skip, n):
    def turn(c, _):
        u, v = jax.jvp(step, (c[0],), (c[1],))
        r = jnp.linalg.norm(v)
        return (u, v / r), jnp.log(r)
    return jax.lax.scan(turn, (u0, jnp.ones_like(u0)), None, n)[1].mean()
""",
            "to be forgotten",
            None,
        ),
        "the sum": (
            """
def largest_exponent(step, u0, skip, n):
    def turn(c, _):
        u, v = jax.jvp(step, (c[0],), (c[1],))
        r = jnp.linalg.norm(v)
        return (u, v / r), jnp.log(r)
    return jax.lax.scan(turn, (u0, jnp.ones_like(u0)), None, skip + n)[1][skip:].sum()
""",
            "over all steps",
            None,
        ),
        "the mean of the factors": (
            """
def largest_exponent(step, u0, skip, n):
    def turn(c, _):
        u, v = jax.jvp(step, (c[0],), (c[1],))
        r = jnp.linalg.norm(v)
        return (u, v / r), r
    return jnp.log(jax.lax.scan(turn, (u0, jnp.ones_like(u0)), None, skip + n)[1][skip:].mean())
""",
            "mean one of logarithms",
            None,
        ),
        "two trajectories": (
            """
def largest_exponent(step, u0, skip, n):
    go = lambda u, k: jax.lax.fori_loop(0, k, lambda i, u: step(u), u)
    u = go(u0, skip)
    apart = jnp.linalg.norm(go(u + 1e-9, n) - go(u, n))
    return jnp.log(apart / 1e-9) / n
""",
            "",
            None,
        ),
        "all steps": (
            """
def largest_exponent(step, u0, skip, n):
    def turn(c, _):
        u, v = jax.jvp(step, (c[0],), (c[1],))
        r = jnp.linalg.norm(v)
        return (u, v / r), jnp.log(r)
    logs = jax.lax.scan(turn, (u0, jnp.ones_like(u0)), None, skip + n)[1]
    return logs[skip:].sum() / len(logs)
""",
            "also by those that were made to forget",
            None,
        ),
    },
    "ode_trusted": {
        "it raises": (
            """
def trusted(f, u0, p, t):
    sols = [dfx.diffeqsolve(dfx.ODETerm(f), dfx.Tsit5(), t[0], t[-1], None, u0, p,
                            saveat=dfx.SaveAt(ts=t),
                            stepsize_controller=dfx.PIDController(rtol=r, atol=r))
            for r in (jnp.array(1e-8), jnp.array(1e-10))]
    return sols[1].ys, bool(jnp.abs(sols[0].ys - sols[1].ys).max() < 1e-6)
""",
            "maximum number of solver steps",
            "M59",
        ),
        "the result alone": (
            """
def trusted(f, u0, p, t):
    sol = dfx.diffeqsolve(dfx.ODETerm(f), dfx.Tsit5(), t[0], t[-1], None, u0, p,
                          saveat=dfx.SaveAt(ts=t), throw=False,
                          stepsize_controller=dfx.PIDController(rtol=1e-3, atol=1e-6))
    return sol.ys, bool(sol.result == dfx.RESULTS.successful)
""",
            "a second, stricter one",
            "M59",
        ),
        "a fixed step": (
            """
def trusted(f, u0, p, t):
    sol = dfx.diffeqsolve(dfx.ODETerm(f), dfx.Tsit5(), t[0], t[-1], 0.01, u0, p,
                          saveat=dfx.SaveAt(ts=t), throw=False)
    return sol.ys, bool(sol.result == dfx.RESULTS.successful)
""",
            "No solver can follow",
            "M59",
        ),
        "from time 0": (
            """
def trusted(f, u0, p, t):
    sol = dfx.diffeqsolve(dfx.ODETerm(f), dfx.Tsit5(), 0.0, t[-1] - t[0], None, u0, p,
                          saveat=dfx.SaveAt(ts=t - t[0]), throw=False,
                          stepsize_controller=dfx.PIDController(rtol=1e-10, atol=1e-10))
    return sol.ys, bool(sol.result == dfx.RESULTS.successful)
""",
            "starts at time 0",
            None,
        ),
        "the end alone": (
            """
def trusted(f, u0, p, t):
    sol = dfx.diffeqsolve(dfx.ODETerm(f), dfx.Tsit5(), t[0], t[-1], None, u0, p, throw=False,
                          stepsize_controller=dfx.PIDController(rtol=1e-10, atol=1e-10))
    return sol.ys, True
""",
            "a row for each time",
            None,
        ),
        "never": (
            "def trusted(f, u0, p, t):\n    return solve(f, u0, p, t, 1e-9).ys, False",
            "does not trust a harmless",
            None,
        ),
    },
}
