# %% right | NumPy and SciPy, as at the start of the chapter
def worst_of_circle():
    def residuals(p):
        d = p[1] + 2 * np.pi * t / p[0] - longitude
        return np.degrees(np.arctan2(np.sin(d), np.cos(d))) * 60

    circle = least_squares(residuals, [687.0, 1.0], method="lm", x_scale="jac")
    return abs(circle.fun).max()

# %% right | the chapter's Levenberg-Marquardt, compiled
def worst_of_circle():
    def circle_misses(p):
        P, L0 = p
        d = L0 + 2 * jnp.pi * t / P - longitude
        return jnp.degrees(jnp.arctan2(jnp.sin(d), jnp.cos(d))) * 60

    best = jax.jit(lambda p: levenberg_marquardt(circle_misses, p))(jnp.array([687.0, 1.0]))
    return float(jnp.abs(circle_misses(best)).max())

# %% right | the chapter's misses with the eccentricity held at zero
def worst_of_circle():
    on_circle = lambda p: misses(jnp.array([p[0], 0.0, 0.0, p[1]]))
    p = levenberg_marquardt(on_circle, jnp.array([orbit[0], orbit[3]]))
    return jnp.max(jnp.abs(on_circle(p)))

# %% right | the NumPy residuals with e = 0, another method of SciPy's
def worst_of_circle():
    fit = least_squares(lambda q: np_residuals((q[0], 0.0, 0.0, q[1])), (690.0, 0.9),
                        x_scale=(100.0, 1.0), ftol=1e-14, xtol=1e-14, gtol=1e-14)
    return float(np.max(np.abs(fit.fun)))

# %% right | counts the turns by hand, then the problem is a straight line
def worst_of_circle():
    along = np.unwrap(longitude) + 2 * np.pi * np.arange(len(t))   # one more turn each time
    line = np.polyfit(t, along, 1)
    return np.degrees(np.abs(along - np.polyval(line, t)).max()) * 60

# %% right | turns from the period of Mars, then linear least squares in JAX
def worst_of_circle():
    ahead = 2 * jnp.pi * t / 687 + longitude[0]
    along = longitude + 2 * jnp.pi * jnp.round((ahead - longitude) / (2 * jnp.pi))
    A = jnp.stack([2 * jnp.pi * t, jnp.ones_like(t)], axis=1)      # unknown: 1/P and L0
    x = jnp.linalg.lstsq(A, along)[0]
    return jnp.abs(jnp.degrees(A @ x - along)).max() * 60

# %% right | SciPy's minimize on the cost, with jax's gradient
from scipy.optimize import minimize

def worst_of_circle():
    def parts(u):
        P, L0 = 687 + u[0], 1 + u[1]
        d = L0 + 2 * jnp.pi * t / P - longitude
        return jnp.arctan2(jnp.sin(d), jnp.cos(d))

    both = jax.jit(jax.value_and_grad(lambda u: jnp.sum(parts(u) ** 2)))
    found = minimize(both, np.zeros(2), jac=True, method="BFGS", options={"gtol": 1e-10})
    return float(jnp.degrees(jnp.abs(parts(found.x)).max()) * 60)

# %% right | curve_fit of the wrapped difference to zero
from scipy.optimize import curve_fit

def worst_of_circle():
    def miss(t, P, L0):
        d = L0 + 2 * np.pi * t / P - longitude
        return 60 * np.degrees((d + np.pi) % (2 * np.pi) - np.pi)

    best, _ = curve_fit(miss, t, np.zeros(len(t)), p0=[687.0, 1.0])
    return np.abs(miss(t, *best)).max()

# %% right | Gauss-Newton by hand in NumPy, the derivatives on paper
def worst_of_circle():
    P, L0 = 687.0, 1.0
    for _ in range(30):
        d = L0 + 2 * np.pi * t / P - longitude
        r = np.arctan2(np.sin(d), np.cos(d))
        J = np.column_stack([-2 * np.pi * t / P**2, np.ones_like(t)])
        dP, dL = np.linalg.solve(J.T @ J, -J.T @ r)
        P, L0 = P + dP, L0 + dL
    return np.degrees(np.abs(r)).max() * 60

# %% right | Newton on the cost, gradient and Hessian from JAX
def worst_of_circle():
    def r(p):
        return misses(jnp.stack([p[0], 0.0 * p[0], 0.0 * p[0], p[1]]))

    def C(p):
        return 0.5 * jnp.sum(r(p) ** 2)

    step = jax.jit(lambda p: p - jnp.linalg.solve(jax.hessian(C)(p), jax.grad(C)(p)))
    p = jnp.array([687.5, 1.0])
    for _ in range(20):
        p = step(p)
    return float(abs(r(p)).max())

# %% right | scipy.stats.linregress on the longitudes with their turns
from scipy.stats import linregress

def worst_of_circle():
    turns = np.cumsum(np.concatenate([[0], 1 + (np.diff(longitude) < 0)]))
    along = longitude + 2 * np.pi * turns
    line = linregress(t, along)
    miss = line.intercept + line.slope * t - along
    return max(abs(np.degrees(miss) * 60))

# %% right | many starts near Mars in one vmap, the lowest cost wins
def worst_of_circle():
    def r(p):
        turn = jnp.exp(1j * (p[1] + 2 * jnp.pi * t / p[0] - longitude))
        return jnp.degrees(jnp.angle(turn)) * 60

    P0, L0 = jnp.meshgrid(jnp.linspace(680.0, 695.0, 6), jnp.linspace(0.5, 1.5, 5))
    starts = jnp.stack([P0.ravel(), L0.ravel()], axis=1)
    ends = jax.vmap(lambda s: levenberg_marquardt(r, s, 50))(starts)
    all_misses = jax.vmap(r)(ends)
    best = jnp.argmin(jnp.sum(all_misses**2, axis=1))
    return jnp.abs(all_misses[best]).max()

# %% wrong | the difference of the angles is not wrapped
def worst_of_circle():
    def residuals(p):
        return np.degrees(p[1] + 2 * np.pi * t / p[0] - longitude) * 60

    circle = least_squares(residuals, [687.0, 1.0], method="lm", x_scale="jac")
    return abs(circle.fun).max()

# %% wrong | sets e = 0 in the fitted ellipse and does not fit again
def worst_of_circle():
    P, e, varpi, L0 = scipy_fit.x
    return np.abs(np_residuals((P, 0.0, varpi, L0))).max()

# %% wrong | fits L0 only, the period stays that of the ellipse
def worst_of_circle():
    def residuals(q):
        return np_residuals((scipy_fit.x[0], 0.0, 0.0, q[0]))

    return np.abs(least_squares(residuals, [1.0], method="lm").fun).max()

# %% wrong | the root mean square of the misses, not the largest
def worst_of_circle():
    on_circle = lambda p: misses(jnp.array([p[0], 0.0, 0.0, p[1]]))
    p = levenberg_marquardt(on_circle, jnp.array([687.0, 1.0]))
    return jnp.sqrt(jnp.mean(on_circle(p) ** 2))

# %% wrong | minimises the largest miss instead of the sum of squares
from scipy.optimize import minimize

def worst_of_circle():
    def largest(q):
        return np.abs(np_residuals((q[0], 0.0, 0.0, q[1]))).max()

    return minimize(largest, [687.0, 1.0], method="Nelder-Mead").fun

# %% wrong | unwraps without the whole turn that Mars makes between oppositions
def worst_of_circle():
    along = np.unwrap(longitude)
    line = np.polyfit(t, along, 1)
    return np.degrees(np.abs(along - np.polyval(line, t)).max()) * 60

# %% wrong | degrees, not minutes of arc
def worst_of_circle():
    def residuals(p):
        d = p[1] + 2 * np.pi * t / p[0] - longitude
        return np.degrees(np.arctan2(np.sin(d), np.cos(d)))

    return abs(least_squares(residuals, [687.0, 1.0], x_scale="jac").fun).max()

# %% wrong | answers the second question: how many times two minutes
def worst_of_circle():
    def residuals(p):
        d = p[1] + 2 * np.pi * t / p[0] - longitude
        return np.degrees(np.arctan2(np.sin(d), np.cos(d))) * 60

    circle = least_squares(residuals, [687.0, 1.0], method="lm", x_scale="jac")
    return abs(circle.fun).max() / 2

# %% wrong | leaves the eccentricity free: an ellipse, not a circle
def worst_of_circle():
    best = levenberg_marquardt(misses, jnp.array([687.0, 0.1, 5.0, 1.0]))
    return jnp.abs(misses(best)).max()

# %% wrong | a robust loss: no longer least squares
def worst_of_circle():
    def residuals(q):
        return np_residuals((q[0], 0.0, 0.0, q[1]))

    robust = least_squares(residuals, [687.0, 1.0], loss="soft_l1", x_scale=[100.0, 1.0])
    return np.abs(residuals(robust.x)).max()
