# %% right | the sine rule in the triangle equant, centre, planet; NumPy and SciPy
def equant_worst():
    def residuals(p):
        P, c, d, apsis, L0 = p
        even = L0 + 2 * np.pi * t / P - apsis          # at the equant, from the aphelion
        v = even - np.arcsin(d * np.sin(even))         # at the centre
        lam = apsis + np.arctan2(np.sin(v), c + np.cos(v))
        off = lam - longitude
        return np.degrees(np.arctan2(np.sin(off), np.cos(off))) * 60

    start = [687.0, 0.1, 0.1, scipy_fit.x[2] + np.pi, scipy_fit.x[3]]
    fit = least_squares(residuals, start, method="lm", x_scale="jac")
    return np.abs(fit.fun).max()

# %% right | a ray from the equant meets the circle; the chapter's own fit, compiled
def equant_worst():
    def r(p):
        P, c, d, w, L0 = p
        a = L0 + 2 * jnp.pi * t / P - w
        s = jnp.sqrt(1 - (d * jnp.sin(a)) ** 2) - d * jnp.cos(a)    # length of the ray
        x, y = c + d + s * jnp.cos(a), s * jnp.sin(a)
        off = jnp.arctan2(y, x) + w - longitude
        return jnp.degrees(jnp.arctan2(jnp.sin(off), jnp.cos(off))) * 60

    start = jnp.array([687.0, 0.1, 0.08, 2.6, 1.0])
    best = jax.jit(lambda p: levenberg_marquardt(r, p))(start)
    return float(jnp.abs(r(best)).max())

# %% right | centre as a vector, equant on its continuation at a free multiple
def equant_worst():
    def r(p):
        P, h, k, m, L0 = p
        centre = jnp.array([h, k])
        equant = m * centre
        a = L0 + 2 * jnp.pi * t / P
        ray = jnp.stack([jnp.cos(a), jnp.sin(a)])                   # (2, 12)
        g = equant - centre
        b = g @ ray
        s = -b + jnp.sqrt(b**2 + 1 - g @ g)
        x, y = equant[:, None] + s * ray
        return jnp.degrees(jnp.angle(jnp.exp(1j * (jnp.arctan2(y, x) - longitude)))) * 60

    p = levenberg_marquardt(r, jnp.array([687.0, -0.09, 0.05, 2.0, 1.0]))
    return jnp.max(jnp.abs(r(p)))

# %% right | complex numbers for the plane
def equant_worst():
    def residuals(p):
        P, c, d, w, L0 = p
        u = np.exp(1j * w)
        ray = np.exp(1j * (L0 + 2 * np.pi * t / P))
        b = (d * u * ray.conj()).real
        mars = (c + d) * u + (np.sqrt(b**2 + 1 - d**2) - b) * ray
        return np.degrees(np.angle(mars * np.exp(-1j * longitude))) * 60

    fit = least_squares(residuals, [687.0, 0.1, 0.1, 2.6, 1.0], x_scale="jac",
                        ftol=1e-13, xtol=1e-13, gtol=1e-13)
    return max(abs(fit.fun))

# %% right | free are the whole distance of the equant and the share that lies inside
def equant_worst():
    def r(p):
        P, whole, share, w, L0 = p
        c, d = whole * share, whole * (1 - share)
        a = L0 + 2 * jnp.pi * t / P - w
        v = a - jnp.arcsin(d * jnp.sin(a))
        off = w + jnp.arctan2(jnp.sin(v), c + jnp.cos(v)) - longitude
        return jnp.degrees(jnp.arctan2(jnp.sin(off), jnp.cos(off))) * 60

    best = levenberg_marquardt(r, jnp.array([687.0, 0.185, 0.5, 2.6, 1.0]))
    return abs(r(best)).max()

# %% right | the distance from Sun to equant is the unit, the radius is free
def equant_worst():
    def residuals(p):
        P, centre, R, w, L0 = p
        a = L0 + 2 * np.pi * t / P - w
        g = 1 - centre                                   # from the centre to the equant
        s = np.sqrt(R**2 - (g * np.sin(a)) ** 2) - g * np.cos(a)
        lam = w + np.arctan2(s * np.sin(a), 1 + s * np.cos(a))
        off = (lam - longitude + np.pi) % (2 * np.pi) - np.pi
        return np.degrees(off) * 60

    fit = least_squares(residuals, [687.0, 0.5, 5.4, 2.6, 1.0], method="lm", x_scale="jac")
    return float(np.abs(fit.fun).max())

# %% right | curve_fit, the twelve misses fitted to zero
from scipy.optimize import curve_fit

def equant_worst():
    def miss(t, P, c, d, w, L0):
        even = L0 + 2 * np.pi * t / P - w
        v = even - np.arcsin(d * np.sin(even))
        off = w + np.arctan2(np.sin(v), c + np.cos(v)) - longitude
        return 60 * np.degrees(np.arctan2(np.sin(off), np.cos(off)))

    best, _ = curve_fit(miss, t, 0 * t, p0=[687.0, 0.1, 0.1, 2.6, 1.0])
    return np.abs(miss(t, *best)).max()

# %% right | compiled misses and their Jacobian inside SciPy
def equant_worst():
    @jax.jit
    def r(p):
        P, c, d, w, L0 = p
        even = L0 + 2 * jnp.pi * t / P - w
        v = even - jnp.arcsin(d * jnp.sin(even))
        off = w + jnp.arctan2(jnp.sin(v), c + jnp.cos(v)) - longitude
        return jnp.degrees(jnp.arctan2(jnp.sin(off), jnp.cos(off))) * 60

    start = np.array([687.0, 0.09, 0.09, 2.6, 1.0])
    fit = least_squares(r, start, jax.jit(jax.jacfwd(r)), method="lm", x_scale="jac")
    return jnp.abs(r(fit.x)).max()

# %% right | the angle at the centre by Newton steps instead of an arcsine
def equant_worst():
    def at_centre(even, d):
        def newton(_, v):
            f = jnp.sin(even - v) - d * jnp.sin(even)
            return v + f / jnp.cos(even - v)
        return jax.lax.fori_loop(0, 8, newton, even)

    def r(p):
        P, c, d, w, L0 = p
        v = at_centre(L0 + 2 * jnp.pi * t / P - w, d)
        off = w + jnp.arctan2(jnp.sin(v), c + jnp.cos(v)) - longitude
        return jnp.degrees(jnp.arctan2(jnp.sin(off), jnp.cos(off))) * 60

    best = levenberg_marquardt(r, jnp.array([687.0, 0.1, 0.1, 2.6, 1.0]))
    return float(abs(r(best)).max())

# %% right | sixty-four starts near Mars in one vmap, the lowest cost wins
def equant_worst():
    def r(p):
        P, c, d, w, L0 = p
        even = L0 + 2 * jnp.pi * t / P - w
        s = jnp.sqrt(1 - (d * jnp.sin(even)) ** 2) - d * jnp.cos(even)
        mars = (c + d) + s * jnp.exp(1j * even)
        off = w + jnp.angle(mars) - longitude
        return jnp.degrees(jnp.arctan2(jnp.sin(off), jnp.cos(off))) * 60

    low = jnp.array([680.0, 0.0, 0.0, 2.0, 0.5])
    high = jnp.array([695.0, 0.2, 0.2, 3.2, 1.5])
    starts = jax.random.uniform(jax.random.key(1), (64, 5), minval=low, maxval=high)
    ends = jax.jit(jax.vmap(lambda s: levenberg_marquardt(r, s)))(starts)
    squares = jax.vmap(lambda p: jnp.sum(r(p) ** 2))(ends)
    return jnp.abs(r(ends[jnp.nanargmin(squares)])).max()

# %% right | a class, angles from the perihelion: the distances point the other way
class EquantOrbit:
    def __init__(self, P, c, d, perihelion, L0):
        self.P, self.c, self.d, self.w, self.L0 = P, c, d, perihelion, L0

    def longitude(self, t):
        even = self.L0 + 2 * np.pi * t / self.P - self.w
        ray = -self.d * np.cos(even)
        s = -ray + np.sqrt(1 - (self.d * np.sin(even)) ** 2)
        x = -self.c - self.d + s * np.cos(even)
        return self.w + np.arctan2(s * np.sin(even), x)

def equant_worst():
    def miss(p):
        off = EquantOrbit(*p).longitude(t) - longitude
        return np.degrees(np.arctan2(np.sin(off), np.cos(off))) * 60

    start = [scipy_fit.x[0], 0.09, 0.09, scipy_fit.x[2], scipy_fit.x[3]]
    return np.max(np.abs(least_squares(miss, start, method="lm", x_scale="jac").fun))

# %% right | Gauss-Newton by hand, slopes by the chapter's central differences
def equant_worst():
    def r(p):
        P, c, d, w, L0 = p
        even = L0 + 2 * np.pi * t / P - w
        v = even - np.arcsin(d * np.sin(even))
        off = w + np.arctan2(np.sin(v), c + np.cos(v)) - longitude
        return np.degrees(np.arctan2(np.sin(off), np.cos(off))) * 60

    p = np.array([686.97, 0.1, 0.08, 2.6, 0.975])
    for _ in range(25):
        p = p - np.linalg.lstsq(central_differences(r, p), r(p), rcond=None)[0]
    return np.abs(r(p)).max()

# %% wrong | the two distances set equal, as Ptolemy did, not left free
def equant_worst():
    def residuals(p):
        P, c, w, L0 = p
        even = L0 + 2 * np.pi * t / P - w
        v = even - np.arcsin(c * np.sin(even))
        off = w + np.arctan2(np.sin(v), c + np.cos(v)) - longitude
        return np.degrees(np.arctan2(np.sin(off), np.cos(off))) * 60

    fit = least_squares(residuals, [687.0, 0.1, 2.6, 1.0], method="lm", x_scale="jac")
    return np.abs(fit.fun).max()

# %% wrong | the ellipse again: below three, but not this model
def equant_worst():
    best = levenberg_marquardt(misses, jnp.array([687.0, 0.1, 5.0, 1.0]))
    return jnp.abs(misses(best)).max()

# %% wrong | no equant: the circle is off the Sun and Mars moves evenly about its centre
def equant_worst():
    def residuals(p):
        P, c, w, L0 = p
        even = L0 + 2 * np.pi * t / P - w
        off = w + np.arctan2(np.sin(even), c + np.cos(even)) - longitude
        return np.degrees(np.arctan2(np.sin(off), np.cos(off))) * 60

    fit = least_squares(residuals, [687.0, 0.18, 2.6, 1.0], method="lm", x_scale="jac")
    return np.abs(fit.fun).max()

# %% wrong | the root mean square of the misses
def equant_worst():
    def residuals(p):
        P, c, d, w, L0 = p
        even = L0 + 2 * np.pi * t / P - w
        v = even - np.arcsin(d * np.sin(even))
        off = w + np.arctan2(np.sin(v), c + np.cos(v)) - longitude
        return np.degrees(np.arctan2(np.sin(off), np.cos(off))) * 60

    fit = least_squares(residuals, [687.0, 0.1, 0.1, 2.6, 1.0], method="lm", x_scale="jac")
    return np.sqrt(np.mean(fit.fun**2))

# %% wrong | the largest positive miss: the sign is forgotten, and the largest is negative
def equant_worst():
    def residuals(p):
        P, c, d, w, L0 = p
        even = L0 + 2 * np.pi * t / P - w
        v = even - np.arcsin(d * np.sin(even))
        off = w + np.arctan2(np.sin(v), c + np.cos(v)) - longitude
        return np.degrees(np.arctan2(np.sin(off), np.cos(off))) * 60

    fit = least_squares(residuals, [687.0, 0.1, 0.1, 2.6, 1.0], method="lm", x_scale="jac")
    return fit.fun.max()

# %% wrong | minimises the largest miss, not the sum of squares
from scipy.optimize import minimize

def equant_worst():
    def residuals(u):
        P, c, d, w, L0 = np.array([687.0, 0.1, 0.1, 2.6, 1.0]) + np.array(u) * 0.01
        even = L0 + 2 * np.pi * t / P - w
        v = even - np.arcsin(d * np.sin(even))
        off = w + np.arctan2(np.sin(v), c + np.cos(v)) - longitude
        return np.degrees(np.arctan2(np.sin(off), np.cos(off))) * 60

    u = least_squares(residuals, np.zeros(5), method="lm").x
    for _ in range(5):
        u = minimize(lambda u: np.abs(residuals(u)).max(), u, method="Nelder-Mead",
                     options={"maxiter": 4000, "maxfev": 4000}).x
    return np.abs(residuals(u)).max()

# %% wrong | Kepler's printed distances are put in, only the other three numbers are fitted
def equant_worst():
    def residuals(p):
        P, w, L0 = p
        c, d = 0.11332, 0.07232
        even = L0 + 2 * np.pi * t / P - w
        v = even - np.arcsin(d * np.sin(even))
        off = w + np.arctan2(np.sin(v), c + np.cos(v)) - longitude
        return np.degrees(np.arctan2(np.sin(off), np.cos(off))) * 60

    fit = least_squares(residuals, [687.0, 2.6, 1.0], method="lm", x_scale="jac")
    return np.abs(fit.fun).max()

# %% wrong | the equant may leave the line of Sun and centre: one freedom too many
def equant_worst():
    def r(p):
        P, h, k, x, y, L0 = p
        a = L0 + 2 * jnp.pi * t / P
        b = (x - h) * jnp.cos(a) + (y - k) * jnp.sin(a)
        s = -b + jnp.sqrt(b**2 + 1 - (x - h) ** 2 - (y - k) ** 2)
        lam = jnp.arctan2(y + s * jnp.sin(a), x + s * jnp.cos(a))
        off = lam - longitude
        return jnp.degrees(jnp.arctan2(jnp.sin(off), jnp.cos(off))) * 60

    p = levenberg_marquardt(r, jnp.array([687.0, -0.09, 0.05, -0.17, 0.1, 1.0]))
    return jnp.abs(r(p)).max()

# %% wrong | the angle at the centre is used as if it were seen from the Sun
def equant_worst():
    def residuals(p):
        P, d, w, L0 = p
        even = L0 + 2 * np.pi * t / P - w
        off = w + even - np.arcsin(d * np.sin(even)) - longitude
        return np.degrees(np.arctan2(np.sin(off), np.cos(off))) * 60

    fit = least_squares(residuals, [687.0, 0.1, 2.6, 1.0], method="lm", x_scale="jac")
    return np.abs(fit.fun).max()

# %% wrong | returns all twelve misses
def equant_worst():
    def r(p):
        P, c, d, w, L0 = p
        a = L0 + 2 * jnp.pi * t / P - w
        s = jnp.sqrt(1 - (d * jnp.sin(a)) ** 2) - d * jnp.cos(a)
        off = w + jnp.arctan2(s * jnp.sin(a), c + d + s * jnp.cos(a)) - longitude
        return jnp.degrees(jnp.arctan2(jnp.sin(off), jnp.cos(off))) * 60

    best = levenberg_marquardt(r, jnp.array([687.0, 0.1, 0.08, 2.6, 1.0]))
    return jnp.abs(r(best))
