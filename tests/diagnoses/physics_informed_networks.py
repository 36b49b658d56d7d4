"""Answers to the exercises of the chapter `science/physics-informed-networks`."""

CHAPTER = "science/physics-informed-networks"

X64 = (True,)  # the precision of the chapter


def cells(code):
    """The cell that imports; the answers use nothing else."""
    return [next(cell for cell in code if "import pinn" in cell or "claim, pinn" in cell)]


STATED = """
def state():
    return pinn.Problem(
        residual=lambda u, x, t: {residual},
        domain={{"x": (0, {length}), "t": (0, 3)}},
        conditions=[{conditions}],
    )
"""
EQUATION = "u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t))"
START = "pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2)"
LEFT = 'pinn.Dirichlet("x", 1.0, side="low")'
FLUX = 'pinn.Soft("x", "high", lambda u, x, t: u.x(x, t))'


def stated(residual=EQUATION, length="2", start=START, left=LEFT, flux=FLUX):
    conditions = ", ".join(c for c in (start, left, flux) if c)
    return STATED.format(residual=residual, length=length, conditions=conditions)


# Right answers beside the printed one.
RIGHT = {
    "pinn_trivial": {
        "a fan with its origin elsewhere": """
def trivial(x, t):
    return (x - 0.3) / (t + 2.0)
""",
        "a fan that closes later": """
def trivial(x, t):
    return (2 + x) / (t - 3)
""",
    },
    "pinn_residual": {
        "jvp of jvp": """
def residual(u, x, t):
    along = lambda f: lambda s: jax.jvp(f, (s,), (jnp.ones_like(s),))[1]
    f = lambda s: u(s, t)
    u_t = jax.jvp(lambda s: u(x, s), (t,), (jnp.ones_like(t),))[1]
    return u_t + 6 * u(x, t) * along(f)(x) + along(along(along(f)))(x)
""",
        "conservation form": """
def residual(u, x, t):
    flux = lambda x: 3 * u(x, t) ** 2 + jax.hessian(u, 0)(x, t)
    return jax.grad(u, 1)(x, t) + jax.grad(flux)(x)
""",
    },
    "pinn_hard": {
        "a factor of another form": """
def hard(net):
    return lambda x, t: jnp.sin(jnp.pi * x) + x * t + jnp.tanh(t) * jnp.sin(jnp.pi * x) * net(x, t)
""",
        "the net bent, one to one": """
def hard(net):
    return lambda x, t: jnp.sin(jnp.pi * x) + x * t + t * x * (1 - x) * jnp.arcsinh(net(x, t))
""",
    },
    "pinn_state": {
        "the other sign, and a factor": stated(f"-7 * ({EQUATION})"),
        "the identity of half the angle": stated(
            start="pinn.Initial(lambda x: 0.5 + 0.5 * jnp.cos(jnp.pi * x / 2))"
        ),
    },
    "pinn_error": {
        "sines": """
def error(u, f, n):
    N = 400
    x = (jnp.arange(N) + 0.5) / N
    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)
    k = jnp.arange(1, 80)
    c = 2 * jnp.mean(jnp.sin(jnp.pi * k[:, None] * x) * r, axis=1) / (jnp.pi * k) ** 2
    return c @ jnp.sin(jnp.pi * k[:, None] * jnp.arange(n + 1) / n)
""",
        "integrated twice": """
def error(u, f, n):
    x = np.linspace(0, 1, n + 1)
    r = np.asarray(-jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x))
    I = lambda g: np.concatenate([[0.0], np.cumsum(g[1:] + g[:-1]) / (2 * n)])
    e = -I(I(r))
    return e - x * e[-1]
""",
    },
}

# {label: {what is wrong: (answer, phrase of the diagnosis, misconception)}}
WRONG = {
    "pinn_trivial": {
        "a constant": (
            "def trivial(x, t):\n    return 0.5 + 0.0 * x\n",
            "This is a constant",
            None,
        ),
        "a front": (
            "def trivial(x, t):\n    return 0.3 - 0.6 * jnp.tanh(6.0 * (x - 0.3 * t))\n",
            "the viscosity matters",
            None,
        ),
        "the fan that closes": (
            "def trivial(x, t):\n    return x / (2 - t)\n",
            "sign of u_t",
            None,
        ),
        "straight, standing": ("def trivial(x, t):\n    return 2.0 * x\n", "is not zero", None),
        "singular at the start": ("def trivial(x, t):\n    return x / t\n", "not smooth", None),
        "a column": (
            "def trivial(x, t):\n    return jnp.array([x / (1 + t)])\n",
            "A scalar is asked for",
            "M43",
        ),
        "forgotten return": ("def trivial(x, t):\n    x / (1 + t)\n", "returns None", None),
    },
    "pinn_residual": {
        "no six": (
            "def residual(u, x, t):\n    g = jax.grad(u)\n    return jax.grad(u, 1)(x, t) + "
            "u(x, t) * g(x, t) + jax.grad(jax.grad(g))(x, t)\n",
            "factor 6",
            None,
        ),
        "sign": (
            "def residual(u, x, t):\n    g = jax.grad(u)\n    return jax.grad(u, 1)(x, t) + 6 * "
            "u(x, t) * g(x, t) - jax.grad(jax.grad(g))(x, t)\n",
            "third derivative has the wrong sign",
            None,
        ),
        "second": (
            "def residual(u, x, t):\n    g = jax.grad(u)\n    return jax.grad(u, 1)(x, t) + 6 * "
            "u(x, t) * g(x, t) + jax.grad(g)(x, t)\n",
            "second derivative",
            None,
        ),
        "cube": (
            "def residual(u, x, t):\n    g = jax.grad(u)\n    return jax.grad(u, 1)(x, t) + 6 * "
            "u(x, t) * g(x, t) + g(x, t) ** 3\n",
            "cube of the first",
            None,
        ),
        "interchanged": (
            "def residual(u, x, t):\n    g = jax.grad(u, 1)\n    h = jax.grad(u, 0)\n    return "
            "h(x, t) + 6 * u(x, t) * g(x, t) + jax.grad(jax.grad(h))(x, t)\n",
            "interchanged",
            None,
        ),
        "linear": (
            "def residual(u, x, t):\n    g = jax.grad(u)\n    return jax.grad(u, 1)(x, t) + 6 * "
            "g(x, t) + jax.grad(jax.grad(g))(x, t)\n",
            "the factor u is missing",
            None,
        ),
    },
    "pinn_hard": {
        "no x t": (
            "def hard(net):\n    return lambda x, t: jnp.sin(jnp.pi * x) + t * x * (1 - x) * net(x, t)\n",
            "u(1, t) is not what",
            None,
        ),
        "no factor": (
            "def hard(net):\n    return lambda x, t: jnp.sin(jnp.pi * x) + x * t + t * net(x, t)\n",
            "u(0, t) is not what",
            None,
        ),
        "no time": (
            "def hard(net):\n    return lambda x, t: jnp.sin(jnp.pi * x) + x * t + x * (1 - x) * net(x, t)\n",
            "u(x, 0) is not what",
            None,
        ),
        "no net": (
            "def hard(net):\n    return lambda x, t: jnp.sin(jnp.pi * x) + x * t\n",
            "nothing to train",
            None,
        ),
        "roots": (
            "def hard(net):\n    return lambda x, t: jnp.sin(jnp.pi * x) + x * t + "
            "jnp.sqrt(t * x * (1 - x)) * net(x, t)\n",
            "not finite everywhere",
            "M41",
        ),
        "squared net": (
            "def hard(net):\n    return lambda x, t: jnp.sin(jnp.pi * x) + x * t + "
            "t * x * (1 - x) * net(x, t) ** 2\n",
            "Two values of the net",
            None,
        ),
        "a number": (
            "def hard(net):\n    return 1.0\n",
            "asks for a function",
            None,
        ),
    },
    "pinn_state": {
        "no half": (
            stated("u.t(x, t) - u.xx(x, t) - u(x, t) * (1 - u(x, t))"),
            "factor 0.5",
            None,
        ),
        "reaction's sign": (
            stated("u.t(x, t) - 0.5 * u.xx(x, t) + u(x, t) * (1 - u(x, t))"),
            "reaction u (1 - u) has the wrong sign",
            None,
        ),
        "no square": (
            stated(start="pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4))"),
            "square of the cosine",
            None,
        ),
        "shorter": (stated(length="1"), "from 0 to 2", None),
        "value at the right": (
            stated(flux='pinn.Soft("x", "high", lambda u, x, t: u(x, t))'),
            "the flux is to be zero",
            None,
        ),
        "both ends held": (
            stated(
                start="pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 2) ** 2)",
                left='pinn.Dirichlet("x", 1.0)',
            ),
            "right end no value is given",
            None,
        ),
        "no flux": (stated(flux=""), "insulated end is missing", None),
        "flux at the left": (
            stated(flux='pinn.Soft("x", "low", lambda u, x, t: u.x(x, t))'),
            "high end of x",
            None,
        ),
        "solved as text": (
            "def state():\n    return 'u_t = 0.5 u_xx'\n",
            "pinn.Problem is asked",
            None,
        ),
    },
    "pinn_error": {
        "turned": (
            "def error(u, f, n):\n    x = jnp.linspace(0.0, 1.0, n + 1)\n"
            "    r = jax.vmap(jax.grad(jax.grad(u)))(x) + jax.vmap(f)(x)\n"
            "    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))\n"
            "    return jnp.pad(jnp.linalg.solve(A, r[1:-1]), 1)\n",
            "sign is turned",
            None,
        ),
        "inside only": (
            "def error(u, f, n):\n    x = jnp.linspace(0.0, 1.0, n + 1)\n"
            "    r = -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)\n"
            "    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))\n"
            "    return jnp.linalg.solve(A, r[1:-1])\n",
            "each of the n + 1 points",
            None,
        ),
        "u minus a crude solution": (
            "def error(u, f, n):\n    x = jnp.linspace(0.0, 1.0, n + 1)\n"
            "    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))\n"
            "    return jax.vmap(u)(x) - jnp.pad(jnp.linalg.solve(A, jax.vmap(f)(x)[1:-1]), 1)\n",
            "the error drowns",
            None,
        ),
        "the residual": (
            "def error(u, f, n):\n    x = jnp.linspace(0.0, 1.0, n + 1)\n"
            "    return -jax.vmap(jax.grad(jax.grad(u)))(x) - jax.vmap(f)(x)\n",
            "what u leaves of the equation",
            None,
        ),
        "the solution": (
            "def error(u, f, n):\n    x = jnp.linspace(0.0, 1.0, n + 1)\n"
            "    A = n**2 * (2 * jnp.eye(n - 1) - jnp.eye(n - 1, k=1) - jnp.eye(n - 1, k=-1))\n"
            "    return jnp.pad(jnp.linalg.solve(A, jax.vmap(f)(x)[1:-1]), 1)\n",
            "solution u*",
            None,
        ),
    },
}
