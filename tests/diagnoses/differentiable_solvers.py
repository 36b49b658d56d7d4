"""Answers to the exercises of the chapter `science/differentiable-solvers`."""

CHAPTER = "science/differentiable-solvers"

X64 = (True,)  # the precision of the chapter


def cells(code):
    """The cells that define what the answers use, without studies, figures and claims."""
    first, sensors, judge = (
        next(cell for cell in code if words in cell)
        for words in ("def alpha(z)", "place, draw", "def exact(")
    )
    start = "x = spectral.grid(64).x\nu0 = -np.sin(np.pi * x)\nnu = 0.05\n"
    return [first, start, sensors, judge.partition("\nhs = ")[0]]


# Right answers beside the printed one.
RIGHT = {
    "dsol_chi2": {
        "a column for the model": """
def chi2_per_reading(model, y, sigma):
    return np.mean((y - model[:, None]) ** 2) / sigma**2
""",
        "raveled, a product": """
def chi2_per_reading(model, y, sigma):
    r = (jnp.ravel(y) - model) / sigma
    return r @ r / r.size
""",
        "mapped": """
def chi2_per_reading(model, y, sigma):
    return jax.vmap(lambda m, d: ((d[0] - m) / sigma) ** 2)(model, y).mean()
""",
    },
    "dsol_slope": {
        "the whole transform": """
def slope(u):
    n = u.size
    k = 2 * jnp.pi * jnp.fft.fftfreq(n, 2 / n)
    k = k.at[n // 2].set(0.0)
    return jnp.fft.ifft(1j * k * jnp.fft.fft(u)).real
""",
        "a matrix": """
def slope(u):
    n = u.size
    i = jnp.arange(n)
    d = i[:, None] - i
    safe = jnp.where(d == 0, 1, d)
    D = jnp.where(d == 0, 0.0, 0.5 * (-1.0) ** d / jnp.tan(jnp.pi * safe / n))
    return jnp.pi * D @ u
""",
    },
    "dsol_copies": {
        "split and vmap": """
def copies(key, clean, n, sigma):
    keys = jax.random.split(key, n)
    return jax.vmap(lambda k: clean + sigma * jax.random.normal(k, clean.shape))(keys)
""",
        "fold_in in a loop": """
def copies(key, clean, n, sigma):
    return np.stack([clean + sigma * jax.random.normal(jax.random.fold_in(key, i), clean.shape)
                     for i in range(n)])
""",
        "a seed for NumPy, from the key": """
def copies(key, clean, n, sigma):
    rng = np.random.default_rng(np.asarray(jax.random.key_data(key)))
    return clean + rng.normal(0, sigma, (n, *clean.shape))
""",
    },
    "dsol_seen": {
        "eigenvalues": """
def seen(J, sigma, size):
    return jnp.sum(jnp.sqrt(jnp.clip(jnp.linalg.eigvalsh(J.T @ J), 0)) > sigma / size)
""",
        "with a division": """
def seen(J, sigma, size):
    with np.errstate(divide="ignore"):
        return np.sum(sigma / np.linalg.svd(J)[1] < size)
""",
        "QR first": """
def seen(J, sigma, size):
    s = jnp.linalg.svd(jnp.linalg.qr(J)[1], compute_uv=False)
    return (s * size > sigma).sum()
""",
    },
    "dsol_march": {
        "fori_loop inside": """
import math
def march(step, v, n):
    m = math.isqrt(n)
    block = jax.checkpoint(lambda v: jax.lax.fori_loop(0, m, lambda i, v: step(v), v))
    return jax.lax.fori_loop(0, m, lambda i, v: block(v), v)
""",
        "in halves": """
import math
def march(step, v, n):
    def run(v, n):
        if n <= 4:
            return jax.lax.scan(lambda v, _: (step(v), None), v, None, length=n)[0]
        m = math.isqrt(n)
        inner = jax.checkpoint(lambda v, _: (run(v, n // m), None))
        v, _ = jax.lax.scan(inner, v, None, length=m)
        return v if n % m == 0 else run(v, n - m * (n // m))
    return run(v, n)
""",
        "a step that is checkpointed too": """
def march(step, v, n):
    m = int(round(n**0.5))
    one = jax.checkpoint(lambda v, _: (step(v), None))
    @jax.checkpoint
    def block(v, _):
        return jax.lax.scan(one, v, jnp.arange(m))
    return jax.lax.scan(lambda v, x: (block(v, x)[0], None), v, jnp.arange(m))[0]
""",
    },
    "dsol_gain": {
        "SciPy on the exact solution": """
def with_gain(y):
    from scipy.optimize import least_squares
    fit = least_squares(lambda p: (p[1] * exact(p[0]) - y).ravel(), [np.log(0.06), 1.0],
                        xtol=1e-12, ftol=1e-12, gtol=1e-12)
    cov = np.linalg.inv(fit.jac.T @ fit.jac) * 2 * fit.cost / (y.size - 2)
    return fit.x, np.sqrt(np.diag(cov))
""",
        "lists, and a QR": """
def with_gain(y):
    p = jnp.array([jnp.log(0.06), 1.0])
    for _ in range(12):
        f, J = tangent(p[0])
        A = jnp.stack([p[1] * J.ravel(), f.ravel()], 1)
        Q, R = jnp.linalg.qr(A)
        r = jnp.ravel(y - p[1] * f)
        inverse = jnp.linalg.inv(R)
        p = p + inverse @ (Q.T @ r)
    return [list(map(float, p)), jnp.linalg.norm(inverse, axis=1) * jnp.sqrt(r @ r / 498)]
""",
    },
}

_STEPS = """
def with_gain(y):
    log_nu, g = np.log(0.05), 1.0
    for _ in range(10):
        f, J = map(np.asarray, tangent(log_nu))
        A = np.stack([g * J.ravel(), f.ravel()], axis=1)
        r = (y - g * f).ravel()
        step = np.linalg.lstsq(A, r)[0]
        log_nu, g = log_nu + step[0], g + step[1]
    p, s2, cov = np.array([log_nu, g]), r @ r / 498, np.linalg.inv(A.T @ A)
    bars = np.sqrt(s2 * np.diag(cov))
    return """

# Wrong answers: source, a phrase of the diagnosis, misconception.
WRONG = {
    "dsol_chi2": {
        "a table": (
            "def chi2_per_reading(model, y, sigma):\n"
            "    return jnp.mean(((y - model) / sigma) ** 2)",
            "table of every reading",
            "M39",
        ),
        "a table, summed": (
            "def chi2_per_reading(model, y, sigma):\n"
            "    return jnp.sum(((y - model) / sigma) ** 2) / len(y)",
            "table of every reading",
            "M39",
        ),
        "the sum": (
            "def chi2_per_reading(model, y, sigma):\n"
            "    return jnp.sum(((y[:, 0] - model) / sigma) ** 2)",
            "the sum over the readings",
            None,
        ),
        "sigma once": (
            "def chi2_per_reading(model, y, sigma):\n"
            "    return jnp.mean((y[:, 0] - model) ** 2) / sigma",
            "squared with the residual",
            None,
        ),
        "each": (
            "def chi2_per_reading(model, y, sigma):\n    return ((y[:, 0] - model) / sigma) ** 2",
            "One number",
            None,
        ),
        "nothing": (
            "def chi2_per_reading(model, y, sigma):\n    jnp.mean((y[:, 0] - model) ** 2)",
            "returns None",
            None,
        ),
    },
    "dsol_slope": {
        "a period of 2 pi": (
            "def slope(u):\n    k = jnp.arange(u.size // 2 + 1)\n"
            "    return jnp.fft.irfft(1j * k * jnp.fft.rfft(u))",
            "period of 2 pi",
            None,
        ),
        "no i": (
            "def slope(u):\n    k = jnp.pi * jnp.arange(u.size // 2 + 1)\n"
            "    return jnp.fft.irfft(k * jnp.fft.rfft(u))",
            "lacks its i",
            None,
        ),
        "differences": (
            "def slope(u):\n    return (jnp.roll(u, -1) - jnp.roll(u, 1)) * u.size / 4",
            "difference of neighbours",
            None,
        ),
        "a wrong sign": (
            "def slope(u):\n    k = jnp.pi * jnp.arange(u.size // 2 + 1)\n"
            "    return jnp.fft.irfft(-1j * k * jnp.fft.rfft(u))",
            "sign is wrong",
            None,
        ),
        "complex": (
            "def slope(u):\n    k = 2 * jnp.pi * jnp.fft.fftfreq(u.size, 2 / u.size)\n"
            "    return jnp.fft.ifft(1j * k * jnp.fft.fft(u))",
            "the field is real",
            None,
        ),
        "a step of one": (
            "def slope(u):\n    k = 2 * jnp.pi * jnp.fft.rfftfreq(u.size)\n"
            "    return jnp.fft.irfft(1j * k * jnp.fft.rfft(u))",
            "spacing of the points",
            None,
        ),
        "32 bits": (
            "def slope(u):\n    u = u.astype(jnp.float32)\n"
            "    k = jnp.pi * jnp.arange(u.size // 2 + 1, dtype=jnp.float32)\n"
            "    return jnp.fft.irfft(1j * k * jnp.fft.rfft(u))",
            "few digits only",
            "M31",
        ),
        "NumPy": (
            "def slope(u):\n    k = np.pi * np.arange(u.size // 2 + 1)\n"
            "    return np.fft.irfft(1j * k * np.fft.rfft(u))",
            "TracerArrayConversionError",
            "M03",
        ),
    },
    "dsol_copies": {
        "one key for all lanes": (
            "def copies(key, clean, n, sigma):\n"
            "    one = lambda _: clean + sigma * jax.random.normal(key, clean.shape)\n"
            "    return jax.vmap(one)(jnp.arange(n))",
            "All copies have the same noise",
            "M52",
        ),
        "one number a copy": (
            "def copies(key, clean, n, sigma):\n"
            "    one = lambda k: clean + sigma * jax.random.normal(k)\n"
            "    return jax.vmap(one)(jax.random.split(key, n))",
            "one number was drawn for all",
            "M51",
        ),
        "NumPy's own": (
            "def copies(key, clean, n, sigma):\n"
            "    return clean + np.random.normal(0, sigma, (n, *clean.shape))",
            "something beside the key",
            "M53",
        ),
        "a key of its own": (
            "def copies(key, clean, n, sigma):\n"
            "    return clean + sigma * jax.random.normal(jax.random.key(0), (n, *clean.shape))",
            "Another key gives the same",
            "M53",
        ),
        "a variance": (
            "def copies(key, clean, n, sigma):\n"
            "    return clean + sigma**0.5 * jax.random.normal(key, (n, *clean.shape))",
            "has the variance sigma:",
            None,
        ),
        "uniform": (
            "def copies(key, clean, n, sigma):\n"
            "    return clean + sigma * 3**0.5 * jax.random.uniform(\n"
            "        key, (n, *clean.shape), minval=-1.0, maxval=1.0)",
            "not normal",
            None,
        ),
        "the noise alone": (
            "def copies(key, clean, n, sigma):\n"
            "    return sigma * jax.random.normal(key, (n, *clean.shape))",
            "without the readings",
            None,
        ),
        "the last axis": (
            "def copies(key, clean, n, sigma):\n"
            "    return clean[..., None] + sigma * jax.random.normal(key, (*clean.shape, n))",
            "along the first axis",
            None,
        ),
    },
    "dsol_seen": {
        "the columns": (
            "def seen(J, sigma, size):\n"
            "    return int(np.sum(np.linalg.norm(J, axis=0) * size > sigma))",
            "as if the others were known",
            None,
        ),
        "no root": (
            "def seen(J, sigma, size):\n"
            "    return int(np.sum(np.linalg.eigvalsh(J.T @ J) * size > sigma))",
            "squares of the singular values",
            None,
        ),
        "the rank": (
            "def seen(J, sigma, size):\n    return int(np.linalg.matrix_rank(J))",
            "the rank",
            None,
        ),
        "the unknown ones": (
            "def seen(J, sigma, size):\n"
            "    return int(np.sum(np.linalg.svd(J)[1] * size <= sigma))",
            "that are not known",
            None,
        ),
        "the parameters": (
            "def seen(J, sigma, size):\n    C = np.linalg.pinv(J.T @ J)\n"
            "    return int(np.sum(sigma * np.sqrt(np.diag(C)) < size))",
            "combination of parameters can be",
            None,
        ),
        "which ones": (
            "def seen(J, sigma, size):\n    return np.linalg.svd(J)[1] * size > sigma",
            "One number",
            None,
        ),
    },
    "dsol_march": {
        "a Python loop": (
            "def march(step, v, n):\n    for _ in range(n):\n        v = step(v)\n    return v",
            "again and again",
            "M22",
        ),
        "a while_loop": (
            "def march(step, v, n):\n    return jax.lax.while_loop(\n"
            "        lambda c: c[0] < n, lambda c: (c[0] + 1, step(c[1])), (0, v))[1]",
            "while_loop",
            "M45",
        ),
        "one scan": (
            "def march(step, v, n):\n"
            "    return jax.lax.scan(lambda v, _: (step(v), None), v, None, length=n)[0]",
            "keeps something of every step",
            None,
        ),
        "a checkpoint around each step": (
            "def march(step, v, n):\n    one = jax.checkpoint(lambda v, _: (step(v), None))\n"
            "    return jax.lax.scan(one, v, None, length=n)[0]",
            "keeps something of every step",
            None,
        ),
        "a checkpoint around all": (
            "def march(step, v, n):\n"
            "    run = lambda v: jax.lax.fori_loop(0, n, lambda i, v: step(v), v)\n"
            "    return jax.checkpoint(run)(v)",
            "keeps something of every step",
            None,
        ),
        "a step too few": (
            "def march(step, v, n):\n    return jax.lax.fori_loop(1, n, lambda i, v: step(v), v)",
            "A step is missing",
            None,
        ),
        "all states": (
            "def march(step, v, n):\n"
            "    return jax.lax.scan(lambda v, _: (step(v), v), v, None, length=n)[1]",
            "state after the last step",
            None,
        ),
        "no gradient": (
            "import math\ndef march(step, v, n):\n    m = math.isqrt(n)\n"
            "    block = jax.checkpoint(lambda v, _: jax.lax.scan(\n"
            "        lambda v, _: (step(jax.lax.stop_gradient(v)), None), v, None, length=m))\n"
            "    return jax.lax.scan(block, v, None, length=m)[0]",
            "gradient through it is not",
            None,
        ),
    },
    "dsol_gain": {
        "no gain": (
            "def with_gain(y):\n    t, bar, _, _ = gauss_newton(y, tangent)\n"
            "    return np.array([t, 1.0]), np.array([bar, 0.0])\n\n"
            "def gauss_newton(y, tangent):\n    t = np.log(0.06)\n    for _ in range(8):\n"
            "        f, J = map(np.asarray, tangent(t))\n"
            "        t = t + np.sum(J * (y - f)) / np.sum(J**2)\n"
            "    return t, 0.01 / np.sqrt(np.sum(J**2)), None, None",
            "as if the gain were 1",
            None,
        ),
        "the other way round": (_STEPS + "p[::-1], bars[::-1]", "the other way round", None),
        "nu": (_STEPS + "np.array([np.exp(p[0]), p[1]]), bars", "its logarithm is asked", None),
        "variances": (_STEPS + "p, bars**2", "These are variances", None),
        "alone": (
            _STEPS + "p, np.sqrt(s2 / np.diag(A.T @ A))",
            "if the other unknown were known",
            None,
        ),
        "no noise": (_STEPS + "p, np.sqrt(np.diag(cov))", "The noise is missing", None),
        "a fixed noise": (
            _STEPS + "p, 0.01 * np.sqrt(np.diag(cov))",
            "taken to be 0.01",
            None,
        ),
        "intervals": (_STEPS + "p, 1.96 * bars", "half widths", None),
        "one thing": (_STEPS + "p", "a pair is asked for", None),
    },
}
