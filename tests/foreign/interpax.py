"""interpax: interpolation in one, two and three dimensions, splines and Fourier interpolation."""

import interpax
import jax.numpy as jnp
import numpy as np


def spline(make, **options):
    def evaluate(x, y, query):
        return make(x, y, **options)(query)

    return evaluate


def derivative(x, y, query):
    return interpax.CubicSpline(x, y).derivative()(query)


def integral(x, y, low, high):
    return interpax.CubicSpline(x, y).integrate(low, high)


def hermite(x, y, slopes, query):
    return interpax.CubicHermiteSpline(x, y, slopes)(query)


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def u(low, high, *shape):
        return jnp.asarray(rng.uniform(low, high, size=shape), jnp.float32)

    x = jnp.linspace(0.0, 2.0, 9)
    uneven = jnp.cumsum(u(0.1, 0.4, 9))
    f = jnp.sin(3 * x) + 0.1 * n(9)
    query = u(0.1, 1.9, 6)
    within = u(0.5, 1.2, 5)
    methods = ("nearest", "linear", "cubic", "cubic2", "cardinal", "catmull-rom", "monotonic")
    for method in (*methods, "monotonic-0", "akima"):
        name = f"interpax.interp1d[{method}]"
        yield name, interpax.interp1d, (query, x, f), {"method": method}
    slope = {"derivative": 1}
    yield "interpax.interp1d[derivative]", interpax.interp1d, (query, x, f), slope
    periodic = {"method": "cubic", "period": 2.25}
    yield "interpax.interp1d[period]", interpax.interp1d, (5 * query, x, f), periodic
    beyond = {"method": "linear", "extrap": True}
    yield "interpax.interp1d[extrap]", interpax.interp1d, (query + 1.5, x, f), beyond
    constant = {"method": "cubic", "extrap": 0.0}
    yield "interpax.interp1d[extrap=0]", interpax.interp1d, (query + 1.5, x, f), constant
    yield "interpax.interp1d[batch]", interpax.interp1d, (within, uneven, n(9, 3)), {}
    yield "interpax.interp1d[scalar]", interpax.interp1d, (0.75, x, f), {}
    y, z = jnp.linspace(-1.0, 1.0, 6), jnp.linspace(0.0, 1.0, 5)
    plane = (query, u(-0.9, 0.9, 6), x, y, n(9, 6))
    for method in ("nearest", "linear", "cubic", "catmull-rom"):
        yield f"interpax.interp2d[{method}]", interpax.interp2d, plane, {"method": method}
    mixed = {"derivative": (1, 0)}
    yield "interpax.interp2d[derivative]", interpax.interp2d, plane, mixed
    space = (query, u(-0.9, 0.9, 6), u(0.1, 0.9, 6), x, y, z, n(9, 6, 5))
    for method in ("nearest", "linear", "cubic"):
        yield f"interpax.interp3d[{method}]", interpax.interp3d, space, {"method": method}
    yield "interpax.Interpolator1D", interpax.Interpolator1D(x, f), (query,), {}
    yield (
        "interpax.Interpolator1D[dx]",
        interpax.Interpolator1D(x, f, method="akima"),
        (query, 1),
        {},
    )
    yield "interpax.Interpolator2D", interpax.Interpolator2D(x, y, n(9, 6)), plane[:2], {}
    volume = interpax.Interpolator3D(x, y, z, n(9, 6, 5), method="linear")
    yield "interpax.Interpolator3D", volume, space[:3], {}
    for method in ("cubic", "cubic2", "monotonic", "akima", "catmull-rom"):
        yield f"interpax.approx_df[{method}]", interpax.approx_df, (x, f), {"method": method}
    yield "interpax.fft_interp1d", interpax.fft_interp1d, (n(8), 16), {}
    yield "interpax.fft_interp1d[shift]", interpax.fft_interp1d, (n(9), 18), {"sx": u(0.1, 0.4, 2)}
    yield "interpax.fft_interp2d", interpax.fft_interp2d, (n(6, 8), 12, 10), {}

    unchecked = {"check": False}
    line = (uneven, n(9), within)
    yield "interpax.CubicSpline", spline(interpax.CubicSpline, check=False), line, {}
    natural = spline(interpax.CubicSpline, bc_type="natural", check=False)
    yield "interpax.CubicSpline[natural]", natural, line, {}
    clamped = spline(interpax.CubicSpline, bc_type="clamped", check=False)
    yield "interpax.CubicSpline[clamped]", clamped, line, {}
    yield "interpax.CubicSpline.derivative", derivative, line, {}
    yield "interpax.CubicSpline.integrate", integral, (uneven, n(9), 0.4, 1.3), {}
    yield "interpax.PchipInterpolator", spline(interpax.PchipInterpolator, **unchecked), line, {}
    akima = spline(interpax.Akima1DInterpolator, check=False)
    yield "interpax.Akima1DInterpolator", akima, line, {}
    yield "interpax.CubicHermiteSpline", hermite, (uneven, n(9), n(9), within), {}
    pieces = interpax.PPoly(n(4, 5), jnp.linspace(0.0, 1.0, 6))
    yield "interpax.PPoly", pieces, (u(0.1, 0.9, 5),), {}
    yield "interpax.PPoly.derivative", pieces.derivative(), (u(0.1, 0.9, 5),), {}
    yield "interpax.PPoly.integrate", pieces.integrate, (0.15, 0.85), {}
    radial = interpax.RBFInterpolator(n(12, 2), n(12))
    yield "interpax.RBFInterpolator", radial, (n(4, 2),), {}
    gaussian = interpax.RBFInterpolator(n(12, 2), n(12), kernel="gaussian", epsilon=1.5)
    yield "interpax.RBFInterpolator[gaussian]", gaussian, (n(4, 2),), {}
