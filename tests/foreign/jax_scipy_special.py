"""jax.scipy.special."""

import jax.numpy as jnp
import jax.scipy.special as sp
import numpy as np


def functions():
    rng = np.random.default_rng(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def u(low, high, *shape):
        return jnp.asarray(rng.uniform(low, high, size=shape), jnp.float32)

    positive = u(0.3, 4.0, 7)
    unit = u(0.1, 0.9, 7)

    yield "jax.scipy.special.bernoulli", sp.bernoulli, (6,), {}
    # NaN with its own default n_iter: in float32 the recurrence overflows below about 4.
    yield "jax.scipy.special.bessel_jn", sp.bessel_jn, (u(0.5, 3.0, 5),), {"v": 3}
    yield "jax.scipy.special.bessel_jn[large]", sp.bessel_jn, (u(5.0, 9.0, 5),), {"v": 3}
    yield "jax.scipy.special.beta", sp.beta, (positive, u(0.5, 3.0, 7)), {}
    yield "jax.scipy.special.beta[scalars]", sp.beta, (1.5, 2.5), {}
    yield "jax.scipy.special.betainc", sp.betainc, (positive, u(0.5, 3.0, 7), unit), {}
    yield "jax.scipy.special.betaln", sp.betaln, (positive, u(0.5, 3.0, 7)), {}
    yield "jax.scipy.special.boxcox", sp.boxcox, (positive, 0.7), {}
    yield "jax.scipy.special.boxcox1p", sp.boxcox1p, (positive, 0.7), {}
    yield "jax.scipy.special.comb", sp.comb, (u(4.0, 9.0, 5), u(1.0, 3.0, 5)), {}
    yield "jax.scipy.special.dawsn", sp.dawsn, (n(6),), {}
    yield "jax.scipy.special.digamma", sp.digamma, (positive,), {}
    yield "jax.scipy.special.digamma[negative]", sp.digamma, (jnp.array([-0.4, -1.3]),), {}
    yield "jax.scipy.special.entr", sp.entr, (unit,), {}
    yield "jax.scipy.special.erf", sp.erf, (n(3, 4),), {}
    yield "jax.scipy.special.erfc", sp.erfc, (n(6),), {}
    yield "jax.scipy.special.erfcinv", sp.erfcinv, (u(0.2, 1.8, 6),), {}
    yield "jax.scipy.special.erfcx", sp.erfcx, (u(0.0, 3.0, 6),), {}
    yield "jax.scipy.special.erfinv", sp.erfinv, (u(-0.8, 0.8, 6),), {}
    yield "jax.scipy.special.exp1", sp.exp1, (positive,), {}
    yield "jax.scipy.special.expi", sp.expi, (positive,), {}
    yield "jax.scipy.special.expit", sp.expit, (n(3, 4),), {}
    yield "jax.scipy.special.expn", sp.expn, (2, positive), {}
    yield "jax.scipy.special.factorial", sp.factorial, (jnp.arange(1.0, 7.0),), {}
    yield "jax.scipy.special.fresnel", sp.fresnel, (n(6),), {}
    yield "jax.scipy.special.gamma", sp.gamma, (positive,), {}
    yield "jax.scipy.special.gamma[negative]", sp.gamma, (jnp.array([-0.4, -1.3]),), {}
    yield "jax.scipy.special.gammainc", sp.gammainc, (u(0.5, 3.0, 6), u(0.5, 3.0, 6)), {}
    yield "jax.scipy.special.gammaincc", sp.gammaincc, (u(0.5, 3.0, 6), u(0.5, 3.0, 6)), {}
    yield "jax.scipy.special.gammaln", sp.gammaln, (positive,), {}
    yield "jax.scipy.special.gammasgn", sp.gammasgn, (n(6),), {}
    yield "jax.scipy.special.hyp1f1", sp.hyp1f1, (1.5, 2.5, u(-1.0, 1.0, 5)), {}
    yield "jax.scipy.special.hyp2f1", sp.hyp2f1, (0.5, 1.5, 2.5, u(-0.6, 0.6, 5)), {}
    yield "jax.scipy.special.i0", sp.i0, (n(6),), {}
    yield "jax.scipy.special.i0e", sp.i0e, (n(6),), {}
    yield "jax.scipy.special.i1", sp.i1, (n(6),), {}
    yield "jax.scipy.special.i1e", sp.i1e, (n(6),), {}
    yield "jax.scipy.special.kl_div", sp.kl_div, (unit, u(0.1, 0.9, 7)), {}
    yield "jax.scipy.special.log_ndtr", sp.log_ndtr, (n(6),), {}
    yield "jax.scipy.special.log_ndtr[tail]", sp.log_ndtr, (jnp.array([-15.0, -7.0, 6.0]),), {}
    yield "jax.scipy.special.log_softmax", sp.log_softmax, (n(3, 5),), {"axis": -1}
    yield "jax.scipy.special.loggamma", sp.loggamma, (positive,), {}
    yield "jax.scipy.special.logit", sp.logit, (unit,), {}
    yield "jax.scipy.special.logsumexp", sp.logsumexp, (n(3, 5),), {"axis": 1}
    yield "jax.scipy.special.logsumexp[b]", sp.logsumexp, (n(5),), {"b": u(0.5, 2.0, 5)}
    yield "jax.scipy.special.multigammaln", sp.multigammaln, (u(3.0, 6.0, 4), 3), {}
    yield "jax.scipy.special.ndtr", sp.ndtr, (n(6),), {}
    yield "jax.scipy.special.ndtri", sp.ndtri, (unit,), {}
    yield "jax.scipy.special.owens_t", sp.owens_t, (n(5), n(5)), {}
    yield "jax.scipy.special.poch", sp.poch, (u(1.0, 3.0, 5), u(0.5, 2.0, 5)), {}
    yield "jax.scipy.special.polygamma", sp.polygamma, (1, positive), {}
    yield "jax.scipy.special.rel_entr", sp.rel_entr, (unit, u(0.1, 0.9, 7)), {}
    yield "jax.scipy.special.sici", sp.sici, (u(0.5, 6.0, 6),), {}
    yield "jax.scipy.special.spence", sp.spence, (u(0.2, 3.0, 6),), {}
    degrees = (jnp.array([2, 3]), jnp.array([1, -2]), jnp.array([0.7, 1.1]), jnp.array([0.4, 2.0]))
    yield "jax.scipy.special.sph_harm_y", sp.sph_harm_y, degrees, {"n_max": 4}
    yield "jax.scipy.special.wofz", sp.wofz, (n(5) + 1j * u(0.2, 2.0, 5),), {}
    yield "jax.scipy.special.xlog1py", sp.xlog1py, (n(6), u(-0.5, 2.0, 6)), {}
    yield "jax.scipy.special.xlogy", sp.xlogy, (n(6), u(0.5, 2.0, 6)), {}
    yield "jax.scipy.special.zeta", sp.zeta, (u(1.5, 4.0, 6), u(0.5, 2.0, 6)), {}
