"""Answers to the exercises of the chapter `science/pinn-optimisers`."""

CHAPTER = "science/pinn-optimisers"

X64 = (True,)  # the precision of the chapter


def cells(code):
    """The cell that imports; the answers use nothing else."""
    return [next(cell for cell in code if "import jax\n" in cell)]


def two(body):
    return "def two_derivatives(f, x):\n" + "".join(f"    {line}\n" for line in body.split("; "))


def product(body):
    return "def curvature_times(residuals, theta, v):\n" + "".join(
        f"    {line}\n" for line in body.split("; ")
    )


def damped(result):
    return (
        "def damped_step(J, r, damping):\n    P = J.shape[1]\n"
        "    U, s, Vt = jnp.linalg.svd(J, full_matrices=False)\n    b = U.T @ r\n"
        f"    return {result}\n"
    )


def wide(result):
    return f"def wide_step(J, r, damping):\n    N, P = J.shape\n    return {result}\n"


def table(result):
    return f"def levers(errors):\n    e = np.asarray(errors)\n    return {result}\n"


def loop(step, number=2000, before="mu = 1e-2"):
    return f"""
def fit(residuals, theta):
    f, jac = jax.jit(residuals), jax.jit(jax.jacfwd(residuals))
    {before}
    for _ in range({number}):
        r, J = f(theta), jac(theta)
        A, g = J.T @ J, J.T @ r
        {step}
    return theta
"""


# Right answers beside the printed one.
RIGHT = {
    "opt_levers": {
        "slices": table(
            "[np.log10(e[0] / e[1]).mean(), np.log10(e[:, 0] / e[:, 1]).mean(), "
            "np.log10(e[..., 0] / e[..., 1]).mean()]"
        ),
        "an array of jax": table(
            "jnp.array([-jnp.diff(jnp.log10(e), axis=k).mean() for k in range(3)])"
        ),
    },
    "opt_taylor": {
        "value_and_grad, forward over reverse": two(
            "g = jax.value_and_grad(f); (u, d), (_, dd) = jax.jvp(g, (x,), (jnp.ones_like(x),)); "
            "return u, d, dd"
        ),
        "a list": two(
            "one = jnp.ones_like(x); g = lambda x: jax.jvp(f, (x,), (one,)); "
            "(u, d), (_, dd) = jax.jvp(g, (x,), (one,)); return [u, d, dd]"
        ),
    },
    "opt_product": {
        "linearize, and its transpose": product(
            "_, push = jax.linearize(residuals, theta); "
            "pull = jax.linear_transpose(push, theta); return pull(push(v))[0]"
        ),
        "the gradient of half the square of J v": product(
            "Jv = lambda v: jax.jvp(residuals, (theta,), (v,))[1]; "
            "return jax.grad(lambda v: jnp.sum(Jv(v) ** 2) / 2)(v)"
        ),
    },
    "opt_damped": {
        "singular values": damped("-Vt.T @ (s / (s**2 + damping) * b)"),
        "least squares": damped(
            "-jnp.linalg.lstsq(jnp.concatenate([J, jnp.sqrt(damping) * jnp.eye(P)]), "
            "jnp.concatenate([r, jnp.zeros(P)]))[0]"
        ),
    },
    "opt_wide": {
        "eigenvalues of the kernel": """
def wide_step(J, r, damping):
    s, V = jnp.linalg.eigh(J @ J.T)
    return -J.T @ (V @ (V.T @ r / (s + damping)))
""",
        "NumPy": wide("-J.T @ np.linalg.solve(np.asarray(J @ J.T) + damping * np.eye(N), r)"),
    },
    "opt_fit": {
        "MINPACK": """
def fit(residuals, theta):
    from scipy.optimize import least_squares
    f, jac = jax.jit(residuals), jax.jit(jax.jacfwd(residuals))
    return least_squares(f, theta, jac, xtol=1e-15, ftol=1e-15, gtol=1e-15).x
""",
        "refused steps, in Python": loop(
            "d = -jnp.linalg.solve(A + mu * jnp.eye(len(A)), g)\n"
            "        better = bool(jnp.sum(f(theta + d) ** 2) < jnp.sum(r**2))\n"
            "        theta = theta + d if better else theta\n"
            "        mu = max(mu / 3, 1e-14) if better else min(4 * mu, 1e10)"
        ),
    },
}

# {label: {what is wrong: (answer, phrase of the diagnosis, misconception)}}
WRONG = {
    "opt_levers": {
        "natural": (
            table("[-np.diff(np.log(e), axis=k).mean() for k in range(3)]"),
            "natural logarithms",
            None,
        ),
        "sign": (
            table("[np.diff(np.log10(e), axis=k).mean() for k in range(3)]"),
            "sign is turned",
            None,
        ),
        "sum": (
            table("[-np.diff(np.log10(e), axis=k).sum() for k in range(3)]"),
            "sum over the four",
            None,
        ),
        "averaged first": (
            table(
                "[np.log10(e.take(0, k).mean() / e.take(1, k).mean()) for k in range(3)]",
            ),
            "averaged before the logarithm",
            None,
        ),
        "from the corner": (
            table("np.log10(e[0, 0, 0] / np.array([e[1, 0, 0], e[0, 1, 0], e[0, 0, 1]]))"),
            "plain corner",
            None,
        ),
        "size": (
            table("[abs(np.diff(np.log10(e), axis=k).mean()) for k in range(3)]"),
            "can hurt",
            None,
        ),
    },
    "opt_taylor": {
        "three calls": (
            two("return f(x), jax.grad(f)(x), jax.grad(jax.grad(f))(x)"),
            "more than once",
            None,
        ),
        "the slope twice": (
            two(
                "one = jnp.ones_like(x); g = lambda x: jax.jvp(f, (x,), (one,)); "
                "(u, d), (dd, _) = jax.jvp(g, (x,), (one,)); return u, d, dd"
            ),
            "first derivative again",
            None,
        ),
        "the direction x": (
            two(
                "g = lambda s: jax.jvp(f, (s,), (x,)); "
                "(u, d), (_, dd) = jax.jvp(g, (x,), (x,)); return u, d, dd"
            ),
            "direction is x",
            None,
        ),
        "differences": (
            two(
                "h = 1e-4; u = jax.vmap(f)(x + h * jnp.arange(-1.0, 2.0)); "
                "return u[1], (u[2] - u[0]) / (2 * h), (u[2] - 2 * u[1] + u[0]) / h**2"
            ),
            "no ten digits",
            None,
        ),
        "a vector of one": (
            two(
                "x = jnp.reshape(x, (1,)); one = jnp.ones(1); "
                "g = lambda x: jax.jvp(f, (x,), (one,)); "
                "(u, d), (_, dd) = jax.jvp(g, (x,), (one,)); return u, d, dd"
            ),
            "no axis",
            "M43",
        ),
        "two numbers": (two("return jax.value_and_grad(f)(x)"), "Three scalars", None),
    },
    "opt_product": {
        "the matrix": (
            product("J = jax.jacfwd(residuals)(theta); return J.T @ (J @ v)"),
            "as large as a matrix",
            "M44",
        ),
        "the loss's second derivative": (
            product(
                "g = jax.grad(lambda th: jnp.sum(residuals(th) ** 2) / 2); "
                "return jax.jvp(g, (theta,), (v,))[1]"
            ),
            "whole second derivative",
            None,
        ),
        "a tuple": (
            product(
                "Jv = jax.jvp(residuals, (theta,), (v,))[1]; return jax.vjp(residuals, theta)[1](Jv)"
            ),
            "tuple with the result",
            None,
        ),
        "twice": (
            product(
                "Jv = jax.jvp(residuals, (theta,), (v,))[1]; "
                "return 2 * jax.vjp(residuals, theta)[1](Jv)[0]"
            ),
            "twice the product",
            None,
        ),
        "the gradient": (
            product("r, pull = jax.vjp(residuals, theta); return pull(r)[0]"),
            "v has no say",
            None,
        ),
        "jax has no rule for it": (
            product("return jax.linear_transpose(residuals, theta)(residuals(theta))[0]"),
            "NotImplementedError",
            None,
        ),
    },
    "opt_damped": {
        "normal equations": (
            damped("-jnp.linalg.solve(J.T @ J + damping * jnp.eye(P), J.T @ r)"),
            "digits of the small singular values are lost",
            "M32",
        ),
        "sign": (damped("Vt.T @ (s / (s**2 + damping) * b)"), "sign is turned", None),
        "undamped": (damped("-Vt.T @ (b / s)"), "no damping", None),
        "sum": (damped("-Vt.T @ (b / (s + damping))"), "squares make", None),
        "share": (damped("-Vt.T @ (s**2 / (s**2 + damping) * b)"), "divided by s", None),
        "squared damping": (
            damped("-Vt.T @ (s / (s**2 + damping**2) * b)"),
            "square root stands below",
            None,
        ),
        "cut": (
            damped("-Vt.T @ jnp.where(s > 1e-6 * s[0], s / (s**2 + damping) * b, 0.0)"),
            "cut off",
            None,
        ),
        "a column": (
            damped("-Vt.T @ (s / (s**2 + damping) * b)[:, None]"),
            "another shape",
            None,
        ),
    },
    "opt_wide": {
        "P by P": (
            wide("-jnp.linalg.solve(J.T @ J + damping * jnp.eye(P), J.T @ r)"),
            "much larger than J",
            None,
        ),
        "P by P, in NumPy": (
            wide(
                "-np.linalg.solve(np.asarray(J).T @ np.asarray(J) + damping * np.eye(P), "
                "np.asarray(J).T @ np.asarray(r))"
            ),
            "much larger than J",
            None,
        ),
        "root": (
            wide("-J.T @ jnp.linalg.solve(J @ J.T + jnp.sqrt(damping) * jnp.eye(N), r)"),
            "square root of the damping",
            None,
        ),
        "undamped": (wide("-jnp.linalg.pinv(J) @ r"), "no damping", None),
        "sign": (
            wide("J.T @ jnp.linalg.solve(J @ J.T + damping * jnp.eye(N), r)"),
            "sign is turned",
            None,
        ),
        "32 bits": (
            wide(
                "-J.T @ jnp.linalg.solve((J.astype('float32') @ J.T.astype('float32')).astype(float)"
                " + damping * jnp.eye(N), r)"
            ),
            "not to six digits",
            None,
        ),
    },
    "opt_fit": {
        "no damping": (
            loop("theta = theta - jnp.linalg.solve(A, g)", 50),
            "the number without effect: the result is not finite",
            None,
        ),
        "descent": (loop("theta = theta - 1e-4 * g"), "not at the minimum", None),
        "stops early": (
            """
def fit(residuals, theta):
    from scipy.optimize import least_squares
    f, jac = jax.jit(residuals), jax.jit(jax.jacfwd(residuals))
    return least_squares(f, theta, jac, ftol=3e-2, xtol=1e-15, gtol=1e-15).x
""",
            "minimum",
            None,
        ),
        "the value": (
            loop("theta = theta").replace("return theta", "return jnp.sum(f(theta) ** 2)"),
            "another shape",
            None,
        ),
    },
}
