# %% right | the plain one
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% right | opposite sign of the residual, everything named, floats for the domain
def state():
    """Fisher-KPP on a rod, right-hand side minus left-hand side."""

    def equation(u, x, t):
        v = u(x, t)
        diffusion = 0.5 * u.xx(x, t)
        growth = v * (1.0 - v)
        return diffusion + growth - u.t(x, t)

    def start(x):
        return jnp.cos(jnp.pi * x / 4) ** 2

    def no_flux(u, x, t):
        return u.x(x, t)

    return pinn.Problem(
        residual=equation,
        domain={"x": (0.0, 2.0), "t": (0.0, 3.0)},
        conditions=[
            pinn.Initial(value=start, axis="t"),
            pinn.Dirichlet(axis="x", value=1.0, side="low"),
            pinn.Soft(axis="x", side="high", residual=no_flux),
        ],
    )

# %% right | multiplied by two to clear the fraction, reaction expanded, half-angle formula for the start
def state():
    return pinn.Problem(
        lambda u, x, t: 2 * u.t(x, t) - u.xx(x, t) - 2 * u(x, t) + 2 * u(x, t) ** 2,
        {"x": (0, 2), "t": (0, 3)},
        (
            pinn.Initial(lambda x: (1 + jnp.cos(jnp.pi * x / 2)) / 2),
            pinn.Dirichlet("x", 1, "low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ),
    )

# %% right | time first in the domain, and the fields called (t, x) consistently
def state():
    def residual(u, t, x):
        return u.t(t, x) - 0.5 * u.xx(t, x) - u(t, x) * (1 - u(t, x))

    return pinn.Problem(
        residual=residual,
        domain={"t": (0, 3), "x": (0, 2)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, t, x: u.x(t, x)),
        ],
    )

# %% right | the start stated as a Dirichlet condition on the low face of t, which is exact as well
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Dirichlet("t", lambda x: jnp.cos(jnp.pi * x / 4) ** 2, side="low"),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% right | dictionaries field by field, left value as a function of t, conditions in another order
def state():
    insulated = pinn.Soft("x", "high", lambda u, x, t: u.x(x, t))
    held = pinn.Dirichlet("x", {"u": lambda t: jnp.ones_like(t)}, side="low")
    begin = pinn.Initial({"u": lambda x: 1 - jnp.sin(0.25 * jnp.pi * x) ** 2})
    conditions = [insulated, held, begin]
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain=dict(x=(0, 2), t=(0, 3)),
        conditions=conditions,
    )

# %% right | derivatives of the field by jax.grad instead of the dots
def state():
    def residual(u, x, t):
        u_t = jax.grad(lambda s: u(x, s))(t)
        u_x = jax.grad(lambda y: u(y, t))
        u_xx = jax.grad(u_x)(x)
        return u_t - 0.5 * u_xx - u(x, t) * (1 - u(x, t))

    def right_end(u, x, t):
        return jax.grad(lambda y: u(y, t))(x)

    return pinn.Problem(
        residual=residual,
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.square(jnp.cos(jnp.pi * x / 4))),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", right_end),
        ],
    )

# %% right | parameters named, the insulated end as a flux -D u_x, another weight
def state():
    D, L, T = 0.5, 2.0, 3.0
    left = 1.0

    def pde(u, x, t):
        return u.t(x, t) - D * u.xx(x, t) - u(x, t) * (1.0 - u(x, t))

    def flux(u, x, t):
        return -D * u.x(x, t)

    problem = pinn.Problem(
        residual=pde,
        domain={"x": (0.0, L), "t": (0.0, T)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / (2 * L)) ** 2),
            pinn.Dirichlet("x", left, side="low"),
            pinn.Soft("x", "high", flux, weight=25.0),
        ],
    )
    return problem

# %% right | derivative taken of the derivative (u.x.x), cosine written as a complex exponential
def state():
    def residual(u, x, t):
        ux = u.x
        return -3.0 * (u.t(x, t) - ux.x(x, t) / 2 + u(x, t) * (u(x, t) - 1))

    start = lambda x: jnp.real(jnp.exp(1j * jnp.pi * x / 4)) ** 2
    return pinn.Problem(
        residual,
        {"x": (0, 2), "t": (0, 3)},
        [
            pinn.Initial(start),
            pinn.Dirichlet("x", start(0.0), side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% right | the left end through Initial along x, which sets the value where x begins
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Initial(1.0, axis="x"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% right | clumsy: an operator made outside, lists for the ends, conditions appended, x fixed to 2 in the Soft residual
import math

def diffusion_reaction(d, growth):
    def residual(u, x, t):
        value = u(x, t)
        lhs = u.t(x, t)
        rhs = d * u.xx(x, t) + growth(value)
        return lhs - rhs
    return residual

def state():
    conditions = []
    conditions.append(pinn.Initial(lambda x: jnp.power(jnp.cos(math.pi / 4 * x), 2)))
    conditions.append(pinn.Dirichlet("x", 1.0, "low"))
    conditions.append(pinn.Soft("x", "high", lambda u, x, t: u.x(jnp.asarray(2.0), t)))
    domain = {}
    domain["x"] = [0, 2]
    domain["t"] = [0, 3]
    return pinn.Problem(diffusion_reaction(0.5, lambda v: v - v * v), domain, conditions)

# %% right | arguments of the residuals in the order (u, t, x), the field still called in the order of the domain
def state():
    def eq(u, t, x):
        here = (x, t)
        return u.t(*here) - 0.5 * u.xx(*here) - u(*here) * (1 - u(*here))

    return pinn.Problem(
        eq,
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda s: jnp.cos(s * jnp.pi / 4) * jnp.cos(s * jnp.pi / 4)),
            pinn.Dirichlet("x", lambda t: jnp.asarray(1.0), side="low"),
            pinn.Soft("x", "high", lambda u, t, x: u.x(x, t)),
        ],
    )

# %% wrong | side left out: both ends are held at 1
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the ends swapped: the right one held, the left one insulated
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="high"),
            pinn.Soft("x", "low", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the sign of the reaction
def state():
    def residual(u, x, t):
        return u.t(x, t) - 0.5 * u.xx(x, t) + u(x, t) * (1 - u(x, t))

    return pinn.Problem(
        residual=residual,
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | multiplied by two, but the reaction was forgotten in doing so
def state():
    return pinn.Problem(
        residual=lambda u, x, t: 2 * u.t(x, t) - u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the lengths of the rod and of the time swapped
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 3), "t": (0, 2)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the start is a Soft condition, so it does not hold exactly
def state():
    def start(u, x, t):
        return u(x, t) - jnp.cos(jnp.pi * x / 4) ** 2

    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Soft("t", "low", start, weight=100.0),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | periodic ends instead of the held left one
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Periodic("x"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | u = 0 instead of u_x = 0 at the right end
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u(x, t)),
        ],
    )

# %% wrong | the square is inside the cosine
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos((jnp.pi * x / 4) ** 2)),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the square of the start forgotten
def state():
    def start(x):
        return jnp.cos(jnp.pi * x / 4)

    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(start),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | time first in the domain, but the field called (x, t)
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"t": (0, 3), "x": (0, 2)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the insulated end left out, as if it came by itself
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
        ],
    )

# %% wrong | both ends Soft: the left value is not held exactly
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Soft("x", "low", lambda u, x, t: u(x, t) - 1.0),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )


# %% right | residual with the other sign
def state():
    return pinn.Problem(
        residual=lambda u, x, t: 0.5 * u.xx(x, t) + u(x, t) * (1 - u(x, t)) - u.t(x, t),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% right | residual multiplied by 2
def state():
    return pinn.Problem(
        residual=lambda u, x, t: 2 * u.t(x, t) - u.xx(x, t) - 2 * u(x, t) * (1 - u(x, t)),
        domain={"x": (0.0, 2.0), "t": (0.0, 3.0)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% right | start as 0.5 * (1 + cos(pi x / 2))
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: 0.5 * (1 + jnp.cos(jnp.pi * x / 2))),
            pinn.Dirichlet("x", 1, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% right | left end as a constant function of t
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", lambda t: jnp.ones_like(t), side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% right | t first in the domain, fields called as u(t, x)
def state():
    return pinn.Problem(
        residual=lambda u, t, x: u.t(t, x) - 0.5 * u.xx(t, x) - u(t, x) * (1 - u(t, x)),
        domain={"t": (0, 3), "x": (0, 2)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, t, x: u.x(t, x)),
        ],
    )

# %% right | a weight in Soft
def state():
    fisher = lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t))
    return pinn.Problem(
        residual=fisher,
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t), weight=50.0),
        ],
    )

# %% right | named functions inside state
def state():
    D, L, T = 0.5, 2.0, 3.0

    def equation(u, x, t):
        value = u(x, t)
        return u.t(x, t) - (D * u.xx(x, t) + value * (1.0 - value))

    def start(x):
        return jnp.cos(jnp.pi * x / (2 * L)) ** 2

    def flux(u, x, t):
        return u.x(x, t)

    insulated = pinn.Soft("x", "high", flux)
    held = pinn.Dirichlet("x", 1.0, side="low")
    return pinn.Problem(equation, {"x": (0.0, L), "t": (0.0, T)}, [pinn.Initial(start), held, insulated])

# %% right | conditions as a tuple, in another order, everything by keyword
def state():
    return pinn.Problem(
        domain=dict(x=(0, 2), t=(0, 3)),
        conditions=(
            pinn.Soft(axis="x", side="high", residual=lambda u, x, t: u.x(x, t)),
            pinn.Dirichlet(axis="x", side="low", value=1.0),
            pinn.Initial(value=lambda x: jnp.cos(0.25 * jnp.pi * x) ** 2, axis="t"),
        ),
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
    )

# %% right | values as dictionaries by field
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - u.xx(x, t) / 2 - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial({"u": lambda x: jnp.square(jnp.cos(jnp.pi * x / 4))}),
            pinn.Dirichlet("x", {"u": 1.0}, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% right | reaction multiplied out, flux written as -0.5 u_x
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) + u(x, t) ** 2,
        domain={"x": [0, 2], "t": [0, 3]},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(np.pi * x / 4) ** 2),
            pinn.Dirichlet("x", lambda t: 1.0 + 0.0 * t, "low"),
            pinn.Soft("x", "high", lambda u, x, t: -0.5 * u.x(x, t)),
        ],
    )

# %% right | second derivative as u.x.x, start as 1 - sin^2, factor -10
def state():
    def residual(u, x, t):
        left = u.t(x, t)
        right = 0.5 * u.x.x(x, t) + u(x, t) * (1 - u(x, t))
        return -10.0 * (left - right)

    return pinn.Problem(
        residual=residual,
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: 1 - jnp.sin(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the factor 0.5 of the diffusion is missing
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the reaction has the wrong sign
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) + u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | u_x in place of u_xx
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.x(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the two ranges of the domain are exchanged
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 3), "t": (0, 2)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the square of the cosine is forgotten
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4)),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | both ends are held at 1 (side left at its default)
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the Soft condition is at the low side
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "low", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the Soft condition is on u, not on u.x
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u(x, t)),
        ],
    )

# %% wrong | the start is a Soft condition, not exact
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Soft("t", "low", lambda u, x, t: u(x, t) - jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
            pinn.Soft("x", "high", lambda u, x, t: u.x(x, t)),
        ],
    )

# %% wrong | the condition at the insulated end is missing
def state():
    return pinn.Problem(
        residual=lambda u, x, t: u.t(x, t) - 0.5 * u.xx(x, t) - u(x, t) * (1 - u(x, t)),
        domain={"x": (0, 2), "t": (0, 3)},
        conditions=[
            pinn.Initial(lambda x: jnp.cos(jnp.pi * x / 4) ** 2),
            pinn.Dirichlet("x", 1.0, side="low"),
        ],
    )

