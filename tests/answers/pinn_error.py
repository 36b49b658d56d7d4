# %% right | the plain one: residual by grad of grad, dense matrix of second differences
def error(u, f, n):
    x = jnp.arange(n + 1) / n
    h = 1 / n
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    A = (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1)) / h**2
    inner = jnp.linalg.solve(A, r[1:-1])
    return jnp.concatenate([jnp.zeros(1), inner, jnp.zeros(1)])

# %% right | jax.lax.linalg.tridiagonal_solve, second derivative by forward over forward
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    d1 = lambda s: jax.jvp(u, (s,), (jnp.ones_like(s),))[1]
    d2 = lambda s: jax.jvp(d1, (s,), (jnp.ones_like(s),))[1]
    defect = jax.vmap(lambda s: d2(s) + f(s))(x[1:-1])  # e'' = u'' + f
    m = n - 1
    lower = jnp.ones(m).at[0].set(0.0)
    upper = jnp.ones(m).at[-1].set(0.0)
    e = jax.lax.linalg.tridiagonal_solve(lower, -2 * jnp.ones(m), upper, (defect / n**2)[:, None])
    return jnp.pad(e[:, 0], 1)

# %% right | Green's function as a matrix, trapezoidal weights
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    r = jax.vmap(lambda s: -jax.hessian(u)(s) - f(s))(x)
    X, S = x[:, None], x[None, :]
    G = jnp.minimum(X, S) * (1 - jnp.maximum(X, S))
    w = jnp.full(n + 1, 1 / n).at[jnp.array([0, -1])].multiply(0.5)
    return G @ (w * r)

# %% right | sine series with all the modes of the grid
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    k = jnp.arange(1, n)
    S = jnp.sin(jnp.pi * k[:, None] * x[None, :])   # mode, point
    b = 2 / n * (S @ r)
    return (b / (jnp.pi * k) ** 2) @ S

# %% right | integrates the defect twice with trapezoids, then takes off a straight line
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    h = x[1] - x[0]

    def cumulate(y):
        steps = 0.5 * h * (y[1:] + y[:-1])
        return jnp.concatenate([jnp.zeros(1), jnp.cumsum(steps)])

    upp = jax.vmap(jax.jacfwd(jax.jacrev(u)))(x)
    e = cumulate(cumulate(upp + jax.vmap(f)(x)))
    return e - x * e[-1]

# %% right | clumsy: NumPy, Python loops, the Thomas algorithm by hand
def error(u, f, n):
    d2u = jax.jit(jax.grad(jax.grad(u)))
    h = 1.0 / n
    rhs = np.zeros(n + 1)
    for i in range(n + 1):
        xi = i / n
        rhs[i] = h * h * (-float(d2u(xi)) - float(f(jnp.asarray(xi))))
    # -e[i-1] + 2 e[i] - e[i+1] = rhs[i]
    c = np.zeros(n + 1)
    d = np.zeros(n + 1)
    for i in range(1, n):
        m = 2.0 - c[i - 1]
        c[i] = 1.0 / m
        d[i] = (rhs[i] + d[i - 1]) / m
    e = np.zeros(n + 1)
    for i in range(n - 1, 0, -1):
        e[i] = d[i] + c[i] * e[i + 1]
    return jnp.array(e)

# %% right | the Thomas algorithm as two lax.scans
def error(u, f, n):
    x = jnp.arange(1, n) / n
    b = jax.vmap(lambda s: -jax.grad(jax.grad(u))(s) - f(s))(x) / n**2

    def forward(carry, bi):
        c, d = carry
        m = 1 / (2 - c)
        new = (m, (bi + d) * m)
        return new, new

    _, (c, d) = jax.lax.scan(forward, (jnp.zeros(()), jnp.zeros(())), b)

    def back(e, cd):
        e = cd[1] + cd[0] * e
        return e, e

    _, e = jax.lax.scan(back, jnp.zeros(()), (c, d), reverse=True)
    return jnp.zeros(n + 1).at[1:n].set(e)

# %% right | Green's function with Gauss points on each side of the kink, point by point
def error(u, f, n):
    nodes, weights = np.polynomial.legendre.leggauss(40)
    nodes, weights = jnp.asarray((nodes + 1) / 2), jnp.asarray(weights / 2)
    r = jax.vmap(lambda s: -jax.grad(jax.grad(u))(s) - f(s))

    def at(x):
        left, right = x * nodes, x + (1 - x) * nodes
        below = x * jnp.sum(weights * left * r(left))
        above = (1 - x) * jnp.sum(weights * (1 - right) * r(right))
        return (1 - x) * below + x * above

    return jax.vmap(at)(jnp.linspace(0, 1, n + 1))

# %% right | computes u* itself to rounding by Chebyshev collocation on f, and subtracts
def error(u, f, n):
    N = 64
    j = np.arange(N + 1)
    z = np.cos(np.pi * j / N)
    c = np.where((j == 0) | (j == N), 2.0, 1.0) * (-1.0) ** j
    dz = z[:, None] - z[None, :]
    D = np.outer(c, 1 / c) / (dz + np.eye(N + 1))
    D -= np.diag(D.sum(axis=1))
    D2 = 4 * (D @ D)                         # x = (z + 1) / 2
    s = (z + 1) / 2
    fs = np.asarray(jax.vmap(f)(jnp.asarray(s)))
    ustar = np.zeros(N + 1)
    ustar[1:-1] = np.linalg.solve(-D2[1:-1, 1:-1], fs[1:-1])
    coefficients = np.polynomial.chebyshev.chebfit(z, ustar, N)
    x = np.linspace(0, 1, n + 1)
    exact = np.polynomial.chebyshev.chebval(2 * x - 1, coefficients)
    return jax.vmap(u)(jnp.asarray(x)) - exact

# %% right | Numerov's formula, fourth order
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    g = jax.vmap(lambda s: jax.grad(jax.grad(u))(s) + f(s))(x)
    rhs = (g[:-2] + 10 * g[1:-1] + g[2:]) / (12 * n**2)
    T = jnp.diag(-2 * jnp.ones(n - 1)) + jnp.diag(jnp.ones(n - 2), 1) + jnp.diag(jnp.ones(n - 2), -1)
    return jnp.zeros(n + 1).at[1:-1].set(jnp.linalg.inv(T) @ rhs)

# %% right | shooting: Runge-Kutta for e'' = u'' + f from the left, then a multiple of x
def error(u, f, n):
    h = 1 / n
    g = lambda s: jax.grad(jax.grad(u))(s) + f(s)

    def step(state, x):
        e, v = state
        g0, g1, g2 = g(x), g(x + h / 2), g(x + h)
        e_new = e + h * v + h**2 / 6 * (g0 + 2 * g1)
        v_new = v + h / 6 * (g0 + 4 * g1 + g2)
        return (e_new, v_new), e_new

    x = jnp.arange(n + 1) / n
    zero = jnp.zeros(())
    _, e = jax.lax.scan(step, (zero, zero), x[:-1])
    e = jnp.concatenate([jnp.zeros(1), e])
    return e - e[-1] * x

# %% right | FFT of the odd extension
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    inside = r[1:-1]
    odd = jnp.concatenate([jnp.zeros(1), inside, jnp.zeros(1), -inside[::-1]])   # period 2
    k = 2 * jnp.pi * jnp.fft.fftfreq(2 * n, d=1 / n)
    hat = jnp.fft.fft(odd)
    e = jnp.fft.ifft(jnp.where(k == 0, 0, hat / jnp.where(k == 0, 1, k**2)))
    return e.real[: n + 1]

# %% right | scipy: banded solver, rows for the two ends
from scipy.linalg import solve_banded

def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    residual = np.array(-jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x))
    residual[0] = residual[-1] = 0.0
    ab = np.zeros((3, n + 1))
    ab[0, 2:] = -(n**2)
    ab[1, :] = 2 * n**2
    ab[1, 0] = ab[1, -1] = 1.0
    ab[2, :-2] = -(n**2)
    return jnp.asarray(solve_banded((1, 1), ab, residual))

# %% right | matrix-free conjugate gradients, run to a small tolerance
def error(u, f, n):
    x = jnp.arange(n + 1) / n
    r = jax.vmap(lambda s: -jax.jacfwd(jax.jacfwd(u))(s) - f(s))(x)

    def minus_laplacian(v):
        p = jnp.pad(v, 1)
        return (2 * p[1:-1] - p[:-2] - p[2:]) * n**2

    e, _ = jax.scipy.sparse.linalg.cg(minus_laplacian, r[1:-1], tol=1e-12, maxiter=5 * n)
    return jnp.pad(e, 1)

# %% wrong | the sign: returns u* - u
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    r = jax.vmap(jax.grad(jax.grad(u)))(x) + jax.vmap(f)(x)
    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))
    return jnp.pad(jnp.linalg.solve(A, r[1:-1]), 1)

# %% wrong | solves for u* by second differences and subtracts: their error is far above 1e-6 of u
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))
    exact = jnp.pad(jnp.linalg.solve(A, jax.vmap(f)(x)[1:-1]), 1)
    return jax.vmap(u)(x) - exact

# %% wrong | u'' by second differences on the grid, not by jax
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    h = 1 / n
    v = jax.vmap(u)(x)
    upp = (v[2:] - 2 * v[1:-1] + v[:-2]) / h**2
    r = -upp - jax.vmap(f)(x[1:-1])
    A = (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1)) / h**2
    return jnp.concatenate([jnp.zeros(1), jnp.linalg.solve(A, r), jnp.zeros(1)])

# %% wrong | returns the residual, not the error
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    return -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)

# %% wrong | the sign of f in the residual (takes the equation for u'' = f)
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    g = jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    A = n**2 * (jnp.eye(n - 1, k=1) + jnp.eye(n - 1, k=-1) - 2 * jnp.eye(n - 1))
    return jnp.pad(jnp.linalg.solve(A, g[1:-1]), 1)

# %% wrong | only the inner points come back, shape (n - 1,)
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)[1:-1]
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))
    return jnp.linalg.solve(A, r)

# %% wrong | integrates twice but forgets the line that brings the right end to zero
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    h = 1 / n
    g = jax.vmap(jax.grad(jax.grad(u)))(x) + jax.vmap(f)(x)

    def cumulate(y):
        return jnp.concatenate([jnp.zeros(1), jnp.cumsum(0.5 * h * (y[1:] + y[:-1]))])

    return cumulate(cumulate(g))

# %% wrong | the Green's function of a free right end, min(x, s)
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    G = jnp.minimum(x[:, None], x[None, :])
    w = jnp.full(n + 1, 1 / n).at[0].set(0.5 / n).at[-1].set(0.5 / n)
    return G @ (w * r)

# %% wrong | only three terms of the sine series
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    e = jnp.zeros(n + 1)
    for k in (1, 2, 3):
        s = jnp.sin(k * jnp.pi * x)
        b = 2 * jnp.sum(r * s) / n
        e = e + b / (k * jnp.pi) ** 2 * s
    return e

# %% wrong | the absolute error, the sign is lost
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))
    return jnp.abs(jnp.pad(jnp.linalg.solve(A, r[1:-1]), 1))

# %% wrong | double cumsum from the left end of every step: first order, per cents off for a few waves
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    h = 1 / n
    g = jax.vmap(lambda s: jax.grad(jax.grad(u))(s) + f(s))(x)
    slope = jnp.concatenate([jnp.zeros(1), jnp.cumsum(g[:-1]) * h])
    e = jnp.concatenate([jnp.zeros(1), jnp.cumsum(slope[:-1]) * h])
    return e - e[-1] * x

# %% wrong | Jacobi sweeps, stopped long before they converge
def error(u, f, n):
    x = jnp.linspace(0, 1, n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)

    def sweep(_, e):
        return e.at[1:-1].set(0.5 * (e[:-2] + e[2:] + r[1:-1] / n**2))

    return jax.lax.fori_loop(0, 1000, sweep, jnp.zeros(n + 1))

# %% wrong | scipy's solve_bvp from five points: its tolerance is absolute for a small error, so it never refines
from scipy.integrate import solve_bvp

def error(u, f, n):
    g = jax.jit(jax.vmap(lambda s: jax.grad(jax.grad(u))(s) + f(s)))
    rhs = lambda x, y: np.vstack([y[1], np.asarray(g(jnp.asarray(x)))])
    ends = lambda a, b: np.array([a[0], b[0]])
    start = np.linspace(0, 1, 5)
    solution = solve_bvp(rhs, ends, start, np.zeros((2, 5)))
    return jnp.asarray(solution.sol(np.linspace(0, 1, n + 1))[0])


# %% right | dense second-difference matrix in numpy, u'' by jax.hessian
def error(u, f, n):
    x = jnp.arange(n + 1) / n
    d2u = jax.vmap(jax.hessian(u))(x)
    r = np.asarray(-d2u - jax.vmap(f)(x))
    h = 1.0 / n
    m = n - 1
    A = (np.diag(2.0 * np.ones(m)) - np.diag(np.ones(m - 1), 1) - np.diag(np.ones(m - 1), -1)) / h**2
    e = np.zeros(n + 1)
    e[1:-1] = np.linalg.solve(A, r[1:-1])
    return e

# %% right | jax.lax.linalg.tridiagonal_solve
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    residual = lambda s: -jax.grad(jax.grad(u))(s) - f(s)
    r = jax.vmap(residual)(x)[1:-1]
    off = -jnp.ones(n - 1)
    lower = off.at[0].set(0.0)
    upper = off.at[-1].set(0.0)
    diag = 2.0 * jnp.ones(n - 1)
    e = jax.lax.linalg.tridiagonal_solve(lower, diag, upper, (r / n**2)[:, None])[:, 0]
    return jnp.concatenate([jnp.zeros(1), e, jnp.zeros(1)])

# %% right | scipy.linalg.solve_banded on e'' = u'' + f, so both sides have turned sign
from scipy.linalg import solve_banded

def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    rhs = np.asarray(jax.vmap(jax.grad(jax.grad(u)))(x) + jax.vmap(f)(x))
    ab = np.ones((3, n - 1))
    ab[1] = -2.0
    out = np.zeros(n + 1)
    out[1:n] = solve_banded((1, 1), ab, rhs[1:n] / n**2)
    return out

# %% right | Green's function summed over the grid, u'' by jacfwd of jacfwd
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    r = -jax.vmap(jax.jacfwd(jax.jacfwd(u)))(x) - jax.vmap(f)(x)
    X, S = x[:, None], x[None, :]
    G = jnp.minimum(X, S) * (1.0 - jnp.maximum(X, S))
    # G is zero at s = 0 and s = 1, so the trapezoid rule is the plain sum
    return G @ r / n

# %% right | two cumulative trapezoids, then a straight line taken off
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)

    def cumtrapz(y):
        return jnp.concatenate([jnp.zeros(1), jnp.cumsum(0.5 * (y[1:] + y[:-1])) / n])

    w = -cumtrapz(cumtrapz(r))
    return w - x * w[-1]

# %% right | sine series of the residual, each term divided by (k pi)^2
def error(u, f, n):
    M, K = 4000, 200
    s = jnp.linspace(0.0, 1.0, M + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(s) - jax.vmap(f)(s)
    k = jnp.arange(1, K + 1)
    # sin is zero at both ends: the trapezoid rule is the plain sum
    b = 2.0 / M * jnp.sin(jnp.pi * k[:, None] * s[None, :]) @ r
    x = jnp.linspace(0.0, 1.0, n + 1)
    return jnp.sin(jnp.pi * x[:, None] * k[None, :]) @ (b / (jnp.pi * k) ** 2)

# %% right | Chebyshev collocation, then barycentric interpolation to the even grid
from scipy.interpolate import BarycentricInterpolator

def error(u, f, n):
    N = 48
    j = np.arange(N + 1)
    t = np.cos(np.pi * j / N)
    c = np.ones(N + 1)
    c[0] = c[-1] = 2.0
    c = c * (-1.0) ** j
    dT = t[:, None] - t[None, :]
    D = np.outer(c, 1.0 / c) / (dT + np.eye(N + 1))
    D = D - np.diag(D.sum(axis=1))
    s = (1.0 + t) / 2.0
    D2 = 4.0 * (D @ D)
    sj = jnp.asarray(s)
    r = np.asarray(-jax.vmap(jax.grad(jax.grad(u)))(sj) - jax.vmap(f)(sj))
    e = np.zeros(N + 1)
    e[1:-1] = np.linalg.solve(-D2[1:-1, 1:-1], r[1:-1])
    return BarycentricInterpolator(s, e)(np.linspace(0.0, 1.0, n + 1))

# %% right | (1-x) int_0^x s r ds + x int_x^1 (1-s) r ds, Simpson on every interval
def error(u, f, n):
    s = jnp.linspace(0.0, 1.0, 2 * n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(s) - jax.vmap(f)(s)

    def simpson(y):
        per = (y[:-2:2] + 4.0 * y[1:-1:2] + y[2::2]) / (6.0 * n)
        return jnp.concatenate([jnp.zeros(1), jnp.cumsum(per)])

    left = simpson(s * r)
    right = simpson((1.0 - s) * r)
    x = s[::2]
    return (1.0 - x) * left + x * (right[-1] - right)

# %% right | solved on a grid twice as fine, every second point returned; u'' by nested jvp
def error(u, f, n):
    m = 2 * n
    x = jnp.linspace(0.0, 1.0, m + 1)
    d1 = lambda s: jax.jvp(u, (s,), (jnp.ones_like(s),))[1]
    d2 = lambda s: jax.jvp(d1, (s,), (jnp.ones_like(s),))[1]
    r = jax.vmap(lambda s: -d2(s) - f(s))(x)
    A = m**2 * (2 * jnp.eye(m - 1) - jnp.eye(m - 1, k=1) - jnp.eye(m - 1, k=-1))
    e = jnp.pad(jnp.linalg.solve(A, r[1:-1]), 1)
    return e[::2]

# %% right | no residual at all: u minus u*, with u* to near rounding by 6-point Gauss-Legendre
def error(u, f, n):
    t, w = np.polynomial.legendre.leggauss(6)
    s = jnp.asarray((np.arange(n)[:, None] + (t[None, :] + 1.0) / 2.0) / n)
    w = jnp.asarray(w) / (2.0 * n)
    F = jax.vmap(jax.vmap(f))(s)
    P = jnp.concatenate([jnp.zeros(1), jnp.cumsum((s * F) @ w)])
    Q = jnp.concatenate([jnp.zeros(1), jnp.cumsum(((1.0 - s) * F) @ w)])
    x = jnp.linspace(0.0, 1.0, n + 1)
    exact = (1.0 - x) * P + x * (Q[-1] - Q)
    return jax.vmap(u)(x) - exact

# %% right | shooting: Runge-Kutta steps in lax.scan from zero slope, then the line that closes the end
def error(u, f, n):
    h = 1.0 / n
    d2u = jax.grad(jax.grad(u))
    acc = lambda s: d2u(s) + f(s)  # e'' = u'' + f

    def step(state, x):
        e, p = state
        a0, a1, a2 = acc(x), acc(x + h / 2), acc(x + h)
        e_new = e + h * p + h**2 / 6 * (a0 + 2 * a1)
        p_new = p + h / 6 * (a0 + 4 * a1 + a2)
        return (e_new, p_new), e_new

    x = jnp.linspace(0.0, 1.0, n + 1)
    start = (jnp.zeros(()), jnp.zeros(()))
    _, es = jax.lax.scan(step, start, x[:-1])
    e = jnp.concatenate([jnp.zeros(1), es])
    return e - x * e[-1]

# %% wrong | sign turned: r = u'' + f put into -e'' = r, gives u* - u
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    r = jax.vmap(jax.grad(jax.grad(u)))(x) + jax.vmap(f)(x)
    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))
    return jnp.pad(jnp.linalg.solve(A, r[1:-1]), 1)

# %% wrong | interior points only, shape (n - 1,)
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)[1:-1]
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))
    return jnp.linalg.solve(A, r)

# %% wrong | u minus a second-order finite-difference solution: fails where the error is a millionth of u
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))
    ustar = jnp.pad(jnp.linalg.solve(A, jax.vmap(f)(x)[1:-1]), 1)
    return jax.vmap(u)(x) - ustar

# %% wrong | returns the residual itself, not the error
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    return -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)

# %% wrong | returns u* (u minus the error) instead of the error
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    G = jnp.minimum(x[:, None], x[None, :]) * (1.0 - jnp.maximum(x[:, None], x[None, :]))
    return jax.vmap(u)(x) - G @ r / n

# %% wrong | absolute value of the error
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    r = -jax.vmap(jax.hessian(u))(x) - jax.vmap(f)(x)
    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))
    return jnp.abs(jnp.pad(jnp.linalg.solve(A, r[1:-1]), 1))

# %% wrong | difference matrix without the n**2
from scipy.linalg import solve_banded

def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    r = np.asarray(-jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x))
    ab = -np.ones((3, n - 1))
    ab[1] = 2.0
    return np.pad(solve_banded((1, 1), ab, r[1:-1]), 1)

# %% wrong | two cumulative integrals without the straight line: zero slope at x = 0, not zero at x = 1
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)

    def cumtrapz(y):
        return jnp.concatenate([jnp.zeros(1), jnp.cumsum(0.5 * (y[1:] + y[:-1])) / n])

    return -cumtrapz(cumtrapz(r))

# %% wrong | periodic Poisson solve by FFT, shifted to zero at the ends: right only if the residual has mean zero on [0, 1] (e.g. error sin(2 pi x))
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    rhat = jnp.fft.fft(r[:-1])
    k = 2.0 * jnp.pi * jnp.fft.fftfreq(n, d=1.0 / n)
    k2 = jnp.where(k == 0, 1.0, k**2)
    e = jnp.fft.ifft(jnp.where(k == 0, 0.0, rhat / k2)).real
    e = jnp.append(e, e[0])
    return e - e[0]

# %% wrong | f with the wrong sign in the residual: r = -u'' + f
def error(u, f, n):
    x = jnp.linspace(0.0, 1.0, n + 1)
    r = -jax.vmap(jax.jacfwd(jax.jacrev(u)))(x) + jax.vmap(f)(x)
    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))
    return jnp.pad(jnp.linalg.solve(A, r[1:-1]), 1)

