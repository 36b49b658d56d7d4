"""Answers to the exercises of the chapter `science/fitting-odes`."""

CHAPTER = "science/fitting-odes"

X64 = (True,)  # the precision of the chapter

# Right answers beside the printed one.
RIGHT = {
    "fit_mode": {
        "negated": 'def mode(n, m):\n    return "reverse" if m < n else "forward"',
        "a table": 'def mode(n, m):\n    return {True: "forward", False: "reverse"}[bool(n <= m)]',
    },
    "fit_log": {
        "times exp(-z)": """
def in_logs(f):
    return lambda t, z, p: f(t, jnp.exp(z), p) * jnp.exp(-z)
""",
        "by jvp": """
def in_logs(f):
    def g(t, z, p):
        x = jnp.exp(z)
        return jax.jvp(jnp.log, (x,), (f(t, x, p),))[1]
    return g
""",
    },
    "fit_best": {
        "nanargmin": """
def best_of(q, cost, solved):
    c = jnp.where(solved & (jnp.abs(cost) < jnp.inf), cost, jnp.nan)
    i = jnp.nanargmin(jnp.where(jnp.isnan(c).all(), 0.0, c))
    return q[i] + jnp.where(jnp.isnan(c).all(), jnp.nan, 0.0)
""",
        "sorted": """
def best_of(q, cost, solved):
    bad = ~(solved & jnp.isfinite(cost))
    order = jnp.lexsort((jnp.where(bad, 0.0, cost), bad))
    return jnp.where(jnp.all(bad), jnp.full(q.shape[1], jnp.nan), q[order[0]])
""",
    },
    "fit_slopes": {
        "forward differences": """
def slopes(f, q):
    f0 = f(q)
    J = np.zeros((f0.size, q.size))
    for k in range(q.size):
        s = np.zeros(q.size)
        s[k] = 1e-4
        J[:, k] = (f(q + s) - f0) / 1e-4
    return J
""",
        "SciPy, with a step": """
def slopes(f, q):
    from scipy.optimize._numdiff import approx_derivative
    return approx_derivative(f, q, method="3-point", abs_step=1e-3)
""",
        "Richardson, of lists": """
def slopes(f, q):
    columns = []
    for e in np.eye(q.size):
        d = [(f(q + h * e) - f(q - h * e)) / (2 * h) for h in (1e-2, 2e-2)]
        columns.append((4 * d[0] - d[1]) / 3)
    return np.stack(columns, axis=1).tolist()
""",
    },
    "fit_unseen": {
        "of J^T J, padded": """
def unseen(J):
    m, n = J.shape
    square = np.vstack([J, np.zeros((max(n - m, 0), n))])
    U, s, V = np.linalg.svd(square, full_matrices=False)
    return V[s < 1e-8 * s.max()]
""",
        "SciPy": """
def unseen(J):
    from scipy.linalg import null_space
    return null_space(J, rcond=1e-8).T
""",
        "jnp": """
def unseen(J):
    s, V = jnp.linalg.svd(jnp.asarray(J))[1:]
    return V[int((s >= 1e-8 * s[0]).sum()):]
""",
    },
    "fit_own_model": {
        "SciPy": """
def fit_model(model, start, logs):
    found = least_squares(lambda q: np.asarray(model(q)) - logs, start, xtol=1e-12)
    C = 2 * found.cost / (len(logs) - len(start)) * np.linalg.inv(found.jac.T @ found.jac)
    return found.x, C.diagonal() ** 0.5
""",
        "normal equations in a fori_loop": """
def fit_model(model, start, logs):
    def step(_, q):
        J = jax.jacrev(model)(q)
        return q - jnp.linalg.solve(J.T @ J, J.T @ (model(q) - logs))
    q = jax.lax.fori_loop(0, 30, step, jnp.asarray(start))
    J, r = jax.jacfwd(model)(q), model(q) - logs
    return [q, jnp.linalg.norm(jnp.linalg.pinv(J), axis=1) * jnp.sqrt(r @ r / (r.size - q.size))]
""",
    },
}

LOOP = """
def fit_model(model, start, logs):
    q = np.asarray(start, float)
    for _ in range({steps}):
        r, J = np.asarray(model(q) - logs), np.asarray(jax.jacfwd(model)(q))
        q = q - np.linalg.lstsq(J, r)[0]
    r, J = np.asarray(model(q) - logs), np.asarray(jax.jacfwd(model)(q))
    n, k = r.size, q.size
    A = np.linalg.inv(J.T @ J)
    return {result}
"""

# Wrong answers: source, a phrase of the diagnosis, misconception.
WRONG = {
    "fit_mode": {
        "swapped": (
            'def mode(n, m):\n    return "reverse" if n <= m else "forward"',
            "wrong way round",
            "M44",
        ),
        "always": ('def mode(n, m):\n    return "forward"', "One answer for all", "M44"),
        "a limit": (
            'def mode(n, m):\n    return "reverse" if n > 100 else "forward"',
            "one size alone",
            "M44",
        ),
        "one output only": (
            'def mode(n, m):\n    return "reverse" if m == 1 else "forward"',
            "one size alone",
            "M44",
        ),
        "ties": ('def mode(n, m):\n    return "forward" if n < m else "reverse"', "equal", None),
        "a bool": ("def mode(n, m):\n    return n <= m", "the string", None),
    },
    "fit_log": {
        "no division": (
            "def in_logs(f):\n    return lambda t, z, p: f(t, jnp.exp(z), p)",
            "This is dx/dt",
            None,
        ),
        "z for x": ("def in_logs(f):\n    return f", "is given z", None),
        "multiplies": (
            "def in_logs(f):\n    return lambda t, z, p: f(t, jnp.exp(z), p) * jnp.exp(z)",
            "multiplies by x",
            None,
        ),
        "divides by z": (
            "def in_logs(f):\n    return lambda t, z, p: f(t, jnp.exp(z), p) / z",
            "divides by z",
            None,
        ),
        "log of the slope": (
            "def in_logs(f):\n    return lambda t, z, p: jnp.log(f(t, jnp.exp(z), p))",
            "logarithm of the derivative",
            None,
        ),
        "NumPy": (
            "def in_logs(f):\n    return lambda t, z, p: f(t, np.exp(z), p) / np.exp(z)",
            "",
            "M03",
        ),
        "a value": ("def in_logs(f):\n    return 1.0", "return a function", None),
    },
    "fit_best": {
        "argmin alone": (
            "def best_of(q, cost, solved):\n    return q[jnp.argmin(cost)]",
            "not solved wins",
            "M59",
        ),
        "NaN": (
            "def best_of(q, cost, solved):\n"
            "    return q[jnp.argmin(jnp.where(solved, cost, jnp.inf))]",
            "cost of NaN wins",
            "M59",
        ),
        "nothing left": (
            "def best_of(q, cost, solved):\n"
            "    ok = solved & jnp.isfinite(cost)\n"
            "    return q[jnp.argmin(jnp.where(ok, cost, jnp.inf))]",
            "No fit is left",
            "M59",
        ),
        "a mask": (
            """
def best_of(q, cost, solved):
    ok = solved & jnp.isfinite(cost)
    if not np.asarray(ok).any():
        return jnp.full(q.shape[1], jnp.nan)
    return q[ok][jnp.argmin(cost[ok])]
""",
            "",
            "M03",
        ),
        "a penalty": (
            """
def best_of(q, cost, solved):
    ok = solved & jnp.isfinite(cost)
    c = jnp.where(ok, cost, 1e6)
    return jnp.where(ok.any(), q[jnp.argmin(c)], jnp.nan)
""",
            "not solved wins",
            "M59",
        ),
        "the worst": (
            """
def best_of(q, cost, solved):
    ok = solved & jnp.isfinite(cost)
    return jnp.where(ok.any(), q[jnp.argmax(jnp.where(ok, cost, -jnp.inf))], jnp.nan)
""",
            "the worst",
            None,
        ),
    },
    "fit_slopes": {
        "the usual step": (
            """
def slopes(f, q):
    s = 1.5e-8 * np.eye(q.size)
    return np.array([(f(q + e) - f(q)) / 1.5e-8 for e in s]).T
""",
            "those of the noise",
            "M32",
        ),
        "a long step": (
            """
def slopes(f, q):
    s = 0.2 * np.eye(q.size)
    return np.array([(f(q + e) - f(q - e)) / 0.4 for e in s]).T
""",
            "bends",
            None,
        ),
        "forward, too long": (
            """
def slopes(f, q):
    s = 1e-2 * np.eye(q.size)
    return np.array([(f(q + e) - f(q)) / 1e-2 for e in s]).T
""",
            "bends",
            None,
        ),
        "turned": (
            """
def slopes(f, q):
    s = 1e-3 * np.eye(q.size)
    return np.array([(f(q + e) - f(q - e)) / 2e-3 for e in s])
""",
            "other way",
            None,
        ),
        "jacfwd": ("def slopes(f, q):\n    return jax.jacfwd(f)(q)", "", None),
    },
    "fit_unseen": {
        "thin": (
            """
def unseen(J):
    _, s, V = np.linalg.svd(J, full_matrices=False)
    return V[s <= 1e-8 * s[0]]
""",
            "fewer data than parameters",
            None,
        ),
        "absolute": (
            """
def unseen(J):
    _, s, V = np.linalg.svd(J)
    return V[(s > 1e-8).sum():]
""",
            "with the largest",
            None,
        ),
        "columns": (
            """
def unseen(J):
    _, s, V = np.linalg.svd(J)
    return V[(s > 1e-8 * s[0]).sum():].T
""",
            "in columns",
            None,
        ),
        "the last one": (
            "def unseen(J):\n    return np.linalg.svd(J)[2][-1:]",
            "number of unseen",
            None,
        ),
        "columns of V": (
            """
def unseen(J):
    _, s, V = np.linalg.svd(J)
    return V.T[(s > 1e-8 * s[0]).sum():]
""",
            "not zero",
            None,
        ),
        "not of unit length": (
            """
def unseen(J):
    _, s, V = np.linalg.svd(J)
    return 2 * V[(s > 1e-8 * s[0]).sum():]
""",
            "not orthonormal",
            None,
        ),
    },
    "fit_own_model": {
        "no variance": (
            LOOP.format(steps=20, result="q, np.sqrt(np.diag(A))"),
            "how noisy",
            None,
        ),
        "n": (
            LOOP.format(steps=20, result="q, np.sqrt(np.diag(A) * (r @ r) / n)"),
            "with n here",
            None,
        ),
        "variances": (
            LOOP.format(steps=20, result="q, np.diag(A) * (r @ r) / (n - k)"),
            "are variances",
            None,
        ),
        "the diagonal": (
            LOOP.format(steps=20, result="q, np.sqrt((r @ r) / (n - k) / np.diag(J.T @ J))"),
            "as if the others were known",
            None,
        ),
        "the covariance": (
            LOOP.format(steps=20, result="q, A * (r @ r) / (n - k)"),
            "whole covariance",
            None,
        ),
        "one step": (
            LOOP.format(steps=1, result="q, np.sqrt(np.diag(A) * (r @ r) / (n - k))"),
            "converged",
            None,
        ),
        "exponentials": (
            LOOP.format(steps=20, result="np.exp(q), np.sqrt(np.diag(A) * (r @ r) / (n - k))"),
            "exponentials",
            None,
        ),
        "one thing": (LOOP.format(steps=20, result="q"), "pair", None),
    },
}
