"""The checks of the exercises in "One problem, one hour": what they accept, and what they say."""

import jax
import pytest

from jaxwise.exercises._exercise import exercises, texts
from jaxwise.exercises._verdict import judge
from tools.chapters import Chapter

LABELS = [label for label, text in texts().items() if text.chapter == "start/one-problem"]

# label -> {what it is: code}.  Each runs in the chapter's names.
RIGHT = {
    "one_in_axes": {
        "closure over the dates": """
def longitudes(ps, t):
    return jax.vmap(lambda p: heliocentric_longitude(p, t))(ps)
""",
        "nested": """
def longitudes(ps, t):
    one = lambda p: jax.vmap(heliocentric_longitude, in_axes=(None, 0))(p, t)
    return jax.vmap(one)(ps)
""",
        "vectorize": """
longitudes = jnp.vectorize(heliocentric_longitude, signature="(p),(n)->(n)")
""",
        "prepared and compiled": """
longitudes = jax.jit(jax.vmap(heliocentric_longitude, (0, None)))
longitudes(jnp.array([guess]), t)
""",
        "prepared, and called before": """
_many = jax.jit(jax.vmap(jax.jit(heliocentric_longitude), in_axes=(0, None), out_axes=1))
def longitudes(ps, t):
    return _many(ps, t).T
for _n in (4, 7):
    longitudes(jnp.ones((_n, 4)) * guess, t)
""",
        "repeated dates": """
def longitudes(ps, t):
    ts = jnp.broadcast_to(t, (len(ps), 12))
    return jax.vmap(heliocentric_longitude)(ps, ts)
""",
    },
    "one_hours_apart": {
        "NumPy first": """
def hours_apart(a, b):
    return jnp.float32(np.subtract(b, a)) * 24
""",
        "whole and fraction apart": """
def hours_apart(a, b):
    na, nb = int(a), int(b)
    return jnp.asarray(nb - na) * 24.0 + (jnp.asarray(b - nb) - jnp.asarray(a - na)) * 24.0
""",
        "64 bits within": """
from jaxwise.compat import enable_x64
def hours_apart(a, b):
    with enable_x64(True):
        return (jnp.asarray(b) - jnp.asarray(a)) * 24
""",
        "64 bits from now on": """
def hours_apart(a, b):
    jax.config.update("jax_enable_x64", True)
    return (jnp.asarray(b) - jnp.asarray(a)) * 24
""",
        "whole seconds": """
def hours_apart(a, b):
    return jnp.array(round((b - a) * 86400) / 3600)
""",
    },
    "one_gradient_of_cost": {
        "the function itself": "cost_and_slope = jax.value_and_grad(cost)",
        "compiled, and called before": """
cost_and_slope = jax.jit(jax.value_and_grad(cost))
cost_and_slope(jnp.array(guess)), cost_and_slope(np.float32(guess))
""",
        "of a compiled cost, called before": """
_compiled = jax.jit(cost)
_compiled(jnp.array(guess))
def cost_and_slope(p):
    return jax.value_and_grad(_compiled)(p)
cost_and_slope(jnp.array(guess))
""",
        "ahead of time": """
cost_and_slope = jax.jit(jax.value_and_grad(cost)).lower(jnp.array(guess)).compile()
""",
        "has_aux": """
from jax import value_and_grad as both
def cost_and_slope(p):
    def with_misses(p):
        return cost(p), misses(p)
    (value, _), slope = both(with_misses, has_aux=True)(p)
    return value, slope
""",
        "converted": """
def cost_and_slope(p):
    value, slope = jax.value_and_grad(lambda q: 0.5 * (misses(q) ** 2).sum())(p)
    return [float(value), np.asarray(slope)]
""",
    },
    "one_newton_loop": {
        "scan": """
def eccentric_anomaly_loop(M, e, steps):
    def newton(E, _):
        return E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E)), None
    return jax.lax.scan(newton, M, None, length=steps)[0]
""",
        "while": """
def eccentric_anomaly_loop(M, e, steps):
    def newton(state):
        k, E = state
        return k + 1, E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return jax.lax.while_loop(lambda state: state[0] < steps, newton, (0, M))[1]
""",
        "traced steps": """
@jax.jit
def eccentric_anomaly_loop(M, e, steps):
    newton = lambda _, E: E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return jax.lax.fori_loop(0, steps, newton, M)
""",
        "two steps a turn": """
def eccentric_anomaly_loop(M, e, steps):
    newton = lambda _, E: E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    E = jax.lax.fori_loop(0, steps // 2, lambda _, E: newton(0, newton(0, E)), M)
    return newton(0, E) if steps % 2 else E
""",
        "static steps": """
from functools import partial
@partial(jax.jit, static_argnums=2)
def eccentric_anomaly_loop(M, e, steps):
    newton = lambda _, E: E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return jax.lax.fori_loop(0, steps, newton, jnp.asarray(M))
""",
    },
    "one_time_right": {
        "compiled ahead of time": """
import time
def seconds_of(f, x):
    compiled = f.lower(x).compile()
    start = time.perf_counter()
    compiled(x).block_until_ready()
    return time.perf_counter() - start
""",
        "lowered, then called": """
import time
def seconds_of(f, x):
    f.lower(x).compile()
    start = time.time()
    f(x).block_until_ready()
    return time.time() - start
""",
        "least of five": """
import time
def seconds_of(f, x):
    times = []
    for _ in range(5):
        start = time.perf_counter_ns()
        jax.block_until_ready(f(x))
        times.append((time.perf_counter_ns() - start) / 1e9)
    return min(times)
""",
        "timeit": """
import timeit as _timeit
def seconds_of(f, x):
    jax.block_until_ready(f(x))
    return _timeit.timeit(lambda: jax.block_until_ready(f(x)), number=3) / 3
""",
        "the package's own": """
from jaxwise import measure
def seconds_of(f, x):
    return measure.timeit(f, x, repeat=3).median
""",
        "NumPy waits": """
from time import monotonic
def seconds_of(f, x):
    np.asarray(f(x))
    start = monotonic()
    np.asarray(f(x))
    return jnp.array(monotonic() - start)
""",
    },
    "one_circle": {
        "SciPy": """
def worst_of_circle():
    even = lambda p: np_residuals(np.array([p[0], 0.0, 0.0, p[1]]))
    return np.abs(least_squares(even, [690.0, 1.2]).fun).max()
""",
        "a float": """
def worst_of_circle():
    even = lambda p: misses(jnp.stack([p[0], jnp.zeros(()), jnp.zeros(()), p[1]]))
    best = jax.jit(lambda q: levenberg_marquardt(even, q))(jnp.array([686.98, 0.97]))
    return float(jnp.abs(even(best)).max())
""",
    },
    "one_equant": {
        "SciPy, complex": """
def equant_worst():
    def r(p):
        P, c, g, w, L0 = p
        u = np.exp(1j * (L0 + 2 * np.pi * t / P - w - np.pi))
        s = -g * u.real + np.sqrt(1 - (g * u.imag) ** 2)
        d = np.angle((c + g + s * u) * np.exp(1j * (w + np.pi)) / np.exp(1j * longitude))
        return np.degrees(d) * 60
    return np.abs(least_squares(r, [687.0, 0.05, 0.05, 5.5, 1.0], x_scale="jac").fun).max()
""",
        "law of sines": """
def equant_worst():
    def r(p):
        P, c, g, w, L0 = p
        M = L0 + 2 * jnp.pi * t / P - w
        at_centre = M + jnp.arcsin(g * jnp.sin(M))
        nu = jnp.arctan2(jnp.sin(at_centre), jnp.cos(at_centre) - c)
        d = w + nu - longitude
        return jnp.degrees(jnp.arctan2(jnp.sin(d), jnp.cos(d))) * 60
    best = levenberg_marquardt(r, jnp.array([687.0, -0.1, -0.1, 5.7 - np.pi, 0.97]), 200)
    return np.abs(np.asarray(r(best))).max()
""",
    },
}

# label -> {what it is: (code, a phrase of the diagnosis, misconception or None)}
WRONG = {
    "one_in_axes": {
        "both mapped": (
            "longitudes = jax.vmap(heliocentric_longitude)",
            "Each orbit is put on one date only",
            "M38",
        ),
        "transposed": (
            """
def longitudes(ps, t):
    return jax.vmap(heliocentric_longitude, in_axes=(0, None), out_axes=1)(ps, t)
""",
            "axes are exchanged",
            None,
        ),
        "Python loop": (
            """
def longitudes(ps, t):
    return jnp.stack([heliocentric_longitude(p, t) for p in ps])
""",
            "one by one",
            None,
        ),
        "compiled loop": (
            """
_one = jax.jit(heliocentric_longitude)
def longitudes(ps, t):
    return jnp.stack([_one(p, t) for p in ps])
for _n in (7, 12, 4, 1):
    longitudes(jnp.ones((_n, 4)) * guess, t)
""",
            "one by one",
            None,
        ),
        "a vmap for each orbit": (
            """
def longitudes(ps, t):
    over_dates = jax.vmap(heliocentric_longitude, in_axes=(None, 0))
    return jnp.stack([over_dates(p, t) for p in ps])
""",
            "one by one",
            None,
        ),
        "broadcasting": (
            """
def longitudes(ps, t):
    return heliocentric_longitude(ps.T[:, :, None], t)
""",
            "broadcasts",
            None,
        ),
        "lax.map": (
            """
def longitudes(ps, t):
    return jax.lax.map(lambda p: heliocentric_longitude(p, t), ps)
""",
            "no `vmap` maps the model",
            None,
        ),
        "the chapter's dates": (
            """
_t = t
def longitudes(ps, t):
    return jax.vmap(heliocentric_longitude, in_axes=(0, None))(ps, _t)
""",
            "not used",
            None,
        ),
        "squeezed": (
            """
def longitudes(ps, t):
    return jnp.squeeze(jax.vmap(heliocentric_longitude, in_axes=(0, None))(ps, t))
""",
            "single orbit",
            None,
        ),
        "degrees": (
            """
def longitudes(ps, t):
    return jnp.degrees(jax.vmap(heliocentric_longitude, in_axes=(0, None))(ps, t))
""",
            "in degrees",
            None,
        ),
        "no return": ("def longitudes(ps, t):\n    pass", "is there a `return`", None),
    },
    "one_hours_apart": {
        "arrays first": (
            """
def hours_apart(a, b):
    return (jnp.asarray(b) - jnp.asarray(a)) * 24
""",
            "Right in 64 bits, wrong in 32",
            "M32",
        ),
        "compiled": (
            "hours_apart = jax.jit(lambda a, b: (b - a) * 24)",
            "Right in 64 bits, wrong in 32",
            "M32",
        ),
        "asks for float64": (
            """
def hours_apart(a, b):
    return (jnp.array(b, dtype=jnp.float64) - jnp.array(a, dtype=jnp.float64)) * 24
""",
            "You ask for float64",
            "M31",
        ),
        "a float": ("hours_apart = lambda a, b: (b - a) * 24", "a Python float", None),
        "NumPy": ("hours_apart = lambda a, b: np.float64(b - a) * 24", "numpy", None),
        "reversed": ("hours_apart = lambda a, b: jnp.asarray((a - b) * 24)", "reversed", None),
        "no sign": ("hours_apart = lambda a, b: jnp.asarray(abs(b - a) * 24)", "is lost", None),
        "days": ("hours_apart = lambda a, b: jnp.asarray(b - a)", "these are days", None),
        "seconds": ("hours_apart = lambda a, b: jnp.asarray((b - a) * 86400)", "seconds", None),
        "whole hours": (
            "hours_apart = lambda a, b: jnp.asarray(round((b - a) * 24) + 0.0)",
            "too coarsely",
            None,
        ),
        "half precision": (
            "hours_apart = lambda a, b: jnp.asarray((b - a) * 24, dtype=jnp.float16)",
            "too coarsely",
            None,
        ),
    },
    "one_gradient_of_cost": {
        "apart": (
            "cost_and_slope = lambda p: (cost(p), jax.grad(cost)(p))",
            "throws away the cost",
            None,
        ),
        "apart and compiled": (
            """
cost_and_slope = jax.jit(lambda p: (cost(p), jax.grad(cost)(p)))
cost_and_slope(jnp.array(guess))
""",
            "throws away the cost",
            None,
        ),
        "Jacobian": (
            """
def cost_and_slope(p):
    r, J = misses(p), jax.jacfwd(misses)(p)
    return 0.5 * r @ r, J.T @ r
""",
            "not by `jax.value_and_grad`",
            None,
        ),
        "the value again": (
            """
def cost_and_slope(p):
    _, slope = jax.value_and_grad(cost)(p)
    return cost(p), slope
""",
            "runs outside of it",
            None,
        ),
        "exchanged": (
            "cost_and_slope = lambda p: jax.value_and_grad(cost)(p)[::-1]",
            "exchanged",
            None,
        ),
        "a function": (
            "cost_and_slope = lambda p: jax.value_and_grad(cost)",
            "returns a function",
            None,
        ),
        "no half": (
            "cost_and_slope = jax.value_and_grad(lambda p: jnp.sum(misses(p) ** 2))",
            "a half is missing",
            None,
        ),
        "mean": (
            "cost_and_slope = jax.value_and_grad(lambda p: jnp.mean(misses(p) ** 2))",
            "is a mean",
            None,
        ),
        "aux left": (
            """
cost_and_slope = jax.value_and_grad(lambda p: (cost(p), misses(p)), has_aux=True)
""",
            "a pair itself",
            None,
        ),
        "misses and Jacobian": (
            "cost_and_slope = lambda p: (misses(p), jax.jacfwd(misses)(p))",
            "one number for each night",
            "M43",
        ),
        "downhill": (
            """
def cost_and_slope(p):
    value, slope = jax.value_and_grad(cost)(p)
    return value, -slope
""",
            "-1 times",
            None,
        ),
        "one orbit": (
            "cost_and_slope = lambda p: jax.value_and_grad(cost)(jnp.array(guess))",
            "`p` is not used",
            None,
        ),
        "only the gradient": ("cost_and_slope = jax.grad(cost)", "a pair is asked for", None),
    },
    "one_newton_loop": {
        "Python loop": (
            """
def eccentric_anomaly_loop(M, e, steps):
    E = M
    for _ in range(steps):
        E = E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return E
""",
            "grows with `steps`",
            "M22",
        ),
        "compiled step": (
            """
_step = jax.jit(lambda E, M, e: E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E)))
def eccentric_anomaly_loop(M, e, steps):
    E = M
    for _ in range(steps):
        E = _step(E, M, e)
    return E
""",
            "grows with `steps`",
            "M22",
        ),
        "one too many": (
            """
def eccentric_anomaly_loop(M, e, steps):
    newton = lambda _, E: E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return jax.lax.fori_loop(0, steps + 1, newton, M)
""",
            "one step too many",
            None,
        ),
        "one too few": (
            """
def eccentric_anomaly_loop(M, e, steps):
    newton = lambda _, E: E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return jax.lax.fori_loop(1, steps, newton, M)
""",
            "one step too few",
            None,
        ),
        "always ten": (
            """
def eccentric_anomaly_loop(M, e, steps):
    newton = lambda _, E: E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return jax.lax.fori_loop(0, 10, newton, M)
""",
            "number of steps is not used",
            None,
        ),
        "from zero": (
            """
def eccentric_anomaly_loop(M, e, steps):
    newton = lambda _, E: E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
    return jax.lax.fori_loop(0, steps, newton, 0.0 * M)
""",
            "begin at `M`",
            None,
        ),
        "the state": (
            """
def eccentric_anomaly_loop(M, e, steps):
    newton = lambda E, _: (E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E)), None)
    return jax.lax.scan(newton, M, None, length=steps)
""",
            "a pair or a list",
            None,
        ),
        "the stack": (
            """
def eccentric_anomaly_loop(M, e, steps):
    def newton(E, _):
        E = E - (E - e * jnp.sin(E) - M) / (1 - e * jnp.cos(E))
        return E, E
    return jax.lax.scan(newton, M, None, length=steps)[1]
""",
            "after every step",
            None,
        ),
        "hidden": (
            """
def eccentric_anomaly_loop(M, e, steps):
    def host(M):
        E = M = np.asarray(M)
        for _ in range(steps):
            E = E - (E - e * np.sin(E) - M) / (1 - e * np.cos(E))
        return E
    M = jnp.asarray(M)
    return jax.pure_callback(host, jax.ShapeDtypeStruct(M.shape, M.dtype), M)
""",
            "no loop that the compiler can see",
            None,
        ),
    },
    "one_time_right": {
        "not waited for": (
            """
import time
def seconds_of(f, x):
    jax.block_until_ready(f(x))
    start = time.perf_counter()
    f(x)
    return time.perf_counter() - start
""",
            "stopped too early",
            "M20",
        ),
        "waited for afterwards": (
            """
import time
def seconds_of(f, x):
    f(x).block_until_ready()
    start = time.perf_counter()
    y = f(x)
    stop = time.perf_counter()
    y.block_until_ready()
    return stop - start
""",
            "stopped too early",
            "M20",
        ),
        "the first call not waited for": (
            """
import time
def seconds_of(f, x):
    f(x)
    start = time.perf_counter()
    f(x).block_until_ready()
    return time.perf_counter() - start
""",
            "started while an earlier call",
            "M20",
        ),
        "compiled within": (
            """
import time
def seconds_of(f, x):
    start = time.perf_counter()
    jax.block_until_ready(f(x))
    return time.perf_counter() - start
""",
            "The compilation is in the time",
            None,
        ),
        "recorded before, compiled within": (
            """
import time
def seconds_of(f, x):
    jax.eval_shape(f, x)
    start = time.perf_counter()
    jax.block_until_ready(f(x))
    return time.perf_counter() - start
""",
            "The compilation is in the time",
            None,
        ),
        "mean with the first": (
            """
import time
def seconds_of(f, x):
    start = time.perf_counter()
    for _ in range(10):
        jax.block_until_ready(f(x))
    return (time.perf_counter() - start) / 10
""",
            "The compilation is in the time",
            None,
        ),
        "processor time": (
            """
from time import process_time as clock
def seconds_of(f, x):
    jax.block_until_ready(f(x))
    start = clock()
    jax.block_until_ready(f(x))
    return clock() - start
""",
            "the time that the processor worked",
            None,
        ),
        "sum": (
            """
import timeit as _timeit
def seconds_of(f, x):
    jax.block_until_ready(f(x))
    return _timeit.timeit(lambda: jax.block_until_ready(f(x)), number=2)
""",
            "calls together",
            None,
        ),
        "milliseconds": (
            """
import time
def seconds_of(f, x):
    jax.block_until_ready(f(x))
    start = time.perf_counter()
    jax.block_until_ready(f(x))
    return 1000 * (time.perf_counter() - start)
""",
            "milliseconds",
            None,
        ),
        "nothing run": (
            """
import time
def seconds_of(f, x):
    start = time.perf_counter()
    f.lower(x).compile()
    return time.perf_counter() - start
""",
            "never run",
            None,
        ),
        "a pair": (
            """
def seconds_of(f, x):
    return f(x), 0.1
""",
            "one number",
            None,
        ),
        "backwards": (
            """
import time
def seconds_of(f, x):
    jax.block_until_ready(f(x))
    start = time.perf_counter()
    jax.block_until_ready(f(x))
    return start - time.perf_counter()
""",
            "negative",
            None,
        ),
    },
    "one_circle": {
        "root mean square": (
            """
def worst_of_circle():
    even = lambda p: np_residuals(np.array([p[0], 0.0, 0.0, p[1]]))
    return np.sqrt(np.mean(least_squares(even, [687.0, 1.0]).fun ** 2))
""",
            "root of the mean square",
            None,
        ),
        "not fitted": (
            """
def worst_of_circle():
    return np.abs(np_residuals(np.array([687.0, 0.0, 0.0, 0.97]))).max()
""",
            "not fitted",
            None,
        ),
        "the ellipse without e": (
            """
def worst_of_circle():
    return jnp.abs(misses(jnp.array([scipy_fit.x[0], 0.0, 0.0, scipy_fit.x[3]]))).max()
""",
            "numbers of the ellipse",
            None,
        ),
        "period kept": (
            """
def worst_of_circle():
    even = lambda p: np_residuals(np.array([scipy_fit.x[0], 0.0, 0.0, p[0]]))
    return np.abs(least_squares(even, [1.0]).fun).max()
""",
            "only `L0` is fitted",
            None,
        ),
        "not wrapped": (
            """
def worst_of_circle():
    even = lambda p: np.degrees(p[1] + 2 * np.pi * t / p[0] - longitude) * 60
    return np.abs(least_squares(even, [687.0, 1.0], method="lm", x_scale="jac").fun).max()
""",
            "not wrapped",
            None,
        ),
        "degrees": (
            """
def worst_of_circle():
    even = lambda p: np_residuals(np.array([p[0], 0.0, 0.0, p[1]]))
    return np.abs(least_squares(even, [687.0, 1.0]).fun).max() / 60
""",
            "these are degrees",
            None,
        ),
        "ratio": (
            """
def worst_of_circle():
    even = lambda p: np_residuals(np.array([p[0], 0.0, 0.0, p[1]]))
    return np.abs(least_squares(even, [687.0, 1.0]).fun).max() / 2
""",
            "how many times",
            None,
        ),
        "least worst": (
            """
def worst_of_circle():
    from scipy.optimize import minimize
    even = lambda p: np.abs(np_residuals(np.array([p[0], 0.0, 0.0, p[1]]))).max()
    tight = {"xatol": 1e-8, "fatol": 1e-8, "maxiter": 9999}
    return minimize(even, [687.5, 1.0], method="Nelder-Mead", options=tight).fun
""",
            "whose largest miss is least",
            None,
        ),
        "all misses": (
            """
def worst_of_circle():
    even = lambda p: np_residuals(np.array([p[0], 0.0, 0.0, p[1]]))
    return np.abs(least_squares(even, [687.0, 1.0]).fun)
""",
            "one number",
            None,
        ),
        "far off": (
            """
def worst_of_circle():
    even = lambda p: np_residuals(np.array([p[0], 0.0, 0.0, p[1]]))
    return np.abs(least_squares(even, [771.0, 2.6], method="lm").fun).max()
""",
            "ended far from Mars",
            None,
        ),
        "the ellipse": ("worst_of_circle = lambda: abs(scipy_fit.fun).max()", "the ellipse", None),
    },
}

EQUANT = """
def equant_worst():
    def r(p):
        P, c, g, w, L0 = make(p)
        u = np.exp(1j * (L0 + 2 * np.pi * t / P - w - np.pi))
        s = -g * u.real + np.sqrt(1 - (g * u.imag) ** 2)
        d = w + np.pi + np.angle(c + g + s * u) - longitude
        return np.degrees(np.arctan2(np.sin(d), np.cos(d))) * 60
    fun = least_squares(r, start, method="lm", x_scale="jac").fun
    return number(fun)
"""
WORST = "number = lambda fun: np.abs(fun).max()\n"
FREE = "make, start = (lambda p: p), [687.0, 0.1, 0.1, 5.7, 0.97]\n"
WRONG["one_equant"] = {
    "the ellipse": ("equant_worst = lambda: abs(scipy_fit.fun).max()", "That is the ellipse", None),
    "equal distances": (
        "make, start = (lambda p: (p[0], p[1], p[1], p[2], p[3])), [687.0, 0.1, 5.7, 0.97]\n"
        + WORST
        + EQUANT,
        "distances are equal",
        None,
    ),
    "no equant": (
        "make, start = (lambda p: (p[0], p[1], 0.0, p[2], p[3])), [687.0, 0.1, 5.7, 0.97]\n"
        + WORST
        + EQUANT,
        "even about the centre",
        None,
    ),
    "centred": (
        "make, start = (lambda p: (p[0], 0.0, p[1], p[2], p[3])), [687.0, 0.1, 5.7, 0.97]\n"
        + WORST
        + EQUANT,
        "Sun is at the centre",
        None,
    ),
    "root mean square": (
        FREE + "number = lambda fun: np.sqrt(np.mean(fun**2))\n" + EQUANT,
        "root of the mean square",
        None,
    ),
    "one side": (FREE + "number = np.max\n" + EQUANT, "one side only", None),
    "the other side": (FREE + "number = np.min\n" + EQUANT, "sizes are not taken", None),
    "misses": (FREE + "number = np.abs\n" + EQUANT, "one number", None),
    "degrees": (FREE + "number = lambda fun: np.abs(fun).max() / 60\n" + EQUANT, "degrees", None),
    "below three": (
        FREE.replace("p), [", "p), np.array([").replace("]\n", "])\n")
        + EQUANT.replace('least_squares(r, start, method="lm", x_scale="jac").fun', "r(best)")
        + "best = [686.973, 0.11332, 0.07232, np.radians(328.76), 0.97492]\n"
        + WORST,
        "Below three minutes",
        None,
    ),
    "far off": ("equant_worst = lambda: 120.0", "is below three minutes", None),
}


@pytest.fixture(scope="module")
def names():
    """The chapter's names, after all of its cells."""
    import matplotlib

    x64, found = jax.config.jax_enable_x64, {"__name__": "__main__"}
    try:
        with matplotlib.rc_context():
            for cell in Chapter("start/one-problem").code:
                exec(compile(cell, "start/one-problem", "exec"), found)
        jax.config.update("jax_enable_x64", True)
        yield found
    finally:
        jax.config.update("jax_enable_x64", x64)


def verdict(label, code, names):
    names = dict(names)
    exec(compile(code, label, "exec"), names)
    return judge(exercises()[label], texts()[label], names)


def cases(pool):
    return [
        pytest.param(label, *(case if isinstance(case, tuple) else (case,)), id=f"{label}: {what}")
        for label, found in pool.items()
        for what, case in found.items()
    ]


def test_every_exercise_has_a_check_and_answers_here():
    ours = [exercise.label for exercise in exercises().values() if exercise.label in LABELS]
    assert ours == LABELS == list(RIGHT) == list(WRONG)


@pytest.mark.parametrize("label", LABELS)
def test_the_starter_is_no_attempt(label, names):
    assert verdict(label, texts()[label].starter, names).status == "not attempted"


@pytest.mark.parametrize("label", LABELS)
def test_the_printed_solution_passes(label, names):
    found = verdict(label, texts()[label].solution, names)
    assert found.status == "passed", found.text


@pytest.mark.parametrize("label", LABELS)
def test_the_printed_solution_passes_in_32_bits(label, names):
    jax.config.update("jax_enable_x64", False)
    jax.clear_caches()  # of the chapter, which ran in 64 bits
    try:
        found = verdict(label, texts()[label].solution, names)
    finally:
        jax.config.update("jax_enable_x64", True)
        jax.clear_caches()
    assert found.status == "passed", found.text


@pytest.mark.parametrize(("label", "code"), cases(RIGHT))
def test_accepted(label, code, names):
    found = verdict(label, code, names)
    assert found.status == "passed", found.text
    assert jax.config.jax_enable_x64


@pytest.mark.parametrize(("label", "code", "phrase", "misconception"), cases(WRONG))
def test_refused(label, code, phrase, misconception, names):
    found = verdict(label, code, names)
    assert found.status == "needs work", found.text
    assert phrase in found.text, found.text
    assert found.misconception == misconception


@pytest.mark.parametrize("label", LABELS)
def test_no_function_is_said_so(label, names):
    found = verdict(label, f"{texts()[label].name} = 3.0", names)
    assert found.status == "needs work" and "asks for a function" in found.text


def test_the_readers_exception_is_a_crash(names):
    found = verdict("one_gradient_of_cost", "cost_and_slope = jax.value_and_grad(misses)", names)
    assert found.status == "crashed" and "scalar-output" in found.text


def test_the_profiler_of_the_reader_is_put_back(names):
    import sys

    mine = lambda *_: None
    sys.setprofile(mine)
    try:
        verdict("one_gradient_of_cost", texts()["one_gradient_of_cost"].solution, names)
        kept = sys.getprofile()
    finally:
        sys.setprofile(None)
    assert kept is mine
