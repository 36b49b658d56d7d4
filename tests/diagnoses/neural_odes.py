"""Answers to the exercises of the chapter `science/neural-odes`."""

CHAPTER = "science/neural-odes"

X64 = (True,)  # the precision of the chapter


def cells(code):
    """What the answers need of the chapter: the data and the network, no fit."""
    return code[:2]


# Right answers beside the printed one.
RIGHT = {
    "node_layers": {
        "a chain of splits, in NumPy": """
def layers(key, sizes):
    net = []
    for m, n in zip(sizes[:-1], sizes[1:]):
        key, use = jax.random.split(key)
        W = np.asarray(jax.random.normal(use, (m, n))) / np.sqrt(m)
        net.append((W, np.zeros(n)))
    W, bias = net.pop()
    return tuple(net) + ([0 * W, bias],)
""",
        "fold_in": """
def layers(key, sizes):
    last = len(sizes) - 2
    return [(jax.random.normal(jax.random.fold_in(key, i), sizes[i:i + 2]) * sizes[i] ** -0.5
             * (i < last), jnp.zeros(sizes[i + 1])) for i in range(last + 1)]
""",
        "an initialiser of jax": """
def layers(key, sizes):
    make = jax.nn.initializers.variance_scaling(1.0, "fan_in", "normal")
    keys = jax.random.split(key, len(sizes))
    net = [(make(keys[i], (m, n)), jnp.zeros((n,)))
           for i, (m, n) in enumerate(zip(sizes, sizes[1:]))]
    net[-1] = (jnp.zeros_like(net[-1][0]), net[-1][1])
    return net
""",
    },
    "node_args": {
        "stacked": """
def tanks(t, u, args):
    flow = args[0] * (u[0] - u[1])
    return jnp.stack([-flow, flow]) - jnp.concatenate([jnp.zeros(1), N(args[1], u)])
""",
        "a matrix": """
def tanks(t, u, args):
    k, net = args
    K = k * jnp.array([[-1.0, 1.0], [1.0, -1.0]])
    return (K @ u).at[1].add(-N(net, u).squeeze())
""",
    },
    "node_segments": {
        "an index": """
def segments(data, L):
    K = (data.shape[0] - 1) // L
    k = jnp.arange(K) * L
    return data[k], data[k[:, None] + jnp.arange(1, L + 1)]
""",
        "a loop": """
def segments(data, L):
    starts, targets = [], []
    k = 0
    while k + L < len(data):
        starts.append(data[k])
        targets.append(data[k + 1:k + L + 1])
        k += L
    return [np.array(starts), np.array(targets)]
""",
    },
    "node_reached": {
        "rows": """
def misfit_of(ys, data):
    rows = jnp.all(jnp.isfinite(ys), axis=1, keepdims=True)
    safe = jnp.where(rows, ys, 0.0)
    square = jnp.where(rows, (safe - data) ** 2, 0.0)
    return square.sum() / jnp.where(rows.any(), 2 * rows.sum(), 1)
""",
        "a mean with where": """
def misfit_of(ys, data):
    ok = jnp.isfinite(ys)
    r = jnp.where(ok, ys, 1.0) - jnp.where(ok, data, 1.0)
    return jnp.sum(r * r) / jnp.clip(ok.sum(), 1)
""",
    },
    "node_step": {
        "stacked least squares": """
def lm_step(r, theta, lam):
    J = jax.jacrev(r)(theta)
    n = theta.shape[0]
    A = jnp.concatenate([J, jnp.sqrt(lam) * jnp.eye(n)])
    b = jnp.concatenate([-r(theta), jnp.zeros(n)])
    return theta + jnp.linalg.lstsq(A, b)[0]
""",
        "the small system": """
def lm_step(r, theta, lam):
    J, here = jax.jacfwd(r)(theta), r(theta)
    return theta - J.T @ jnp.linalg.solve(J @ J.T + lam * jnp.eye(here.size), here)
""",
    },
    "node_friction": {
        "sorted and interpolated": """
def friction(ts, u, omega):
    v = u[:, 1]
    f = -np.sin(u[:, 0]) - CubicSpline(ts, v)(ts, 1)
    order = np.argsort(v)
    return np.interp(omega, v[order], f[order])
""",
        "a polynomial in jax": """
def friction(ts, u, omega):
    f = -jnp.sin(u[:, 0]) - jnp.asarray(CubicSpline(ts, u)(ts, 1))[:, 1]
    v = jnp.asarray(u[:, 1])
    powers = jnp.arange(1, 12)
    coef = jnp.linalg.lstsq(v[:, None] ** powers, f)[0]
    return jnp.asarray(omega)[:, None] ** powers @ coef
""",
    },
}

# Wrong answers: source, a phrase of the diagnosis, misconception.
WRONG = {
    "node_layers": {
        "one key": (
            """
def layers(key, sizes):
    net = [(jax.random.normal(key, (m, n)) / jnp.sqrt(m), jnp.zeros(n))
           for m, n in zip(sizes, sizes[1:])]
    return [*net[:-1], (0 * net[-1][0], net[-1][1])]
""",
            "with one key",
            "M51",
        ),
        "a small last layer": ("layers = init", "not zero everywhere", None),
        "all zero": (
            """
def layers(key, sizes):
    return [(jnp.zeros((m, n)), jnp.zeros(n)) for m, n in zip(sizes, sizes[1:])]
""",
            "no gradient reaches",
            None,
        ),
        "NumPy's numbers": (
            """
def layers(key, sizes):
    net = [(np.random.default_rng().normal(size=(m, n)) / m**0.5, np.zeros(n))
           for m, n in zip(sizes, sizes[1:])]
    return [*net[:-1], (0 * net[-1][0], net[-1][1])]
""",
            "come from elsewhere",
            "M53",
        ),
        "not scaled": (
            """
def layers(key, sizes):
    keys = jax.random.split(key, len(sizes))
    net = [(jax.random.normal(k, (m, n)), jnp.zeros(n))
           for k, m, n in zip(keys, sizes, sizes[1:])]
    return [*net[:-1], (0 * net[-1][0], net[-1][1])]
""",
            "variance 1, not",
            None,
        ),
        "turned": (
            """
def layers(key, sizes):
    keys = jax.random.split(key, len(sizes))
    return [(jax.random.normal(k, (n, m)) / m**0.5 * 0, jnp.zeros(n))
            for k, m, n in zip(keys, sizes, sizes[1:])]
""",
            "shape (m, n)",
            None,
        ),
    },
    "node_args": {
        "closed over": (
            """
frozen = init(jax.random.key(7), (2, 4, 1))
def tanks(t, u, args):
    k, _ = args
    flow = k * (u[0] - u[1])
    return jnp.array([-flow, flow - N(frozen, u)[0]])
""",
            "closes over",
            "M14",
        ),
        "a list": (
            """
def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return [-flow, flow - N(net, u)[0]]
""",
            "one array of shape (2,)",
            None,
        ),
        "the sign": (
            """
def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return jnp.array([-flow, flow + N(net, u)[0]])
""",
            "fills the second tank",
            None,
        ),
        "the other tank": (
            """
def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return jnp.array([-flow - N(net, u)[0], flow])
""",
            "in the other tank",
            None,
        ),
        "in both": (
            """
def tanks(t, u, args):
    k, net = args
    flow = k * (u[0] - u[1])
    return jnp.array([-flow, flow]) - N(net, u)
""",
            "in both tanks",
            None,
        ),
    },
    "node_segments": {
        "clamped": (
            """
def segments(data, L):
    k = jnp.arange(len(data) // L) * L
    return data[k], data[k[:, None] + jnp.arange(1, L + 1)]
""",
            "repeats the last row",
            "M30",
        ),
        "from the start": (
            """
def segments(data, L):
    K = (len(data) - 1) // L
    return data[:K * L:L], data[:K * L].reshape(K, L, 2)
""",
            "begin with the start",
            None,
        ),
        "one too few": (
            """
def segments(data, L):
    K = max((len(data) - 2) // L, 1)
    return data[:K * L:L], data[1:K * L + 1].reshape(K, L, 2)
""",
            "left out",
            None,
        ),
        "a start at the end": (
            """
def segments(data, L):
    K = (len(data) - 1) // L
    return data[:K * L + 1:L], data[1:K * L + 1].reshape(K, L, 2)
""",
            "starts none",
            None,
        ),
    },
    "node_reached": {
        "no mask": (
            "def misfit_of(ys, data):\n    return jnp.mean((ys - data) ** 2)",
            "padding, no state",
            "M59",
        ),
        "masked after": (
            """
def misfit_of(ys, data):
    ok = jnp.isfinite(ys)
    r2 = jnp.where(ok, (ys - data) ** 2, 0.0)
    return r2.sum() / jnp.maximum(ok.sum(), 1)
""",
            "gradient is NaN",
            "M40",
        ),
        "an index": (
            """
def misfit_of(ys, data):
    ok = jnp.isfinite(ys)
    r = ys[ok] - data[ok]
    return jnp.sum(r**2) / max(r.size, 1)
""",
            "boolean",
            "M05",
        ),
        "over all rows": (
            """
def misfit_of(ys, data):
    return jnp.mean((jnp.where(jnp.isfinite(ys), ys, data) - data) ** 2)
""",
            "over all rows",
            "M59",
        ),
        "nan_to_num": (
            """
def misfit_of(ys, data):
    ok = jnp.isfinite(ys)
    return jnp.sum((jnp.nan_to_num(ys, posinf=0.0) - data) ** 2) / jnp.maximum(ok.sum(), 1)
""",
            "still weigh",
            "M59",
        ),
        "none": (
            """
def misfit_of(ys, data):
    ok = jnp.isfinite(ys)
    return jnp.sum((jnp.where(ok, ys, data) - data) ** 2) / ok.sum()
""",
            "over nothing",
            None,
        ),
    },
    "node_step": {
        "grad": (
            """
def lm_step(r, theta, lam):
    J = jax.grad(r)(theta)
    return theta - jnp.linalg.solve(J.T @ J + lam * jnp.eye(theta.size), J.T @ r(theta))
""",
            "scalar-output",
            "M43",
        ),
        "the sign": (
            """
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    return theta + jnp.linalg.solve(J.T @ J + lam * jnp.eye(theta.size), J.T @ r(theta))
""",
            "wrong way",
            None,
        ),
        "everywhere": (
            """
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    return theta - jnp.linalg.solve(J.T @ J + lam * jnp.ones((theta.size, theta.size))
                                    + 1e-9 * jnp.eye(theta.size), J.T @ r(theta))
""",
            "",
            None,
        ),
        "the step": (
            """
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    return -jnp.linalg.solve(J.T @ J + lam * jnp.eye(theta.size), J.T @ r(theta))
""",
            "This is the step",
            None,
        ),
        "twice": (
            """
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    slope = jax.grad(lambda th: jnp.sum(r(th) ** 2))(theta)
    return theta - jnp.linalg.solve(J.T @ J + lam * jnp.eye(theta.size), slope)
""",
            "twice as large",
            None,
        ),
        "Marquardt's": (
            """
def lm_step(r, theta, lam):
    J = jax.jacfwd(r)(theta)
    A = J.T @ J
    return theta - jnp.linalg.solve(A + lam * jnp.diag(jnp.diag(A)) + 1e-12 * jnp.eye(len(A)),
                                    J.T @ r(theta))
""",
            "multiplies the diagonal",
            None,
        ),
    },
    "node_friction": {
        "linear": (
            """
def friction(ts, u, omega):
    v = u[:, 1]
    f = -np.sin(u[:, 0]) - CubicSpline(ts, v)(ts, 1)
    return omega * (v @ f) / (v @ v)
""",
            "a straight line",
            None,
        ),
        "the sign": (
            """
def friction(ts, u, omega):
    v = u[:, 1]
    f = CubicSpline(ts, v)(ts, 1) + np.sin(u[:, 0])
    order = np.argsort(v)
    return np.interp(omega, v[order], f[order])
""",
            "sign is turned",
            None,
        ),
        "the known part too": (
            """
def friction(ts, u, omega):
    v = u[:, 1]
    f = -CubicSpline(ts, v)(ts, 1)
    coef = np.polyfit(v, f, 5)
    return np.polyval(coef, omega)
""",
            "what else is in the slope",
            None,
        ),
        "at all dates": (
            """
def friction(ts, u, omega):
    return -np.sin(u[:, 0]) - CubicSpline(ts, u[:, 1])(ts, 1)
""",
            "One number for each velocity",
            None,
        ),
    },
}
