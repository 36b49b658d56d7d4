"""Answers to the exercises of the chapter `foundations/loops`."""

CHAPTER = "foundations/loops"


def cells(code):
    """What of the chapter's code the answers use."""
    return [*code[:2], "from functools import partial"]


# Right answers beside the printed one.
RIGHT = {
    "loop_huber": {
        "cond": """
def huber(r, delta):
    return lax.cond(abs(r) > delta, lambda: delta * (abs(r) - delta / 2), lambda: r * r / 2)
""",
        "one formula": """
@jax.jit
def huber(r, delta):
    inside = jnp.clip(r, -delta, delta)
    return inside * (r - inside / 2)
""",
        "switch, on arrays": """
def huber(r, delta):
    case = jnp.sign(r).astype(int) * (jnp.abs(r) > delta) + 1
    line = lambda s: lambda r, d: d * (s * r - 0.5 * d)
    return lax.switch(case, [line(-1), lambda r, d: 0.5 * r**2, line(1)], r, delta)
""",
        "select": """
def huber(r, delta):
    a = jnp.abs(r)
    return jnp.select([a < delta], [0.5 * a * a], delta * a - 0.5 * delta**2)
""",
    },
    "loop_good_mean": {
        "where=": """
def good_mean(x, good):
    return jnp.where(good.any(), jnp.mean(x, where=good), 0.0)
""",
        "nanmean": """
@jax.jit
def good_mean(x, good):
    return jnp.nan_to_num(jnp.nanmean(jnp.where(good, x, jnp.nan)))
""",
        "a loop": """
def good_mean(x, good):
    def step(carry, row):
        value, keep = row
        return lax.cond(keep, lambda c: (c[0] + value, c[1] + 1), lambda c: c, carry), None

    (total, count), _ = lax.scan(step, (jnp.zeros((), x.dtype), 0), (x, good))
    return total / jnp.maximum(count, 1)
""",
        "a dot product": """
def good_mean(x, good):
    clean = jnp.nan_to_num(x)
    n = good.sum()
    return jnp.where(n == 0, 0.0, clean @ good.astype(x.dtype) / jnp.where(n == 0, 1, n))
""",
    },
    "loop_worst_nights": {
        "flatnonzero, a list": """
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    return [jnp.flatnonzero(bad, size=3, fill_value=-1), jnp.count_nonzero(bad)]
""",
        "sorted numbers": """
@jax.jit
def bad_nights(miss, limit):
    n = miss.shape[0]
    bad = (miss > limit) | (miss < -limit)
    first = jnp.sort(jnp.where(bad, jnp.arange(n), n))[:3]
    return jnp.where(first == n, -1, first), bad.sum(dtype=jnp.int32)
""",
        "where, and a sum in a loop": """
def bad_nights(miss, limit):
    bad = miss**2 > limit**2
    count = lax.fori_loop(0, len(miss), lambda i, c: c + jnp.int32(bad[i]), jnp.int32(0))
    return jnp.where(bad, size=3, fill_value=-1)[0], count
""",
    },
    "loop_tally": {
        "fori_loop": """
def tally(x):
    def body(i, carry):
        n, s = carry
        return lax.cond(x[i] > 0, lambda: (n + 1, s + x[i]), lambda: (n, s))
    return lax.fori_loop(0, len(x), body, (0, jnp.zeros_like(x[0])))
""",
        "while_loop": """
@jax.jit
def tally(x):
    def going(s):
        return s[0] < x.shape[0]
    def turn(s):
        i, n, t = s
        return i + 1, n + (x[i] > 0), t + jnp.maximum(x[i], 0)
    return lax.while_loop(going, turn, (0, 0, x[0] * 0))[1:]
""",
        "rows, then sums": """
def tally(x):
    _, (counts, parts) = lax.scan(lambda c, v: (c, (v > 0, jnp.maximum(v, 0))), None, x)
    return counts.sum(), parts.sum()
""",
        "a weak start": """
def tally(x):
    step = lambda c, v: ([c[0] + (v > 0), c[1] + jnp.where(v > 0, v, 0)], None)
    return lax.scan(step, [0, 0.0], x)[0]
""",
    },
    "loop_rnn": {
        "swapped axes": """
def batch_rnn(W, U, x):
    def cell(h, x):
        h = jnp.tanh(h @ W + x @ U)
        return h, h
    start = jnp.zeros((x.shape[0], W.shape[0]), x.dtype)
    return lax.scan(cell, start, x.swapaxes(0, 1))[1].swapaxes(0, 1)
""",
        "the inputs first, vmap of axes": """
@jax.jit
def batch_rnn(W, U, x):
    inputs = jnp.einsum("btf,fh->tbh", x, U)
    def cell(h, x):
        h = jnp.tanh(h @ W + x)
        return h, h
    _, hs = lax.scan(cell, jnp.zeros_like(inputs[0]), inputs)
    return jnp.moveaxis(hs, 0, 1)
""",
        "fori_loop into a buffer": """
def batch_rnn(W, U, x):
    b, t, _ = x.shape
    def body(i, hs):
        before = jnp.where(i > 0, hs[:, i - 1], 0.0)
        return hs.at[:, i].set(jnp.tanh(before @ W + x[:, i] @ U))
    return lax.fori_loop(0, t, body, jnp.zeros((b, t, len(W)), x.dtype))
""",
    },
    "loop_rod": {
        "fori_loop into a buffer": """
def cool(u, r, n):
    def body(i, rows):
        u = rows[i]
        new = u.at[1:-1].set(u[1:-1] + r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return rows.at[i + 1].set(new)
    rows = jnp.zeros((n + 1, u.size), u.dtype).at[0].set(u)
    return lax.fori_loop(0, n, body, rows)[1:]
""",
        "a matrix": """
def cool(u, r, n):
    m = u.size
    i = jnp.arange(1, m - 1)
    L = jnp.zeros((m, m)).at[i, i - 1].set(1.0).at[i, i].set(-2.0).at[i, i + 1].set(1.0)
    A = jnp.eye(m) + r * L
    return lax.scan(lambda u, _: (A @ u, A @ u), u, jnp.arange(n))[1]
""",
        "jitted, padded, checkpointed": """
@partial(jax.jit, static_argnums=2)
def cool(u, r, n):
    @jax.checkpoint
    def step(u, _):
        inner = r * jnp.convolve(u, jnp.array([1.0, -2.0, 1.0]), mode="valid")
        u = u + jnp.pad(inner, 1)
        return u, u
    return lax.scan(step, u, length=n)[1]
""",
    },
    "loop_hyperbola": {
        "a fixed number": """
def hyperbolic_anomaly(M, e):
    def newton(_, H):
        return H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)
    return lax.fori_loop(0, 80, newton, jnp.arcsinh(M / (e - 1)) * 0 + jnp.arcsinh(M / e))
""",
        "custom_jvp around bisection": """
@jax.custom_jvp
def hyperbolic_anomaly(M, e):
    def halve(_, ends):
        low, high = ends
        mid = (low + high) / 2
        up = e * jnp.sinh(mid) - mid < M
        return jnp.where(up, mid, low), jnp.where(up, high, mid)
    low, high = lax.fori_loop(0, 90, halve, (0 * M - 20.0, 0 * M + 20.0))
    return (low + high) / 2

@hyperbolic_anomaly.defjvp
def _(primals, tangents):
    (M, e), (dM, de) = primals, tangents
    H = hyperbolic_anomaly(M, e)
    return H, (dM - jnp.sinh(H) * de) / (e * jnp.cosh(H) - 1)
""",
        "custom_root": """
def hyperbolic_anomaly(M, e):
    f = lambda H: e * jnp.sinh(H) - H - M
    def solve(f, H):
        def turn(s):
            H, _, n = s
            d = f(H) / jax.grad(f)(H)
            return H - d, jnp.abs(d), n + 1
        going = lambda s: (s[1] > 1e-12 * (1 + jnp.abs(s[0]))) & (s[2] < 100)
        return lax.while_loop(going, turn, (H, jnp.full_like(H, jnp.inf), 0))[0]
    return lax.custom_root(f, jnp.arcsinh(M / e), solve, lambda g, y: y / g(1.0))
""",
    },
}

HYPERBOLA = """
def newton(H, M, e):
    return -(e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)

def solve(M, e):
    going = lambda s: (jnp.abs(s[1]) > 1e-12 * (1 + jnp.abs(s[0]))) & (s[2] < 100)
    turn = lambda s: (s[0] + newton(s[0], M, e), newton(s[0], M, e), s[2] + 1)
    start = jnp.arcsinh(M / e)
    return lax.while_loop(going, turn, (start, jnp.full_like(start, jnp.inf), 0))[0]
"""

# (source, a phrase of the diagnosis, the misconception or None)
WRONG = {
    "loop_huber": {
        "if": (
            """
def huber(r, delta):
    if abs(r) <= delta:
        return r**2 / 2
    return delta * (abs(r) - delta / 2)
""",
            "Attempted boolean conversion",
            "M01",
        ),
        "one side": (
            "huber = lambda r, d: jnp.where(r <= d, r**2 / 2, d * (abs(r) - d / 2))",
            "beyond `delta` lie both signs",
            None,
        ),
        "no abs in the line": (
            "huber = lambda r, d: jnp.where(abs(r) <= d, r**2 / 2, d * (r - d / 2))",
            "the cost is negative",
            None,
        ),
        "swapped": (
            "huber = lambda r, d: lax.cond(abs(r) > d, lambda: r**2 / 2, "
            "lambda: d * (abs(r) - d / 2))",
            "changed places",
            None,
        ),
        "a jump": (
            "huber = lambda r, d: jnp.where(abs(r) <= d, r**2 / 2, d * abs(r))",
            "do not meet",
            None,
        ),
        "frozen": (
            "huber = lambda r, delta: jnp.where(abs(r) <= 1, r**2 / 2, abs(r) - 0.5)",
            "`delta` that comes in is not used",
            None,
        ),
        "a root": (
            """
def huber(r, delta):
    size = jnp.sqrt(r**2)
    return jnp.where(size <= delta, r**2 / 2, delta * (size - delta / 2))
""",
            "the gradient is not finite",
            "M40",
        ),
        "no gradient": (
            """
def huber(r, delta):
    r = lax.stop_gradient(r)
    return jnp.where(abs(r) <= delta, r**2 / 2, delta * (abs(r) - delta / 2))
""",
            "the gradient is not theirs",
            None,
        ),
    },
    "loop_good_mean": {
        "a boolean index": (
            "good_mean = lambda x, good: x[good].mean()",
            "Array boolean indices must be concrete",
            "M05",
        ),
        "if": (
            """
def good_mean(x, good):
    if good.any():
        return jnp.mean(x, where=good)
    return 0.0
""",
            "Attempted boolean conversion",
            "M01",
        ),
        "all of them": (
            "good_mean = lambda x, good: jnp.where(good, x, 0.0).mean()",
            "divided by the number of all",
            None,
        ),
        "a product": (
            "good_mean = lambda x, good: (x * good).sum() / jnp.maximum(good.sum(), 1)",
            "NaN times zero",
            None,
        ),
        "no good entry": (
            "good_mean = lambda x, good: jnp.where(good, x, 0.0).sum() / good.sum()",
            "If no entry is good",
            None,
        ),
        "the others": (
            "good_mean = lambda x, good: jnp.where(good, 0.0, x).sum() / "
            "jnp.maximum((~good).sum(), 1)",
            "not good",
            None,
        ),
        "no mask": ("good_mean = lambda x, good: x.mean()", "makes no difference", None),
        "nothing": ("def good_mean(x, good):\n    jnp.mean(x, where=good)", "returns None", None),
    },
    "loop_worst_nights": {
        "a boolean index": (
            """
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    return jnp.arange(miss.size)[bad][:3], bad.sum()
""",
            "Array boolean indices must be concrete",
            "M05",
        ),
        "no size": (
            """
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    return jnp.nonzero(bad)[0][:3], bad.sum()
""",
            "ConcretizationTypeError",
            "M06",
        ),
        "no fill": (
            """
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    return jnp.nonzero(bad, size=3)[0], bad.sum()
""",
            "filled up with 0",
            None,
        ),
        "a tuple": (
            """
def bad_nights(miss, limit):
    bad = jnp.abs(miss) > limit
    return jnp.nonzero(bad, size=3, fill_value=-1), bad.sum()
""",
            "one array for each axis",
            None,
        ),
        "one side": (
            """
def bad_nights(miss, limit):
    bad = miss > limit
    return jnp.nonzero(bad, size=3, fill_value=-1)[0], bad.sum()
""",
            "Only misses on one side",
            None,
        ),
        "the worst": (
            """
def bad_nights(miss, limit):
    size, which = lax.top_k(jnp.abs(miss), 3)
    return jnp.where(size > limit, which, -1), (jnp.abs(miss) > limit).sum()
""",
            "in the order of their misses",
            None,
        ),
        "a short count": (
            """
def bad_nights(miss, limit):
    which = jnp.nonzero(jnp.abs(miss) > limit, size=3, fill_value=-1)[0]
    return which, (which >= 0).sum()
""",
            "The count stops at three",
            None,
        ),
        "the limit itself": (
            """
def bad_nights(miss, limit):
    bad = jnp.abs(miss) >= limit
    return jnp.nonzero(bad, size=3, fill_value=-1)[0], bad.sum()
""",
            "by the limit itself",
            None,
        ),
    },
    "loop_tally": {
        "a broken promise": (
            """
def tally(x):
    step = lambda c, v: ((c[0] + (v > 0), c[1] + jnp.where(v > 0, v, 0)), None)
    return lax.scan(step, (jnp.int32(0), jnp.int32(0)), x)[0]
""",
            "must have equal types",
            "M49",
        ),
        "a float count": (
            """
def tally(x):
    step = lambda c, v: (c + jnp.where(v > 0, jnp.stack([1.0, v]).astype(x.dtype), 0), None)
    count, total = lax.scan(step, jnp.zeros(2, x.dtype), x)[0]
    return count, total
""",
            "The count is a floating-point number",
            "M49",
        ),
        "always 32 bits": (
            """
def tally(x):
    def step(c, v):
        v = jnp.maximum(v, 0).astype(jnp.float32)
        return (c[0] + (v > 0), c[1] + v), None
    return lax.scan(step, (0, jnp.float32(0)), x)[0]
""",
            "does not have the dtype of `x`",
            "M49",
        ),
        "a Python loop": (
            """
def tally(x):
    count, total = jnp.int32(0), jnp.zeros((), x.dtype)
    for v in x:
        count, total = count + (v > 0), total + jnp.maximum(v, 0)
    return count, total
""",
            "a Python loop runs while JAX records",
            "M22",
        ),
        "if": (
            """
def tally(x):
    count, total = 0, 0.0
    for v in x:
        if v > 0:
            count, total = count + 1, total + v
    return count, total
""",
            "Attempted boolean conversion",
            "M01",
        ),
        "no loop": (
            "tally = lambda x: ((x > 0).sum(), jnp.maximum(x, 0).sum())",
            "no loop in the recording",
            None,
        ),
        "swapped": (
            """
def tally(x):
    step = lambda c, v: ((c[0] + jnp.maximum(v, 0), c[1] + (v > 0)), None)
    return lax.scan(step, (jnp.zeros((), x.dtype), 0), x)[0]
""",
            "changed places",
            None,
        ),
        "zeros": (
            """
def tally(x):
    step = lambda c, v: ((c[0] + (v >= 0), c[1] + jnp.maximum(v, 0)), None)
    return lax.scan(step, (0, jnp.zeros((), x.dtype)), x)[0]
""",
            "Zeros are counted",
            None,
        ),
    },
    "loop_rnn": {
        "along the batch": (
            """
def batch_rnn(W, U, x):
    def cell(h, x):
        h = jnp.tanh(h @ W + x @ U)
        return h, h
    return lax.scan(cell, jnp.zeros((len(x), len(W)), x.dtype), x)[1]
""",
            "runs along the batch",
            None,
        ),
        "along the batch, of any shape": (
            """
def batch_rnn(W, U, x):
    def cell(h, x):
        h = jnp.tanh(h @ W + x @ U)
        return h, h
    return lax.scan(cell, jnp.zeros((x.shape[1], len(W)), x.dtype), x)[1]
""",
            "runs along the batch",
            None,
        ),
        "time first": (
            """
def batch_rnn(W, U, x):
    def cell(h, x):
        h = jnp.tanh(h @ W + x @ U)
        return h, h
    return lax.scan(cell, jnp.zeros((len(x), len(W)), x.dtype), x.swapaxes(0, 1))[1]
""",
            "time before batch",
            None,
        ),
        "the last alone": (
            """
def batch_rnn(W, U, x):
    cell = lambda h, x: (jnp.tanh(h @ W + x @ U), None)
    return jax.vmap(lambda x: lax.scan(cell, jnp.zeros(len(W), x.dtype), x)[0])(x)
""",
            "Only the last state",
            None,
        ),
        "the states before": (
            """
def batch_rnn(W, U, x):
    cell = lambda h, x: (jnp.tanh(h @ W + x @ U), h)
    return jax.vmap(lambda x: lax.scan(cell, jnp.zeros(len(W), x.dtype), x)[1])(x)
""",
            "the state before its step",
            None,
        ),
        "a Python loop": (
            """
def batch_rnn(W, U, x):
    h, hs = jnp.zeros((len(x), len(W))), []
    for t in range(x.shape[1]):
        h = jnp.tanh(h @ W + x[:, t] @ U)
        hs.append(h)
    return jnp.stack(hs, axis=1)
""",
            "a Python loop runs while JAX records",
            "M22",
        ),
        "a Python loop over the batch": (
            """
def batch_rnn(W, U, x):
    def cell(h, x):
        h = jnp.tanh(h @ W + x @ U)
        return h, h
    return jnp.stack([lax.scan(cell, jnp.zeros(len(W), x.dtype), one)[1] for one in x])
""",
            "number of sequences",
            "M22",
        ),
        "W turned over": (
            """
def batch_rnn(W, U, x):
    def cell(h, x):
        h = jnp.tanh(W @ h + x @ U)
        return h, h
    return jax.vmap(lambda x: lax.scan(cell, jnp.zeros(len(W), x.dtype), x)[1])(x)
""",
            "turned over",
            None,
        ),
    },
    "loop_rod": {
        "a Python loop": (
            """
def cool(u, r, n):
    rows = []
    for _ in range(n):
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        rows.append(u)
    return jnp.stack(rows)
""",
            "a Python loop runs while JAX records",
            "M22",
        ),
        "a while_loop": (
            """
def cool(u, r, n):
    def turn(state):
        i, u, rows = state
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return i + 1, u, rows.at[i].set(u)
    start = (0, u, jnp.zeros((n, u.size), u.dtype))
    return lax.while_loop(lambda s: s[0] < n, turn, start)[2]
""",
            "Reverse-mode differentiation does not work",
            "M45",
        ),
        "a growing carry": (
            """
def cool(u, r, n):
    def body(i, rows):
        u = rows[-1]
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return jnp.concatenate([rows, u[None]])
    return lax.fori_loop(0, n, body, u[None])[1:]
""",
            "must have equal types",
            "M49",
        ),
        "the last alone": (
            """
def cool(u, r, n):
    step = lambda i, u: u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
    return lax.fori_loop(0, n, step, u)
""",
            "Only the last profile",
            None,
        ),
        "before the step": (
            """
def cool(u, r, n):
    step = lambda u, _: (u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:])), u)
    return lax.scan(step, u, None, length=n)[1]
""",
            "the profile before its step",
            None,
        ),
        "a ring": (
            """
def cool(u, r, n):
    def step(u, _):
        u = u + r * (jnp.roll(u, 1) - 2 * u + jnp.roll(u, -1))
        return u, u
    return lax.scan(step, u, None, length=n)[1]
""",
            "as if the rod were a ring",
            None,
        ),
        "no gradient by r": (
            """
def cool(u, r, n):
    r = lax.stop_gradient(r)
    def step(u, _):
        u = u.at[1:-1].add(r * (u[:-2] - 2 * u[1:-1] + u[2:]))
        return u, u
    return lax.scan(step, u, None, length=n)[1]
""",
            "gradient by `r` is not",
            None,
        ),
    },
    "loop_hyperbola": {
        "a Python while": (
            HYPERBOLA
            + """
def hyperbolic_anomaly(M, e):
    H, d = jnp.arcsinh(M / e), 1.0
    while abs(d) > 1e-12:
        d = newton(H, M, e)
        H = H + d
    return H
""",
            "Attempted boolean conversion",
            "M01",
        ),
        "a bare while_loop": (
            HYPERBOLA + "hyperbolic_anomaly = solve",
            "Reverse-mode differentiation does not work",
            "M45",
        ),
        "all hidden": (
            HYPERBOLA + "hyperbolic_anomaly = lambda M, e: solve(*map(lax.stop_gradient, (M, e)))",
            "is zero everywhere",
            "M45",
        ),
        "e hidden": (
            HYPERBOLA
            + """
def hyperbolic_anomaly(M, e):
    e = lax.stop_gradient(e)
    H = solve(lax.stop_gradient(M), e)
    return H + newton(H, M, e)
""",
            "The derivative by `e` is zero",
            "M45",
        ),
        "five steps": (
            HYPERBOLA
            + """
def hyperbolic_anomaly(M, e):
    return lax.fori_loop(0, 5, lambda _, H: H + newton(H, M, e), jnp.arcsinh(M / e))
""",
            "is the number of turns fixed",
            None,
        ),
        "from M": (
            HYPERBOLA
            + """
def hyperbolic_anomaly(M, e):
    return lax.fori_loop(0, 60, lambda _, H: H + newton(H, M, e), M)
""",
            "the result is not finite",
            None,
        ),
        "the ellipse": (
            """
def hyperbolic_anomaly(M, e):
    def halve(_, ends):
        mid = sum(ends) / 2
        up = mid - e * jnp.sin(mid) < M
        return jnp.where(up, mid, ends[0]), jnp.where(up, ends[1], mid)
    return sum(lax.fori_loop(0, 90, halve, (M - 11.0, M + 11.0))) / 2
""",
            "the equation of the ellipse",
            None,
        ),
        "one side": (
            HYPERBOLA
            + """
def hyperbolic_anomaly(M, e):
    stop = lax.stop_gradient
    H = solve(stop(jnp.abs(M)), stop(e))
    return H + newton(H, jnp.abs(M), e)
""",
            "for positive `M` only",
            None,
        ),
    },
}
