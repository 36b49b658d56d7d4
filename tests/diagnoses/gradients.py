"""Answers to the exercises of the chapter `foundations/gradients`."""

CHAPTER = "foundations/gradients"

X64 = (True,)  # the precision of the chapter

# Right answers beside the printed one.
RIGHT = {
    "grad_kinks": {
        "asked": """
def six_slopes():
    programs = [lambda x: jnp.maximum(x, 0.0), lambda x: jnp.where(x > 0, x, 0.0),
                lambda x: jnp.where(x >= 0, x, 0.0), lambda x: (x + jnp.abs(x)) / 2,
                lambda x: (x + jnp.sqrt(x**2)) / 2, lambda x: jnp.max(jnp.array([x, 0.0, 0.0]))]
    return [jax.grad(f)(0.0) for f in programs]
""",
        "an array of few digits": """
def six_slopes():
    return np.array([1 / 2, 0, 1, 1, np.nan, 0.33333])
""",
    },
    "grad_each": {
        "by hand": "def each_gradient(w, X, y):\n    return (X @ w - y)[:, None] * X",
        "a Jacobian": """
def each_gradient(w, X, y):
    return jax.jacrev(lambda w: 0.5 * (X @ w - y) ** 2)(w)
""",
        "a loop": """
def each_gradient(w, X, y):
    return np.stack([jax.grad(loss, argnums=0)(w, a, b) for a, b in zip(X, y)])
""",
        "closed over the example": """
@jax.jit
def each_gradient(w, X, y):
    return jax.lax.map(lambda p: jax.grad(lambda w: loss(w, *p))(w), (X, y))
""",
    },
    "grad_aux": {
        "argnums and a list": """
def report(orbit):
    x = jnp.array([float(p) for p in orbit])
    g, r = jax.grad(cost_and_misses, argnums=(0,), has_aux=True)(x, t, longitude)
    return [0.5 * (r @ r), r, g[0]]
""",
        "forward": """
def report(orbit):
    x = np.asarray(orbit, dtype=np.float64)
    r = misses(x, t, longitude)
    return float(jnp.sum(r**2) / 2), r, jax.jacfwd(misses)(x, t, longitude).T @ r
""",
    },
    "grad_safe_norm": {
        "cond": """
def length(v):
    return jax.lax.cond(jnp.any(v != 0), jnp.linalg.norm, lambda v: jnp.zeros((), v.dtype), v)
""",
        "its own rule": """
@jax.custom_jvp
def length(v):
    return jnp.linalg.norm(v)

@length.defjvp
def _(primals, tangents):
    (v,), (dv,) = primals, tangents
    n = jnp.linalg.norm(v)
    return n, (v / jnp.where(n > 0, n, 1.0)) @ dv
""",
        "a safe vector": """
def length(v):
    zero = jnp.all(v == 0)
    return jnp.where(zero, 0.0, jnp.linalg.norm(jnp.where(zero, 1.0, v)))
""",
    },
    "grad_phi": {
        "the whole series": """
def phi(x):
    total, term = 1.0, 1.0
    for k in range(2, 24):
        term = term * x / k
        total = total + term
    return total
""",
        "an integral": """
def phi(x):
    s, w = np.polynomial.legendre.leggauss(12)
    return jnp.sum(w / 2 * jnp.exp(x * (s + 1) / 2))
""",
        "its own rule": """
@jax.custom_jvp
def phi(x):
    safe = jnp.where(x == 0, 1.0, x)
    return jnp.where(x == 0, 1.0, jnp.expm1(safe) / safe)

@phi.defjvp
def _(primals, tangents):
    (x,), (dx,) = primals, tangents
    slope = sum(k * x ** (k - 1) / math.factorial(k + 1) for k in range(1, 20))
    return phi(x), slope * dx

import math
""",
        "cond": """
def phi(x):
    def series(x):
        return jnp.polyval(1 / np.cumprod(np.arange(1.0, 16.0))[::-1], x)
    return jax.lax.cond(abs(x) < 0.2, series, lambda x: (jnp.exp(x) - 1) / x, x)
""",
    },
    "grad_test": {
        "forward differences": """
def gradient_is_right(f, g, x):
    f0, g = float(f(x)), np.asarray(g(x))
    for i in range(len(x)):
        slope = (float(f(x.at[i].add(1e-7))) - f0) / 1e-7
        if not abs(slope - g[i]) < 5e-3:
            return False
    return True
""",
        "SciPy": """
def gradient_is_right(f, g, x):
    from scipy.optimize import approx_fprime
    return np.allclose(approx_fprime(np.asarray(x), lambda x: float(f(x))), g(x), atol=5e-3, rtol=0)
""",
        "Taylor, along each axis and with a floor": """
def gradient_is_right(f, g, x):
    g = np.asarray(g(x))
    for i in range(x.size):
        v = np.zeros(x.size)
        v[i] = 1.0
        hs, _, r1 = remainders(f, x, g, v, hs=2.0 ** -np.arange(12, 18))
        if not (r1[-1] < 1e-3 * hs[-1] or slope(hs, r1) > 1.8):
            return False
    return True
""",
        "with jit and vmap, a bool of jax": """
def gradient_is_right(f, g, x):
    x = jnp.asarray(x)
    s = 1e-5 * jnp.eye(x.size)
    d = (jax.vmap(f)(x + s) - jax.vmap(f)(x - s)) / 2e-5
    return jnp.max(jnp.abs(d - g(x))) < 1e-3
""",
    },
    "grad_own_loss": {
        "the diagonal made safe": """
def my_energy(x, m):
    n = len(m)
    d2 = jnp.sum((x[:, None] - x[None]) ** 2, -1)
    r = jnp.sqrt(d2 + jnp.eye(n))
    return -0.5 * jnp.sum(m[:, None] * m[None] / r * (1 - jnp.eye(n)))
""",
        "a loop": """
def my_energy(x, m):
    total = jnp.zeros(())
    for i in range(len(m)):
        for j in range(i):
            total -= m[i] * m[j] / jnp.linalg.norm(x[i] - x[j])
    return total
""",
        "a double where": """
def my_energy(x, m):
    d2 = jnp.sum((x[:, None] - x[None]) ** 2, -1)
    off = ~jnp.eye(len(m), dtype=bool)
    r = jnp.sqrt(jnp.where(off, d2, 1.0))
    return -jnp.sum(jnp.triu(jnp.where(off, jnp.outer(m, m) / r, 0.0)))
""",
    },
}

# Wrong answers: source, a phrase of the diagnosis, misconception.
WRONG = {
    "grad_kinks": {
        "a law": ("def six_slopes():\n    return [0.5] * 6", "one function", "M48"),
        "no NaN": (
            "def six_slopes():\n    return [0.5, 0, 1, 1, 0.5, 1 / 3]",
            "no finite slope",
            "M48",
        ),
        "a tie in halves": (
            "def six_slopes():\n    return [0.5, 0, 1, 1, jnp.nan, 0.5]",
            "jnp.max(",
            "M48",
        ),
        "abs is 0": (
            "def six_slopes():\n    return [0.5, 0, 1, 0.5, jnp.nan, 1 / 3]",
            "(x + jnp.abs(x)) / 2",
            "M48",
        ),
        "five": ("def six_slopes():\n    return [0.5, 0, 1, 1, jnp.nan]", "Six numbers", None),
        "shuffled": (
            "def six_slopes():\n    return [0.5, 1, 0, 1, jnp.nan, 1 / 3]",
            "order",
            None,
        ),
        "nothing": ("def six_slopes():\n    [0.5]", "returns None", None),
    },
    "grad_each": {
        "by the example": (
            "each_gradient = lambda w, X, y: jax.vmap(jax.grad(lambda x, y: loss(w, x, y)))(X, y)",
            "by the example and not by the weights",
            None,
        ),
        "argnums": (
            "each_gradient = lambda w, X, y: jax.vmap(jax.grad(loss, 1), (None, 0, 0))(w, X, y)",
            "by the example and not by the weights",
            None,
        ),
        "the sum": (
            "def each_gradient(w, X, y):\n"
            "    return jax.grad(lambda w: 0.5 * jnp.sum((X @ w - y) ** 2))(w)",
            "one gradient, that of the sum",
            None,
        ),
        "the mean": (
            "def each_gradient(w, X, y):\n"
            "    return jax.grad(lambda w: 0.5 * jnp.mean((X @ w - y) ** 2))(w)",
            "that of the mean",
            None,
        ),
        "turned": (
            "each_gradient = lambda w, X, y: ((X @ w - y)[:, None] * X).T",
            "other way round",
            None,
        ),
        "a frozen w": (
            """
frozen = None
def each_gradient(w, X, y):
    global frozen
    if frozen is None or frozen.shape != w.shape:
        frozen = w
    return jax.vmap(jax.grad(loss), (None, 0, 0))(frozen, X, y)
""",
            "is not used",
            "M14",
        ),
        "in_axes": (
            "each_gradient = lambda w, X, y: jax.vmap(jax.grad(loss), in_axes=(0, 0))(w, X, y)",
            "vmap in_axes",
            "M38",
        ),
    },
    "grad_aux": {
        "integers": (
            """
def report(orbit):
    (C, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        jnp.asarray(orbit), t, longitude)
    return C, r, g
""",
            "int",
            "M43",
        ),
        "nested": (
            """
def report(orbit):
    return jax.value_and_grad(cost_and_misses, has_aux=True)(
        jnp.asarray(orbit, float), t, longitude)
""",
            "nests the first two",
            "M43",
        ),
        "no aux": (
            """
def report(orbit):
    return jax.value_and_grad(cost_and_misses)(jnp.asarray(orbit, float), t, longitude)
""",
            "scalar-output",
            "M43",
        ),
        "the order": (
            """
def report(orbit):
    (C, r), g = jax.value_and_grad(cost_and_misses, has_aux=True)(
        jnp.asarray(orbit, float), t, longitude)
    return C, g, r
""",
            "another order",
            None,
        ),
        "by the dates": (
            """
def report(orbit):
    (C, r), g = jax.value_and_grad(cost_and_misses, argnums=1, has_aux=True)(
        jnp.asarray(orbit, float), t, longitude)
    return C, r, g
""",
            "by which argument",
            None,
        ),
        "no half": (
            """
def report(orbit):
    orbit = jnp.asarray(orbit, float)
    f = lambda p: jnp.sum(misses(p, t, longitude) ** 2)
    return f(orbit), misses(orbit, t, longitude), jax.grad(f)(orbit)
""",
            "not half the sum",
            None,
        ),
    },
    "grad_safe_norm": {
        "the library": ("length = jnp.linalg.norm", "infinite", "M41"),
        "one where": (
            "def length(v):\n    return jnp.where(jnp.any(v != 0), jnp.linalg.norm(v), 0.0)",
            "from a safe branch",
            "M40",
        ),
        "nan_to_num": (
            "def length(v):\n    return jnp.nan_to_num(jnp.sqrt(jnp.sum(v**2)))",
            "",
            "M40",
        ),
        "epsilon": (
            "def length(v):\n    return jnp.sqrt(jnp.sum(v**2) + 1e-12)",
            "is not 0",
            None,
        ),
        "epsilon, taken away": (
            "def length(v):\n    return jnp.sqrt(jnp.sum(v**2) + 1e-12) - 1e-6",
            "short vector",
            None,
        ),
        "if": (
            "def length(v):\n    return jnp.linalg.norm(v) if jnp.any(v != 0) else 0.0 * v[0]",
            "boolean",
            "M01",
        ),
        "the square": ("def length(v):\n    return jnp.sum(v**2)", "the square", None),
        "stopped": (
            "def length(v):\n    return jnp.linalg.norm(jax.lax.stop_gradient(v)) + 0 * v[0]",
            "cut off",
            None,
        ),
        "a threshold": (
            """
def length(v):
    s = jnp.sum(v**2)
    return jnp.where(s > 1e-8, jnp.sqrt(jnp.where(s > 1e-8, s, 1.0)), 0.0)
""",
            "reaches too far",
            None,
        ),
    },
    "grad_phi": {
        "no guard": ("def phi(x):\n    return jnp.expm1(x) / x", "not finite", "M40"),
        "one where": (
            "def phi(x):\n    return jnp.where(x == 0, 1.0, jnp.expm1(x) / x)",
            "derivative NaN",
            "M40",
        ),
        "two": (
            """
def phi(x):
    safe = jnp.where(x == 0, 1.0, x)
    return jnp.where(x == 0, 1.0, jnp.expm1(safe) / safe)
""",
            "slope 0",
            "M40",
        ),
        "two, with a slope": (
            """
def phi(x):
    safe = jnp.where(x == 0, 1.0, x)
    return jnp.where(x == 0, 1.0 + x / 2, jnp.expm1(safe) / safe)
""",
            "near zero the derivative is not",
            None,
        ),
        "exp - 1": (
            """
def phi(x):
    small = abs(x) < 1e-9
    safe = jnp.where(small, 1.0, x)
    return jnp.where(small, 1.0 + x / 2, (jnp.exp(safe) - 1) / safe)
""",
            "",
            None,
        ),
        "powers of zero": (
            """
def phi(x):
    k = jnp.arange(24.0)
    return jnp.sum(x**k / jnp.exp(jax.scipy.special.gammaln(k + 2)))
""",
            "no finite slope",
            None,
        ),
        "a short series": (
            "def phi(x):\n    return 1 + x / 2 + x**2 / 6 + x**3 / 24",
            "not (exp(x) - 1) / x",
            None,
        ),
        "if": (
            "def phi(x):\n    return 1 + x / 2 if abs(x) < 1e-5 else jnp.expm1(x) / x",
            "",
            None,
        ),
    },
    "grad_test": {
        "asks jax": (
            "def gradient_is_right(f, g, x):\n    return bool(jnp.allclose(jax.grad(f)(x), g(x)))",
            "asks `jax.grad`",
            "M40",
        ),
        "check_grads": (
            "def gradient_is_right(f, g, x):\n    return passes(f, x)",
            "",
            None,
        ),
        "one direction": (
            """
def gradient_is_right(f, g, x):
    v = np.ones(x.size)
    d = (f(x + 1e-5 * v) - f(x - 1e-5 * v)) / 2e-5
    return bool(abs(d - g(x) @ v) < 5e-3)
""",
            "add up to zero",
            None,
        ),
        "NaN": (
            """
def gradient_is_right(f, g, x):
    d = central_differences(f, x, np.full(x.size, 1e-5))
    return not np.any(np.abs(d - g(x)) > 1e-3)
""",
            "NaN",
            None,
        ),
        "a tiny step": (
            """
def gradient_is_right(f, g, x):
    d = central_differences(f, x, np.full(x.size, 1e-15))
    return bool(np.all(np.abs(d - g(x)) < 1e-3))
""",
            "",
            "M32",
        ),
        "a large step": (
            """
def gradient_is_right(f, g, x):
    d = central_differences(f, x, np.full(x.size, 1e-2))
    return bool(np.all(np.abs(d - g(x)) < 1e-3))
""",
            "curve bends",
            "M32",
        ),
        "slope 2": (
            """
def gradient_is_right(f, g, x):
    g = np.asarray(g(x))
    for v in np.eye(x.size):
        hs, _, r1 = remainders(f, x, g, v)
        if not slope(hs, r1 + 1e-300) > 1.8:
            return False
    return True
""",
            "straight line",
            None,
        ),
        "relative to nothing": (
            """
def gradient_is_right(f, g, x):
    d = central_differences(f, x, np.full(x.size, 1e-5))
    return bool(np.linalg.norm(d - g(x)) / np.linalg.norm(d) < 1e-4)
""",
            "relative to nothing",
            None,
        ),
        "always": ("def gradient_is_right(f, g, x):\n    return True", "every wrong", None),
        "an array": (
            "def gradient_is_right(f, g, x):\n"
            "    return np.abs(central_differences(f, x, np.full(x.size, 1e-5)) - g(x)) < 1e-3",
            "True or False",
            None,
        ),
    },
    "grad_own_loss": {
        "masked after": (
            """
def my_energy(x, m):
    r = jnp.sqrt(jnp.sum((x[:, None] - x[None]) ** 2, -1))
    off = ~jnp.eye(len(m), dtype=bool)
    return -0.5 * jnp.sum(jnp.where(off, jnp.outer(m, m) / r, 0.0))
""",
            "gradient NaN",
            "M40",
        ),
        "not masked": (
            """
def my_energy(x, m):
    r = jnp.sqrt(jnp.sum((x[:, None] - x[None]) ** 2, -1))
    return -0.5 * jnp.sum(jnp.outer(m, m) / r)
""",
            "at no distance from itself",
            None,
        ),
        "twice": (
            """
def my_energy(x, m):
    r = jnp.sqrt(jnp.sum((x[:, None] - x[None]) ** 2, -1) + jnp.eye(len(m)))
    return -jnp.sum(jnp.outer(m, m) / r * (1 - jnp.eye(len(m))))
""",
            "counted twice",
            None,
        ),
        "softened": (
            """
def my_energy(x, m):
    r = jnp.sqrt(jnp.sum((x[:, None] - x[None]) ** 2, -1) + 1e-4)
    return -jnp.sum(jnp.triu(jnp.outer(m, m) / r, k=1))
""",
            "added to the distance",
            None,
        ),
        "the sign": (
            """
def my_energy(x, m):
    i, j = np.triu_indices(len(m), k=1)
    return jnp.sum(m[i] * m[j] / jnp.linalg.norm(x[i] - x[j], axis=1))
""",
            "negative",
            None,
        ),
        "no masses": (
            """
def my_energy(x, m):
    i, j = np.triu_indices(len(m), k=1)
    return -jnp.sum(1 / jnp.linalg.norm(x[i] - x[j], axis=1))
""",
            "masses are not used",
            None,
        ),
    },
}
