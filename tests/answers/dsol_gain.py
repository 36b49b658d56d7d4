# %% right | least_squares with the Jacobian from jacfwd
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    data = jnp.asarray(y).ravel()
    def residual(p):
        return p[1] * readings(p[0]).ravel() - data
    f, jac = jax.jit(residual), jax.jit(jax.jacfwd(residual))
    sol = least_squares(lambda p: np.asarray(f(p)), np.array([np.log(0.06), 1.0]),
                        jac=lambda p: np.asarray(jac(p)), xtol=1e-12, ftol=1e-12, gtol=1e-12)
    J = np.asarray(jac(sol.x))
    s2 = np.sum(np.asarray(f(sol.x)) ** 2) / (data.size - 2)
    return sol.x, np.sqrt(np.diag(s2 * np.linalg.inv(J.T @ J)))

# %% right | Gauss-Newton by hand
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    y = jnp.asarray(y)
    model = lambda p: (p[1] * readings(p[0])).ravel()
    @jax.jit
    def both(p):
        return y.ravel() - model(p), jax.jacfwd(model)(p)
    p = jnp.array([jnp.log(0.065), 1.0])
    for _ in range(15):
        r, J = both(p)
        p = p + jnp.linalg.solve(J.T @ J, J.T @ r)
    r, J = both(p)
    s2 = r @ r / (y.size - 2)
    return p, jnp.sqrt(s2 * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% right | gain eliminated in closed form, bounded search over log nu
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    from scipy.optimize import minimize_scalar
    y = np.asarray(y)
    model = jax.jit(readings)
    def best_gain(u):
        return np.sum(u * y) / np.sum(u * u)
    def misfit(q):
        u = np.asarray(model(q))
        return np.sum((y - best_gain(u) * u) ** 2)
    q = minimize_scalar(misfit, bounds=(np.log(0.025), np.log(0.16)), method="bounded",
                        options={"xatol": 1e-9}).x
    u, du = (np.asarray(a).ravel() for a in jax.jvp(model, (q,), (1.0,)))
    g = best_gain(u.reshape(y.shape))
    s2 = misfit(q) / (y.size - 2)
    J = np.stack([g * du, u], axis=1)
    R = np.linalg.qr(J, mode="r")
    inv = np.linalg.inv(R)
    return np.array([q, g]), np.sqrt(s2 * np.sum(inv ** 2, axis=1))

# %% right | curve_fit, whose covariance has n - 2 degrees of freedom already
def with_gain(y):
    import math

    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    from scipy.optimize import curve_fit
    data = np.asarray(y).ravel()
    model = jax.jit(readings)
    def f(_, q, g):
        return g * np.asarray(model(q)).ravel()
    p, cov = curve_fit(f, np.arange(data.size), data, p0=[math.log(0.06), 1.0],
                       ftol=1e-12, xtol=1e-12)
    return p, np.sqrt(np.diag(cov))

# %% right | central differences for the Jacobian, lstsq for the step
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    data = np.asarray(y).reshape(-1)
    model = jax.jit(readings)
    u = lambda q: np.asarray(model(q)).reshape(-1)
    q, g, h = np.log(0.06), 1.0, 1e-4
    for _ in range(15):
        J = np.column_stack([g * (u(q + h) - u(q - h)) / (2 * h), u(q)])
        r = data - g * u(q)
        dq, dg = np.linalg.lstsq(J, r, rcond=None)[0]
        q, g = q + dq, g + dg
    J = np.column_stack([g * (u(q + h) - u(q - h)) / (2 * h), u(q)])
    r = data - g * u(q)
    cov = np.linalg.pinv(J) @ np.linalg.pinv(J).T * (r @ r) / (len(r) - 2)
    return np.array([q, g]), np.sqrt(cov.diagonal())

# %% right | Levenberg-Marquardt loop
def with_gain(y):
    import math

    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    data = jnp.asarray(y).ravel()
    @jax.jit
    def everything(p):
        u, du = jax.jvp(readings, (p[0],), (jnp.ones_like(p[0]),))
        return p[1] * u.ravel() - data, jnp.stack([p[1] * du.ravel(), u.ravel()], axis=1)
    p, lam = jnp.array([math.log(0.06), 1.0]), 1e-3
    r, J = everything(p)
    for _ in range(40):
        A = J.T @ J
        trial = p - jnp.linalg.solve(A + lam * jnp.diag(jnp.diag(A)), J.T @ r)
        r2, J2 = everything(trial)
        if r2 @ r2 <= r @ r:
            p, r, J, lam = trial, r2, J2, lam / 10
        else:
            lam *= 10
    cov = (r @ r) / (data.size - 2) * jnp.linalg.inv(J.T @ J)
    return p, jnp.sqrt(jnp.diagonal(cov))

# %% right | grid over log nu that is refined, gain in closed form
def with_gain(y):
    import math

    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    data = jnp.asarray(y).ravel()
    many = jax.jit(jax.vmap(lambda q: readings(q).ravel()))
    low, high = math.log(0.025), math.log(0.16)
    for _ in range(8):
        q = jnp.linspace(low, high, 21)
        U = many(q)
        g = U @ data / jnp.sum(U * U, axis=1)
        k = int(jnp.argmin(jnp.sum((data - g[:, None] * U) ** 2, axis=1)))
        low, high = float(q[max(k - 1, 0)]), float(q[min(k + 1, 20)])
    qh, gh, u = float(q[k]), float(g[k]), U[k]
    h = 1e-4
    U = many(jnp.linspace(qh - 10 * h, qh + 10 * h, 21))
    d = gh * (U[11] - U[9]) / (2 * h)
    s2 = jnp.sum((data - gh * u) ** 2) / (data.size - 2)
    det = (d @ d) * (u @ u) - (d @ u) ** 2
    return jnp.array([qh, gh]), jnp.sqrt(s2 * jnp.array([u @ u, d @ d]) / det)

# %% right | fits nu itself, error bar of log nu by the chain rule
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    data = jnp.asarray(y).ravel()
    f = lambda p: p[1] * readings(jnp.log(p[0])).ravel() - data
    fun, jac = jax.jit(f), jax.jit(jax.jacfwd(f))
    sol = least_squares(lambda p: np.asarray(fun(p)), [0.06, 1.0], jac=lambda p: np.asarray(jac(p)),
                        bounds=([0.02, 0.5], [0.2, 1.5]), x_scale=[0.01, 0.1],
                        xtol=1e-12, ftol=1e-12, gtol=1e-12)
    nu, g = sol.x
    s2 = 2 * sol.cost / (data.size - 2)
    se = np.sqrt(np.diag(np.linalg.inv(sol.jac.T @ sol.jac)) * s2)
    return np.array([np.log(nu), g]), np.array([se[0] / nu, se[1]])

# %% right | fits the logarithm of the gain, error bar of g by the chain rule
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    y = jnp.asarray(y)
    f = jax.jit(lambda p: (jnp.exp(p[1]) * readings(p[0]) - y).ravel())
    jac = jax.jit(jax.jacfwd(f))
    p = jnp.array([jnp.log(0.06), 0.0])
    for _ in range(20):
        p = p - jnp.linalg.lstsq(jac(p), f(p))[0]
    J, r = jac(p), f(p)
    cov = jnp.linalg.inv(J.T @ J) * jnp.sum(r ** 2) / (r.size - 2)
    g = jnp.exp(p[1])
    return jnp.array([p[0], g]), jnp.sqrt(jnp.diag(cov)) * jnp.array([1.0, g])

# %% right | Optimistix
def with_gain(y):
    import math

    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    import optimistix as optx
    data = jnp.asarray(y)
    def residual(p, args):
        return (p[1] * readings(p[0]) - data).ravel()
    p0 = jnp.array([math.log(0.06), 1.0])
    p = optx.least_squares(residual, optx.LevenbergMarquardt(rtol=1e-8, atol=1e-8), p0,
                           max_steps=200).value
    J = jax.jit(jax.jacfwd(residual))(p, None)
    s2 = jnp.sum(residual(p, None) ** 2) / (data.size - 2)
    return p, jnp.sqrt(s2 * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% right | the errors from what is left of each column after projection on the other
def with_gain(y):
    import math

    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    data = np.asarray(y).ravel()
    tangent = jax.jit(lambda q: jax.jvp(readings, (q,), (jnp.ones_like(q),)))
    q, g = math.log(0.06), 1.0
    for _ in range(16):
        u, du = (np.asarray(a).ravel() for a in tangent(jnp.asarray(q, jnp.float64)))
        a, b = g * du, u
        b_left = b - a * (a @ b) / (a @ a)
        a_left = a - b * (a @ b) / (b @ b)
        r = data - g * u
        q, g = q + a_left @ r / (a_left @ a_left), g + b_left @ r / (b_left @ b_left)
    s = np.sqrt(r @ r / (r.size - 2))
    return np.array([q, g]), s / np.array([np.linalg.norm(a_left), np.linalg.norm(b_left)])

# %% wrong | len(y) for the number of readings: 8 degrees of freedom
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    y = jnp.asarray(y)
    f = jax.jit(lambda p: (p[1] * readings(p[0]) - y).ravel())
    jac = jax.jit(jax.jacfwd(f))
    p = jnp.array([jnp.log(0.06), 1.0])
    for _ in range(15):
        p = p - jnp.linalg.lstsq(jac(p), f(p))[0]
    J = jac(p)
    s2 = jnp.sum(f(p) ** 2) / (len(y) - 2)
    return p, jnp.sqrt(s2 * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% wrong | variances instead of standard errors
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    y = jnp.asarray(y)
    f = jax.jit(lambda p: (p[1] * readings(p[0]) - y).ravel())
    jac = jax.jit(jax.jacfwd(f))
    p = jnp.array([jnp.log(0.06), 1.0])
    for _ in range(15):
        p = p - jnp.linalg.lstsq(jac(p), f(p))[0]
    J = jac(p)
    s2 = jnp.sum(f(p) ** 2) / (y.size - 2)
    return p, jnp.diag(s2 * jnp.linalg.inv(J.T @ J))

# %% wrong | in two stages: nu with the gain 1, then the gain
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    y = jnp.asarray(y)
    tangent = jax.jit(lambda q: jax.jvp(readings, (q,), (jnp.ones_like(q),)))
    q = jnp.log(0.06)
    for _ in range(20):
        u, du = tangent(q)
        q = q + jnp.sum(du * (y - u)) / jnp.sum(du * du)
    u, du = tangent(q)
    g = jnp.sum(u * y) / jnp.sum(u * u)
    J = jnp.stack([g * du.ravel(), u.ravel()], axis=1)
    s2 = jnp.sum((y - g * u) ** 2) / (y.size - 2)
    return jnp.array([q, g]), jnp.sqrt(s2 * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% wrong | nu and its error, not log nu
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    data = jnp.asarray(y).ravel()
    f = lambda p: p[1] * readings(jnp.log(p[0])).ravel() - data
    fun, jac = jax.jit(f), jax.jit(jax.jacfwd(f))
    sol = least_squares(lambda p: np.asarray(fun(p)), [0.06, 1.0], jac=lambda p: np.asarray(jac(p)),
                        bounds=([0.02, 0.5], [0.2, 1.5]), xtol=1e-12, ftol=1e-12, gtol=1e-12)
    s2 = 2 * sol.cost / (data.size - 2)
    return sol.x, np.sqrt(np.diag(np.linalg.inv(sol.jac.T @ sol.jac)) * s2)

# %% wrong | log nu, but the error bar of nu
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    y = jnp.asarray(y)
    f = jax.jit(lambda p: (p[1] * readings(p[0]) - y).ravel())
    jac = jax.jit(jax.jacfwd(f))
    p = jnp.array([jnp.log(0.06), 1.0])
    for _ in range(15):
        p = p - jnp.linalg.lstsq(jac(p), f(p))[0]
    J = jac(p)
    s2 = jnp.sum(f(p) ** 2) / (y.size - 2)
    se = jnp.sqrt(s2 * jnp.diag(jnp.linalg.inv(J.T @ J)))
    return p, jnp.array([jnp.exp(p[0]) * se[0], se[1]])

# %% wrong | takes sigma for 1: error bars without s
def with_gain(y):
    import math

    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    from scipy.optimize import curve_fit
    data = np.asarray(y).ravel()
    model = jax.jit(readings)
    def f(_, q, g):
        return g * np.asarray(model(q)).ravel()
    p, cov = curve_fit(f, np.arange(data.size), data, p0=[math.log(0.06), 1.0],
                       sigma=np.ones(data.size), absolute_sigma=True, ftol=1e-12, xtol=1e-12)
    return p, np.sqrt(np.diag(cov))

# %% wrong | the gain first in the pair
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    data = jnp.asarray(y).ravel()
    f = jax.jit(lambda p: p[0] * readings(p[1]).ravel() - data)
    jac = jax.jit(jax.jacfwd(f))
    p = jnp.array([1.0, jnp.log(0.06)])
    for _ in range(15):
        J = jac(p)
        p = p - jnp.linalg.solve(J.T @ J, J.T @ f(p))
    J, r = jac(p), f(p)
    return p, jnp.sqrt(r @ r / (r.size - 2) * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% wrong | scatter of the readings themselves taken for the noise
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    y = jnp.asarray(y)
    f = jax.jit(lambda p: (p[1] * readings(p[0]) - y).ravel())
    jac = jax.jit(jax.jacfwd(f))
    p = jnp.array([jnp.log(0.06), 1.0])
    for _ in range(15):
        p = p - jnp.linalg.lstsq(jac(p), f(p))[0]
    J = jac(p)
    s2 = jnp.var(y, ddof=2)
    return p, jnp.sqrt(s2 * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% wrong | the gain is not fitted: stays at 1, with no error
def with_gain(y):
    readings = lambda log_nu: readings_of(u0, jnp.exp(log_nu), 1.0)
    y = jnp.asarray(y)
    tangent = jax.jit(lambda q: jax.jvp(readings, (q,), (jnp.ones_like(q),)))
    q = jnp.log(0.06)
    for _ in range(20):
        u, du = tangent(q)
        q = q + jnp.sum(du * (y - u)) / jnp.sum(du * du)
    u, du = tangent(q)
    s2 = jnp.sum((y - u) ** 2) / (y.size - 2)
    return jnp.array([q, 1.0]), jnp.array([jnp.sqrt(s2 / jnp.sum(du * du)), 0.0])
