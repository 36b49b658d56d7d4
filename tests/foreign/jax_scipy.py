"""The rest of jax.scipy: stats, signal, linalg, interpolate, ndimage, optimize and so on."""

import jax.numpy as jnp
import numpy as np
from jax.scipy import fft, integrate, interpolate, linalg, ndimage, optimize, signal, stats
from jax.scipy.cluster.vq import vq
from jax.scipy.sparse import linalg as sparse
from jax.scipy.spatial.transform import Rotation, Slerp


def rosenbrock(x):
    return jnp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def minimize(x0):
    return optimize.minimize(rosenbrock, x0, method="BFGS", options={"maxiter": 30})


def minimize_shifted(x0, target):
    def loss(x, target):
        return jnp.sum(jnp.cosh(x - target))

    return optimize.minimize(loss, x0, args=(target,), method="BFGS").x


def kde(points, data, weights):
    return stats.gaussian_kde(data, weights=weights).evaluate(points)


def kde_integral(data, low, high):
    return stats.gaussian_kde(data).integrate_box_1d(low, high)


def grid(x, y, values, points):
    return interpolate.RegularGridInterpolator((x, y), values)(points)


def grid_nearest(x, values, points):
    return interpolate.RegularGridInterpolator((x,), values, method="nearest")(points)


def rotate(quaternions, vectors):
    return Rotation.from_quat(quaternions).apply(vectors)


def rotation_vector(euler):
    return Rotation.from_euler("xyz", euler).as_rotvec()


def slerp(times, quaternions, query):
    return Slerp.init(times, Rotation.from_quat(quaternions))(query).as_quat()


def funm(a):
    return linalg.funm(a, jnp.sin)


def tridiagonal(d, e):
    return linalg.eigh_tridiagonal(d, e, eigvals_only=True)


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def u(low, high, *shape):
        return jnp.asarray(rng.uniform(low, high, size=shape), jnp.float32)

    x = n(6)
    positive = u(0.3, 4.0, 6)
    unit = u(0.1, 0.9, 6)
    scale = u(0.5, 2.0, 6)
    counts = jnp.array([0, 1, 2, 3, 5, 7])

    yield "jax.scipy.stats.bernoulli.logpmf", stats.bernoulli.logpmf, (jnp.array([0, 1]), 0.3), {}
    yield "jax.scipy.stats.bernoulli.cdf", stats.bernoulli.cdf, (jnp.array([0, 1]), 0.3), {}
    yield "jax.scipy.stats.beta.logpdf", stats.beta.logpdf, (unit, positive, scale), {}
    yield "jax.scipy.stats.beta.cdf", stats.beta.cdf, (unit, positive, scale), {}
    yield "jax.scipy.stats.beta.logsf", stats.beta.logsf, (unit, positive, scale), {}
    yield "jax.scipy.stats.betabinom.logpmf", stats.betabinom.logpmf, (counts, 9, 1.5, 2.5), {}
    yield "jax.scipy.stats.binom.logpmf", stats.binom.logpmf, (counts, 9, unit), {}
    yield "jax.scipy.stats.cauchy.logpdf", stats.cauchy.logpdf, (x, 0.2, scale), {}
    yield "jax.scipy.stats.cauchy.ppf", stats.cauchy.ppf, (unit, 0.2, scale), {}
    yield "jax.scipy.stats.chi2.logpdf", stats.chi2.logpdf, (positive, 3.0), {}
    yield "jax.scipy.stats.chi2.cdf", stats.chi2.cdf, (positive, 3.0), {}
    simplex = (jnp.array([0.2, 0.5, 0.3]), jnp.array([1.5, 2.0, 0.8]))
    yield "jax.scipy.stats.dirichlet.logpdf", stats.dirichlet.logpdf, simplex, {}
    yield "jax.scipy.stats.expon.logpdf", stats.expon.logpdf, (positive, 0.0, scale), {}
    yield "jax.scipy.stats.expon.ppf", stats.expon.ppf, (unit, 0.0, scale), {}
    yield "jax.scipy.stats.gamma.logpdf", stats.gamma.logpdf, (positive, scale), {}
    yield "jax.scipy.stats.gamma.cdf", stats.gamma.cdf, (positive, scale), {}
    yield "jax.scipy.stats.gamma.logsf", stats.gamma.logsf, (positive, scale), {}
    yield "jax.scipy.stats.gennorm.logpdf", stats.gennorm.logpdf, (x, 1.5), {}
    yield "jax.scipy.stats.gennorm.cdf", stats.gennorm.cdf, (x, 1.5), {}
    yield "jax.scipy.stats.geom.logpmf", stats.geom.logpmf, (counts + 1, 0.4), {}
    yield "jax.scipy.stats.gumbel_l.logpdf", stats.gumbel_l.logpdf, (x, 0.1, scale), {}
    yield "jax.scipy.stats.gumbel_r.logcdf", stats.gumbel_r.logcdf, (x, 0.1, scale), {}
    yield "jax.scipy.stats.gumbel_r.ppf", stats.gumbel_r.ppf, (unit, 0.1, scale), {}
    yield "jax.scipy.stats.laplace.logpdf", stats.laplace.logpdf, (x, 0.1, scale), {}
    yield "jax.scipy.stats.laplace.cdf", stats.laplace.cdf, (x, 0.1, scale), {}
    yield "jax.scipy.stats.logistic.logpdf", stats.logistic.logpdf, (x, 0.1, scale), {}
    yield "jax.scipy.stats.logistic.sf", stats.logistic.sf, (x, 0.1, scale), {}
    trials = (jnp.array([2, 1, 3]), 6, jnp.array([0.2, 0.3, 0.5]))
    yield "jax.scipy.stats.multinomial.logpmf", stats.multinomial.logpmf, trials, {}
    b = n(3, 3)
    normal = (n(5, 3), n(3), b @ b.T + jnp.eye(3))
    yield "jax.scipy.stats.multivariate_normal.logpdf", stats.multivariate_normal.logpdf, normal, {}
    yield "jax.scipy.stats.nbinom.logpmf", stats.nbinom.logpmf, (counts, 4.0, 0.4), {}
    yield "jax.scipy.stats.norm.logpdf", stats.norm.logpdf, (x, 0.1, scale), {}
    yield "jax.scipy.stats.norm.pdf", stats.norm.pdf, (x,), {"loc": 0.5, "scale": 2.0}
    yield "jax.scipy.stats.norm.logcdf", stats.norm.logcdf, (x, 0.1, scale), {}
    yield "jax.scipy.stats.norm.sf", stats.norm.sf, (x, 0.1, scale), {}
    yield "jax.scipy.stats.norm.ppf", stats.norm.ppf, (unit, 0.1, scale), {}
    yield "jax.scipy.stats.pareto.logpdf", stats.pareto.logpdf, (1.2 + positive, 2.5), {}
    yield "jax.scipy.stats.pareto.cdf", stats.pareto.cdf, (1.2 + positive, 2.5), {}
    yield "jax.scipy.stats.poisson.logpmf", stats.poisson.logpmf, (counts, positive), {}
    yield "jax.scipy.stats.poisson.cdf", stats.poisson.cdf, (counts, positive), {}
    yield "jax.scipy.stats.poisson.entropy", stats.poisson.entropy, (positive,), {}
    yield "jax.scipy.stats.t.logpdf", stats.t.logpdf, (x, 4.0, 0.1, scale), {}
    yield "jax.scipy.stats.truncnorm.logpdf", stats.truncnorm.logpdf, (unit, -1.0, 1.5), {}
    yield "jax.scipy.stats.truncnorm.logcdf", stats.truncnorm.logcdf, (unit, -1.0, 1.5), {}
    yield "jax.scipy.stats.truncnorm.sf", stats.truncnorm.sf, (unit, -1.0, 1.5), {}
    yield "jax.scipy.stats.uniform.logpdf", stats.uniform.logpdf, (unit, -0.5, 3.0), {}
    yield "jax.scipy.stats.uniform.cdf", stats.uniform.cdf, (unit, -0.5, 3.0), {}
    yield "jax.scipy.stats.vonmises.logpdf", stats.vonmises.logpdf, (x, 1.7), {}
    yield "jax.scipy.stats.wrapcauchy.logpdf", stats.wrapcauchy.logpdf, (u(0.1, 6.0, 6), 0.4), {}
    yield "jax.scipy.stats.mode", stats.mode, (jnp.array([3, 1, 3, 2, 1, 3]),), {}
    yield "jax.scipy.stats.rankdata", stats.rankdata, (n(9),), {}
    yield "jax.scipy.stats.sem", stats.sem, (n(7, 3),), {}
    yield "jax.scipy.stats.gaussian_kde", kde, (n(5), n(30), u(0.5, 1.5, 30)), {}
    yield "jax.scipy.stats.gaussian_kde.integrate_box_1d", kde_integral, (n(30), -1.0, 0.5), {}

    wave = n(96)
    spectral = {"nperseg": 32}
    yield "jax.scipy.signal.convolve", signal.convolve, (n(12), n(5)), {}
    yield "jax.scipy.signal.convolve[same]", signal.convolve, (n(12), n(5)), {"mode": "same"}
    yield "jax.scipy.signal.convolve2d", signal.convolve2d, (n(6, 7), n(3, 3)), {"mode": "valid"}
    yield "jax.scipy.signal.correlate", signal.correlate, (n(12), n(5)), {}
    yield "jax.scipy.signal.correlate2d", signal.correlate2d, (n(6, 7), n(3, 3)), {}
    yield "jax.scipy.signal.csd", signal.csd, (wave, n(96)), spectral
    yield "jax.scipy.signal.detrend", signal.detrend, (n(20),), {}
    yield "jax.scipy.signal.fftconvolve", signal.fftconvolve, (n(12), n(5)), {}
    yield "jax.scipy.signal.stft", signal.stft, (wave,), spectral
    yield "jax.scipy.signal.istft", signal.istft, (signal.stft(wave, nperseg=32)[2],), spectral
    yield "jax.scipy.signal.welch", signal.welch, (wave,), spectral

    a = n(4, 4) + 4 * jnp.eye(4)
    spd = a @ a.T + jnp.eye(4)
    factor = linalg.cho_factor(spd)
    lu = linalg.lu_factor(a)
    hermitian = {"assume_a": "pos"}
    yield "jax.scipy.linalg.block_diag", linalg.block_diag, (n(2, 2), n(3, 1), n(1, 2)), {}
    yield "jax.scipy.linalg.cho_factor", linalg.cho_factor, (spd,), {}
    yield "jax.scipy.linalg.cho_solve", linalg.cho_solve, (factor, n(4)), {}
    yield "jax.scipy.linalg.cholesky", linalg.cholesky, (spd,), {"lower": True}
    yield "jax.scipy.linalg.circulant", linalg.circulant, (n(4),), {}
    yield "jax.scipy.linalg.companion", linalg.companion, (positive,), {}
    yield "jax.scipy.linalg.det", linalg.det, (a,), {}
    yield "jax.scipy.linalg.eigh", linalg.eigh, (spd,), {}
    yield "jax.scipy.linalg.eigh_tridiagonal", tridiagonal, (n(5), u(0.5, 1.0, 4)), {}
    yield "jax.scipy.linalg.expm", linalg.expm, (0.3 * a,), {}
    yield "jax.scipy.linalg.expm[batch]", linalg.expm, (n(2, 3, 3),), {}
    yield "jax.scipy.linalg.expm_frechet", linalg.expm_frechet, (0.3 * a, n(4, 4)), {}
    yield "jax.scipy.linalg.fiedler", linalg.fiedler, (n(4),), {}
    yield "jax.scipy.linalg.funm", funm, (spd / 10,), {}
    yield "jax.scipy.linalg.hankel", linalg.hankel, (n(3), n(4)), {}
    yield "jax.scipy.linalg.hilbert", linalg.hilbert, (4,), {}
    yield "jax.scipy.linalg.hessenberg", linalg.hessenberg, (a,), {}
    yield "jax.scipy.linalg.inv", linalg.inv, (a,), {}
    yield "jax.scipy.linalg.leslie", linalg.leslie, (positive[:4], unit[:3]), {}
    yield "jax.scipy.linalg.lu", linalg.lu, (a,), {}
    yield "jax.scipy.linalg.lu_factor", linalg.lu_factor, (a,), {}
    yield "jax.scipy.linalg.lu_solve", linalg.lu_solve, (lu, n(4, 2)), {}
    yield "jax.scipy.linalg.pascal", linalg.pascal, (4,), {}
    yield "jax.scipy.linalg.polar", linalg.polar, (a,), {}
    yield "jax.scipy.linalg.polar[svd]", linalg.polar, (n(5, 3),), {"method": "svd"}
    yield "jax.scipy.linalg.qr", linalg.qr, (n(5, 3),), {"mode": "economic"}
    yield "jax.scipy.linalg.qr_multiply", linalg.qr_multiply, (n(5, 3), n(4, 5)), {}
    yield "jax.scipy.linalg.rsf2csf", linalg.rsf2csf, tuple(linalg.schur(n(4, 4))), {}
    yield "jax.scipy.linalg.schur", linalg.schur, (a,), {}
    yield "jax.scipy.linalg.solve", linalg.solve, (a, n(4)), {}
    yield "jax.scipy.linalg.solve[pos]", linalg.solve, (spd, n(4, 2)), hermitian
    yield "jax.scipy.linalg.solve_sylvester", linalg.solve_sylvester, (a, spd[:3, :3], n(4, 3)), {}
    yield "jax.scipy.linalg.solve_triangular", linalg.solve_triangular, (a, n(4)), {"lower": True}
    yield "jax.scipy.linalg.sqrtm", linalg.sqrtm, (spd,), {}
    yield "jax.scipy.linalg.svd", linalg.svd, (n(5, 3),), {"full_matrices": False}
    yield "jax.scipy.linalg.toeplitz", linalg.toeplitz, (n(4), n(3)), {}

    xs, ys = jnp.linspace(0.0, 1.0, 5), jnp.linspace(-1.0, 1.0, 6)
    inside = u(0.1, 0.9, 7, 2)
    coordinates = u(0.3, 3.6, 2, 8)
    nearest = (xs, n(5), u(0.1, 0.9, 4, 1))
    yield "jax.scipy.interpolate.RegularGridInterpolator", grid, (xs, ys, n(5, 6), inside), {}
    name = "jax.scipy.interpolate.RegularGridInterpolator[nearest]"
    yield name, grid_nearest, nearest, {}
    image = n(5, 5)
    yield "jax.scipy.ndimage.map_coordinates", ndimage.map_coordinates, (image, coordinates, 1), {}
    wrapped = {"order": 1, "mode": "wrap"}
    name = "jax.scipy.ndimage.map_coordinates[wrap]"
    yield name, ndimage.map_coordinates, (image, 2 * coordinates), wrapped
    yield "jax.scipy.optimize.minimize", minimize, (jnp.array([-0.5, 0.7, 0.2]),), {}
    yield "jax.scipy.optimize.minimize[args]", minimize_shifted, (n(4), n(4)), {}
    yield "jax.scipy.integrate.trapezoid", integrate.trapezoid, (n(9),), {"dx": 0.1}
    grid_x = jnp.cumsum(u(0.1, 0.3, 9))
    yield "jax.scipy.integrate.trapezoid[x]", integrate.trapezoid, (n(3, 9), grid_x), {}
    yield "jax.scipy.cluster.vq.vq", vq, (n(12, 2), n(3, 2)), {}
    yield "jax.scipy.fft.dct", fft.dct, (n(8),), {"norm": "ortho"}
    yield "jax.scipy.fft.dctn", fft.dctn, (n(4, 6),), {}
    yield "jax.scipy.fft.idct", fft.idct, (n(8),), {}
    yield "jax.scipy.fft.idctn", fft.idctn, (n(4, 6),), {}
    yield "jax.scipy.sparse.linalg.bicgstab", sparse.bicgstab, (a, n(4)), {"maxiter": 20}
    yield "jax.scipy.sparse.linalg.cg", sparse.cg, (spd, n(4)), {"maxiter": 20}
    yield "jax.scipy.sparse.linalg.gmres", sparse.gmres, (a, n(4)), {"maxiter": 5}
    yield "jax.scipy.spatial.transform.Rotation.apply", rotate, (n(4), n(5, 3)), {}
    yield "jax.scipy.spatial.transform.Rotation.as_rotvec", rotation_vector, (n(3),), {}
    slerp_args = (jnp.array([0.0, 1.0, 2.0]), n(3, 4), jnp.array([0.3, 1.4]))
    yield "jax.scipy.spatial.transform.Slerp", slerp, slerp_args, {}
