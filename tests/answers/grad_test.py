# %% right | central differences along each axis, plain loop
def gradient_is_right(f, g, x):
    claimed = np.asarray(g(x))
    h = 1e-5
    for i in range(len(x)):
        step = np.zeros(len(x))
        step[i] = h
        difference = (float(f(x + step)) - float(f(x - step))) / (2 * h)
        if not abs(difference - claimed[i]) < 0.005:
            return False
    return True

# %% right | the chapter's central_differences
def gradient_is_right(f, g, x):
    differences = central_differences(f, x, np.full(len(x), 1e-5))
    return bool(np.all(np.abs(differences - np.asarray(g(x))) < 5e-3))

# %% right | NumPy truth value, allclose-like comparison written out
def gradient_is_right(f, g, x):
    d = [(f(x + e) - f(x - e)) / 2e-5 for e in 1e-5 * np.eye(len(x))]
    return (abs(np.array(d, float) - np.asarray(g(x))) < 3e-3).all()

# %% right | allclose with absolute tolerance only
def gradient_is_right(f, g, x):
    x = jnp.asarray(x)
    h = 2.0**-16
    differences = [(f(x.at[i].add(h)) - f(x.at[i].add(-h))) / (2 * h)
                   for i in range(x.size)]
    return np.allclose(np.array(differences, float), np.asarray(g(x)), rtol=0, atol=4e-3)

# %% right | fourth-order differences
def gradient_is_right(f, g, x):
    given = np.array(g(x), float)
    if not np.isfinite(given).all():
        return False
    h = 1e-4
    for axis, expected in zip(np.eye(len(x)), given):
        F = lambda k: float(f(x + k * h * axis))
        slope_ = (8 * (F(1) - F(-1)) - (F(2) - F(-2))) / (12 * h)
        if abs(slope_ - expected) > 5e-3:
            return False
    return True

# %% right | Richardson, two steps of a central difference
def gradient_is_right(f, g, x):
    def central(h):
        return np.array([float(f(x + h * e) - f(x - h * e)) / (2 * h)
                         for e in np.eye(len(x))])
    best = (4 * central(1e-5) - central(2e-5)) / 3
    return bool(np.max(np.abs(best - np.asarray(g(x)))) < 5e-3)

# %% right | SciPy's approx_fprime with a wider step, both sides
from scipy.optimize import approx_fprime

def gradient_is_right(f, g, x):
    x = np.asarray(x, float)
    F = lambda p: float(f(p))
    two_sided = (approx_fprime(x, F, 1e-6) + approx_fprime(x, F, -1e-6)) / 2
    worst = np.abs(two_sided - np.asarray(g(x))).max()
    return bool(worst < 0.005)

# %% right | central differences along a random orthogonal basis
def gradient_is_right(f, g, x):
    n = len(x)
    Q, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(n, n)))
    h = 1e-5
    along = np.array([float(f(x + h * q) - f(x - h * q)) / (2 * h) for q in Q])
    miss = along - Q @ np.asarray(g(x), float)
    return bool(np.linalg.norm(miss) < 5e-3)

# %% right | callable object, counts the disagreements
class GradientTest:
    def __init__(self, h=1e-5, tolerance=0.005):
        self.h, self.tolerance = h, tolerance

    def slope(self, f, x, i):
        s = np.zeros(np.shape(x)); s[i] = self.h
        return (float(f(x + s)) - float(f(x - s))) / (2 * self.h)

    def __call__(self, f, g, x):
        gradient = np.asarray(g(x)).tolist()
        agree = [abs(self.slope(f, x, i) - gi) <= self.tolerance
                 for i, gi in enumerate(gradient)]
        return sum(agree) == len(agree)

gradient_is_right = GradientTest()

# %% right | first-order remainder along each axis
def gradient_is_right(f, g, x):
    h, gradient = 1e-5, np.asarray(g(x), float)
    for i, e in enumerate(np.eye(len(x))):
        odd_remainder = float(f(x + h * e)) - float(f(x - h * e)) - 2 * h * gradient[i]
        if not (-1e-7 < odd_remainder < 1e-7):
            return False
    return True

# %% right | map and all, terse
gradient_is_right = lambda f, g, x: all(
    abs((f(x + s) - f(x - s)) / 2e-5 - gi) < 5e-3
    for s, gi in zip(1e-5 * np.eye(len(x)), np.asarray(g(x))))

# %% right | slope of a line fitted through seven values
def gradient_is_right(f, g, x):
    offsets = np.arange(-3, 4) * 1e-5
    gradient = np.asarray(g(x), dtype=float)
    fitted = []
    for direction in np.eye(gradient.size):
        values = np.array([float(f(x + s * direction)) for s in offsets])
        fitted.append(offsets @ (values - values.mean()) / (offsets @ offsets))
    error = np.abs(np.array(fitted) - gradient)
    return bool(np.isfinite(error).all() and error.max() < 5e-3)

# %% wrong | compares with jax.grad of f, blind to guards and stop_gradient
def gradient_is_right(f, g, x):
    return bool(np.allclose(jax.grad(f)(x), g(x), rtol=0, atol=5e-3))

# %% wrong | check_grads of f, never looks at g
def gradient_is_right(f, g, x):
    try:
        check_grads(f, (x,), order=1, modes=["rev"])
    except AssertionError:
        return False
    return True

# %% wrong | NaN passes the comparison
def gradient_is_right(f, g, x):
    differences = central_differences(f, x, np.full(len(x), 1e-5))
    return not np.any(np.abs(differences - np.asarray(g(x))) > 5e-3)

# %% wrong | relative tolerance lets 0.01 through at large gradients
def gradient_is_right(f, g, x):
    differences = central_differences(f, x, np.full(len(x), 1e-5))
    return bool(np.allclose(differences, np.asarray(g(x)), rtol=1e-2, atol=1e-3))

# %% wrong | one direction, all ones, errors can cancel
def gradient_is_right(f, g, x):
    v, h = np.ones(len(x)), 1e-5
    along = float(f(x + h * v) - f(x - h * v)) / (2 * h)
    return bool(abs(along - np.dot(np.asarray(g(x)), v)) < 5e-3)

# %% wrong | step proportional to x, zero at zero
def gradient_is_right(f, g, x):
    gradient = np.asarray(g(x))
    for i, e in enumerate(np.eye(len(x))):
        h = 1e-6 * abs(float(x[i]))
        d = np.float64(f(x + h * e) - f(x - h * e)) / (2 * h) if h else 0.0
        if not abs(d - gradient[i]) < 5e-3:
            return False
    return True

# %% wrong | step far too small, rounding refuses right gradients
def gradient_is_right(f, g, x):
    differences = central_differences(f, x, np.full(len(x), 1e-14))
    return bool(np.all(np.abs(differences - np.asarray(g(x))) < 5e-3))

# %% wrong | one-sided with a large step, curvature refuses right gradients
def gradient_is_right(f, g, x):
    h = 0.1
    d = np.array([float(f(x + h * e) - f(x)) / h for e in np.eye(len(x))])
    return bool(np.all(np.abs(d - np.asarray(g(x))) < 5e-3))

# %% wrong | mean of the errors, one wrong entry of many gets lost
def gradient_is_right(f, g, x):
    differences = central_differences(f, x, np.full(len(x), 1e-5))
    return bool(np.mean(np.abs(differences - np.asarray(g(x)))) < 5e-3)

# %% wrong | error without absolute value
def gradient_is_right(f, g, x):
    differences = central_differences(f, x, np.full(len(x), 1e-5))
    return bool(np.max(differences - np.asarray(g(x))) < 5e-3)

# %% wrong | checks the direction of the gradient, not its size
def gradient_is_right(f, g, x):
    d = central_differences(f, x, np.full(len(x), 1e-5))
    gx = np.asarray(g(x))
    cosine = d @ gx / (np.linalg.norm(d) * np.linalg.norm(gx) + 1e-30)
    return bool(cosine > 1 - 1e-8)

# %% wrong | Taylor slope along one direction that moves the first entry only
def gradient_is_right(f, g, x):
    v = np.zeros(len(x))
    v[0] = 1.0
    hs, _, r1 = remainders(f, x, np.asarray(g(x)), v)
    return bool(slope(hs, r1 + 1e-300) > 1.5)

# %% wrong | tolerance larger than the error to be found
def gradient_is_right(f, g, x):
    differences = central_differences(f, x, np.full(len(x), 1e-5))
    return bool(np.all(np.abs(differences - np.asarray(g(x))) < 0.1))

# %% wrong | Taylor slope of 2 demanded, a linear function has none
def gradient_is_right(f, g, x):
    gradient = np.asarray(g(x), float)
    for e in np.eye(len(x)):
        hs, _, r1 = remainders(f, x, gradient, e)
        if not abs(slope(hs, r1 + 1e-300) - 2) < 0.2:
            return False
    return True

# %% wrong | differences of f taken in 32 bits
def gradient_is_right(f, g, x):
    x32 = np.asarray(x, np.float32)
    h = np.float32(1e-5)
    d = np.array([(np.float32(f(x32 + h * e)) - np.float32(f(x32 - h * e))) / (2 * h)
                  for e in np.eye(len(x), dtype=np.float32)])
    return bool(np.all(np.abs(d - np.asarray(g(x))) < 5e-3))

# %% wrong | one direction of random signs, two errors can cancel
def gradient_is_right(f, g, x):
    v = np.random.default_rng(seed(0)).choice([-1.0, 1.0], size=len(x))
    h = 1e-5
    along = float(f(x + h * v) - f(x - h * v)) / (2 * h)
    return bool(abs(along - np.asarray(g(x)) @ v) < 5e-3)
