"""numpyro: densities, samples and moments of distributions; transforms, utilities, inference."""

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro import handlers
from numpyro.distributions import constraints, transforms
from numpyro.distributions import util as dist_util
from numpyro.infer import Trace_ELBO, hmc_util, log_likelihood
from numpyro.infer import util as infer_util


def density(cls):
    def log_prob(value, **parameters):
        return cls(**parameters).log_prob(value)

    return log_prob


def drawing(cls):
    def sample(key, **parameters):
        return cls(**parameters).sample(key)

    return sample


def regression(x, y=None):
    a = numpyro.sample("a", dist.Normal(0.0, 1.0))
    b = numpyro.sample("b", dist.Normal(0.0, 1.0))
    sigma = numpyro.sample("sigma", dist.HalfNormal(1.0))
    with numpyro.plate("data", x.shape[0]):
        numpyro.sample("y", dist.Normal(a + b * x, sigma), obs=y)


def guide(x, y=None):
    loc = numpyro.param("loc", jnp.array([0.1, 0.9]))
    scale = numpyro.param("scale", jnp.array([0.3, 0.4]), constraint=constraints.positive)
    numpyro.sample("a", dist.Normal(loc[0], scale[0]))
    numpyro.sample("b", dist.Normal(loc[1], scale[1]))
    numpyro.sample("sigma", dist.LogNormal(-1.0, 0.3))


def log_joint(params, x, y):
    return infer_util.log_density(regression, (x, y), {}, params)[0]


def potential(params, x, y):
    return infer_util.potential_energy(regression, (x, y), {}, params)


def pointwise(samples, x, y):
    return log_likelihood(regression, samples, x, y)["y"]


def constrained(params, x, y):
    return infer_util.constrain_fn(regression, (x, y), {}, params)


def elbo(key, params, x, y):
    return Trace_ELBO(num_particles=1).loss(key, params, regression, guide, x, y)


def prior(key, x):
    return handlers.trace(handlers.seed(regression, key)).get_trace(x)["y"]["value"]


def functions():
    rng = np.random.default_rng(0)
    key = jax.random.key(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def u(low, high, *shape):
        return jnp.asarray(rng.uniform(low, high, size=shape), jnp.float32)

    x, loc, scale = n(6), n(6), u(0.5, 2.0, 6)
    positive, unit, shape = u(0.3, 4.0, 6), u(0.1, 0.9, 6), u(0.6, 3.0, 6)
    counts = jnp.array([0, 1, 2, 3, 5, 7])
    simplex = jax.nn.softmax(n(4, 3))
    a = n(3, 3)
    spd = a @ a.T + jnp.eye(3)
    tril = jnp.linalg.cholesky(spd)
    location = {"loc": loc, "scale": scale}
    rates = {"concentration": shape, "rate": scale}
    two = {"concentration1": shape, "concentration0": scale}

    densities = {
        "AsymmetricLaplace": (x, {**location, "asymmetry": 1.4}),
        "Beta": (unit, two),
        "BetaProportion": (unit, {"mean": u(0.2, 0.8, 6), "concentration": shape}),
        "Cauchy": (x, location),
        "Chi2": (positive, {"df": 3.0}),
        "Dagum": (positive, {"concentration": shape, "sharpness": 2.0, "scale": scale}),
        "Exponential": (positive, {"rate": scale}),
        "Gamma": (positive, rates),
        "Gompertz": (positive, rates),
        "Gumbel": (x, location),
        "HalfCauchy": (positive, {"scale": scale}),
        "HalfNormal": (positive, {"scale": scale}),
        "InverseGamma": (positive, rates),
        "Kumaraswamy": (unit, two),
        "Laplace": (x, location),
        "Levy": (2 + positive, {"loc": loc - 1, "scale": scale}),
        "LogNormal": (positive, location),
        "LogUniform": (positive, {"low": 0.1, "high": 9.0}),
        "Logistic": (x, location),
        "LowerTruncatedPowerLaw": (1 + positive, {"alpha": -2.5, "low": 0.8}),
        "DoublyTruncatedPowerLaw": (positive, {"alpha": -1.7, "low": 0.1, "high": 9.0}),
        "Normal": (x, location),
        "Pareto": (1 + positive, {"scale": 0.8, "alpha": shape}),
        "SoftLaplace": (x, location),
        "StudentT": (x, {"df": 4.0, **location}),
        "TruncatedNormal": (unit, {**location, "low": -0.5, "high": 1.5}),
        "TruncatedCauchy": (unit, {**location, "low": -0.5}),
        "Uniform": (unit, {"low": -0.5, "high": 1.5}),
        "VonMises": (u(-3.0, 3.0, 6), {"loc": loc, "concentration": shape}),
        "Weibull": (positive, {"scale": scale, "concentration": shape}),
        "RelaxedBernoulli": (unit, {"temperature": jnp.asarray(0.7), "logits": loc}),
        "BernoulliLogits": (jnp.array([0, 1, 1, 0, 1, 0]), {"logits": loc}),
        "BernoulliProbs": (jnp.array([0, 1, 1, 0, 1, 0]), {"probs": unit}),
        "BetaBinomial": (counts, {**two, "total_count": 9}),
        "BinomialLogits": (counts, {"logits": loc, "total_count": 9}),
        "BinomialProbs": (counts, {"probs": unit, "total_count": 9}),
        "CategoricalLogits": (jnp.array([0, 2, 1, 1]), {"logits": n(4, 3)}),
        "CategoricalProbs": (jnp.array([0, 2, 1, 1]), {"probs": simplex}),
        "DiscreteUniform": (counts, {"low": 0, "high": 9}),
        "GammaPoisson": (counts, rates),
        "GeometricLogits": (counts, {"logits": loc}),
        "NegativeBinomial2": (counts, {"mean": positive, "concentration": shape}),
        "NegativeBinomialLogits": (counts, {"total_count": shape, "logits": loc}),
        "OrderedLogistic": (
            jnp.array([0, 1, 2, 1, 0, 2]),
            {"predictor": loc, "cutpoints": jnp.array([-0.5, 0.8])},
        ),
        "Poisson": (counts, {"rate": positive}),
        "ZeroInflatedPoisson": (counts, {"gate": unit, "rate": positive}),
        "ZeroInflatedNegativeBinomial2": (
            counts,
            {"mean": positive, "concentration": shape, "gate": unit},
        ),
        "HurdlePoisson": (counts, {"gate": unit, "rate": positive}),
        "Dirichlet": (simplex, {"concentration": u(0.7, 3.0, 4, 3)}),
        "DirichletMultinomial": (
            jnp.array([2, 1, 3]),
            {"concentration": u(0.7, 3.0, 3), "total_count": 6},
        ),
        "MultinomialLogits": (jnp.array([2, 1, 3]), {"logits": n(3), "total_count": 6}),
        "MultinomialProbs": (jnp.array([2, 1, 3]), {"probs": simplex[0], "total_count": 6}),
        "MultivariateNormal": (n(5, 3), {"loc": n(3), "covariance_matrix": spd}),
        "MultivariateStudentT": (n(5, 3), {"df": 5.0, "loc": n(3), "scale_tril": tril}),
        "LowRankMultivariateNormal": (
            n(5, 3),
            {"loc": n(3), "cov_factor": n(3, 2), "cov_diag": u(0.5, 1.0, 3)},
        ),
        "MatrixNormal": (
            n(3, 2),
            {
                "loc": n(3, 2),
                "scale_tril_row": tril,
                "scale_tril_column": jnp.array([[1.0, 0.0], [0.3, 0.8]]),
            },
        ),
        "LKJCholesky": (
            jnp.array([[1.0, 0.0], [0.6, 0.8]]),
            {"dimension": 2, "concentration": 1.5},
        ),
        "Wishart": (spd, {"concentration": 5.0, "scale_matrix": spd.T / 3 + jnp.eye(3)}),
        "InverseWishart": (spd, {"concentration": 5.0, "scale_matrix": spd / 3 + jnp.eye(3)}),
        "GaussianRandomWalk": (n(6), {"scale": jnp.asarray(0.7), "num_steps": 6}),
        "CirculantNormal": (
            n(4),
            {"loc": jnp.zeros(4), "covariance_row": jnp.array([2.0, 0.5, 0.2, 0.5])},
        ),
        "CAR": (
            n(3),
            {
                "loc": n(3),
                "correlation": 0.4,
                "conditional_precision": 1.3,
                "adj_matrix": jnp.array([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]),
            },
        ),
        "ProjectedNormal": (jnp.array([0.6, 0.8]), {"concentration": n(2)}),
    }
    for name, (value, parameters) in densities.items():
        f = density(getattr(dist, name))
        yield f"numpyro.distributions.{name}.log_prob", f, (value,), parameters

    no_sample = {"CAR", "DirichletMultinomial"}
    for i, name in enumerate(densities):
        if i % 2 == 0 and name not in no_sample:
            f = drawing(getattr(dist, name))
            yield f"numpyro.distributions.{name}.sample", f, (key,), densities[name][1]

    normal = dist.Normal(loc, scale)
    gamma = dist.Gamma(shape, scale)
    drawn = {"sample_shape": (4,)}
    yield "numpyro.distributions.Normal.sample[shape]", normal.sample, (key,), drawn
    yield "numpyro.distributions.Normal.cdf", normal.cdf, (x,), {}
    yield "numpyro.distributions.Normal.icdf", normal.icdf, (unit,), {}
    yield "numpyro.distributions.Normal.log_cdf", normal.log_cdf, (x,), {}
    yield "numpyro.distributions.Normal.entropy", normal.entropy, (), {}
    yield "numpyro.distributions.Normal.log_prob[bound]", normal.log_prob, (x,), {}
    # A distribution is a pytree.
    name = "numpyro.distributions.Normal.log_prob[unbound]"
    yield name, dist.Normal.log_prob, (normal, x), {}
    exponential = dist.Exponential(scale)
    yield "numpyro.distributions.Exponential.icdf", exponential.icdf, (unit,), {}
    yield "numpyro.distributions.Gamma.cdf", gamma.cdf, (positive,), {}
    yield "numpyro.distributions.Beta.cdf", dist.Beta(shape, scale).cdf, (unit,), {}
    yield "numpyro.distributions.StudentT.cdf", dist.StudentT(4.0, loc, scale).cdf, (x,), {}
    parts = dist.Categorical(jnp.array([0.3, 0.5, 0.2])), dist.Normal(n(3), u(0.5, 1.5, 3))
    mixture = dist.MixtureSameFamily(*parts)
    yield "numpyro.distributions.MixtureSameFamily.log_prob", mixture.log_prob, (x,), {}
    yield "numpyro.distributions.MixtureSameFamily.sample", mixture.sample, (key,), drawn
    yield "numpyro.distributions.MixtureSameFamily.cdf", mixture.cdf, (x,), {}
    general = dist.MixtureGeneral(
        dist.Categorical(jnp.array([0.3, 0.7])), [dist.Normal(0.0, 1.0), dist.Laplace(1.0, 0.5)]
    )
    yield "numpyro.distributions.MixtureGeneral.log_prob", general.log_prob, (x,), {}
    pushed = dist.TransformedDistribution(
        dist.Normal(0.0, 1.0), [transforms.AffineTransform(0.5, 2.0), transforms.ExpTransform()]
    )
    name = "numpyro.distributions.TransformedDistribution.log_prob"
    yield name, pushed.log_prob, (positive,), {}
    folded = dist.FoldedDistribution(dist.Normal(0.3, 1.2))
    yield "numpyro.distributions.FoldedDistribution.log_prob", folded.log_prob, (positive,), {}
    masked = dist.Normal(loc, scale).mask(jnp.array([True, False, True, True, False, True]))
    yield "numpyro.distributions.MaskedDistribution.log_prob", masked.log_prob, (x,), {}
    censored = dist.RightCensoredDistribution(dist.Weibull(1.5, 2.0), jnp.array([0, 1, 0, 1, 0, 0]))
    name = "numpyro.distributions.RightCensoredDistribution.log_prob"
    yield name, censored.log_prob, (positive,), {}
    together = dist.Normal(n(4, 3), 1.0).to_event(1)
    yield "numpyro.distributions.Independent.log_prob", together.log_prob, (n(4, 3),), {}
    divergence = dist.kl_divergence
    other = dist.Normal(n(6), u(0.5, 2.0, 6))
    yield "numpyro.distributions.kl_divergence[Normal]", divergence, (normal, other), {}
    pair = (gamma, dist.Gamma(u(0.6, 3.0, 6), 1.5))
    yield "numpyro.distributions.kl_divergence[Gamma]", divergence, pair, {}
    pair = (dist.Beta(1.5, 2.0), dist.Beta(2.5, 0.8))
    yield "numpyro.distributions.kl_divergence[Beta]", divergence, pair, {}

    maps = {
        "AffineTransform": (transforms.AffineTransform(0.5, 2.0), x),
        "CorrCholeskyTransform": (transforms.CorrCholeskyTransform(), n(3)),
        "ExpTransform": (transforms.ExpTransform(), x),
        "HaarTransform": (transforms.HaarTransform(), n(8)),
        "DiscreteCosineTransform": (transforms.DiscreteCosineTransform(), n(8)),
        "L1BallTransform": (transforms.L1BallTransform(), n(4)),
        "LowerCholeskyAffine": (transforms.LowerCholeskyAffine(n(3), tril), n(3)),
        "LowerCholeskyTransform": (transforms.LowerCholeskyTransform(), n(6)),
        "OrderedTransform": (transforms.OrderedTransform(), n(4)),
        "PowerTransform": (transforms.PowerTransform(1.7), positive),
        "ScaledUnitLowerCholesky": (transforms.ScaledUnitLowerCholeskyTransform(), n(6)),
        "SigmoidTransform": (transforms.SigmoidTransform(), x),
        "SoftplusTransform": (transforms.SoftplusTransform(), x),
        "SoftplusLowerCholesky": (transforms.SoftplusLowerCholeskyTransform(), n(6)),
        "StickBreakingTransform": (transforms.StickBreakingTransform(), n(4)),
    }
    for i, (name, (transform, value)) in enumerate(maps.items()):
        yield f"numpyro.transforms.{name}", transform, (value,), {}
        if i % 2 == 0:
            image = transform(value)
            jacobian = transform.log_abs_det_jacobian
            yield f"numpyro.transforms.{name}.log_abs_det", jacobian, (value, image), {}
        else:
            yield f"numpyro.transforms.{name}.inv", transform.inv, (transform(value),), {}
    yield "numpyro.transforms.biject_to", transforms.biject_to(constraints.simplex), (n(3),), {}
    walk = transforms.RecursiveLinearTransform(0.5 * jnp.eye(2) + 0.1)
    yield "numpyro.transforms.RecursiveLinearTransform", walk, (n(5, 2),), {}

    yield "numpyro.distributions.util.cholesky_update", dist_util.cholesky_update, (tril, n(3)), {}
    yield "numpyro.distributions.util.logmatmulexp", dist_util.logmatmulexp, (n(3, 4), n(4, 2)), {}
    ordered = (x + 2 + positive, x)
    yield "numpyro.distributions.util.logdiffexp", dist_util.logdiffexp, ordered, {}
    yield "numpyro.distributions.util.safe_normalize", dist_util.safe_normalize, (n(4, 3),), {}
    yield "numpyro.distributions.util.tri_logabsdet", dist_util.tri_logabsdet, (tril,), {}
    name = "numpyro.distributions.util.vec_to_tril_matrix"
    yield name, dist_util.vec_to_tril_matrix, (n(6),), {}
    name = "numpyro.distributions.util.cholesky_of_inverse"
    yield name, dist_util.cholesky_of_inverse, (spd,), {}
    name = "numpyro.distributions.util.signed_stick_breaking_tril"
    yield name, dist_util.signed_stick_breaking_tril, (jnp.tanh(n(3)),), {}
    draws = (key, unit, 9)
    yield "numpyro.distributions.util.binomial", dist_util.binomial, draws, {"shape": (6,)}

    data = (jnp.linspace(-1.0, 1.0, 8), n(8))
    values = {"a": jnp.asarray(0.2), "b": jnp.asarray(0.9), "sigma": jnp.asarray(0.7)}
    many = {"a": n(4), "b": n(4), "sigma": u(0.5, 1.0, 4)}
    variational = {"loc": n(2), "scale": u(0.2, 0.6, 2)}
    yield "numpyro.infer.util.log_density", log_joint, (values, *data), {}
    yield "numpyro.infer.util.potential_energy", potential, (values, *data), {}
    yield "numpyro.infer.util.constrain_fn", constrained, (values, *data), {}
    yield "numpyro.infer.log_likelihood", pointwise, (many, *data), {}
    yield "numpyro.infer.Trace_ELBO.loss", elbo, (key, variational, *data), {}
    yield "numpyro.handlers.trace", prior, (key, data[0]), {}
    step, update = hmc_util.velocity_verlet(
        lambda z: jnp.sum(z**2) / 2, hmc_util.euclidean_kinetic_energy
    )
    start = (jnp.ones(3), step(n(3), n(3)))
    verlet = lambda state, eps: update(eps, jnp.ones(3), state)
    yield "numpyro.infer.hmc_util.velocity_verlet", verlet, (start[1], 0.1), {}
