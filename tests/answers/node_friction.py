# %% right | derivative of a cubic spline, sorted by velocity, linear interpolation
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    acc = CubicSpline(ts, u[:, 1])(ts, 1)
    f = -acc - np.sin(u[:, 0])
    order = np.argsort(u[:, 1])
    return np.interp(np.asarray(omega), u[order, 1], f[order])

# %% right | for each velocity, the dates at which the spline of the data has it; the median there
def friction(ts, u, omega):
    spline = CubicSpline(np.asarray(ts), np.asarray(u))
    speed = CubicSpline(np.asarray(ts), np.asarray(u)[:, 1])
    out = []
    for w in np.asarray(omega):
        dates = speed.solve(w, extrapolate=False)
        out.append(np.median(-spline(dates, 1)[:, 1] - np.sin(spline(dates)[:, 0])))
    return np.array(out)

# %% right | five-point differences, one-sided at the ends, and a line between the nearest samples below and above
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    h = (ts[-1] - ts[0]) / (len(ts) - 1)
    w = u[:, 1]
    n = len(w)
    acc = np.zeros(n)
    for i in range(n):
        s = min(max(i - 2, 0), n - 5)
        x = np.arange(5) - (i - s)
        V = np.vander(x, 5, increasing=True)
        weights = np.linalg.solve(V.T, np.array([0.0, 1.0, 0.0, 0.0, 0.0]))
        acc[i] = weights @ w[s:s + 5] / h
    f = -acc - np.sin(u[:, 0])
    out = []
    for v in np.asarray(omega):
        below = np.where(w <= v)[0]
        above = np.where(w >= v)[0]
        i = below[np.argmax(w[below])]
        j = above[np.argmin(w[above])]
        if w[j] - w[i] < 1e-9:
            out.append(0.5 * (f[i] + f[j]))
        else:
            out.append(f[i] + (f[j] - f[i]) * (v - w[i]) / (w[j] - w[i]))
    return np.array(out)

# %% right | loss of energy, divided by the velocity, with f(0) = 0 near rest
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    energy = CubicSpline(ts, 0.5 * u[:, 1] ** 2 - np.cos(u[:, 0]))
    w = u[:, 1]
    keep = np.abs(w) > 0.01 * np.abs(w).max()
    f = -energy(ts[keep], 1) / w[keep]
    x, y = np.append(w[keep], 0.0), np.append(f, 0.0)
    order = np.argsort(x)
    return np.interp(np.asarray(omega), x[order], y[order])

# %% right | integral form: hat functions and linear least squares
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    lo, hi = u[:, 1].min(), u[:, 1].max()
    x = np.linspace(0, 1, 31) ** 1.5
    knots = np.concatenate([lo * x[:0:-1], hi * x])
    path = CubicSpline(ts, u)
    x, weight = np.polynomial.legendre.leggauss(4)
    h = np.diff(ts)
    rows, rhs = np.zeros((len(h), len(knots))), np.zeros(len(h))
    hat = np.eye(len(knots))
    for xi, wi in zip(x, weight):
        at = path(ts[:-1] + h * (xi + 1) / 2)
        rhs += wi * h / 2 * np.sin(at[:, 0])
        for j in range(len(knots)):
            rows[:, j] += wi * h / 2 * np.interp(at[:, 1], knots, hat[j])
    rhs += np.diff(u[:, 1])
    zero = 30
    bend = np.diff(np.eye(len(knots)), 2, axis=0)
    bend = 2e-3 * np.delete(bend, zero - 1, axis=0)
    A = np.vstack([rows, bend, 100.0 * hat[zero:zero + 1]])
    b = np.concatenate([-rhs, np.zeros(len(bend) + 1)])
    coef = np.linalg.lstsq(A, b, rcond=None)[0]
    return np.interp(np.asarray(omega), knots, coef)

# %% right | one step of Runge and Kutta from each row, Gauss and Newton on a piecewise linear law
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    lo, hi = u[:, 1].min(), u[:, 1].max()
    x = np.linspace(0, 1, 31) ** 1.5
    knots = np.concatenate([lo * x[:0:-1], hi * x])
    h = np.diff(ts)

    def law(w, c):
        return np.interp(w, knots, np.concatenate([c[:30], [0.0], c[30:]]))

    def rhs(phi, w, c):
        return w, -np.sin(phi) - law(w, c)

    def residual(c):
        p, w = u[:-1].T
        a = rhs(p, w, c)
        b = rhs(p + h / 2 * a[0], w + h / 2 * a[1], c)
        d = rhs(p + h / 2 * b[0], w + h / 2 * b[1], c)
        e = rhs(p + h * d[0], w + h * d[1], c)
        step = w + h / 6 * (a[1] + 2 * b[1] + 2 * d[1] + e[1])
        left = np.append(c[:30], 0.0)
        right = np.append(0.0, c[30:])
        return np.concatenate([step - u[1:, 1], 2e-3 * np.diff(left, 2), 2e-3 * np.diff(right, 2)])

    c = np.zeros(60)
    for _ in range(3):
        now = residual(c)
        J = np.stack([(residual(c + 1e-5 * e) - now) / 1e-5 for e in np.eye(60)], axis=1)
        c = c - np.linalg.lstsq(J, now, rcond=None)[0]
    return law(np.asarray(omega), c)

# %% right | Savitzky and Golay's derivative, monotone cubic through averaged bins
def friction(ts, u, omega):
    from scipy.signal import savgol_filter
    from scipy.interpolate import PchipInterpolator
    ts, u = np.asarray(ts), np.asarray(u)
    h = (ts[-1] - ts[0]) / (len(ts) - 1)
    acc = savgol_filter(u[:, 1], 5, 4, deriv=1, delta=h, mode="interp")
    f = -acc - np.sin(u[:, 0])
    w = u[:, 1]
    width = np.ptp(w) / 300
    cell = np.floor(w / width).astype(int)
    x = np.array([w[cell == c].mean() for c in np.unique(cell)])
    y = np.array([f[cell == c].mean() for c in np.unique(cell)])
    return PchipInterpolator(x, y)(np.asarray(omega))

# %% right | what a pendulum without friction would have done in each interval
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    h = np.diff(ts)
    phi, w = u[:-1, 0].copy(), u[:-1, 1].copy()
    sub = 4
    for _ in range(sub):
        k = h / sub
        a1, b1 = w, -np.sin(phi)
        a2, b2 = w + k / 2 * b1, -np.sin(phi + k / 2 * a1)
        a3, b3 = w + k / 2 * b2, -np.sin(phi + k / 2 * a2)
        a4, b4 = w + k * b3, -np.sin(phi + k * a3)
        phi, w = phi + k / 6 * (a1 + 2 * a2 + 2 * a3 + a4), w + k / 6 * (b1 + 2 * b2 + 2 * b3 + b4)
    f = (w - u[1:, 1]) / h
    middle = 0.5 * (u[1:, 1] + u[:-1, 1])
    one_side = u[1:, 1] * u[:-1, 1] > 0
    middle, f = np.append(middle[one_side], 0.0), np.append(f[one_side], 0.0)
    order = np.argsort(middle)
    return np.interp(np.asarray(omega), middle[order], f[order])

# %% right | compact differences of fourth order, a tridiagonal system
def friction(ts, u, omega):
    from scipy.linalg import solve_banded
    ts, u = np.asarray(ts), np.asarray(u)
    n = len(ts)
    h = (ts[-1] - ts[0]) / (n - 1)
    w = u[:, 1]
    bands = np.zeros((3, n))
    bands[1] = 1.0
    bands[0, 1:] = 0.25
    bands[2, :-1] = 0.25
    bands[0, 1] = bands[2, -2] = 3.0
    b = np.zeros(n)
    b[1:-1] = 0.75 * (w[2:] - w[:-2])
    b[0] = -17 / 6 * w[0] + 1.5 * w[1] + 1.5 * w[2] - w[3] / 6
    b[-1] = 17 / 6 * w[-1] - 1.5 * w[-2] - 1.5 * w[-3] + w[-4] / 6
    f = -solve_banded((1, 1), bands, b) / h - np.sin(u[:, 0])
    pairs = sorted(zip(w, f))
    return np.interp(np.asarray(omega), [q[0] for q in pairs], [q[1] for q in pairs])

# %% right | finely sampled spline, a narrow kernel with a line in it, by JAX
@jax.jit
def _local_line(w, f, omega, width):
    def one(v):
        d = (w - v) / width
        k = jnp.exp(-0.5 * d ** 2)
        s0, s1, s2 = k.sum(), (k * d).sum(), (k * d * d).sum()
        return ((s2 - s1 * d) * k * f).sum() / (s0 * s2 - s1 ** 2)

    return jax.vmap(one)(omega)

def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    path = CubicSpline(ts, u)
    fine = np.linspace(ts[0], ts[-1], 10 * (len(ts) - 1) + 1)
    w = path(fine)[:, 1]
    f = -path(fine, 1)[:, 1] - np.sin(path(fine)[:, 0])
    return _local_line(w, f, jnp.asarray(omega), 0.004 * np.ptp(w))

# %% right | second derivative of the angle, from the angles and the velocities of the neighbours
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    h = (ts[-1] - ts[0]) / (len(ts) - 1)
    p, w = u.T

    def second(rows, at):
        # polynomial of the fifth degree through three angles and three velocities
        x = np.array(rows, dtype=float)
        A = np.vstack([x[:, None] ** np.arange(6), np.arange(6) * x[:, None] ** np.maximum(np.arange(6) - 1, 0)])
        i = at + np.array(rows)
        c = np.linalg.solve(A, np.concatenate([p[i], h * w[i]]))
        return 2 * c[2] / h ** 2

    n = len(ts)
    acc = np.array([second([0, 1, 2], 0)] + [second([-1, 0, 1], i) for i in range(1, n - 1)]
                   + [second([-2, -1, 0], n - 1)])
    f = -acc - np.sin(p)
    order = np.argsort(w, kind="stable")
    return np.interp(np.asarray(omega), w[order], f[order])

# %% wrong | all of the acceleration taken for friction: sin(phi) forgotten
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    f = -CubicSpline(ts, u[:, 1])(ts, 1)
    order = np.argsort(u[:, 1])
    return np.interp(np.asarray(omega), u[order, 1], f[order])

# %% wrong | the sign: the friction as it stands in the acceleration, -f
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    f = CubicSpline(ts, u[:, 1])(ts, 1) + np.sin(u[:, 0])
    order = np.argsort(u[:, 1])
    return np.interp(np.asarray(omega), u[order, 1], f[order])

# %% wrong | a straight line c * omega fitted to a law that need not be one
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    f = -CubicSpline(ts, u[:, 1])(ts, 1) - np.sin(u[:, 0])
    c = (u[:, 1] @ f) / (u[:, 1] @ u[:, 1])
    return c * np.asarray(omega)

# %% wrong | takes f for odd and learns it from |omega|
def friction(ts, u, omega):
    ts, u, omega = np.asarray(ts), np.asarray(u), np.asarray(omega)
    w = u[:, 1]
    f = (-CubicSpline(ts, w)(ts, 1) - np.sin(u[:, 0])) * np.sign(w)
    coef = np.polynomial.chebyshev.Chebyshev.fit(np.abs(w), f, 6)
    return np.sign(omega) * coef(np.abs(omega))

# %% wrong | the friction at the velocities of the data, not at omega
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    return -CubicSpline(ts, u[:, 1])(ts, 1) - np.sin(u[:, 0])

# %% wrong | interpolates without sorting by velocity
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    f = -CubicSpline(ts, u[:, 1])(ts, 1) - np.sin(u[:, 0])
    return np.interp(np.asarray(omega), u[:, 1], f)

# %% wrong | the power f * omega from the loss of energy, not divided by omega
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    f = -CubicSpline(ts, 0.5 * u[:, 1] ** 2 - np.cos(u[:, 0]))(ts, 1)
    order = np.argsort(u[:, 1])
    return np.interp(np.asarray(omega), u[order, 1], f[order])

# %% wrong | np.gradient without the spacing of the dates
def friction(ts, u, omega):
    u = np.asarray(u)
    f = -np.gradient(u[:, 1]) - np.sin(u[:, 0])
    order = np.argsort(u[:, 1])
    return np.interp(np.asarray(omega), u[order, 1], f[order])

# %% wrong | the size of the friction, without its sign
def friction(ts, u, omega):
    ts, u = np.asarray(ts), np.asarray(u)
    f = np.abs(-CubicSpline(ts, u[:, 1])(ts, 1) - np.sin(u[:, 0]))
    order = np.argsort(u[:, 1])
    return np.interp(np.asarray(omega), u[order, 1], f[order])
