# %% right | start beyond the root, while_loop, one last step outside
def hyperbolic_anomaly(M, e):
    def step(H, M, e):
        return -(e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)

    def solve(M, e):
        def turn(s):
            d = step(s[0], M, e)
            return s[0] + d, d, s[2] + 1

        start = jnp.arcsinh(M / (e - 1)), jnp.inf, 0
        return lax.while_loop(lambda s: (jnp.abs(s[1]) > 1e-12) & (s[2] < 100), turn, start)[0]

    H = solve(lax.stop_gradient(M), lax.stop_gradient(e))
    return H + step(H, M, e)

# %% right | a fixed number of Newton steps by fori_loop
def hyperbolic_anomaly(M, e):
    def newton(_, H):
        return H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)

    return lax.fori_loop(0, 50, newton, jnp.arcsinh(M / (e - 1)))

# %% right | scan of thirty steps from arcsinh(M / e), jitted
@jax.jit
def hyperbolic_anomaly(M, e):
    def step(H, _):
        residual = e * jnp.sinh(H) - H - M
        return H - residual / (e * jnp.cosh(H) - 1), None

    return lax.scan(step, jnp.arcsinh(M / e), None, length=30)[0]

# %% right | custom_jvp with the implicit derivatives
@jax.custom_jvp
def hyperbolic_anomaly(M, e):
    def going(s):
        return (jnp.abs(s[1]) > 1e-13 * (1 + jnp.abs(s[0]))) & (s[2] < 80)

    def turn(s):
        d = (e * jnp.sinh(s[0]) - s[0] - M) / (e * jnp.cosh(s[0]) - 1)
        return s[0] - d, d, s[2] + 1

    return lax.while_loop(going, turn, (jnp.arcsinh(M / e), jnp.inf, 0))[0]

@hyperbolic_anomaly.defjvp
def _(primals, tangents):
    (M, e), (dM, de) = primals, tangents
    H = hyperbolic_anomaly(M, e)
    return H, (dM - jnp.sinh(H) * de) / (e * jnp.cosh(H) - 1)

# %% right | bisection between -10 and 10, Newton for the derivative
def hyperbolic_anomaly(M, e):
    Ms, es = lax.stop_gradient(M), lax.stop_gradient(e)

    def halve(_, ends):
        low, high = ends
        mid = (low + high) / 2
        above = es * jnp.sinh(mid) - mid > Ms
        return jnp.where(above, low, mid), jnp.where(above, mid, high)

    zero = 0.0 * (Ms + es)
    low, high = lax.fori_loop(0, 60, halve, (zero - 10, zero + 10))
    H = lax.stop_gradient((low + high) / 2)
    return H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)

# %% right | custom_root
def hyperbolic_anomaly(M, e):
    def f(H):
        return e * jnp.sinh(H) - H - M

    def solve(f, H):
        def body(_, H):
            value, slope = jax.jvp(f, (H,), (jnp.ones_like(H),))
            return H - value / slope
        return lax.fori_loop(0, 40, body, H)

    def tangent_solve(g, y):
        return y / g(jnp.ones_like(y))

    return lax.custom_root(f, jnp.arcsinh(M / (e - 1)), solve, tangent_solve)

# %% right | custom_vjp
@jax.custom_vjp
def hyperbolic_anomaly(M, e):
    step = lambda H, _: (H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1), None)
    return lax.scan(step, jnp.arcsinh(M / (e - 1)), None, 40)[0]

def _fwd(M, e):
    H = hyperbolic_anomaly(M, e)
    return H, (H, e)

def _bwd(saved, g):
    H, e = saved
    by_M = g / (e * jnp.cosh(H) - 1)
    return by_M, -by_M * jnp.sinh(H)

hyperbolic_anomaly.defvjp(_fwd, _bwd)

# %% right | the slope by jax.grad, Danby's start
def hyperbolic_anomaly(M, e):
    kepler = lambda H, M, e: e * jnp.sinh(H) - H - M
    slope = jax.grad(kepler)

    def improve(H, M, e):
        return H - kepler(H, M, e) / slope(H, M, e)

    Mc, ec = jax.lax.stop_gradient((M, e))
    H = jnp.sign(Mc) * jnp.log(2 * jnp.abs(Mc) / ec + 1.8)
    H = jax.lax.fori_loop(0, 40, lambda i, H: improve(H, Mc, ec), H)
    return improve(H, M, e)

# %% right | Halley's steps
def hyperbolic_anomaly(M, e):
    def halley(H, _):
        f = e * jnp.sinh(H) - H - M
        f1 = e * jnp.cosh(H) - 1
        f2 = e * jnp.sinh(H)
        return H - 2 * f * f1 / (2 * f1**2 - f * f2), None

    H, _ = lax.scan(halley, jnp.arcsinh(M / (e - 1)), None, length=40)
    return H

# %% right | fixed-point turns until they rest, then Newton
def hyperbolic_anomaly(M, e):
    def rest(M, e):
        def going(s):
            return (jnp.abs(s[0] - s[1]) > 1e-14 * (1 + jnp.abs(s[0]))) & (s[2] < 5000)

        def turn(s):
            return jnp.arcsinh((M + s[0]) / e), s[0], s[2] + 1

        H0 = jnp.arcsinh(M / e)
        return lax.while_loop(going, turn, (H0, H0 + 1.0, 0))[0]

    H = rest(lax.stop_gradient(M), lax.stop_gradient(e))
    for _ in range(2):
        H = H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)
    return H

# %% right | callable object, sinh as the unknown
class Hyperbola:
    turns = 40

    def step(self, s, M, e):
        f = e * s - jnp.arcsinh(s) - M
        return s - f / (e - 1 / jnp.sqrt(1 + s * s))

    def __call__(self, M, e):
        s = M / (e - 1)
        s = lax.fori_loop(0, self.turns, lambda _, s: self.step(s, M, e), s)
        return jnp.arcsinh(s)

hyperbolic_anomaly = Hyperbola()

# %% right | a Newton step kept inside a bracket
def hyperbolic_anomaly(M, e):
    def turn(state, _):
        low, high, H = state
        f = e * jnp.sinh(H) - H - M
        low, high = jnp.where(f < 0, H, low), jnp.where(f < 0, high, H)
        new = H - f / (e * jnp.cosh(H) - 1)
        inside = (new >= low) & (new <= high)
        return (low, high, jnp.where(inside, new, (low + high) / 2)), None

    zero = 0.0 * (M + e)
    start = zero - 9.0, zero + 9.0, jnp.arcsinh(M / e)
    return lax.scan(turn, start, None, length=80)[0][2]

# %% right | forty steps written out in Python
def hyperbolic_anomaly(M, e):
    H = jnp.arcsinh(M / (e - 1))
    for _ in range(40):
        H = H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)
    return H

# %% wrong | starts from M: sinh overflows
def hyperbolic_anomaly(M, e):
    def newton(_, H):
        return H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)

    return lax.fori_loop(0, 60, newton, 1.0 * M)

# %% wrong | while_loop left open to grad
def hyperbolic_anomaly(M, e):
    def turn(s):
        H, _, n = s
        d = (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)
        return H - d, d, n + 1

    start = jnp.arcsinh(M / (e - 1)), jnp.inf, 0
    return lax.while_loop(lambda s: (jnp.abs(s[1]) > 1e-12) & (s[2] < 100), turn, start)[0]

# %% wrong | Python's while
def hyperbolic_anomaly(M, e):
    H, d = jnp.arcsinh(M / (e - 1)), 1.0
    while abs(d) > 1e-12:
        d = (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)
        H = H - d
    return H

# %% wrong | a start with a logarithm that knows no negative M
def hyperbolic_anomaly(M, e):
    def newton(_, H):
        return H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)

    return lax.fori_loop(0, 40, newton, jnp.log(2 * M / e + 1.8))

# %% wrong | solves for |M| and puts the sign back: slope zero at M = 0
def hyperbolic_anomaly(M, e):
    A = jnp.abs(M)

    def newton(_, H):
        return H - (e * jnp.sinh(H) - H - A) / (e * jnp.cosh(H) - 1)

    return jnp.sign(M) * lax.fori_loop(0, 40, newton, jnp.arcsinh(A / (e - 1)))

# %% wrong | hidden from differentiation without a last step
def hyperbolic_anomaly(M, e):
    M, e = lax.stop_gradient(M), lax.stop_gradient(e)

    def turn(s):
        H, _, n = s
        d = (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)
        return H - d, d, n + 1

    start = jnp.arcsinh(M / (e - 1)), jnp.inf, 0
    return lax.while_loop(lambda s: (jnp.abs(s[1]) > 1e-12) & (s[2] < 100), turn, start)[0]

# %% wrong | last step with a constant e: no derivative by e
def hyperbolic_anomaly(M, e):
    Mc, e = lax.stop_gradient(M), lax.stop_gradient(e)
    step = lambda H, M: H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)
    H = lax.fori_loop(0, 40, lambda _, H: step(H, Mc), jnp.arcsinh(Mc / (e - 1)))
    return step(H, M)

# %% wrong | few fixed-point turns: not enough near e = 1
def hyperbolic_anomaly(M, e):
    def turn(_, H):
        return jnp.arcsinh((M + H) / e)

    return lax.fori_loop(0, 60, turn, jnp.arcsinh(M / e))

# %% wrong | five Newton steps
def hyperbolic_anomaly(M, e):
    H = jnp.arcsinh(M / (e - 1))
    for _ in range(5):
        H = H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)
    return H

# %% wrong | bisection alone: the derivative is lost
def hyperbolic_anomaly(M, e):
    def halve(_, ends):
        low, high = ends
        mid = (low + high) / 2
        above = e * jnp.sinh(mid) - mid > M
        return jnp.where(above, low, mid), jnp.where(above, mid, high)

    zero = 0.0 * (M + e)
    low, high = lax.fori_loop(0, 60, halve, (zero - 10, zero + 10))
    return (low + high) / 2

# %% wrong | the bracket is too narrow for large M
def hyperbolic_anomaly(M, e):
    def halve(_, ends):
        low, high = ends
        mid = (low + high) / 2
        above = e * jnp.sinh(mid) - mid > M
        return jnp.where(above, low, mid), jnp.where(above, mid, high)

    zero = 0.0 * (M + e)
    H = lax.stop_gradient(sum(lax.fori_loop(0, 60, halve, (zero - 5, zero + 5))) / 2)
    return H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)

# %% wrong | computed in 32 bits
def hyperbolic_anomaly(M, e):
    M, e = jnp.asarray(M, jnp.float32), jnp.asarray(e, jnp.float32)

    def newton(_, H):
        return H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)

    return lax.fori_loop(0, 40, newton, jnp.arcsinh(M / (e - 1)))

# %% wrong | the root and the number of steps
def hyperbolic_anomaly(M, e):
    step = lambda H, M, e: -(e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)
    Mc, ec = lax.stop_gradient((M, e))

    def turn(s):
        d = step(s[0], Mc, ec)
        return s[0] + d, d, s[2] + 1

    going = lambda s: (jnp.abs(s[1]) > 1e-12) & (s[2] < 100)
    H, _, n = lax.while_loop(going, turn, (jnp.arcsinh(Mc / (ec - 1)), jnp.inf, 0))
    return H + step(H, M, e), n

# %% wrong | custom_jvp with the sign of the e-part turned
@jax.custom_jvp
def hyperbolic_anomaly(M, e):
    step = lambda H, _: (H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1), None)
    return lax.scan(step, jnp.arcsinh(M / (e - 1)), None, 40)[0]

@hyperbolic_anomaly.defjvp
def _(primals, tangents):
    (M, e), (dM, de) = primals, tangents
    H = hyperbolic_anomaly(M, e)
    return H, (dM + jnp.sinh(H) * de) / (e * jnp.cosh(H) - 1)

# %% wrong | a tolerance that the 32-bit habit left behind
def hyperbolic_anomaly(M, e):
    step = lambda H, M, e: -(e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1)
    Mc, ec = lax.stop_gradient((M, e))

    def turn(s):
        d = step(s[0], Mc, ec)
        return s[0] + d, d

    H, _ = lax.while_loop(lambda s: jnp.abs(s[1]) > 0.1, turn, (jnp.arcsinh(Mc / (ec - 1)), jnp.inf))
    return lax.stop_gradient(H) + (step(H, M, e) - step(H, Mc, ec))

# %% wrong | the ellipse's equation
def hyperbolic_anomaly(M, e):
    def step(H, _):
        return H - (H - e * jnp.sin(H) - M) / (1 - e * jnp.cos(H)), None

    return lax.scan(step, M + e * jnp.sign(jnp.sin(M)), None, length=40)[0]

# %% wrong | Python's if for the sign of M
def hyperbolic_anomaly(M, e):
    if M < 0:
        return -hyperbolic_anomaly(-M, e)
    step = lambda H, _: (H - (e * jnp.sinh(H) - H - M) / (e * jnp.cosh(H) - 1), None)
    return lax.scan(step, jnp.arcsinh(M / (e - 1)), None, 40)[0]

# %% wrong | a bracket from zero, for positive M only
def hyperbolic_anomaly(M, e):
    Mc, ec = lax.stop_gradient((M, e))

    def halve(_, ends):
        low, high = ends
        mid = (low + high) / 2
        above = ec * jnp.sinh(mid) - mid > Mc
        return jnp.where(above, low, mid), jnp.where(above, mid, high)

    zero = 0.0 * (Mc + ec)
    low, high = lax.fori_loop(0, 80, halve, (zero, zero + 10))
    return low - (e * jnp.sinh(low) - low - M) / (e * jnp.cosh(low) - 1)
