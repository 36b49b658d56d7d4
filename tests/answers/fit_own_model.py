# %% right | Gauss-Newton with QR in a Python loop
def fit_model(model, start, logs):
    both = jax.jit(lambda q: (model(q), jax.jacfwd(model)(q)))
    q = np.array(start, dtype=float)
    y = np.asarray(logs, dtype=float)
    for _ in range(25):
        pred, J = map(np.asarray, both(q))
        Q, R = np.linalg.qr(J)
        q = q + np.linalg.solve(R, Q.T @ (y - pred))
    pred, J = map(np.asarray, both(q))
    r = y - pred
    var = r @ r / (r.size - q.size)
    Rinv = np.linalg.inv(np.linalg.qr(J, mode="r"))
    return q, np.sqrt(var * np.sum(Rinv**2, axis=1))

# %% right | all in one jit with fori_loop
def fit_model(model, start, logs):
    logs = jnp.asarray(logs)

    @jax.jit
    def run(q):
        def factors(q):
            return jnp.linalg.qr(jax.jacfwd(model)(q))

        def step(_, q):
            Q, R = factors(q)
            return q + jax.scipy.linalg.solve_triangular(R, Q.T @ (logs - model(q)))

        q = jax.lax.fori_loop(0, 20, step, q)
        _, R = factors(q)
        W = jax.scipy.linalg.solve_triangular(R, jnp.eye(q.size))
        var = jnp.sum((logs - model(q)) ** 2) / (logs.size - q.size)
        return q, jnp.sqrt(var) * jnp.linalg.norm(W, axis=1)

    return run(jnp.asarray(start, dtype=jnp.float64))

# %% right | scan, the last Jacobian by columns of jvp
def fit_model(model, start, logs):
    logs = jnp.asarray(logs)
    q0 = jnp.asarray(start, dtype=jnp.float64)
    k = q0.shape[0]

    def value_and_jacobian(q):
        push = lambda v: jax.jvp(model, (q,), (v,))
        value, J = jax.vmap(push, out_axes=(None, 1))(jnp.eye(k))
        return value, J

    @jax.jit
    def everything(q0):
        def step(q, _):
            value, J = value_and_jacobian(q)
            Q, R = jnp.linalg.qr(J)
            return q + jnp.linalg.solve(R, Q.T @ (logs - value)), None

        q, _ = jax.lax.scan(step, q0, None, length=22)
        value, J = value_and_jacobian(q)
        Rinv = jnp.linalg.inv(jnp.linalg.qr(J)[1])
        var = jnp.sum((logs - value) ** 2) / (logs.shape[0] - k)
        return q, jnp.sqrt(var * jnp.diag(Rinv @ Rinv.T))

    return everything(q0)

# %% right | while_loop until the step is far below an error bar
def fit_model(model, start, logs):
    logs = jnp.asarray(logs)
    n = logs.size

    @jax.jit
    def run(q):
        k = q.size

        def go(state):
            q, _, _, i = state
            r = logs - model(q)
            Q, R = jnp.linalg.qr(jax.jacfwd(model)(q))
            W = jnp.linalg.inv(R)
            step = W @ (Q.T @ r)
            err = jnp.sqrt(r @ r / (n - k) * jnp.sum(W**2, axis=1))
            return q + step, err, jnp.max(jnp.abs(step) / err), i + 1

        def more(state):
            # not before twenty steps; then until step and error bars stand still
            return (state[3] < 21) | ((state[2] > 1e-6) & (state[3] < 60))

        q, err, _, _ = jax.lax.while_loop(more, go, (q, jnp.ones(k), jnp.asarray(jnp.inf), 0))
        return q, err

    return run(jnp.asarray(start, dtype=jnp.float64))

# %% right | SVD with NumPy
def fit_model(model, start, logs):
    value = jax.jit(model)
    jac = jax.jit(jax.jacfwd(model))
    q = np.array(start, dtype=float)
    logs = np.asarray(logs)
    for _ in range(30):
        U, s, Vt = np.linalg.svd(np.asarray(jac(q)), full_matrices=False)
        q = q + Vt.T @ (U.T @ (logs - np.asarray(value(q))) / s)
    U, s, Vt = np.linalg.svd(np.asarray(jac(q)), full_matrices=False)
    r = logs - np.asarray(value(q))
    sigma = np.sqrt(np.sum(r**2) / (len(r) - len(q)))
    return q, sigma * np.sqrt(np.sum((Vt.T / s) ** 2, axis=1))

# %% right | curve_fit of SciPy, after Gauss-Newton steps
from scipy.optimize import curve_fit

def fit_model(model, start, logs):
    value = jax.jit(model)
    jac = jax.jit(jax.jacfwd(model))
    y = np.asarray(logs, dtype=float)
    q = np.array(start, dtype=float)
    for _ in range(20):
        Q, R = np.linalg.qr(np.asarray(jac(q)))
        q = q + np.linalg.solve(R, Q.T @ (y - np.asarray(value(q))))
    best, cov = curve_fit(lambda _, *p: np.asarray(value(np.array(p))), np.arange(y.size), y,
                          p0=q, jac=lambda _, *p: np.asarray(jac(np.array(p))))
    return best, np.sqrt(np.diag(cov))

# %% right | least_squares of SciPy and Gauss-Newton, the lower of the two
def fit_model(model, start, logs):
    y = np.asarray(logs, dtype=float)
    value = jax.jit(model)
    jac = jax.jit(jax.jacfwd(model))
    residual = lambda q: np.asarray(value(q)) - y
    jacobian = lambda q: np.asarray(jac(q))

    q = np.array(start, dtype=float)
    for _ in range(20):
        Q, R = np.linalg.qr(jacobian(q))
        q = q - np.linalg.solve(R, Q.T @ residual(q))
    polished = least_squares(residual, q, jac=jacobian, x_scale="jac",
                             ftol=1e-15, xtol=1e-15, gtol=1e-15, max_nfev=30).x
    cost = lambda q: np.sum(residual(q) ** 2)
    q = polished if cost(polished) < cost(q) else q
    Rinv = np.linalg.inv(np.linalg.qr(jacobian(q))[1])
    return q, np.sqrt(cost(q) / (y.size - q.size) * np.diag(Rinv @ Rinv.T))

# %% right | errors from each column's part that the others do not explain
def fit_model(model, start, logs):
    y = np.asarray(logs, dtype=float)
    both = jax.jit(lambda q: (model(q), jax.jacfwd(model)(q)))
    q = np.array(start, dtype=float)
    for _ in range(25):
        pred, J = map(np.asarray, both(q))
        size = np.linalg.norm(J, axis=0)
        q = q + np.linalg.lstsq(J / size, y - pred, rcond=None)[0] / size
    pred, J = map(np.asarray, both(q))
    n, k = J.shape
    sigma = np.sqrt(np.sum((y - pred) ** 2) / (n - k))
    errors = []
    for j in range(k):
        own = J[:, j]
        if k > 1:
            others, _ = np.linalg.qr(np.delete(J, j, axis=1))
            for _ in range(2):
                own = own - others @ (others.T @ own)
        errors.append(sigma / np.linalg.norm(own))
    return q, np.array(errors)

# %% right | normal equations in long double, Cholesky by hand
def _inverse_factor(A):
    k = len(A)
    L = np.zeros_like(A)
    for i in range(k):
        for j in range(i + 1):
            s = A[i, j] - np.sum(L[i, :j] * L[j, :j])
            L[i, j] = np.sqrt(s) if i == j else s / L[j, j]
    W = np.zeros_like(A)                 # W = inverse of L
    for c in range(k):
        for i in range(k):
            b = np.longdouble(1 if i == c else 0)
            W[i, c] = (b - np.sum(L[i, :i] * W[:i, c])) / L[i, i]
    return W

def fit_model(model, start, logs):
    both = jax.jit(lambda q: (model(q), jax.jacfwd(model)(q)))
    y = np.asarray(logs, dtype=np.longdouble)
    q = np.array(start, dtype=float)
    for i in range(26):
        pred, J = (np.asarray(a).astype(np.longdouble) for a in both(q))
        size = np.sqrt(np.sum(J * J, axis=0))
        J = J / size
        r = y - pred
        W = _inverse_factor((J[:, :, None] * J[:, None, :]).sum(axis=0))
        if i < 25:
            g = (J * r[:, None]).sum(axis=0)
            z = (W * g).sum(axis=1)
            q = q + np.asarray((W * z[:, None]).sum(axis=0) / size, dtype=float)
    var = np.sum(r * r) / (len(y) - len(q))
    errors = np.sqrt(var * np.sum(W * W, axis=0)) / size
    return q, np.asarray(errors, dtype=float)

# %% right | pseudo-inverse of the scaled Jacobian
def fit_model(model, start, logs):
    logs = jnp.asarray(logs)

    @jax.jit
    def one(q):
        r = logs - model(q)
        J = jax.jacfwd(model)(q)
        size = jnp.linalg.norm(J, axis=0)
        P = jnp.linalg.pinv(J / size) / size[:, None]
        variance = jnp.sum(r**2) / (J.shape[0] - J.shape[1])
        return q + P @ r, jnp.sqrt(variance * jnp.sum(P**2, axis=1))

    q = jnp.asarray(start, dtype=jnp.float64)
    for _ in range(25):
        q, errors = one(q)
    return q, errors

# %% right | recursion, linearize, triangular solves of SciPy
import scipy.linalg

def fit_model(model, start, logs):
    y = np.asarray(logs, dtype=float)

    @jax.jit
    def expand(q):
        value, push = jax.linearize(model, q)
        return value, jax.vmap(push)(jnp.eye(q.size)).T

    def descend(q, steps):
        value, J = map(np.asarray, expand(q))
        Q, R = scipy.linalg.qr(J, mode="economic")
        r = y - value
        if steps == 0:
            W = scipy.linalg.solve_triangular(R, np.eye(q.size))
            return q, np.linalg.norm(W, axis=1) * np.linalg.norm(r) / np.sqrt(y.size - q.size)
        return descend(q + scipy.linalg.solve_triangular(R, Q.T @ r), steps - 1)

    return descend(np.array(start, dtype=float), 24)

# %% wrong | variance with n instead of n - k
def fit_model(model, start, logs):
    both = jax.jit(lambda q: (model(q), jax.jacfwd(model)(q)))
    q = jnp.asarray(start, dtype=float)
    for _ in range(25):
        pred, J = both(q)
        q = q + jnp.linalg.lstsq(J, logs - pred)[0]
    pred, J = both(q)
    var = jnp.mean((logs - pred) ** 2)
    return q, jnp.sqrt(var * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% wrong | variances instead of standard errors
def fit_model(model, start, logs):
    both = jax.jit(lambda q: (model(q), jax.jacfwd(model)(q)))
    q = jnp.asarray(start, dtype=float)
    for _ in range(25):
        pred, J = both(q)
        q = q + jnp.linalg.lstsq(J, logs - pred)[0]
    pred, J = both(q)
    var = jnp.sum((logs - pred) ** 2) / (len(logs) - len(q))
    return q, var * jnp.diag(jnp.linalg.inv(J.T @ J))

# %% wrong | noise of size one: the variance of the residuals is left out
def fit_model(model, start, logs):
    both = jax.jit(lambda q: (model(q), jax.jacfwd(model)(q)))
    q = jnp.asarray(start, dtype=float)
    for _ in range(25):
        pred, J = both(q)
        q = q + jnp.linalg.lstsq(J, logs - pred)[0]
    pred, J = both(q)
    return q, jnp.sqrt(jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% wrong | inverts the diagonal instead of taking the diagonal of the inverse
def fit_model(model, start, logs):
    both = jax.jit(lambda q: (model(q), jax.jacfwd(model)(q)))
    q = jnp.asarray(start, dtype=float)
    for _ in range(25):
        pred, J = both(q)
        q = q + jnp.linalg.lstsq(J, logs - pred)[0]
    pred, J = both(q)
    var = jnp.sum((logs - pred) ** 2) / (len(logs) - len(q))
    return q, jnp.sqrt(var / jnp.diag(J.T @ J))

# %% wrong | a single Gauss-Newton step, as if the model were linear
def fit_model(model, start, logs):
    q = jnp.asarray(start, dtype=float)
    J = jax.jacfwd(model)(q)
    q = q + jnp.linalg.lstsq(J, logs - model(q))[0]
    r = logs - model(q)
    J = jax.jacfwd(model)(q)
    var = r @ r / (len(r) - len(q))
    return q, jnp.sqrt(var * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% wrong | a hundred small steps of gradient descent, far from converged
def fit_model(model, start, logs):
    loss = lambda q: jnp.mean((logs - model(q)) ** 2)
    step = jax.jit(lambda q: q - 1e-3 * jax.grad(loss)(q))
    q = jnp.asarray(start, dtype=float)
    for _ in range(100):
        q = step(q)
    J = jax.jacfwd(model)(q)
    var = jnp.sum((logs - model(q)) ** 2) / (len(logs) - len(q))
    return q, jnp.sqrt(var * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% wrong | fits the values instead of their logarithms, so the large ones rule
def fit_model(model, start, logs):
    plain = lambda q: jnp.exp(model(q))
    data = jnp.exp(jnp.asarray(logs))
    both = jax.jit(lambda q: (plain(q), jax.jacfwd(plain)(q)))
    q = jnp.asarray(start, dtype=float)
    for _ in range(40):
        pred, J = both(q)
        q = q + jnp.linalg.lstsq(J, data - pred)[0]
    pred, J = both(q)
    var = jnp.sum((data - pred) ** 2) / (len(data) - len(q))
    return q, jnp.sqrt(var * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% wrong | takes the logarithm of predictions that are logarithms already
def fit_model(model, start, logs):
    log_model = lambda q: jnp.log(model(q))
    both = jax.jit(lambda q: (log_model(q), jax.jacfwd(log_model)(q)))
    q = jnp.asarray(start, dtype=float)
    for _ in range(25):
        pred, J = both(q)
        q = q + jnp.linalg.lstsq(J, logs - pred)[0]
    pred, J = both(q)
    var = jnp.sum((logs - pred) ** 2) / (len(logs) - len(q))
    return q, jnp.sqrt(var * jnp.diag(jnp.linalg.inv(J.T @ J)))

# %% wrong | half the 95 per cent interval instead of the standard error
def fit_model(model, start, logs):
    both = jax.jit(lambda q: (model(q), jax.jacfwd(model)(q)))
    q = jnp.asarray(start, dtype=float)
    for _ in range(25):
        pred, J = both(q)
        q = q + jnp.linalg.lstsq(J, logs - pred)[0]
    pred, J = both(q)
    free = len(logs) - len(q)
    var = jnp.sum((logs - pred) ** 2) / free
    return q, student.ppf(0.975, free) * jnp.sqrt(var * jnp.diag(jnp.linalg.inv(J.T @ J)))
