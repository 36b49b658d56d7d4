# %% right | central differences in a loop
def slopes(f, q):
    q = np.array(q, dtype=np.float64)
    h = 1e-3
    columns = []
    for i in range(q.size):
        up, down = q.copy(), q.copy()
        up[i] += h
        down[i] -= h
        columns.append((f(up) - f(down)) / (up[i] - down[i]))
    return np.stack(columns, axis=1)

# %% right | rows of an identity as steps, a power of two
def slopes(f, q):
    q = np.asarray(q, dtype=float)
    h = 2.0**-10
    return np.column_stack([(f(q + e) - f(q - e)) / (2 * h) for e in h * np.eye(len(q))])

# %% right | forward differences with the balanced step
def slopes(f, q):
    q = np.array(q, dtype=float)
    # error: h / 2 * 10 + 2e-8 / h, least at h = 6.3e-5
    h = np.sqrt(2e-8 / 5)
    f0 = np.array(f(q.copy()))
    J = np.empty((f0.size, q.size))
    for i in range(q.size):
        p = q.copy()
        p[i] = q[i] + h
        J[:, i] = (f(p) - f0) / (p[i] - q[i])
    return J

# %% right | five points
def slopes(f, q):
    q = np.array(q, dtype=float)
    h = 1e-3
    J = []
    for i in range(len(q)):
        e = np.zeros(len(q))
        e[i] = h
        J.append((8 * (f(q + e) - f(q - e)) - (f(q + 2 * e) - f(q - 2 * e))) / (12 * h))
    return np.array(J).T

# %% right | SciPy's forward differences with a step of one's own
from scipy.optimize import approx_fprime

def slopes(f, q):
    q = np.array(q, dtype=float)
    return np.reshape(approx_fprime(q, f, 6e-5), (-1, q.size))

# %% right | a parabola fitted through seven points of each line
def slopes(f, q):
    q = np.array(q, dtype=float)
    s = np.arange(-3, 4)
    h = 1e-3
    out = []
    for i in range(len(q)):
        values = []
        for k in s:
            p = q.copy()
            p[i] += k * h
            values.append(f(p))
        out.append(np.polyfit(s, np.array(values), 2)[1] / h)
    return np.stack(out, axis=-1)

# %% right | np.gradient over three points
def slopes(f, q):
    q = np.array(q, dtype=float)
    h = 1e-3

    def along(i):
        e = np.eye(q.size)[i] * h
        values = np.stack([f(q - e), f(q), f(q + e)])
        return np.gradient(values, h, axis=0)[1]

    return np.stack([along(i) for i in range(q.size)]).T

# %% right | a custom_jvp around a callback, differentiated with jacfwd
def slopes(f, q):
    q = np.array(q, dtype=np.float64)
    m = np.asarray(f(q.copy())).size
    out = jax.ShapeDtypeStruct((m,), jnp.float64)
    h = 1e-3

    @jax.custom_jvp
    def g(x):
        host = lambda x: np.asarray(f(np.array(x, dtype=np.float64)))
        return jax.pure_callback(host, out, x, vmap_method="sequential")

    @g.defjvp
    def g_jvp(primals, tangents):
        (x,), (v,) = primals, tangents
        return g(x), (g(x + h * v) - g(x - h * v)) / (2 * h)

    return np.asarray(jax.jacfwd(g)(jnp.asarray(q)))

# %% right | median of the central differences of several steps
def slopes(f, q):
    q = np.array(q, dtype=float)
    eye = np.eye(q.size)
    trials = []
    for h in (5e-4, 1e-3, 2e-3):
        trials.append(np.stack([(f(q + h * e) - f(q - h * e)) / (2 * h) for e in eye], axis=1))
    return np.median(trials, axis=0)

# %% right | apply_along_axis over a table of points
def slopes(f, q):
    q = np.array(q, dtype=float)
    n, h = q.size, 1e-3
    points = np.concatenate([q + h * np.eye(n), q - h * np.eye(n)])
    values = np.apply_along_axis(f, 1, points)
    return ((values[:n] - values[n:]) / (2 * h)).T

# %% right | one-sided differences of second order
def slopes(f, q):
    q = np.array(q, dtype=float)
    h = 1e-3
    f0 = np.array(f(q.copy()))
    J = np.zeros((f0.shape[0], q.shape[0]))
    for i in range(q.shape[0]):
        one, two = q.copy(), q.copy()
        one[i] += h
        two[i] += 2 * h
        J[:, i] = (4 * np.array(f(one)) - np.array(f(two)) - 3 * f0) / (2 * h)
    return J

# %% wrong | jacfwd through a function that takes NumPy arrays only
def slopes(f, q):
    return jax.jacfwd(f)(q)

# %% wrong | the smaller the step, the better
def slopes(f, q):
    q = np.array(q, dtype=float)
    h = 1e-8
    return np.column_stack([(f(q + e) - f(q - e)) / (2 * h) for e in h * np.eye(len(q))])

# %% wrong | SciPy's default step, made for values without noise
from scipy.optimize import approx_fprime

def slopes(f, q):
    q = np.array(q, dtype=float)
    return np.reshape(approx_fprime(q, f), (-1, q.size))

# %% wrong | forward differences with a step of 1e-2: truncation
def slopes(f, q):
    q = np.array(q, dtype=float)
    h = 1e-2
    f0 = np.array(f(q))
    return np.column_stack([(f(q + e) - f0) / h for e in h * np.eye(len(q))])

# %% wrong | central differences with a large step against the noise: truncation
def slopes(f, q):
    q = np.array(q, dtype=float)
    h = 0.2
    return np.column_stack([(f(q + e) - f(q - e)) / (2 * h) for e in h * np.eye(len(q))])

# %% wrong | the transpose, of shape (n, m)
def slopes(f, q):
    q = np.array(q, dtype=float)
    h = 1e-3
    return np.array([(f(q + e) - f(q - e)) / (2 * h) for e in h * np.eye(len(q))])

# %% wrong | a step relative to the parameter, which is zero where it is zero
def slopes(f, q):
    q = np.array(q, dtype=float)
    J = []
    for i in range(len(q)):
        up, down = q.copy(), q.copy()
        up[i] *= 1 + 1e-3
        down[i] *= 1 - 1e-3
        J.append((f(up) - f(down)) / (up[i] - down[i]))
    return np.array(J).T

# %% wrong | hands f arrays of JAX
def slopes(f, q):
    q = jnp.asarray(q)
    h = 1e-3
    columns = []
    for i in range(q.size):
        columns.append((f(q.at[i].add(h)) - f(q.at[i].add(-h))) / (2 * h))
    return jnp.stack(columns, axis=1)

# %% wrong | complex step, which a solver for 64-bit floats does not take
def slopes(f, q):
    q = np.asarray(q)
    h = 1e-20
    columns = []
    for i in range(len(q)):
        p = q.astype(complex)
        p[i] += 1j * h
        columns.append(np.imag(f(p)) / h)
    return np.stack(columns, axis=1)
