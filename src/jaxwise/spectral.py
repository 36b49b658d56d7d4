"""Periodic partial differential equations, solved by Fourier series and ETDRK4, and differentiable.

Everything is in 64 bits: a spectral solver is bought for its digits, and 32 bits have none to spare.
Fields are real and stand on ``n`` equal points of one period; their transforms are those of
`jax.numpy.fft.rfft`.  Quantities have the units that the caller gives them, the same throughout.

Sources: A.-K. Kassam and L. N. Trefethen, "Fourth-order time-stepping for stiff PDEs", SIAM Journal
on Scientific Computing 26, 1214 (2005), equations 26 to 29 for the step and section 3 for its
coefficients; S. A. Orszag, Journal of the Atmospheric Sciences 28, 1074 (1971) for dealiasing; J. D.
Cole, Quarterly of Applied Mathematics 9, 225 (1951) and E. Hopf, Communications on Pure and Applied
Mathematics 3, 201 (1950) for the exact solution of Burgers' equation.
"""

import functools
import math
import operator
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

__all__ = ["Grid", "allen_cahn", "burgers", "cole_hopf", "etdrk4", "grid", "kdv"]

_CONTOUR = np.exp(2j * np.pi * (np.arange(32) + 0.5) / 32)  # the unit circle, 32 points


class Grid(NamedTuple):
    """Points and wavenumbers of one period; see `grid`.

    Attributes:
        x: the points, shape (n,), float64, the right end left out.
        k: the wavenumbers of `rfft`, shape (n // 2 + 1,), radians per unit of length.
        keep: 1.0 where a wavenumber survives dealiasing, else 0.0, shape (n // 2 + 1,).
    """

    x: np.ndarray
    k: np.ndarray
    keep: np.ndarray


def grid(n, start=-1.0, length=2.0, power=2):
    """The points, wavenumbers and dealiasing mask of one period.

    Arguments:
        n: number of points, an even integer, at least 4.
        start: the left end.
        length: the period, positive.
        power: the power of the field that the equation has: mode m is kept if (power + 1) m < n, so
            that nothing which a product of `power` fields folds back lands on a kept mode.

    Returns:
        `Grid`, of NumPy arrays.

    Raises:
        ValueError: an argument is not as described.

    >>> points = grid(8)
    >>> print(points.x[:3], (points.k / np.pi).round(), points.keep)
    [-1.   -0.75 -0.5 ] [0. 1. 2. 3. 4.] [1. 1. 1. 0. 0.]
    """
    n, power = _integer("n", n, 4), _integer("power", power, 1)
    if n % 2:
        raise ValueError(f"n: expected an even number of points, got {n}")
    _positive("length", length)
    m = np.arange(n // 2 + 1)
    return Grid(
        start + length * np.arange(n) / n,
        2 * np.pi * m / length,
        ((power + 1) * m < n).astype(float),
    )


def etdrk4(linear, nonlinear, u0_hat, dt, steps, save_every=None, *, checkpoint=False):
    """Solve dv/dt = linear v + nonlinear(v) by exponential time differencing of order 4.

    The linear part, one number a mode, is solved exactly, so that its stiffness does not limit the
    step.  The step's coefficients are means over a circle around each ``dt * linear``.  The solve
    can be differentiated in both modes, by the start, by `linear`, by `dt`, and by what `nonlinear`
    closes over; it works under `jit` and `vmap`.

    Arguments:
        linear: real or complex, an array that broadcasts to the shape of `u0_hat`.
        nonlinear: a function from an array like `u0_hat` to an array of the same shape.
        u0_hat: the start, complex, of any shape: several dimensions are solved as one is.
        dt: the step, a positive number in units of time, which may be traced.
        steps: how many, a positive Python integer.
        save_every: keep every so many steps, a divisor of `steps`; None keeps start and end.
        checkpoint: if True, reverse mode keeps only the saved states, and repeats what lies between
            them: less memory, for one more solve.

    Returns:
        complex128, shape (steps // save_every + 1, *u0_hat.shape): the start, then what was saved.

    Raises:
        RuntimeError: 64 bits are off.
        TypeError: `nonlinear` cannot be called, or `steps` or `save_every` is no integer.
        ValueError: an argument is not as described.

    Source: Kassam and Trefethen (2005), equations 26 to 29 and section 3.

    >>> from jaxwise.compat import enable_x64
    >>> with enable_x64():
    ...     v = np.asarray(etdrk4(-2.0, jnp.zeros_like, np.ones(1), 0.5, steps=2))
    >>> print(abs(v[-1, 0] - np.exp(-2.0)) < 1e-15)
    True
    """
    _need_64_bits()
    if not callable(nonlinear):
        raise TypeError(f"nonlinear: expected a function, got {type(nonlinear).__name__}")
    steps, save_every = _times(steps, save_every)
    _positive("dt", dt)
    u0_hat = jnp.asarray(u0_hat, complex)
    linear = jnp.asarray(linear)
    try:
        fits = np.broadcast_shapes(linear.shape, u0_hat.shape) == u0_hat.shape
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(
            f"linear: expected a shape that broadcasts to that of u0_hat, {u0_hat.shape}, "
            f"got {linear.shape}"
        )
    given = getattr(jax.eval_shape(nonlinear, u0_hat), "shape", None)
    if given != u0_hat.shape:
        raise ValueError(
            f"nonlinear: expected a result of the shape of u0_hat, {u0_hat.shape}, got "
            f"{given or 'no array'}"
        )
    whole, half, Q, alpha, beta, gamma = _coefficients(linear, dt)

    def step(v, _):
        Nv = nonlinear(v)
        a = half * v + Q * Nv
        Na = nonlinear(a)
        b = half * v + Q * Na
        Nb = nonlinear(b)
        c = half * a + Q * (2 * Nb - Nv)
        new = whole * v + alpha * Nv + 2 * beta * (Na + Nb) + gamma * nonlinear(c)
        return new, None

    def block(v, _):
        v, _ = jax.lax.scan(step, v, None, length=save_every)
        return v, v

    block = jax.checkpoint(block) if checkpoint else block
    _, saved = jax.lax.scan(block, u0_hat, None, length=steps // save_every)
    return jnp.concatenate([u0_hat[None], saved])


def _coefficients(linear, dt):
    """exp(z), exp(z/2), Q, alpha, beta and gamma of the step, for z = dt * linear."""
    h = dt * linear
    z = h[..., None] + _CONTOUR
    half = jnp.exp(h / 2)
    e_half = half[..., None] * np.exp(_CONTOUR / 2)
    e, r = e_half * e_half, 1 / z  # one exponential and one division: quick to compile
    r3 = r * r * r

    def mean(f):
        f = dt * jnp.mean(f, axis=-1)
        return f if jnp.iscomplexobj(linear) else f.real

    return (
        jnp.exp(h),
        half,
        mean((e_half - 1) * r),
        mean((-4 - z + e * (4 - 3 * z + z * z)) * r3),
        mean((2 + z + e * (-2 + z)) * r3),
        mean((-4 - 3 * z - z * z + e * (4 - z)) * r3),
    )


def burgers(u0, nu, dt, steps, save_every=None, *, length=2.0, checkpoint=False):
    """Solve Burgers' equation, u_t + u u_x = nu u_xx, over one period.

    Arguments:
        u0: the field at the start, real, shape (n,), n even.
        nu: viscosity (length^2 per time), a number, which may be traced.
        dt, steps, save_every, checkpoint: as in `etdrk4`.
        length: the period.

    Returns:
        float64, shape (steps // save_every + 1, n): the start, then what was saved.  A front is about
        4 nu / jump wide; with fewer than about ten points across it the result oscillates.

    Raises:
        RuntimeError, TypeError, ValueError: as in `etdrk4` and `grid`.

    >>> from jaxwise.compat import enable_x64
    >>> with enable_x64():
    ...     x = grid(64).x
    ...     u = np.asarray(burgers(-np.sin(np.pi * x), 0.05, 0.01, 100))
    >>> print(abs(u[-1] - cole_hopf(x, 1.0, 0.05)).max() < 1e-6)
    True
    """
    return _solve(_burgers, u0, (nu,), dt, steps, save_every, length, checkpoint)


def _burgers(k, nu):
    return -nu * k**2, -0.5j * k, 2


def kdv(u0, dt, steps, save_every=None, *, length, checkpoint=False):
    """Solve the equation of Korteweg and de Vries, u_t + 6 u u_x + u_xxx = 0, over one period.

    Arguments and errors: as in `burgers`.

    >>> from jaxwise.compat import enable_x64
    >>> with enable_x64():
    ...     x = grid(128, -10.0, 20.0).x
    ...     u = np.asarray(kdv(2 / np.cosh(x) ** 2, 0.005, 100, length=20.0))  # speed 4
    >>> print(x[np.argmax(u[-1])].round(1))
    2.0
    """
    return _solve(_kdv, u0, (), dt, steps, save_every, length, checkpoint)


def _kdv(k):
    return 1j * k**3, -3j * k, 2


def allen_cahn(u0, diffusivity, rate, dt, steps, save_every=None, *, length=2.0, checkpoint=False):
    """Solve the equation of Allen and Cahn, u_t = diffusivity u_xx + rate (u - u^3), over one period.

    Arguments:
        u0: the field at the start, real, shape (n,), n even, without a unit.
        diffusivity: length^2 per time; rate: per time.  Either may be traced.
        dt, steps, save_every, length, checkpoint: as in `burgers`, as are result and errors.

    >>> from jaxwise.compat import enable_x64
    >>> with enable_x64():
    ...     u = np.asarray(allen_cahn(np.full(8, 0.5), 1e-3, 1.0, 0.1, 10))  # uniform: an ODE
    >>> print(abs(u[-1] - 1 / np.sqrt(1 + 3 * np.exp(-2.0))).max() < 1e-5)
    True
    """
    return _solve(_allen_cahn, u0, (diffusivity, rate), dt, steps, save_every, length, checkpoint)


def _allen_cahn(k, diffusivity, rate):
    return rate - diffusivity * k**2, -rate, 3


def _solve(equation, u0, parameters, dt, steps, save_every, length, checkpoint):
    """Solve v' = linear v + factor rfft(u^power), where ``linear, factor, power = equation(k, ...)``."""
    _need_64_bits()
    u0 = jnp.asarray(u0)
    if u0.ndim != 1 or jnp.iscomplexobj(u0):
        raise ValueError(f"u0: expected real, shape (n,), got {u0.dtype}, shape {u0.shape}")
    if u0.size < 4 or u0.size % 2:
        raise ValueError(f"u0: expected an even number of points, 4 or more, got {u0.size}")
    _positive("dt", dt)
    _positive("length", length)
    steps, save_every = _times(steps, save_every)
    return _compiled(
        equation,
        u0.astype(float),
        parameters,
        dt,
        steps=steps,
        save_every=save_every,
        length=float(length),
        checkpoint=bool(checkpoint),
    )


@functools.partial(
    jax.jit, static_argnames=("equation", "steps", "save_every", "length", "checkpoint")
)
def _compiled(equation, u0, parameters, dt, *, steps, save_every, length, checkpoint):
    k = grid(u0.size, 0.0, length).k
    linear, factor, power = equation(k, *parameters)
    keep = grid(u0.size, 0.0, length, power).keep

    def nonlinear(v):
        return factor * keep * jnp.fft.rfft(jnp.fft.irfft(keep * v) ** power)

    v = jnp.fft.rfft(u0)
    saved = etdrk4(linear, nonlinear, v, dt, steps, save_every, checkpoint=checkpoint)
    return jnp.fft.irfft(saved)


def cole_hopf(x, t, nu, sines=(-1.0,), nodes=200):
    """The exact solution of Burgers' equation for a start that is a sum of sines, by quadrature.

    With u(x, 0) = sum_j sines[j - 1] sin(j pi x), the solution is the mean of u(y, 0) with the weight
    exp(-1/(2 nu) int u(y, 0) dy - (x - y)^2 / (4 nu t)), by the trapezoidal rule, which converges
    geometrically for such an integrand.  (Gauss-Hermite nodes resolve less: for high sines at late
    times 200 of them lose all but four digits.)  In NumPy, in 64 bits, whatever jax is set to.

    Arguments:
        x: where, an array; the solution has period 2 and is zero at every whole number.
        t: when, at least 0, an array that broadcasts with x.
        nu: viscosity, positive.
        sines: coefficients of sin(pi x), sin(2 pi x), ...; the default is the start -sin(pi x).
        nodes: of the quadrature.  200 give fourteen digits for the default start, for nu from 0.003 to
            0.1 and t up to 1; for others, compare two values of `nodes`.

    Returns:
        float64, of the shape to which x and t broadcast.

    Raises:
        ValueError: an argument is not as described.

    Source: Cole (1951), Hopf (1950).

    >>> print(cole_hopf(0.5, 0.0, 0.05), cole_hopf(np.array([0.25, 0.5]), 1.0, 0.05).round(4))
    -1.0 [-0.4848 -0.3589]
    """
    _positive("nu", nu)
    x, t = np.broadcast_arrays(np.asarray(x, float), np.asarray(t, float))
    if np.any(t < 0):
        raise ValueError(f"t: expected times from 0 on, got {t.min()}")
    sines = np.asarray(sines, float)
    if sines.ndim != 1 or sines.size == 0:
        raise ValueError(f"sines: expected a sequence of numbers, got shape {sines.shape}")
    # Beyond this the Gaussian has less than one part in 1e18, also where the rest is largest.
    reach = np.sqrt(42 + sum(abs(a) / (np.pi * j * nu) for j, a in enumerate(sines, 1)))
    z = np.linspace(-reach, reach, _integer("nodes", nodes, 2))
    y = np.pi * (x[..., None] - 2 * np.sqrt(nu * t)[..., None] * z)
    start = sum(a * np.sin(j * y) for j, a in enumerate(sines, 1))
    power = sum(a * np.cos(j * y) / (2 * np.pi * j * nu) for j, a in enumerate(sines, 1))
    power = power - z**2
    weight = np.exp(power - power.max(axis=-1, keepdims=True))
    return ((weight * start).sum(-1) / weight.sum(-1))[()]


def _times(steps, save_every):
    """Both as integers, checked; save_every is steps where it is None."""
    steps = _integer("steps", steps, 1)
    save_every = steps if save_every is None else _integer("save_every", save_every, 1)
    if steps % save_every:
        raise ValueError(f"save_every: expected a divisor of steps, {steps}, got {save_every}")
    return steps, save_every


def _need_64_bits():
    if not jax.config.jax_enable_x64:
        raise RuntimeError(
            "jaxwise.spectral computes in 64 bits, and jax is set to 32: run "
            'jax.config.update("jax_enable_x64", True) before the first array is made'
        )


def _integer(name, value, least):
    try:
        value = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: expected an integer, got {type(value).__name__}") from None
    if value < least:
        raise ValueError(f"{name}: expected an integer of at least {least}, got {value}")
    return value


def _positive(name, value):
    """Raise ValueError unless a number is positive and finite; of a traced one nothing is known."""
    if isinstance(value, jax.core.Tracer):
        return
    try:
        number = float(value)
    except TypeError:
        raise ValueError(f"{name}: expected a number, got {type(value).__name__}") from None
    if not (number > 0 and math.isfinite(number)):
        raise ValueError(f"{name}: expected a positive number, got {number}")
