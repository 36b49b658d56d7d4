# %% right | np.interp on flipped logarithms
def price(a, b, error):
    def evaluations(w):
        w = np.asarray(w, dtype=float)[::-1]
        return np.exp(np.interp(np.log(error), np.log(w[:, 0]), np.log(w[:, 1])))
    return evaluations(a) / evaluations(b)

# %% right | jnp.interp, ratio as a difference of logs
def price(a, b, error):
    def log_cost(w):
        le, ln = jnp.log(jnp.asarray(w, dtype=float)).T
        return jnp.interp(jnp.log(error), le[::-1], ln[::-1])
    return jnp.exp(log_cost(a) - log_cost(b))

# %% right | loop over the pieces and the formula of a straight line
def price(a, b, error):
    import math

    def cost(rows):
        rows = np.asarray(rows, dtype=float)
        x = math.log10(error)
        for (e0, n0), (e1, n1) in zip(rows[:-1], rows[1:]):
            if e1 <= error <= e0:
                x0, x1 = math.log10(e0), math.log10(e1)
                y0, y1 = math.log10(n0), math.log10(n1)
                return 10.0 ** (y0 + (y1 - y0) * (x - x0) / (x1 - x0))
        return rows[-1, 1] if error < rows[-1, 0] else rows[0, 1]   # only rounding leads here

    return cost(a) / cost(b)

# %% right | SciPy's interp1d
def price(a, b, error):
    from scipy.interpolate import interp1d

    def work(w):
        logs = np.log10(np.asarray(w, dtype=float))
        line = interp1d(logs[:, 0], logs[:, 1], kind="linear", fill_value="extrapolate")
        return 10 ** float(line(np.log10(error)))

    return work(a) / work(b)

# %% right | local power law: n0 * (error / e0) ** exponent
def price(a, b, error):
    def at(w):
        e, n = np.asarray(w, dtype=float).T
        k = int(np.clip(np.sum(e >= error) - 1, 0, len(e) - 2))
        exponent = np.log(n[k + 1] / n[k]) / np.log(e[k + 1] / e[k])
        return n[k] * (error / e[k]) ** exponent

    return float(at(a) / at(b))

# %% right | searchsorted on minus the log error, which rises
def price(a, b, error):
    out = []
    for w in (a, b):
        w = np.asarray(w, dtype=float)
        x, y = -np.log(w[:, 0]), np.log(w[:, 1])
        q = -np.log(error)
        i = min(max(np.searchsorted(x, q), 1), len(x) - 1)
        s = (q - x[i - 1]) / (x[i] - x[i - 1])
        out.append((1 - s) * y[i - 1] + s * y[i])
    return np.exp(out[0] - out[1])

# %% right | all slopes at once: walk down from the first row with clipped log errors
def price(a, b, error):
    def log_n(w):
        L = jnp.log(jnp.asarray(w, dtype=float))
        slopes = jnp.diff(L[:, 1]) / jnp.diff(L[:, 0])
        walked = jnp.clip(jnp.log(error), L[1:, 0], L[:-1, 0]) - L[:-1, 0]
        return L[0, 1] + jnp.sum(slopes * walked)
    return jnp.exp(log_n(a) - log_n(b))

# %% right | linear B-spline of SciPy
def price(a, b, error):
    from scipy.interpolate import make_interp_spline

    def evals(w):
        w = np.log(np.asarray(w, dtype=float))[::-1]
        return np.exp(float(make_interp_spline(w[:, 0], w[:, 1], k=1)(np.log(error))))

    return evals(a) / evals(b)

# %% right | polyfit of degree one through the two neighbouring rows
def price(a, b, error):
    def count(w):
        w = np.asarray(w, dtype=float)
        k = 0
        while k < len(w) - 2 and w[k + 1, 0] > error:
            k += 1
        slope, intercept = np.polyfit(np.log(w[k:k + 2, 0] / error), np.log(w[k:k + 2, 1]), 1)
        return np.exp(intercept)
    return count(a) / count(b)

# %% right | hat functions as a matrix of weights
def price(a, b, error):
    def weights(x, q):
        eye = np.eye(len(x))
        return np.array([np.interp(q, x[::-1], row[::-1]) for row in eye])

    def cost(w):
        le, ln = np.log2(np.asarray(w, dtype=float)).T
        return 2.0 ** (weights(le, np.log2(error)) @ ln)

    return cost(a) / cost(b)

# %% right | sorts first, computes the reciprocal question and inverts it
def price(a, b, error):
    def evaluations(w):
        w = np.asarray(w, dtype=float)
        w = w[np.argsort(w[:, 0])]
        return np.exp(np.interp(np.log(error), *np.log(w).T))
    b_in_units_of_a = evaluations(b) / evaluations(a)
    return 1 / b_in_units_of_a

# %% wrong | ratio upside down: evaluations of b per evaluation of a
def price(a, b, error):
    def evaluations(w):
        w = np.asarray(w)[::-1]
        return np.exp(np.interp(np.log(error), np.log(w[:, 0]), np.log(w[:, 1])))
    return evaluations(b) / evaluations(a)

# %% wrong | interp needs rising abscissae, the errors fall
def price(a, b, error):
    def evaluations(w):
        w = np.asarray(w)
        return np.exp(np.interp(np.log(error), np.log(w[:, 0]), np.log(w[:, 1])))
    return evaluations(a) / evaluations(b)

# %% wrong | straight lines in error and evaluations themselves
def price(a, b, error):
    def evaluations(w):
        w = np.asarray(w)[::-1]
        return np.interp(error, w[:, 0], w[:, 1])
    return evaluations(a) / evaluations(b)

# %% wrong | log of the error only, evaluations linear
def price(a, b, error):
    def evaluations(w):
        w = jnp.asarray(w)[::-1]
        return jnp.interp(jnp.log10(error), jnp.log10(w[:, 0]), w[:, 1])
    return evaluations(a) / evaluations(b)

# %% wrong | the first row that is good enough, without interpolation
def price(a, b, error):
    def evaluations(w):
        w = np.asarray(w)
        return w[np.argmax(w[:, 0] <= error), 1]
    return evaluations(a) / evaluations(b)

# %% wrong | one straight line fitted to all rows
def price(a, b, error):
    def evaluations(w):
        slope, offset = np.polyfit(np.log(w[:, 0]), np.log(w[:, 1]), 1)
        return np.exp(offset + slope * np.log(error))
    return evaluations(a) / evaluations(b)

# %% wrong | ratio of the logarithms instead of the logarithm of the ratio
def price(a, b, error):
    def log_evaluations(w):
        w = np.log(np.asarray(w))[::-1]
        return np.interp(np.log(error), w[:, 0], w[:, 1])
    return log_evaluations(a) / log_evaluations(b)

# %% wrong | interpolates the row-by-row ratio on a's errors, as if b had the same rows
def price(a, b, error):
    m = min(len(a), len(b))
    ratio = np.asarray(a)[:m, 1] / np.asarray(b)[:m, 1]
    le = np.log(np.asarray(a)[:m, 0])
    return np.exp(np.interp(np.log(error), le[::-1], np.log(ratio)[::-1]))

# %% wrong | stops at the difference of logarithms: orders of magnitude, not times
def price(a, b, error):
    def log_evaluations(w):
        w = np.log10(np.asarray(w))[::-1]
        return np.interp(np.log10(error), w[:, 0], w[:, 1])
    return log_evaluations(a) - log_evaluations(b)
