# %% right | classic LM, lam * identity, accept or reject, Python loop
def fit(residuals, theta):
    f = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = jnp.asarray(theta, dtype=jnp.float64)
    r = f(x)
    s = float(r @ r)
    lam = 1e-2
    eye = jnp.eye(x.size)
    for _ in range(3000):
        J = jac(x)
        A, g = J.T @ J, J.T @ r
        moved = False
        while lam < 1e16:
            step = jnp.linalg.solve(A + lam * eye, -g)
            rn = f(x + step)
            sn = float(rn @ rn)
            if sn < s:
                x, r, moved = x + step, rn, True
                lam = max(lam / 5, 1e-14)
                break
            lam *= 4
        if not moved or s < 1e-28:
            break
        s = sn
    return x

# %% right | augmented lstsq [J; sqrt(lam) I], NumPy algebra
def fit(residuals, theta):
    f = jax.jit(residuals)
    jac = jax.jit(jax.jacrev(residuals))
    x = np.array(theta, dtype=float)
    lam = 1e-1
    r = np.asarray(f(x))
    n = x.size
    for _ in range(4000):
        J = np.asarray(jac(x))
        A = np.vstack([J, np.sqrt(lam) * np.eye(n)])
        b = np.concatenate([-r, np.zeros(n)])
        d = np.linalg.lstsq(A, b, rcond=None)[0]
        rn = np.asarray(f(x + d))
        if np.isfinite(rn).all() and rn @ rn < r @ r:
            x, r = x + d, rn
            lam = max(lam * 0.3, 1e-15)
        else:
            lam *= 3
            if lam > 1e15:
                break
    return x

# %% right | the whole LM inside lax.while_loop, jitted
def fit(residuals, theta):
    jac = jax.jacfwd(residuals)
    def body(c):
        x, r, lam, k = c
        J = jac(x)
        A = J.T @ J + lam * jnp.eye(x.size)
        d = jnp.linalg.solve(A, J.T @ r)
        y = x - d
        ry = residuals(y)
        ok = ry @ ry < r @ r
        x = jnp.where(ok, y, x)
        r = jnp.where(ok, ry, r)
        lam = jnp.where(ok, jnp.maximum(lam / 3, 1e-14), lam * 4)
        return x, r, lam, k + 1
    def cond(c):
        return (c[3] < 5000) & (c[2] < 1e14)
    @jax.jit
    def go(x):
        return jax.lax.while_loop(cond, body, (x, residuals(x), jnp.array(1e-2), 0))[0]
    return go(jnp.asarray(theta, jnp.float64))

# %% right | Nielsen's damping with the gain ratio
def fit(residuals, theta):
    fun = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = np.asarray(theta, float)
    r = np.asarray(fun(x)); J = np.asarray(jac(x))
    A, g = J.T @ J, J.T @ r
    mu, nu = 1e-3 * A.diagonal().max(), 2.0
    for _ in range(5000):
        h = np.linalg.solve(A + mu * np.eye(x.size), -g)
        rn = np.asarray(fun(x + h))
        pred = h @ (mu * h - g)
        gain = (r @ r - rn @ rn) / pred if pred > 0 else -1.0
        if gain > 0:
            x = x + h
            r = rn; J = np.asarray(jac(x))
            A, g = J.T @ J, J.T @ r
            mu = max(mu * max(1 / 3, 1 - (2 * gain - 1) ** 3), 1e-15)
            nu = 2.0
        else:
            mu *= nu; nu *= 2
            if not mu < 1e20:
                break
    return x

# %% right | SVD of J, filter factors s/(s^2+lam)
def fit(residuals, theta):
    fun = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = np.asarray(theta, float)
    r = np.asarray(fun(x)); lam = 1.0
    for _ in range(1500):
        U, s, Vt = np.linalg.svd(np.asarray(jac(x)), full_matrices=False)
        c = U.T @ r
        accepted = False
        for _ in range(40):
            d = -Vt.T @ (s / (s**2 + lam) * c)
            rn = np.asarray(fun(x + d))
            if rn @ rn < r @ r:
                accepted = True
                break
            lam *= 5
        if not accepted:
            break
        x, r, lam = x + d, rn, max(lam / 10, 1e-16)
    return jnp.asarray(x)

# %% right | scipy least_squares (trf) with the Jacobian of JAX and tight tolerances
from scipy.optimize import least_squares
def fit(residuals, theta):
    f = jax.jit(residuals)
    j = jax.jit(jax.jacfwd(residuals))
    sol = least_squares(lambda t: np.asarray(f(t)), np.asarray(theta, float),
                        jac=lambda t: np.asarray(j(t)), method="trf",
                        ftol=1e-15, xtol=1e-15, gtol=1e-15, max_nfev=3000)
    return sol.x

# %% right | MINPACK by scipy leastsq with Dfun, padded with zeros where N < P
from scipy.optimize import leastsq
def fit(residuals, theta):
    theta = np.asarray(theta, float)
    def padded(t):
        r = residuals(t)
        return jnp.concatenate([r, jnp.zeros(max(0, theta.size - r.size))])
    f = jax.jit(padded)
    j = jax.jit(jax.jacfwd(padded))
    x, _ = leastsq(lambda t: np.asarray(f(t)), theta, Dfun=lambda t: np.asarray(j(t)),
                   ftol=1e-15, xtol=1e-15, gtol=0.0, maxfev=5000)
    return np.atleast_1d(x)

# %% right | Marquardt's scaling by the diagonal, with a floor for the columns of zeros
def fit(residuals, theta):
    fun = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = np.asarray(theta, float)
    r = np.asarray(fun(x)); lam = 1e-2
    D = np.full(x.size, 1e-6)
    for _ in range(4000):
        J = np.asarray(jac(x))
        A = J.T @ J
        D = np.maximum(D, A.diagonal())
        d = np.linalg.solve(A + lam * np.diag(D), -J.T @ r)
        rn = np.asarray(fun(x + d))
        if rn @ rn < r @ r:
            x, r, lam = x + d, rn, max(lam / 4, 1e-14)
        else:
            lam *= 3
            if lam > 1e14:
                break
    return x

# %% right | dual form: step from (J J^T + lam I), N by N
def fit(residuals, theta):
    @jax.jit
    def trial(x, lam):
        r = residuals(x)
        J = jax.jacrev(residuals)(x)
        y = x - J.T @ jnp.linalg.solve(J @ J.T + lam * jnp.eye(r.size), r)
        q = residuals(y)
        return y, jnp.sum(q * q), jnp.sum(r * r)
    x, lam = jnp.asarray(theta, float), 0.1
    for _ in range(5000):
        y, new, old = trial(x, lam)
        if new < old:
            x, lam = y, max(lam / 3, 1e-14)
        else:
            lam = lam * 4
            if lam > 1e15:
                break
    return x

# %% right | tries a whole grid of lambdas at once by vmap and takes the best
def fit(residuals, theta):
    lams = 10.0 ** jnp.arange(-14, 9)
    sq = lambda t: jnp.sum(residuals(t) ** 2)
    @jax.jit
    def it(x):
        r, J = residuals(x), jax.jacfwd(residuals)(x)
        w, V = jnp.linalg.eigh(J.T @ J)
        w = jnp.maximum(w, 0.0)
        c = V.T @ (J.T @ r)
        cand = x - jax.vmap(lambda l: V @ (c / (w + l)))(lams)
        s = jax.vmap(sq)(cand)
        s = jnp.where(jnp.isfinite(s), s, jnp.inf)
        k = jnp.argmin(s)
        return cand[k], s[k], r @ r
    x = jnp.asarray(theta, float)
    for _ in range(1500):
        y, new, old = it(x)
        if not new < old:
            break
        x = y
    return x

# %% right | Powell's dogleg in a trust region
def fit(residuals, theta):
    fun = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = np.asarray(theta, float)
    r = np.asarray(fun(x)); J = np.asarray(jac(x))
    R = 1.0
    for _ in range(5000):
        g = J.T @ r
        Jg = J @ g
        if g @ g == 0 or Jg @ Jg == 0 or R < 1e-16:
            break
        gn = -np.linalg.lstsq(J, r, rcond=1e-12)[0]
        sd = -(g @ g) / (Jg @ Jg) * g
        if np.linalg.norm(gn) <= R:
            h = gn
        elif np.linalg.norm(sd) >= R:
            h = -R * g / np.linalg.norm(g)
        else:
            v = gn - sd
            a, b, c = v @ v, 2 * sd @ v, sd @ sd - R * R
            h = sd + (-b + np.sqrt(b * b - 4 * a * c)) / (2 * a) * v
        rn = np.asarray(fun(x + h))
        pred = r @ r - np.sum((r + J @ h) ** 2)
        gain = (r @ r - rn @ rn) / pred if pred > 0 else -1
        if gain > 0:
            x, r = x + h, rn
            J = np.asarray(jac(x))
        if gain > 0.75:
            R = max(R, 3 * np.linalg.norm(h))
        elif not gain > 0.25:
            R = R / 2
    return x

# %% right | scipy trust-exact with the full Hessian, then LM to polish
from scipy.optimize import minimize
def fit(residuals, theta):
    loss = lambda t: 0.5 * jnp.sum(residuals(t) ** 2)
    f, g, H = jax.jit(loss), jax.jit(jax.grad(loss)), jax.jit(jax.hessian(loss))
    x = minimize(lambda t: float(f(t)), np.asarray(theta, float), jac=lambda t: np.asarray(g(t)),
                 hess=lambda t: np.asarray(H(t)), method="trust-exact",
                 options=dict(maxiter=300, gtol=1e-5)).x
    res, jac = jax.jit(residuals), jax.jit(jax.jacfwd(residuals))
    lam, s = 1e-4, 2 * float(f(x))
    for _ in range(3000):
        J, r = np.asarray(jac(x)), np.asarray(res(x))
        y = x - np.linalg.solve(J.T @ J + lam * np.eye(x.size), J.T @ r)
        sy = 2 * float(f(y))
        if sy < s:
            x, s, lam = y, sy, max(lam / 4, 1e-14)
        else:
            lam *= 4
        if lam > 1e14:
            break
    return x

# %% right | Newton with |eigenvalues| of the full Hessian and backtracking
def fit(residuals, theta):
    loss = lambda t: 0.5 * jnp.sum(residuals(t) ** 2)
    f = jax.jit(loss)
    gh = jax.jit(lambda t: (jax.grad(loss)(t), jax.hessian(loss)(t)))
    x = np.asarray(theta, float)
    v = float(f(x))
    for _ in range(3000):
        g, H = map(np.asarray, gh(x))
        w, V = np.linalg.eigh(H)
        w = np.maximum(np.abs(w), 1e-13 * max(1.0, np.abs(w).max()))
        d = -V @ ((V.T @ g) / w)
        a = 1.0
        while a > 1e-14:
            y = x + a * d
            vy = float(f(y))
            if vy < v:
                break
            a /= 2
        else:
            break
        x, v = y, vy
    return x

# %% right | matrix-free: J by jvp and vjp, conjugate gradients for the damped system
def fit(residuals, theta):
    @jax.jit
    def trial(x, lam):
        r, jvp = jax.linearize(residuals, x)
        vjp = jax.linear_transpose(jvp, x)
        A = lambda v: vjp(jvp(v))[0] + lam * v
        d, _ = jax.scipy.sparse.linalg.cg(A, -vjp(r)[0], tol=1e-10, maxiter=150)
        q = residuals(x + d)
        return x + d, q @ q, r @ r
    x = jnp.asarray(theta, float)
    lam = 0.1
    for _ in range(5000):
        y, new, old = trial(x, lam)
        if new < old:
            x, lam = y, max(lam / 2.5, 1e-13)
        else:
            lam = 3 * lam
            if lam > 1e14:
                break
    return x

# %% wrong | Gauss-Newton with the normal equations, no damping
def fit(residuals, theta):
    jac = jax.jit(jax.jacfwd(residuals))
    x = jnp.asarray(theta, float)
    for _ in range(100):
        J, r = jac(x), residuals(x)
        x = x - jnp.linalg.solve(J.T @ J, J.T @ r)
    return x

# %% wrong | Gauss-Newton by lstsq, full steps, no damping
def fit(residuals, theta):
    f = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = np.asarray(theta, float)
    for _ in range(200):
        d = jnp.linalg.lstsq(jac(x), -f(x))[0]
        x = x + np.asarray(d)
    return x

# %% wrong | Marquardt's diagonal scaling, singular for a column of zeros
def fit(residuals, theta):
    f = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = jnp.asarray(theta, float)
    lam = 1e-2
    for _ in range(1500):
        J, r = jac(x), f(x)
        A = J.T @ J
        y = x - jnp.linalg.solve(A + lam * jnp.diag(jnp.diag(A)), J.T @ r)
        rn = f(y)
        if rn @ rn < r @ r:
            x, lam = y, lam / 3
        else:
            lam = min(lam * 4, 1e12)
    return x

# %% wrong | proper LM but only twenty iterations
def fit(residuals, theta):
    jac = jax.jit(jax.jacfwd(residuals))
    x = jnp.asarray(theta, float)
    lam = 1e-2
    for _ in range(20):
        J, r = jac(x), residuals(x)
        y = x - jnp.linalg.solve(J.T @ J + lam * jnp.eye(x.size), J.T @ r)
        if jnp.sum(residuals(y) ** 2) < jnp.sum(r ** 2):
            x, lam = y, lam / 3
        else:
            lam = lam * 3
    return x

# %% wrong | fixed damping of 1, never lowered
def fit(residuals, theta):
    @jax.jit
    def step(x):
        J, r = jax.jacfwd(residuals)(x), residuals(x)
        return x - jnp.linalg.solve(J.T @ J + 1.0 * jnp.eye(x.size), J.T @ r)
    x = jnp.asarray(theta, float)
    for _ in range(500):
        x = step(x)
    return x

# %% wrong | damping moved the wrong way (up after a success)
def fit(residuals, theta):
    f = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = jnp.asarray(theta, float)
    lam = 1e-2
    for _ in range(1000):
        J, r = jac(x), f(x)
        y = x - jnp.linalg.solve(J.T @ J + lam * jnp.eye(x.size), J.T @ r)
        rn = f(y)
        if rn @ rn < r @ r:
            x, lam = y, min(lam * 2, 1e10)
        else:
            lam = max(lam / 2, 1e-12)
    return x

# %% wrong | stops when the sum of squares falls by less than one part in ten
def fit(residuals, theta):
    f = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = jnp.asarray(theta, float)
    lam = 1e-2
    s = float(jnp.sum(f(x) ** 2))
    for _ in range(2000):
        J, r = jac(x), f(x)
        y = x - jnp.linalg.solve(J.T @ J + lam * jnp.eye(x.size), J.T @ r)
        sn = float(jnp.sum(f(y) ** 2))
        if sn < s:
            done = s - sn < 0.1 * s
            x, s, lam = y, sn, lam / 3
            if done:
                break
        else:
            lam *= 3
    return x

# %% wrong | plain gradient descent on the sum of squares
def fit(residuals, theta):
    g = jax.grad(lambda t: jnp.sum(residuals(t) ** 2))
    @jax.jit
    def run(x):
        return jax.lax.fori_loop(0, 20000, lambda i, x: x - 1e-3 * g(x), x)
    return run(jnp.asarray(theta, float))

# %% wrong | Adam with a fixed rate of 1e-2
import optax
def fit(residuals, theta):
    opt = optax.adam(1e-2)
    g = jax.grad(lambda t: jnp.mean(residuals(t) ** 2))
    def body(i, c):
        x, st = c
        u, st = opt.update(g(x), st)
        return optax.apply_updates(x, u), st
    x = jnp.asarray(theta, float)
    return jax.jit(lambda x: jax.lax.fori_loop(0, 5000, body, (x, opt.init(x)))[0])(x)

# %% wrong | returns the sum of squares, not the parameters
from scipy.optimize import least_squares
def fit(residuals, theta):
    f = jax.jit(residuals)
    j = jax.jit(jax.jacfwd(residuals))
    sol = least_squares(lambda t: np.asarray(f(t)), np.asarray(theta, float),
                        jac=lambda t: np.asarray(j(t)), xtol=1e-15, ftol=1e-15, gtol=1e-15,
                        max_nfev=2000)
    return jnp.sum(sol.fun ** 2)

# %% wrong | squares the residuals before it gives them to least_squares
from scipy.optimize import least_squares
def fit(residuals, theta):
    q = jax.jit(lambda t: residuals(t) ** 2)
    j = jax.jit(jax.jacfwd(lambda t: residuals(t) ** 2))
    return least_squares(lambda t: np.asarray(q(t)), np.asarray(theta, float),
                         jac=lambda t: np.asarray(j(t)), xtol=1e-15, ftol=1e-15,
                         gtol=1e-15, max_nfev=1000).x

# %% wrong | undamped Newton with the full Hessian and pinv: goes to any stationary point
def fit(residuals, theta):
    loss = lambda t: 0.5 * jnp.sum(residuals(t) ** 2)
    @jax.jit
    def step(x):
        return x - jnp.linalg.pinv(jax.hessian(loss)(x)) @ jax.grad(loss)(x)
    x = jnp.asarray(theta, float)
    for _ in range(100):
        x = step(x)
    return x

# %% wrong | Nelder-Mead with the default limits
from scipy.optimize import minimize
def fit(residuals, theta):
    f = jax.jit(lambda t: jnp.sum(residuals(t) ** 2))
    return minimize(lambda t: float(f(t)), np.asarray(theta, float), method="Nelder-Mead").x

# %% wrong | conjugate gradients of scipy with the default tolerance
from scipy.optimize import minimize
def fit(residuals, theta):
    vg = jax.jit(jax.value_and_grad(lambda t: jnp.mean(residuals(t) ** 2)))
    def fun(t):
        v, g = vg(t)
        return float(v), np.asarray(g)
    return minimize(fun, np.asarray(theta, float), jac=True, method="CG").x

# %% wrong | jax.scipy BFGS with the defaults
from jax.scipy.optimize import minimize
def fit(residuals, theta):
    return minimize(lambda t: jnp.sum(residuals(t) ** 2), jnp.asarray(theta, float), method="BFGS").x

# %% wrong | gives up at the first rejected step
def fit(residuals, theta):
    f = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = jnp.asarray(theta, float)
    lam = 1e-2
    for _ in range(2000):
        J, r = jac(x), f(x)
        y = x - jnp.linalg.solve(J.T @ J + lam * jnp.eye(x.size), J.T @ r)
        if not jnp.sum(f(y) ** 2) < r @ r:
            break
        x, lam = y, lam / 3
    return x

# %% wrong | damping has a floor of 0.1 and the loop few iterations: slow end
def fit(residuals, theta):
    f = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = jnp.asarray(theta, float)
    lam = 1.0
    for _ in range(200):
        J, r = jac(x), f(x)
        y = x - jnp.linalg.solve(J.T @ J + lam * jnp.eye(x.size), J.T @ r)
        if jnp.sum(f(y) ** 2) < r @ r:
            x, lam = y, max(lam / 2, 0.1)
        else:
            lam *= 2
    return x

# %% wrong | forward differences with a step of 1e-2 in place of autodiff, kept as the Jacobian of the start
def fit(residuals, theta):
    f = jax.jit(residuals)
    x = np.asarray(theta, float)
    r = np.asarray(f(x))
    J = np.stack([(np.asarray(f(x + 1e-2 * e)) - r) / 1e-2 for e in np.eye(x.size)], axis=1)
    lam = 1e-2
    for _ in range(2000):
        d = np.linalg.solve(J.T @ J + lam * np.eye(x.size), -J.T @ r)
        rn = np.asarray(f(x + d))
        if rn @ rn < r @ r:
            x, r, lam = x + d, rn, max(lam / 3, 1e-12)
        else:
            lam = min(lam * 3, 1e14)
    return x

# %% wrong | penalty of the ridge kept in the goal: damping pulls theta itself to zero
def fit(residuals, theta):
    lam = 1e-3
    aug = lambda t: jnp.concatenate([residuals(t), jnp.sqrt(lam) * t])
    from scipy.optimize import least_squares
    f, j = jax.jit(aug), jax.jit(jax.jacfwd(aug))
    return least_squares(lambda t: np.asarray(f(t)), np.asarray(theta, float),
                         jac=lambda t: np.asarray(j(t)), xtol=1e-14, ftol=1e-14, gtol=1e-14,
                         max_nfev=1000).x

# %% wrong | robust loss soft_l1 in place of the sum of squares
from scipy.optimize import least_squares
def fit(residuals, theta):
    f = jax.jit(residuals)
    j = jax.jit(jax.jacfwd(residuals))
    return least_squares(lambda t: np.asarray(f(t)), np.asarray(theta, float),
                         jac=lambda t: np.asarray(j(t)), loss="soft_l1", f_scale=0.1,
                         xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=2000).x

# %% wrong | drops the columns of zeros and returns the shorter vector
from scipy.optimize import least_squares
def fit(residuals, theta):
    t0 = jnp.asarray(theta, float)
    J0 = jax.jacfwd(residuals)(t0)
    used = np.flatnonzero(np.any(np.asarray(J0) != 0, axis=0))
    g = lambda s: residuals(t0.at[used].set(s))
    f, j = jax.jit(g), jax.jit(jax.jacfwd(g))
    return least_squares(lambda s: np.asarray(f(s)), np.asarray(t0)[used],
                         jac=lambda s: np.asarray(j(s)), xtol=1e-15, ftol=1e-15,
                         gtol=1e-15, max_nfev=3000).x

# %% wrong | stops when the step is shorter than 0.05, also when the damping made it short
def fit(residuals, theta):
    f = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = jnp.asarray(theta, float)
    lam = 1.0
    for _ in range(2000):
        J, r = jac(x), f(x)
        d = jnp.linalg.solve(J.T @ J + lam * jnp.eye(x.size), -J.T @ r)
        if jnp.sum(f(x + d) ** 2) < r @ r:
            x, lam = x + d, lam / 3
        else:
            lam *= 3
        if jnp.linalg.norm(d) < 0.05:
            break
    return x

# %% wrong | damping divided by ten at every iteration, whether the step helped or not
def fit(residuals, theta):
    f = jax.jit(residuals)
    jac = jax.jit(jax.jacfwd(residuals))
    x = jnp.asarray(theta, float)
    lam = 1.0
    for _ in range(300):
        J, r = jac(x), f(x)
        y = x - jnp.linalg.solve(J.T @ J + lam * jnp.eye(x.size), J.T @ r)
        if jnp.sum(f(y) ** 2) < r @ r:
            x = y
        lam = lam / 10
    return x
